"""Two ways to the same site, side by side: what the commands wrote and said, and what the preview serves."""

from __future__ import annotations

import datetime
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

from msgspec import Struct

PATIENCE = 20.0
"""Seconds until a preview that does not show what a build would write is taken to be wrong."""

_CLIENT = re.compile(rb'<script type="module" id="cjm-preview"[^>]*></script>\n')
_VERSION = re.compile(rb"\?v=[0-9a-f]+")


class Ran(Struct, frozen=True):
    """What a build said. `files` is what its folder holds then."""

    code: int
    said: str
    files: Mapping[str, bytes]


def build(root: Path, out: Path, day: datetime.date, *arguments: str) -> Ran:
    """Run the command as a person does."""
    noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(noon.timestamp())), "NO_COLOR": "1", "COLUMNS": "100"}
    command = [sys.executable, "-m", "cjmsite", "build", str(root), "--out", str(out), *arguments]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    return Ran(ran.returncode, ran.stderr.replace(str(out), "OUT"), files_in(out))


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def differences(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """The addresses whose content is not the same."""
    return sorted(url for url in {*one, *other} if one.get(url) != other.get(url))


class Preview:
    """A running preview; `with` starts and ends it."""

    def __init__(self, root: Path, day: Path, log: Path) -> None:
        self._command = [sys.executable, "-m", "bench.soak.living", str(root), str(day)]
        self._log = log
        self._connection: http.client.HTTPConnection | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        log: IO[bytes] = self._stack.enter_context(self._log.open("wb"))
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log)
        self._stack.callback(self._process.wait)
        self._stack.callback(self._process.terminate)
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def lives(self) -> bool:
        """Whether it runs still."""
        return self._process.poll() is None

    @property
    def memory(self) -> int:
        """Kilobytes of memory that it holds."""
        return _of_status(self._process.pid, "VmRSS")

    @property
    def descriptors(self) -> int:
        """Files and sockets that it holds open."""
        return len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))

    def get(self, url: str) -> tuple[int, bytes]:
        """Status and content of an output, without what the preview adds; one connection for all, as a browser has."""
        for connection in (self._connection, None):
            asked = connection or http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
            try:
                asked.request("GET", f"/{quote(url)}")
                answer = asked.getresponse()
                self._connection = asked
                return answer.status, _CLIENT.sub(b"", answer.read())
            except (http.client.HTTPException, ConnectionError):
                asked.close()
                if connection is None:
                    raise
        raise AssertionError

    def _serves(self, url: str, content: bytes | None) -> bool:
        """Whether it has this content at an address, or nothing where it should be gone."""
        status, served = self.get(url)
        return status in (302, 404) if content is None else (status, served) == (200, content)

    def wrong(self, files: Mapping[str, bytes], gone: set[str]) -> list[str]:
        """The addresses that are not served as a build wrote them, once it had time to see all edits."""
        shown: dict[str, Callable[[], bool]] = {
            url: partial(self._serves, url, _VERSION.sub(b"", content))
            for url, content in files.items()
            if url not in (".cjmsite-manifest.json", ".nojekyll")
        }
        shown |= {url: partial(self._serves, url, None) for url in gone}
        end: float | None = None  # of a large site, the first look at all pages alone may take longer than that
        while shown:
            shown = {url: holds for url, holds in shown.items() if not holds()}
            if end is not None and time.monotonic() > end:
                break
            end = end or time.monotonic() + PATIENCE
            time.sleep(0.1 if shown else 0)
        return sorted(shown)


def _of_status(process: int, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB$", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0
