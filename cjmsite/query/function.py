"""Queries: functions of a database and hashable arguments, marked by what becomes of their answers."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, TypeVar, cast

from cjmsite.query.memo import Unknown

if TYPE_CHECKING:
    from cjmsite.query.database import Database

P = ParamSpec("P")
R = TypeVar("R")

Eager = Literal["", "few", "always"]


class Query(Generic[P, R]):
    """A pure function with a memory.

    `volatile` ones look at the world. The answers of `passing` ones are not kept for the next run: they are no plain
    values, or larger than it costs to work them out again. `eager` ones mostly come out as before: they are asked as
    soon as they are in doubt, so that the wave stops early; those that cost more only where little changed (`few`).

    A query that a past names has its `name`, `MODULE:FUNCTION`, before its module is imported: that waits until it
    runs.
    """

    def __init__(self, name: str, *, volatile: bool = False, passing: bool = False, eager: Eager = "") -> None:
        self.name = name
        self.short = name.rpartition(":")[2].rpartition(".")[2]
        self.volatile = volatile
        self.passing = passing
        self.eager = eager
        self._function: Callable[Concatenate[Database, P], R] | None = None

    @property
    def function(self) -> Callable[Concatenate[Database, P], R]:
        """What it runs."""
        if self._function is None:
            importlib.import_module(self.name.partition(":")[0])
            if self._function is None:
                raise Unknown(f"there is no query {self.name}")
        return self._function

    def defined(self, function: Callable[Concatenate[Database, P], R]) -> Query[P, R]:
        """The query, with what it runs."""
        self._function = function
        update_wrapper(self, function)
        return self

    def __call__(self, db: Database, *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError(f"{self.name}: queries take positional arguments only")
        arguments: Any = args
        found: R = db.ask((self, arguments))
        return found

    def __repr__(self) -> str:
        return f"<query {self.short}>"


_known: dict[str, Query[..., Any]] = {}


def named(name: str) -> Query[..., Any]:
    """The query of a name, be its module imported yet or only by a worker. Raises KeyError."""
    if name not in _known:
        importlib.import_module(name.partition(":")[0])
    return _known[name]


def awaited(name: str, *, volatile: bool, passing: bool, eager: Eager) -> Query[..., Any]:
    """The query of a name, of which nobody may have imported the module yet."""
    found = _known.get(name)
    if found is None:
        found = _known[name] = Query(name, volatile=volatile, passing=passing, eager=eager)
    return found


def _define(
    function: Callable[Concatenate[Database, P], R],
    *,
    volatile: bool = False,
    passing: bool = False,
    eager: Eager = "",
) -> Query[P, R]:
    name = f"{function.__module__}:{function.__qualname__}"
    known = _known.get(name)
    made: Query[P, R] = Query(name) if known is None or known._function is not None else cast(Any, known)
    _known[name] = made
    made.volatile, made.passing, made.eager = volatile, passing, eager
    return made.defined(function)


def query(function: Callable[Concatenate[Database, P], R]) -> Query[P, R]:
    """Make a function of the database a query."""
    return _define(function)


def volatile(function: Callable[Concatenate[Database, P], R]) -> Query[P, R]:
    """Make a query that reads the world: what it says holds until somebody says that it changed."""
    return _define(function, volatile=True)


def passing(function: Callable[Concatenate[Database, P], R]) -> Query[P, R]:
    """Make a query whose answers are for this run only."""
    return _define(function, passing=True)


def eager(function: Callable[Concatenate[Database, P], R] | Query[P, R]) -> Query[P, R]:
    """Make a cheap query that is asked as soon as it is in doubt."""
    made = function if isinstance(function, Query) else _define(function)
    made.eager = "always"
    return made


def eager_if_few(function: Callable[Concatenate[Database, P], R]) -> Query[P, R]:
    """Make a query that is asked as soon as it is in doubt where little changed."""
    return _define(function, eager="few")
