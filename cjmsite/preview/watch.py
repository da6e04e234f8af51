"""The doorbell: tells that files changed, and which. What changed about them is looked at by others.

Opening and reading a file rings nothing, or every look would ring the next. After a ring there is a short wait, so
that a save of several steps, or the checkout of a branch, is one change.
"""

from __future__ import annotations

import asyncio
import errno
import stat
import warnings
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

QUIET = 0.01
"""Seconds without another ring after which a save is taken for done."""
MANY = 8
"""From so many files on, it is not a person who saves."""
QUIET_OF_MANY = 0.12
EMPTY = 0.25
"""Seconds for which a file that was emptied is taken for one that is just being written."""
LONGEST = 3.0
"""Seconds after which a change is shown even if the ringing goes on."""

RINGING = ("created", "modified", "moved", "deleted")


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

    def __init__(self, ring: Callable[[frozenset[Path]], Awaitable[None]], is_busy: Callable[[], bool]) -> None:
        self._ring = ring
        self._is_busy = is_busy
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
        self._heard: set[Path] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._since = self._last = 0.0
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

    def watch(self, folders: Mapping[Path, bool]) -> None:
        """Listen to these folders and no others; the value says whether to what is below them too."""
        covered = {folder for folder, below in folders.items() if below}
        wanted = {
            folder: below
            for folder, below in folders.items()
            if not any(parent in covered for parent in folder.parents)
        }
        for folder, (below, watch) in list(self._watches.items()):
            if wanted.get(folder) != below or not folder.is_dir():
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

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called on the observer's thread."""
        if event.event_type not in RINGING or (event.is_directory and event.event_type == "modified"):
            return
        paths = {Path(str(path)) for path in (event.src_path, event.dest_path) if path}
        self._loop.call_soon_threadsafe(self._hear, paths)

    def _hear(self, paths: set[Path]) -> None:
        if not self._heard:
            self._since = self._loop.time()
        self._heard |= paths
        self._last = self._loop.time()
        self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        quiet = QUIET if len(self._heard) < MANY else QUIET_OF_MANY
        left = max(0.0, self._since + LONGEST - self._loop.time())
        self._timer = self._loop.call_later(min(quiet, left), self._is_quiet)

    def _is_quiet(self) -> None:
        now = self._loop.time()
        if self._is_busy() and now < self._since + LONGEST:
            self._wait()
            return
        if now < min(self._last + EMPTY, self._since + LONGEST) and any(map(_is_empty, self._few())):
            self._timer = self._loop.call_at(self._last + EMPTY, self._is_quiet)
            return
        heard, self._heard = frozenset(self._heard), set()
        self._timer = None
        task = asyncio.ensure_future(self._ring(heard))
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)

    def _few(self) -> set[Path]:
        return self._heard if len(self._heard) < MANY else set()


def _is_empty(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0
