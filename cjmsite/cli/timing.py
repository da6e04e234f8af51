"""`cjmsite build --report FILE`: from the start of the command to the file that says what it took."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import place, saving
from cjmsite.render import results
from cjmsite.stopwatch import Stopwatch

if TYPE_CHECKING:
    from cjmsite.build import Outcome
    from cjmsite.read.large import Progress


class Timing:
    """A stopwatch for one build, and where its account goes. With its making, the start of the program is over."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.stopwatch = Stopwatch()
        self.stopwatch.stage("Looking")
        self._cache = ""

    def begin(self, opened: place.Opened, folder: Path, *, fresh: bool) -> None:
        """Note what the build begins with. Raises Refused where the account has no place."""
        saving.look_at(self.path)
        saving.keep_apart(self.path, opened.root, results.folders(opened.db)[0], folder)
        self._cache = "off" if fresh or opened.memory is None else opened.memory.state

    def beside(self, progress: Progress) -> Progress:
        """Tell the stages to both."""

        def tell(stage: str, done: int, total: int) -> None:
            self.stopwatch.stage(stage)
            progress(stage, done, total)

        return tell

    def end(self, opened: place.Opened) -> None:
        """The build is over: what is asked from here on is no part of it."""
        self.stopwatch.stop()
        opened.db.watch = None

    def write(self, opened: place.Opened, outcome: Outcome, *, quiet: bool, verbose: bool) -> None:
        """Write the account of a build that is over. Raises Refused where the disk says no."""
        import json

        from cjmsite import account
        from cjmsite.report.safetext import safe

        made = account.of_build(opened.db, self.stopwatch, self._cache, outcome.counts, outcome.written)
        saving.save(self.path, json.dumps(made, indent=2, ensure_ascii=False) + "\n")
        if verbose and not quiet:
            for line in account.in_words(made):
                click.echo(f"  {safe(line)}")
        if not quiet:
            click.echo(f"Wrote {self.path}", err=True)
