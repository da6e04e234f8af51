"""Files as text: UTF-8 with plain line ends and without what nobody can see."""

from __future__ import annotations

import codecs
import re

from cjmsite.diagnostics import Diagnostic, Span, error

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no text holds: control characters, halves of characters, and what is no character at all."""

_SIGNS = bytes((*range(9), 11, 12, *range(14, 32), 0x7F, 0xC2, 0xEF))
"""One of these bytes is in every UTF-8 text with such a character."""

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
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as failure:
        before = content[: failure.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        return "", error(
            "not-utf8",
            f"byte 0x{content[failure.start]:02X} is not UTF-8 text",
            Span(path, line, column),
            "save the file as UTF-8",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(content.translate(None, _SIGNS)) < len(content) and (unseen := CONTROL.search(text)):
        return "", control_character(text, unseen.start(), path)
    return text, None


def control_character(text: str, offset: int, path: str, first_line: int = 1) -> Diagnostic:
    """The finding about a character that cannot be seen and cannot be published."""
    line = first_line + text.count("\n", 0, offset)
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    name = "a NUL byte" if text[offset] == "\0" else f"the invisible character U+{ord(text[offset]):04X}"
    hint = "save the file as UTF-8" if text.count("\0") > 2 else "delete it; it often comes along with pasted text"
    return error("control-character", f"there is {name} here", Span(path, line, column), hint)
