"""The benchmark of large exports computes the same numbers in both ways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench import data


def test_the_command_and_the_engine_come_to_the_same_numbers(tmp_path: Path) -> None:
    file = data.make(tmp_path / "wide-3000.csv", 3_000, 12)
    site = data.make_site(file)
    assert data.make_site(file) == site, "a second run finds the site of the first one"
    command = [sys.executable, "-m", "cjmsite", "metrics", str(site), "--format", "json"]
    printed = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    numbers = data.numbers_of(printed)
    assert numbers == data.by_duckdb(file)
    assert sum(int(str(row[3])) for row in numbers) == 3_000


def test_the_file_packed_and_spoiled_gives_them_too(tmp_path: Path) -> None:
    file = data.make(tmp_path / "long-3000.csv", 3_000, 7)
    for other in (data.pack(file), data.spoil(file)):
        command = [sys.executable, "-m", "cjmsite", "metrics", str(data.make_site(other)), "--format", "json"]
        printed = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
        assert data.numbers_of(printed) == data.by_duckdb(file)
    assert data.by_duckdb(data.pack(file)) == data.by_duckdb(file)
