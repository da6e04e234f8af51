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
