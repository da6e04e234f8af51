"""The file of answers: what was answered, from what, and what the world looked like.

The answers come first, then the table: for each number the query and its arguments, who was read, where its answer
lies; and where to find the readers: the places of most reads in the order of what is read, without the newest ones.
The table has a digest, each answer a checksum; a file that is cut short, damaged, of another version or of other code
is none.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, get_args

from cjmsite.cache.answers import Answers, decoded, is_own_module, read_at
from cjmsite.query import Database, Eager, Key, Query, Unknown, awaited, outgrew

MAGIC = b"cjmsite answers 1\n"
HEAD = struct.Struct("<18s32s32sQ9Q")  # magic, made by, digest, where the table begins, sizes of its parts
NOBODY = 0xFFFFFFFF
"""Stands for the owner of a read that does not count any more."""
GONE = 0xFFFF
"""Stands for the query of a row that is of no use any more."""


class Ledger(Answers):
    """An opened file of answers; what `cjmsite.query.Past` asks for."""

    def __init__(self, file: BinaryIO, parts: list[bytes], begin: int) -> None:
        super().__init__(file, array("Q", parts[5]), begin)
        self.of_query = array("H", parts[0])
        self.row_starts = array("I", parts[1])
        self.row_sizes = array("I", parts[2])
        self.owners = array("I", parts[3])
        self.read = array("I", parts[4])
        self.in_order = array("I", parts[6])
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
            len(lengths) == 1
            and known
            and len(self.places) == 3 * rows
            and len(self.owners) == len(self.read) >= len(self.in_order)
            and max(ends, default=0) <= len(self.read)
            and max(self.read, default=-1) < rows
            and max(self.seen, default=-1) < rows
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
        return self.queries[self.of_query[number]], self.arguments[number]

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
        return [owner for place in places if (owner := self.owners[place]) != NOBODY]

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

    @property
    def is_wasteful(self) -> bool:
        """Whether much of the file is of no use any more."""
        rows, size = self.compact
        return outgrew(len(self.arguments), rows) or bulk(self.end, self.read) > 1.5 * size + (1 << 20)


def bulk(end: int, read: array[int]) -> int:
    """The bytes that grow from run to run: the answers, and who read what."""
    return end + 2 * read.itemsize * len(read)


def load(path: Path, made_by: bytes) -> Ledger | None:
    """The file of answers, if there is one that this code made and that is whole."""
    try:
        file: BinaryIO = open(path, "rb", buffering=0, opener=_open_plain)  # noqa: SIM115 - answers are read later
        magic, code, digest, begin, *sizes = HEAD.unpack(read_at(file, 0, HEAD.size))
        if magic != MAGIC or code != made_by or begin + sum(sizes) != os.fstat(file.fileno()).st_size:
            return None
        table = read_at(file, begin, sum(sizes))
        if hashlib.blake2b(table, digest_size=32).digest() != digest:
            return None
        parts, place = [], 0
        for size in sizes:
            parts.append(table[place : place + size])
            place += size
        return Ledger(file, parts, begin)
    except Exception:  # whatever somebody wrote there
        return None


def why_not(path: Path, made_by: bytes) -> str:
    """Why `load` found nothing: there is `none`, it is of other `code`, or it is `damaged`."""
    try:
        with open(path, "rb", opener=_open_plain) as file:
            head = file.read(HEAD.size)
    except FileNotFoundError:
        return "none"
    except OSError:
        return "damaged"
    if len(head) < HEAD.size or not head.startswith(MAGIC[:-2]):
        return "damaged"
    magic, code, *_ = HEAD.unpack(head)
    return "code" if (magic, code) != (MAGIC, made_by) else "damaged"


def _open_plain(path: str, flags: int) -> int:
    """Open a file that is no link and nothing that makes one wait."""
    file = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path} is no plain file")
    return file


def _query(name: str, volatile: bool, passing: bool, eager: Eager) -> Query[..., Any]:
    """A query of this package. To ask it imports its module, so that no other may be named."""
    module, _, function = name.partition(":")
    if not (is_own_module(module) and function and eager in get_args(Eager)):
        raise Unknown(f"{name} is no query")
    return awaited(name, volatile=bool(volatile), passing=bool(passing), eager=eager)
