"""How long a large export takes, against what DuckDB itself takes to read it and to compute the same numbers.

    python -m bench.data [--rows 10000000] [--wide 1000000] [--runs 3] [--scratch FOLDER]

makes two files, one long (7 columns) and one wide (100 columns), and computes one metric from each: NPS by month and
channel, with cjmsite's reader and its measure, and with one statement in DuckDB. Each run is a process of its own;
the two take turns. What counts is the ratio of the medians, and the most memory at once.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.timing import run

_DAYS = [(datetime.date(2025, 1, 1) + datetime.timedelta(days=day)).isoformat() for day in range(365)]
_CHANNELS = ("app", "web", "phone", '"store, city"', "mail")
_PIECE = 100_000


def main() -> None:
    """Make the files, take the times, print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench.data", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--wide", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "cjmsite-bench-data")
    parser.add_argument("--one", choices=("cjmsite", "duckdb"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps((by_cjmsite if given.one == "cjmsite" else by_duckdb)(given.file)))
        return
    given.scratch.mkdir(parents=True, exist_ok=True)
    for name, rows, columns in (("long", given.rows, 7), ("wide", given.wide, 100)):
        if rows:
            compare(make(given.scratch / f"{name}-{rows}.csv", rows, columns), given.runs)


def compare(file: Path, runs: int) -> None:
    """The times of both for one file, and whether they agree."""
    seconds: dict[str, list[float]] = {"duckdb": [], "cjmsite": []}
    peak = dict.fromkeys(seconds, 0)
    said: dict[str, object] = {}
    folder = file.parent / "work"
    folder.mkdir(exist_ok=True)
    for _ in range(runs):
        for name, taken in seconds.items():
            command = [sys.executable, "-m", "bench.data", "--one", name, "--file", str(file)]
            done = run(command, folder, {"PYTHONPATH": str(Path.cwd())})
            if done.code:
                sys.exit(f"{name} failed on {file.name}:\n{done.said}")
            taken.append(done.seconds)
            peak[name] = max(peak[name], done.peak)
            said[name] = json.loads(done.said.splitlines()[-1])
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    print(f"{file.name}: {file.stat().st_size / 1e9:.2f} GB, {os.cpu_count()} processors")
    for name, median in medians.items():
        print(f"  {name:8} {median:6.1f} s, at most {peak[name] / 1e6:,.0f} MB")
    print(f"  ratio {medians['cjmsite'] / medians['duckdb']:.2f}; same numbers: {said['cjmsite'] == said['duckdb']}")


def make(file: Path, rows: int, columns: int) -> Path:
    """A file of answers; what is not measured stands in the further columns."""
    if not file.exists():
        part = file.with_suffix(".part")
        with part.open("w", encoding="utf-8") as out:
            named = [f"field_{number}" for number in range(columns - 4)]
            out.write(",".join(("id", "day", "channel", "score", *named)) + "\n")
            for piece in pieces(rows, columns - 4):
                out.write(piece)
        part.rename(file)
    return file


def pieces(rows: int, more: int) -> Iterator[str]:
    """The rows, many at a time."""
    rest = [f"some words of a remark, number {number}" if number == 0 else str(number * 7) for number in range(more)]
    tail = ",".join(f'"{cell}"' if "," in cell else cell for cell in rest)
    for start in range(0, rows, _PIECE):
        yield "".join(
            f"{row},{_DAYS[row * 31 % 365]},{_CHANNELS[row * 7 % 5]},{row * 13 % 11},{tail}\n"
            for row in range(start, min(start + _PIECE, rows))
        )


def by_cjmsite(file: Path) -> list[list[object]]:
    """The numbers by the reader and the measure of cjmsite."""
    from cjmsite_csv import FORMATS
    from cjmsite_metrics.measures import MEASURES

    from cjmsite.data.compute import compute
    from cjmsite.data.container import InputFile
    from cjmsite.data.problems import nowhere
    from cjmsite.data.reader import read_source
    from cjmsite.model.metric import Metric
    from cjmsite.model.source import Source

    columns = {"day": {"type": "date"}, "channel": {}, "score": {"type": "integer", "scale": [0, 10]}}
    source = Source.model_validate({"file": file.name, "columns": columns})
    csv = next(known for known in FORMATS if known.name == "csv")
    reading = read_source("s", source, [InputFile(file.name, file.read_bytes())], csv, nowhere)
    metric = Metric.model_validate(
        {
            "title": "NPS",
            "source": "s",
            "measure": "nps",
            "expr": "score",
            "date": "day",
            "grain": "month",
            "dimensions": {"channel": "channel"},
        }
    )
    result = compute("m", metric, reading, {measure.name: measure for measure in MEASURES}, nowhere)
    assert not result.problems, result.problems
    return sorted(
        [str(value.period and value.period.start), value.dimensions[0][1], round(value.value or 0, 6), value.n]
        for value in result.split
    )


def by_duckdb(file: Path) -> list[list[object]]:
    """The same numbers by one statement, with the columns' types named."""
    import duckdb

    started = time.perf_counter()
    found = duckdb.execute(
        "SELECT date_trunc('month', CAST(day AS DATE))::VARCHAR, channel,"
        " round(100.0 * (count(*) FILTER (score >= 9) - count(*) FILTER (score <= 6)) / count(*), 6), count(*)"
        " FROM read_csv($1, types = {'day': 'DATE', 'score': 'INTEGER'}) GROUP BY 1, 2 ORDER BY 1, 2",
        [str(file)],
    ).fetchall()
    print(f"{time.perf_counter() - started:.2f} s within the engine")
    return [[str(month)[:10], channel, float(value), number] for month, channel, value, number in found]


if __name__ == "__main__":
    main()
