"""The look for mistakes, and what else is done while nobody waits for anything."""

from __future__ import annotations

import asyncio
import gc

from cjmsite.preview.audience import Audience
from cjmsite.preview.checks import Checks
from cjmsite.preview.desk import Desk, load
from cjmsite.preview.living import Living
from cjmsite.preview.terminal import Terminal
from cjmsite.preview.tidying import Tidying
from cjmsite.preview.turns import Turns
from cjmsite.preview.waiting import within
from cjmsite.query import Interrupted
from cjmsite.read import inputs

PAUSE = 0.1
"""Seconds after which the look for mistakes goes on when it had to make way,"""
ATTEMPTS = 20
"""and how often it does that."""
QUIET = 1.0
"""Seconds after which there may be something to tidy up although no file changed."""
RINGS = 3.0
"""Seconds within which somebody tells of a file that changed."""


class Judge:
    """Who looks for mistakes, at the start and after each change."""

    def __init__(
        self, living: Living, desk: Desk, checks: Checks, turns: Turns, audience: Audience, terminal: Terminal
    ) -> None:
        self._living = living
        self._desk = desk
        self._checks = checks
        self._turns = turns
        self._audience = audience
        self._terminal = terminal
        self._tidying = Tidying(living, desk, checks)
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Say that something changed."""
        self._wake.set()

    async def run(self) -> None:
        """Judge for ever."""
        is_rehearsed = False
        while True:
            self._wake.clear()
            self._tidying.begin()
            try:
                if not is_rehearsed:
                    await asyncio.to_thread(load)  # beside the one thread, which answers meanwhile
                await self._check()
                if not is_rehearsed:
                    is_rehearsed = True
                    await self._rehearse()
            except Exception as failure:
                await self._doubt(failure)
            if not gc.isenabled():
                gc.freeze()  # what is known now stays: no collection needs to walk through it again
                gc.enable()
            await self._tidy()
            while not await within(QUIET, self._wake.wait()):
                await self._tidy()

    async def _check(self) -> None:
        """Look for mistakes, again from the start when somebody needed something else; what was found out stays."""
        for attempt in range(ATTEMPTS):
            try:
                steps = self._checks.run(self._desk.opened)
                async for is_news in self._turns.walk(steps, makes_way=attempt < ATTEMPTS - 1):
                    if is_news:
                        await self._audience.show_findings()
                    if self._wake.is_set():
                        return
                return
            except Interrupted:
                await asyncio.sleep(PAUSE)

    async def _rehearse(self) -> None:
        """Have at hand what a first change needs, unless that comes already."""
        try:
            async for _ in self._turns.walk(self._desk.rehearse(), makes_way=True):
                if self._wake.is_set():
                    return
        except Interrupted:
            pass

    async def _tidy(self) -> None:
        """Forget what is of no use any more, once that may be much."""
        if not self._tidying.is_due:
            return
        steps = self._tidying.run(self._audience.shown, self._wake.is_set)
        try:
            async for _ in self._turns.walk(steps, makes_way=False):
                pass
        except Interrupted:
            pass
        except Exception as failure:
            await self._doubt(failure)

    async def _doubt(self, failure: Exception) -> None:
        """Call it a bug, unless a file is another one than it was when it was looked at: then things fit badly."""
        if await within(RINGS, self._wake.wait()):
            return
        if isinstance(failure, inputs.Changing):  # and nobody has seen the end of it yet
            self._wake.set()
        else:
            self._terminal.failed(failure)
