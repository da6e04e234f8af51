"""Whether a large text is plain in every respect: looked at piece by piece, beside whoever reads it meanwhile."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cjmsite.data.stored import Stored
from cjmsite.data.text import CELL_LIMIT, Dialect, read_lines

_CONTROLS = (b"\x00", b"\x0c", b"\x1a")
DOUBLED = (b"\xc3\x82\xc2", b"\xc3\x83\xc2", b"\xc3\xa2\xe2\x82\xac")
"""Letters that were converted to UTF-8 twice, of which somebody has to be told."""


class NotPlain(Exception):
    """A file that has to be read in the ordinary way."""


def is_plain(source: Stored, header: bytes, dialect: Dialect) -> bool:
    """Whether the whole text is UTF-8, has one kind of line end, one block, one header, and nothing odd in it.

    Odd is what begins a comment, a blank line or one of blank cells, or a header once more. All pieces are looked at
    if nothing is wrong with them.
    """
    odd = _odd(header, dialect)
    try:
        is_odd = _look_at_all(source, odd, header.endswith(b"\r"))
    except (NotPlain, UnicodeDecodeError):
        return False
    return not is_odd or _is_within_cells(source, odd)


def _odd(header: bytes, dialect: Dialect) -> re.Pattern[bytes]:
    """What makes a line odd, with the newline before it."""
    delimiter = re.escape(dialect.delimiter.encode())
    again = again_pattern(next(read_lines([header.decode().rstrip("\r")], dialect)), dialect)
    blanks = b"\n\r " if dialect.delimiter == "\t" else b"\n\r \t"
    empty = rb"(?:" + delimiter + rb"|\"\")(?:" + delimiter + rb"|[\" \t])*(?=\r?\n)"
    return re.compile(rb"\n(?:[#" + blanks + rb"]|\"#|\xef\xbb\xbf|" + empty + rb"|" + again + rb"(?=\r?\n))")


def again_pattern(header: Sequence[str], dialect: Dialect) -> bytes:
    """What a header is written like when it comes again: each name in quotes or not."""
    names = (re.escape(name.encode().replace(b'"', b'""')) for name in header)
    return re.escape(dialect.delimiter.encode()).join(rb'"?' + name + rb'"?' for name in names)


def _look_at_all(source: Stored, odd: re.Pattern[bytes], returns: bool) -> bool:
    """Whether there is an odd line. Raises NotPlain or UnicodeDecodeError of what is wrong in whatever line it is.

    Each piece is looked at as it comes, and the line in which it meets the one before by itself: to put them together
    would take as long as all else.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    ends: Counter[bytes] = Counter()
    is_odd = False
    begun = before = b""  # the line in which the last piece ended; the last piece
    for piece in source.pieces():
        seam = begun + piece[: piece.find(b"\n") + 1 or None]
        for text in (piece, seam):
            if any(sign in text for sign in _CONTROLS) or (b"\\" in text and b'\\"' in text):
                raise NotPlain
            is_odd = is_odd or odd.search(text) is not None
        if b"\r" in piece or returns:
            ends += Counter({sign: piece.count(sign) for sign in (b"\r\n", b"\r", b"\n")})
            ends[b"\r\n"] += before[-1:] == b"\r" and piece[:1] == b"\n"
            if not returns or ends[b"\r\n"] != ends[b"\n"]:
                raise NotPlain
        if decoder.getstate()[0] or not piece.isascii():
            decoder.decode(piece)
            if any(sign in text for sign in DOUBLED for text in (piece, seam)):
                raise NotPlain
        end = piece.rfind(b"\n")
        begun = piece[end:] if end >= 0 else begun + piece
        if len(begun) > CELL_LIMIT:
            raise NotPlain
        before = piece
    decoder.decode(b"", final=True)
    if ends[b"\r"] != ends[b"\n"]:
        raise NotPlain
    return is_odd or (begun != b"\n" and odd.search(begun + b"\n") is not None)


def _is_within_cells(source: Stored, odd: re.Pattern[bytes]) -> bool:
    """Whether all that looks like an odd line is one within a quoted cell."""
    quotes = 0
    for text in parted_by_lines(source):
        before = 0
        for match in odd.finditer(text):
            quotes += text.count(b'"', before, match.start())
            before = match.start()
            if quotes % 2 == 0:
                return False
        quotes += text.count(b'"', before)
    return True


def parted_by_lines(source: Stored) -> Iterator[bytes]:
    """The text in pieces of whole lines, each but the first with the newline before it. Raises NotPlain of long lines.

    The last line gets a newline if it has none.
    """
    rest = b""
    for piece in source.pieces():
        text = rest + piece
        end = text.rfind(b"\n")
        if end <= 0:
            if len(text) > CELL_LIMIT:
                raise NotPlain
            rest = text
            continue
        yield text[: end + 1]
        rest = text[end:]
    if rest != b"\n":
        yield rest + b"\n"
