"""Adobe's exports, on made-up files of the shape that real ones were found to have."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import Literal

import pytest
from cjmsite_adobe.feed import FEED, split_cells, split_records
from cjmsite_adobe.workspace import WORKSPACE

from cjmsite.data.container import InputFile
from cjmsite.data.problems import nowhere
from cjmsite.data.reader import read_source
from cjmsite.data.table import Reading
from cjmsite.model.source import Source
from tests.data.making import codes, column, dropped, only, read

PROJECT = """\ufeff#=================================================================
# Freeform
# Report suite: Northwind
"# Date: Jul 27, 2026 - Aug 2, 2026"
#=================================================================

##############################################
# Freeform table (4)
##############################################
,,Visits,Visits,Orders
,,Visits,Mobile Phone,Orders
Segments,,900,500,40
Bought before,,600,300,30
Bought before,Month,600,300,30
Bought before,2026-07-01,380,190,21
Bought before,2026-08-01,221,111,9
New here,,300,200,10
New here,Month,300,200,10
New here,2026-07-01,300,200,10

##############################################
# Freeform table
##############################################
,Visits,Conversion Rate
,Visits,Conversion Rate
Referring Domain,1000,0.04
Typed/Bookmarked,700,0.05
search.example,250,0.02
t.example,80,0
Domain,1000,0.04
provider.example,600,0.05
other.example,400,0.025
"""


def of(table: str, *names: str, text: str = PROJECT, **more: object) -> Reading:
    columns = {name: name if at == 0 else {"from": name, "type": "number"} for at, name in enumerate(names)}
    return read(text, WORKSPACE, columns=columns, table={"has": [table]}, **more)


def test_the_total_of_a_dimension_is_no_row_of_it() -> None:
    reading = of("Referring Domain", "Referring Domain", "Visits", "Conversion Rate")
    assert reading.problems == ()
    assert column(reading, "Referring Domain") == ("Typed/Bookmarked", "search.example", "t.example")
    assert sum(column(reading, "Visits")) == 1030, "visits of several referrers may come to more than their total"
    assert dropped(reading) == {"totals row": 1}
    assert reading.table.totals == (("data.csv", (("Visits", 1000.0), ("Conversion Rate", 0.04))),)


def test_a_second_dimension_within_a_table_is_a_table_of_its_own() -> None:
    reading = of("Domain", "Domain", "Visits")
    assert column(reading, "Domain") == ("provider.example", "other.example")
    assert dropped(reading) == {"totals row": 1}


def test_a_breakdown_is_not_added_to_what_it_breaks_down() -> None:
    whole = read(
        PROJECT,
        WORKSPACE,
        columns={"segment": "Segments", "visits": {"from": "Visits", "type": "integer"}},
        table={"title": "Freeform table (4): Segments"},
    )
    assert column(whole, "visits") == (600, 300)
    parts = of("Month", "Month", "Visits", "Visits / Mobile Phone", "Orders")
    assert parts.problems == ()
    assert column(parts, "Month") == ("2026-07-01", "2026-08-01", "2026-07-01")
    assert sum(column(parts, "Visits")) == 901, "a visit over midnight counts in both months"
    assert column(parts, "Visits / Mobile Phone") == (190, 111, 200)


def test_the_days_of_the_report_are_columns() -> None:
    columns = {"from": {"from": "Start date", "type": "date"}, "to": {"from": "End date", "type": "date"}}
    reading = read(PROJECT, WORKSPACE, columns=columns, table={"has": ["Domain"]})
    assert {day.isoformat() for name in ("from", "to") for day in column(reading, name)} == {"2026-07-27", "2026-08-02"}


def test_a_first_row_that_is_no_total_is_told() -> None:
    text = PROJECT.replace("Referring Domain,1000,", "Referring Domain,600,")
    problem = only(of("Referring Domain", "Referring Domain", "Visits", text=text), "unproven-total")
    assert "less than one of them" in problem.message


def test_a_breakdown_whose_first_row_does_not_name_it_is_told() -> None:
    text = PROJECT.replace("Bought before,Month,600,300,30\n", "")
    problem = only(of("2026-07-01", "Segments", "Visits", text=text), "unproven-total")
    assert "`2026-07-01` should name a dimension" in problem.message


def test_a_single_item_with_all_visits_is_no_dimension() -> None:
    text = "# Report suite: N\n#####\n# Freeform table\n#####\n,Visits\n,Visits\nDevice,10\nDesktop,10\nTablet,0\n"
    reading = of("Device", "Device", "Visits", text=text)
    assert column(reading, "Device") == ("Desktop", "Tablet")


def test_numbers_of_another_country_need_a_word() -> None:
    text = PROJECT.replace("700,0.05", '"1.700",0.05').replace("Domain,1000,", 'Domain,"9.000",')
    assert codes(of("Referring Domain", "Referring Domain", "Visits", text=text)) == ["ambiguous-number"]
    reading = of("Referring Domain", "Referring Domain", "Visits", text=text, locale="de")
    assert column(reading, "Visits") == (1700, 250, 80)


NAMES = (
    "hit_time_gmt\tpost_visid_high\tpost_visid_low\tvisit_num\tvisit_start_time_gmt\t"
    "exclude_hit\thit_source\tduplicate_purchase\tpost_event_list\tpage_url\n"
)
HITS = (
    "1790000000\t11\t21\t1\t1790000000\t0\t1\t0\t200\thttps://a.example/?q=x\\\ty\n"
    "1790000060\t11\t21\t1\t1790000000\t0\t1\t0\t1,200=3\tone\\\ntwo\n"
    "1790000060\t11\t21\t1\t1790000000\t0\t1\t1\t1\tback\\\\slash\n"
    '1790000100\t12\t21\t1\t1790000100\t0\t1\t0\t100\tcaf\xe9 "quoted\n'
    "1790000100\t13\t21\t1\t1790000100\t1\t1\t0\t1\tbot\n"
    "1790000100\t14\t21\t1\t1790000100\t0\t5\t0\t1\tlater\n"
)
FEED_COLUMNS = {
    "visit": "visit_id",
    "bought": {"from": "purchase", "type": "boolean"},
    "page": "page_url",
    "when": {"from": "hit_time_gmt", "type": "datetime", "format": "unix"},
}


def feed(*files: InputFile) -> Reading:
    return read_source("s", Source.model_validate({"columns": FEED_COLUMNS}), list(files), FEED, nowhere)


def test_a_feed_is_read_with_the_names_of_its_header_file() -> None:
    reading = feed(
        InputFile("feed/column_headers.tsv", NAMES.encode()), InputFile("feed/hit_data.tsv", HITS.encode("latin-1"))
    )
    assert [p for p in reading.problems if p.severity != "info"] == []
    assert column(reading, "page") == ("https://a.example/?q=x\ty", "one\ntwo", "back\\slash", 'café "quoted')
    assert len(set(column(reading, "visit"))) == 2
    assert column(reading, "bought") == (False, True, False, False)
    assert dropped(reading) == {
        "excluded from reports (`exclude_hit`)": 1,
        "no hit of a visitor (`hit_source`)": 1,
    }
    assert reading.table.lines == (1, 2, 4, 5), "an escaped line end moves the lines after it"


def test_a_feed_is_read_from_its_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("column_headers.tsv", NAMES)
        archive.writestr("hit_data.tsv", HITS.encode("latin-1"))
        archive.writestr("browser.tsv", "1\tFirefox\n")
    packed = buffer.getvalue()
    members = [InputFile("feed.zip", packed, name) for name in ("column_headers.tsv", "hit_data.tsv")]
    reading = feed(*members)
    assert len(column(reading, "page")) == 4


@pytest.mark.parametrize("mode", ["w:gz", "w:"])
def test_a_feed_is_read_from_the_tarball_that_adobe_sends(mode: Literal["w:gz", "w:"]) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in (("./column_headers.tsv", NAMES.encode()), ("hit_data.tsv", HITS.encode("latin-1"))):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    packed = buffer.getvalue()
    both = feed(*(InputFile("feed.tar.gz", packed, name) for name in ("column_headers.tsv", "hit_data.tsv")))
    assert len(column(both, "page")) == 4
    unnamed = only(feed(InputFile("feed.tar.gz", packed)), "archive-member")
    assert "it holds 2 files: `column_headers.tsv`, `hit_data.tsv`" in unnamed.message
    cut = only(feed(InputFile("feed.tar.gz", packed[: len(packed) // 16], "*")), "broken-archive")
    assert "damaged" in cut.message


def test_a_feed_without_its_header_file_is_told_to_bring_it() -> None:
    problem = only(feed(InputFile("hit_data.tsv", HITS.encode("latin-1"))), "no-header-file")
    assert problem.hint is not None and "column_headers.tsv" in problem.hint


def test_hits_below_a_row_of_names_need_no_other_file() -> None:
    reading = feed(InputFile("hits.tsv", (NAMES + HITS).encode("latin-1")))
    assert [p for p in reading.problems if p.severity != "info"] == []
    assert column(reading, "bought") == (False, True, False, False)
    assert reading.table.lines == (2, 3, 5, 6)


def test_an_escaped_backslash_does_not_escape_what_follows() -> None:
    assert split_cells("a\\\\\tb\\tc") == ["a\\", "b\tc"]
    assert [record for _, record in split_records("a\\\\\nb\\\nc\n")] == ["a\\\\", "b\\\nc"]
