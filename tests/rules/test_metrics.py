"""Rules about metrics: targets, age, numbers too small."""

from __future__ import annotations

import pytest

from tests.rules.conftest import Find, places

SETTINGS = """
    title: T
    sources:
      figures: {file: content/data/figures.csv, format: tidy}
    """
ROWS = "metric,date,value,n\nspeed,2026-09-01,12,40\nspeed,2026-10-01,14,{n}\n"
METRIC = "---\ntitle: Speed\nowner: CX\nsource: figures\ngrain: month\n{more}\n---\n"
PATH = "content/metrics/speed.md"


def with_metric(more: str, n: int = 50) -> dict[str, str | bytes | None]:
    return {
        "cjmsite.yaml": SETTINGS,
        "content/data/figures.csv": ROWS.format(n=n),
        PATH: METRIC.format(more=more),
    }


def test_a_metric_with_target_fresh_data_and_many_answers_is_clean(find: Find) -> None:
    assert find(with_metric("target: 15\nmax_age: 30d")) == []


def test_a_metric_without_target_is_noted(find: Find) -> None:
    found = find(with_metric("unit: s"))
    assert [(f.code, f.severity) for f in found] == [("metric-no-target", "info")]
    assert places(found) == [f"{PATH}:2:8"]


@pytest.mark.parametrize(("age", "codes"), [("20d", []), ("19d", ["metric-stale"])])
def test_data_are_stale_once_they_are_older_than_the_metric_allows(find: Find, age: str, codes: list[str]) -> None:
    """The newest period ends with October, so that on 21 November it is twenty days old."""
    found = find(with_metric(f"target: 15\nmax_age: {age}"))
    assert [f.code for f in found] == codes
    if found:
        assert found[0].severity == "warning"
        assert found[0].message == "the newest data are of 2026-10-31, 20 days ago; `max_age` is 19 days"
        assert places(found) == [f"{PATH}:7:10"]


def test_a_newest_value_from_too_few_is_a_warning(find: Find) -> None:
    assert find(with_metric("target: 15", n=30)) == []
    found = find(with_metric("target: 15", n=29))
    assert [(f.code, f.severity) for f in found] == [("metric-small-n", "warning")]
    assert "n = 29; under 30" in found[0].message
    assert find(with_metric("target: 15\nmin_n: 10", n=29)) == []


@pytest.mark.parametrize(("more", "place"), [("target: 15", "2:8"), ("target: 15\nmin_n: 99", "7:8")])
def test_a_value_from_too_few_is_told_where_the_least_is_written_else_at_the_title(
    find: Find, more: str, place: str
) -> None:
    found = find(with_metric(more, n=29))
    assert places(found) == [f"{PATH}:{place}"]
    assert found[0].span is not None and found[0].span.end_column is not None
