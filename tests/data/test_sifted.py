"""Large files with something odd in them: read in bounded memory, and to the same rows, receipts and findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cjmsite_crm.salesforce import SALESFORCE
from cjmsite_survey.qualtrics import QUALTRICS

from cjmsite.data import bulk, reader, sift, sifted, stored, text
from cjmsite.data.format import Drop, Format
from cjmsite.data.reader import read_tables
from cjmsite.data.table import Reading
from tests.data.making import SAMPLES, read
from tests.data.test_bulk import rows_of
from tests.plugins.test_survey import ONBOARDING, RESPONSES

COLUMNS = {"day": {"type": "date"}, "channel": {}, "score": {"type": "integer"}}
HEADER = "id,day,channel,score,comment\n"
CHANNELS = ("app", "web, new", "", "Straße")
LINES = [
    f'{n},2026-{1 + n % 3:02}-{1 + n % 27:02},"{CHANNELS[n % 4]}",{n * 7 % 11},"a ""word"" {n}"\n' for n in range(600)
]
SUM = sum(n * 7 % 11 for n in range(600))
TEXT = HEADER + "".join(LINES)


def within(*rows: str, at: int = 300) -> str:
    """The text with further lines in the middle."""
    return HEADER + "".join([*LINES[:at], *rows, *LINES[at:]])


ODD: dict[str, str | bytes] = {
    "short": within("1,2026-01-02\n"),
    "several short": within("1,2026-01-02\n", "2,2026-01-02,app\n") + "3,2026-01-02\n1,2026-01-02,app,5,x\n",
    "short at the end": TEXT + "1,2026-01-02\n",
    "cut off": TEXT + "1,2026-01-02,ap",
    "cut off within quotes": TEXT + '1,2026-01-02,app,5,"a wo',
    "without an end": TEXT + "1,2026-01-02,app,5,x",
    "long": within("1,2026-01-02,app,5,x,too,long\n"),
    "empty cells at the end": within("1,2026-01-02,app,5,x,,\n"),
    "header again": within(HEADER) + HEADER + LINES[0],
    "header again in quotes": within('"id","day","channel","score","comment"\n'),
    "a second file below": within("\ufeff" + HEADER, "\ufeff1,2026-01-02,app,5,x\n"),
    "blank cells": within(",,,,\n", '"","","",,\n', " , ,,,\n"),
    "blank lines at the end": TEXT + "\n\n \n",
    "blank line within": within("\n"),
    "quoted blanks": within('"\u00a0","","",,\n'),
    "comments above": "# ---\n# Answers\n# ---\n" + TEXT,
    "comment within": within("# made by hand\n"),
    "comment below": TEXT + "# made by hand\n",
    "orders": HEADER + "".join(f"#{line}" for line in LINES),
    "quoted orders": HEADER + "".join('"#' + line.replace(",", '",', 1) for line in LINES),
    "title": "Answers of the year\n\n" + TEXT,
    "title right above": "Answers of the year\nMade by somebody\n" + TEXT,
    "footer": TEXT + "\n(600 rows affected)\n",
    "lines of text below": TEXT + "Source: somebody\nMade in 2026\n",
    "remark apart": TEXT + "\nSource: somebody in 2026,,,,\n",
    "small table above": "a,b\n1,2\n3,4\n\n" + TEXT,
    "small table below": TEXT + "\nday,app\n2026-01-02,2\n2026-01-03,4\n",
    "separator line": "sep=,\n" + TEXT,
    "inch": within('1,2026-01-02,app,5,a 5" screen\n'),
    "inches": within('1,2026-01-02,app,5,a 5" screen\n', '1,2026-01-02,app,5,a 5" x 7" screen\n'),
    "torn quotes": within('1,2026-01-02,"app"s,5,x\n'),
    "blank lines in cells": within('1,2026-01-02,app,5,"x\n\n# y\n,,,,\nz"\n'),
    "a cell that begins on the next line": within('"\n1",2026-01-02,app,5,"x"\n'),
    "a long cell": within('1,2026-01-02,app,5,"' + "x, y\n" * 20_000 + '"\n'),
    "CRLF": within("1,2026-01-02\n").replace("\n", "\r\n"),
    "mixed line ends": within("1,2026-01-02,app,5,x\r\n", "1,2026-01-02,app,5,x\r"),
    "old Mac": TEXT.replace("\n", "\r"),
    "form feed": within("\f1,2026-01-02,app,5,x\n"),
    "end of a DOS file": TEXT + "\x1a",
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode(),
    "marked": b"\xef\xbb\xbf" + within("1,2026-01-02\n").encode(),
    "cp1252": TEXT.encode("cp1252"),
    "cp1252 far below": within("1,2026-01-02,naïve,5,x\n").replace("Straße", "Strasse").encode("cp1252"),
    "cp1252 and a short row": within("1,2026-01-02\n").encode("cp1252"),
    "UTF-16": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "UTF-16, big ends first": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-16 without a mark": within("1,2026-01-02\n").replace("ß", "ss").encode("utf-16-le"),
    "converted twice": within("1,2026-01-02,KÃ¶ln,5,x\n", "1,2026-01-02,KÃ¶ln,5,â€œx\n"),
    "tabs": within("1\t2026-01-02\n").replace(",", "\t").replace('web\tnew', "web new"),
    "semicolons and commas": within("1;2026-01-02\n").replace(",", ";").replace(";5;", ";5,5;"),
    "total": TEXT + f"Total,,,{SUM},\n",
    "no sum": TEXT + f"Total,,,{SUM + 1},\n",
    "no word": TEXT + f",,,{SUM},\n",
    "total above": HEADER + f'Grand total,,"",{SUM},\n' + "".join(LINES),
    "two totals": TEXT + f"Total: web,,,{SUM - 5},\nTotal: Account,,,{SUM},\n",
    "totals within": within("Sub-total,,,7,\n", at=200) + f"Total,,,{SUM},\n",
    "totals of parts": within(",App Total,,7,\n") + ",Web Total,,9,\n",
    "German totals": within("Gesamt,,,7,\n") + '"Summe",,,7,\n',
    "totals in words": within(*(f'{n},2026-01-02,app,5,"in total, {n}"\n' for n in range(40))),
    "second header": HEADER + "the id,the day,the channel,the score,the comment\n" + "".join(LINES),
    "a mistake among odd rows": within("1,2026-01-02\n", "1,2026-01-02,app,many,x\n", "1,2026-01-02\n"),
    "mistakes": within("1,2026-01-02,app,many,x\n", "1,someday,app,5,x\n") + "1,2026-01-02,app,many,x\n",
    "mistakes below lines in cells": within("1,2026-01-02,app,many,x\n", "1,2\n").replace("word", "word\n\nand"),
    "a mistake below a title": "Answers\n\n\n" + within("1,2\n") + "1,2026-01-02,app,many,x\n" + "".join(LINES),
    "very many mistakes": within(*(f"{n},2026-01-02,app,n{n},x\n" for n in range(90))),
    "mistakes everywhere": TEXT.replace("2026", "26-"),
}  # fmt: skip

BY_ROWS = ("comment within", "a cell that begins on the next line")
"""Where a file holds several large tables, the ordinary way has to say so."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A world in which few lines are many."""
    monkeypatch.setattr(sift, "AROUND", 30)
    monkeypatch.setattr(sifted, "AROUND", 30)
    for module in (text, sifted):
        monkeypatch.setattr(module, "SAMPLE_LINES", 60)
    monkeypatch.setattr(stored, "PIECE", 5_000)


def in_both_ways(content: str | bytes, fmt: Format | None = None, **spec: Any) -> tuple[Reading, Reading, bool]:
    """What the ordinary way and the other one make of a file, and whether that other one got all rows one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "BULK_FROM", 10**12)
        ordinary = read(content, fmt, **spec)
        patch.setattr(bulk, "BULK_FROM", 1)
        by_rows: list[str] = []
        patch.setattr(reader, "read_tables", lambda *given: by_rows.append("all") or read_tables(*given))
        return ordinary, read(content, fmt, **spec), bool(by_rows)


def same(ordinary: Reading, large: Reading) -> None:
    """See that nobody could tell which way it was."""
    assert large.problems == ordinary.problems
    assert rows_of(large) == rows_of(ordinary)
    assert large.table.totals == ordinary.table.totals
    for one, other in zip(ordinary.files, large.files, strict=True):
        for name in ("sha256", "size", "encoding", "encoding_reason", "delimiter", "rows_read", "rows_kept", "dropped"):
            assert getattr(one, name) == getattr(other, name), name
        assert [words for _, words in one.columns] == [words for _, words in other.columns]
        assert list(one.notes) == [note for note in other.notes if "read by the engine" not in note]


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("totals", ["check", "drop", "keep"])
def test_odd_lines_are_read_as_in_a_small_file(name: str, totals: str) -> None:
    ordinary, large, by_rows = in_both_ways(ODD[name], columns=COLUMNS, totals=totals)
    same(ordinary, large)
    assert by_rows == (name in BY_ROWS)
    assert large.table.copies or by_rows or not len(large.table)


@pytest.mark.parametrize("name", ODD)
def test_it_is_so_whatever_columns_are_asked_for(name: str) -> None:
    same(*in_both_ways(ODD[name], columns={"score": {"type": "integer"}}, filter=["comment != 'x'"])[:2])


@pytest.mark.parametrize("name", ["short", "cp1252", "blank cells", "header again in quotes", "marked", "total"])
def test_rows_that_a_format_drops_and_words_that_it_does_not_know_are_told_alike(name: str) -> None:
    drops = (Drop("channel", ("app",), "not an answer", known=("web, new",)), Drop("score", ("3",), "a test"))
    same(*in_both_ways(ODD[name], Format("f", "f", drops=drops), columns=COLUMNS)[:2])


def test_a_format_that_drops_all_rows_around_is_left_to_the_ordinary_way() -> None:
    drops = (Drop("comment", ("x",), "a test"),)
    content = within(*["1,2026-01-02,app,5,x\n"] * 60, "1,2026-01-02\n") + "1,2026-01-02,app,5,x\n" * 60
    ordinary, large, by_rows = in_both_ways(content, Format("f", "f", drops=drops), columns=COLUMNS)
    same(ordinary, large)
    assert by_rows


@pytest.mark.parametrize("spec", [{"skip_rows": 2}, {"header_rows": 2}, {"encoding": "cp1252"}, {"delimiter": ","}])
def test_what_a_source_says_of_its_file_holds_for_a_large_one(spec: dict[str, Any]) -> None:
    content = within("1,2026-01-02\n")
    if "skip_rows" in spec:
        content = 'Answers, "all\nof them\n' + content
    if "header_rows" in spec:
        content = "the,day,the,score,of\n" + content.replace("id,", "id2,", 1)
        columns: dict[str, Any] = {"score": {"type": "integer", "from": {"header": ["score", "score"]}}}
    else:
        columns = COLUMNS
    ordinary, large, by_rows = in_both_ways(content.encode(spec.get("encoding", "utf-8")), columns=columns, **spec)
    same(ordinary, large)
    assert not by_rows


@pytest.mark.parametrize("size", [7, 100, 1_000, 30_000])
@pytest.mark.parametrize("name", ["short", "CRLF", "UTF-16", "cp1252", "blank lines in cells", "mistakes", "inch"])
def test_it_is_so_wherever_pieces_end(monkeypatch: pytest.MonkeyPatch, name: str, size: int) -> None:
    monkeypatch.setattr(stored, "PIECE", size)
    same(*in_both_ways(ODD[name], columns=COLUMNS)[:2])


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.*sv")), ids=lambda path: str(path.name))
def test_real_exports_are_read_alike(path: Path) -> None:
    columns = {f"c{position}": {"from": {"position": position}} for position in (1, 2, 3)}
    ordinary, large, _ = in_both_ways(path.read_bytes()[:3_000_000], columns=columns)
    same(ordinary, large)


def test_an_export_of_qualtrics_is_read_alike_with_its_three_header_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sift, sifted):
        monkeypatch.setattr(module, "AROUND", 60)  # half of its rows are dropped
    header, rows = RESPONSES[: RESPONSES.index("2026-")], RESPONSES[RESPONSES.index("2026-") :]
    content = header + rows * 80 + rows[: rows.index("\n")][:20] + "\n" + rows * 20
    ordinary, large, by_rows = in_both_ways(content, QUALTRICS, columns=ONBOARDING)
    same(ordinary, large)
    assert large.table.copies and not by_rows


def test_a_format_that_changes_rows_has_all_of_them() -> None:
    rows = "".join(f"{n},{'1' if n % 3 else ''},x\n" for n in range(400))
    columns = {"id": "Id", "gone": {"from": "IsDeleted", "type": "boolean"}}
    ordinary, large, by_rows = in_both_ways("Id,IsDeleted,Name\n" + rows, SALESFORCE, columns=columns)
    same(ordinary, large)
    assert by_rows
    same(*in_both_ways("Id,Deleted,Name\n" + rows, SALESFORCE, columns={"id": "Id"})[:2])
