"""A page as written: front matter with its places, and the body with the line on which it begins."""

from __future__ import annotations

from dataclasses import dataclass

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.read import yamladvice, yamltext


@dataclass(frozen=True, slots=True)
class Written:
    """The two halves of a page. `body_line` is the line of the file on which the body begins."""

    front: yamltext.Yaml
    body: str = ""
    body_line: int = 1


def split(content: bytes, path: str) -> Written:
    """Take a page's bytes apart. Every problem is in `front.problems`; a page is always returned."""
    text, problem = decode(content, path)
    if problem:
        return Written(yamltext.Yaml({}, {}, (problem,)))
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Written(yamltext.Yaml({}, {(): yamltext.Place(Span(path, 1, 1))}, _misplaced(lines, path)), text, 1)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        problem = error(
            "front-matter-open",
            "the front matter begins here and never ends",
            Span(path, 1, 1, 4),
            "put a line with only `---` after the last key",
        )
        return Written(yamltext.Yaml({}, {}, (problem,)))
    front = yamltext.parse("\n".join(lines[1:end]), path, 2)
    if front.value is None and not front.problems:
        front = yamltext.Yaml({}, {(): yamltext.Place(Span(path, 1, 1))})
    elif not isinstance(front.value, dict) and not front.problems:
        inside = "\n".join(lines[1:end])
        problem = yamladvice.instead_of_keys(inside, path, 2) or error(
            "front-matter-shape",
            "the front matter is a list of `key: value` lines",
            Span(path, 2),
            yamladvice.SPACE_HINT if yamladvice.lacks_space(inside) else "like `title: …`",
        )
        front = yamltext.Yaml({}, front.places, (problem,))
    return Written(front, "\n".join(lines[end + 1 :]), end + 2)


_OTHER_FILES = {
    b"PK\x03\x04": "a document of Word or another office program (or a zip)",
    b"\xd0\xcf\x11\xe0": "a document of an old office program",
    b"%PDF-": "a PDF",
    b"{\\rtf": "a document with formats (RTF)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
"""How files begin that are no text."""


def other_file(content: bytes) -> str | None:
    """What a file is that only has the name of a text."""
    return next((name for start, name in _OTHER_FILES.items() if content.startswith(start)), None)


def decode(content: bytes, path: str) -> tuple[str, Diagnostic | None]:
    """UTF-8 text with plain line ends, or the reason why it is none."""
    if what := other_file(content):
        hint = "save it as plain text (UTF-8); a new name alone does not make it one"
        return "", error("not-text", f"this file is {what}, not text", Span(path), hint)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", error(
            "not-utf8",
            "this file is saved as UTF-16",
            Span(path),
            "save it as UTF-8 (in Windows' editors: “UTF-8”)",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        before = content[: failure.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf")
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        return "", error(
            "not-utf8",
            f"byte 0x{content[failure.start]:02X} is not UTF-8 text",
            Span(path, line, column),
            "save the file as UTF-8",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if unseen := yamltext.CONTROL.search(text):
        return "", yamltext.control_character(text, unseen.start(), path)
    return text, None


def _misplaced(lines: list[str], path: str) -> tuple[Diagnostic, ...]:
    """Front matter that was meant as such: a dashed line a little too long, or below blank lines."""
    first = next((n for n, line in enumerate(lines[:20]) if line.strip()), None)
    if first is None:
        return ()
    line = lines[first].strip()
    looks_opened = set(line) <= {"-", "–", "—"} and len(line) >= 1 and (first > 0 or line != "---")
    following = next((line for line in lines[first + 1 :] if line.strip()), "")
    if looks_opened and ":" in following.split(" ")[0] + " ":
        return (
            error(
                "front-matter-start",
                "this looks like front matter, but it does not begin with a line of exactly `---`",
                Span(path, first + 1),
                "the first line of the file must be `---`",
            ),
        )
    return ()
