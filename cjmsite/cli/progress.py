"""How far a long run has come, on a terminal; a short run shows nothing."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds of work after which a person wants to see that something happens."""

PAUSE = 0.1
"""Seconds between two drawings: more often would cost time that the work could use."""


class Watch:
    """Told the stages of a run; draws on standard error, without threads, and clears it at the end."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.started = time.monotonic()
        self._silent = quiet or not sys.stderr.isatty()
        self._drawn: Progress | None = None
        self._task: TaskID | None = None
        self._next = PATIENCE

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.monotonic() - self.started

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._silent or self.seconds < PATIENCE:
            return
        if self._drawn is None or self._task is None:
            self._drawn, self._task = _start(stage)
        self._drawn.update(self._task, description=stage, completed=done, total=total or None)
        if self.seconds >= self._next:
            self._drawn.refresh()
            self._next = self.seconds + PAUSE

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn is not None:
            self._drawn.stop()
            self._drawn = None
            self._silent = True


def _start(stage: str) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    drawn = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    task = drawn.add_task(stage, total=None)
    drawn.start()
    return drawn, task
