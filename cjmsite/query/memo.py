"""Answers, and where those lie that are not at hand."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from cjmsite.query.function import Query

Key = tuple["Query[..., Any]", tuple[Hashable, ...]]


class CycleError(RuntimeError):
    """A query that needs its own answer."""


class Interrupted(BaseException):
    """Somebody else needs the database: what was being computed is not remembered, and may be asked for again."""


class Unknown(Exception):
    """An answer that was not kept, or that cannot be read back: it has to be worked out again."""


class Store(Protocol):
    """Where answers lie that are not at hand, by their numbers."""

    def get(self, number: int) -> Any:
        """An answer. Raises Unknown where it cannot be had."""
        ...


class Past(Store, Protocol):
    """What an earlier run knew: numbered answers with their keys, and who read whom."""

    def number(self, key: Key) -> int | None:
        """The number of an answer."""
        ...

    def key(self, number: int) -> Key:
        """What it answers."""
        ...

    def reads(self, number: int) -> Iterable[int]:
        """What it was made from, in order."""
        ...

    def readers(self, number: int) -> Iterable[int]:
        """What was made from it."""
        ...

    def looks(self) -> Iterable[Key]:
        """The looks at the world."""
        ...


ABSENT: Any = object()
"""Stands for an answer that is not at hand."""


class Failure(Struct, frozen=True, eq=False):
    """An exception as an answer, and the way that it came: whoever raises it anew would add to that each time."""

    exception: Exception
    way: TracebackType | None

    def anew(self) -> Exception:
        """The exception, to be raised."""
        return self.exception.with_traceback(self.way)


class Memo(Struct, eq=False):
    """An answer. `changed_at` is 0 until there is one. `verified_at` is when it last ran, whatever came out: a read
    that changed later is news to it. It is 0 where the answer is known to be old.

    The answer is `value`; where that is absent it lies in `store` under the number `place`. `reads` is None as long as
    they are only known to the past, where the answer has the number `past`. `readers` and `doubted` are kept only by a
    database that follows: who read this, and which reads may have changed since it was verified. `number` is for
    whoever writes answers down.
    """

    key: Key
    value: Any = ABSENT
    store: Store | None = None
    place: int = -1
    error: Failure | None = None
    reads: tuple[Memo, ...] | None = ()
    changed_at: int = 0
    verified_at: int = 0
    past: int | None = None
    readers: set[Memo] | None = None
    doubted: set[Memo] | None = None
    number: int = -1

    @property
    def is_right(self) -> bool:
        """Whether there is an answer without doubt."""
        return bool(self.verified_at) and not self.doubted


def outgrew(count: int, useful: int) -> bool:
    """Whether of so many answers many may be of no use any more, of which so many were when that was last looked at."""
    return count > 1.5 * useful + 1000
