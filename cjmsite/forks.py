"""Work that is done by several processes at once: many questions to a database, or a work beside another.

Each worker is a copy of this process as it stands, so it knows all that is known. Those that answer take questions
from a common queue, and leave their answers in a file in which the database finds them. A worker that fails is no
harm: what it did not do is done here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import struct
import sys
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from time import perf_counter
from typing import Any, BinaryIO, TypeVar

from cjmsite.cache.answers import Answers, decoded, read_at, stored
from cjmsite.query import ABSENT, Database, Key, Memo, Query, named
from cjmsite.read import inputs

T = TypeVar("T")
R = TypeVar("R")

MANY = 100
"""Fewer groups of questions are begun without workers, which are made when it is seen to take long."""

_TRIED = 0.05
"""Seconds after which one sees how long the rest takes."""
_LONG = 0.2
"""Seconds that a rest takes which is worth the making of workers."""

_CHUNKS = 1000  # the queue is a pipe: even the smallest holds so many without anybody reading
_END = struct.Struct("<Q8s")
_WHOLE = b"all-told"
"""What ends the file of a worker that lived to its end, whatever its process says."""

_LARGE = 1 << 10
"""Answers of more bytes are not held by a worker: few are asked for again."""


def workers() -> int:
    """How many processes may work at once; 1 where a process cannot be copied."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # there, system libraries do not survive it
        return 1
    chosen = os.environ.get("CJMSITE_WORKERS", "")
    if chosen.isdigit():
        return max(1, int(chosen))
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, 16)


def ask(
    db: Database,
    groups: Sequence[Sequence[Key]],
    *,
    meanwhile: Callable[[], None] = lambda: None,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Ask all questions; those of a group are asked in one process.

    `meanwhile` is done here at the same time. `progress` is told how many groups are done. An answer that is an
    exception is left for whoever asks.
    """
    count, begun = workers(), 0
    if count == 1 or len(groups) < MANY:
        meanwhile()
        begun = _begin(db, groups, progress, alone=count == 1)
        if begun == len(groups):
            return
        groups, meanwhile = groups[begun:], lambda: None
    import tempfile

    size = max(1, min(16, len(groups) // (16 * count)), -(-len(groups) // _CHUNKS))
    chunks = [[key for keys in groups[at : at + size] for key in keys] for at in range(0, len(groups), size)]
    queue, filling = os.pipe()
    os.write(filling, array("i", range(len(chunks))).tobytes())
    os.close(filling)
    ticks, ticking = os.pipe()
    results: list[tuple[int, BinaryIO]] = []
    gc.freeze()
    try:
        with _no_interrupts(), contextlib.suppress(OSError):  # fewer workers, or none, are no harm either
            for _ in range(count):
                file: BinaryIO = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed below
                process = os.fork()
                if not process:
                    os.close(ticks)
                    _work(db, chunks, queue, ticking, file)
                results.append((process, file))
        os.close(ticking)
        ticking = -1
        if db.watch is not None:
            db.watch.workers = max(db.watch.workers, len(results))
        meanwhile()
        done = 0
        while told := os.read(ticks, 4096):
            done += len(told) * size
            progress(begun + min(done, len(groups)))
        while results:
            process, file = results[-1]
            _, status = os.waitpid(process, 0)
            results.pop()
            if status != 0 or not _learn(db, file):  # which goes on reading there
                file.close()
    finally:
        gc.unfreeze()
        for process, _ in results:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
        for pipe in (queue, ticks, ticking):
            if pipe >= 0:
                os.close(pipe)


def _begin(db: Database, groups: Sequence[Sequence[Key]], progress: Callable[[int], None], *, alone: bool) -> int:
    """Ask here, and say how many groups were asked: all, or so many as show that the others take long."""
    began = 0.0
    for number, keys in enumerate(groups):
        for key in keys:
            _answer(db, key)
        progress(number + 1)
        if not number:
            began = perf_counter()  # what the first one loads is loaded only once
            continue
        took = perf_counter() - began
        if not alone and took > _TRIED and took / number * (len(groups) - number - 1) > _LONG:
            return number + 1
    return len(groups)


@contextlib.contextmanager
def beside(work: Callable[[Callable[[], T]], R], *, worth_it: bool) -> Iterator[Callable[[T], R]]:
    """Begin a work in another process. At its end it needs one thing more, which what is given back takes; that waits
    for the work and says what came of it. Both go through a pipe, pickled. Where no process can be made, or it is not
    worth one, all is done then and here. Who leaves early ends the work.
    """
    if not worth_it or workers() == 1:
        yield lambda told: work(lambda: told)
        return
    listening, telling = os.pipe()
    hearing, saying = os.pipe()
    process = 0
    gc.freeze()
    try:
        with _no_interrupts(), contextlib.suppress(OSError):
            process = os.fork()
            if not process:
                os.close(telling)
                os.close(hearing)
                _work_beside(work, listening, saying)
        os.close(listening)
        os.close(saying)
        yield lambda told: _end(work, told, telling, hearing) if process else work(lambda: told)
    finally:
        gc.unfreeze()
        os.close(telling)
        os.close(hearing)
        if process:
            os.waitpid(process, 0)  # who was told nothing ends, and takes back what it began


def _work_beside(work: Callable[[Callable[[], Any]], Any], listening: int, saying: int) -> None:
    status = 1
    try:
        gc.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with open(listening, "rb") as told, open(saying, "wb") as say:
            pickle.dump(work(cache(lambda: pickle.load(told))), say)  # noqa: S301 - from who made this process
        status = 0
    finally:
        os._exit(status)


def _end(work: Callable[[Callable[[], T]], R], told: T, telling: int, hearing: int) -> R:
    try:
        with open(telling, "wb", closefd=False) as tell, open(hearing, "rb", closefd=False) as said:
            pickle.dump(told, tell)
            tell.flush()
            found: R = pickle.load(said)  # noqa: S301 - our own worker's
            return found
    except (OSError, EOFError, pickle.UnpicklingError):  # it did not live to say it
        return work(lambda: told)


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl-C waits until every worker is known, and knows itself as one."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(db: Database, key: Key) -> None:
    with contextlib.suppress(Exception):
        db.ask(key)


def _work(db: Database, chunks: list[list[Key]], queue: int, ticking: int, file: BinaryIO) -> None:
    """The life of a worker; it ends here, without anything that the process would do at its own end.

    It also ends when nobody is left to tell: that process was killed.
    """
    status = 1
    try:
        gc.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that made this one ends it
        if db.watch is not None:
            db.watch.clear()  # that process knows what it took itself
        told = _Told(db, file)
        while raw := os.read(queue, 4):
            (number,) = struct.unpack("i", raw)
            for key in chunks[number]:
                _answer(db, key)
            told.add()
            os.write(ticking, b".")
        told.close()
        status = 0
    finally:
        os._exit(status)


class _Told(Answers):
    """What a worker tells: answers, written as they are found out, then the table with what each was made from.

    A large answer is not held once it is written.
    """

    def __init__(self, db: Database, file: BinaryIO) -> None:
        super().__init__(file, array("Q"), 0)
        self.db = db
        self.began = db.mark()
        self.numbers: dict[Memo, int] = {}
        self.queries: dict[Query[..., Any], int] = {}
        self.keys: list[tuple[int, tuple[Any, ...]]] = []
        self.changed, self.sizes, self.reads = array("B"), array("I"), array("I")
        db.fresh = []

    def add(self) -> None:
        """Write what was found out since."""
        fresh = self.db.fresh or []
        self.db.fresh = []
        written: list[bytes] = []
        for memo in dict.fromkeys(fresh):
            if not memo.is_right:
                continue
            raw = stored(memo)
            reads = memo.reads or ()
            self.reads.append(self.number(memo))
            self.reads.extend([self.number(read) for read in reads])
            self.sizes.append(len(reads))
            self.changed.append(memo.changed_at > self.began)
            self.places.extend((self.end, len(raw), zlib.crc32(raw)))
            self.end += len(raw)
            written.append(raw)
            if len(raw) > _LARGE:
                memo.value, memo.store, memo.place = ABSENT, self, len(self.sizes) - 1
        self.file.write(b"".join(written))

    def number(self, memo: Memo) -> int:
        """The number of a key in the table."""
        found = self.numbers.get(memo)
        if found is None:
            found = self.numbers[memo] = len(self.keys)
            query, arguments = memo.key
            self.keys.append((self.queries.setdefault(query, len(self.queries)), arguments))
        return found

    def close(self) -> None:
        """Write the table."""
        names = [query.name for query in self.queries]
        timed = None if self.db.watch is None else (self.db.watch.queries, self.db.watch.each)
        table = (names, self.keys, self.places, self.changed, self.sizes, self.reads, timed)
        pickle.dump(table, self.file, 5)
        self.file.write(_END.pack(self.end, _WHOLE))


def _learn(db: Database, file: BinaryIO) -> bool:
    """Take over what a worker told; False where it was ended before it had told all."""
    length = os.fstat(file.fileno()).st_size
    if length < _END.size:
        return False
    end, mark = _END.unpack(read_at(file, length - _END.size, _END.size))
    if mark != _WHOLE:
        return False
    table = read_at(file, end, length - end)
    names, keys, places, changed, sizes, reads, timed = pickle.loads(table)  # noqa: S301 - our own worker's
    answers = Answers(file, places, end)
    if db.watch is not None and timed is not None:
        db.watch.add(*timed)
    queries = [named(name) for name in names]
    shared: dict[tuple[Any, ...], tuple[Any, ...]] = {}  # most queries about a page have the same arguments
    memos = [db.memo((queries[query], shared.setdefault(asked, asked))) for query, asked in keys]
    found: list[tuple[Memo, tuple[Memo, ...]]] = []
    place = 0
    for number, size in enumerate(sizes):
        memo, *read = [memos[which] for which in reads[place : place + size + 1]]
        if memo.is_right and _saw_another_world(memo, answers, number):
            return True
        found.append((memo, tuple(read)))
        place += size + 1
    for number, (memo, read_) in enumerate(found):
        db.adopt(memo, answers, number, read_, changed=bool(changed[number]))
    return True


def _saw_another_world(memo: Memo, answers: Answers, number: int) -> bool:
    """Whether a worker saw a file otherwise than somebody else did in the same run: it was written meanwhile, and
    what was made from either may not be mixed.
    """
    query = memo.key[0]
    if not (query.volatile or query is inputs.fingerprint) or not (raw := answers.raw(number)):
        return False
    known = stored(memo)
    return bool(known) and known != raw and bool(decoded(known) != decoded(raw))
