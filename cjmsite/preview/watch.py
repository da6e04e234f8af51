"""The doorbell: tells that files changed, and which. What changed about them is looked at by others.

Opening and reading a file rings nothing, or every look would ring the next. After a ring there is a short wait, so
that a save of several steps is one change. A file that somebody is still writing to is left out until it is closed,
and while git lays out a branch, everything is.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import stat
import sys
import warnings
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from cjmsite.preview.checkout import Checkout

QUIET = 0.01
"""Seconds without another ring after which a save is taken for done."""
MANY = 8
"""From so many files on, it is not a person who saves."""
QUIET_OF_MANY = 0.12
EMPTY = 0.25
"""Seconds for which a file that was emptied is taken for one that is just being written."""
LONGEST = 3.0
"""Seconds after which a change is shown even if the ringing goes on."""
PAUSE = 2.5
"""Seconds after which a file that was written to is shown although its writer has not closed it,"""
LONGEST_WRITE = 10.0
"""and after which it is shown even if more is being written to it."""

RINGING = ("created", "modified", "moved", "deleted", "closed")

# Told to end while files change, it says in the terminal that it did.
logging.getLogger("watchdog").addHandler(logging.NullHandler())


class WatchesExhausted(Exception):
    """The system has no more watches to give, or none to begin with; `remedy` says what gives more."""

    def __init__(self, failure: OSError) -> None:
        limit = "max_user_instances=512" if failure.errno == errno.EMFILE else "max_user_watches=524288"
        self.remedy = f"sudo sysctl fs.inotify.{limit}"
        super().__init__(failure.strerror or str(failure))


_EXHAUSTED = (errno.ENOSPC, errno.EMFILE, errno.ENFILE)


class Doorbell(FileSystemEventHandler):
    """Watches folders and calls `ring` with the paths, on the event loop, once it is quiet again.

    Raises WatchesExhausted when it is made, or asked to watch, where the system has no watches left.
    """

    def __init__(self, ring: Callable[[frozenset[Path]], Awaitable[None]], checkout: Checkout) -> None:
        self._ring = ring
        self._checkout = checkout
        self._loop = asyncio.get_running_loop()
        # It says of folders within new folders that it watches them twice, which does no harm and helps nobody.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        try:
            self._observer: BaseObserver = Observer()
        except OSError as failure:  # other programs hold as many watchers as there may be
            if failure.errno not in _EXHAUSTED:
                raise
            raise WatchesExhausted(failure) from None
        self._watches: dict[Path, tuple[bool, ObservedWatch]] = {}
        self._places: dict[Path, _Place | None] = {}  # what lay where it was asked to listen
        self._heard: set[Path] = set()
        self._open: dict[Path, tuple[float, float]] = {}  # of what was heard: first and last written to, not yet closed
        self._tells_of_ends = sys.platform == "linux"
        self._has_told_of_end = False
        self._timer: asyncio.TimerHandle | None = None
        self._until: float | None = None  # when what rings now is shown at the latest
        self._last = 0.0
        self._ringing: set[asyncio.Future[None]] = set()

    def start(self) -> None:
        """Begin to listen."""
        self._observer.start()

    def stop(self) -> None:
        """Listen no more."""
        self._observer.unschedule_all()
        self._observer.stop()

    @property
    def is_ringing(self) -> bool:
        """Whether files are changing right now, so that what lies on the disk may be half of a change."""
        return self._timer is not None

    @property
    def is_deaf(self) -> bool:
        """Whether a folder came, went, or is another one than the one that is listened to, of which nothing rings."""
        return any(_place(folder) != place for folder, place in self._places.items())

    def watch(self, folders: Mapping[Path, bool]) -> None:
        """Listen to these folders and no others, as far as they are there; the value says whether to what is below
        them too.
        """
        before, self._places = self._places, {folder: _place(folder) for folder in folders}
        folders = {folder: below for folder, below in folders.items() if self._places[folder] is not None}
        covered = {folder for folder, below in folders.items() if below}
        wanted = {
            folder: below
            for folder, below in folders.items()
            if not any(parent in covered for parent in folder.parents)
        }
        for folder, (below, watch) in list(self._watches.items()):
            if wanted.get(folder) != below or self._places[folder] != before[folder]:
                self._observer.unschedule(watch)
                del self._watches[folder]
        for folder, below in wanted.items():
            if folder not in self._watches:
                try:
                    self._watches[folder] = (below, self._observer.schedule(self, str(folder), recursive=below))
                except OSError as failure:
                    if failure.errno in _EXHAUSTED:
                        raise WatchesExhausted(failure) from None
                    if failure.errno not in (errno.ENOENT, errno.ENOTDIR):
                        raise

    def is_being_written(self, path: Path) -> bool:
        """Whether somebody has begun to write to a file and has not closed it since."""
        return path in self._open

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called on the observer's thread."""
        if event.event_type not in RINGING or (event.is_directory and event.event_type == "modified"):
            return
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        self._loop.call_soon_threadsafe(self._hear, event.event_type, paths)

    def _hear(self, event: str, paths: list[Path]) -> None:
        now = self._loop.time()
        if self._until is None:
            self._until = now + LONGEST
        self._heard.update(paths)
        self._last = now
        before = self._open.pop(paths[0], None)
        if event == "closed":
            self._has_told_of_end = True
        elif event == "modified" and self._tells_of_ends:
            self._open[paths[0]] = (before[0] if before else now, now)
        elif event == "moved" and before:
            self._open[paths[-1]] = before
        self._checkout.hear()
        self._wait()

    def _wait(self) -> None:
        quiet = QUIET if len(self._heard) < MANY else QUIET_OF_MANY
        self._look_at(self._at_most(self._loop.time() + quiet))

    def _at_most(self, moment: float) -> float:
        return moment if self._until is None else min(moment, self._until)

    def _look_at(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(moment, self._is_quiet)

    def _is_quiet(self) -> None:
        now = self._loop.time()
        if self._checkout.goes_on():
            self._look_at(now + QUIET_OF_MANY)
            return
        waits = self._written_to(now)
        done = self._heard - waits.keys()
        until = self._at_most(self._last + EMPTY)
        if now < until and len(done) < MANY and any(map(_is_empty, done)):
            self._look_at(until)
            return
        self._heard.intersection_update(waits)
        self._timer = self._until = None
        if waits:
            self._look_at(min(waits.values()))
        if done:
            task = asyncio.ensure_future(self._ring(frozenset(done)))
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)

    def _written_to(self, now: float) -> dict[Path, float]:
        """The files that are being written to, and until when that is waited for."""
        waits = {}
        for path, (first, last) in list(self._open.items()):
            until = min(last + PAUSE, first + LONGEST_WRITE)
            if now < until:
                waits[path] = until
                continue
            del self._open[path]
            # Some disks, such as a folder shared with a virtual machine, do not tell of it.
            self._tells_of_ends = self._has_told_of_end
        return waits


_Place = tuple[int, int]


def _place(folder: Path) -> _Place | None:
    """What tells a folder from another one of the same name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISDIR(found.st_mode) else None


def _is_empty(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0
