"""From text to tables: dialects, blocks, headers, ragged rows and totals."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjmsite.data.container import Payload
from cjmsite.data.delimited import read_delimited
from cjmsite.data.format import Format
from cjmsite.data.rawtable import Heading, RawTable, Tables
from cjmsite.data.reshape import add_columns
from cjmsite.data.text import CELL_LIMIT
from cjmsite.model.source import Source
from tests.data.making import KNOWN, SAMPLES, codes, column, dropped, only, read, sample, steps

AB = {"a": {}, "b": {}}


def tables(content: bytes, **spec: object) -> tuple[RawTable, ...]:
    return read_delimited(Payload("x", content), Source.model_validate(spec), KNOWN["csv"]).tables


def names(table: RawTable) -> list[str]:
    return [heading.name for heading in table.headings]


# --- dialect ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_rows_of_one_width(mark: str) -> None:
    point = "." if mark == "," else ","
    text = f"a{mark}b\n1{point}5{mark}x\n2{point}7{mark}y\n3{mark}z\n"
    assert column(read(text, columns=AB), "b") == ("x", "y", "z")


def test_excels_separator_line_is_no_row_and_lines_are_still_counted_from_the_top() -> None:
    reading = read("sep=;\na;b\n1,5;x\n", columns=AB)
    assert column(reading, "a") == ("1,5",)
    assert reading.table.lines == (3,)


def test_a_declared_delimiter_is_taken_at_its_word() -> None:
    assert column(read("a!b\n1!2\n", delimiter="!", columns=AB), "b") == ("2",)
    assert column(read("a\tb\n1\t2\n", delimiter="tab", columns=AB), "b") == ("2",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_are_read(end: str) -> None:
    reading = read(end.join(["a,b", "1,x", '2,"y', 'z"', "3,w", ""]), columns=AB)
    assert column(reading, "b") == ("x", "y\nz", "w")
    assert reading.table.lines == (2, 3, 5)


def test_quotes_within_titles_of_a_tab_separated_file_are_letters() -> None:
    reading = read('prev\tcurr\tn\nother\t"Weird_Al"_Yankovic\t12\nA\tThe_"B"_Side\t9\n', columns={"c": "curr"})
    assert column(reading, "c") == ('"Weird_Al"_Yankovic', 'The_"B"_Side')
    assert "quotes are ordinary letters in it" in reading.files[0].notes


def test_quotes_around_cells_of_a_tab_separated_file_hold_them_together() -> None:
    assert column(read('a\tb\n"x\ty"\t"2"\n', format="tsv", columns=AB), "a") == ("x\ty",)


def test_a_space_before_a_quote_is_no_part_of_the_cell() -> None:
    assert column(read('a,b\n1, "x, y"\n', columns=AB), "b") == ("x, y",)


def test_doubled_quotes_are_one() -> None:
    reading = sample("quirks/escaped_quotes.csv", columns={"one": "column1"})
    assert column(reading, "one") == ('"The Best" Account', 'The "Best" Account')


def test_a_stray_quote_in_a_plain_cell_is_a_letter() -> None:
    assert column(read('a,b\n5" pipe,x\n6" pipe,y\n', columns=AB), "a") == ('5" pipe', '6" pipe')


def test_a_quote_that_is_never_closed_is_told_with_its_line() -> None:
    problem = only(read('a,b\n1,x\n2,"y\n3,z\n4,w\n', columns=AB))
    assert (problem.code, problem.span and problem.span.line) == ("open-quote", 3)


def test_a_cell_of_three_megabytes_is_read() -> None:
    big = "x" * 3_000_000
    assert column(read(f'a,b\n1,"{big}"\n', columns=AB), "b") == (big,)


def test_a_cell_of_more_than_the_limit_is_told_and_not_raised() -> None:
    assert codes(read("a,b\n1," + "x" * (CELL_LIMIT + 1) + "\n", columns=AB)) == ["broken-text"]


# --- blocks -------------------------------------------------------------------------------------------------


def test_the_eight_tables_of_a_real_report_are_told_apart() -> None:
    found = tables((SAMPLES / "ga4/reports_snapshot_custom_cards.csv").read_bytes())
    assert len(found) == 8
    card = found[0]
    assert names(card) == ["Active users", "New users", "Average engagement time per active user", "Event count"]
    assert [row for _, row in card.rows()] == [["1291", "1272", "62.347792408985285", "8019"]]
    assert {"Reports snapshot", "Property: thetool.guru", "Start date: 20251203"} <= set(card.comments)
    pages = next(table for table in found if "Views" in names(table))
    rows = [row for _, row in pages.rows()]
    assert (len(rows), sum(int(row[1]) for row in rows)) == (92, 2523)


def test_the_one_table_that_has_the_mapped_columns_needs_no_naming() -> None:
    columns = {"page": "Page title and screen class", "views": {"from": "Views", "type": "integer"}}
    reading = sample("ga4/reports_snapshot_custom_cards.csv", columns=columns)
    assert reading.problems == ()
    assert sum(column(reading, "views")) == 2523


def test_several_tables_that_could_be_meant_are_listed() -> None:
    problem = only(sample("ga4/reports_snapshot_custom_cards.csv", columns={"users": "Active users"}))
    assert problem.code == "several-tables"
    assert "8 tables" in problem.message
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:sources.s.table"


def test_a_table_is_named_by_its_place_its_columns_or_its_title() -> None:
    stack = "# Users\n# Start date: 20250101\nday,n\n1,5\n\n# Sessions\nday,n\n1,7\n\n# Revenue\nday,n,sum\n1,2,9\n"
    for table, n in (({"index": 1}, "5"), ({"title": "sessions"}, "7"), ({"has": ["sum"]}, "2")):
        assert column(read(stack, table=table, columns={"n": {}}), "n") == (n,)
    assert codes(read(stack, table={"title": "Costs"}, columns={"n": {}})) == ["no-such-table"]


def test_tables_parted_by_blank_lines_alone_are_told_apart_by_their_headers() -> None:
    found = tables(b"week,users\n1,5\n2,6\n\ncountry,users\nNA,5\n")
    assert [names(table) for table in found] == [["week", "users"], ["country", "users"]]


def test_a_blank_line_within_one_table_does_not_end_it() -> None:
    reading = read("a,b\n1,x\n\n2,y\n\n\n3,z\n", columns=AB)
    assert column(reading, "a") == ("1", "2", "3")
    assert reading.table.lines == (2, 4, 7)


def test_a_blank_line_within_quotes_does_not_end_a_row() -> None:
    reading = read('a,b\n1,"x\n\n# y"\n2,z\n', columns=AB)
    assert column(reading, "b") == ("x\n\n# y", "z")
    assert reading.table.lines == (2, 5)


def test_lines_of_text_after_a_table_are_left_out() -> None:
    footer = '"Grand Totals (2 records)"\n"Cases"\n"Copyright (c) 2000-2026, Inc. All rights reserved."\n'
    reading = read(f'"a","b"\n"1","x"\n"2","y"\n\n\n{footer}', columns=AB)
    assert column(reading, "a") == ("1", "2")
    assert reading.problems == ()
    assert any("text from line 6 left out" in note for note in reading.files[0].notes)


def test_titles_above_a_header_are_no_header() -> None:
    reading = read("Campaign report\nAll time\na,b,c\n1,x,p\n2,y,q\n", columns=AB)
    assert column(reading, "a") == ("1", "2")
    assert tables(b"Campaign report\nAll time\na,b,c\n1,x,p\n")[0].title == "All time"


def test_comments_saved_through_excel_trail_delimiters() -> None:
    reading = read("# -----,,\n# Report,,\n,,\na,b,c\n1,x,p\n2,y,q\n", columns=AB)
    assert column(reading, "a") == ("1", "2")


def test_a_quoted_comment_is_a_comment() -> None:
    (table,) = tables(b'# Suite: X\n"# Date: Jul 27, 2026 - Aug 2, 2026"\na,b\n1,2\n')
    assert table.comments == ("Suite: X", "Date: Jul 27, 2026 - Aug 2, 2026")


def test_a_column_that_is_called_hash_is_a_column() -> None:
    text = '"#","What is your <strong>job</strong>?"\n"2b7e","Nurse"\n"9c1d","Clerk"\n'
    reading = read(text, columns={"id": "#", "job": "What is your job?"})
    assert column(reading, "id") == ("2b7e", "9c1d")
    assert column(reading, "job") == ("Nurse", "Clerk")


def test_order_numbers_with_a_hash_are_rows() -> None:
    assert column(read("order,sum\n#1001,5\n#1002,6\n", columns={"order": {}}), "order") == ("#1001", "#1002")


# --- headers ------------------------------------------------------------------------------------------------


def test_repeated_names_are_numbered_and_each_can_be_reached() -> None:
    text = "id,Other,Other\n1,x,y\n"
    assert column(read(text, columns={"o": {"from": {"name": "Other", "nth": 2}}}), "o") == ("y",)
    assert column(read(text, columns={"o": "Other [2]"}), "o") == ("y",)
    problem = only(read(text, columns={"o": "Other"}))
    assert (problem.code, problem.severity) == ("repeated-column", "warning")


def test_a_real_file_with_a_repeated_name_reads_its_second_column() -> None:
    usd = {"from": "ecommerce_purchase_revenue_in_usd", "type": "number"}
    columns = {"e": {"from": {"name": "param_session_engaged", "nth": 2}}, "usd": usd}
    reading = sample("ga4/fivetran_bq_event_flat.csv", columns=columns)
    assert len(reading.table) == 6
    assert sum(column(reading, "usd")) == pytest.approx(79.98)


def test_a_column_without_a_name_is_reached_by_its_position() -> None:
    reading = sample(
        "survey/nps_french_cp1252.csv", encoding="cp1252", columns={"row": {"from": {"position": 1}, "type": "integer"}}
    )
    assert column(reading, "row")[:3] == (1, 2, 3)
    assert len(reading.table) == 13954


def test_two_header_rows_are_joined_and_the_upper_one_holds_until_the_next() -> None:
    text = "id,Which do you use?,,Score\n,Web,Phone,\n1,Web,,9\n"
    reading = read(
        text,
        header_rows=2,
        columns={
            "id": {},
            "phone": "Which do you use? / Phone",
            "web": {"from": {"header": ["Which do you use?", "Web"]}},
        },
    )
    assert reading.problems == ()
    assert (column(reading, "web"), column(reading, "phone")) == (("Web",), (None,))


def test_the_two_header_rows_of_a_real_survey_are_read() -> None:
    fan = "Do you consider yourself to be a fan of the Star Wars film franchise?"
    reading = sample(
        "survey/surveymonkey_2header_starwars.csv",
        header_rows=2,
        encoding="cp1252",
        columns={
            "seen": "Have you seen any of the 6 films in the Star Wars franchise? / Response",
            "fan": {"from": {"header": [fan, "Response"]}, "type": "boolean"},
        },
    )
    assert reading.problems == ()
    assert len(reading.table) == 1186
    assert [column(reading, "seen").count(word) for word in ("Yes", "No")] == [936, 250]
    assert [column(reading, "fan").count(word) for word in (True, False, None)] == [552, 284, 350]


def test_the_first_known_name_of_a_renamed_column_is_taken() -> None:
    place = {"any_of": ["Key events", "Conversions"]}
    assert column(read("Day,Conversions\n1,7\n", columns={"k": {"from": place}}), "k") == ("7",)


def test_a_column_that_is_not_there_is_told_at_its_mapping_with_the_nearest_name() -> None:
    problem = only(read("Score,When\n1,2\n", columns={"score": "Scroe"}))
    assert problem.code == "unknown-column"
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:sources.s.columns.score.from"
    assert problem.hint == "did you mean `Score`?"


def test_a_source_without_columns_reads_nothing() -> None:
    reading = read("secret\n1\n")
    assert codes(reading) == ["no-columns"]
    assert reading.table.columns == ()


def test_only_mapped_columns_leave_the_reader() -> None:
    reading = read("id,mail,score\n7,a@example.com,9\n", columns={"score": {}}, filter=['mail != ""'])
    assert [column.name for column in reading.table.columns] == ["score"]
    assert "example.com" not in repr(reading)


def test_a_file_with_nothing_but_a_header_gives_a_warning() -> None:
    assert codes(read("a,b\n", columns=AB)) == ["no-rows"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"])
def test_an_empty_file_is_an_error(content: bytes) -> None:
    assert codes(read(content, columns=AB)) == ["empty-file"]


def test_five_thousand_columns_are_no_trouble() -> None:
    width = 5000
    text = "\n".join(
        ",".join(f"{cell}" for cell in (f"c{at}" if row == 0 else at for at in range(width))) for row in range(200)
    )

    def read_the_last() -> None:
        assert column(read(text, columns={"last": f"c{width - 1}"}), "last") == ("4999",) * 199

    assert steps(read_the_last) < 100 * width


# --- ragged rows --------------------------------------------------------------------------------------------


def test_short_rows_are_filled_and_counted() -> None:
    reading = read("a,b,c\n1,x,p\n2\n3,z\n", columns=AB)
    assert column(reading, "b") == ("x", None, "z")
    assert any(note.startswith("2 rows shorter") for note in reading.files[0].notes)


def test_a_row_with_more_cells_than_the_header_is_an_error_and_is_left_out() -> None:
    reading = read("a,b\n1,x\n2,y,z\n3,w\n", columns=AB)
    problem = only(reading)
    assert (problem.code, problem.span and problem.span.line) == ("row-too-long", 3)
    assert column(reading, "a") == ("1", "3")
    assert dropped(reading) == {"more cells than the header has": 1}


def test_empty_cells_beyond_the_header_mean_nothing() -> None:
    assert column(read("a,b\n1,x,,\n", columns=AB), "b") == ("x",)


def test_of_many_long_rows_twenty_are_told_and_the_rest_are_counted() -> None:
    reading = read("a,b\n1,x\n2,x\n" + "1,2,3\n" * 2 + "9,x\n" * 600 + "1,2,3\n" * 332, columns=AB)
    assert len(reading.problems) == 21
    assert reading.problems[-1].message == "and 314 more like these"


def test_a_header_that_comes_again_is_left_out_and_counted() -> None:
    reading = read("a,b,c\n1,x,\na,b,c\n2,y,\n,,\n", columns=AB)
    assert column(reading, "a") == ("1", "2")
    assert dropped(reading) == {"the header again": 1}


def test_two_tables_of_one_header_are_not_thrown_together() -> None:
    assert codes(read("day,n\n1,5\n\nday,n\n1,7\n", columns={"n": {}})) == ["several-tables"]


# --- totals -------------------------------------------------------------------------------------------------

NUMBERS = {"dim": "Country", "n": {"from": "Sessions", "type": "integer"}}


@pytest.mark.parametrize(
    "total",
    ["Total,60", "Grand Total,60", ",60", "Gesamt,60"],
)
def test_a_totals_row_that_is_the_sum_is_left_out(total: str) -> None:
    reading = read(f"Country,Sessions\nSE,10\nFR,20\nNA,30\n{total}\n", columns=NUMBERS)
    assert sum(column(reading, "n")) == 60
    assert dropped(reading) == {"totals row": 1}


def test_a_total_that_is_a_sum_in_one_column_need_not_be_in_another() -> None:
    text = 'System,Day,Users,Sessions,Rate\niOS,1,"1,076",1200,62%\nMac,1,500,800,50%\n,,"1,400","2,000",57%\n'
    reading = read(text, columns={"n": {"from": "Sessions", "type": "integer"}}, locale={"thousands": ","})
    assert column(reading, "n") == (1200, 800)


def test_a_first_row_that_is_one_cell_wider_and_says_total_is_left_out() -> None:
    text = "Id,Stream,Events,Users\n,,48,3,Grand total\n729222800.16,web,42,1\n81.2,web,6,2\n"
    reading = read(text, columns={"id": "Id", "n": {"from": "Events", "type": "integer"}})
    assert column(reading, "id") == ("729222800.16", "81.2")
    assert reading.problems == ()


def test_a_last_row_without_a_name_that_is_no_sum_is_data() -> None:
    reading = read("Country,Sessions\nSE,10\nFR,20\n,5\n", columns=NUMBERS)
    assert column(reading, "n") == (10, 20, 5)


def test_a_small_sum_without_a_word_is_chance() -> None:
    assert column(read("Country,Sessions\nSE,1\nFR,3\n,4\n", columns=NUMBERS), "n") == (1, 3, 4)


def test_a_row_that_says_total_and_is_no_sum_has_to_be_decided() -> None:
    text = "Country,Sessions\nSE,10\nFR,20\nTotal,25\n"
    problem = only(read(text, columns=NUMBERS))
    assert (problem.code, problem.span and problem.span.line) == ("unproven-total", 4)
    assert column(read(text, totals="drop", columns=NUMBERS), "n") == (10, 20)
    assert column(read(text, totals="keep", columns=NUMBERS), "n") == (10, 20, 25)


def test_text_about_totals_is_not_a_total() -> None:
    text = "Day,Comment\n2026-01-01,Total disaster\n2026-01-02,Total\n"
    assert read(text, columns={"c": "Comment"}).problems == ()


# --- properties ---------------------------------------------------------------------------------------------

CELLS = st.text(alphabet=st.sampled_from("ab1 ,;\"'\n|é#"), max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=12))
def test_what_a_csv_writer_writes_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    # A first cell that is never blank nor a comment: those part tables, and have tests of their own.
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["first", "second", "third"])
    writer.writerows(("k" + a, b, c) for a, b, c in rows)
    reading = read(buffer.getvalue(), delimiter=",", totals="keep", columns={"first": {}, "third": {}})
    assert column(reading, "first") == tuple(("k" + a).strip() for a, _, _ in rows)
    assert column(reading, "third") == tuple(c.strip() or None for _, _, c in rows)


@given(st.text(alphabet=st.sampled_from('ab1,;"\n\t#= '), max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    read(text, columns={"a": {}})


def test_a_format_may_check_its_header_and_say_what_is_wrong() -> None:
    fmt = Format("tool", "A tool's file", check_header=lambda rows: None if rows[0][0] == "Id" else "no `Id`")
    assert codes(read("Id,n\n1,2\n", fmt, columns={"n": {}})) == []
    problem = only(read("Key,n\n1,2\n", fmt, columns={"n": {}}), "wrong-header")
    assert "`tool`" in (problem.hint or "")


def test_a_format_may_read_bytes_by_itself() -> None:
    def lines(payload: Payload, spec: Source) -> Tables:
        rows = [(at, line.split()) for at, line in enumerate(payload.content.decode().splitlines(), start=1)]
        headings = tuple(Heading(name, name, (name,)) for name in ("day", "page"))
        return Tables((RawTable(headings, lambda: iter(rows)),))

    fmt = Format("lines", "A day and a page on each line", tables=lines)
    reading = read("2026-01-01 /a\n2026-01-02 /b\n", fmt, columns={"page": {}})
    assert reading.problems == ()
    assert column(reading, "page") == ("/a", "/b")


def test_a_format_that_fails_is_named() -> None:
    def fail(payload: Payload, spec: Source) -> Tables:
        raise ZeroDivisionError("too small")

    problem = only(read("x", Format("odd", "An odd one", tables=fail), columns={"page": {}}))
    assert problem.code == "plugin-failed"
    assert "`odd`" in problem.message and "too small" in problem.message
    assert problem.span is not None and problem.span.path.endswith("sources.s.format")


@pytest.mark.parametrize("hook", ["check_header", "find_header", "name_of", "reshape", "reshaped"])
def test_a_format_whose_function_fails_is_named(hook: str) -> None:
    def fail(*given: object) -> str:
        raise ZeroDivisionError("too small")

    functions = {"reshape": lambda table: add_columns(table, {"c": fail})} if hook == "reshaped" else {hook: fail}
    problem = only(read("a\n1\n", Format("odd", "An odd one", **functions), columns={"a": {}}), "plugin-failed")
    assert "`odd`" in problem.message and "too small" in problem.message


@pytest.mark.parametrize(
    ("delimiter", "text", "message"),
    [
        (",", "tag;wer;note\n1;2;3\n", "line 1 of data.csv has no comma but 2 semicolons"),
        ("tab", "sep=;\n# a comment\na,b\n1,2\n", "line 3 of data.csv has no tab but 1 comma"),
        ("^", "a|b\n1|2\n", "line 1 of data.csv has no caret but 1 bar"),
    ],
)
def test_a_declared_delimiter_that_parts_nothing_is_told_where_it_is_declared(
    delimiter: str, text: str, message: str
) -> None:
    problem = only(read(text, delimiter=delimiter, columns={"a": {}, "note": {}}))
    assert (problem.code, problem.message) == ("wrong-delimiter", message)
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:sources.s.delimiter"


def test_a_declared_delimiter_may_part_nothing_in_a_file_of_one_column() -> None:
    reading = read("note\n1\n2\n", delimiter=";", columns={"note": {"type": "integer"}})
    assert reading.problems == () and column(reading, "note") == (1, 2)


@pytest.mark.parametrize(("filters", "place"), [(["a > 7"], "filter.0"), ([], "file.0")])
def test_a_source_without_rows_is_told_at_its_filter_else_at_its_file(filters: list[str], place: str) -> None:
    text = "a\n1\n" if filters else "a\n"
    problem = only(read(text, filter=filters, columns={"a": {"type": "integer"}}))
    assert problem.code == "no-rows"
    assert problem.span is not None and problem.span.path == f"cjmsite.yaml:sources.s.{place}"


def test_two_totals_at_the_end_are_both_left_out() -> None:
    text = "Campaign,Clicks,Cost\nBrand,10,1.5\nShoes,20,3\nBags,5,2\nTotal: Campaigns,35,6.5\nTotal: Account,35,6.5\n"
    reading = read(text, columns={"clicks": {"from": "Clicks", "type": "integer"}})
    assert reading.problems == ()
    assert (column(reading, "clicks"), dropped(reading)) == ((10, 20, 5), {"totals row": 2})


def test_a_row_that_only_says_that_it_is_a_total_is_told() -> None:
    text = "Campaign,Clicks\nBrand,10\nShoes,20\nTotal: Account,99\n"
    problem = only(read(text, columns={"clicks": {"from": "Clicks", "type": "integer"}}), "unproven-total")
    assert problem.span is not None and problem.span.line == 4


# --- totals without a word, and in other languages ------------------------------------------------------------

CAMPAIGNS = """Campaign,Device,Reach,Clicks,Spent,Currency,Starts
,,900,1730,12026.72,EUR,2026-01-01
Brand,mobile,500,1000,8000.12,EUR,2026-01-01
Shoes,desktop,450,730,4026.60,EUR,2026-01-01
"""


def test_a_total_may_say_what_all_rows_say() -> None:
    reading = read(CAMPAIGNS, columns={"n": {"from": "Clicks", "type": "integer"}})
    assert reading.problems == ()
    assert (column(reading, "n"), dropped(reading)) == ((1000, 730), {"totals row": 1})


def test_a_row_without_names_whose_numbers_lie_beyond_all_others_has_to_be_decided() -> None:
    text = CAMPAIGNS.replace("1730,12026.72", "1600,12000")
    problem = only(read(text, columns={"n": {"from": "Clicks", "type": "integer"}}), "unproven-total")
    assert problem.span is not None and problem.span.line == 2
    assert column(read(text, totals="keep", columns={"n": {"from": "Clicks", "type": "integer"}}), "n")[0] == 1600


def test_a_row_without_a_name_among_others_is_data() -> None:
    text = CAMPAIGNS.replace("1730,12026.72", "1600,12000").replace("Shoes,desktop", ",")
    reading = read(text, columns={"n": {"from": "Clicks", "type": "integer"}})
    assert reading.problems == () and column(reading, "n") == (1600, 1000, 730)


@pytest.mark.parametrize("label", ["合計", "Итого", "Totalt", "Total general", "Totale complessivo", "총합계", "Summa"])
def test_a_total_says_so_in_its_language(label: str) -> None:
    reading = read(f"Country,Sessions,Rate\nSE,10,1%\nFR,20,2%\n{label},30,-\n", columns=NUMBERS)
    assert (column(reading, "n"), dropped(reading)) == ((10, 20), {"totals row": 1})


def test_rows_below_a_line_of_text_are_not_lost_in_silence() -> None:
    text = "Day,Calls\n2026-01-01,4\n2026-01-02,5\n\nCalls of February\nDay,Calls\n2026-02-01,7\n2026-02-02,8\n"
    found = read(text, columns={"calls": {"from": "Calls", "type": "integer"}}).problems
    assert [problem.code for problem in found] == ["rows-below-text"]
    assert found[0].span is not None and found[0].span.line == 6
    remark = "Day,Calls\n2026-01-01,4\n2026-01-02,5\n\nA remark\nand, more of it\n"
    assert read(remark, columns={"calls": {"from": "Calls", "type": "integer"}}).problems == ()


def test_the_mark_of_a_second_file_below_the_first_is_no_part_of_its_header() -> None:
    text = "\ufeffa,b\nx,1\n"
    reading = read(text + text, columns={"a": "a", "b": {"type": "integer"}})
    assert reading.problems == ()
    assert column(reading, "b") == (1, 1)
