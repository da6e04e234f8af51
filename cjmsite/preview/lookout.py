"""Who sees what changes: a bell that rings for files, and looks around for what nobody told of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cjmsite import build
from cjmsite.preview.changes import Changes
from cjmsite.preview.checkout import Checkout
from cjmsite.preview.living import Living
from cjmsite.preview.stillness import Stillness
from cjmsite.preview.terminal import Terminal
from cjmsite.preview.turns import Turns
from cjmsite.preview.waiting import within
from cjmsite.preview.worker import Worker
from cjmsite.query import Interrupted, Key
from cjmsite.read import inputs

if TYPE_CHECKING:
    from cjmsite.preview.watch import Doorbell, WatchesExhausted

SETTLE = 0.3
"""Seconds of rest after a change before the whole world is compared again."""
LOOK = 1.0
"""Seconds between two looks at the world where there is no doorbell."""
REST = 30.0
"""Seconds between two looks where there is one."""

Show = Callable[[tuple[str, ...], float], Awaitable[None]]
"""Told which files changed, and since when that is known, once the database knows of it."""


class Lookout:
    """Who has the database go on when the world did, and tells of that by `show`."""

    def __init__(self, living: Living, worker: Worker, turns: Turns, show: Show, terminal: Terminal) -> None:
        self._living = living
        self._worker = worker
        self._turns = turns
        self._show = show
        self._terminal = terminal
        self._changes = Changes(living)
        self._checkout = Checkout(living.root)
        self._bell: Doorbell | None = None
        self._stillness: Stillness | None = None
        self._moved = asyncio.Event()
        self._looked = 0.0  # seconds that the last look took, without what it waited for

    def stop(self) -> None:
        """Listen no more."""
        if self._bell is not None:
            self._bell.stop()

    @property
    def waits_for_git(self) -> bool:
        """Whether a branch is being laid out, so that half of it lies on the disk."""
        return self._checkout.goes_on()

    def is_half(self, path: str) -> bool:
        """Whether what lies at a path of the site may be half of a change."""
        if self._checkout.goes_on():
            return True
        if self._stillness is not None:
            return not self._stillness.is_still((inputs.stamp, (path,)))
        return self._bell is not None and self._bell.is_being_written(self._living.root / path)

    async def ring(self, paths: frozenset[Path]) -> None:
        """Be told that files came, went or changed."""
        begun = time.perf_counter()
        self._worker.break_off()  # what is being made was to be of files that are others now
        try:
            await self._show(await self._turns.go_on(self._changes.tell, paths), begun)
        except Exception as failure:
            self._terminal.failed(failure)
        self._moved.set()

    async def run(self, options: Callable[[], build.Options], *, polls: bool) -> None:
        """Listen where files may change, and look now and then for changes that nobody told of."""
        if polls:
            self._stillness = Stillness(self._changes.state)
        else:
            self._hang_bell()
        while True:
            self._looked = 0.0
            try:
                await self._listen()
                await self._silence()
                await self._look_around(options())
            except (Interrupted, inputs.Changing):
                pass
            except Exception as failure:
                self._terminal.failed(failure)
            self._moved.clear()
            if self._bell is None:
                await self._wait_for_writers(max(LOOK, 5 * self._looked))
            else:
                await self._rest()

    async def _rest(self) -> None:
        """Wait until something rings, or can ring no more; not for ever."""
        end = time.monotonic() + REST
        while time.monotonic() < end and not (self._bell is None or self._bell.is_deaf):
            if await within(LOOK, self._moved.wait()):
                break
        await asyncio.sleep(SETTLE)

    async def _silence(self) -> None:
        """Wait while a branch is being checked out, or a file is being written: half of it is of no use to anybody."""
        end = time.monotonic() + REST
        while self._bell is not None and self._bell.is_ringing and time.monotonic() < end:
            await asyncio.sleep(SETTLE)

    async def _wait_for_writers(self, seconds: float) -> None:
        """Rest, and take meanwhile what was not whole at the last look."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(LOOK, left))
            if self._stillness is not None and self._stillness.waiting:
                try:
                    await self._take(self._stillness.waiting, self._living.db.revision)
                except Exception as failure:
                    self._terminal.failed(failure)

    async def _look_around(self, options: build.Options) -> None:
        """Take everything that nobody told of for one change."""
        known = self._living.db.revision
        await self._turns.go_on(self._living.set_day, options)
        found: list[Key] = []
        async for keys in self._turns.walk(self._timed(self._changes.look_around()), makes_way=False):
            found += keys
        await self._take(found, known)

    def _timed(self, steps: Iterator[tuple[Key, ...]]) -> Iterator[tuple[Key, ...]]:
        """The steps of a look, whose own time is counted: the thread may be busy with something else between them."""
        while True:
            begun = time.monotonic()
            found = next(steps, None)
            self._looked += time.monotonic() - begun
            if found is None:
                return
            yield found

    async def _take(self, found: Iterable[Key], known: int) -> None:
        """Take what was found to be otherwise; where no bell tells of its writers, as far as it stands still. It is
        shown if the world went on since the revision `known`.
        """
        if self._checkout.goes_on():
            return  # and look again later
        begun = time.perf_counter()
        if self._stillness is not None:
            found = await self._turns.ask(self._stillness.part, found)
        files = await self._turns.go_on(self._living.take, found)
        if self._living.db.revision != known:
            await self._show((*self._living.noticed_till_now(), *files), begun)

    async def _listen(self) -> None:
        self._checkout.find()
        if self._bell is None:
            return
        from cjmsite.preview.watch import WatchesExhausted

        try:
            self._bell.watch(await self._turns.ask(self._changes.watched, self._checkout.folder))
        except WatchesExhausted as failure:
            self._do_without_bell(failure)

    def _hang_bell(self) -> None:
        from cjmsite.preview.watch import Doorbell, WatchesExhausted

        try:
            self._bell = Doorbell(self.ring, self._checkout)
            self._bell.start()
            self._checkout.is_told = True
        except WatchesExhausted as failure:
            self._do_without_bell(failure)

    def _do_without_bell(self, failure: WatchesExhausted) -> None:
        if self._bell is not None:
            self._bell.stop()
            self._bell = None
            self._checkout.is_told = False
        self._stillness = Stillness(self._changes.state)
        self._terminal.polls(str(failure), failure.remedy)
