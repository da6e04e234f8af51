"""Numbers in several units: amounts in euros and in dollars, or answers on several scales, that do not add up."""

from __future__ import annotations

import re

from cjmsite.data.lookup import Unfit
from cjmsite.data.plan import locate
from cjmsite.data.problems import Problems, Where, listed, shown
from cjmsite.data.table import InUnits, Table
from cjmsite.diagnostics import error
from cjmsite.model.metric import Metric

_COUNTING = ("count", "count_distinct", "total_row")


def check_units(metric: Metric, table: Table, where: Where, problems: Problems) -> None:
    """Raise Unfit, with a finding, where a metric puts numbers of several units together."""
    for found in table.units:
        field = _field_that_uses(metric, found.column)
        if field is None or _is_parted(metric, found):
            continue
        number = f"{len(found.words)} {found.noun}"
        message = f"`{found.column}` is in {number}, as {shown(found.heading)} says: {listed(sorted(found.words), 4)}"
        name = found.by or f"`{found.heading}`"
        hint = (
            f"count one of them, as in `filter: [\"{name} == '{sorted(found.words)[0]}'\"]`"
            + ("" if found.by else " at the source")
            + ", or map a column in which all are the same"
        )
        problems.add(error("mixed-units", message, locate(where, field), hint))
        raise Unfit


def _field_that_uses(metric: Metric, column: str) -> tuple[str, ...] | None:
    if metric.measure in _COUNTING:
        return None
    parts = {"numerator": metric.numerator, "denominator": metric.denominator}
    said: dict[tuple[str, ...], object] = {("expr",): metric.expr, ("weight",): metric.weight}
    said |= {(name, "expr"): part.expr for name, part in parts.items() if part is not None}
    uses = re.compile(rf"(?<!\w){re.escape(column)}(?!\w)")
    return next((field for field, text in said.items() if isinstance(text, str) and uses.search(text)), None)


def _is_parted(metric: Metric, found: InUnits) -> bool:
    """Whether a filter of the metric chooses by the column that names the unit."""
    sides = [side for side in (metric.numerator, metric.denominator) if side is not None and side.expr is not None]
    if sides and all(side.filter is not None and found.by and found.by in side.filter for side in sides):
        return True
    return found.by is not None and any(re.search(rf"(?<!\w){re.escape(found.by)}(?!\w)", one) for one in metric.filter)
