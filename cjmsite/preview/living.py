"""The living site: one database that goes on with the world."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cjmsite import build
from cjmsite.cache import memory
from cjmsite.query import Database, Key
from cjmsite.read import inputs


class Living:
    """A site while somebody works on it. Everything that has to do with its database runs in one thread, one call
    after another; what may take long is cut into steps, so that a page that is asked for meanwhile waits for one only.
    """

    db: Database

    def __init__(self, root: Path, options: build.Options) -> None:
        self.root = root
        self._options = options
        self.noticed: set[str] = set()
        """Changes that were seen when a page was asked for, and of which no bell has told."""
        self.begin_anew()
        self.root = inputs.root(self.db)

    def begin_anew(self) -> None:
        """Look at the site as if for the first time."""
        known = memory.remember(self.root)  # of which nothing is kept: a preview writes nothing
        self.db = build.open_site(self.root, self._options, known.past)
        known.go_on(self.db)
        self.db.advance(())  # from the start on, so that the first change costs no more than others

    def set_day(self, options: build.Options) -> None:
        """Go on with another day."""
        if options != self._options:
            self._options = options
            build.set_options(self.db, options)

    def noticed_till_now(self) -> tuple[str, ...]:
        """What was noticed, for whoever tells of it: it is told of once."""
        files, self.noticed = tuple(sorted(self.noticed)), set()
        return files

    def take(self, found: Iterable[Key]) -> tuple[str, ...]:
        """Take what may be otherwise now for one change; says which files are others."""
        others = [key for key in found if self.db.differs(key)]
        if others:
            self.db.advance(others)
        return tuple(sorted(str(arguments[0]) for look, arguments in others if look is inputs.stamp))
