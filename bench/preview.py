"""How long a person waits in front of a preview: for the first page, and from a save to the new page being served."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import time
from pathlib import Path
from random import Random
from statistics import median

from msgspec import Struct, field

from bench import corpus, trash
from bench.builds import Tell, mark
from bench.sites import Laid
from bench.timing import run, stop
from bench.tools import command

NUMBERS = (25, 26, 27, 28, 29)
"""The pages that are edited, one after the other and from the first again."""

STARTS = 3
"""Of so many starts the median is told."""

POLL = 0.002
LONGEST_START = 400.0
LONGEST_EDIT = 60.0


class Previewed(Struct):
    """How a tool's preview did. Starts in seconds, with nothing there and after a build; edits in ms."""

    tool: str
    cold: float = 0.0
    warm: float = 0.0
    edits: list[float] = field(default_factory=list)
    failed: str = ""


class NoAnswer(Exception):
    """A server that does not show what it should; the message says since when."""


def measure(site: Laid, edits: int, chance: Random, tell: Tell) -> Previewed:
    """Start a tool's server with nothing there and after a build, and edit pages while it runs the second time."""
    found = Previewed(site.name)
    tool = site.installed.tool
    cold, warm = [], []
    try:
        for _ in range(STARTS):
            for name in tool.made:
                trash.away(site.folder / name, site.folder)
            with _Server(site) as server:
                cold.append(server.wait())
        run(command(tool.build, site.installed.program), site.folder, tool.environment)
        for _ in range(STARTS - 1):
            with _Server(site) as server:
                warm.append(server.wait())
        with _Server(site) as server:
            warm.append(server.wait())
            found.cold, found.warm = median(cold), median(warm)
            for number in NUMBERS:
                server.get(number)
            time.sleep(3)
            for turn in range(edits):
                found.edits.append(_edit(server, site, NUMBERS[turn % len(NUMBERS)]))
                time.sleep(0.7 + chance.random() * 0.4)
    except NoAnswer as failure:
        found.failed = str(failure)
    starts = f"start {found.cold:.2f} s, after a build {found.warm:.2f} s"
    tell(f"{site.name}: {starts}, edits {[round(ms) for ms in found.edits]}")
    return found


def _edit(server: _Server, site: Laid, number: int) -> float:
    """Milliseconds from the end of a write to the page that shows it."""
    token = mark(_file(site, number)).encode()
    written = time.perf_counter()
    while token not in server.get(number):
        if time.perf_counter() - written > LONGEST_EDIT:
            raise NoAnswer(f"an edit did not show within {LONGEST_EDIT:.0f} s")
        time.sleep(POLL)
    return (time.perf_counter() - written) * 1000


def _file(site: Laid, number: int) -> Path:
    return site.folder / site.installed.tool.content / f"{corpus.page_path(number)}.md"


class _Server:
    """A preview that runs, and one connection to it that stays open as a browser's does."""

    def __init__(self, site: Laid) -> None:
        self._site = site
        self._port = _free_port()
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> _Server:
        tool = self._site.installed.tool
        self._log = (self._site.folder.parent / f"{self._site.folder.name}-serve.log").open("wb")
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            command(tool.serve, self._site.installed.program, self._port),
            cwd=self._site.folder,
            env={**os.environ, **tool.environment},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()
        stop(self._process)
        self._log.close()

    def wait(self) -> float:
        """Seconds from the start to the first page."""
        text = _file(self._site, NUMBERS[0]).read_text(encoding="utf-8")
        marker = text[text.rindex("marker-") :].split(".")[0].encode()
        while marker not in self.get(NUMBERS[0]):
            waited = time.perf_counter() - self._started
            if self._process.poll() is not None:
                raise NoAnswer(f"it ended with exit code {self._process.returncode} before it served a page")
            if waited > LONGEST_START:
                raise NoAnswer(f"it served no page within {LONGEST_START:.0f} s")
            time.sleep(POLL)
        return time.perf_counter() - self._started

    def get(self, number: int) -> bytes:
        """The page of a number; nothing where the server does not answer."""
        address = self._site.installed.tool.address.format(corpus.page_path(number))
        for _ in range(2):  # a connection that the server closed meanwhile is opened again
            try:
                if self._connection is None:
                    self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST_EDIT)
                self._connection.request("GET", address)
                answer = self._connection.getresponse()
                body = answer.read()
                if answer.will_close:
                    self._hang_up()
                return body if answer.status == 200 else b""
            except (OSError, http.client.HTTPException):
                self._hang_up()
        return b""

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
