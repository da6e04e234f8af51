"""The files of csv-spectrum, each with what is in it as JSON: they are read as they are meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.data.making import column, read

FOLDER = Path(__file__).parent / "spectrum"
CASES = sorted(path.stem for path in FOLDER.glob("*.csv"))

OTHERWISE = "Contact Phone Number"
"""A column whose JSON says something else than its CSV."""


def _rows(known: Any) -> list[dict[str, str]]:
    return known if isinstance(known, list) else [known]


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_read_as_it_is_meant(name: str) -> None:
    known = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    meant = [{name: cell.replace("\r\n", "\n") for name, cell in row.items()} for row in _rows(known)]
    names = [name for name in meant[0] if name != OTHERWISE]
    meant = [{name: row[name] for name in names} for row in meant]
    reading = read(
        (FOLDER / f"{name}.csv").read_bytes(),
        columns={f"c{at}": {"from": heading} for at, heading in enumerate(names)},
    )
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    found = [
        dict(zip(names, ("" if cell is None else cell for cell in row), strict=True))
        for row in zip(*(column(reading, f"c{at}") for at in range(len(names))), strict=True)
    ]
    assert found == meant


def test_there_are_all_of_them() -> None:
    assert len(CASES) == 12
