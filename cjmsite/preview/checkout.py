"""Whether git is just laying out files: while it does, it holds a lock on its index.

Then half of a branch lies on the disk, which is of no use to anybody. Git may also hold its lock while somebody writes
a message for a commit, and leaves it behind when it is killed. So a lock counts only as long as something happens
beside it, and not for ever.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from cjmsite.read import repository

SILENT = 3.0
"""Seconds without a change of any file after which git is waiting for something else,"""
UNHEARD = 10.0
"""seconds after which it may be where nobody tells of changes,"""
LONGEST = 30.0
"""and seconds after which a lock counts no more, whatever happens."""


class Checkout:
    """The lock of the repository around a site, if it lies in one. `folder` is where the lock would be; `is_told` says
    whether somebody calls `hear`.
    """

    def __init__(self, root: Path) -> None:
        self.folder: Path | None = None
        self.is_told = False
        self._root = root
        self._held: tuple[int, int] | None = None
        self._since = self._heard = 0.0
        self.find()

    def find(self) -> None:
        """Look where the repository is; there may be another one than before."""
        self.folder = repository.folder_around(self._root)

    def hear(self) -> None:
        """Be told that a file changed."""
        self._heard = time.monotonic()

    def goes_on(self) -> bool:
        """Whether files are being laid out right now."""
        held = _mark(self.folder / "index.lock") if self.folder else None
        now = time.monotonic()
        if held != self._held:
            self._held, self._since = held, now
        silent = max(self._since, self._heard) + SILENT if self.is_told else self._since + UNHEARD
        return held is not None and now < min(self._since + LONGEST, silent)


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - before every answer
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns
