"""A place for pages that are made and not yet published: several processes put them there, by their digests.

Each process appends to a file of its own, which is many times faster than a file for each page.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_HEAD = struct.Struct("<32sQ")
"""Before the content: its SHA-256 and its size."""


class Shelf:
    """A folder of files in which contents lie one behind the other. It is made for the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own: tuple[int, BinaryIO | None] = (0, None)
        self._read: dict[Path, tuple[BinaryIO, int]] = {}  # and up to where its heads are known
        self._places: dict[str, tuple[BinaryIO, int, int]] = {}

    def put(self, digest: str, content: bytes) -> None:
        """Put content there. Where that cannot be, it is made again when it is wanted."""
        if self._own[0] != os.getpid():  # a worker is a copy of the process that made it
            self._own = (os.getpid(), self._begin())
        file = self._own[1]
        head = _HEAD.pack(bytes.fromhex(digest), len(content))
        with suppress(OSError):
            if file is None or file.write(head) + file.write(content) == len(head) + len(content):
                return
        self._own = (os.getpid(), None)  # behind half a record nothing would be found

    def _begin(self) -> BinaryIO | None:
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            return (self.folder / str(os.getpid())).open("xb", buffering=0)
        return None

    def find(self, digest: str) -> bytes | None:
        """Some content, if it is there."""
        with suppress(OSError):
            if digest not in self._places:
                self._look()
            if digest in self._places:
                file, start, size = self._places[digest]
                file.seek(start)
                return file.read(size)
        return None

    def _look(self) -> None:
        """Learn what was put there since the last look. What a process did not put there whole is left out."""
        for path in self.folder.iterdir():
            file, at = self._read.get(path) or (path.open("rb"), 0)
            end = path.stat().st_size
            while at + _HEAD.size <= end:
                file.seek(at)
                digest, size = _HEAD.unpack(file.read(_HEAD.size))
                if at + _HEAD.size + size > end:
                    break
                self._places[digest.hex()] = file, at + _HEAD.size, size
                at += _HEAD.size + size
            self._read[path] = file, at

    def close(self) -> None:
        """Remove it."""
        if self._own[1] is not None:
            self._own[1].close()
        for file, _ in self._read.values():
            file.close()
        if os.path.exists(self.folder):  # noqa: PTH110 - false also where nobody may look
            import shutil

            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def opened(folder: Path | None) -> Iterator[Shelf | None]:
    """A shelf as long as it is needed; None where there is no place for one."""
    shelf = Shelf(folder) if folder is not None else None
    try:
        yield shelf
    finally:
        if shelf is not None:
            shelf.close()
