"""Saying something to a terminal without waiting for it."""

from __future__ import annotations

import contextlib
import queue
import threading

import click

_MOST = 1000
"""So many words wait for a terminal that takes none; what comes after them is not said."""

_PATIENCE = 1.0
"""Seconds that the last words get."""


class Speaker:
    """Says what it is given in a thread of its own, one after the other: a terminal that is held (Ctrl-S), or a pipe
    that nobody reads from, holds up nobody who works. One that is gone is talked to all the same.
    """

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[str, bool] | None] = queue.Queue(_MOST)
        self._thread = threading.Thread(target=self._talk, name="speaker", daemon=True)
        self._thread.start()

    def say(self, what: str, *, err: bool = False) -> None:
        """Say a line, or several."""
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait((what, err))

    def end(self) -> bool:
        """Wait for what is still to be said, but not for long; says whether all of it was."""
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(None)
        self._thread.join(_PATIENCE)
        return not self._thread.is_alive()

    def _talk(self) -> None:
        while (asked := self._waiting.get()) is not None:
            what, err = asked
            with contextlib.suppress(Exception):  # whatever a terminal cannot take, the next words may go through
                click.echo(what, err=err)
