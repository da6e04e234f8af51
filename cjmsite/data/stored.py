"""Where the bytes of a file are: in memory, or on the disk until somebody asks for them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

PIECE = 1 << 20
"""So many bytes are looked at at once: few enough to be looked at again and again while they are near."""


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


@dataclass(frozen=True, slots=True)
class InMemory:
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


def stored(held: bytes | Stored) -> Stored:
    """Bytes, or the place where they are, as that place."""
    return InMemory(held) if isinstance(held, bytes) else held
