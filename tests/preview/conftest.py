"""A real preview server in a process of its own, over a small site in a folder."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from msgspec import Struct, field

from tests.conftest import write_files

SITE: dict[str, str | bytes | None] = {
    "cjmsite.yaml": """
        title: Small wiki
        sources:
          survey:
            file: content/data/a.csv
            columns: {score: {from: Q1, type: integer}, when: {from: Date, type: date}}
        """,
    "content/personas/nora.md": "---\nname: Nora Lind\n---\nNora likes short letters.\n",
    "content/personas/tom.md": "---\nname: Tom Berg\n---\nTom calls.\n",
    "content/touchpoints/shop.md": "---\ntitle: Shop\nchannel: store\n---\nThe shop.\n",
    "content/journeys/buying.md": """
        ---
        title: Buying
        personas: [nora, tom]
        stages:
          - title: Find
            steps:
              - {title: Looks, touchpoint: shop, emotion: {nora: 1, tom: -1}}
              - {title: Compares, touchpoint: shop, emotion: {nora: 0, tom: 1}, quote: So many lamps}
          - title: Buy
            steps:
              - {title: Pays, touchpoint: shop, emotion: {nora: -1, tom: 2}, metrics: nps}
        ---
        ## Find
        They look around.
        """,
    "content/metrics/nps.md": """
        ---
        {title: NPS, source: survey, measure: nps, expr: score, date: when, grain: month, min_n: 1}
        ---
        """,
    "content/data/a.csv": "Date,Q1\n2026-01-10,10\n2026-01-11,0\n2026-01-12,9\n",
    "content/guide/index.md": "---\ntitle: Guide\n---\nRead [more](more.md).\n",
    "content/guide/more.md": "---\ntitle: More\n---\nFirst words.\n\n" + "A long paragraph of words.\n\n" * 80,
}


class Serving(Struct):
    """A running preview."""

    root: Path
    process: subprocess.Popen[str]
    url: str
    lines: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> tuple[int, str]:
        """Status and text of an answer; redirects are not followed."""
        status, _, text = self.ask(path, headers, method)
        return status, text

    def ask(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def raw(self, request: bytes) -> bytes:
        """What comes back for bytes that no client would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(request)
            answer = b""
            try:
                while chunk := connection.recv(65536):
                    answer += chunk
                    if b"\r\n\r\n" in answer:
                        break
            except TimeoutError:
                pass
            return answer

    def edit(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write or (with None) delete files, as a plain editor would."""
        write_files(self.root, files)

    def until(self, holds: Callable[[], object], seconds: float = 15) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not happen in time; the terminal:\n" + "".join(self.lines)
            time.sleep(0.01)

    def shows(self, path: str, words: str) -> None:
        """Wait until a page holds some words."""
        self.until(lambda: words in self.get(path)[1])

    def said(self, words: str) -> None:
        """Wait until the terminal shows some words."""
        self.until(lambda: words in "".join(self.lines))

    def token(self) -> str:
        found = re.search(r'data-token="([^"]+)"', self.get("/")[1])
        assert found
        return found[1]

    def stop(self) -> int:
        """Ctrl-C, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


def begin(root: Path, *arguments: str, before: Sequence[str] = ()) -> Serving:
    """Start `cjmsite serve`, by the command `before` if there is one, and wait until it says where."""
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "cjmsite", "serve", str(root), "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795219200", "NO_COLOR": "1"},
    )
    serving = Serving(root, process, "")

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            serving.lines.append(line)

    threading.Thread(target=listen, daemon=True).start()
    serving.until(lambda: re.search(r"http://\S+/", "".join(serving.lines)))
    found = re.search(r"http://\S+/", "".join(serving.lines))
    assert found
    serving.url = found[0]
    return serving


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """A function that serves the small site, with changes to its files."""
    running: list[Serving] = []

    def start(files: Mapping[str, str | bytes | None] | None = None, *arguments: str) -> Serving:
        root = tmp_path / "small-wiki"
        write_files(root, {**SITE, **(files or {})})
        running.append(begin(root, *arguments))
        return running[-1]

    yield start
    for serving in running:
        serving.stop()
