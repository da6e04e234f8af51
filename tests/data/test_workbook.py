"""Excel workbooks: what people see in the cells is what is read, as it was saved and never worked out anew."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cjmsite.data.cellformat import look_of
from cjmsite.data.container import InputFile, Limits, unpack
from tests.data.making import codes, column, dropped, measure, only, read

Day = datetime.date
HEADER = ["when", "channel", "score", "rate"]
COLUMNS = {"when": {"type": "date"}, "channel": {}, "score": {"type": "number"}, "rate": {"type": "percent"}}


def book(fill: Callable[[Worksheet], None], **sheets: Callable[[Worksheet], None]) -> bytes:
    made = Workbook()
    first = made.active
    assert first is not None
    first.title = "Data"
    fill(first)
    for name, other in sheets.items():
        other(made.create_sheet(name))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def rows(*cells: list[Any]) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for row in (HEADER, *cells):
            sheet.append(row)
        for cell in sheet["D"]:
            cell.number_format = "0.00%"

    return fill


PLAIN = rows([Day(2026, 1, 2), "app", 1.234, 0.5106], [Day(2026, 1, 3), "web", 2, 0.07])


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook of which one part is other than a good program writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return buffer.getvalue()


def test_a_workbook_is_read_as_people_see_it() -> None:
    reading = read(book(PLAIN), format="xlsx", columns=COLUMNS)
    assert reading.problems == ()
    assert column(reading, "when") == (Day(2026, 1, 2), Day(2026, 1, 3))
    assert column(reading, "score") == (1.234, 2), "a number is a number, and 1.234 is not in doubt"
    assert column(reading, "rate") == (0.5106, 0.07)
    assert reading.table.lines == (2, 3), "rows are told by their number in the sheet"


def test_a_share_shown_in_percent_is_no_plain_number() -> None:
    problem = read(book(PLAIN), format="xlsx", columns={"rate": {"type": "number"}}).problems[0]
    assert "`51.06%` is a percentage" in problem.message


def test_days_saved_as_days_are_read_beside_days_that_were_typed_as_text() -> None:
    content = book(rows([Day(2026, 2, 3), "a", 1, 0], ["04/02/2026", "b", 1, 0]))
    reading = read(content, format="xlsx", columns={"when": {"type": "date", "format": "%d/%m/%Y"}})
    assert column(reading, "when") == (Day(2026, 2, 3), Day(2026, 2, 4))
    assert codes(read(content, format="xlsx", columns={"when": {"type": "date"}})) == ["not-a-date"]


def test_true_numbers_stay_what_they_are_where_the_locale_has_a_comma() -> None:
    content = book(rows([Day(2026, 1, 1), "a", 1.5, 0], [Day(2026, 1, 1), "b", "1.234,5", 0]))
    reading = read(content, format="xlsx", locale="de", columns={"score": {"type": "number"}})
    assert column(reading, "score") == (1.5, 1234.5)


def test_titles_blank_rows_and_rows_to_skip_are_as_in_text() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Key figures"])
        sheet.append([])
        sheet.append(["a", "b", "c"])
        sheet.append([1, 2, 3])
        sheet.append([])
        sheet.append(["day", "users", "new"])
        sheet.append(["x", 5, 6])

    content = book(fill)
    assert column(read(content, format="xlsx", columns={"b": {}}), "b") == ("2",)
    assert column(read(content, format="xlsx", columns={"users": {}}), "users") == ("5",)
    assert column(read(content, format="xlsx", skip_rows=5, columns={"new": {}}), "new") == ("6",)
    assert read(content, format="xlsx", columns={"users": {}}).table.lines == (7,)


def test_a_sheet_and_a_range_are_chosen_by_name() -> None:
    content = book(PLAIN, Other=rows([Day(2026, 5, 5), "shop", 9, 0], [Day(2026, 5, 6), "fair", 8, 0]))
    two = read(content, format="xlsx", columns=COLUMNS)
    assert codes(two) == ["several-tables"]
    other = read(content, format="xlsx", columns=COLUMNS, table={"sheet": "other"})
    assert column(other, "channel") == ("shop", "fair")
    part = read(content, format="xlsx", columns={"channel": {}}, table={"sheet": "Other", "range": "B1:C2"})
    assert column(part, "channel") == ("shop",)
    assert codes(read(content, format="xlsx", columns=COLUMNS, table={"sheet": "Nowhere"}))[0] == "no-such-sheet"
    assert codes(read(content, format="xlsx", columns=COLUMNS, table={"range": "B9:A1"}))[0] == "bad-range"


def test_hidden_sheets_are_told_and_read_only_when_named() -> None:
    def hide(content: bytes) -> bytes:
        return content.replace(b'name="Other" sheetId="2" state="visible"', b'name="Other" sheetId="2" state="hidden"')

    content = changed(book(PLAIN, Other=PLAIN), "xl/workbook.xml", hide)
    reading = read(content, format="xlsx", columns=COLUMNS)
    assert reading.problems == ()
    assert "hidden and not read: `Other`" in reading.files[0].notes
    assert read(content, format="xlsx", columns=COLUMNS, table={"sheet": "Other"}).problems == ()


def test_a_formula_without_its_value_is_an_error_where_it_is_wanted() -> None:
    content = book(rows([Day(2026, 1, 2), "app", "=1+1", 0.5], [Day(2026, 1, 3), "web", 2, 0.5]))
    problem = only(read(content, format="xlsx", columns={"score": {"type": "text"}}))
    assert (problem.code, problem.span and problem.span.line) == ("unsaved-formula", 2)
    assert read(content, format="xlsx", columns={"channel": {}}).problems == ()


def test_a_row_of_formulas_alone_may_be_a_total_and_is_an_error_in_any_case() -> None:
    content = book(rows([Day(2026, 1, 2), "app", 1, 0.5], [None, None, "=SUM(C2:C2)", None]))
    assert codes(read(content, format="xlsx", columns={"channel": {}})) == ["unsaved-formula"]


def test_a_formula_with_its_value_is_its_value() -> None:
    content = changed(
        book(rows([Day(2026, 1, 2), "app", "=1+1", 0.5])),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        ),
    )
    assert column(read(content, format="xlsx", columns=COLUMNS), "score") == (2,)


def test_a_totals_row_of_a_workbook_is_proven_like_any_other() -> None:
    content = book(rows([Day(2026, 1, 2), "app", 100, 0], [Day(2026, 1, 3), "web", 20, 0], ["Total", None, 120, None]))
    reading = read(content, format="xlsx", columns=COLUMNS)
    assert column(reading, "score") == (100, 20)
    assert dropped(reading) == {"totals row": 1}


def test_errors_of_excel_are_no_numbers() -> None:
    content = book(rows([Day(2026, 1, 2), "app", "#DIV/0!", 0], [Day(2026, 1, 3), "web", 3, 0]))
    assert codes(read(content, format="xlsx", columns=COLUMNS)) == ["not-a-number"]
    reading = read(content, format="xlsx", columns=COLUMNS, null_values=["#DIV/0!"])
    assert column(reading, "score") == (None, 3)


def test_days_counted_from_1904_are_the_same_days() -> None:
    made = Workbook()
    made.epoch = datetime.datetime(1904, 1, 1)
    assert made.active is not None
    rows([Day(2026, 1, 2), "app", 1, 0])(made.active)  # type: ignore[arg-type]
    buffer = io.BytesIO()
    made.save(buffer)
    assert column(read(buffer.getvalue(), format="xlsx", columns=COLUMNS), "when") == (Day(2026, 1, 2),)


def test_rich_text_and_long_texts_are_read_whole() -> None:
    sheet = (
        b'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>'
        b'<row><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>n</t></is></c></row>'
        b'<row><c t="inlineStr"><is><r><t>Nor</t></r><r><t>a_x000D_</t></r><rPh><t>x</t></rPh></is></c><c><v>7</v></c>'
        b"</row></sheetData></worksheet>"
    )
    content = changed(book(PLAIN), "xl/worksheets/sheet1.xml", lambda _: sheet)
    reading = read(content, format="xlsx", columns={"name": {}, "n": {"type": "integer"}})
    assert (column(reading, "name"), column(reading, "n")) == (("Nora",), (7,))


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("yyyy-mm-dd", "date"),
        ("[$-409]d/m/yy h:mm AM/PM;@", "date"),
        ("mmm", "date"),
        ("[h]:mm:ss", "time"),
        ("mm:ss", "time"),
        ("0.0%", "percent"),
        ('#,##0.00 "days"', "number"),
        ("[Red]0.00", "number"),
        ("General", "number"),
        (r"0\d", "number"),
        ("0.00E+00", "number"),
    ],
)
def test_a_number_format_is_known_by_its_letters(code: str, look: str) -> None:
    assert look_of(164, code) == look


def test_a_duration_is_written_as_exports_write_it() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "time"])
        sheet.append([1, datetime.timedelta(hours=30, minutes=2, seconds=6)])
        sheet.append([1, datetime.time(0, 2, 6)])

    assert column(read(book(fill), format="xlsx", columns={"time": {}}), "time") == ("30:02:06", "00:02:06")


def test_a_workbook_in_a_zip_is_no_archive_within_an_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("report.xlsx", book(PLAIN))
    reading = read(buffer.getvalue(), path="w.zip", format="xlsx", columns=COLUMNS)
    assert reading.problems == ()
    assert reading.files[0].path == "w.zip!report.xlsx"


XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize("sheet", [XXE, LAUGHS], ids=["external entity", "entities in entities"])
def test_a_workbook_with_a_document_type_is_refused(sheet: bytes) -> None:
    content = changed(book(PLAIN), "xl/worksheets/sheet1.xml", lambda _: sheet)
    problem = only(read(content, format="xlsx", columns=COLUMNS))
    assert problem.code == "refused-xml"
    assert "root:" not in problem.message


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/workbook.xml", b"not xml"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>"),
    ],
)
def test_a_damaged_workbook_is_told_and_not_raised(part: str, data: bytes) -> None:
    assert codes(read(changed(book(PLAIN), part, lambda _: data), format="xlsx", columns=COLUMNS)) == [
        "broken-workbook"
    ]


def test_a_workbook_that_grows_without_end_is_stopped() -> None:
    content = changed(book(PLAIN), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 80_000_000)
    assert len(content) < 200_000
    assert codes(read(content, format="xlsx", columns=COLUMNS)) == ["archive-too-large"]
    assert unpack(InputFile("a.xlsx", content), Limits(), ("xlsx",))[1] == (), "it is opened only by its reader"


def test_a_workbook_of_two_thousand_columns_is_read() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([f"c{n}" for n in range(2000)])
        sheet.append(list(range(2000)))

    assert column(read(book(fill), format="xlsx", columns={"c1999": {"type": "integer"}}), "c1999") == (1999,)


def test_a_metric_of_a_workbook_is_computed_by_month() -> None:
    content = book(rows(*[[Day(2026, 1 + n % 2, 5), "app", n, 0] for n in range(10)]))
    result = measure(read(content, format="xlsx", columns=COLUMNS), "sum", expr="score", date="when", grain="month")
    assert [value.value for value in result.series] == [20, 25]
