"""Where the bytes of a file are: in memory, or on the disk until somebody asks for them."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

from msgspec import Struct

PIECE = 1 << 20
"""So many bytes are looked at at once: few enough to be looked at again and again while they are near."""

MEMORY = 50_000_000
"""More bytes than these that come out of an archive are not held in memory."""


class Stored(Protocol):
    """Bytes of which one may look at the beginning and the end, or at one piece after the other, or hold all."""

    @property
    def size(self) -> int:
        """How many there are."""
        ...

    @property
    def real(self) -> str | None:
        """The path under which others can read them, if they lie on the disk."""
        ...

    def head(self, size: int) -> bytes:
        """The first ones."""
        ...

    def tail(self, size: int) -> bytes:
        """The last ones."""
        ...

    def pieces(self) -> Iterator[bytes]:
        """All, one piece after the other."""
        ...

    def whole(self) -> bytes:
        """All of them, in memory."""
        ...

    def digest(self) -> str:
        """Their SHA-256, in hex."""
        ...


class InMemory(Struct, frozen=True):
    """Bytes that are in memory."""

    content: bytes
    real: None = None

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.content)

    def head(self, size: int) -> bytes:
        """The first ones."""
        return self.content[:size]

    def tail(self, size: int) -> bytes:
        """The last ones."""
        return self.content[-size:]

    def pieces(self) -> Iterator[bytes]:
        """All, one piece after the other."""
        for at in range(0, len(self.content), PIECE):
            yield self.content[at : at + PIECE]

    def whole(self) -> bytes:
        """All of them."""
        return self.content

    def digest(self) -> str:
        """Their SHA-256, in hex."""
        return hashlib.sha256(self.content).hexdigest()


class OnDisk:
    """Bytes that were made of a file and are too many for memory: on the disk until nobody needs them any more."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cjmsite-")  # nobody else may look into it
        path = Path(self._folder.name) / "data"
        with path.open("wb") as file:
            file.writelines(pieces)
        self.real = str(path)
        self.size = path.stat().st_size

    def head(self, size: int) -> bytes:
        """The first ones."""
        with open_stored(self) as file:
            return file.read(size)

    def tail(self, size: int) -> bytes:
        """The last ones."""
        with open_stored(self) as file:
            file.seek(max(0, self.size - size))
            return file.read()

    def pieces(self) -> Iterator[bytes]:
        """All, one piece after the other."""
        with open_stored(self) as file:
            while piece := file.read(PIECE):
                yield piece

    def whole(self) -> bytes:
        """All of them, in memory."""
        return Path(self.real).read_bytes()

    def digest(self) -> str:
        """Their SHA-256, in hex."""
        with Path(self.real).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def keep(pieces: Iterable[bytes]) -> bytes | Stored:
    """Bytes that come piece by piece: in memory while they are few."""
    coming = iter(pieces)
    held: list[bytes] = []
    size = 0
    for piece in coming:
        held.append(piece)
        size += len(piece)
        if size > MEMORY:
            return OnDisk(chain(held, coming))
    return b"".join(held)


def open_stored(source: Stored) -> BinaryIO:
    """Bytes as an open file."""
    return io.BytesIO(source.whole()) if source.real is None else open(source.real, "rb")  # noqa: PTH123


def stored(held: bytes | Stored) -> Stored:
    """Bytes, or the place where they are, as that place."""
    return InMemory(held) if isinstance(held, bytes) else held
