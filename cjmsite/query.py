"""Memoised functions that remember what they read.

A query is a function of a `Database` and hashable arguments. While it runs, every query that it asks
is recorded. Asked again in a later revision, it runs only if something that it read came out
different; a value that came out equal stops the wave there. Dependencies are thus recorded by
reading, never declared. User mistakes are values; an exception is remembered like a value, so that
mending what was read mends the result.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

Key = tuple["Query[..., Any]", tuple[Hashable, ...]]


class CycleError(RuntimeError):
    """A query that needs its own answer."""


@dataclass(slots=True)
class _Memo:
    value: Any
    error: Exception | None
    reads: tuple[Key, ...]
    changed_at: int
    verified_at: int


class Query(Generic[P, R]):
    """A pure function with a memory. `volatile` ones look at the world and run once a revision."""

    def __init__(self, function: Callable[Concatenate[Database, P], R], *, volatile: bool = False) -> None:
        self.function = function
        self.volatile = volatile
        self.name = function.__name__
        update_wrapper(self, function)

    def __call__(self, db: Database, *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError(f"{self.name}: queries take positional arguments only")
        return cast(R, db.ask((self, cast(tuple[Hashable, ...], args))))

    def __repr__(self) -> str:
        return f"<query {self.name}>"


def query(function: Callable[Concatenate[Database, P], R]) -> Query[P, R]:
    """Make a function of the database a query."""
    return Query(function)


def volatile(function: Callable[Concatenate[Database, P], R]) -> Query[P, R]:
    """Make a query that reads the world: it is asked again in every revision that needs it."""
    return Query(function, volatile=True)


class Database:
    """What is known, at which revision, and who read what.

    `runs` counts how often each query really ran since the counter was cleared: tests hold the
    engine to it.
    """

    def __init__(self) -> None:
        self.revision = 1
        self.runs: dict[str, int] = {}
        self._memos: dict[Key, _Memo] = {}
        self._inputs: dict[str, tuple[Any, int]] = {}
        self._stack: list[tuple[Key, dict[Key, None]]] = []
        self._active: set[Key] = set()

    def set(self, name: str, value: Any) -> None:
        """Give an input that does not come from a file: the root folder, the day, a switch."""
        known = self._inputs.get(name)
        if known is None or known[0] != value:
            self._inputs[name] = (value, self.revision)

    def get(self, name: str) -> Any:
        """Read such an input; recorded like any other read."""
        return _given(self, name)

    def advance(self) -> None:
        """Begin a new revision: the world may have changed."""
        self.revision += 1

    def ask(self, key: Key) -> Any:
        """The value of a query, from memory when nothing that it read has changed."""
        if self._stack:
            self._stack[-1][1][key] = None
        memo = self._fresh(key)
        if memo.error is not None:
            raise memo.error
        return memo.value

    def reads(self, key: Key) -> tuple[Key, ...]:
        """What a query read when it last ran, in order."""
        memo = self._memos.get(key)
        return memo.reads if memo else ()

    def keys(self) -> Iterator[Key]:
        """Every query that has an answer."""
        return iter(self._memos)

    def _fresh(self, key: Key) -> _Memo:
        memo = self._memos.get(key)
        if memo is not None and memo.verified_at == self.revision:
            return memo
        if memo is not None and not key[0].volatile and self._unchanged(memo):
            memo.verified_at = self.revision
            return memo
        return self._run(key, memo)

    def _unchanged(self, memo: _Memo) -> bool:
        # In the recorded order: a read may exist only because of what an earlier one answered.
        return all(self._fresh(read).changed_at <= memo.verified_at for read in memo.reads)

    def _run(self, key: Key, old: _Memo | None) -> _Memo:
        if key in self._active:
            chain = " -> ".join(query.name for (query, _), _ in self._stack)
            raise CycleError(f"{chain} -> {key[0].name} asks for itself")
        frame: dict[Key, None] = {}
        self._stack.append((key, frame))
        self._active.add(key)
        value: Any = None
        failure: Exception | None = None
        try:
            value = key[0].function(self, *key[1])
        except (CycleError, RecursionError):
            raise  # how deep one may still go depends on who asks: no answer to remember
        except Exception as exception:
            failure = exception
        finally:
            self._stack.pop()
            self._active.discard(key)
        self.runs[key[0].name] = self.runs.get(key[0].name, 0) + 1
        equal = old is not None and failure is None and old.error is None and bool(old.value == value)
        changed_at = old.changed_at if old is not None and equal else self.revision
        if equal and old is not None:
            value = old.value
        memo = _Memo(value, failure, tuple(frame), changed_at, self.revision)
        self._memos[key] = memo
        return memo


@volatile
def _given(db: Database, name: str) -> Any:
    return db._inputs[name][0]
