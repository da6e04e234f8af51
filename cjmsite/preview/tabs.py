"""The open tabs: which page each one shows, and what it still has to be told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cjmsite.read.inputs import Stamp


@dataclass(eq=False, slots=True)
class Tab:
    """One open page. `version` is that of the content it shows or was told of."""

    page: str
    version: str
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


def differences(before: Mapping[str, Stamp | None], now: Mapping[str, Stamp | None]) -> dict[str, list[str]]:
    """Which styles, scripts and images are others now."""
    found: dict[str, list[str]] = {}
    for url, stamp in now.items():
        if url in before and before[url] != stamp:
            kind = "style" if url.endswith(".css") else "script" if url.endswith(".js") else "image"
            found.setdefault(kind, []).append(url)
    return found
