"""Ids that a spreadsheet has shortened are not counted: too few of them would be told as if that were right."""

from __future__ import annotations

import io

import pytest

from tests.data.making import KNOWN, codes, measure, only, read, value

RUINED = "Record ID;Stage;Amount\n1,23457E+11;won;10\n1,23457E+11;lost;20\n"
IDS = {"id": {"from": "Record ID"}, "stage": {"from": "Stage"}, "amount": {"from": "Amount", "type": "number"}}


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "count_distinct", "expr": "id"},
        {
            "name": "ratio",
            "numerator": {"expr": "id", "agg": "count_distinct", "filter": "stage == 'won'"},
            "denominator": {"expr": "id", "agg": "count_distinct"},
        },
    ],
)
def test_things_are_not_told_apart_by_shortened_ids(fields: dict[str, object]) -> None:
    problem = only(measure(read(RUINED, columns=IDS), **fields))  # type: ignore[arg-type]
    assert (problem.code, problem.severity) == ("ruined-ids", "error")
    assert "`1,23457E+11` in 2 rows" in problem.message
    assert problem.hint and "as it was exported" in problem.hint


def test_other_figures_of_the_file_stand() -> None:
    assert value(read(RUINED, columns=IDS), "sum", expr="amount").value == 30


@pytest.mark.parametrize("word", ["5E+2", "1E", "E+12", "grade E+", "00Q5g00000E+12"])
def test_words_that_only_look_a_little_like_it_are_ids(word: str) -> None:
    reading = read(f"Record ID;Stage;Amount\n{word};won;10\nb;lost;20\n", columns=IDS)
    assert codes(measure(reading, "count_distinct", expr="id")) == []
    assert value(reading, "count_distinct", expr="id").value == 2


def test_ids_that_a_workbook_could_not_hold_are_told_of() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Record ID"], [123456789012345678], [123456789012345679]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read(buffer.getvalue(), KNOWN["xlsx"], path="x.xlsx", columns={"id": {"from": "Record ID"}})
    assert codes(measure(reading, "count_distinct", expr="id")) == ["ruined-ids"]
