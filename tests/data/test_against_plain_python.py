"""The whole way, from bytes to values, against the same sums in a few lines of plain Python."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable
from statistics import fmean, median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjmsite.data.result import Value
from tests.data.making import measure, read

Day = datetime.date
Answer = tuple[Day, int | None, str, str]

ANSWERS = st.lists(
    st.tuples(
        st.dates(Day(2025, 11, 1), Day(2026, 3, 31)),
        st.one_of(st.none(), st.integers(0, 10)),
        st.sampled_from(["app", "web", "phone", ""]),
        st.sampled_from(["c1", "c2", "c3", "c4"]),
    ),
    min_size=1,
    max_size=60,
).filter(lambda rows: any(score is not None for _, score, _, _ in rows))


def by_month(values: tuple[Value, ...]) -> dict[tuple[Day, str], tuple[float | None, int | None]]:
    """Values by their month and their one dimension; those of empty months left out."""
    return {
        (v.period.start, v.dimensions[0][1] if v.dimensions else ""): (v.value, v.n)
        for v in values
        if v.period is not None and v.n
    }


@settings(max_examples=60)
@given(ANSWERS)
def test_values_are_those_of_plain_python(rows: list[Answer]) -> None:
    text = "when;score;touch;who\n" + "".join(
        f"{day:%d.%m.%Y};{'' if score is None else score};{touch};{who}\n" for day, score, touch, who in rows
    )
    reading = read(
        text,
        totals="keep",
        columns={
            "when": {"type": "date", "format": "%d.%m.%Y"},
            "score": {"type": "integer"},
            "touch": {},
            "who": {},
        },
    )
    assert reading.problems == ()
    groups: dict[tuple[Day, str], list[Answer]] = defaultdict(list)
    for row in rows:
        groups[row[0].replace(day=1), ""].append(row)
        if row[2]:
            groups[row[0].replace(day=1), row[2]].append(row)

    fields: dict[str, Any] = {"date": "when", "grain": "month", "dimensions": {"touchpoint": "touch"}}

    def found(name: str, **more: Any) -> dict[tuple[Day, str], tuple[float | None, int | None]]:
        result = measure(reading, name, **fields, **more)
        return by_month(result.series) | by_month(result.split)

    def expected(compute: Callable[[list[Answer]], Any]) -> dict[tuple[Day, str], Any]:
        return {key: value for key, group in groups.items() if (value := compute(group)) is not None}

    def scores(group: list[Answer]) -> list[int]:
        return [score for _, score, _, _ in group if score is not None]

    def of_scores(compute: Callable[[list[int]], float]) -> Callable[[list[Answer]], Any]:
        return lambda group: (pytest.approx(compute(scores(group))), len(scores(group))) if scores(group) else None

    assert found("mean", expr="score") == expected(of_scores(fmean))
    assert found("median", expr="score") == expected(of_scores(median))
    assert found("sum", expr="score") == expected(of_scores(sum))
    assert found("count") == expected(lambda group: (len(group), len(group)))
    assert found("count_distinct", expr="who") == expected(lambda group: (len({who for *_, who in group}), len(group)))

    def loyal(group: list[Answer]) -> tuple[Any, int]:
        everybody = {who for *_, who in group}
        happy = {who for _, score, _, who in group if score is not None and score >= 9}
        return pytest.approx(len(happy) / len(everybody)), len(everybody)

    sides: dict[str, Any] = {
        "numerator": {"filter": "score >= 9", "expr": "who", "agg": "count_distinct"},
        "denominator": {"expr": "who", "agg": "count_distinct"},
    }
    assert found("ratio", **sides) == expected(loyal)

    def nps(values: list[int]) -> float:
        return 100 * (sum(v >= 9 for v in values) - sum(v <= 6 for v in values)) / len(values)

    everything = scores(rows)
    if len(everything) < 30 or max(everything) > 5 or min(everything) < 1:  # else the scale is suspect
        assert found("nps", expr="score") == expected(of_scores(nps))
