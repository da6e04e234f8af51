"""Files as programs and people break them: the right rows, or a finding that says what is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from cjmsite.read import inputs
from tests.conftest import MadeSite
from tests.data.making import codes, column, read, value

COLUMNS = {"a": {}, "b": {"type": "number"}}
Rows = list[tuple[str | None, float | None]]

RIGHT: dict[str, tuple[str | bytes, Rows]] = {
    "old Mac line ends": ("a,b\rx,1\ry,2\r", [("x", 1), ("y", 2)]),
    "mixed line ends": ("a,b\r\nx,1\ny,2\r", [("x", 1), ("y", 2)]),
    "no line end at the end": ("a,b\nx,1\ny,2", [("x", 1), ("y", 2)]),
    "several line ends at the end": ("a,b\nx,1\ny,2\n\n\n", [("x", 1), ("y", 2)]),
    "a separator line": ("sep=;\na;b\nx;1,5\n", [("x", 1.5)]),
    "semicolons": ("a;b\nx;1\ny;2\n", [("x", 1), ("y", 2)]),
    "tabs": ("a\tb\nx\t1\ny\t2\n", [("x", 1), ("y", 2)]),
    "bars": ("a|b\nx|1\ny|2\n", [("x", 1), ("y", 2)]),
    "thin spaces": ("a;b\nx;1\u202f234,5\ny;12\u00a0345,5\n", [("x", 1234.5), ("y", 12345.5)]),
    "a currency": ('a,b\nx,"$1,234.50"\ny,($45.00)\n', [("x", 1234.5), ("y", -45)]),
    "Arabic digits": ("a,b\nx,١٢٣\n", [("x", 123)]),
    "a real minus": ("a,b\nx,−5\ny,–3\n", [("x", -5), ("y", -3)]),
    "an inch mark": ('a,b\n5" screen,1\n7" screen,2\n', [('5" screen', 1), ('7" screen', 2)]),
    "spaces before quotes": ('a, b\n"x, y", 1\n"z", 2\n', [("x, y", 1), ("z", 2)]),
    "quotes with backslashes": (
        'a,b\n"he said \\"hi, you\\"",1\n"z",2\n',
        [('he said "hi, you"', 1), ("z", 2)],
    ),
    "backslashes that are none": ('a,b\n"C:\\temp\\",1\n"z",2\n', [("C:\\temp\\", 1), ("z", 2)]),
    "escaped quotes": ('a,b\n1,"2"\n"x ""y"" z",3\n', [("1", 2), ('x "y" z', 3)]),
    "lines within cells": ('a,b\n"x\ny",1\n"z\r\nw",2\n', [("x\ny", 1), ("z\nw", 2)]),
    "JSON within a cell": ('a,b\n"{""k"": 1, ""l"": 2}",3\n', [('{"k": 1, "l": 2}', 3)]),
    "empty quoted cells": ('a,b\n"",1\nx,""\n', [(None, 1), ("x", None)]),
    "a cell of commas": ('a,b\n"a, b, c",1\n', [("a, b, c", 1)]),
    "a delimiter at each end": ("a,b,\nx,1,\ny,2,\n", [("x", 1), ("y", 2)]),
    "a delimiter at the ends of data": ("a,b\nx,1,\ny,2,\n", [("x", 1), ("y", 2)]),
    "a doubled delimiter": ("a||b\nx||1\ny||2\n", [("x", 1), ("y", 2)]),
    "a header again": ("a,b\nx,1\na,b\ny,2\n", [("x", 1), ("y", 2)]),
    "a title above": ("Sales of the year\n\na,b\nx,1\ny,2\n", [("x", 1), ("y", 2)]),
    "another table below": ("a,b\nx,1\ny,2\n\nc,d,e\nz,5,6\n", [("x", 1), ("y", 2)]),
    "a total below": ("a,b\nx,100\ny,200\nTotal,300\n", [("x", 100), ("y", 200)]),
    "two byte order marks": (b"\xef\xbb\xbf\xef\xbb\xbfa,b\nx,1\n", [("x", 1)]),
    "a mark before a quoted header": (b'\xef\xbb\xbf"a","b"\n"x","1"\n', [("x", 1)]),
    "UTF-16 without a mark": ("a,b\nx,1\ny,2\n".encode("utf-16-le"), [("x", 1), ("y", 2)]),
    "the end of a DOS file": (b"a,b\nx,1\n\x1a", [("x", 1)]),
    "letters that other programs take for line ends": (
        "a,b\nx\u0085y,1\nz\u2028w,2\n",
        [("x\u0085y", 1), ("z\u2028w", 2)],
    ),
    "rows that are too short": ("a,b,c\nx,1\ny,2,3\n", [("x", 1), ("y", 2)]),
    "Namibia": ("a,b\nNA,1\nNone,2\n", [("NA", 1), ("None", 2)]),
    "formulas": ("a,b\n=1+1,1\n@SUM(A1),2\n", [("=1+1", 1), ("@SUM(A1)", 2)]),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_can_be_read_is_read_rightly(name: str) -> None:
    content, rows = RIGHT[name]
    reading = read(content, columns=COLUMNS)
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    assert list(zip(column(reading, "a"), column(reading, "b"), strict=True)) == rows


WRONG: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "empty-file"),
    "blank lines": ("\n \n", "empty-file"),
    "no header": ("x,1\ny,2\n", "unknown-column"),
    "other quotes": ("'a','b'\n'x','1'\n", "unknown-column"),
    "spaces for commas": ("a b\nx 1\n", "unknown-column"),
    "a page": ("<html><table><tr><td>a</td></tr></table>", "not-a-table"),
    "a page with a remark first": ("\n <!-- x --><div>Access denied</div>\n", "not-a-table"),
    "a page of XML": ('<?xml version="1.0"?><!DOCTYPE html><html/>', "not-a-table"),
    "a row too long": ("a,b\nx,1,2\ny,2\n", "row-too-long"),
    "an open quote": ('a,b\n"x,1\ny,2\n', "open-quote"),
    "a NUL": (b"a,b\nx\0y,1\n", "not-text"),
    "half a letter": ("a,b\nx,1\n".encode("utf-16")[:-1], "lying-mark"),
    "infinity": ("a,b\nx,inf\ny,1e999\n", "not-a-number"),
    "hexadecimal": ("a,b\nx,0x10\n", "not-a-number"),
    "underscores": ("a,b\nx,1_000\n", "not-a-number"),
    "a fraction": ("a,b\nx,½\n", "not-a-number"),
    "an apostrophe from Excel": ("a,b\nx,'5\n", "not-a-number"),
    "a formula around a number": ('a,b\nx,"=""5"""\n', "not-a-number"),
    "a mark that nobody sees": ("a,b\nx,\u200b5\n", "not-a-number"),
    "lakhs": ('a,b\nx,"12,34,567"\ny,"1,234.5"\n', "not-a-number"),
    "two currencies": ('a,b\nx,$5\ny,£5\n', "mixed-currencies"),
    "a number in doubt": ("a,b\nx,1.234\n", "ambiguous-number"),
    "two tables alike": ("a,b\nx,1\ny,2\n\na,b\nz,5\n", "several-tables"),
    "a total that is none": ("a,b\nx,100\ny,200\nTotal,301\n", "unproven-total"),
    "a remark below a blank line": ("a,b\nx,1\ny,2\n\nSource: someone, 2026\n", "row-apart"),
    "a file that ends within a row": ("a,b,c\nx,1,1\ny,2,2\nz,3", "cut-off"),
    "a file that ends within a quoted cell": ('a,b,c\nx,1,"one"\ny,2,"tw', "cut-off"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_an_error(name: str) -> None:
    content, code = WRONG[name]
    assert code in [problem.code for problem in read(content, columns=COLUMNS).problems if problem.severity == "error"]


DOUBTFUL: dict[str, tuple[str, str]] = {
    "a remark right below": ("a,b,c\nx,1,1\ny,2,2\nSource: someone\n", "text-below"),
    "a file cut off": ("a,b,c\nx,1,1\ny,2,2\nz,3\n", "short-last-row"),
    "letters converted twice": ("a,b\nKÃ¶ln,1\n", "double-encoded"),
    "a name twice": ("a,b,b\nx,1,2\n", "repeated-column"),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_may_be_wrong_is_a_warning(name: str) -> None:
    content, code = DOUBTFUL[name]
    assert codes(read(content, columns=COLUMNS)) == [code]


def test_a_cell_of_three_megabytes_is_a_cell() -> None:
    reading = read("a,b\n" + "x" * 3_000_000 + ",1\ny,2\n", columns=COLUMNS)
    assert value(reading, "sum", expr="b").value == 3


def test_two_thousand_columns_are_columns() -> None:
    names = ",".join(f"c{number}" for number in range(2_000))
    text = names + "\n" + ",".join(map(str, range(2_000))) + "\n"
    assert column(read(text, columns={"c1999": {"type": "integer"}}), "c1999") == (1999,)


def test_very_many_tables_do_not_take_very_long() -> None:
    text = "\n".join(f"# Start date: 20260101\nkey {n},value\nx,{n}\n" for n in range(3_000))
    assert codes(read(text, columns={"key 7": {}})) == []


# --- files that go away -------------------------------------------------------------------------------------

SITE = {
    "cjmsite.yaml": (
        "title: T\nsources: {s: {file: 'content/data/*.csv', columns: {a: {}, b: {type: number}}},"
        " x: {file: content/data/none.csv, columns: {a: {}}}}\n"
    ),
    "content/metrics/m.md": "---\ntitle: M\nsource: s\nmeasure: sum\nexpr: b\n---\n",
    "content/data/s.csv": "a,b\nx,1\n",
}


@pytest.mark.parametrize(
    ("failure", "words"),
    [(PermissionError(13, "Permission denied"), "Permission denied"), (FileNotFoundError(), "no file")],
)
def test_a_file_that_is_locked_or_gone_when_it_is_read_is_told(
    make_site: Callable[..., MadeSite], monkeypatch: pytest.MonkeyPatch, failure: OSError, words: str
) -> None:
    site = make_site(SITE)

    def locked(path: str, mode: str) -> IO[Any]:
        if path.endswith("s.csv"):
            raise failure
        return Path(path).open(mode)

    monkeypatch.setattr(inputs, "open", locked, raising=False)
    told = [f for f in site.findings() if f.code in ("missing-file", "unreadable-file") and "s.csv" in f.message]
    assert told and words in told[0].message
    assert site.page("metrics/m.html"), "the page is there, and says nothing that is not known"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_leads_out_of_the_site_is_not_read(make_site: Callable[..., MadeSite], tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\nx,918273645\n")
    site = make_site(SITE)
    (site.root / "content/data/s.csv").unlink()
    (site.root / "content/data/s.csv").symlink_to(tmp_path / "secret.csv")
    site.db.advance()
    assert any(finding.severity == "error" for finding in site.findings())
    assert b"918273645" not in b"".join(site.outputs().values())
