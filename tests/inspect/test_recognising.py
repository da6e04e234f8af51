"""Each format is recognised from a file alone, by the signs that it declares."""

from __future__ import annotations

import csv
import datetime
import io
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from cjmsite import plugins
from cjmsite.data import signs
from cjmsite.data.container import InputFile
from cjmsite.data.format import Format
from cjmsite.data.look import Look, SeenTable
from cjmsite.inspect.recognising import ENOUGH, is_plain, recognise
from cjmsite.inspect.seeing import Sight, see
from cjmsite.model.settings import PluginEntry
from tests.data.making import SAMPLES
from tests.inspect.files import EXPECTED, FILES
from tests.plugins.test_adobe import PROJECT


@cache
def formats() -> dict[str, Format]:
    """All formats that are installed."""
    entries = [(PluginEntry(name=name), lambda: None) for name in plugins.installed()]
    registry = plugins.collect(entries, {}, Path.cwd())
    assert registry.problems == ()
    return dict(registry.formats)


def look(name: str, content: str | bytes) -> Sight:
    return see(InputFile(name, content.encode() if isinstance(content, str) else content), formats().values())


@pytest.mark.parametrize("key", FILES)
def test_a_format_is_recognised_from_a_file_alone(key: str) -> None:
    sight = look(*FILES[key])
    assert sight.verdict is not None and sight.verdict.best is not None, sight.verdict
    assert sight.verdict.best.format.name == EXPECTED[key]
    assert sight.verdict.sure == (not is_plain(sight.verdict.best.format))
    assert sight.verdict.best.reasons


@pytest.mark.parametrize("key", [key for key in FILES if key not in ("hits", "hits-with-names", "form")])
def test_a_format_is_recognised_whatever_its_file_is_called(key: str) -> None:
    assert look("x", FILES[key][1]).verdict == look(*FILES[key]).verdict or (
        (verdict := look("x", FILES[key][1]).verdict) is not None
        and verdict.best is not None
        and verdict.best.format.name == EXPECTED[key]
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("ga4/reports_snapshot_custom_cards.csv", "ga4"),
        ("ga4/bq_export_nested.ndjson", "ga4-bigquery"),
        ("ga4/data_api_runreport.json", "ga4-api"),
        ("salesforce/case_sfdmu.csv", "salesforce"),
        ("salesforce/dataloader_opportunity.csv", "salesforce"),
        ("salesforce/opportunity_history.csv", "salesforce"),
        ("survey/surveymonkey_2header_starwars.csv", "surveymonkey"),
        ("survey/surveymonkey_1header_commas.csv", "surveymonkey"),
        ("zendesk/fivetran_ticket.csv", "zendesk"),
        ("clickstream/retentioneering_ecom.csv.gz", "events"),
    ],
)
def test_real_exports_are_recognised(path: str, name: str) -> None:
    sight = look(path, (SAMPLES / path).read_bytes())
    assert sight.verdict is not None and sight.verdict.best is not None
    assert sight.verdict.best.format.name == name


def test_a_workbook_of_universal_analytics_is_recognised() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Summary"
    for line in ("All Web Site Data", "Browser & OS", "20200601-20200602"):
        book.active.append([line])
    sheet = book.create_sheet("Dataset1")
    for row in (["Browser", "Users", "Bounce Rate"], ["Firefox", 70, 0.5], ["Chrome", 30, 0.25], [None, 90, 0.4]):
        sheet.append(row)
    index = book.create_sheet("Dataset2")
    for day in (["Day Index", "Users"], [datetime.date(2020, 6, 1), 50], [datetime.date(2020, 6, 2), 50], [None, 90]):
        index.append(day)
    buffer = io.BytesIO()
    book.save(buffer)
    verdict = look("Analytics.xlsx", buffer.getvalue()).verdict
    assert verdict is not None and verdict.best is not None and verdict.best.format.name == "ua"


def test_every_format_of_a_product_has_signs_that_suffice_and_says_what_it_expects() -> None:
    for fmt in formats().values():
        if fmt.name in ("csv", "tsv", "json", "ndjson", "parquet", "xlsx", "tidy"):
            continue
        assert sum(sign.weight for sign in fmt.signs if sign.weight > 0) >= ENOUGH, fmt.name
        assert len(fmt.expects) > 80, fmt.name


def test_formats_with_the_same_signs_leave_it_in_doubt() -> None:
    one = Format("one", "One", signs=(signs.has_columns("a", "b"),))
    two = Format("two", "Two", signs=(signs.has_columns("a", "b", weight=8), signs.has_columns("c", weight=4)))
    seen = Look("x.csv", tables=(SeenTable((("a", "b", "c"),)),))
    verdict = recognise(seen, (one, two))
    assert (verdict.best, verdict.sure) == (None, False)
    assert [candidate.format.name for candidate in verdict.candidates] == ["two", "one"]
    clear = Format("two", "Two", signs=(signs.has_columns("a", "b", weight=8), signs.has_columns("c", weight=8)))
    assert recognise(seen, (one, clear)).sure


def test_a_sign_may_speak_against_a_format() -> None:
    fmt = Format("one", "One", signs=(signs.has_columns("a"), signs.has_columns("STATUS", weight=-6)))
    assert recognise(Look("x", tables=(SeenTable((("a", "status"),)),)), (fmt,)).best is None


def test_a_format_is_no_candidate_for_a_container_that_it_does_not_read() -> None:
    fmt = Format("one", "One", reads=("xlsx",), signs=(signs.has_columns("a"),))
    assert recognise(Look("x", tables=(SeenTable((("a",),)),)), (fmt,)).candidates == ()


def test_a_workspace_without_its_lines_above_is_known_by_its_header() -> None:
    text = ",Visits,Orders\n,Visits,Orders\nChannel,100,25\nWeb,60,15\nShop,40,10\n"
    verdict = look("report.csv", text).verdict
    assert verdict is not None and verdict.best is not None and verdict.best.format.name == "adobe-workspace"


@pytest.mark.parametrize("text", [",a,b\n0,1,2\n1,3,4\n2,5,6\n", ",a,b\n,1,2\nx,3,4\ny,5,6\n", "k,a\n,b\nx,1\ny,2\n"])
def test_other_tables_with_blank_corners_are_no_workspace(text: str) -> None:
    verdict = look("report.csv", text).verdict
    assert verdict is None or verdict.best is None or verdict.best.format.name != "adobe-workspace"


def test_a_project_in_a_workbook_is_read_like_its_csv() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(io.StringIO(PROJECT.removeprefix("\ufeff"))):
        sheet.append([float(cell) if cell.isdigit() else cell or None for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    seen = [look(name, content) for name, content in (("p.csv", PROJECT), ("p.xlsx", buffer.getvalue()))]
    assert [sight.format.name for sight in seen if sight.format] == ["adobe-workspace"] * 2
    shown = [[(t.kept, [(c.name, c.samples) for c in t.columns]) for t in sight.tables] for sight in seen]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("key", ["sales-report", "play", "play-installs", "hubspot", "qualtrics-stripped", "lime"])
def test_an_export_that_was_saved_as_a_workbook_is_recognised(key: str) -> None:
    content = FILES[key][1]
    text = content if isinstance(content, str) else content.decode("utf-16")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Export", 0)
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    verdict = look("Book1.xlsx", buffer.getvalue()).verdict
    assert verdict is not None and verdict.best is not None and verdict.best.format.name == EXPECTED[key]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("key", ["qualtrics", "monkey", "typeform", "hubspot", "zendesk", "sales-report-plain", "lime"])
def test_an_export_that_was_saved_again_with_other_delimiters_is_recognised(key: str, delimiter: str) -> None:
    content = FILES[key][1]
    assert isinstance(content, str)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    verdict = look("Book1.csv", buffer.getvalue().encode("utf-16")).verdict
    assert verdict is not None and verdict.best is not None and verdict.best.format.name == EXPECTED[key]
