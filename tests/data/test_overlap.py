"""Rows that stand in two files of one source are told; what only looks alike is not."""

from __future__ import annotations

from typing import Any

import pytest

from cjmsite.data.container import InputFile
from cjmsite.data.reader import read_source
from cjmsite.data.table import Reading
from cjmsite.model.source import Source
from tests.data.making import KNOWN, codes, only, place

TICKETS = {"id": {"from": "Ticket ID"}, "day": {"from": "Created", "type": "date"}}
DAYS = {"day": {"from": "Date", "type": "date"}, "visits": {"from": "Visits", "type": "integer"}}
SCORES = {"day": {"from": "Date", "type": "date"}, "score": {"from": "Score", "type": "integer"}}


def files(texts: dict[str, str], **spec: Any) -> Reading:
    """The reading of several files of one source."""
    inputs = [InputFile(name, text.encode()) for name, text in texts.items()]
    return read_source("s", Source.model_validate(spec), inputs, KNOWN["csv"], place)


def test_a_copy_of_a_file_is_told_once() -> None:
    text = "Ticket ID,Created\n501,2026-01-30\n502,2026-01-31\n"
    assert codes(files({"a.csv": text, "copy of a.csv": text}, columns=TICKETS)) == ["same-file"]


def test_tickets_of_two_exports_that_overlap_are_told() -> None:
    first = "Ticket ID,Created\n501,2026-01-30\n502,2026-01-31\n"
    second = "Ticket ID,Created\n502,2026-01-31\n503,2026-02-01\n"
    found = only(files({"jan.csv": first, "feb.csv": second}, columns=TICKETS), "rows-twice")
    assert (found.severity, found.span and found.span.path) == ("warning", "feb.csv")
    assert "1 value of `id` is in jan.csv too" in found.message
    assert "unique: id" in (found.hint or "")


def test_who_has_said_what_is_unique_is_asked_nothing_more() -> None:
    first, second = "Ticket ID,Created\n501,2026-01-30\n", "Ticket ID,Created\n501,2026-01-30\n502,2026-02-01\n"
    reading = files({"a.csv": first, "b.csv": second}, columns=TICKETS, expect={"unique": "id"})
    assert codes(reading) == ["not-unique"]


def test_days_that_two_reports_have_in_common_are_told() -> None:
    first = "Date,Visits\n" + "".join(f"2026-01-{day:02},{day * 3}\n" for day in range(1, 21))
    second = "Date,Visits\n" + "".join(f"2026-01-{day:02},{day * 3}\n" for day in range(15, 31))
    found = only(files({"a.csv": first, "b.csv": second}, columns=DAYS), "rows-twice")
    assert "6 rows are the same in a.csv, day by day" in found.message


SHOPS = (
    "Date,Visits\n2026-01-01,5\n2026-01-02,6\n2026-01-03,7\n",
    "Date,Visits\n2026-01-01,9\n2026-01-02,8\n2026-01-03,7\n",
)
ANSWERS = (
    "Date,Score\n2026-01-01,9\n2026-01-01,9\n2026-01-02,3\n",
    "Date,Score\n2026-01-01,9\n2026-01-02,3\n",
)
NUMBERED = (
    "Ticket ID,Created\n1,2026-01-30\n2,2026-01-30\n",
    "Ticket ID,Created\n1,2026-01-30\n2,2026-01-30\n3,2026-02-01\n",
)
MONTHS = (
    "Customer ID,Month\nk7,2026-01-01\nk9,2026-01-01\n",
    "Customer ID,Month\nk7,2026-02-01\nk9,2026-02-01\n",
)
SPENT = ("Customer ID,Spent\nk7,5\nk9,6\n", "Customer ID,Spent\nk7,5\nk9,7\n")


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        pytest.param(SHOPS, DAYS, id="two shops on the same days"),
        pytest.param(ANSWERS, SCORES, id="answers that are alike"),
        pytest.param(NUMBERED, TICKETS, id="rows counted from 1 in each file"),
        pytest.param(
            MONTHS, {"id": "Customer ID", "month": {"from": "Month", "type": "date"}}, id="a customer each month"
        ),
        pytest.param(SPENT, {"id": "Customer ID", "spent": "Spent"}, id="a customer without a month"),
    ],
)
def test_what_only_looks_alike_is_not_told(texts: tuple[str, str], columns: dict[str, Any]) -> None:
    assert codes(files({"a.csv": texts[0], "b.csv": texts[1]}, columns=columns)) == []
