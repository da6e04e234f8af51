"""What is shown of a file: nothing that tells who somebody is, and no guess where two readings are left."""

from __future__ import annotations

import io
import zipfile

import pytest

from cjmsite.inspect.guessing import guess
from cjmsite.inspect.mapping import questions, quote, source_id, write_source
from cjmsite.inspect.masking import mask, why_personal
from cjmsite.inspect.telling import as_data, tell
from cjmsite.model.source import Locale
from cjmsite.read import yamltext
from tests.inspect.files import FILES
from tests.inspect.test_recognising import look
from tests.plugins.test_survey import RESPONSES

PLANTED = "Recipient Email,Reviewer first name,Comments,IP Address,Phone,token,score,Segment\n" + "".join(
    f"anna{at}@mail.example,Anna{at},call me at home please Anna{at},10.20.30.{at},+33 6 12 34 56 {at:02},"
    f"a1b2c3d4e5f6{at:04},{at % 11},{'A' if at % 2 else 'B'}\n"
    for at in range(30)
)


def test_values_that_tell_who_somebody_is_are_shown_as_shapes() -> None:
    sight = look("survey.csv", PLANTED)
    table = sight.tables[0]
    mapping = write_source("survey", "survey.csv", sight, table)
    for shown in ("\n".join(tell(sight, table)), repr(as_data(sight, table, mapping)), "\n".join(mapping)):
        for planted in ("anna1@", "Anna1", "10.20.30.1", "12 34 56", "a1b2c3d4e5f6"):
            assert planted not in shown, planted
    active = [line for line in mapping[mapping.index("  columns:") + 1 :] if not line.strip().startswith("#")]
    assert [line.split(":")[0].strip() for line in active] == ["score", "segment"]


@pytest.mark.parametrize("key", FILES)
def test_the_proposed_source_is_yaml_that_the_reader_takes(key: str) -> None:
    sight = look(*FILES[key])
    assert sight.format is not None
    for table in sight.tables:
        lines = write_source("it", "content/data/x.csv", sight, table)
        text = "sources:\n" + "".join(f"  {line}\n" for line in lines)
        read = yamltext.parse(text, "cjmsite.yaml")
        assert read.problems == (), text
        from cjmsite.model.source import Source

        source = Source.model_validate(read.value["sources"]["it"])
        assert source.format == sight.format.name


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("Recipient Email", "x", "its name says so"),
        ("customerName", "x", "its name says so"),
        ("Contact / E-mail", "x", "its name says so"),
        ("Address line 2", "x", "its name says so"),
        ("Network ID", "x", "its name says so"),
        ("Verbatim", "x", "free text"),
        ("NPS Reason", "x", "free text"),
        ("Warum?", "x", "free text"),
        ("¿Por qué?", "x", "free text"),
        ("field 7", "a.b@c.example", "e-mail addresses"),
        ("field 7", "4111 1111 1111 1111", "card numbers"),
        ("field 7", "192.168.0.12", "network addresses"),
        ("field 7", "+46 70 123 45 67", "telephone numbers"),
        ("field 7", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "ids"),
    ],
)
def test_what_may_tell_who_somebody_is(name: str, value: str, why: str) -> None:
    assert why_personal(name, [value]) == why


@pytest.mark.parametrize("name", ["Event name", "Page path", "Deal Stage", "Country", "Status", "Score"])
def test_names_of_things_are_not_personal(name: str) -> None:
    assert why_personal(name, ["checkout", "help"]) is None


def test_what_calls_itself_a_total_is_asked_about_in_the_proposed_source() -> None:
    sight = look("x.csv", "Video,Views\nTotal,100\na,30\nb,20\n")
    lines = write_source("it", "x.csv", sight, sight.tables[0])
    assert [line.strip() for line in lines][2].startswith("# totals: drop")
    proven = look("x.csv", "Video,Views\nTotal,50\na,30\nb,20\n")
    assert not any("totals" in line for line in write_source("it", "x.csv", proven, proven.tables[0]))


def test_a_file_of_times_is_no_form_where_its_first_cells_are_none() -> None:
    sight = look("x.csv", "Ticket,Created\n1,2025-01-24 04:00:00\n2,2025-01-25 04:00:00\n")
    assert sight.verdict is not None and "google-forms" not in str(sight.verdict)


def test_a_long_cell_is_looked_at_in_no_time() -> None:
    sight = look("x.csv", "Id,Said\n1," + "x" * 300_000 + "\n2,y\n")
    assert sight.tables[0].kept == 2


def test_a_file_of_previews_alone_is_told_of_and_its_columns_are_shown() -> None:
    sight = look("x.csv", RESPONSES.replace(",0,1,", ",1,1,").replace(",0,0,", ",1,0,"))
    (problem,) = sight.problems
    assert (problem.code, problem.severity) == ("all-left-out", "warning")
    assert problem.message == "all of 4 rows are left out: a preview, not an answer"
    assert problem.hint is not None and "Status != ''" in problem.hint
    assert sight.usable and sight.tables[0].kept == 0
    lines = write_source("it", "x.csv", sight, sight.tables[0])
    assert "    q12: {from: Q12, type: integer}" in lines


def test_a_number_of_thousands_of_digits_is_no_failure() -> None:
    sight = look("x.json", '[{"a": ' + "9" * 5_000 + "}]")
    assert sight.format is not None and sight.format.name == "json" and sight.tables[0].kept == 1


def test_a_scale_whose_ends_carry_words_is_proposed_as_numbers() -> None:
    sight = look("x.csv", "Likely?\n10 - Extremely likely\n9\n0 - Not at all\n7\n")
    lines = write_source("it", "x.csv", sight, sight.tables[0])
    read = yamltext.parse("\n".join(lines[:1] + [f"  {line}" for line in lines[1:]]), "cjmsite.yaml")
    column = next(iter(read.value["it"]["columns"].values()))
    assert column["map"] == {"10 - Extremely likely": "10", "0 - Not at all": "0"}


def test_a_shape_keeps_nothing_but_the_shape() -> None:
    assert mask("Anna-Lena 42") == "xxxx-xxxx 00"
    assert "a" not in mask("a" * 60).replace("letters", "")


@pytest.mark.parametrize(
    ("name", "words", "kind", "options"),
    [
        ("x", ["1", "2"], "integer", {}),
        ("x", ["1", "5", "99999"], "integer", {"null_values": ["99999"]}),
        ("x", ["100", "2500", "9999"], "integer", {}),
        ("x", ["WAHR", "FALSCH"], "boolean", {"true": ["WAHR"], "false": ["FALSCH"]}),
        ("x", ["FAUX", "VRAI"], "boolean", {"true": ["VRAI"], "false": ["FAUX"]}),
        ("x", ["FALSO"], "text", {}),
        ("x", ["1.5", "2"], "number", {}),
        ("x", ["1,234.5"], "number", {}),
        ("x", ["12%", "3.5%"], "percent", {}),
        ("x", ["00:02:06"], "duration", {}),
        ("x", ["true", "False"], "boolean", {}),
        ("IsWon", ["1", "0"], "boolean", {}),
        ("x", ["20260131", "20260201"], "date", {"format": "%Y%m%d"}),
        ("x", ["2026-01-31"], "date", {}),
        ("x", ["31/01/2026", "01/02/2026"], "date", {"format": "%d/%m/%Y"}),
        ("x", ["01/31/2026 10:00:00 PM"], "datetime", {"format": "%m/%d/%Y %I:%M:%S %p"}),
        ("created_at", ["1790000000", "1790000001"], "datetime", {"format": "unix"}),
        ("Time", ["1771073419.339", "1771073408.3"], "datetime", {"format": "unix"}),
        ("hit_time_gmt", ["1790000000", "1790000001"], "datetime", {"format": "unix"}),
        ("count", ["1790000000", "1790000001"], "integer", {}),
        ("Close Date", ["46027", "46058"], "date", {"format": "excel"}),
        ("Created", ["46027.5", "46058"], "datetime", {"format": "excel"}),
        ("Amount", ["46027", "46058"], "integer", {}),
        ("x", ["00123", "00124"], "text", {}),
        ("x", ["1", "2", "n/a"], "integer", {"null_values": ["n/a"]}),
        ("x", ["Namibia", "NA", "SE"], "text", {}),
        ("x", ["1", "two"], "text", {}),
        (
            "x",
            ["10 - Extremely likely", "9", "0 - Not at all likely"],
            "integer",
            {"map": {"10 - Extremely likely": "10", "0 - Not at all likely": "0"}},
        ),
        ("Satisfaction", ["Good (2)", "Bad (1)"], "integer", {"map": {"Good (2)": "2", "Bad (1)": "1"}}),
        ("Which?", ["1 - Shop", "2 - Web"], "text", {}),
        ("Satisfaction", ["18-29", "30-44"], "text", {}),
        ("Satisfaction", ["5 - 10 employees", "3"], "text", {}),
        ("Satisfaction", ["1. Never", "2. Often"], "text", {}),
    ],
)
def test_a_type_is_proposed_only_where_it_reads_every_cell(
    name: str, words: list[str], kind: str, options: dict[str, object]
) -> None:
    found = guess(name, words, ("",))
    assert (found.type, found.options) == (kind, options)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["03/04/2025", "05/06/2025"], "3 April 2025 or 4 March 2025"),
        (["1.234", "2.345"], "say how its numbers are written"),
        (["1790000000"], "count from 1970"),
    ],
)
def test_what_two_readings_are_left_of_is_asked(words: list[str], said: str) -> None:
    found = guess("closed at", words, ("",))
    assert found.question is not None and said in found.question


@pytest.mark.parametrize("name", ["How likely?", "Recommanderiez-vous ?", "Wie zufrieden sind Sie?", "おすすめ度"])
def test_answers_are_asked_for_their_scale_in_several_languages(name: str) -> None:
    assert "scale: [0, 10]" in (guess(name, ["9", "4"], ("",)).question or "")
    assert guess("Clicks", ["9", "4"], ("",)).question is None


def test_nothing_is_said_to_be_wrong_with_a_file_of_its_format() -> None:
    for key, (name, content) in FILES.items():
        if key.startswith("hits"):
            continue
        errors = [problem for problem in look(name, content).problems if problem.severity == "error"]
        assert errors == [], key


def test_an_encoding_that_cannot_be_known_is_asked_for() -> None:
    sight = look("x.csv", "name,score\nJosé,3\n".encode("cp850").replace(b"\x82", b"\x90"))
    assert [problem.code for problem in sight.problems] == ["unknown-encoding"]
    assert any("encoding" in line and line.lstrip().startswith("#") for line in write_source("x", "x.csv", sight, None))


def test_a_source_is_called_like_its_file() -> None:
    assert source_id("data/Été 2026 (final).csv") == "ete-2026-final"
    assert source_id("weekly.zip!Case.csv") == "case"
    assert quote("a: b") == '"a: b"'
    assert quote("Nth week", flow=True) == "Nth week"
    assert quote("no", flow=True) == '"no"'


def test_a_column_that_was_renamed_is_proposed_under_all_its_names() -> None:
    sight = look("x.csv", "# Start date: 20240101\n# End date: 20240102\nEvent name,Conversions\npurchase,4\n")
    assert "    conversions: {from: {any_of: [Conversions, Key events]}, type: integer}" in write_source(
        "x", "x.csv", sight, sight.tables[0]
    )


def test_a_question_shows_no_cell_of_a_personal_column() -> None:
    text = "Date of birth,Score\n" + "".join(f"0{day}/04/1980,{day}\n" for day in range(1, 10))
    sight = look("x.csv", text)
    lines = write_source("x", "x.csv", sight, sight.tables[0])
    shown = "\n".join([*tell(sight, sight.tables[0]), *lines])
    assert "1980" not in shown
    assert any(line.strip().startswith("# date_of_birth") for line in lines)


def test_the_names_of_groups_are_proposed_however_many_they_are() -> None:
    rows = "".join(f"/page-{at}/,{at}\n" for at in range(60))
    report = look("x.csv", f"# Start date: 20240101\n# End date: 20240102\nPage path,Views\n{rows}")
    assert any("page_path" in line and "#" not in line for line in write_source("x", "x.csv", report, report.tables[0]))
    other = look("x.csv", f"Page path,Views\n{rows}")
    assert any("# page_path" in line for line in write_source("x", "x.csv", other, other.tables[0]))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "visitorid,event,timestamp\n7,view,1433221332117\n8,buy,1433224214164\n",
            "time: {from: timestamp, type: datetime, format: unix_ms}  # does it count from 1970, as `unix_ms` does?",
        ),
        (
            "case;activity;end\n7;view;16.01.2026 13:40\n8;buy;17.01.2026 13:40\n",
            'time: {from: end, type: datetime, format: "%d.%m.%Y %H:%M"}',
        ),
    ],
)
def test_a_column_that_the_format_knows_is_proposed_where_its_writing_must_be_said(text: str, line: str) -> None:
    sight = look("log.csv", text)
    assert line in "\n".join(write_source("log", "log.csv", sight, sight.tables[0]))


@pytest.mark.parametrize("name", ["App-instance ID", "itemid", "Client id", "clientId", "ticket_id"])
def test_an_id_is_no_number(name: str) -> None:
    kind = "text" if name != "itemid" else "number"
    assert guess(name, ["729222800.1684694001", "396843460.5"], ()).type == kind


WRITINGS = {
    '"1,734",51.06%': '  locale: {decimal: ".", thousands: ","}  # as in 51.06%',
    '1.734,"51,06 %"': '  locale: {decimal: ",", thousands: "."}  # as in 51,06 %',
    '"1,734","$1,200.50"': '  locale: {decimal: ".", thousands: ","}  # as in $1,200.50',
}


@pytest.mark.parametrize("cells", WRITINGS)
def test_cells_that_are_plain_say_how_the_others_are_written(cells: str) -> None:
    sight = look("report.csv", f"Channel,Sessions,Other\nWeb,{cells}\nShop,{cells}\n")
    lines = write_source("report", "report.csv", sight, sight.tables[0])
    assert WRITINGS[cells] in lines
    assert "sessions: {from: Sessions, type: integer}" in "\n".join(lines)
    assert sight.tables[0].columns[1].guess.question is None


@pytest.mark.parametrize(
    "rows",
    [
        'Channel,Sessions\nWeb,"1,734"\nShop,900\n',  # nothing proves it
        'Channel,Sessions,Rate,Rest\nWeb,"1,734",51.06%,"1,5"\n',  # both are proven
        'Channel,Sessions,App version\nWeb,"1.734",4.10\n',  # a version is no amount
    ],
)
def test_what_no_cell_decides_is_asked(rows: str) -> None:
    sight = look("report.csv", rows)
    assert not any("locale:" in line.split("#")[0] for line in write_source("r", "r.csv", sight, sight.tables[0]))
    assert "may be" in (sight.tables[0].columns[1].guess.question or "")


@pytest.mark.parametrize(("values", "personal"), [("4 1 9 30 12", None), ("Ann Bo Cy Di Ed", "its name says so")])
def test_a_column_that_counts_people_tells_nothing_of_any(values: str, personal: str | None) -> None:
    text = "Page,Users\n" + "".join(f"/{at},{value}\n" for at, value in enumerate(values.split()))
    assert look("pages.csv", text).tables[0].columns[1].personal == personal


def test_a_conversion_is_no_version() -> None:
    sight = look("report.csv", 'Page,Visits,Conversion\n/,"6,000",2.5%\n/a,"3,000",2.0%\n')
    assert sight.tables[0].columns[1].guess.type == "integer"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_table_of_a_file_says_how_the_others_are_written(order: tuple[int, int]) -> None:
    tables = ("Page,Rate\n/,51.06%\n/a,60.00%\n", 'Day Index,Users\n6/1/26,143\n6/2/26,"1,043"\n')
    sight = look("report.csv", "\n".join(tables[at] for at in order))
    table = sight.tables[order.index(1)]
    lines = write_source("report", "report.csv", sight, table)
    assert '  locale: {decimal: ".", thousands: ","}  # as in 51.06%' in lines
    assert table.columns[1].guess.type == "integer"


DESCRIBED = """Code,Views - Mobile,Clicks
,Views on a telephone,Clicks on anything
A1,123,24
A2,24,8
A3,96,12
A4,2,0
"""


def test_a_second_row_of_headings_is_seen_and_written_into_the_source() -> None:
    sight = look("places.csv", DESCRIBED)
    (table,) = sight.tables
    lines = write_source("places", "places.csv", sight, table)
    assert (table.header_rows, table.kept) == (2, 4)
    assert any(line.strip().startswith("header_rows: 2") for line in lines)
    assert [column.guess.type for column in table.columns] == ["text", "integer", "integer"]
    assert table.columns[1].personal is None  # visits by telephone, and nobody's number


def test_shares_of_a_hundred_are_known_by_the_name_of_their_column() -> None:
    assert guess("Click-through rate (%)", ["0", "33.33", "7.14"], ("",)).type == "percent"
    assert guess("Click-through rate (%)", ["0", "0.33"], ("",)).type == "number"
    assert guess("Rate", ["0", "33.33"], ("",)).type == "number"


def test_counts_among_percentages_are_asked_about() -> None:
    asked = guess("Agree", ["3.1%", "40", "0"], ("",))
    assert asked.type == "percent" and "`40` has no percent sign" in (asked.question or "")


@pytest.mark.parametrize("code", ["99", "-9"])
def test_a_number_beyond_a_scale_is_asked_about(code: str) -> None:
    asked = guess("Answer", ["1", "2", "5", code], ("",))
    assert asked.options == {"null_values": [code]} and asked.question is not None
    assert guess("Answer", ["1", "2", "50", code], ("",)).options == {}


def test_whole_amounts_that_are_written_with_decimals_are_proposed_as_numbers() -> None:
    assert guess("Total", ["15.00", "20.00"], ("",)).type == "number"
    assert guess("Total", ["1,500", "20"], ("",), Locale(decimal=".", thousands=",")).type == "integer"


@pytest.mark.parametrize(
    ("text", "headless"),
    [
        ("2026-01-01,10,web\n2026-01-02,20,app\n2026-01-03,5,web\n", True),
        ("1,2\n3,4\n5,6\n", True),
        ("day,visits,channel\n2026-01-02,20,app\n2026-01-03,5,web\n", False),
        ("channel,2024,2025\nweb,20,30\napp,5,6\n", False),
        ("channel,owner\nweb,me\napp,you\n", False),
    ],
)
def test_a_file_without_names_of_columns_is_asked_about(text: str, headless: bool) -> None:
    table = look("x.csv", text).tables[0]
    assert any("put one with the names" in question for question in questions(table)) is headless


def test_an_archive_of_several_files_names_one_that_may_be_meant() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("README.txt", "hello")
        archive.writestr("data/visits.csv", "day,visits\n2026-01-01,3\n")
    (problem,) = look("x.zip", buffer.getvalue()).problems
    assert problem.hint == "name the one that is meant: `file: x.zip!data/visits.csv`"
