"""A file that is too large to be held for nothing: read piece by piece while it stays what it is."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from stat import S_ISREG

from msgspec import Struct

LARGE = 50_000_000
"""So many bytes are many."""

_MB = 20
_PIECE = 1 << _MB
_FINE, _COARSE = 0.05, 2.0
"""Seconds within which two changes may bear the same stamp; on some disks time goes by in whole ones."""

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and of how much."""


def nobody(stage: str, done: int, total: int) -> None:
    """For runs of which nobody is told how far they have come."""


class Stamp(Struct, frozen=True):
    """What tells that a file is another one now. ctime catches rewrites that keep the modification time."""

    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int


class InputError(Exception):
    """A file at a `path` that cannot be had; `code` and the message are fit for a reader of the site."""

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.path = path

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InputError) and (self.code, str(self)) == (other.code, str(other))

    def __hash__(self) -> int:
        return hash((self.code, str(self)))


class Changing(InputError):
    """A file that is not any more what it was, so that what is made from it would not belong together.

    Nobody takes it for a mistake in the file: whoever began the run tells of it, or looks again.
    """

    def __init__(self, path: str, *, gone: bool = False) -> None:
        if gone:
            super().__init__("missing-file", path, f"there is no file `{path}` any more")
        else:
            super().__init__("changing-file", path, f"`{path}` changed while it was read; try again")


def look(path: str | os.PathLike[str]) -> Stamp | None:
    """The stamp of a regular file, or None when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - one call, no Path in between: asked for every file
    except (OSError, ValueError):
        return None
    if not S_ISREG(found.st_mode):
        return None
    return Stamp(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


class LargeFile:
    """A large file as it was when it was first looked at. Its bytes come into memory only for whoever asks for all.

    Others may read it meanwhile under its real path. What they read is of that state too, if `verify` says nothing.
    All that reads raises InputError where that cannot be, or the file is seen to be another one by now.
    """

    def __init__(self, path: str, real: Path, stamp: Stamp, progress: Progress) -> None:
        self.path = path
        self.real = str(real)
        self.stamp = stamp
        self.size = stamp.size
        self._progress = progress
        self._digest: str | None = None
        self._content: bytes | None = None

    def head(self, size: int) -> bytes:
        """The first bytes."""
        with self._open() as file:
            return b"".join(iter(lambda: file.read(size - file.tell()), b""))

    def tail(self, size: int) -> bytes:
        """The last bytes."""
        with self._open() as file:
            file.seek(max(0, self.size - size))
            return file.readall()

    def pieces(self) -> Iterator[bytes]:
        """All bytes, one piece after the other. Who has seen them all has their SHA-256 without further reading."""
        digest = hashlib.sha256() if self._digest is None else None
        with self._open() as file:
            while piece := file.read(_PIECE):
                if digest is not None:
                    digest.update(piece)
                self._progress(f"Reading {self.path} (MB)", file.tell() >> _MB, self.size >> _MB)
                yield piece
        self.verify()
        if digest is not None:
            self._digest = digest.hexdigest()

    def whole(self) -> bytes:
        """All bytes, in memory from now on."""
        if self._content is None:
            with self._open() as file:
                content = file.readall()
            self.verify()
            self._progress(f"Reading {self.path}, row by row", 0, 0)
            self._content, self._digest = content, hashlib.sha256(content).hexdigest()
        return self._content

    def digest(self) -> str:
        """The SHA-256 of all bytes, in hex."""
        if self._digest is None:
            for _ in self.pieces():
                pass
        assert self._digest is not None
        return self._digest

    def verify(self) -> None:
        """See whether the file is still the one that was looked at."""
        if look(self.real) != self.stamp:
            raise Changing(self.path)

    @contextmanager
    def _open(self) -> Iterator[FileIO]:
        try:
            with open(self.real, "rb", buffering=0) as file:  # noqa: PTH123 - Path.open says no type for it
                yield file
        except FileNotFoundError:  # gone since it was looked at
            raise Changing(self.path) from None
        except OSError as failure:
            message = f"`{self.path}` cannot be read: {failure.strerror}"
            raise InputError("unreadable-file", self.path, message) from None


def find(path: str, real: Path, progress: Progress) -> LargeFile | None:
    """The file at a path if it is a large one, as it is now."""
    stamp = look(real)
    if stamp is None or stamp.size < LARGE:
        return None
    # A file that is being written might change once more and bear the same stamp: see it when that is past.
    moment = _COARSE if stamp.mtime_ns % 1_000_000_000 == 0 else _FINE
    if abs(time.time_ns() - stamp.ctime_ns) < moment * 1e9:
        time.sleep(moment)
        stamp = look(real)
    return LargeFile(path, real, stamp, progress) if stamp is not None and stamp.size >= LARGE else None
