"""Whose turn it is in the one thread of the database: who asks comes before whatever is done there for later."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Final, TypeVar

from cjmsite.preview.living import Living
from cjmsite.preview.worker import Worker
from cjmsite.query import Interrupted

T = TypeVar("T")

_END: Final = object()


class Turns:
    """Ways to have something done in the thread of a living site's database."""

    def __init__(self, living: Living, worker: Worker) -> None:
        self._living = living
        self._worker = worker
        self._waiting = 0

    async def ask(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have something found out."""
        while True:
            self._waiting += 1
            try:
                return await self._worker.do(work, *arguments)
            except Interrupted:  # the world went on meanwhile
                continue
            finally:
                self._waiting -= 1

    async def go_on(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have the database go on, before anything else is found out."""
        while True:
            self._waiting += 1
            try:
                return await self._worker.do(work, *arguments, first=True)
            except Interrupted:
                await self._worker.do(self._living.begin_anew, first=True)  # half is known, and nobody knows which
            finally:
                self._waiting -= 1

    async def walk(self, steps: Iterator[T], *, makes_way: bool) -> AsyncIterator[T]:
        """Take steps one by one. Where it makes way, a long one ends with Interrupted when somebody asks."""
        while True:
            found = await self._worker.do(self._step, steps, makes_way)
            if found is _END:
                return
            yield found

    def _step(self, steps: Iterator[T], makes_way: bool) -> Any:
        self._living.db.interrupted = (lambda: self._waiting > 0) if makes_way else None
        try:
            return next(steps, _END)
        finally:
            self._living.db.interrupted = None
