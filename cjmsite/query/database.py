"""What is known: answers, what each of them was made from, and what becomes of them when the world goes on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cjmsite.query.function import Eager, Query, volatile
from cjmsite.query.memo import ABSENT, CycleError, Failure, Interrupted, Key, Memo, Past, Store, Unknown, outgrew

if TYPE_CHECKING:
    from cjmsite.stopwatch import Stopwatch

R = TypeVar("R")

LITTLE = 32
"""How many changes of the world at once are few."""

HELD = 30_000
"""So many answers that lie elsewhere are held at once: of a large site all of them would be most of the memory."""

FEW = 8
"""How many reads in doubt are put in order by searching for each."""


class Database:
    """What is known, since when, and who read what.

    With `advance` the world goes on: what changed in it is told, or looked for; doubt is spread from there to whatever
    was made from it, and an answer without doubt is right as it is.

    `revision` counts how often it went on, `runs` how often each query really ran since the counter was cleared:
    tests hold the engine to it. `interrupted`, where it is given, is asked all the time; when it says yes, the
    computation ends with Interrupted. `watch`, where it is given, is told how long every run took; `fresh`, where it
    is given, gets every answer that was found out or confirmed, `asked` every one that no other query asked for.
    """

    def __init__(self, past: Past | None = None) -> None:
        self.runs: dict[str, int] = {}
        self.interrupted: Callable[[], bool] | None = None
        self.watch: Stopwatch | None = None
        self.fresh: list[Memo] | None = None
        self.asked: set[Memo] | None = None
        self._asked = 0.0  # seconds that the running query waited for others; kept only with a watch
        self._memos: dict[Key, Memo] = {}
        self._kept = 0  # how many of them were of use when that was last looked at
        self._held: list[Memo] = []
        self._inputs: dict[str, Any] = {}
        self._stack: list[tuple[Memo, dict[Memo, None]]] = []
        self._active: set[Memo] = set()
        self.revision = 0
        self._tick = 1  # grows with every run, so that of any two answers one is known to be the later
        self._past = past
        self._follows = past is not None

    def set(self, name: str, value: Any) -> None:
        """Give an input that does not come from a file: the day, a switch."""
        if name not in self._inputs or self._inputs[name] != value:
            self._inputs[name] = value
            if self.differs((_given, (name,))):
                self.advance([(_given, (name,))])

    def get(self, name: str) -> Any:
        """Read such an input; recorded like any other read."""
        return _given(self, name)

    def aside(self, name: str) -> Any:
        """Read such an input without a record: for what no answer depends on, like where the site's folder lies."""
        return self._inputs[name]

    def advance(self, changed: Iterable[Key] | None = None) -> None:
        """The world went on. `changed` are the looks at the world that may come out otherwise; without it, all
        are looked at again.
        """
        if changed is None:
            changed = [key for key in self.looks() if self.differs(key)]
        self.revision += 1
        old = [memo for key in changed if (memo := self._known(key)) is not None]
        if not self._follows:
            self._follow()
        if not old:
            return
        for memo in old:
            memo.verified_at = 0
        interrupted, self.interrupted = self.interrupted, None
        try:
            self._doubt(old, ("always", "few") if len(old) <= LITTLE else ("always",))
        finally:
            self.interrupted = interrupted

    def differs(self, key: Key) -> bool:
        """Whether a volatile query would answer otherwise now than it did; the new answer is not remembered."""
        memo = self._known(key)
        if memo is None or not memo.changed_at:
            return False
        try:
            return bool(key[0].function(self, *key[1]) != self._value(memo))
        except Exception:
            return memo.error is None

    def ask(self, key: Key) -> Any:
        """The value of a query, from memory when nothing that it read has changed."""
        memo = self._memos.get(key)
        if (
            memo is not None
            and memo.verified_at
            and not memo.doubted
            and memo.value is not ABSENT
            and memo.error is None
            and self.interrupted is None
        ):  # as it mostly is: nothing but a note of the read
            if self._stack:
                self._stack[-1][1][memo] = None
            elif self.asked is not None:
                self.asked.add(memo)
            return memo.value
        memo = self._touch(key)
        if memo.error is not None:
            raise memo.error.anew()
        return self._value(memo)

    def glance(self, query: Query[..., R], *arguments: Hashable) -> R:
        """The value of a query that nobody else is going to need: one that lies elsewhere is not held here."""
        memo = self._touch((query, arguments))
        if memo.error is None and memo.value is ABSENT and memo.store is not None:
            try:
                return cast(R, memo.store.get(memo.place))
            except Unknown:
                pass
        return cast(R, self.ask((query, arguments)))

    def reads(self, key: Key) -> tuple[Key, ...]:
        """What a query read when it last ran, in order."""
        memo = self._known(key)
        return tuple(read.key for read in self._reads(memo)) if memo else ()

    def looks(self) -> Iterator[Key]:
        """Every volatile query that has an answer."""
        for key, memo in self._memos.items():
            if key[0].volatile and memo.changed_at:
                yield key
        for key in self._past.looks() if self._past is not None else ():
            if key not in self._memos:
                yield key

    def mark(self) -> int:
        """A mark in time: what comes out otherwise later has `changed_at` after it."""
        self._tick += 1
        return self._tick - 1

    def memos(self) -> Iterable[Memo]:
        """All that is here, be it right or in doubt."""
        return self._memos.values()

    def below(self, roots: Iterable[Key]) -> Iterator[Memo]:
        """What answers are made from, and themselves, each once."""
        waiting = [memo for key in roots if (memo := self._known(key)) is not None]
        seen = set(waiting)
        while waiting:
            memo = waiting.pop()
            yield memo
            fresh = [read for read in self._reads(memo) if read not in seen]
            seen.update(fresh)
            waiting += fresh

    def memo(self, key: Key) -> Memo:
        """The place of an answer, be there one or not."""
        return self._known(key) or self._new(key)

    def is_right(self, key: Key) -> bool:
        """Whether there is an answer without doubt."""
        memo = self._known(key)
        return memo is not None and memo.is_right

    def knows(self, key: Key) -> bool:
        """Whether there is an answer, be it in doubt."""
        memo = self._known(key)
        return memo is not None and bool(memo.changed_at)

    def in_doubt(self, query: Query[..., Any]) -> int:
        """How many answers of a query are in doubt."""
        return sum(1 for key, memo in self._memos.items() if memo.doubted and key[0] is query)

    def unload(self) -> None:
        """Have no answer at hand that lies elsewhere too."""
        for memo in self._held:
            if memo.store is not None:
                memo.value = ABSENT
        self._held.clear()

    def let_go(self, key: Key) -> None:
        """Have an answer at hand no more. Whoever asks for it has it worked out again, which changes nothing."""
        memo = self._memos.get(key)
        if memo is not None and memo.is_right and memo.error is None and memo.value is not ABSENT:
            memo.value, memo.store = ABSENT, memo.store or _NOWHERE

    @property
    def is_wasteful(self) -> bool:
        """Whether so many answers have come that it is worth looking for those of no use any more."""
        return outgrew(len(self._memos), self._kept)

    def sweep(self, is_of_use: Callable[[Memo], bool]) -> Iterator[None]:
        """Forget, bit by bit, what is below no answer that is of use: nobody asks for it, and nothing that is asked
        for was made from it.

        Each bit is right by itself, so anything may go on between two. What the past knows stays: it would come back
        as it was then.
        """
        if not self._follows:
            self._follow()
        for memo in list(self._memos.values()):
            waiting = [memo]
            while waiting:
                memo = waiting.pop()
                if not (
                    memo.readers or memo.past is not None or self._memos.get(memo.key) is not memo or is_of_use(memo)
                ):
                    del self._memos[memo.key]
                    for read in memo.reads or ():
                        if read.readers is not None:
                            read.readers.discard(memo)
                        waiting.append(read)
                yield
        self._kept = len(self._memos)

    def _hold(self, memo: Memo, value: Any) -> None:
        """Have an answer at hand that lies elsewhere too."""
        if len(self._held) >= HELD:
            self.unload()
        memo.value = value
        self._held.append(memo)

    def adopt(self, memo: Memo, store: Store, place: int, reads: tuple[Memo, ...], *, changed: bool) -> None:
        """Take over an answer that was worked out elsewhere, from the same world; or that it is what it was."""
        if memo.is_right:
            return
        if self._follows:
            self._link(memo, reads)
        if changed or not memo.changed_at:
            self._tick += 1
            memo.value, memo.store, memo.place, memo.error, memo.changed_at = ABSENT, store, place, None, self._tick
        memo.reads = reads
        memo.verified_at = self._tick
        memo.doubted = None

    def _touch(self, key: Key) -> Memo:
        if self.interrupted is not None and self.interrupted():
            raise Interrupted
        memo = self._memos.get(key)
        if memo is None:
            memo = self._known(key) or self._new(key)
        if self._stack:
            self._stack[-1][1][memo] = None
        elif self.asked is not None:
            self.asked.add(memo)
        if not memo.verified_at or memo.doubted:
            self._refresh(memo)
        return memo

    def _known(self, key: Key) -> Memo | None:
        memo = self._memos.get(key)
        if memo is None and self._past is not None and (number := self._past.number(key)) is not None:
            return self._from_past(key, number)
        return memo

    def _new(self, key: Key) -> Memo:
        memo = self._memos[key] = Memo(key)
        return memo

    def _from_past(self, key: Key, number: int) -> Memo:
        assert self._past is not None
        memo = self._memos.get(key)
        if memo is None:
            memo = Memo(key, store=self._past, place=number, reads=None, changed_at=1, verified_at=1, past=number)
            self._memos[key] = memo
        return memo

    def _value(self, memo: Memo) -> Any:
        """The answer of a memo that is right. One that was not kept is worked out again, which changes nothing."""
        if memo.value is not ABSENT or memo.store is None:
            return memo.value
        try:
            self._hold(memo, memo.store.get(memo.place))
        except Unknown:
            changed_at = memo.changed_at
            self._run(memo)
            memo.changed_at = changed_at
            if memo.error is not None:
                raise memo.error.anew() from None
        return memo.value

    def _reads(self, memo: Memo) -> tuple[Memo, ...]:
        if memo.reads is None:
            assert self._past is not None and memo.past is not None
            past = self._past
            memo.reads = tuple(self._from_past(past.key(n), n) for n in past.reads(memo.past))
            for read in memo.reads:
                _add_reader(read, memo)
        return memo.reads

    def _refresh(self, memo: Memo) -> None:
        if memo.verified_at and not memo.doubted:
            return
        if memo.verified_at and self._unchanged(memo):
            # Right for all that it heard of. While doubt is being spread, some read may be another already and have
            # told nobody yet: that it changed after `verified_at` has to stay seen.
            memo.doubted = None
            if self.fresh is not None:
                self.fresh.append(memo)
        else:
            self._run(memo)

    def _unchanged(self, memo: Memo) -> bool:
        # In the recorded order: a read may exist only because of what an earlier one answered.
        doubted = memo.doubted or set()
        reads = self._reads(memo)
        if len(doubted) <= FEW:  # a search in C is faster than a walk through thousands of reads
            waiting: Iterable[Memo] = sorted(doubted, key=reads.index)
        else:
            waiting = [read for read in reads if read in doubted]
        for read in waiting:
            self._refresh(read)
            if read.changed_at > memo.verified_at:
                return False
        return True

    def _run(self, memo: Memo) -> None:
        function = memo.key[0]
        if memo in self._active:
            chain = " -> ".join(asking.key[0].short for asking, _ in self._stack)
            raise CycleError(f"{chain} -> {function.short} asks for itself")
        frame: dict[Memo, None] = {}
        self._stack.append((memo, frame))
        self._active.add(memo)
        watch, outer, began = self.watch, self._asked, 0.0
        if watch is not None:
            self._asked = 0.0
            began = perf_counter()
        value: Any = None
        failure: Failure | None = None
        try:
            value = function.function(self, *memo.key[1])
        except (CycleError, RecursionError, Interrupted):
            memo.verified_at = 0
            memo.doubted = None
            raise  # how deep one may still go depends on who asks: no answer to remember
        except Exception as exception:
            failure = Failure(exception, exception.__traceback__)
        finally:
            self._stack.pop()
            self._active.discard(memo)
            if watch is not None:
                took = perf_counter() - began
                watch.ran(function.name, memo.key[1], took - self._asked)
                self._asked = outer + took
        self.runs[function.short] = self.runs.get(function.short, 0) + 1
        reads = tuple(frame)
        if self._follows:
            self._link(memo, reads)
        self._tick += 1
        if failure is not None or not self._said(memo, value):
            memo.value, memo.store, memo.error, memo.changed_at = value, None, failure, self._tick
        memo.reads = reads
        memo.verified_at = self._tick
        memo.doubted = None
        if self.fresh is not None:
            self.fresh.append(memo)

    def _said(self, memo: Memo, value: Any) -> bool:
        """Whether a memo says already what came out now."""
        if not memo.changed_at or memo.error is not None:
            return False
        before = memo.value
        if before is ABSENT and memo.store is not None:
            try:
                before = memo.store.get(memo.place)
            except Unknown:
                return False
        if bool(before == value):
            if memo.store is not None:
                self._hold(memo, value)
            return True
        return False

    def _follow(self) -> None:
        """From now on keep who read what, for `advance`."""
        self._follows = True
        for memo in self._memos.values():
            for read in memo.reads or ():
                _add_reader(read, memo)

    def _link(self, memo: Memo, reads: tuple[Memo, ...]) -> None:
        gone = set(self._reads(memo))
        for read in reads:
            gone.discard(read)
            _add_reader(read, memo)
        for read in gone:
            if read.readers is not None:
                read.readers.discard(memo)

    def _doubt(self, waiting: list[Memo], eager: tuple[Eager, ...]) -> None:
        # Whoever is in doubt already has told its own readers. The wave goes to its end whatever comes of eager ones:
        # half of it would leave old answers without doubt.
        stopped: BaseException | None = None
        while waiting:
            read = waiting.pop()
            for reader in self._readers(read):
                if reader.doubted:
                    reader.doubted.add(read)
                    continue
                reader.doubted = {read}
                if reader.key[0].eager in eager:
                    before = reader.changed_at
                    try:
                        self._refresh(reader)
                        if reader.changed_at == before:
                            continue
                    except (Interrupted, KeyboardInterrupt) as failure:
                        stopped, eager = failure, ()
                    except BaseException:  # noqa: S110 - whoever asks for it will hear of that
                        pass
                waiting.append(reader)
        if stopped is not None:
            raise stopped

    def _readers(self, memo: Memo) -> list[Memo]:
        """Who read a memo. Those whom only the past knows are taken up; whoever ran since has said so itself."""
        if memo.past is not None and self._past is not None:
            for number in self._past.readers(memo.past):
                reader = self._from_past(self._past.key(number), number)
                if reader.reads is None:
                    _add_reader(memo, reader)
        return list(memo.readers or ())


class _Nowhere:
    def get(self, number: int) -> Any:
        raise Unknown("it was let go")


_NOWHERE = _Nowhere()


def _add_reader(read: Memo, reader: Memo) -> None:
    if read.readers is None:
        read.readers = {reader}
    else:
        read.readers.add(reader)


@volatile
def _given(db: Database, name: str) -> Any:
    return db._inputs[name]
