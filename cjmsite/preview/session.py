"""A preview while it runs: its parts, from start to end, and what a server may ask of it."""

from __future__ import annotations

import asyncio
import gc
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from cjmsite import build
from cjmsite.preview.audience import Audience
from cjmsite.preview.checks import Checks
from cjmsite.preview.desk import Answer, Desk
from cjmsite.preview.endless import Endless
from cjmsite.preview.judge import Judge
from cjmsite.preview.living import Living
from cjmsite.preview.lookout import SETTLE, Lookout
from cjmsite.preview.tabs import Tab
from cjmsite.preview.terminal import Terminal
from cjmsite.preview.turns import Turns
from cjmsite.preview.waiting import within
from cjmsite.preview.worker import Worker

FIRST = 1.0
"""Seconds for which somebody is given time to ask for a first page before anything else is done."""
PAUSE = 0.1
"""Seconds between two looks whether git is done."""


class Choices(Struct, frozen=True):
    """How a preview is to be."""

    options: Callable[[], build.Options]
    editor: str | None = None
    poll: bool = False


class Preview:
    """A site that is shown while it changes. Its methods are called on one event loop."""

    def __init__(self, root: Path, choices: Choices, terminal: Terminal) -> None:
        self.token = secrets.token_urlsafe(24)
        self._choices = choices
        self._terminal = terminal
        self._worker = Worker()
        self._living = Living(root, choices.options())
        self._desk = Desk(self._living, self.token)
        checks = Checks(self._living)
        self._turns = Turns(self._living, self._worker)
        self._audience = Audience(self._living, self._desk, checks, self._turns, terminal, choices.editor)
        self._judge = Judge(self._living, self._desk, checks, self._turns, self._audience, terminal)
        self._lookout = Lookout(self._living, self._worker, self._turns, self._show, terminal)
        self._endless = Endless(self._living.root, self._worker, self._lookout.ring, terminal)
        self._desk.is_half = self._lookout.is_half
        self._first = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._catching_up: asyncio.Task[None] | None = None

    # From start to end

    async def start(self) -> None:
        """Begin to listen to the disk and to look for mistakes, once somebody has a first page."""
        self._tasks += [asyncio.create_task(work()) for work in (self._look_out, self._look, self._endless.run)]

    async def _look_out(self) -> None:
        await within(FIRST, self._first.wait())
        await self._lookout.run(self._choices.options, polls=self._choices.poll)

    async def _look(self) -> None:
        await within(FIRST, self._first.wait())
        await self._judge.run()

    async def stop(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        self.hang_up()
        self._lookout.stop()
        self._worker.close()
        gc.unfreeze()  # what is kept for good would be told as leaked when the process ends

    def hang_up(self) -> None:
        """End the streams of all tabs."""
        self._audience.hang_up()

    # For those who ask

    async def answer(self, url: str) -> Answer:
        """The output at an address; while git lays out a branch, it waits for all of it."""
        while self._lookout.waits_for_git:
            await asyncio.sleep(PAUSE)
        try:
            return await self._turns.ask(self._desk.answer, url)
        except Exception as failure:
            self._terminal.failed(failure)
            raise
        finally:
            self._first.set()
            if self._living.noticed and (self._catching_up is None or self._catching_up.done()):
                self._catching_up = asyncio.create_task(self._catch_up())

    async def about(self, page: str) -> dict[str, Any]:
        """What a page was made from, and how long that took."""
        return await self._audience.about(page)

    async def open_tab(self, tab: Tab) -> None:
        """From now on a tab is told what changes."""
        await self._audience.add(tab)

    def close_tab(self, tab: Tab) -> None:
        """Nobody looks at it any more."""
        self._audience.discard(tab)

    # When something changed

    async def _show(self, files: tuple[str, ...], begun: float) -> None:
        await self._audience.show(files, begun)
        self._judge.wake()

    async def _catch_up(self) -> None:
        """Tell of a change that a request noticed, unless the bell tells of it too."""
        await asyncio.sleep(SETTLE)
        if files := self._living.noticed_till_now():
            await self._show(files, time.perf_counter())
