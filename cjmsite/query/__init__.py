"""Memoised functions that remember what they read.

A query is a function of a `Database` and hashable arguments. While it runs, every query that it asks
is recorded. Asked again after the world went on, it runs only if something that it read came out
different; a value that came out equal stops the wave there. Dependencies are thus recorded by
reading, never declared. User mistakes are values; an exception is remembered like a value, so that
mending what was read mends the result.

A database may go on from a `Past`: what an earlier run knew. Of that it takes up only what is asked for.
"""

from cjmsite.query.database import Database
from cjmsite.query.function import Eager, Query, awaited, eager, eager_if_few, named, passing, query, volatile
from cjmsite.query.memo import ABSENT, CycleError, Interrupted, Key, Memo, Past, Unknown, outgrew

__all__ = [
    "ABSENT",
    "CycleError",
    "Database",
    "Eager",
    "Interrupted",
    "Key",
    "Memo",
    "Past",
    "Query",
    "Unknown",
    "awaited",
    "eager",
    "eager_if_few",
    "named",
    "outgrew",
    "passing",
    "query",
    "volatile",
]
