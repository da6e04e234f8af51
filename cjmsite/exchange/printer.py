"""One Chromium that prints many pages, one after the other: to start it takes longer than to print a page."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from cjmsite.exchange import chromium
from cjmsite.exchange.problem import ExchangeError

_SECONDS = 60
"""A page may take so long."""

_READS, _WRITES = 3, 4
"""Where a Chromium that is led through pipes looks for orders, and where it answers."""

_WHERE_NOTHING_GOES = (
    [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)] if os.name == "posix" else []
)


def each(pages: Iterable[str]) -> Iterator[bytes]:
    """Pages as PDF, in their order. Where a program cannot be led through pipes, each has a Chromium of its own."""
    if not hasattr(os, "posix_spawn"):
        yield from map(chromium.pdf, pages)
        return
    with Printer() as printer:
        yield from map(printer.pdf, pages)


class Printer:
    """A Chromium with one tab, led through two pipes: no port is opened, and nobody else can lead it."""

    def __enter__(self) -> Printer:
        self._folder = tempfile.TemporaryDirectory(prefix="cjmsite-", ignore_cleanup_errors=True)
        self._rest = b""
        self._last = 0
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        program = shutil.which(chromium.find()) or chromium.find()
        arguments = [*chromium.quietly(Path(self._folder.name)), "--remote-debugging-pipe", "--window-size=1600,1200"]
        try:
            self._process = os.posix_spawn(
                program,
                [program, *arguments, "about:blank"],
                dict(os.environ),
                file_actions=[
                    *_WHERE_NOTHING_GOES,
                    (os.POSIX_SPAWN_DUP2, orders, _READS),
                    (os.POSIX_SPAWN_DUP2, answers, _WRITES),
                ],
                setpgroup=0,
            )
        except OSError as failure:
            raise ExchangeError(f"Chromium cannot be started: {failure.strerror}") from None
        finally:
            os.close(orders)
            os.close(answers)
        try:
            target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
            self._tab = str(self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"])
            self._ask("Page.enable", tab=True)
        except ExchangeError:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        for pipe in (self._orders, self._answers):
            os.close(pipe)
        os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        self._folder.cleanup()

    def pdf(self, html: str) -> bytes:
        """A page as PDF, on the paper that its style asks for."""
        page = Path(self._folder.name) / "page.html"
        page.write_text(html, encoding="utf-8")
        self._ask("Page.navigate", {"url": page.as_uri()}, tab=True, until="Page.loadEventFired")
        made = self._ask("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True}, tab=True)
        return base64.b64decode(made["data"])

    def _ask(
        self, method: str, given: dict[str, Any] | None = None, *, tab: bool = False, until: str = ""
    ) -> dict[str, Any]:
        """Give an order and wait for its answer, and where `until` names an event, for that too."""
        self._last += 1
        order = {"id": self._last, "method": method, "params": given or {}, **({"sessionId": self._tab} if tab else {})}
        _write(self._orders, json.dumps(order).encode() + b"\0")
        end = time.monotonic() + _SECONDS
        answer: dict[str, Any] | None = None
        while answer is None or until:
            told = self._next(end)
            if told.get("id") == self._last:
                if "error" in told:
                    raise ExchangeError(
                        f"Chromium did not print a page: {told['error'].get('message', 'no reason given')}"
                    )
                answer = told["result"]
            elif until and told.get("method") == until:
                until = ""
        return answer

    def _next(self, end: float) -> dict[str, Any]:
        """What Chromium says next."""
        while b"\0" not in self._rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._answers], [], [], left)[0]:
                raise ExchangeError(f"Chromium did not answer within {_SECONDS} seconds")
            read = os.read(self._answers, 1 << 20)
            if not read:
                raise ExchangeError(
                    "Chromium ended before it had printed; `chromium --version` says whether it runs at all"
                )
            self._rest += read
        text, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(text)
        return told


def _write(pipe: int, text: bytes) -> None:
    try:
        while text:
            text = text[os.write(pipe, text) :]
    except BrokenPipeError:
        raise ExchangeError(
            "Chromium ended before it had printed; `chromium --version` says whether it runs at all"
        ) from None
