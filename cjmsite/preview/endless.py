"""Work that takes so long that it may never end: it is told of, and broken off when its code is saved anew.

Where a bell rings, that tells of any save. Where files are only looked at, that is done in the very thread that is at
work; so those whose code is running are looked at from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from cjmsite.preview.terminal import Terminal
from cjmsite.preview.worker import Worker
from cjmsite.read import large

LOOK = 1.0
"""Seconds between two looks at what is being done."""
ENDLESS = 10.0
"""Seconds after which a piece of work may be one that never ends."""


class Endless:
    """Who looks at what the one thread is doing. `ring` is told of files of the site that were saved meanwhile."""

    def __init__(
        self, root: Path, worker: Worker, ring: Callable[[frozenset[Path]], Awaitable[None]], terminal: Terminal
    ) -> None:
        self._root = root
        self._worker = worker
        self._ring = ring
        self._terminal = terminal
        self._seen: dict[str, tuple[large.Stamp | None, large.Stamp | None]] = {}  # at first, and at the last look
        self._ringing: set[asyncio.Future[None]] = set()

    async def run(self) -> None:
        """Look for ever."""
        begun = told = None
        while True:
            await asyncio.sleep(LOOK)
            if self._worker.begun is None or self._worker.begun != begun:
                begun = self._worker.begun
                self._seen.clear()
            running = self._worker.places(self._root) if begun is not None else []
            if running and self._worker.busy > ENDLESS and begun != told:
                told = begun
                self._terminal.hangs(*running[0])
            if saved := [path for path in dict(running) if self._is_saved(path)]:
                self._seen.clear()
                ringing = asyncio.ensure_future(self._ring(frozenset(self._root / path for path in saved)))
                self._ringing.add(ringing)
                ringing.add_done_callback(self._ringing.discard)

    def _is_saved(self, path: str) -> bool:
        """Whether a file is another one than when its code began to run, and whole: the same as at the last look."""
        now = large.look(self._root / path)
        first, last = self._seen.get(path, (now, now))
        self._seen[path] = first, now
        return now == last != first
