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


class Around(Struct, frozen=True):
    """What a page shows that does not stand in it. `stamps` are those of the styles, scripts and images that it names,
    `editions` those of what it was lent later, like the search's records or another journey.
    """

    stamps: dict[str, Stamp | None]
    editions: dict[str, object]


class Tab(Struct, eq=False):
    """One open page. `version` is that of the content it shows or was told of, `browser` where it is shown, `lent` the
    addresses of what it was lent, `around` None before it was told anything.
    """

    page: str
    version: str
    name: str = ""
    browser: str = ""
    lent: frozenset[str] = frozenset()
    around: Around | None = None
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
        self._around: dict[tuple[str, str], Around] = {}

    def __iter__(self) -> Iterator[Tab]:
        return iter(list(self._listening))

    def add(self, tab: Tab) -> None:
        """Let a tab listen; where there are too many in its browser, the one that has listened longest makes room."""
        for former in self:
            if (former.name, former.page) == (tab.name, tab.page) and tab.name:
                self.discard(former)
        tab.around = self._around.pop((tab.name, tab.page), None)
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
        if tab.name and tab.around:
            self._around[tab.name, tab.page] = tab.around
            while len(self._around) > _REMEMBERED:
                del self._around[next(iter(self._around))]


def differences(before: Around, now: Around) -> dict[str, list[str]]:
    """Which styles, scripts, images and lent things are others now. One that is gone stays where it is shown: a mistake
    in a page takes its images off the site, and the page stays as it was.
    """
    found: dict[str, list[str]] = {}
    for url in _others(before.editions, now.editions):
        found.setdefault("lent", []).append(url)
    for url in _others(before.stamps, now.stamps):
        kind = "style" if url.endswith(".css") else "script" if url.endswith(".js") else "image"
        found.setdefault(kind, []).append(url)
    return found


def _others(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return [url for url, one in now.items() if url in before and one is not None and before[url] != one]
