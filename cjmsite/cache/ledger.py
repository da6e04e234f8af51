"""What was answered, from what, and what the world looked like.

For each number the table says the query and its arguments, who was read, where its answer lies; and where to find the
readers: the places of most reads in the order of what is read, without the newest ones. Each answer has a checksum.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, get_args

from cjmsite.cache import table
from cjmsite.cache.answers import Answers, decoded, is_own_module
from cjmsite.query import Database, Eager, Key, Query, Unknown, awaited, outgrew, query

NOBODY = 0xFFFFFFFF
"""Stands for the owner of a read that does not count any more."""
GONE = 0xFFFF
"""Stands for the query of a row that is of no use any more."""


class Ledger(Answers):
    """An opened file of answers; what `cjmsite.query.Past` asks for."""

    def __init__(self, found: table.Table, file: BinaryIO) -> None:
        parts = found.parts
        super().__init__(file, _numbers("Q", parts[5]), found.end)
        self.head = found.head
        self.token = found.token
        self.of_query = _numbers("H", parts[0])
        self.row_starts = _numbers("I", parts[1])
        self.row_sizes = _numbers("I", parts[2])
        self.owners = _numbers("I", parts[3])
        self.read = _numbers("I", parts[4])
        self.in_order = _numbers("I", parts[6])
        self.arguments: list[tuple[Any, ...]] = decoded(parts[7])
        core = decoded(parts[8])
        self.queries: list[Query[..., Any]] = [_query(*described) for described in core["queries"]]
        self.seen: dict[int, tuple[bool, Any]] = core["looks"]
        self.notes: dict[str, Any] = core["notes"]
        self.compact: tuple[int, int] = core["compact"]  # how many rows and bytes there were without garbage
        self._rows: dict[Query[..., Any], list[int]] | None = None
        self._numbers: dict[Query[..., Any], dict[tuple[Any, ...], int]] = {}
        self._later: dict[int, list[int]] | None = None
        if not self._is_consistent():
            raise ValueError("the parts of the table do not belong together")

    def _is_consistent(self) -> bool:
        rows = len(self.arguments)
        lengths = {rows, len(self.of_query), len(self.row_starts), len(self.row_sizes), len(self.places) // 3}
        known = all(query < len(self.queries) or query == GONE for query in set(self.of_query))
        ends = map(int.__add__, self.row_starts, self.row_sizes)
        return (
            self._is_plain()
            and len(lengths) == 1
            and known
            and len(self.places) == 3 * rows
            and len(self.owners) == len(self.read) >= len(self.in_order)
            and max(ends, default=0) <= len(self.read)
            and max(self.read, default=-1) < rows
            and max(self.seen, default=-1) < rows
        )

    def _is_plain(self) -> bool:
        """Whether what comes as plain values has the shape that this code gives it. Raises TypeError."""
        rows, size = self.compact
        hash(tuple(self.arguments))  # only what has a hash can be asked for
        return (
            type(self.arguments) is list
            and all(isinstance(asked, tuple) for asked in self.arguments)
            and all(type(number) is int and number >= 0 for number in self.seen)
            and all(isinstance(look, tuple) and len(look) == 2 for look in self.seen.values())
            and all(isinstance(noted, dict) for noted in (self.notes, *self.notes.values()))
            and all(isinstance(of, dict) for noted in self.notes.values() for of in noted.values())
            and 0 <= rows <= len(self.arguments)
            and 0 <= size <= bulk(self.end, self.read)
        )

    def number(self, key: Key) -> int | None:
        """The number of an answer."""
        query, arguments = key
        known = self._numbers.get(query)
        if known is None:
            known = {self.arguments[row]: row for row in self._rows_of(query)}
            self._numbers[query] = known
        return known.get(arguments)

    def _rows_of(self, query: Query[..., Any]) -> list[int]:
        if self._rows is None:
            rows: list[list[int]] = [[] for _ in self.queries]
            for number, which in enumerate(self.of_query):
                if which != GONE:
                    rows[which].append(number)
            self._rows = dict(zip(self.queries, rows, strict=True))
        return self._rows.get(query, [])

    def key(self, number: int) -> Key:
        """What it answers."""
        which = self.of_query[number]
        return self.queries[which] if which != GONE else gone, self.arguments[number]

    def get(self, number: int) -> Any:
        """An answer. Raises Unknown."""
        if (look := self.seen.get(number)) is None:
            return super().get(number)
        sure, seen = look
        if not sure:
            raise Unknown("another one may have come since")
        return seen

    def reads(self, number: int) -> Iterable[int]:
        """What it was made from, in order."""
        start = self.row_starts[number]
        return self.read[start : start + self.row_sizes[number]]

    def readers(self, number: int) -> Iterable[int]:
        """What was made from it."""
        if self._later is None:  # nobody asks after a run in which nothing changed
            self._later = {}
            if max(self.in_order, default=-1) >= len(self.read):
                self.in_order = array("I")
            for place in range(len(self.in_order), len(self.read)):
                self._later.setdefault(self.read[place], []).append(place)
        first = bisect_left(self.in_order, number, key=self.read.__getitem__)
        after = bisect_left(self.in_order, number + 1, first, key=self.read.__getitem__)
        places = (*self.in_order[first:after], *self._later.get(number, ()))
        rows = len(self.arguments)  # nobody is beyond them
        return [owner for place in places if (owner := self.owners[place]) < rows]

    def looks(self) -> Iterable[Key]:
        """The looks at the world."""
        return (self.key(number) for number in self.seen)

    def differing(self, db: Database) -> list[Key]:
        """The looks at the world that come out otherwise now, or of which it is not sure that they do not."""
        found = []
        for number, (sure, seen) in self.seen.items():
            query, arguments = self.key(number)
            try:
                same = sure and query.function(db, *arguments) == seen
            except Exception:
                same = False
            if not same:
                found.append((query, arguments))
        return found

    def for_more(self, path: Path) -> BinaryIO | None:
        """The file of these answers, to add others behind them; None where it has to stay as it is: what lies at the
        path is another table by now, or the file has a second name, is another one or may not be written.

        What a killed run left behind the answers is of no table, and goes.
        """
        try:
            file = open(table.answers_of(path, self.token), "r+b", buffering=1 << 16, opener=table.open_plain)  # noqa: SIM115
        except OSError:
            return None
        try:
            mine, found = os.fstat(self.file.fileno()), os.fstat(file.fileno())
            if table.read_head(path) == self.head and found.st_nlink == 1 and os.path.samestat(mine, found):
                file.truncate(self.end)
                file.seek(self.end)
                return file
        except OSError:
            pass
        file.close()
        return None

    @property
    def is_wasteful(self) -> bool:
        """Whether much of the file is of no use any more."""
        rows, size = self.compact
        return outgrew(len(self.arguments), rows) or bulk(self.end, self.read) > 1.5 * size + (1 << 20)


def bulk(end: int, read: array[int]) -> int:
    """The bytes that grow from run to run: the answers, and who read what."""
    return end + 2 * read.itemsize * len(read)


def load(path: Path, made_by: bytes) -> Ledger | None:
    """What a table and its answers tell, if this code made them and they are whole."""
    try:
        if (found := table.read(path, made_by)) is None:
            return None
        answers = table.answers_of(path, found.token)
        file: BinaryIO = open(answers, "rb", buffering=0, opener=table.open_plain)  # noqa: SIM115 - they are read later
        try:
            if os.fstat(file.fileno()).st_size < found.end:
                raise EOFError("the answers end early")
            return Ledger(found, file)
        except BaseException:
            file.close()
            raise
    except Exception:  # whatever somebody wrote there
        return None


@query
def gone(db: Database, *arguments: Any) -> None:
    """Stands for a query of which nothing is known any more; nobody asks it."""


def _numbers(kind: str, part: memoryview) -> array[int]:
    found = array(kind)
    found.frombytes(part)
    return found


def _query(name: str, volatile: bool, passing: bool, eager: Eager) -> Query[..., Any]:
    """A query of this package. To ask it imports its module, so that no other may be named."""
    module, _, function = name.partition(":")
    if not (is_own_module(module) and function and eager in get_args(Eager)):
        raise Unknown(f"{name} is no query")
    return awaited(name, volatile=bool(volatile), passing=bool(passing), eager=eager)
