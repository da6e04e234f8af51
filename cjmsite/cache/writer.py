"""Writing what is known: new answers behind the old ones, then a table, which takes the old one's place at once."""

from __future__ import annotations

import contextlib
import os
import time
import zlib
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from cjmsite.cache import table
from cjmsite.cache.answers import Answers, read_at, stored, written
from cjmsite.cache.ledger import GONE, NOBODY, Ledger, bulk
from cjmsite.query import ABSENT, Database, Key, Memo, Query, outgrew
from cjmsite.write import lock

_PART = 1 << 20
_BUFFER = 1 << 16  # most answers are smaller by far, and each write to the disk takes as long as many of them

_LONG = 3600
"""Seconds that no run takes to keep what it knows."""

Unsure = Callable[[Key, Any], bool]
"""Whether a look at the world may have missed a change."""


def save(
    path: Path,
    made_by: bytes,
    db: Database,
    past: Ledger | None,
    *,
    roots: Iterable[Key] | None,
    notes: Callable[[], dict[str, Any]],
    unsure: Unsure,
) -> None:
    """Write what a database knows, and then what a run wants to note. Raises OSError where the disk says no.

    Of a wasteful past only what is below `roots` goes on, if they are named. All others are added to, or copied where
    that cannot be.
    """
    path.parent.mkdir(exist_ok=True)
    _hide(path.parent)
    if past is not None and past.is_wasteful and roots is not None:
        memos, past = db.known.below(roots), None
    else:
        memos = iter(db.known.here.values())
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with lock.held(path.parent) as alone:
        more = past.for_more(path) if past is not None and alone else None
        token = past.token if past is not None and more is not None else os.urandom(8)
        answers = table.answers_of(path, token)
        try:
            with more or _new(beside) as file:
                writer = _Writer(file, unsure)
                if past is None:
                    writer.add(memos)
                else:
                    writer.go_on(past, memos, copied=more is not None)
                parts = writer.parts(notes(), past.compact if past is not None else None)
            if more is None:
                os.replace(beside, answers)  # noqa: PTH105 - of no use to anybody before its table
            with _new(beside) as file:
                file.writelines(table.packed(made_by, token, writer.place, parts))
            os.replace(beside, path)  # noqa: PTH105 - the one atomic step
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
                there = table.read_head(path) or b""
                if past is not None and more is not None:
                    if there == past.head:
                        os.truncate(answers, past.end)
                elif token not in there:
                    answers.unlink(missing_ok=True)
            raise
        _remove_others(path, answers, alone=alone)


def _hide(folder: Path) -> None:
    """Have git take no note of a folder."""
    ignore = folder / ".gitignore"
    try:
        with ignore.open("x", encoding="utf-8") as file:
            file.write("*\n")
    except FileExistsError:
        pass
    except OSError:
        ignore.unlink(missing_ok=True)  # half of it would never be written again
        raise


def _new(path: Path) -> BinaryIO:
    """A file that nobody else has; never through a link that somebody laid there."""
    path.unlink(missing_ok=True)
    return path.open("xb", buffering=_BUFFER)


def _remove_others(path: Path, used: Path, *, alone: bool) -> None:
    """Remove the answers of former tables, also those that a killed run left.

    Who cannot be sure to be alone leaves new ones: their table may be about to come.
    """
    for other in path.parent.glob(f"{path.name}-{'[0-9a-f]' * 16}"):
        with contextlib.suppress(OSError):  # Windows keeps what is being read
            if other != used and (alone or other.stat().st_mtime < time.time() - _LONG):
                other.unlink()


def _copy(answers: Answers, file: BinaryIO) -> None:
    start = 0
    while start < answers.end:
        part = read_at(answers.file, start, min(_PART, answers.end - start))
        if not part:
            raise OSError("the answers end early")
        file.write(part)
        start += len(part)


class _Writer:
    def __init__(self, file: BinaryIO, unsure: Unsure) -> None:
        self.file = file
        self.unsure = unsure
        self.queries: dict[Query[..., Any], int] = {}
        self.arguments: list[tuple[Any, ...]] = []
        self.of_query, self.row_starts, self.row_sizes = array("H"), array("I"), array("I")
        self.owners, self.read, self.places = array("I"), array("I"), array("Q")
        self.in_order = array("I")
        self.looks: dict[int, tuple[bool, Any]] = {}
        self.place = 0
        self.copied: dict[Answers, int] = {}  # whole, and by how much each answer lies further on

    def go_on(self, past: Ledger, here: Iterable[Memo], *, copied: bool) -> None:
        """Begin with all of the past, whose answers may be there; write new ones, and strike out what is in doubt."""
        self.queries = {query: number for number, query in enumerate(past.queries)}
        self.arguments = [*past.arguments]
        self.of_query, self.row_starts, self.row_sizes = past.of_query[:], past.row_starts[:], past.row_sizes[:]
        self.owners, self.read, self.places = past.owners[:], past.read[:], past.places[:]
        self.in_order = past.in_order
        self.looks = dict(past.seen)
        self.place = past.end
        self.copied[past] = 0
        if not copied:
            _copy(past, self.file)
        fresh = []
        for memo in here:
            right = memo.is_right
            memo.number = -1 if memo.past is None else memo.past
            if memo.past is not None and not (right and memo.reads is None):
                self.forget(memo.past, for_good=not right)
                if not right:  # whoever reads it all the same gets a number that answers nothing
                    memo.number = -1
            if right and not (memo.past is not None and memo.reads is None):
                fresh.append(memo)
        self.write(fresh)

    def forget(self, number: int, *, for_good: bool) -> None:
        start = self.row_starts[number]
        for place in range(start, start + self.row_sizes[number]):
            self.owners[place] = NOBODY
        self.row_sizes[number] = 0
        self.looks.pop(number, None)
        if for_good:
            self.of_query[number] = GONE

    def add(self, memos: Iterable[Memo]) -> None:
        """Write answers into a new file: those that are right."""
        right = []
        for memo in memos:
            memo.number = -1
            if memo.is_right:
                right.append(memo)
        self.write(right)

    def write(self, memos: list[Memo]) -> None:
        self.take_numbers([memo for memo in memos if memo.number < 0])
        owners: list[int] = []
        numbers: list[int] = []
        start = len(self.read)
        places, row_starts, row_sizes = self.places, self.row_starts, self.row_sizes
        for memo in memos:
            number = memo.number
            if memo.reads:
                reads = [read.number for read in memo.reads]
                if min(reads) < 0:  # it is in doubt itself
                    self.take_numbers([read for read in dict.fromkeys(memo.reads) if read.number < 0])
                    reads = [read.number for read in memo.reads]
                row_starts[number], row_sizes[number] = start + len(numbers), len(reads)
                owners += [number] * len(reads)
                numbers += reads
            if memo.key[0].volatile:
                value = memo.value if memo.value is not ABSENT or memo.store is None else memo.store.get(memo.place)
                sure = memo.error is None and not self.unsure(memo.key, value)
                self.looks[number] = (sure, value if sure else None)
                continue
            at = 3 * number
            places[at], places[at + 1], places[at + 2] = self.put(memo)
        self.owners.extend(owners)
        self.read.extend(numbers)

    def put(self, memo: Memo) -> tuple[int, int, int]:
        """Where an answer lies now. What another process wrote, or the past, is copied as a whole."""
        store, at = memo.store, 3 * memo.place
        if isinstance(store, Answers) and (store in self.copied or not isinstance(store, Ledger)):
            if store not in self.copied:
                self.copied[store] = self.place
                _copy(store, self.file)
                self.place += store.end
            places = store.places
            return places[at] + self.copied[store], places[at + 1], places[at + 2]
        raw = stored(memo)
        self.file.write(raw)
        self.place += len(raw)
        return self.place - len(raw), len(raw), zlib.crc32(raw)

    def take_numbers(self, memos: list[Memo]) -> None:
        for number, memo in enumerate(memos, len(self.arguments)):
            memo.number = number
        self.arguments += [memo.key[1] for memo in memos]
        queries = self.queries
        self.of_query.extend([queries.setdefault(memo.key[0], len(queries)) for memo in memos])
        for rows, of_each in ((self.row_starts, 1), (self.row_sizes, 1), (self.places, 3)):
            rows.frombytes(bytes(len(memos) * of_each * rows.itemsize))

    def parts(self, notes: dict[str, Any], compact: tuple[int, int] | None) -> list[Any]:
        """The parts of the table. `compact` is how much there was when all of it was of use, if that is not now."""
        core = {
            "queries": [(query.name, query.volatile, query.passing, query.eager) for query in self.queries],
            "looks": self.looks,
            "notes": notes,
            "compact": compact or (len(self.arguments), bulk(self.place, self.read)),
        }
        if outgrew(len(self.read), len(self.in_order)):
            self.in_order = array("I", sorted(range(len(self.read)), key=self.read.__getitem__))
        reads = (self.owners, self.read, self.places, self.in_order)
        arrays = (self.of_query, self.row_starts, self.row_sizes, *reads)
        return [*arrays, written(self.arguments), written(core)]
