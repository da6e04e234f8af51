"""What a receipt says of the way in: how a source is read, and what its columns were made of, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cjmsite.data.format import Format
from cjmsite.data.plan import Plan
from cjmsite.data.rawtable import RawTable
from cjmsite.data.selection import Selection
from cjmsite.model.source import Column, Source

_MOST = 12
_DATED = ("date", "datetime")


def tell_source(plan: Plan, spec: Source, fmt: Format) -> tuple[tuple[str, str], ...]:
    """All that a source declares and its format brings along: without it nobody could read the file in the same way."""
    locale = spec.locale
    told = [
        ("Title", spec.title),
        ("Licence", spec.licence),
        ("Address", str(spec.url) if spec.url else None),
        ("Format", f"`{fmt.name}`: {fmt.summary}" if fmt.summary else f"`{fmt.name}`"),
        ("Table", _place(spec)),
        ("Time zone", _zone(plan)),
        ("Numbers", f"decimal mark `{locale.decimal}`, thousands {_mark(locale.thousands)}" if locale else None),
        ("Empty", f"cells that say {_either(words)}" if (words := _words(plan.customs.null_values)) else None),
        ("Kept", " and ".join(f"`{text}`" for text in spec.filter) or None),
        ("Left out", _drops(fmt)),
        ("Withheld", f"what rests on fewer than {spec.suppress_below}" if spec.suppress_below > 1 else None),
    ]
    return tuple((name, text) for name, text in told if text)


def tell_table(table: RawTable, selection: Selection, totals: str) -> list[str]:
    """Where the header of a delimited table is, and what became of rows that look like totals."""
    levels = max((len(heading.levels) for heading in table.headings), default=1)
    header = f"header on line {table.line}" if levels == 1 else f"header of {levels} rows from line {table.line}"
    told = [header]
    if totals == "keep":
        told.append("rows that look like totals are kept as data: `totals: keep`")
    elif "totals row" not in selection.dropped and selection.read > 1:
        told.append("no totals row: no first or last row is the sum of the others")
    return told


def tell_column(column: Column) -> list[str]:
    """How the words of a column are taken, where its mapping says so."""
    said = []
    if column.true or column.false:
        true, false = (_either(_words(words, empty=True)) or "the usual words" for words in (column.true, column.false))
        said.append(f"yes is {true}, no is {false}")
    if column.null_values is not None and (words := _words(column.null_values)):
        said.append(f"empty where it says {_either(words)}")
    if column.map:
        pairs = [f"`{old}` is `{new}`" for old, new in column.map.items() if old != "*"]
        if len(pairs) > _MOST:
            pairs = [*pairs[:_MOST], f"{len(pairs) - _MOST} more"]
        if "*" in column.map:
            pairs.append(f"all others are `{column.map['*']}`")
        said.append("renamed: " + "; ".join(pairs))
    return said


def _place(spec: Source) -> str | None:
    place = spec.table
    if place is None:
        return None
    told = [
        f"with the columns {', '.join(f'`{name}`' for name in place.has)}" if place.has else None,
        f"titled `{place.title}`" if place.title else None,
        f"number {place.index}" if place.index else None,
        f"sheet `{place.sheet}`" if place.sheet else None,
        f"cells `{place.range}`" if place.range else None,
    ]
    return ", ".join(text for text in told if text)


def _zone(plan: Plan) -> str | None:
    if not any(column.type in _DATED for column in plan.columns.values()):
        return None
    if plan.customs.zone is None:
        return "none declared: days and times are as the file writes them"
    return f"`{plan.customs.zone.key}`: times with an offset were brought to it, others are taken to be of it"


def _drops(fmt: Format) -> str | None:
    same: dict[tuple[bool, tuple[str, ...], str], list[str]] = {}
    for drop in fmt.drops:  # one column may be called otherwise in each language
        same.setdefault((drop.kept, drop.values, drop.reason), []).append(drop.column)
    told = [
        f"rows whose {_either(_words(columns))} {'is not' if kept else 'is'} {_either(_words(values, empty=True))} "
        f"({reason})"
        for (kept, values, reason), columns in same.items()
    ]
    return "; ".join(told) or None


def _words(words: Iterable[str], *, empty: bool = False) -> list[str]:
    return [f"`{word}`" if word else "nothing" for word in dict.fromkeys(words) if word or empty]


def _either(words: Sequence[str]) -> str:
    shown = [*words[:_MOST], f"{len(words) - _MOST} more"] if len(words) > _MOST else list(words)
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _mark(sign: str) -> str:
    return "not parted" if not sign else "parted by spaces" if sign == " " else f"parted by `{sign}`"
