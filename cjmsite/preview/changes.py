"""From files that came, went or changed to what the database has to look at again."""

from __future__ import annotations

import os
import posixpath
import time
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath

from cjmsite.preview.checks import STEP
from cjmsite.preview.living import Living
from cjmsite.query import Key
from cjmsite.read import history, inputs


class Changes:
    """What changes in the folders of a living site, be it told or looked for."""

    def __init__(self, living: Living) -> None:
        self._living = living
        self._links: dict[Path, str] = {}
        self._git: Path | None = None

    def tell(self, paths: Collection[Path]) -> tuple[str, ...]:
        """Take note of files that came, went or changed; says which, as paths of the site.

        What an editor lays beside a file while it saves, or while the file is open, is not told of.
        """
        db, root = self._living.db, self._living.root
        inside: dict[str, None] = {}
        named: dict[str, None] = {}
        for path in paths:
            named[path.as_posix()] = None  # so are files of themes and plugins called that are not of the site
            if path.is_relative_to(root):
                inside[path.relative_to(root).as_posix()] = None
            for target, link in self._links.items():
                if path.is_relative_to(target):
                    inside[posixpath.normpath(posixpath.join(link, path.relative_to(target).as_posix()))] = None
        keys = inputs.touched(db, (*named, *inside))
        if any(path.parent == self._git for path in paths):
            keys += [(history.seen, ()), (history.told, ())]
        told = tuple(path for path in (inside or named) if self._is_of_interest(path))
        # A saved file rings for its folder too, of which every page was made: mostly that has the same files.
        changed = [key for key in keys if db.differs(key)]
        others = [other for key in changed for other in self._others_in(key)]
        db.advance(dict.fromkeys((*changed, *others)))
        self._living.noticed.difference_update(inside)
        return told

    def _others_in(self, key: Key) -> list[Key]:
        """Looks at what came or went in a folder, be it told of yet or not: of many files at once some are told of
        later, and what is known of them would be older than their folder.
        """
        look, arguments = key
        if look is not inputs.entries:
            return []
        names = {entry.name for entry in {*look.function(self._living.db, *arguments)} ^ {*self._living.db.ask(key)}}
        looks: list[Key] = [(inputs.stamp, (posixpath.join(str(arguments[0]), name),)) for name in sorted(names)]
        return list(filter(self._living.db.differs, looks))

    def _is_of_interest(self, path: str) -> bool:
        """Whether a file was looked at, or is a new one in a folder of the site's. Others may lie in its root:
        what this program says may be written to one.
        """
        db = self._living.db
        if db.is_right((inputs.stamp, (path,))):
            return not path.startswith(".git/")
        if any(map(inputs.is_hidden, path.split("/"))) or not (self._living.root / path).exists():
            return False
        return any(folder.name and db.is_right((inputs.entries, (str(folder),))) for folder in PurePath(path).parents)

    def look_around(self) -> Iterator[tuple[Key, ...]]:
        """Compare the whole world with what is known of it, step by step; yields what is otherwise now.

        This makes good for everything that nobody told of: another kind of disk, a link, a commit.
        """
        db = self._living.db
        waiting = list(db.known.looks())
        while waiting:
            until = time.perf_counter() + STEP
            found = []
            while waiting and time.perf_counter() < until:
                key = waiting.pop()
                if db.differs(key):
                    found.append(key)
            yield tuple(found)

    def state(self, key: Key) -> object:
        """What is at a place now, and what new files in it are like: while somebody writes, it becomes another."""
        db = self._living.db
        look, arguments = key
        now = look.function(db, *arguments)
        if look is not inputs.entries:
            return now
        new = {*now} - {*db.ask(key)}
        return now, {
            entry.name: inputs.stamp.function(db, posixpath.join(str(arguments[0]), entry.name)) for entry in new
        }

    def watched(self, git: Path | None) -> dict[Path, bool]:
        """The folders whose files the site is made from, and whether what lies below them counts too. Where git keeps
        what it knows is told of a commit.
        """
        from cjmsite.pipeline import files
        from cjmsite.render import outputs

        db, root = self._living.db, self._living.root
        files.page_files(db)
        outputs.static(db)
        tops: set[str] = set()
        others: set[str] = set()
        place = os.fspath(root)
        self._links.clear()
        for look, arguments in db.known.looks():
            if look is inputs.stamp or look is inputs.entries:
                written = str(arguments[0])
                full = os.path.join(place, written)  # noqa: PTH118 - asked for every file
                if os.path.islink(full):  # noqa: PTH114 - as above
                    # It rings under its own name, not the link's. Links that lead in a circle lead nowhere.
                    self._links[Path(os.path.realpath(full))] = written
                if not PurePath(written).is_absolute():
                    tops.add(written.partition("/")[0])
                else:
                    others.add(written if look is inputs.entries else posixpath.dirname(written))
        found = {root / top: True for top in tops if top}
        linked = [target for target in self._links if target.is_relative_to(root)]
        found |= {target.parent: False for target in linked if not target.is_dir()}
        found |= {target: True for target in linked if target.is_dir()}
        found |= {root: False} | {Path(folder): False for folder in others}
        self._git = git
        if git is not None:
            found[git] = False
        return found
