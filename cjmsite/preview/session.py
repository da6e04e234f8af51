"""A preview while it runs: one thread for the database, the doorbell, the open tabs, and who is told what."""

from __future__ import annotations

import asyncio
import gc
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct

from cjmsite import build
from cjmsite.diagnostics import Diagnostic
from cjmsite.preview.checkout import Checkout
from cjmsite.preview.desk import Answer, Desk, load
from cjmsite.preview.messages import Messages
from cjmsite.preview.stillness import Stillness
from cjmsite.preview.tabs import Tab, Tabs, differences
from cjmsite.preview.worker import Worker
from cjmsite.query import Interrupted, Key
from cjmsite.read import inputs
from cjmsite.render import results
from cjmsite.report import source

if TYPE_CHECKING:
    from cjmsite.preview.watch import Doorbell, WatchesExhausted

T = TypeVar("T")

SETTLE = 0.3
"""Seconds of rest after a change before the whole world is compared again."""
PAUSE = 0.1
"""Seconds after which the look for mistakes goes on when it had to make way,"""
ATTEMPTS = 20
"""and how often it does that."""
LOOK = 1.0
"""Seconds between two looks at the world where there is no doorbell."""
REST = 30.0
"""Seconds between two looks where there is one."""
RINGS = 3.0
"""Seconds within which somebody tells of a file that changed."""
ENDLESS = 10.0
"""Seconds after which a piece of work may be one that never ends."""


class Terminal(Protocol):
    """Where the person who works on the site reads along."""

    def changed(self, files: tuple[str, ...], tabs: int, milliseconds: float) -> None:
        """Files changed, and so many open tabs were told."""

    def found(self, findings: tuple[Diagnostic, ...], line: Callable[[str, int], str | None]) -> None:
        """What is wrong now."""

    def polls(self, reason: str, remedy: str) -> None:
        """There is no doorbell, and what would give one; files are looked at once a second."""

    def hangs(self, file: str, line: int) -> None:
        """Somebody's code takes long, and may never end."""

    def failed(self, failure: Exception) -> None:
        """A bug."""


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
        self._desk = Desk(root, choices.options(), self.token)
        self._checkout = Checkout(self._desk.root)
        self._desk.is_half = self._is_half
        self._worker = Worker()
        self._tabs = Tabs()
        self._bell: Doorbell | None = None
        self._stillness = Stillness(self._desk.state) if choices.poll else None
        self._tasks: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()
        self._moved = asyncio.Event()
        self._first = asyncio.Event()
        self._catching_up: asyncio.Task[None] | None = None
        self._waiting = 0
        self._told: tuple[Diagnostic, ...] | None = None

    # From start to end

    async def start(self) -> None:
        """Begin to listen to the disk and to look for mistakes, once somebody has a first page."""
        self._tasks += [asyncio.create_task(work()) for work in (self._look_out, self._judge, self._look_at_the_clock)]

    async def stop(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        self.hang_up()
        if self._bell is not None:
            self._bell.stop()
        self._worker.close()
        gc.unfreeze()  # what is kept for good would be told as leaked when the process ends

    def hang_up(self) -> None:
        """End the streams of all tabs."""
        for tab in self._tabs:
            tab.hang_up()

    async def _look_at_the_clock(self) -> None:
        """Tell of what takes so long that it may never end."""
        told = None
        while True:
            await asyncio.sleep(LOOK)
            begun = self._worker.begun
            if self._worker.busy > ENDLESS and begun != told and (place := self._worker.place(self._desk.root)):
                told = begun
                self._terminal.hangs(*place)

    # For those who ask

    async def answer(self, url: str) -> Answer:
        """The output at an address; while git lays out a branch, it waits for all of it."""
        while self._checkout.goes_on():
            await asyncio.sleep(PAUSE)
        try:
            return await self._ask(self._desk.answer, url)
        except Exception as failure:
            self._terminal.failed(failure)
            raise
        finally:
            self._first.set()
            if self._desk.noticed and (self._catching_up is None or self._catching_up.done()):
                self._catching_up = asyncio.create_task(self._catch_up())

    async def about(self, page: str) -> dict[str, Any]:
        """What a page was made from, and how long that took."""
        return await self._ask(self._about, page)

    async def open_tab(self, tab: Tab) -> None:
        """From now on a tab is told what changes."""
        self._tabs.add(tab)
        await self._update_tab(tab)
        tab.tell_findings(await self._ask(self._note, tab.page))

    def close_tab(self, tab: Tab) -> None:
        """Nobody looks at it any more."""
        self._tabs.discard(tab)

    # The one thread

    async def _ask(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have something found out in the one thread of the database, before whatever is done there for later."""
        while True:
            self._waiting += 1
            try:
                return await self._worker.do(work, *arguments)
            except Interrupted:  # the world went on meanwhile
                continue
            finally:
                self._waiting -= 1

    async def _have(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have the database go on, before anything else is found out."""
        while True:
            self._waiting += 1
            try:
                return await self._worker.do(work, *arguments, first=True)
            except Interrupted:
                await self._worker.do(self._desk.begin_anew, first=True)  # half of it is known, and nobody knows which
            finally:
                self._waiting -= 1

    async def _walk(self, steps: Iterator[T], *, makes_way: bool) -> AsyncIterator[T]:
        """Take steps one by one. Where it makes way, a long one ends with Interrupted when somebody asks."""
        while (found := await self._worker.do(self._step, steps, makes_way)) is not None:
            yield found

    def _step(self, steps: Iterator[T], makes_way: bool) -> T | None:
        self._desk.db.interrupted = (lambda: self._waiting > 0) if makes_way else None
        try:
            return next(steps, None)
        finally:
            self._desk.db.interrupted = None

    # Changes

    async def _ring(self, paths: frozenset[Path]) -> None:
        begun = time.perf_counter()
        self._worker.break_off()  # what is being made was to be of files that are others now
        files = await self._have(self._desk.changed, paths)
        told = await self._update_tabs()
        if files:
            self._terminal.changed(files, told, (time.perf_counter() - begun) * 1000)
        self._wake.set()
        self._moved.set()

    async def _catch_up(self) -> None:
        """Tell of a change that a request noticed, unless the bell tells of it too."""
        await asyncio.sleep(SETTLE)
        files, self._desk.noticed = tuple(sorted(self._desk.noticed)), set()
        if files:
            begun = time.perf_counter()
            told = await self._update_tabs()
            self._terminal.changed(files, told, (time.perf_counter() - begun) * 1000)
            self._wake.set()

    async def _update_tabs(self) -> int:
        told = 0
        for tab in self._tabs:
            told += await self._update_tab(tab)
        return told

    async def _update_tab(self, tab: Tab) -> bool:
        answer = await self._ask(self._desk.answer, tab.page)
        if answer.page is None or answer.status == 404:
            return False  # gone: the tab keeps what it shows; its note says so
        told = False
        stamps = await self._ask(self._desk.stamps, answer.page.assets)
        changed = differences(tab.stamps, stamps)
        tab.stamps = stamps
        if answer.version != tab.version:
            tab.version = answer.version
            tab.tell({"type": "page", "version": answer.version})
            told = True
        for kind, urls in changed.items():
            tab.tell({"type": kind, "urls": urls})
            told = True
        return told

    async def _look_out(self) -> None:
        """Listen where files may change, and look now and then for changes that nobody told of."""
        await _within(1.0, self._first.wait())
        if not self._choices.poll:
            self._hang_bell()
        while True:
            begun = time.monotonic()
            try:
                await self._listen()
                await self._silence()
                await self._look_around()
            except Interrupted:
                pass
            except Exception as failure:
                self._terminal.failed(failure)
            self._moved.clear()
            if self._bell is None:
                await self._wait_for_writers(max(LOOK, 5 * (time.monotonic() - begun)))
            else:
                await self._rest()

    async def _rest(self) -> None:
        """Wait until something rings, or can ring no more; not for ever."""
        end = time.monotonic() + REST
        while time.monotonic() < end and not (self._bell is None or self._bell.is_deaf):
            if await _within(LOOK, self._moved.wait()):
                break
        await asyncio.sleep(SETTLE)

    async def _silence(self) -> None:
        """Wait while a branch is being checked out, or a file is being written: half of it is of no use to anybody."""
        end = time.monotonic() + REST
        while self._bell is not None and self._bell.is_ringing and time.monotonic() < end:
            await asyncio.sleep(SETTLE)

    def _is_half(self, path: str) -> bool:
        """Whether what lies at a path of the site may be half of a change."""
        if self._checkout.goes_on():
            return True
        if self._stillness is not None:
            return not self._stillness.is_still((inputs.stamp, (path,)))
        return self._bell is not None and self._bell.is_being_written(self._desk.root / path)

    async def _wait_for_writers(self, seconds: float) -> None:
        """Rest, and take meanwhile what was not whole at the last look."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(LOOK, left))
            if self._stillness is not None and self._stillness.waiting:
                try:
                    await self._take(self._stillness.waiting, self._desk.db.revision)
                except Exception as failure:
                    self._terminal.failed(failure)

    async def _look_around(self) -> None:
        """Take everything that nobody told of for one change."""
        known = self._desk.db.revision
        await self._have(self._desk.set_day, self._choices.options())
        found: list[Key] = []
        async for keys in self._walk(self._desk.look_around(), makes_way=False):
            found += keys
        await self._take(found, known)

    async def _take(self, found: Iterable[Key], known: int) -> None:
        """Take what was found to be otherwise; where no bell tells of its writers, as far as it stands still. Tabs are
        told if the world went on since the revision `known`.
        """
        if self._checkout.goes_on():
            return  # and look again later
        begun = time.perf_counter()
        if self._stillness is not None:
            found = await self._ask(self._stillness.part, found)
        files = await self._have(self._desk.take, found)
        if self._desk.db.revision != known:
            told = await self._update_tabs()
            if files:
                self._terminal.changed(files, told, (time.perf_counter() - begun) * 1000)
            self._wake.set()

    async def _listen(self) -> None:
        self._checkout.find()
        if self._bell is None:
            return
        from cjmsite.preview.watch import WatchesExhausted

        try:
            self._bell.watch(await self._ask(self._desk.watched, self._checkout.folder))
        except WatchesExhausted as failure:
            self._do_without_bell(failure)

    def _hang_bell(self) -> None:
        from cjmsite.preview.watch import Doorbell, WatchesExhausted

        try:
            self._bell = Doorbell(self._ring, self._checkout)
            self._bell.start()
            self._checkout.is_told = True
        except WatchesExhausted as failure:
            self._do_without_bell(failure)

    def _do_without_bell(self, failure: WatchesExhausted) -> None:
        if self._bell is not None:
            self._bell.stop()
            self._bell = None
            self._checkout.is_told = False
        self._stillness = Stillness(self._desk.state)
        self._terminal.polls(str(failure), failure.remedy)

    async def _judge(self) -> None:
        """Look for mistakes, at the start and after each change."""
        await _within(1.0, self._first.wait())
        is_rehearsed = False
        while True:
            self._wake.clear()
            try:
                if not is_rehearsed:
                    await asyncio.to_thread(load)  # beside the one thread, which answers meanwhile
                await self._check()
                if not is_rehearsed:
                    is_rehearsed = True
                    await self._rehearse()
            except Exception as failure:
                # A file may be another one than it was when it was looked at: then things fit together badly.
                if not await _within(RINGS, self._wake.wait()):
                    self._terminal.failed(failure)
            if not gc.isenabled():
                gc.freeze()  # what is known now stays: no collection needs to walk through it again
                gc.enable()
            await self._wake.wait()

    async def _check(self) -> None:
        """Look for mistakes, again from the start when somebody needed something else; what was found out stays."""
        for attempt in range(ATTEMPTS):
            try:
                async for is_news in self._walk(self._desk.check(), makes_way=attempt < ATTEMPTS - 1):
                    if is_news:
                        await self._tell_findings()
                    if self._wake.is_set():
                        return
                return
            except Interrupted:
                await asyncio.sleep(PAUSE)

    async def _rehearse(self) -> None:
        """Have at hand what a first change needs, unless that comes already."""
        try:
            async for _ in self._walk(self._desk.rehearse(), makes_way=True):
                if self._wake.is_set():
                    return
        except Interrupted:
            pass

    async def _tell_findings(self) -> None:
        found = self._desk.findings
        if found != self._told:
            self._told = found
            await self._ask(self._show_findings, found)
        for tab in self._tabs:
            tab.tell_findings(await self._ask(self._note, tab.page))

    def _show_findings(self, found: tuple[Diagnostic, ...]) -> None:
        self._terminal.found(found, source.line_of(self._desk.db))

    def _note(self, page: str) -> dict[str, Any]:
        note = self._desk.note(page)
        words = self._messages()
        return {
            "type": "note",
            "state": note.state,
            "errors": words.findings(note.errors),
            "findings": words.findings(note.findings),
        }

    def _messages(self) -> Messages:
        desk = self._desk
        return Messages(desk.root, self._choices.editor or desk.editor, source.line_of(desk.db))

    def _about(self, page: str) -> dict[str, Any]:
        from cjmsite import why

        note = self._desk.note(page)
        output = results.output_at(self._desk.db, page)
        made_from = self._messages().reasons(why.reasons(self._desk.db, output)) if output else []
        return {"milliseconds": note.milliseconds, "made_from": made_from}


async def _within(seconds: float, event: Awaitable[object]) -> bool:
    """Wait for something; says whether it came in time."""
    try:
        await asyncio.wait_for(event, seconds)
    except TimeoutError:
        return False
    return True
