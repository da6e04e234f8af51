"""Bytes to text: declared, marked or proven, and never guessed."""

from __future__ import annotations

import codecs

from msgspec import Struct

from cjmsite.data.problems import count_of
from cjmsite.diagnostics import Diagnostic, Span, error, warning

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, and the encodings that they are marks of."""
_CANDIDATES = ("cp1252", "cp1250", "cp850", "mac-roman")
_UNDEFINED_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))


class Decoded(Struct, frozen=True):
    """A file's text with the encoding that was used and why. `text` is None where it cannot be read."""

    text: str | None
    encoding: str
    reason: str
    problems: tuple[Diagnostic, ...] = ()


def decode(content: bytes, path: str, declared: str | None = None) -> Decoded:
    """The text of a file: by its declared encoding, its byte order mark, its NULs, as UTF-8, at last as cp1252."""
    mark = next(((mark, name) for mark, name in MARKS if content.startswith(mark)), None)
    if declared is not None:
        return _decode_declared(content, path, declared, mark)
    if mark is not None:
        return _decode_marked(content[len(mark[0]) :], path, mark[1])
    if b"\x00" in content[:4096]:
        return _decode_by_nuls(content, path)
    try:
        return _without_nuls(Decoded(content.decode("utf-8"), "utf-8", "it is valid UTF-8"), path)
    except UnicodeDecodeError as failure:
        return _decode_western(content, path, failure)


def _decode_declared(content: bytes, path: str, declared: str, mark: tuple[bytes, str] | None) -> Decoded:
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        hint = "write one like utf-8, utf-16, cp1252 or iso-8859-1"
        return _refuse(path, declared, "unknown-encoding", f"`{declared}` is no encoding", hint=hint)
    if not getattr(codecs.lookup(declared), "_is_text_encoding", True):
        return _refuse(path, declared, "unknown-encoding", f"`{declared}` is no encoding of text")
    if mark is not None and not mark[1].startswith(name.removesuffix("-sig")):
        return _refuse(
            path,
            declared,
            "encoding-mismatch",
            f"the file is marked as {mark[1].upper()}, but its source says `encoding: {declared}`",
            hint="leave `encoding` out: the mark is enough",
        )
    if mark is not None:
        return _decode_marked(content[len(mark[0]) :], path, mark[1])
    if name == "cp1252":
        return _without_nuls(_decode_cp1252(content, path, "declared"), path)
    try:
        text = content.decode(declared)
    except UnicodeDecodeError as failure:
        line = content.count(b"\n", 0, failure.start) + 1
        return _refuse(
            path,
            declared,
            "bad-encoding",
            f"line {line} is not {declared}: {_byte(content[failure.start : failure.start + 1])} cannot stand there",
            line,
            _suggest(content[failure.start : failure.start + 1]),
        )
    return _without_nuls(Decoded(text, name, "declared"), path)


def _decode_marked(content: bytes, path: str, name: str) -> Decoded:
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        text = None
    if text is None or "\x00" in text:
        message = f"the file is marked as {name.upper()} but does not hold it: its byte order mark lies"
        return _refuse(path, name, "lying-mark", message, hint="export it again, as UTF-8")
    return Decoded(text, name, "its byte order mark says so")


def _decode_by_nuls(content: bytes, path: str) -> Decoded:
    name = name_by_nuls(content[:4096], len(content))
    if name is not None:
        try:
            return _without_nuls(Decoded(content.decode(name), name, "every second byte is NUL"), path)
        except UnicodeDecodeError:
            pass
    return _refuse_nuls(content.count(b"\n", 0, content.index(b"\x00")) + 1, path)


def name_by_nuls(sample: bytes, size: int) -> str | None:
    """The encoding of so many bytes, of which the first have NULs among them."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # Western text in UTF-16 has a NUL in nearly every pair, always on the same side.
    for name, nuls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nuls > len(sample) // 4 and others == 0 and size % 2 == 0:
            return name
    return None


def _decode_western(content: bytes, path: str, failure: UnicodeDecodeError) -> Decoded:
    line = content.count(b"\n", 0, failure.start) + 1
    if b"\x00" in content:
        return _refuse_nuls(content.count(b"\n", 0, content.index(b"\x00")) + 1, path)
    wrong = content[failure.start : failure.start + 1]
    undefined = [byte for byte in _UNDEFINED_CP1252 if byte in content]
    if undefined:
        at = min(content.index(byte) for byte in undefined)
        return _refuse(
            path,
            "unknown",
            "unknown-encoding",
            f"the file is neither UTF-8 ({_byte(wrong)} on line {line}) nor cp1252 ({_count_undefined(content)})",
            content.count(b"\n", 0, at) + 1,
            f"say which it is with `encoding:`; {_suggest(content[at : at + 1])}. "
            "With `encoding: cp1252` such bytes become �",
        )
    decoded = Decoded(content.decode("cp1252"), "cp1252", "")
    return tell_assumed(decoded, path, wrong, line)


def tell_assumed(decoded: Decoded, path: str, byte: bytes, line: int) -> Decoded:
    """A text that was read as cp1252, with the byte on a line that shows that it is no UTF-8."""
    told = warning(
        "assumed-encoding",
        f"the file is not UTF-8 ({_byte(byte)} on line {line}); it was read as cp1252",
        Span(path, line),
        f"say so with `encoding: cp1252`, or name the right one; {_suggest(byte)}",
    )
    return Decoded(decoded.text, "cp1252", "it is not UTF-8, and every byte is defined in cp1252", (told,))


def _decode_cp1252(content: bytes, path: str, reason: str) -> Decoded:
    if not any(byte in content for byte in _UNDEFINED_CP1252):
        return Decoded(content.decode("cp1252"), "cp1252", reason)
    first = min(content.index(byte) for byte in _UNDEFINED_CP1252 if byte in content)
    message = f"{_count_undefined(content)}; they became �"
    told = warning("undefined-bytes", message, Span(path, content.count(b"\n", 0, first) + 1))
    return Decoded(content.decode("cp1252", errors="replace"), "cp1252", reason, (told,))


def _count_undefined(content: bytes) -> str:
    counts = {byte: content.count(byte) for byte in _UNDEFINED_CP1252 if byte in content}
    lines: list[int] = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if len(lines) < 6 and any(byte in line for byte in counts):
            lines.append(number)
    total = count_of(sum(counts.values()), "byte")
    places = ", ".join(str(line) for line in lines[:5]) + (" …" if len(lines) > 5 else "")
    codes = ", ".join(f"0x{byte:02X}" for byte in counts)
    return f"{total} undefined in cp1252 ({codes}) on line{'s' if len(lines) > 1 else ''} {places}"


def _suggest(byte: bytes) -> str:
    """What one byte is in the encodings that old systems write: people recognise their own letters."""
    readings = []
    for name in _CANDIDATES:
        try:
            letter = byte.decode(name)
        except UnicodeDecodeError:
            continue
        if letter.isprintable():
            readings.append(f"`{letter}` in {name}")
    return f"{_byte(byte)} is " + ", ".join(readings) if readings else "export the file as UTF-8"


def _byte(byte: bytes) -> str:
    return f"byte 0x{byte[0]:02X}"


def _without_nuls(decoded: Decoded, path: str) -> Decoded:
    if decoded.text is not None and "\x00" in decoded.text:
        return _refuse_nuls(decoded.text.count("\n", 0, decoded.text.index("\x00")) + 1, path)
    return decoded


def _refuse_nuls(line: int, path: str) -> Decoded:
    message = f"line {line} holds a NUL, which text never does: the file is damaged, or it is no text"
    return _refuse(path, "unknown", "not-text", message, line, "export it again, as CSV in UTF-8")


def _refuse(path: str, name: str, code: str, message: str, line: int = 1, hint: str | None = None) -> Decoded:
    return Decoded(None, name, "unreadable", (error(code, message, Span(path, line), hint),))
