"""A large text as it comes: decoded as a small one is, with plain newlines, one piece after the other."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from msgspec import Struct

from cjmsite.data.decode import MARKS, Decoded, name_by_nuls, tell_assumed
from cjmsite.data.plain import NotPlain
from cjmsite.data.stored import Stored

_HEAD = 4096
_END_OF_FILE = b"\x1a"


class NotUtf8(Exception):
    """A text that is no UTF-8, as its first wrong byte and that one's line show."""

    def __init__(self, byte: bytes, line: int) -> None:
        super().__init__(byte, line)
        self.byte = byte
        self.line = line


class Flow(Struct, frozen=True):
    """A text with what its bytes are decoded by, and why."""

    source: Stored
    encoding: Decoded
    mark: int = 0

    def pieces(self) -> Iterator[bytes]:
        """It as UTF-8, in pieces of any length. Raises NotUtf8, and NotPlain of what the ordinary way tells better."""
        held = b""
        for text in self._decoded():
            text = held + text
            held = text[-1:] if text[-1:] in (b"\r", _END_OF_FILE) else b""
            if held:
                text = text[:-1]
            if b"\x00" in text or _END_OF_FILE in text:
                raise NotPlain
            if b"\r" in text:
                text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            yield text.replace(b"\f", b"") if b"\f" in text else text
        if held == b"\r":
            yield b"\n"

    def _decoded(self) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self.encoding.encoding)()
        is_utf8 = self.encoding.encoding == "utf-8"
        mark, done = self.mark, 0
        for piece in self.source.pieces():
            piece, mark = piece[mark:], max(0, mark - len(piece))
            if is_utf8 and piece.isascii() and not decoder.getstate()[0]:
                text = piece
            else:
                before = len(decoder.getstate()[0])
                try:
                    read = decoder.decode(piece)
                    text = piece if is_utf8 else read.encode("utf-8")
                except UnicodeDecodeError as failure:
                    if not is_utf8 or self.mark or self.encoding.reason == "declared":
                        raise NotPlain from failure
                    raise self._not_utf8(failure, done - before) from failure
                except UnicodeError as failure:
                    raise NotPlain from failure
            done += len(piece)
            yield text
        try:
            rest = decoder.decode(b"", final=True)
        except UnicodeError as failure:
            raise NotPlain from failure
        if rest:
            yield rest.encode("utf-8")

    def _not_utf8(self, failure: UnicodeDecodeError, done: int) -> NotUtf8:
        at, line = done + failure.start, 1
        for piece in self.source.pieces():
            line += piece.count(b"\n", 0, max(0, at))
            at -= len(piece)
            if at <= 0:
                break
        return NotUtf8(failure.object[failure.start : failure.start + 1], line)


def find_flow(source: Stored, declared: str | None) -> Flow:
    """The text of a file, as far as its beginning says how to decode it. Raises NotPlain."""
    head = source.head(_HEAD)
    mark = next(((mark, name) for mark, name in MARKS if head.startswith(mark)), None)
    if declared is not None:
        try:
            name = codecs.lookup(declared).name
            codecs.getincrementaldecoder(declared)
        except (LookupError, ValueError):
            raise NotPlain from None
        if not getattr(codecs.lookup(declared), "_is_text_encoding", True):
            raise NotPlain
        if mark is not None and not mark[1].startswith(name.removesuffix("-sig")):
            raise NotPlain
        if mark is None:
            return Flow(source, Decoded("", name, "declared"))
    if mark is not None:
        return Flow(source, Decoded("", mark[1], "its byte order mark says so"), len(mark[0]))
    if b"\x00" in head:
        name_found = name_by_nuls(head, source.size)
        if name_found is None:
            raise NotPlain
        return Flow(source, Decoded("", name_found, "every second byte is NUL"))
    return Flow(source, Decoded("", "utf-8", "it is valid UTF-8"))


def as_western(flow: Flow, path: str, found: NotUtf8) -> Flow:
    """The text of a file that is no UTF-8, and is cp1252 if all its bytes are."""
    return Flow(flow.source, tell_assumed(Decoded("", "cp1252", ""), path, found.byte, found.line))
