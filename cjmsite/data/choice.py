"""Which of several tables in a file is meant."""

from __future__ import annotations

from collections.abc import Sequence

from cjmsite.data.header import find_column
from cjmsite.data.plan import Plan, locate
from cjmsite.data.problems import Problems, Where, listed, shown
from cjmsite.data.rawtable import RawTable
from cjmsite.diagnostics import error
from cjmsite.model.source import ColumnPlace, TablePlace


def choose_table(
    tables: Sequence[RawTable], place: TablePlace | None, plan: Plan, path: str, where: Where, problems: Problems
) -> RawTable | None:
    """The table that a source names; unnamed, the only one, or the only one that has all mapped columns."""
    if not tables:
        return None
    found = [table for at, table in enumerate(tables, start=1) if place is None or _is_meant(table, at, place)]
    if len(found) > 1:
        found = [table for table in found if _has_all(table, plan)] or found
    if len(found) == 1:
        return found[0]
    span = locate(where, ("sources", plan.source, "table"), ("sources", plan.source))
    told = "; ".join(f"{at}: {_describe(table)}" for at, table in enumerate(tables[:12], start=1))
    if not found:
        problems.add(
            error("no-such-table", f"no table of {path} is the one that `table:` means", span, f"it has {told}")
        )
    else:
        message = f"{path} holds {len(tables)} tables, and {len(found)} of them could be meant"
        problems.add(error("several-tables", message, span, f"say which with `table: {{index: 1}}`. It has {told}"))
    return None


def _is_meant(table: RawTable, index: int, place: TablePlace) -> bool:
    if place.index is not None and place.index != index:
        return False
    named = place.title if place.title is not None else place.sheet
    names = {name.casefold() for name in (table.title, *table.comments) if name is not None}
    if named is not None and named.casefold() not in names:
        return False
    return all(find_column(table.headings, ColumnPlace(name=name))[0] is not None for name in place.has)


def _has_all(table: RawTable, plan: Plan) -> bool:
    return all(
        find_column(table.headings, place)[0] is not None
        for name, place in plan.places.items()
        if name not in plan.optional
    )


def _describe(table: RawTable) -> str:
    columns = listed((heading.name for heading in table.headings), 4)
    return f"{shown(table.title)} with {columns}" if table.title else columns
