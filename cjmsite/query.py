"""Memoised functions that remember what they read.

A query is a function of a `Database` and hashable arguments. While it runs, every query that it asks
is recorded. Asked again in a later revision, it runs only if something that it read came out
different; a value that came out equal stops the wave there. Dependencies are thus recorded by
reading, never declared. User mistakes are values; an exception is remembered like a value, so that
mending what was read mends the result.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

Key = tuple["Query[..., Any]", tuple[Hashable, ...]]

FEW = 8
"""How many reads in doubt are put in order by searching for each."""


class CycleError(RuntimeError):
    """A query that needs its own answer."""


class Interrupted(BaseException):
    """Somebody else needs the database: what was being computed is not remembered, and may be asked for again."""


@dataclass(slots=True, eq=False)
class _Memo:
    """An answer. `changed_at` is 0 until there is one; `verified_at` is 0 where the answer is known to be old.

    `readers` and `doubted` are kept only by a database that follows: who read this, and which reads may have
    changed since it was verified.
    """

    key: Key
    value: Any = None
    error: Exception | None = None
    reads: tuple[_Memo, ...] = ()
    changed_at: int = 0
    verified_at: int = 0
    readers: set[_Memo] | None = None
    doubted: set[_Memo] | None = None


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

    A revision begins with `advance`. Without more, everything that looks at the world is asked again when it is
    needed. Where it is known what changed, as in a preview, `advance(changed)` costs only what hangs on that: doubt
    is spread from the changed reads to whatever was made from them, and an answer without doubt is right as it is.

    `runs` counts how often each query really ran since the counter was cleared: tests hold the
    engine to it. `interrupted`, where it is given, is asked all the time; when it says yes, the computation ends with
    Interrupted.
    """

    def __init__(self) -> None:
        self.revision = 1
        self.runs: dict[str, int] = {}
        self.interrupted: Callable[[], bool] | None = None
        self._memos: dict[Key, _Memo] = {}
        self._inputs: dict[str, Any] = {}
        self._stack: list[tuple[_Memo, dict[_Memo, None]]] = []
        self._active: set[_Memo] = set()
        self._world = 1  # the revision since which only what is in doubt has to be looked at
        self._follows = False

    def set(self, name: str, value: Any) -> None:
        """Give an input that does not come from a file: the root folder, the day, a switch."""
        if name not in self._inputs or self._inputs[name] != value:
            self._inputs[name] = value
            self.advance([(_given, (name,))] if self._follows else None)

    def get(self, name: str) -> Any:
        """Read such an input; recorded like any other read."""
        return _given(self, name)

    def advance(self, changed: Iterable[Key] | None = None) -> None:
        """Begin a new revision: the world may have changed, or only what these volatile queries look at."""
        self.revision += 1
        if changed is None:
            self._world = self.revision
            return
        if not self._follows:
            self._follow()
        for key in changed:
            if (memo := self._memos.get(key)) is not None:
                memo.verified_at = 0
                self._doubt(memo)

    def differs(self, key: Key) -> bool:
        """Whether a volatile query would answer otherwise now than it did; the new answer is not remembered."""
        memo = self._memos.get(key)
        if memo is None or not memo.changed_at:
            return False
        try:
            return bool(key[0].function(self, *key[1]) != memo.value) or memo.error is not None
        except Exception:
            return memo.error is None

    def ask(self, key: Key) -> Any:
        """The value of a query, from memory when nothing that it read has changed."""
        if self.interrupted is not None and self.interrupted():
            raise Interrupted
        memo = self._memos.get(key)
        if memo is None:
            memo = self._memos[key] = _Memo(key)
        if self._stack:
            self._stack[-1][1][memo] = None
        self._refresh(memo)
        if memo.error is not None:
            raise memo.error
        return memo.value

    def reads(self, key: Key) -> tuple[Key, ...]:
        """What a query read when it last ran, in order."""
        memo = self._memos.get(key)
        return tuple(read.key for read in memo.reads) if memo else ()

    def looks(self) -> Iterator[Key]:
        """Every volatile query that has an answer."""
        return (key for key, memo in self._memos.items() if key[0].volatile and memo.changed_at)

    def _refresh(self, memo: _Memo) -> None:
        if memo.verified_at >= self._world and not memo.doubted:
            return
        if memo.changed_at and not memo.key[0].volatile and self._unchanged(memo):
            memo.verified_at = self.revision
            memo.doubted = None
        else:
            self._run(memo)

    def _unchanged(self, memo: _Memo) -> bool:
        # In the recorded order: a read may exist only because of what an earlier one answered.
        reads: Iterable[_Memo] = memo.reads
        doubted = memo.doubted
        if doubted and memo.verified_at >= self._world:
            if len(doubted) <= FEW:  # a search in C is faster than a walk through thousands of reads
                reads = sorted(doubted, key=memo.reads.index)
            else:
                reads = [read for read in reads if read in doubted]
        for read in reads:
            self._refresh(read)
            if read.changed_at > memo.verified_at:
                return False
        return True

    def _run(self, memo: _Memo) -> None:
        function = memo.key[0]
        if memo in self._active:
            chain = " -> ".join(asking.key[0].name for asking, _ in self._stack)
            raise CycleError(f"{chain} -> {function.name} asks for itself")
        frame: dict[_Memo, None] = {}
        self._stack.append((memo, frame))
        self._active.add(memo)
        value: Any = None
        failure: Exception | None = None
        try:
            value = function.function(self, *memo.key[1])
        except (CycleError, RecursionError, Interrupted):
            memo.verified_at = 0
            memo.doubted = None
            raise  # how deep one may still go depends on who asks: no answer to remember
        except Exception as exception:
            failure = exception
        finally:
            self._stack.pop()
            self._active.discard(memo)
        self.runs[function.name] = self.runs.get(function.name, 0) + 1
        reads = tuple(frame)
        if self._follows:
            self._link(memo, reads)
        known = memo.changed_at and failure is None and memo.error is None
        if not (known and memo.value == value):
            memo.value, memo.error, memo.changed_at = value, failure, self.revision
        memo.reads = reads
        memo.verified_at = self.revision
        memo.doubted = None

    def _follow(self) -> None:
        """From now on keep who read what, for `advance(changed)`."""
        self._follows = True
        for memo in self._memos.values():
            for read in memo.reads:
                _add_reader(read, memo)

    def _link(self, memo: _Memo, reads: tuple[_Memo, ...]) -> None:
        gone = set(memo.reads)
        for read in reads:
            gone.discard(read)
            _add_reader(read, memo)
        for read in gone:
            if read.readers is not None:
                read.readers.discard(memo)

    def _doubt(self, memo: _Memo) -> None:
        # Whoever is in doubt already has told its own readers.
        waiting = [memo]
        while waiting:
            read = waiting.pop()
            for reader in read.readers or ():
                if reader.doubted:
                    reader.doubted.add(read)
                else:
                    reader.doubted = {read}
                    waiting.append(reader)


def _add_reader(read: _Memo, reader: _Memo) -> None:
    if read.readers is None:
        read.readers = {reader}
    else:
        read.readers.add(reader)


@volatile
def _given(db: Database, name: str) -> Any:
    return db._inputs[name]
