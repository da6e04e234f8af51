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


# --- gates --------------------------------------------------------------------------------------------------


def with_survey(months: list[tuple[int, int, int]], gates: str, more: str = "") -> dict[str, str | bytes | None]:
    """A survey with promoters, passives and detractors in each month of 2026, and gates."""
    rows = [
        f"{answer},2026-{month:02}-10"
        for month, counts in enumerate(months, start=1)
        for answer, times in zip((10, 7, 2), counts, strict=True)
        for _ in range(times)
    ]
    return {
        "cjmsite.yaml": f"""
            title: T
            gates: {gates}
            sources:
              survey:
                file: content/data/survey.csv
                columns: {{score: {{type: integer, scale: [0, 10]}}, day: {{type: date}}}}
            """,
        "content/data/survey.csv": "score,day\n" + "\n".join(rows) + "\n",
        "content/metrics/nps.md": (
            "---\ntitle: NPS\nowner: CX\nsource: survey\nmeasure: nps\nexpr: score\ndate: day\ngrain: month\n"
            f"target: 45\n{more}\n---\n"
        ),
    }


FELL = [(420, 310, 270), (270, 310, 420)]
NOISE = [(50, 30, 20), (45, 30, 25)]


def test_without_gates_a_missed_target_is_no_finding(find: Find) -> None:
    assert find(with_survey(FELL, "[]")) == []


def test_the_gate_of_targets_fails_where_one_is_missed(find: Find) -> None:
    (found,) = find(with_survey(FELL, "target"))
    assert (found.code, found.severity) == ("gate-target", "error")
    assert found.message.startswith("the newest value is −15 [−20, −10], and the target 45")
    assert places([found]) == ["content/metrics/nps.md:9:9"]
    assert find(with_survey(FELL, "target", "direction: down")) == []


def test_a_target_inside_the_interval_is_said_to_be(find: Find) -> None:
    (found,) = find(with_survey([(50, 30, 20)], "[target]", "warn: 44"))
    assert found.message.endswith("; the target lies inside the interval, so this may be chance") is False
    (found,) = find(with_survey([(55, 30, 15)], "[target]", "warn: 44"))
    assert found.message.endswith("; the target lies inside the interval, so this may be chance")


def test_the_gate_of_regressions_lets_noise_pass_and_stops_a_real_fall(find: Find) -> None:
    assert find(with_survey(NOISE, "regression")) == []
    (found,) = find(with_survey(FELL, "regression"))
    assert (found.code, found.severity) == ("gate-regression", "error")
    assert found.message.startswith("from 15 in Jan 2026 to −15: worse, and more than chance explains")
    assert find(with_survey(list(reversed(FELL)), "regression")) == []


def test_gates_make_old_data_and_few_answers_errors(find: Find) -> None:
    few = [(5, 3, 2)]
    assert [f.code for f in find(with_survey(few, "[]", "max_age: 30d"))] == ["metric-small-n", "metric-stale"]
    found = find(with_survey(few, "[stale, small-n]", "max_age: 30d"))
    assert {(f.code, f.severity) for f in found} == {("gate-stale", "error"), ("gate-small-n", "error")}


def test_the_newest_row_and_not_the_end_of_its_period_tells_how_old_the_data_are(find: Find) -> None:
    (found,) = find(with_survey(NOISE, "stale", "max_age: 30d"))
    assert "the newest data are of 2026-02-10, 283 days ago" in found.message


def test_a_gate_that_does_not_exist_is_told_with_the_nearest(find: Find) -> None:
    (found,) = find({"cjmsite.yaml": "title: T\ngates: [regresion]\n"})
    assert found.code == "bad-choice" and "regression" in (found.hint or "")


def test_a_value_beyond_its_natural_limits_is_noted(find: Find) -> None:
    steady = [(50, 30, 20), (52, 30, 18)] * 4
    (found,) = find(with_survey([*steady, (5, 30, 65)], "[]"))
    assert (found.code, found.severity) == ("metric-signal", "info")
    assert "outside the natural limits, on the low side" in found.message


def test_an_event_in_the_period_of_a_signal_is_named_with_it(find: Find) -> None:
    steady = [(50, 30, 20), (52, 30, 18)] * 4
    fell = [*steady, (5, 30, 65)]
    (found,) = find(with_survey(fell, "[]", "events: [{date: 2026-09-10, label: New desk}]"))
    assert found.hint == "in the same period: New desk (2026-09-10)"
    (other,) = find(with_survey(fell, "[]", "events: [{date: 2026-08-10, label: New desk}]"))
    assert "look for what happened" in (other.hint or "")
