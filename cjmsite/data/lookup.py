"""A metric's columns, found by name in the table of its source."""

from __future__ import annotations

from cjmsite.data.conditions import Operand, holds
from cjmsite.data.filters import FilterError, names_in, parse_filter
from cjmsite.data.plan import filter_error, locate
from cjmsite.data.problems import Loc, Problems, Where, shown
from cjmsite.data.table import Table, TableColumn
from cjmsite.data.typed import NUMERIC
from cjmsite.diagnostics import did_you_mean, error
from cjmsite.model.metric import Metric


class Unfit(Exception):
    """A metric that cannot be computed; why was said already."""


class Lookup:
    """A metric's columns by name; a wrong name is told with where it stands."""

    def __init__(self, metric: Metric, table: Table, where: Where, problems: Problems) -> None:
        self.metric = metric
        self.table = table
        self.where = where
        self.problems = problems
        self.used: dict[str, None] = {}

    def find(self, name: str, loc: Loc) -> TableColumn:
        """The column of that name, for a look at how it is declared. Raises Unfit."""
        if name in self.table.broken:
            raise Unfit
        column = self.table.column(name)
        if column is None:
            known = [column.name for column in self.table.columns]
            message = f"the source `{self.metric.source}` has no column {shown(name)}"
            hint = did_you_mean(name, known) or f"its columns are {', '.join(known)}"
            raise self.fail("unknown-column", message, loc, hint)
        return column

    def column(self, name: str, loc: Loc) -> TableColumn:
        """The column of that name, whose values count. Raises Unfit."""
        column = self.find(name, loc)
        self.used[name] = None
        return column

    def numbers(self, name: str, loc: Loc) -> TableColumn:
        """The column of that name, which must hold numbers. Raises Unfit."""
        column = self.column(name, loc)
        if column.type not in NUMERIC:
            message = f"`{name}` is {column.type}, but {loc[0]} needs numbers"
            hint = f"say its type in the source's columns: `{name}: {{type: integer}}`"
            raise self.fail("not-numbers", message, loc, hint)
        return column

    def dates(self, name: str, loc: Loc) -> TableColumn:
        """The column of that name, which must hold dates. Raises Unfit."""
        column = self.column(name, loc)
        if column.type not in ("date", "datetime"):
            hint = f"say its type in the source's columns: `{name}: {{type: date}}`"
            raise self.fail("not-dates", f"`{name}` is {column.type}, not a date", loc, hint)
        return column

    def passing(self, text: str, loc: Loc) -> list[bool]:
        """For every row of the table, whether a filter is true. Raises Unfit."""
        try:
            node = parse_filter(text)
            names = {name.name: self.column(name.name, loc) for name in names_in(node)}
            operands = {name: Operand(column.type, column.values) for name, column in names.items()}
            return [answer is True for answer in holds(node, operands, len(self.table))]
        except FilterError as failure:
            raise self.fail("bad-filter", filter_error(text, failure), loc) from None

    def fail(self, code: str, message: str, loc: Loc, hint: str | None = None) -> Unfit:
        """The exception to raise, its reason told."""
        self.problems.add(error(code, message, locate(self.where, loc), hint))
        return Unfit()
