"""The open tabs: which page each one shows, and what it still has to be told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from cjmsite.read.inputs import Stamp

LINES = 4
"""A browser has six connections for one server. So many tabs listen at once, and the others have turns."""

_REMEMBERED = 200


class Tab(Struct, eq=False):
    """One open page. `version` is that of the content it shows or was told of, `browser` where it is shown."""

    page: str
    version: str
    name: str = ""
    browser: str = ""
    state: str = "good"
    stamps: dict[str, Stamp | None] = field(default_factory=dict)
    _said: str = ""
    _mail: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send something."""
        self._mail.put_nowait(json.dumps(message, ensure_ascii=False))

    def tell_findings(self, message: Mapping[str, Any]) -> None:
        """Send what is wrong, if it is not what was said before."""
        written = json.dumps(message, ensure_ascii=False)
        if written != self._said:
            self._said = written
            self._mail.put_nowait(written)

    def hang_up(self) -> None:
        """Nothing more will come."""
        self._mail.put_nowait(None)

    async def next(self, patience: float) -> str | None:
        """The next message as JSON, "" when there is none for so many seconds, None at the end."""
        try:
            return await asyncio.wait_for(self._mail.get(), patience)
        except TimeoutError:
            return ""


class Tabs:
    """The tabs that listen. One that comes back is known by its name, and told what it missed."""

    def __init__(self) -> None:
        self._listening: dict[Tab, None] = {}
        self._stamps: dict[tuple[str, str], dict[str, Stamp | None]] = {}

    def __iter__(self) -> Iterator[Tab]:
        return iter(list(self._listening))

    def add(self, tab: Tab) -> None:
        """Let a tab listen; where there are too many in its browser, the one that has listened longest makes room."""
        tab.stamps = self._stamps.pop((tab.name, tab.page), {})
        self._listening[tab] = None
        beside = [other for other in self._listening if other.browser == tab.browser]
        if len(beside) > LINES:
            beside[0].tell({"type": "turns"})
            beside[0].hang_up()
            self.discard(beside[0])

    def discard(self, tab: Tab) -> None:
        """A tab that listens no more."""
        if tab not in self._listening:
            return
        del self._listening[tab]
        if tab.name:
            self._stamps[tab.name, tab.page] = tab.stamps
            while len(self._stamps) > _REMEMBERED:
                del self._stamps[next(iter(self._stamps))]


def differences(before: Mapping[str, Stamp | None], now: Mapping[str, Stamp | None]) -> dict[str, list[str]]:
    """Which styles, scripts and images are others now. One that is gone stays where it is shown: a mistake in a page
    takes its images off the site, and the page stays as it was.
    """
    found: dict[str, list[str]] = {}
    for url, stamp in now.items():
        if url in before and stamp is not None and before[url] != stamp:
            kind = "style" if url.endswith(".css") else "script" if url.endswith(".js") else "image"
            found.setdefault(kind, []).append(url)
    return found
