"""Rows of delimited text on the disk, counted by the engine: those that are equal in some columns as one."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct

from cjmsite.data.format import Drop
from cjmsite.data.plain import NotPlain
from cjmsite.data.problems import count_of
from cjmsite.data.rawtable import Heading
from cjmsite.data.selection import Rule, Selection, find_rules, reason_to_drop, watch
from cjmsite.data.text import Dialect

MOST_KINDS = 20_000_000
"""More different rows than this are too many to hold."""

_BATCH = 50_000
_FEW_WORDS = 200_000
_MEMORY = "600MB"

Count = Callable[[Sequence[int]], Iterator[tuple[Any, ...]]]
"""Equal rows of the columns at some places, as their texts and how many of them there are."""

Lines = Callable[[Sequence[int]], Sequence[int]]
"""The lines on which rows begin, by their places among all rows, from 0 and in order."""


class Delimited(Struct, frozen=True):
    """Even rows in a file, with a header above them or without."""

    path: str
    dialect: Dialect
    width: int
    header: bool

    def count(self, read: Sequence[int], *, placed: bool = False) -> Iterator[tuple[Any, ...]]:
        """Equal rows of the columns at some places. Raises NotPlain of what the engine cannot read.

        Where they are `placed`, the place of the first of them among all rows comes last, and they come in that order.
        """
        import duckdb

        columns = {f"c{at}": "VARCHAR" for at in range(self.width)}
        described = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        wanted = "".join(f"c{at}, " for at in read)
        # Of all columns: the engine takes the places of those that are named for places among those that are read.
        filled = ", ".join(f"'{name}'" for name in columns)
        delimiter = self.dialect.delimiter.replace("\t", "\\t")
        rows = (
            f"read_csv('{_quoted(self.path)}',"
            f" auto_detect = false, header = {self.header}, delim = '{delimiter}', quote = '\"', escape = '\"',"
            f" columns = {{{described}}}, force_not_null = [{filled}], strict_mode = true)"
        )
        if placed:
            rows = f"(SELECT {wanted}row_number() OVER () - 1 AS place FROM {rows})"  # noqa: S608
            statement = f"SELECT {wanted}count(*), min(place) FROM {rows} GROUP BY ALL ORDER BY min(place)"  # noqa: S608
        else:
            statement = f"SELECT {wanted}count(*) FROM {rows} GROUP BY ALL ORDER BY ALL"  # noqa: S608
        config: dict[str, Any] = {"autoinstall_known_extensions": False, "memory_limit": _MEMORY}
        with tempfile.TemporaryDirectory(prefix="cjmsite-") as folder:
            try:
                with duckdb.connect(":memory:", config=config) as engine:
                    engine.execute(f"SET temp_directory = '{_quoted(str(Path(folder) / 'spill'))}'")
                    engine.execute(f"SET allowed_directories = ['{_quoted(folder)}']")
                    engine.execute(f"SET allowed_paths = ['{_quoted(self.path)}']")
                    engine.execute("SET enable_external_access = false")
                    engine.execute(statement)
                    found = 0
                    while batch := engine.fetchmany(_BATCH):
                        found += len(batch)
                        if found > MOST_KINDS:
                            raise NotPlain
                        yield from batch
            except duckdb.InterruptException as failure:  # Ctrl-C, which the engine swallows
                raise KeyboardInterrupt from failure
            except duckdb.Error as failure:
                raise NotPlain from failure


def select_counted(
    headings: Sequence[Heading], places: Sequence[int], drops: Sequence[Drop], count: Count, lines: Lines | None = None
) -> Selection:
    """The wanted columns of rows that are counted by an engine. `lines` are those of rows whose place comes last."""
    rules = find_rules(headings, drops)
    watched = watch(drops, headings)
    read = list(dict.fromkeys((*places, *(at for at, *_ in rules), *(at for _, at, _ in watched))))
    index = {at: place for place, at in enumerate(read)}
    rules = [(index[at], of, kept, why) for at, of, kept, why in rules]
    selection = Selection([[] for _ in places], [], copies=[])
    same: list[dict[str, str]] = [{} for _ in places]
    rows = count(read)
    at_number = len(read)
    while batch := list(islice(rows, _BATCH)):
        selection.read += sum(row[at_number] for row in batch)
        if rules:
            batch = [cells for cells in batch if not _is_dropped(cells, rules, selection.dropped, at_number)]
        if not batch:
            continue
        columns = list(zip(*batch, strict=True))  # by column and not by row: a file of ids has as many rows as lines
        begun = lines(columns[-1]) if lines is not None else [1] * len(batch)
        for name, at, usual in watched:
            for text, line, number in zip(columns[index[at]], begun, columns[at_number], strict=True):
                if (word := text.strip()) not in usual:
                    selection.meet(name, word, line, number)
        selection.lines += begun
        selection.copies += columns[at_number]
        for column, at, known_words in zip(selection.columns, places, same, strict=True):
            texts = columns[index[at]]
            if len(known_words) < _FEW_WORDS:  # a word that comes often is held once
                column += map(known_words.setdefault, texts, texts)
            else:
                column += texts
    kinds = count_of(len(selection.lines), "kind")
    selection.notes.append(f"a large file, read by the engine: equal rows were counted together, {kinds} of them")
    return selection


def may_hold(selection: Selection, header: Sequence[str]) -> bool:
    """Whether the header may stand among counted rows: it is known by the names of the wanted columns."""
    return bool(header) and tuple(header) in zip(*selection.columns, strict=True)


def _is_dropped(cells: Sequence[Any], rules: Sequence[Rule], dropped: Counter[str], at_number: int) -> bool:
    """Whether equal rows are no data, which is counted."""
    reason = reason_to_drop(cells, rules)
    if reason is not None:
        dropped[reason] += cells[at_number]
    return reason is not None


def _quoted(path: str) -> str:
    return path.replace("'", "''")
