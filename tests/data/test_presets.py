"""Real exports and made-up files that need no preset, and where the samples come from."""

from __future__ import annotations

import pytest

from tests.data.making import SAMPLES, column, only, read, sample


def test_every_sample_says_where_it_comes_from_and_under_which_licence() -> None:
    lines = (SAMPLES / "SOURCES.tsv").read_text(encoding="utf-8").splitlines()
    listed = {line.split("\t")[0]: line.split("\t")[4] for line in lines[1:]}
    files = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/*")}
    assert files == set(listed)
    assert set(listed.values()) <= {"MIT", "Apache-2.0", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0"}


# --- older and plainer files, which need no preset ----------------------------------------------------------


def test_a_european_csv_is_read_with_semicolons_and_decimal_commas() -> None:
    text = "Datum;Umsatz;Quote\n03.04.2026;1.234,50;12,5%\n04.04.2026;0,75;8%\n"
    columns = {
        "day": {"from": "Datum", "type": "date"},
        "sum": {"from": "Umsatz", "type": "number"},
        "rate": {"from": "Quote", "type": "percent"},
    }
    reading = read(text, columns=columns)
    assert reading.problems == ()
    assert column(reading, "sum") == (1234.5, 0.75)
    assert column(reading, "rate") == (0.125, 0.08)


def test_a_type_that_changes_late_is_told_with_its_line() -> None:
    problem = only(read("x\n" + "1\n" * 30_000 + "n/a\n", columns={"x": {"type": "integer"}}))
    assert problem.span is not None and problem.span.line == 30_002


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1-2", "@SUM(A1)", "-2+3"])
def test_formulas_are_text_like_any_other(text: str) -> None:
    assert column(read(f'a,b\n"{text}",1\n', columns={"a": {}}), "a") == (text,)


def test_a_ticket_export_of_a_connector_is_read() -> None:
    reading = sample("zendesk/fivetran_ticket.csv", columns={"status": {}})
    assert {word: column(reading, "status").count(word) for word in ("closed", "deleted", "solved")} == {
        "closed": 7,
        "deleted": 2,
        "solved": 1,
    }
