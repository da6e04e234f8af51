"""XML read as it comes, without its ways to the world: a document type is refused before any entity is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Say = Callable[[str], None]

DEPTH_LIMIT = 200


class RefusedXml(Exception):
    """XML that is no plain data: it brings a document type, with which files are read and texts multiplied."""


class BrokenXml(Exception):
    """Text that is no XML; `line` is where it stops being it."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class XmlReader:
    """A parser that is fed piece by piece. Names come without their namespaces."""

    def __init__(self, start: Start, end: End, say: Say) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._names: dict[str, str] = {}
        self._depth = 0
        self._start, self._end = start, end
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = say
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.EntityDeclHandler = _refuse
        self._parser.ExternalEntityRefHandler = _refuse

    @property
    def line(self) -> int:
        """The line on which the parser stands."""
        return self._parser.CurrentLineNumber

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """The next bytes. Raises BrokenXml and RefusedXml."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as failure:
            raise BrokenXml(expat.ErrorString(failure.code) or str(failure), failure.lineno) from None

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise RefusedXml("it is nested too deeply")
        self._start(self._local(name), attributes)

    def _close(self, name: str) -> None:
        self._depth -= 1
        self._end(self._local(name))

    def _local(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = name.rpartition(" ")[2]
        return known


def _refuse(*_: object) -> int:
    raise RefusedXml("it declares a document type or entities, which data has no need of")
