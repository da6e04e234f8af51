"""Large files: the engine reads them to the same rows and numbers as the ordinary way, or leaves them to it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cjmsite.data import bulk, counting, reader
from cjmsite.data.format import Drop, Format
from cjmsite.data.table import Reading
from tests.data.making import KNOWN, codes, measure, read
from tests.hostile.test_data_files import RIGHT, WRONG

COLUMNS = {"day": {"type": "date"}, "channel": {}, "score": {"type": "integer", "scale": [0, 10]}}
ROWS = "".join(
    f'{n},2026-{1 + n % 3:02}-{1 + n % 27:02},"{("app", "web, new", "")[n % 3]}",{n * 7 % 11},"a ""remark"" {n}"\n'
    for n in range(900)
)
TEXT = "id,day,channel,score,comment\n" + ROWS


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A world in which every file is a large one."""
    monkeypatch.setattr(bulk, "BULK_FROM", 1)
    return monkeypatch


def both(
    monkeypatch: pytest.MonkeyPatch, content: str | bytes, fmt: Format | None = None, **spec: Any
) -> list[Reading]:
    monkeypatch.setattr(bulk, "BULK_FROM", 10**12)
    ordinary = read(content, fmt, **spec)
    monkeypatch.setattr(bulk, "BULK_FROM", 1)
    return [ordinary, read(content, fmt, **spec)]


def rows_of(reading: Reading) -> Counter[tuple[Any, ...]]:
    counted: Counter[tuple[Any, ...]] = Counter()
    copies = reading.table.copies or (1,) * len(reading.table)
    for row, number in zip(zip(*(column.values for column in reading.table.columns), strict=True), copies, strict=True):
        counted[row] += number
    return counted


def same(ordinary: Reading, large: Reading) -> None:
    assert rows_of(ordinary) == rows_of(large)
    assert codes(ordinary) == codes(large)
    for one, other in zip(ordinary.files, large.files, strict=True):
        assert (one.rows_read, one.rows_kept, one.dropped) == (other.rows_read, other.rows_kept, other.dropped)
        assert (one.encoding, one.delimiter, one.columns) == (other.encoding, other.delimiter, other.columns)


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace(",", ";"),
        TEXT.replace('a ""remark""', "two\nlines"),
        TEXT.replace('a ""remark""', "two\n\n# lines\n,, and one"),
        TEXT + "901,2026-01-02,app,5,x",
    ],
    ids=["plain", "CRLF", "marked", "semicolons", "lines in cells", "blank lines in cells", "no end"],
)
def test_a_large_file_gives_the_same_rows_and_numbers(monkeypatch: pytest.MonkeyPatch, content: str | bytes) -> None:
    ordinary, large = both(monkeypatch, content, columns=COLUMNS, filter=["score != 10"])
    assert large.table.copies
    assert sum(large.table.copies) > len(large.table)
    same(ordinary, large)
    fields = {"date": "day", "grain": "month", "dimensions": {"channel": "channel"}}
    for name, more in (
        ("nps", {"expr": "score"}),
        ("median", {"expr": "score"}),
        ("count", {}),
        ("last", {"expr": "score"}),
    ):
        one, other = (measure(reading, name, **more, **fields) for reading in (ordinary, large))
        if name == "last":  # of rows of one day, which is the last is a matter of their order in the file
            assert [value.n for value in one.series] == [value.n for value in other.series]
            continue
        assert (one.series, one.split, one.problems) == (other.series, other.split, other.problems)
        assert one.receipt and other.receipt
        assert (one.receipt.rows_used, one.receipt.dropped) == (other.receipt.rows_used, other.receipt.dropped)


def test_rows_that_a_format_drops_are_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    fmt = Format("f", "f", drops=(Drop("channel", ("app",), "not an answer"),))
    ordinary, large = both(monkeypatch, TEXT, fmt, columns={"score": COLUMNS["score"]})
    assert large.table.copies and dict(large.files[0].dropped) == {"not an answer": 300}
    same(ordinary, large)


def test_a_mistake_in_a_large_file_is_told_on_its_line(large: pytest.MonkeyPatch) -> None:
    reading = read(TEXT + "x,2026-01-02,app,none,y\nx,2026-01-02,app,5,y\n", columns=COLUMNS)
    (problem,) = reading.problems
    assert problem.span and problem.span.line == 902


@pytest.mark.parametrize("name", [*RIGHT, *WRONG])
def test_what_is_not_plain_is_read_in_the_ordinary_way(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    content = {**RIGHT, **WRONG}[name][0]
    ordinary, large = both(monkeypatch, content, columns={"a": {}, "b": {"type": "number"}})
    if not any(problem.severity == "error" for problem in ordinary.problems):
        same(ordinary, large)
    else:
        assert codes(ordinary) == codes(large)


@pytest.mark.parametrize(
    "broken",
    [
        TEXT + "1,2026-01-02\n",
        TEXT + "1,2026-01-02,app,5,x,too long\n1,2026-01-02,app,5,x\n",
        TEXT + "\n\nid,day\n1,2\n3,4\n",
        TEXT + "# a remark\n1,2026-01-02,app,5,x\n",
        TEXT + TEXT,
        TEXT + ",,,,\n1,2026-01-02,app,5,x\n",
        TEXT + "Total,,,4500,\n",
        TEXT.replace('"a ""remark"" 7"', 'a 5" screen'),
        TEXT.replace('"a ""remark"" 7"', '"a \\"remark\\" 7"'),
        TEXT.replace('"a ""remark"" 7"', "naïve").encode("cp1252"),
        TEXT + '1,2026-01-02,app,5,"open\n',
    ],
    ids=["short", "long", "two tables", "remark", "header", "blank", "total", "inch", "backslash", "cp1252", "open"],
)
def test_one_row_that_is_odd_is_enough_for_another_way(monkeypatch: pytest.MonkeyPatch, broken: str | bytes) -> None:
    ordinary, large = both(monkeypatch, broken, columns=COLUMNS)
    assert rows_of(ordinary) == rows_of(large)
    assert codes(ordinary) == codes(large)
    assert [file.dropped for file in ordinary.files] == [file.dropped for file in large.files]


SUM = sum(n * 7 % 11 for n in range(900))
MIDDLE = TEXT.index("\n450,") + 1


@pytest.mark.parametrize("totals", ["check", "drop", "keep"])
@pytest.mark.parametrize(
    "content",
    [
        TEXT + f"Total,,,{SUM},\n",
        TEXT + f"Total,,,{SUM + 1},\n",
        TEXT + f",,,{SUM},\n",
        "id,day,channel,score,comment\n" + f'Grand total,,"",{SUM},\n' + ROWS,
        TEXT[:MIDDLE] + "Sub-total,,,7,\n" + TEXT[MIDDLE:],
        TEXT[:MIDDLE] + ",App Total,,7,\n" + TEXT[MIDDLE:] + "Web Total,,,9,\n",
        TEXT[:MIDDLE] + "Gesamt,,,7,\n" + TEXT[MIDDLE:],
        TEXT[:MIDDLE] + '"Summe",,,7,\n' + TEXT[MIDDLE:] + f"Summe,,,{SUM},\n",
        TEXT.replace('a ""remark""', "in total,,,4500,"),
        TEXT.replace('a ""remark""', "two lines\nTotal,,,7,\nof"),
    ],
    ids=["last", "no sum", "no word", "first", "within", "of parts", "German", "both", "in cells", "lines in cells"],
)
@pytest.mark.parametrize("columns", [("score",), ("day", "score"), ("channel",), ("id", "channel", "score")])
def test_totals_of_a_large_file_are_left_out_and_asked_about_as_those_of_a_small_one(
    monkeypatch: pytest.MonkeyPatch, content: str, totals: str, columns: tuple[str, ...]
) -> None:
    wanted = {name: {"type": "integer"} if name == "score" else {} for name in columns}
    ordinary, large = both(monkeypatch, content, columns=wanted, totals=totals)
    assert [(p.code, p.span, p.message) for p in ordinary.problems] == [
        (p.code, p.span, p.message) for p in large.problems
    ]
    assert rows_of(ordinary) == rows_of(large)
    for one, other in zip(ordinary.files, large.files, strict=True):
        assert (one.rows_read, one.rows_kept, one.dropped) == (other.rows_read, other.rows_kept, other.dropped)
        assert [note for note in one.notes if "total" in note] == [note for note in other.notes if "total" in note]


def test_all_rows_are_looked_at_only_where_there_may_be_a_total(large: pytest.MonkeyPatch) -> None:
    large.setattr(reader, "find_sifted", lambda *given, **more: pytest.fail("all rows are looked at"))
    assert read(TEXT, columns=COLUMNS).table.copies
    assert read(TEXT, columns={"score": COLUMNS["score"]}).table.copies


def test_rows_of_very_many_kinds_are_left_to_the_ordinary_way(large: pytest.MonkeyPatch) -> None:
    large.setattr(counting, "MOST_KINDS", 100)
    assert read(TEXT, columns={"id": {}}).table.copies == ()
    assert read(TEXT, columns={"channel": {}}).table.copies == (300, 300, 300)


CELL = st.text(alphabet='ab, ";\n\r|#\t=é', max_size=5)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=12))
@example([("", "", ";"), ("; ;", "", "")])
def test_whatever_stands_in_the_cells_both_ways_agree(cells: list[tuple[str, str, str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n\r') else cell

    text = "one,two,three\n" + "".join(",".join(map(quoted, row)) + "\n" for row in cells)
    with pytest.MonkeyPatch.context() as patch:
        ordinary, large = both(patch, text, KNOWN["csv"], columns={"two": {}, "three": {}})
    assert codes(ordinary) == codes(large)
    assert rows_of(ordinary) == rows_of(large)
