"""What stands still: where no bell tells that a file was closed, nothing else tells that its writer is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from cjmsite.query import Key

STILL = 0.9
"""Seconds for which a file has to stay the same until it is taken for whole,"""
LONGEST = 10.0
"""and after which it is shown although it does not."""


class Stillness:
    """What changed and may be half of a change. `state` tells what is at a place now."""

    def __init__(self, state: Callable[[Key], object]) -> None:
        self._state = state
        self._seen: dict[Key, tuple[float, float, object]] = {}  # first seen to be another, since when it is this one

    @property
    def waiting(self) -> tuple[Key, ...]:
        """What is not taken for whole yet."""
        return tuple(self._seen)

    def part(self, changed: Iterable[Key]) -> list[Key]:
        """Those of all that changed which stand still; the others wait."""
        return [key for key in changed if self.is_still(key)]

    def is_still(self, key: Key) -> bool:
        """Whether something that changed stands still; if not, it waits."""
        now, state = time.monotonic(), self._state(key)
        first, since, before = self._seen.pop(key, (now, now, state))
        if state != before:
            since = now
        if now >= min(since + STILL, first + LONGEST):
            return True
        self._seen[key] = first, since, state
        return False
