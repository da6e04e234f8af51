"""Who looks at the site right now, and is told what becomes of it: the open tabs and the terminal."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from cjmsite.diagnostics import Diagnostic
from cjmsite.preview.checks import Checks
from cjmsite.preview.desk import Desk
from cjmsite.preview.living import Living
from cjmsite.preview.messages import Messages
from cjmsite.preview.notes import note
from cjmsite.preview.tabs import Tab, Tabs, differences
from cjmsite.preview.terminal import Terminal
from cjmsite.preview.turns import Turns
from cjmsite.read import inputs
from cjmsite.render import results
from cjmsite.report import source


class Audience:
    """The tabs and the terminal. `editor` is the one that was chosen for this run, if any.

    What needs a file that is being written is told later: the end of that is one more change.
    """

    def __init__(
        self, living: Living, desk: Desk, checks: Checks, turns: Turns, terminal: Terminal, editor: str | None
    ) -> None:
        self._living = living
        self._desk = desk
        self._checks = checks
        self._turns = turns
        self._terminal = terminal
        self._editor = editor
        self._tabs = Tabs()
        self._told: tuple[Diagnostic, ...] | None = None

    async def add(self, tab: Tab) -> None:
        """From now on a tab is told what changes."""
        self._tabs.add(tab)
        await self._update(tab)
        await self._tell_findings(tab)

    def discard(self, tab: Tab) -> None:
        """Nobody looks at it any more."""
        self._tabs.discard(tab)

    def hang_up(self) -> None:
        """End the streams of all tabs."""
        for tab in self._tabs:
            tab.hang_up()

    @property
    def shown(self) -> list[tuple[str, frozenset[str]]]:
        """What the tabs show: the addresses of their pages, and of what these were lent."""
        return [(tab.page, tab.lent) for tab in self._tabs]

    async def show(self, files: tuple[str, ...], begun: float) -> None:
        """Show what is another one since files changed, of which it was known at the moment `begun`."""
        told = 0
        for tab in self._tabs:
            told += await self._update(tab)
        if files:
            self._terminal.changed(files, told, (time.perf_counter() - begun) * 1000)

    async def _update(self, tab: Tab) -> bool:
        answer = await self._turns.ask(self._desk.answer, tab.page)
        if answer.page is None:
            return False
        try:
            around = await self._turns.ask(self._desk.around, answer.page.assets, tab.lent)
        except inputs.Changing:
            return False
        changed = differences(tab.around or around, around)
        tab.around = around
        for kind, urls in changed.items():
            tab.tell({"type": kind, "urls": urls})
        if answer.version == tab.version:
            return bool(changed)
        tab.version = answer.version
        tab.tell({"type": "page", "version": answer.version})  # which may show anew what it was lent
        return answer.status != 404  # gone: the tab keeps what it shows; its note says so

    async def show_findings(self) -> None:
        """Tell what is wrong now."""
        found = self._checks.found
        if found != self._told:
            self._told = found
            await self._turns.ask(self._show, found)
        for tab in self._tabs:
            await self._tell_findings(tab)

    async def _tell_findings(self, tab: Tab) -> None:
        with suppress(inputs.Changing):
            tab.tell_findings(await self._turns.ask(self._note, tab.page))

    def _show(self, found: tuple[Diagnostic, ...]) -> None:
        self._terminal.found(found, source.line_of(self._living.db))

    def _note(self, page: str) -> dict[str, Any]:
        found = note(self._living.db, page, self._checks.found)
        words = self._messages()
        return {
            "type": "note",
            "state": found.state,
            "errors": words.findings(found.errors),
            "findings": words.findings(found.findings),
        }

    def _messages(self) -> Messages:
        from cjmsite.pipeline import configuration

        db = self._living.db
        editor = self._editor or configuration.settings(db).editor
        return Messages(self._living.root, editor, source.line_of(db))

    async def about(self, page: str) -> dict[str, Any]:
        """What a page was made from, and how long that took."""
        try:
            return await self._turns.ask(self._about, page)
        except inputs.Changing:
            return {"milliseconds": None, "made_from": []}

    def _about(self, page: str) -> dict[str, Any]:
        from cjmsite import why

        db = self._living.db
        output = results.output_at(db, page)
        made_from = self._messages().reasons(why.reasons(db, output)) if output else []
        return {"milliseconds": self._desk.took(page) if output else None, "made_from": made_from}
