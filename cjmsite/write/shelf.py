"""A place for pages that are made and not yet published: several processes put them there, by their digests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of files that are named by the SHA-256 of what is in them. It is made for the first of them."""

    folder: Path

    def put(self, digest: str, content: bytes) -> None:
        """Put content there. Where that cannot be, it is made again when it is wanted."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            written = self.folder / str(os.getpid())
            written.write_bytes(content)
            os.replace(written, self.folder / digest)  # noqa: PTH105 - what has its name is whole

    def find(self, digest: str) -> Path | None:
        """The file of some content, if it is there; whoever publishes it may take it away."""
        found = self.folder / digest
        return found if found.exists() else None


@contextmanager
def opened(folder: Path | None) -> Iterator[Shelf | None]:
    """A shelf as long as it is needed; None where there is no place for one."""
    try:
        yield Shelf(folder) if folder is not None else None
    finally:
        if folder is not None and folder.exists():
            import shutil

            shutil.rmtree(folder, ignore_errors=True)
