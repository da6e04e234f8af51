"""Finding out: what is asked for is run, confirmed or as it was, and comes into doubt when the world goes on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cjmsite.alike import alike
from cjmsite.query.function import Eager, Query, volatile
from cjmsite.query.memo import ABSENT, CycleError, Failure, Interrupted, Key, Memo, Past, Store, Unknown
from cjmsite.query.memos import Memos

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
    """Who answers, from what is `known`.

    With `advance` the world goes on: what changed in it is told, or looked for; doubt is spread from there to whatever
    was made from it, and an answer without doubt is right as it is.

    `revision` counts how often it went on, `runs` how often each query really ran since the counter was cleared:
    tests hold the engine to it. `interrupted`, where it is given, is asked all the time; when it says yes, the
    computation ends with Interrupted. `watch`, where it is given, is told how long every run took; `fresh`, where it
    is given, gets every answer that was found out or confirmed, `asked` every one that no other query asked for.
    """

    def __init__(self, past: Past | None = None) -> None:
        self.known = Memos(past)
        self._here = self.known.here
        self.runs: dict[str, int] = {}
        self.interrupted: Callable[[], bool] | None = None
        self.watch: Stopwatch | None = None
        self.fresh: list[Memo] | None = None
        self.asked: set[Memo] | None = None
        self._asked = 0.0  # seconds that the running query waited for others; kept only with a watch
        self._held: list[Memo] = []
        self._inputs: dict[str, Any] = {}
        self._stack: list[tuple[Memo, dict[Memo, None]]] = []
        self._active: set[Memo] = set()
        self.revision = 0
        self._tick = 1  # grows with every run, so that of any two answers one is known to be the later

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
            changed = [key for key in self.known.looks() if self.differs(key)]
        self.revision += 1
        old = [memo for key in changed if (memo := self.known.find(key)) is not None]
        self.known.follow()
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
        memo = self.known.find(key)
        if memo is None or not memo.changed_at:
            return False
        try:
            return bool(key[0].function(self, *key[1]) != self._recalled(memo))
        except Unknown:
            return True
        except Exception:
            return memo.error is None

    def ask(self, key: Key) -> Any:
        """The value of a query, from memory when nothing that it read has changed."""
        memo = self._here.get(key)
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
        memo = self.known.find(key)
        return tuple(read.key for read in self.known.reads(memo)) if memo else ()

    def mark(self) -> int:
        """A mark in time: what comes out otherwise later has `changed_at` after it."""
        self._tick += 1
        return self._tick - 1

    def memo(self, key: Key) -> Memo:
        """The place of an answer, be there one or not."""
        return self.known.place(key)

    def is_right(self, key: Key) -> bool:
        """Whether there is an answer without doubt."""
        memo = self.known.find(key)
        return memo is not None and memo.is_right

    def knows(self, key: Key) -> bool:
        """Whether there is an answer, be it in doubt."""
        memo = self.known.find(key)
        return memo is not None and bool(memo.changed_at)

    def in_doubt(self, query: Query[..., Any]) -> list[Key]:
        """The answers of a query that are in doubt."""
        return [key for key, memo in self._here.items() if memo.doubted and key[0] is query]

    def unload(self) -> None:
        """Have no answer at hand that lies elsewhere too."""
        for memo in self._held:
            if memo.store is not None:
                memo.value = ABSENT
        self._held.clear()

    def let_go(self, key: Key) -> None:
        """Have an answer at hand no more. Whoever asks for it has it worked out again, which changes nothing."""
        memo = self._here.get(key)
        if memo is not None and memo.is_right and memo.error is None and memo.value is not ABSENT:
            memo.value, memo.store = ABSENT, memo.store or _NOWHERE

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
        self.known.tie(memo, reads)
        if changed or not memo.changed_at:
            self._tick += 1
            memo.value, memo.store, memo.place, memo.error, memo.changed_at = ABSENT, store, place, None, self._tick
        memo.verified_at = self._tick
        memo.doubted = None

    def _touch(self, key: Key) -> Memo:
        if self.interrupted is not None and self.interrupted():
            raise Interrupted
        memo = self._here.get(key)
        if memo is None:
            memo = self.known.place(key)
        if self._stack:
            self._stack[-1][1][memo] = None
        elif self.asked is not None:
            self.asked.add(memo)
        if not memo.verified_at or memo.doubted:
            self._refresh(memo)
        return memo

    def _value(self, memo: Memo) -> Any:
        """The answer of a memo that is right. One that was not kept is worked out again, which changes nothing but
        while doubt is being spread: then something that it reads may be another already. So may the world be to whoever
        looks at it again, before that was told.
        """
        try:
            return self._recalled(memo)
        except Unknown:
            changed_at, verified_at = memo.changed_at, memo.verified_at
            self._run(memo)
            if not memo.key[0].volatile and all(read.changed_at <= verified_at for read in self.known.reads(memo)):
                memo.changed_at = changed_at
            if memo.error is not None:
                raise memo.error.anew() from None
        return memo.value

    def _recalled(self, memo: Memo) -> Any:
        """The answer of a memo, from here or from where it was kept. Raises Unknown."""
        if memo.value is ABSENT and memo.store is not None:
            self._hold(memo, memo.store.get(memo.place))
        return memo.value

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
        reads = self.known.reads(memo)
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
        self._tick += 1
        if failure is not None or not self._said(memo, value):
            memo.value, memo.store, memo.error, memo.changed_at = value, None, failure, self._tick
        self.known.tie(memo, tuple(frame))
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
        if bool(before == value) and alike(before, value):
            if memo.store is not None:
                self._hold(memo, value)
            return True
        return False

    def _doubt(self, waiting: list[Memo], eager: tuple[Eager, ...]) -> None:
        # Whoever is in doubt already has told its own readers. The wave goes to its end whatever comes of eager ones:
        # half of it would leave old answers without doubt.
        stopped: BaseException | None = None
        begun = self._tick
        while waiting:
            read = waiting.pop()
            for reader in self.known.readers(read):
                if reader.doubted:
                    reader.doubted.add(read)
                    continue
                reader.doubted = {read}
                if reader.key[0].eager in eager:
                    try:
                        self._refresh(reader)
                        if reader.changed_at <= begun:
                            continue
                    except (Interrupted, KeyboardInterrupt) as failure:
                        stopped, eager = failure, ()
                    except BaseException:  # noqa: S110 - whoever asks for it will hear of that
                        pass
                waiting.append(reader)
        if stopped is not None:
            raise stopped


class _Nowhere:
    def get(self, number: int) -> Any:
        raise Unknown("it was let go")


_NOWHERE = _Nowhere()


@volatile
def _given(db: Database, name: str) -> Any:
    return db._inputs[name]
