"""The file of answers: what was answered, from what, and what the world looked like.

The answers come first, then the table: for each number the query and its arguments, who was read, where its answer
lies. The table has a digest, each answer a checksum; a file that is cut short, damaged, of another version or of
other code is none. A changed file is written anew beside the old one and takes its name in one step.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import stat
import struct
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, get_args

from cjmsite.cache.answers import Answers, decoded, is_own_module, read_at, stored
from cjmsite.query import ABSENT, Database, Eager, Key, Memo, Query, Unknown, awaited

_MAGIC = b"cjmsite answers 1\n"
_HEAD = struct.Struct("<18s32s32sQ8Q")  # magic, made by, digest, where the table begins, sizes of its parts
_NOBODY = 0xFFFFFFFF
_GONE = 0xFFFF
"""Stands for the query of a row that is of no use any more."""
_PART = 1 << 20
_SEARCHES = 40
"""So many readers are searched for one by one; then a table of all is made."""

Unsure = Callable[[Key, Any], bool]
"""Whether a look at the world may have missed a change."""


class Ledger(Answers):
    """An opened file of answers; what `cjmsite.query.Past` asks for."""

    def __init__(self, file: BinaryIO, parts: list[bytes], begin: int) -> None:
        super().__init__(file, array("Q", parts[5]), begin)
        self.of_query = array("H", parts[0])
        self.row_starts = array("I", parts[1])
        self.row_sizes = array("I", parts[2])
        self.owners = array("I", parts[3])
        self.read = array("I", parts[4])
        self.arguments: list[tuple[Any, ...]] = decoded(parts[6])
        core = decoded(parts[7])
        self.queries: list[Query[..., Any]] = [_query(*described) for described in core["queries"]]
        self.seen: dict[int, tuple[bool, Any]] = core["looks"]
        self.notes: dict[str, Any] = core["notes"]
        self.compact: tuple[int, int] = core["compact"]  # how many rows and bytes there were without garbage
        self._rows: dict[Query[..., Any], list[int]] | None = None
        self._numbers: dict[Query[..., Any], dict[tuple[Any, ...], int]] = {}
        self._searched = 0
        self._readers: dict[int, list[int]] | None = None
        self._read_bytes = parts[4]
        if not self._is_consistent():
            raise ValueError("the parts of the table do not belong together")

    def _is_consistent(self) -> bool:
        rows = len(self.arguments)
        lengths = {rows, len(self.of_query), len(self.row_starts), len(self.row_sizes), len(self.places) // 3}
        known = all(query < len(self.queries) or query == _GONE for query in set(self.of_query))
        ends = map(int.__add__, self.row_starts, self.row_sizes)
        return (
            len(lengths) == 1
            and known
            and len(self.places) == 3 * rows
            and len(self.owners) == len(self.read)
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
                if which != _GONE:
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
        if self._readers is None:
            self._searched += 1
            if self._searched <= _SEARCHES:
                return list(self._search(number))
            self._readers = {}
            for owner, read in zip(self.owners, self.read, strict=True):
                if owner != _NOBODY:
                    self._readers.setdefault(read, []).append(owner)
        return self._readers.get(number, ())

    def _search(self, number: int) -> Iterator[int]:
        wanted = struct.pack("=I", number)
        place = self._read_bytes.find(wanted)
        while place >= 0:
            if place % 4 == 0 and (owner := self.owners[place // 4]) != _NOBODY:
                yield owner
            place = self._read_bytes.find(wanted, place + (4 - place % 4))

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
        return len(self.arguments) > 1.5 * rows + 1000 or self.end > 1.5 * size + (1 << 20)


def load(path: Path, made_by: bytes) -> Ledger | None:
    """The file of answers, if there is one that this code made and that is whole."""
    try:
        file: BinaryIO = open(path, "rb", buffering=0, opener=_open_plain)  # noqa: SIM115 - answers are read later
        magic, code, digest, begin, *sizes = _HEAD.unpack(read_at(file, 0, _HEAD.size))
        if magic != _MAGIC or code != made_by or begin + sum(sizes) != os.fstat(file.fileno()).st_size:
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
            head = file.read(_HEAD.size)
    except FileNotFoundError:
        return "none"
    except OSError:
        return "damaged"
    if len(head) < _HEAD.size or not head.startswith(_MAGIC[:-2]):
        return "damaged"
    magic, code, *_ = _HEAD.unpack(head)
    return "code" if (magic, code) != (_MAGIC, made_by) else "damaged"


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


def save(
    path: Path,
    made_by: bytes,
    db: Database,
    past: Ledger | None,
    *,
    roots: Iterable[Key],
    notes: dict[str, Any],
    unsure: Unsure,
) -> None:
    """Write what a database knows and what a run wants to note. Raises OSError where the disk says no.

    Of a wasteful past only what is below `roots` goes on.
    """
    path.parent.mkdir(exist_ok=True)
    with contextlib.suppress(FileExistsError), (path.parent / ".gitignore").open("x", encoding="utf-8") as ignore:
        ignore.write("*\n")
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.unlink(missing_ok=True)
        with beside.open("xb") as file:  # never through a link that somebody laid there
            writer = _Writer(file, unsure)
            if past is not None and not past.is_wasteful:
                writer.go_on(past, db.memos())
                compact = past.compact
            else:
                everything = db.memos() if past is None else db.below(roots)
                writer.add([memo for memo in everything if memo.is_right])
                compact = (len(writer.arguments), writer.place)
            writer.end(made_by, notes, compact)
        os.replace(beside, path)  # noqa: PTH105 - the one atomic step
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _copy(answers: Answers, start: int, file: BinaryIO) -> None:
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
        self.looks: dict[int, tuple[bool, Any]] = {}
        self.place = _HEAD.size
        self.copied: dict[Answers, int] = {}  # whole, and by how much each answer lies further on
        file.write(bytes(_HEAD.size))

    def go_on(self, past: Ledger, here: Iterable[Memo]) -> None:
        """Begin with all of the past; write what is new, and strike out what is in doubt."""
        self.queries = {query: number for number, query in enumerate(past.queries)}
        self.arguments = [*past.arguments]
        self.of_query, self.row_starts, self.row_sizes = past.of_query[:], past.row_starts[:], past.row_sizes[:]
        self.owners, self.read, self.places = past.owners[:], past.read[:], past.places[:]
        self.looks = dict(past.seen)
        self.place = past.end
        self.copied[past] = 0
        _copy(past, _HEAD.size, self.file)
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
            self.owners[place] = _NOBODY
        self.row_sizes[number] = 0
        self.looks.pop(number, None)
        if for_good:
            self.of_query[number] = _GONE

    def add(self, memos: list[Memo]) -> None:
        """Write answers into a new file."""
        for memo in memos:
            memo.number = -1
            for read in memo.reads or ():
                read.number = -1
        self.write(memos)

    def write(self, memos: list[Memo]) -> None:
        for memo in memos:
            if memo.number < 0:
                self.take_number(memo)
            for read in memo.reads or ():
                if read.number < 0:
                    self.take_number(read)
        for memo in memos:
            number = memo.number
            reads = [read.number for read in memo.reads or ()]
            self.row_starts[number], self.row_sizes[number] = len(self.read), len(reads)
            self.owners.extend([number] * len(reads))
            self.read.extend(reads)
            if memo.key[0].volatile:
                value = memo.value if memo.value is not ABSENT or memo.store is None else memo.store.get(memo.place)
                sure = memo.error is None and not self.unsure(memo.key, value)
                self.looks[number] = (sure, value if sure else None)
                continue
            self.places[3 * number : 3 * number + 3] = self.put(memo)

    def put(self, memo: Memo) -> array[int]:
        """Where an answer lies now. What another process wrote, or the past, is copied as a whole."""
        store, at = memo.store, 3 * memo.place
        if isinstance(store, Answers) and (store in self.copied or not isinstance(store, Ledger)):
            if store not in self.copied:
                self.copied[store] = self.place
                _copy(store, 0, self.file)
                self.place += store.end
            start, size, checksum = store.places[at : at + 3]
            return array("Q", (start + self.copied[store], size, checksum))
        raw = stored(memo)
        self.file.write(raw)
        self.place += len(raw)
        return array("Q", (self.place - len(raw), len(raw), zlib.crc32(raw)))

    def take_number(self, memo: Memo) -> None:
        memo.number = len(self.arguments)
        query, arguments = memo.key
        self.arguments.append(arguments)
        self.of_query.append(self.queries.setdefault(query, len(self.queries)))
        self.row_starts.append(0)
        self.row_sizes.append(0)
        self.places.extend((0, 0, 0))

    def end(self, made_by: bytes, notes: dict[str, Any], compact: tuple[int, int]) -> None:
        core = {
            "queries": [(query.name, query.volatile, query.passing, query.eager) for query in self.queries],
            "looks": self.looks,
            "notes": notes,
            "compact": compact,
        }
        arrays = (self.of_query, self.row_starts, self.row_sizes, self.owners, self.read, self.places)
        parts = [*(numbers.tobytes() for numbers in arrays), pickle.dumps(self.arguments, 5), pickle.dumps(core, 5)]
        digest = hashlib.blake2b(b"".join(parts), digest_size=32).digest()
        self.file.writelines(parts)
        self.file.seek(0)
        self.file.write(_HEAD.pack(_MAGIC, made_by, digest, self.place, *map(len, parts)))
