"""A clean table polluted in the ways of the Pollock benchmark: the same numbers come out, or a finding says why not.

The ways are those of G. Vitagliano et al., "Pollock: A Data Loading Benchmark", VLDB 2023, on a table of ours.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.data.making import column, read

ROWS = [(f"2026-01-{1 + at % 28:02}", f"shop {at % 3}", str(at % 7), "all good") for at in range(30)]
HEADER = ("day", "shop", "score", "said")
COLUMNS = {"day": {"type": "date"}, "shop": {}, "score": {"type": "integer"}}
CLEAN = (
    tuple(day for day, *_ in ROWS),
    tuple(shop for _, shop, *_ in ROWS),
    tuple(int(score) for _, _, score, _ in ROWS),
)


def table(delimiter: str = ",", end: str = "\n", quote: str = "", header: bool = True) -> str:
    rows = [HEADER, *ROWS] if header else ROWS
    return "".join(delimiter.join(f"{quote}{cell}{quote}" for cell in row) + end for row in rows)


def line(at: int, change: Callable[[str], str]) -> str:
    lines = table().splitlines(keepends=True)
    lines[at] = change(lines[at])
    return "".join(lines)


RIGHT = {
    "no end of the last line": table().rstrip("\n"),
    "two ends of the last line": table() + "\n",
    "many blank lines below": table() + "\n\n\n\n",
    "blank lines above": "\n\n" + table(),
    "byte order mark": "\ufeff" + table(),
    "lines end in CR LF": table(end="\r\n"),
    "lines end in CR": table(end="\r"),
    "semicolons": table(";"),
    "tabs": table("\t"),
    "bars": table("|"),
    "everything in quotes": table(quote='"'),
    "quotes where none are needed": line(3, lambda text: text.replace("shop 2", '"shop 2"')),
    "delimiter within quotes": line(5, lambda text: text.replace("all good", '"all, good"')),
    "line end within quotes": line(5, lambda text: text.replace("all good", '"all\ngood"')),
    "a quote within quotes, doubled": line(5, lambda text: text.replace("all good", '"all ""good"""')),
    "empty cells after the last": line(5, lambda text: text.rstrip("\n") + ",,\n"),
    "a comment above": "# exported by somebody\n" + table(),
    "a preamble above": "Report of January\n\n" + table(),
    "the header twice": table().replace("\n", "\nday,shop,score,said\n", 1),
    "lines of delimiters below": table() + ",,,\n,,,\n",
    "UTF-16": table(),
}
"""Pollutions that do not matter."""

TOLD: dict[str, str] = {
    "no header": table(header=False),
    "no rows": ",".join(HEADER) + "\n",
    "nothing": "",
    "a row that lacks a cell": line(5, lambda text: text.replace(",all good", "")),
    "a row with a cell too many": line(5, lambda text: "x," + text),
    "a delimiter within a cell without quotes": line(5, lambda text: text.replace("all good", "all, good")),
    "a quote that never ends": line(5, lambda text: text.replace("all good", '"all good')),
    "another delimiter in one row": line(5, lambda text: text.replace(",", ";")),
    "a second table below": table() + "\nshop,visits\nshop 0,120\n",
    "a column less in the header": table().replace("day,shop,score,said", "day,shop,said", 1),
    "letters among numbers": line(5, lambda text: text.replace(",4,", ",four,")),
    "rows of a delimiter alone": "".join(",".join(row) + "\n" for row in ((",",) * 4, *[(";",) * 4] * 3)),
}
"""Pollutions after which nobody can know what is meant."""


def numbers_of(text: str, **spec: object) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """What is read, and the codes of what is said about it."""
    reading = read(text.encode(str(spec.pop("as_", "utf-8"))), columns=COLUMNS, **spec)
    said = tuple(problem.code for problem in reading.problems if problem.severity in ("error", "warning"))
    known = [column(reading, name) if reading.table.column(name) else () for name in COLUMNS]
    found = (tuple(map(str, known[0])), *known[1:])
    return found, said


@pytest.mark.parametrize("way", RIGHT)
def test_a_pollution_that_does_not_matter_changes_no_number(way: str) -> None:
    found, said = numbers_of(RIGHT[way], as_="utf-16" if way == "UTF-16" else "utf-8")
    assert found == CLEAN, said
    assert said == ()


@pytest.mark.parametrize("way", TOLD)
def test_a_pollution_that_matters_is_told(way: str) -> None:
    found, said = numbers_of(TOLD[way])
    assert found == CLEAN or said, "a wrong number, and nobody was told"
    assert said or way == "a second table below"


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        (table("§"), {"delimiter": "§"}),
        (table(" ", quote='"'), {"delimiter": "tab"}),
        (table(quote="'"), {}),
        (line(5, lambda text: text.replace("all good", r'"all \"good\""')), {}),
        ("a,b\nc,d\n" + table(), {"header_rows": 3}),
    ],
    ids=["a rare delimiter, said", "blanks between cells", "other quotes", "quotes escaped", "three rows of header"],
)
def test_what_is_unusual_is_right_or_told(text: str, spec: dict[str, object]) -> None:
    found, said = numbers_of(text, **spec)
    assert found == CLEAN or said
