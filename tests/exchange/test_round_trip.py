"""What is exported and imported again is what it was: any journey, and its story."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from cjmsite.exchange import csvfile, document, sheets, xlsx
from cjmsite.model.journey import Journey
from cjmsite.read import yamltext
from cjmsite.read.validation import validate
from tests.exchange.journeys import BODIES, JOURNEYS

FORMATS = {"csv": csvfile, "xlsx": xlsx}


def back(content: bytes, format_: str) -> tuple[Journey, str | None, str | None]:
    tables = FORMATS[format_].read(content)
    journey, problems = sheets.to_journey(tables)
    assert journey is not None, problems
    return journey, tables.body, tables.id


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journey=JOURNEYS, body=BODIES)
def test_a_table_keeps_everything(format_: str, journey: Journey, body: str) -> None:
    content = FORMATS[format_].write(sheets.of_journey("some-id", journey, body))
    found, story, id_ = back(content, format_)
    assert found == journey
    assert (story or "") == body
    assert id_ == "some-id"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journey=JOURNEYS, body=BODIES)
def test_a_markdown_file_keeps_everything(journey: Journey, body: str) -> None:
    text = document.markdown(journey, body)
    front, _, _ = text.removeprefix("---\n").partition("\n---\n")
    found, problems = validate(Journey, yamltext.parse(front, "x.md"), "x.md")
    assert found == journey, (problems, text)
    assert document.body_of(text) == body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journey=JOURNEYS, body=BODIES)
def test_no_cell_is_a_formula(journey: Journey, body: str) -> None:
    tables = sheets.of_journey("some-id", journey, body)
    text = csvfile.write(tables).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                float(cell)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(tables)))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
