"""A site between two runs: going on from what the last one knew, and keeping what this one knows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cjmsite.cache import ledger
from cjmsite.cache.code import made_by
from cjmsite.cache.ledger import Ledger
from cjmsite.query import Database, Key
from cjmsite.read import inputs

FOLDER = ".cjmsite-cache"
FILE = "answers"

_FINE = 20_000_000
"""Nanoseconds within which a disk with fine clocks may give two writes one time."""

_COARSE = 2_000_000_000
"""The same for a disk that counts whole seconds."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The cache of a site, and what it held when the run began."""

    path: Path
    made_by: bytes
    began_ns: int
    past: Ledger | None = None

    @property
    def notes(self) -> dict[str, Any]:
        """What the last run noted."""
        return self.past.notes if self.past is not None else {}

    def go_on(self, db: Database) -> int:
        """Compare the world with what the last run saw; says how much differs. The database knows all inputs."""
        changed = self.past.differing(db) if self.past is not None else []
        if changed:
            db.advance(changed)
        return len(changed)

    def keep(self, db: Database, roots: Iterable[Key], notes: dict[str, Any]) -> None:
        """Keep what is known. A disk that cannot hold it is no failure of the run: the next one is slower."""
        with suppress(OSError):
            ledger.save(self.path, self.made_by, db, self.past, roots=roots, notes=notes, unsure=self._is_unsure)

    def _is_unsure(self, key: Key, value: Any) -> bool:
        """Whether a file was written so late that another write may bear the same stamp."""
        if not isinstance(value, inputs.Stamp):
            return False
        latest = max(value.mtime_ns, value.ctime_ns)
        window = _COARSE if value.mtime_ns % 1_000_000_000 == 0 else _FINE
        return latest >= self.began_ns - window


def remember(root: Path) -> Memory:
    """The cache of a site. One that is damaged, of other code or of another version counts as empty."""
    path = root / FOLDER / FILE
    code = made_by()
    began = time.time_ns()
    past = None if os.environ.get("CJMSITE_NO_CACHE") else ledger.load(path, code)
    return Memory(path, code, began, past)


def forget(root: Path) -> Memory:
    """The cache of a site as if it were empty."""
    return Memory(root / FOLDER / FILE, made_by(), time.time_ns())
