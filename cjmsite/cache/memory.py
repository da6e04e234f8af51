"""A site between two runs: going on from what the last one knew, and keeping what this one knows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.cache import ledger, table, writer
from cjmsite.cache.code import made_by
from cjmsite.cache.ledger import Ledger
from cjmsite.query import Database, Key
from cjmsite.read import inputs

FOLDER = ".cjmsite-cache"
FILE = "answers"

_MADE = "made-"

_FINE = 20_000_000
"""Nanoseconds within which a disk with fine clocks may give two writes one time."""

_COARSE = 2_000_000_000
"""The same for a disk that counts whole seconds."""


class Memory(Struct, frozen=True):
    """The cache of a site, and what it held when the run began."""

    path: Path
    made_by: bytes
    began_ns: int
    past: Ledger | None = None

    @property
    def notes(self) -> dict[str, Any]:
        """What the last run noted."""
        return self.past.notes if self.past is not None else {}

    def go_on(self, db: Database) -> None:
        """Compare the world with what the last run saw. The database knows all inputs."""
        if self.past is not None and (changed := self.past.differing(db)):
            db.advance(changed)

    @property
    def state(self) -> str:
        """Whether there was a cache to go on from (`used`), and else why not: it is switched `off`, its folder is a
        `link`, there is `none`, it is of other `code`, or `damaged`. Right only until `keep`.
        """
        if self.past is not None:
            return "used"
        if os.environ.get("CJMSITE_NO_CACHE"):
            return "off"
        return table.why_not(self.path, self.made_by) if _is_ours(self.path.parent) else "link"

    @property
    def shelf(self) -> Path | None:
        """Where to put what is made and not yet in place; None where nothing may be put."""
        folder = self.path.parent
        return folder / f"{_MADE}{os.getpid()}" if _is_ours(folder) else None

    def keep(self, db: Database, roots: Iterable[Key] | None, notes: Callable[[], dict[str, Any]]) -> str | None:
        """Keep what is known, or say why that cannot be. It is no failure of the run: the next one is slower.

        What a run notes is asked for last.
        """
        if not _is_ours(self.path.parent):
            return "it is a link"
        try:
            writer.save(self.path, self.made_by, db, self.past, roots=roots, notes=notes, unsure=self._is_unsure)
        except OSError as failure:
            return failure.strerror or str(failure)
        return None

    def _is_unsure(self, key: Key, value: Any) -> bool:
        """Whether a file was written so late that another write may bear the same stamp."""
        if not isinstance(value, inputs.Stamp):
            return False
        latest = max(value.mtime_ns, value.ctime_ns)
        window = _COARSE if value.mtime_ns % 1_000_000_000 == 0 else _FINE
        return latest >= self.began_ns - window


def remember(root: Path) -> Memory:
    """The cache of a site. One that is damaged, of other code or of another version counts as empty."""
    memory = forget(root)
    if os.environ.get("CJMSITE_NO_CACHE") or not _is_ours(memory.path.parent):
        return memory
    return replace(memory, past=ledger.load(memory.path, memory.made_by))


def forget(root: Path) -> Memory:
    """The cache of a site as if it were empty."""
    folder = root / FOLDER
    if _is_ours(folder):
        _tidy(folder)
    return Memory(folder / FILE, made_by(), time.time_ns())


def _is_ours(folder: Path) -> bool:
    """Whether a folder may be used: a link may lead to where others keep things, and is left alone."""
    return not folder.is_symlink()


def _tidy(folder: Path) -> None:
    """Remove what runs that were killed left behind: its names end with their numbers."""
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208 - asked in every run, and names are enough
            owner = name.removeprefix(_MADE).removeprefix(f"{FILE}.")
            if owner == name or not owner.isdecimal() or _is_alive(int(owner)):
                continue
            path = folder / name
            if path.is_dir() and not path.is_symlink():
                import shutil

                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    """Whether another process lives; what bears our own number is of an earlier one."""
    if process == os.getpid():
        return False
    if os.name != "posix":
        return True  # there is no harmless way to ask
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is somebody else's
        return True
    return True
