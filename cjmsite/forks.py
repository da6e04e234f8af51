"""Many questions to a database, answered by several processes at once.

Each worker is a copy of this process as it stands, so it knows all that is known. It takes questions from a common
queue, and leaves its answers in a file in which the database finds them. A worker that fails is no harm: what it
did not answer is worked out here when it is asked.
"""

from __future__ import annotations

import array
import contextlib
import gc
import mmap
import os
import pickle
import signal
import struct
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from cjmsite.cache.answers import NOTHING, Stored, decoded, stored
from cjmsite.query import Database, Kept, Key, Memo, Query
from cjmsite.read import inputs

MANY = 200
"""Fewer questions are not worth the making of workers."""

_CHUNKS = 1000  # the queue is a pipe: even the smallest holds so many without anybody reading
_END = struct.Struct("<Q")


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
    keys: Sequence[Key],
    *,
    together: int = 1,
    then: Callable[[Key, Any], None] = lambda key, value: None,
    meanwhile: Callable[[], None] = lambda: None,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Ask all questions, of which those that belong `together`, as many at a time, are asked in one process.

    `then` is told each answer, in the process that found it. `meanwhile` is done here at the same time. An answer
    that is an exception is left for whoever asks.
    """
    count = workers()
    if count == 1 or len(keys) < MANY:
        meanwhile()
        for number, key in enumerate(keys):
            _answer(db, key, then)
            progress(number + 1)
        return
    import tempfile

    size = max(1, min(16, len(keys) // (4 * count)), -(-len(keys) // _CHUNKS))
    size = -(-size // together) * together
    chunks = [keys[start : start + size] for start in range(0, len(keys), size)]
    queue, filling = os.pipe()
    os.write(filling, array.array("i", range(len(chunks))).tobytes())
    os.close(filling)
    ticks, ticking = os.pipe()
    mark = db.mark()
    results: list[tuple[int, BinaryIO]] = []
    gc.freeze()
    try:
        with _no_interrupts(), contextlib.suppress(OSError):  # fewer workers, or none, are no harm either
            for _ in range(count):
                file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
                process = os.fork()
                if not process:
                    os.close(ticks)
                    _work(db, chunks, queue, ticking, then, mark, file)
                results.append((process, file))
        os.close(ticking)
        ticking = -1
        if db.watch is not None:
            db.watch.workers = max(db.watch.workers, len(results))
        meanwhile()
        done = 0
        while told := os.read(ticks, 4096):
            done += len(told) * size
            progress(min(done, len(keys)))
        while results:
            process, file = results[-1]
            _, status = os.waitpid(process, 0)
            results.pop()
            if status == 0:
                _learn(db, file)
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


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl-C waits until every worker is known, and knows itself as one."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(db: Database, key: Key, then: Callable[[Key, Any], None]) -> None:
    try:
        value = db.ask(key)
    except Exception:
        return
    then(key, value)


def _work(
    db: Database,
    chunks: list[Sequence[Key]],
    queue: int,
    ticking: int,
    then: Callable[[Key, Any], None],
    mark: int,
    file: BinaryIO,
) -> None:
    """The life of a worker; it ends here, without anything that the process would do at its own end.

    It also ends when nobody is left to tell: that process was killed.
    """
    status = 1
    try:
        gc.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that made this one ends it
        if db.watch is not None:
            db.watch.clear()  # that process knows what it took itself
        while raw := os.read(queue, 4):
            (number,) = struct.unpack("i", raw)
            for key in chunks[number]:
                _answer(db, key, then)
            os.write(ticking, b".")
        _tell(db, mark, file)
        status = 0
    finally:
        os._exit(status)


def _tell(db: Database, mark: int, file: BinaryIO) -> None:
    """Write what was found out since: the answers, then where each lies and what it was made from."""
    queries: dict[Query[..., Any], int] = {}
    keys: list[tuple[int, tuple[Any, ...]]] = []
    for memo in db.memos():
        memo.number = -1

    def take_number(memo: Memo) -> None:
        memo.number = len(keys)
        keys.append((queries.setdefault(memo.key[0], len(queries)), memo.key[1]))

    rows: list[tuple[int, int, int, int, bool, bytes]] = []
    place = 0
    for memo in list(db.memos()):
        if memo.verified_at <= mark or not memo.is_right:
            continue
        raw = stored(memo)
        reads = memo.reads or ()
        for named in (memo, *reads):
            if named.number < 0:
                take_number(named)
        numbers = array.array("I", [read.number for read in reads]).tobytes()
        rows.append((memo.number, place, len(raw), zlib.crc32(raw), memo.changed_at > mark, numbers))
        file.write(raw)
        place += len(raw)
    timed = None if db.watch is None else (db.watch.queries, db.watch.each)
    pickle.dump(([query.name for query in queries], keys, rows, timed), file, 5)
    file.write(_END.pack(place))
    file.flush()


def _learn(db: Database, file: BinaryIO) -> None:
    content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    (place,) = _END.unpack_from(content, len(content) - _END.size)
    names, keys, rows, timed = pickle.loads(memoryview(content)[place:])  # noqa: S301 - our own worker's
    if db.watch is not None and timed is not None:
        db.watch.add(*timed)
    queries = [db.query(name) for name in names]
    memos = [db.memo((queries[query], arguments)) for query, arguments in keys]
    for number, start, size, *_ in rows:
        if memos[number].is_right and _saw_another_world(memos[number], content[start : start + size]):
            return
    for number, start, size, checksum, changed, reads in rows:
        kept: Kept = Stored(content, start, size, checksum) if size else NOTHING
        found = tuple([memos[read] for read in array.array("I", reads)])
        db.adopt(memos[number], kept, found, changed=changed)


def _saw_another_world(memo: Memo, raw: bytes) -> bool:
    """Whether a worker saw a file otherwise than somebody else did in the same run: it was written meanwhile, and
    what was made from either may not be mixed.
    """
    query = memo.key[0]
    if not (query.volatile or query is inputs.fingerprint) or not raw:
        return False
    known = stored(memo)
    return bool(known) and known != raw and bool(decoded(known) != decoded(raw))
