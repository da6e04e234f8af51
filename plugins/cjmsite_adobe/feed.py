"""A data feed: hits parted by tabs with backslashes for escapes, and their column names in a file apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from cjmsite.api import (
    Drop,
    Format,
    Payload,
    RawTable,
    Row,
    Source,
    Span,
    Tables,
    add_columns,
    error,
    read_headings,
    signs,
)

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}
_VISIT = ("post_visid_high", "post_visid_low", "visit_num", "visit_start_time_gmt")
_VISITOR = _VISIT[:2]
_KNOWN = frozenset(("hit_time_gmt", "exclude_hit", "hit_source", "visit_num", "post_event_list", *_VISIT))
_ENOUGH = 3
_FIRST = 1 << 20
_OWN_NAMES = "its first row holds the names of its columns, which somebody put there"
_BOM = b"\xef\xbb\xbf"


def read_feed(payload: Payload, spec: Source) -> Tables:
    """The hits of a feed's file."""
    encoding = spec.encoding or "iso-8859-1"
    own = split_cells(payload.stored.head(_FIRST).split(b"\n", 1)[0].rstrip(b"\r").decode(encoding, "replace"))
    named = len(_KNOWN & set(own)) >= _ENOUGH
    if payload.companion is None and not named:
        hint = "name both files: `file: [feed/column_headers.tsv, feed/hit_data.tsv]`"
        message = f"{payload.path} has no row of column names; they are in the feed's column_headers.tsv"
        return Tables((), problems=(error("no-header-file", message, Span(payload.path, 1), hint),))
    names = (payload.companion or b"").removeprefix(_BOM).decode("utf-8", "replace").splitlines()
    header = own if named else split_cells(names[0]) if names else []
    text = payload.content.decode(encoding)

    def rows() -> Iterator[Row]:
        for line, record in split_records(text):
            if line > 1 or not named:
                yield line, split_cells(record)

    reason = "declared" if spec.encoding else "the format's"
    table = RawTable(read_headings([header], lambda levels: levels[0]), rows)
    notes = ("backslashes are escapes in it, and quotes ordinary letters", *([_OWN_NAMES] if named else []))
    return Tables((table,), encoding, reason, "\t", notes)


def split_records(text: str) -> Iterator[tuple[int, str]]:
    """The records of a feed with the line on which each begins: a newline behind a backslash is within a cell."""
    start, held = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        held, start = (f"{held}\n{line}", start) if held else (line, number)
        if _is_open(held):
            continue
        if held:
            yield start, held
        held = ""
    if held:
        yield start, held


def split_cells(record: str) -> list[str]:
    """The cells of a record, with what was escaped as it was meant."""
    if "\\" not in record:
        return record.split("\t")
    cells: list[str] = []
    held = ""
    for piece in record.split("\t"):
        held = f"{held}\t{piece}" if held else piece
        if _is_open(held):
            continue
        cells.append(_ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), held))
        held = ""
    return [*cells, held] if held else cells


def _is_open(text: str) -> bool:
    """Whether what follows is escaped: by a backslash that is not escaped itself."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def add_ids(table: RawTable) -> RawTable:
    """The hits with ids of visit and visitor, and whether each one is a purchase that counts."""
    at = {heading.name: place for place, heading in reversed(list(enumerate(table.headings)))}
    columns: dict[str, Callable[[Sequence[str]], str]] = {}
    for name, parts in (("visitor_id", _VISITOR), ("visit_id", _VISIT)):
        if all(part in at for part in parts):
            columns[name] = _joined([at[part] for part in parts])
    if "post_event_list" in at:
        columns["purchase"] = _purchase(at)
    return add_columns(table, columns)


def _joined(places: Sequence[int]) -> Callable[[Sequence[str]], str]:
    return lambda cells: "-".join(cells[place] for place in places)


def _purchase(at: Mapping[str, int]) -> Callable[[Sequence[str]], str]:
    events, twice = at["post_event_list"], at.get("duplicate_purchase")

    def purchase(cells: Sequence[str]) -> str:
        again = twice is not None and cells[twice].strip() == "1"
        bought = any(event.partition("=")[0].strip() == "1" for event in cells[events].split(","))
        return "1" if bought and not again else "0"

    return purchase


FEED = Format(
    "adobe-feed",
    "Adobe Analytics data feed: hits, their column names in a file apart; excluded hits are left out",
    expects=(
        "`hit_data.tsv` has no header: name `column_headers.tsv` of the same delivery beside it in `file:`, "
        "or both members of its archive, as in `[feed.tar.gz!column_headers.tsv, feed.tar.gz!hit_data.tsv]`, which "
        "`inspect` finds by itself. Where somebody put the names into the first row, no other file is needed. "
        "Text is ISO-8859-1, and backslashes escape tabs and line ends. Hits with `exclude_hit` other than 0 "
        "or a `hit_source` of 5, 7, 8 or 9 are left out. Three columns are added: `visitor_id`, `visit_id` "
        "and `purchase` (1 where event 1 is in `post_event_list` and the purchase was not counted before), so "
        "visits are `measure: count_distinct` over `visit_id`."
    ),
    unseen=True,
    reads=("text",),
    companion="column_headers*.tsv",
    main="*hit_data*.tsv",
    tables=read_feed,
    reshape=add_ids,
    drops=(
        Drop("exclude_hit", ("0", ""), "excluded from reports (`exclude_hit`)", kept=True),
        Drop("hit_source", ("5", "7", "8", "9"), "no hit of a visitor (`hit_source`)"),
    ),
    signs=(
        signs.has_columns("hit_time_gmt", "post_visid_high", "post_visid_low", "visit_num", "exclude_hit", least=3),
        signs.is_named_like(r"(?:.*[-_])?hit_data.*\.tsv", 10),
        signs.is_named_like(r"(?:.*_)?column_headers.*\.tsv", 4),
    ),
)
