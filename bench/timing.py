"""One whole process, timed: from its start to its end, with everything that it started and waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

OFTEN = 0.05
"""Seconds between two looks at the memory."""


class Run(Struct, frozen=True):
    """What one run took."""

    seconds: float
    code: int
    said: str
    peak: int
    """Most memory at once, in bytes: of the largest process or, where it was looked at, of all together."""
    work: float
    """Seconds of all processors together, which other work on the machine lengthens less."""


def run(command: list[str], folder: Path, environment: Mapping[str, str], *, memory: bool = False) -> Run:
    """Run a command and wait for it. With `memory`, its processes are looked at meanwhile, which costs time."""
    said = folder.parent / f"{folder.name}.log"
    with said.open("wb") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        watcher = _Memory(process.pid) if memory and sys.platform == "linux" else None
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            stop(process)
            raise
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    peak = max(largest, watcher.stop()) if watcher else largest
    text = said.read_text(encoding="utf-8", errors="replace")
    return Run(seconds, process.returncode, text, peak, usage.ru_utime + usage.ru_stime)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started with a group of its own, and the group with it."""
    for sign, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        with suppress(OSError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


class _Memory(threading.Thread):
    """Adds up the memory of all processes of a group again and again; pages that they share count once."""

    def __init__(self, group: int) -> None:
        super().__init__(daemon=True)
        self._group = group
        self._peak = 0
        self._ended = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(OFTEN):
            self._peak = max(self._peak, sum(map(_proportional, _of_group(self._group))))

    def stop(self) -> int:
        """The most that was seen."""
        self._ended.set()
        self.join()
        return self._peak


def _of_group(group: int) -> list[int]:
    # After the name in brackets: state, parent, group.
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [n for n in numbers if _read(f"/proc/{n}/stat").rpartition(")")[2].split()[2:3] == [str(group)]]


def _proportional(process: int) -> int:
    lines = _read(f"/proc/{process}/smaps_rollup").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _read(path: str) -> str:
    """What a file of a process says; nothing when the process has gone."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
