"""Forgetting, while nothing else is to be done, what nobody will ask for any more: all about files that were renamed or
deleted, and about addresses that lead nowhere.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from cjmsite.preview.checks import STEP, Checks
from cjmsite.preview.desk import Desk
from cjmsite.preview.living import Living
from cjmsite.query import Database, Memo
from cjmsite.render import results

SHARE = 10
"""So many steps are taken in any case, or it would come to nothing where files change all the time."""

LATELY = 4
"""What was asked for since the world went on so many times may be asked for again."""


class Tidying:
    """Who forgets. What the look for mistakes and the open tabs need is known by asking for all of it once more.

    Where files change too fast for that, it is what they needed when it was last known, and what anybody asked for
    lately. To forget too much does no harm: it is worked out again.
    """

    def __init__(self, living: Living, desk: Desk, checks: Checks) -> None:
        self._living = living
        self._desk = desk
        self._checks = checks
        self._db: Database | None = None
        self._needed: set[Memo] | None = None
        self._lately: deque[set[Memo]] = deque(maxlen=LATELY)
        self._sweep: Iterator[None] | None = None

    @property
    def is_due(self) -> bool:
        """Whether there may be much to forget, or what was begun did not come to its end."""
        return self._sweep is not None or self._living.db.known.is_wasteful

    def begin(self) -> None:
        """From now on take note of what is asked for: the world went on."""
        db = self._living.db
        if db is not self._db:
            self._db, self._needed, self._sweep = db, None, None
            self._lately.clear()
        self._lately.append(set())
        db.asked = self._lately[-1]

    def run(self, shown: Iterable[tuple[str, frozenset[str]]], is_urged: Callable[[], bool]) -> Iterator[None]:
        """Forget, step by step, and go on next time from where it ended because it was urged. `shown` is what
        tabs show.
        """
        from cjmsite.pipeline import configuration

        db = self._living.db
        if results.is_held(db) or configuration.configuration(db).wrong:
            return  # too little would be asked for: all else is wanted again when that is mended
        self._desk.forget_gone()
        self.begin()
        revision = db.revision
        for _ in self._ask(shown):
            yield
            if is_urged() or db.revision != revision:  # something else may be asked for now
                break
        else:
            self._needed = self._lately.pop()
            self._lately.clear()
        if self._needed is None:
            self._needed = set(db.known.here.values())
        for number, _ in enumerate(self._forget(db)):
            yield
            if number >= SHARE and is_urged():
                return

    def _ask(self, shown: Iterable[tuple[str, frozenset[str]]]) -> Iterator[None]:
        for _ in self._checks.run(self._desk.opened):
            yield
        for url, lent in shown:
            if (page := self._desk.answer(url).page) is not None:
                self._desk.around(page.assets, lent)
            yield

    def _forget(self, db: Database) -> Iterator[None]:
        if self._sweep is None:
            self._sweep = db.known.sweep(self._is_of_use)
        until = time.perf_counter() + STEP
        for _ in self._sweep:
            if time.perf_counter() > until:
                yield
                until = time.perf_counter() + STEP
        self._sweep = None

    def _is_of_use(self, memo: Memo) -> bool:
        return memo in (self._needed or ()) or any(memo in asked for asked in self._lately)
