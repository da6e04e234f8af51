"""One thread that does one thing after another, and how to end a thing there that does not end by itself.

A template or a plugin that is being written may loop for ever. Nobody else can tell that from work that takes long; but
whoever wrote it saves it anew, and what is being worked out then is of no use any more.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from queue import PriorityQueue
from types import FrameType
from typing import Any, TypeVar

from cjmsite.others import words
from cjmsite.query import Interrupted

T = TypeVar("T")

OWN = str(Path(__file__).parents[1])
"""Where the code lies that may not be broken off: it could leave half of something behind."""
LONG = 3.0
"""Seconds after which work may be broken off for something else."""
TRIES = 200
NOW, NEXT = 0, 1


class Ended(Exception):
    """Code of others raised what ends a whole program. It came in a thread that nobody ends so: it is a failure."""


class Worker:
    """A thread with a list of things to do."""

    def __init__(self) -> None:
        self._jobs: PriorityQueue[tuple[int, int, Callable[[], None] | None]] = PriorityQueue()
        self._numbers = count()
        self.begun: float | None = None  # when what it is at was
        # Python would wait for any other thread at its end, however long that takes.
        self._thread = threading.Thread(target=self._run, name="queries", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[..., T], *arguments: Any, first: bool = False) -> T:
        """Have something done, before everything else or when it is its turn.

        Raises what it raises, or Ended in place of what would end the program, and Interrupted where it was broken off.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            try:
                value = work(*arguments)
            except (Exception, Interrupted) as failure:
                tell(failure=RuntimeError("it said StopIteration") if isinstance(failure, StopIteration) else failure)
            except BaseException as failure:
                ended = Ended(words(failure))
                ended.__cause__ = failure
                tell(failure=ended)
            else:
                tell(value)

        def tell(value: Any = None, failure: BaseException | None = None) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, value, failure)

        def settle(value: Any, failure: BaseException | None) -> None:
            if done.cancelled():
                return
            if failure is None:
                done.set_result(value)
            else:
                done.set_exception(failure)

        self._jobs.put((NOW if first else NEXT, next(self._numbers), job))
        return await done

    @property
    def busy(self) -> float:
        """For how many seconds it has been at one thing."""
        begun = self.begun
        return 0.0 if begun is None else time.monotonic() - begun

    def places(self, root: Path) -> list[tuple[str, int]]:
        """The files and lines of a site's code that run right now, the innermost first; files as paths of the site."""
        found = []
        frame = sys._current_frames().get(self._thread.ident or 0)
        while frame is not None:
            path = root / frame.f_code.co_filename  # which is relative for templates
            if path.is_relative_to(root) and path.is_file():
                template = frame.f_globals.get("__jinja_template__")  # whose code has other lines than its file
                line = template.get_corresponding_lineno(frame.f_lineno) if template else frame.f_lineno
                found.append((path.relative_to(root).as_posix(), line))
            frame = frame.f_back
        return found

    def break_off(self) -> bool:
        """End what has taken long, if that is somebody else's code; says whether it was."""
        return self.busy > LONG and self._interrupt()

    def close(self) -> None:
        """End, whatever is being done."""
        self._jobs.put((NOW, -1, None))
        self._thread.join(0.2)
        if self._thread.is_alive():
            self._interrupt()
            self._thread.join(1)

    def _run(self) -> None:
        while True:
            try:
                _, _, job = self._jobs.get()
                if job is None:
                    return
                self.begun = time.monotonic()
                job()
            except Interrupted:  # it came too late for the work that it was for
                continue
            finally:
                self.begun = None

    def _foreign(self) -> FrameType | None:
        frame = sys._current_frames().get(self._thread.ident or 0)
        return None if frame is None or frame.f_code.co_filename.startswith((OWN, "<frozen")) else frame

    def _interrupt(self) -> bool:
        for _ in range(TRIES):
            if self._foreign() is not None:
                identity = ctypes.c_ulong(self._thread.ident or 0)
                return bool(ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(Interrupted)))
            time.sleep(0)
        return False
