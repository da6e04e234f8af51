"""All answers that there are, here or in the past, and which of them were made from which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cjmsite.query.memo import Key, Memo, Past, outgrew


class Memos:
    """The answers by their keys, and both ways between them: to what one was made from, and to what was made from it.

    What only the past knows is taken up when somebody comes by. Who was made from an answer is kept once somebody
    `follows`; a run that begins with nothing and ends does not need it.
    """

    def __init__(self, past: Past | None) -> None:
        self.here: dict[Key, Memo] = {}
        self.follows = past is not None
        self._past = past
        self._useful = 0  # how many of those here were of use when that was last looked at

    def find(self, key: Key) -> Memo | None:
        """The place of an answer that was given some time."""
        memo = self.here.get(key)
        if memo is None and self._past is not None and (number := self._past.number(key)) is not None:
            return self._take_up(key, number)
        return memo

    def place(self, key: Key) -> Memo:
        """The place of an answer, be there one or not."""
        memo = self.find(key)
        if memo is None:
            memo = self.here[key] = Memo(key)
        return memo

    def looks(self) -> Iterator[Key]:
        """Every volatile query that has an answer."""
        for key, memo in self.here.items():
            if key[0].volatile and memo.changed_at:
                yield key
        for key in self._past.looks() if self._past is not None else ():
            if key not in self.here:
                yield key

    def reads(self, memo: Memo) -> tuple[Memo, ...]:
        """What an answer was made from, in order."""
        if memo.reads is None:
            assert self._past is not None and memo.past is not None
            past = self._past
            memo.reads = tuple(self._take_up(past.key(n), n) for n in past.reads(memo.past))
            for read in memo.reads:
                _add_reader(read, memo)
        return memo.reads

    def readers(self, memo: Memo) -> list[Memo]:
        """What was made from an answer. What only the past knows is taken up; whoever ran since has said so itself."""
        if memo.past is not None and self._past is not None:
            for number in self._past.readers(memo.past):
                reader = self._take_up(self._past.key(number), number)
                if reader.reads is None:
                    _add_reader(memo, reader)
        return list(memo.readers or ())

    def below(self, roots: Iterable[Key]) -> Iterator[Memo]:
        """What answers are made from, and themselves, each once."""
        waiting = [memo for key in roots if (memo := self.find(key)) is not None]
        seen = set(waiting)
        while waiting:
            memo = waiting.pop()
            yield memo
            fresh = [read for read in self.reads(memo) if read not in seen]
            seen.update(fresh)
            waiting += fresh

    def tie(self, memo: Memo, reads: tuple[Memo, ...]) -> None:
        """An answer is made from these now, and from nothing else."""
        if self.follows:
            gone = set(self.reads(memo))
            for read in reads:
                gone.discard(read)
                _add_reader(read, memo)
            for read in gone:
                if read.readers is not None:
                    read.readers.discard(memo)
        memo.reads = reads

    def follow(self) -> None:
        """From now on keep what was made from which answer."""
        if self.follows:
            return
        self.follows = True
        for memo in self.here.values():
            for read in memo.reads or ():
                _add_reader(read, memo)

    @property
    def is_wasteful(self) -> bool:
        """Whether so many have come that it is worth looking for those of no use any more."""
        return outgrew(len(self.here), self._useful)

    def sweep(self, is_of_use: Callable[[Memo], bool]) -> Iterator[None]:
        """Forget, bit by bit, what is below no answer that is of use: nobody asks for it, and nothing that is asked
        for was made from it.

        Each bit is right by itself, so anything may go on between two. What the past knows stays: it would come back
        as it was then.
        """
        self.follow()
        for memo in list(self.here.values()):
            waiting = [memo]
            while waiting:
                memo = waiting.pop()
                if not (
                    memo.readers or memo.past is not None or self.here.get(memo.key) is not memo or is_of_use(memo)
                ):
                    del self.here[memo.key]
                    for read in memo.reads or ():
                        if read.readers is not None:
                            read.readers.discard(memo)
                        waiting.append(read)
                yield
        self._useful = len(self.here)

    def _take_up(self, key: Key, number: int) -> Memo:
        memo = self.here.get(key)
        if memo is None:
            memo = Memo(key, store=self._past, place=number, reads=None, changed_at=1, verified_at=1, past=number)
            self.here[key] = memo
        return memo


def _add_reader(read: Memo, reader: Memo) -> None:
    if read.readers is None:
        read.readers = {reader}
    else:
        read.readers.add(reader)
