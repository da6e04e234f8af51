"""How long a large export takes, against what DuckDB itself takes to read it and to compute the same numbers.

    python -m bench.data [--rows 10000000] [--wide 1000000] [--runs 3] [--scratch FOLDER]

makes two files, one long (7 columns) and one wide (100 columns), and computes one metric from each: NPS by month and
channel, with `cjmsite metrics` in a site around the file, and with one statement in DuckDB. So it does with the long
one packed, and with it spoiled: by a title above, a row that is cut short, and a line of text below. DuckDB does not
read such a file and gets the one without them. Each run is a process of its own, from its start to its end; the two
take turns. What counts is the ratio of the medians, by the clock and by the processors' time, which other work on the
machine lengthens less; and the most memory at once.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.timing import Run, run

_DAYS = [(datetime.date(2025, 1, 1) + datetime.timedelta(days=day)).isoformat() for day in range(365)]
_CHANNELS = ("app", "web", "phone", '"store, city"', "mail")
_PIECE = 100_000
_SETTINGS = """\
title: Large
sources:
  answers:
    file: {name}
    columns:
      day: {{type: date}}
      channel: {{}}
      score: {{type: integer, scale: [0, 10]}}
"""
_METRIC = """\
---
title: NPS
source: answers
measure: nps
expr: score
date: day
grain: month
dimensions: {channel: channel}
---
"""


def main() -> None:
    """Make the files, take the times, print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench.data", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--wide", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "cjmsite-bench-data")
    parser.add_argument("--duckdb", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.duckdb:
        print(json.dumps(by_duckdb(given.duckdb)))
        return
    given.scratch.mkdir(parents=True, exist_ok=True)
    for name, rows, columns in (("long", given.rows, 7), ("wide", given.wide, 100)):
        if not rows:
            continue
        file = make(given.scratch / f"{name}-{rows}.csv", rows, columns)
        compare(file, file, given.runs)
        if name == "long":
            packed = pack(file)
            compare(packed, packed, given.runs)
            compare(spoil(file), file, given.runs)


def compare(file: Path, plain: Path, runs: int) -> None:
    """The times of both for one file, of which DuckDB reads what is plain, and whether they agree."""
    folder = file.parent / "work"
    folder.mkdir(exist_ok=True)
    commands = {
        "duckdb": [sys.executable, "-m", "bench.data", "--duckdb", str(plain)],
        "cjmsite": [sys.executable, "-m", "cjmsite", "metrics", str(make_site(file)), "--format", "json", "--no-cache"],
    }
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            done = run(command, folder, {"PYTHONPATH": str(Path.cwd())})
            if done.code:
                sys.exit(f"{name} failed on {file.name}:\n{done.said}")
            taken[name].append(done)
    print(f"{file.name}: {file.stat().st_size / 1e9:.2f} GB, {os.cpu_count()} processors, {runs} runs each, medians")
    for name, done_runs in taken.items():
        seconds, work = (statistics.median(getattr(done, what) for done in done_runs) for what in ("seconds", "work"))
        peak = max(done.peak for done in done_runs) / 1e6
        print(f"  {name:8} {seconds:6.2f} s, {work:6.2f} s of processors, at most {peak:,.0f} MB")
    ratios = {
        what: statistics.median(getattr(done, what) for done in taken["cjmsite"])
        / statistics.median(getattr(done, what) for done in taken["duckdb"])
        for what in ("seconds", "work")
    }
    same = numbers_of(taken["cjmsite"][-1].said) == json.loads(taken["duckdb"][-1].said.splitlines()[-1])
    print(f"  ratio {ratios['seconds']:.2f}, of processors {ratios['work']:.2f}; same numbers: {same}")


def make_site(file: Path) -> Path:
    """A site around a file, with one source and one metric."""
    root = file.with_suffix("")
    (root / "content/metrics").mkdir(parents=True, exist_ok=True)
    (root / "cjmsite.yaml").write_text(_SETTINGS.format(name=file.name), encoding="utf-8")
    (root / "content/metrics/nps.md").write_text(_METRIC, encoding="utf-8")
    inside = root / file.name
    if not inside.exists():
        try:
            inside.hardlink_to(file)
        except OSError:
            shutil.copyfile(file, inside)
    return root


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


def pack(file: Path) -> Path:
    """The file, packed."""
    packed = file.with_name(f"{file.stem}-packed.gz")
    if not packed.exists():
        with file.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as out:
            shutil.copyfileobj(plain, out, 1 << 20)
    return packed


def spoil(file: Path) -> Path:
    """The file as people and programs send it: what is measured is the same."""
    spoiled = file.with_name(f"{file.stem}-spoiled.csv")
    if not spoiled.exists():
        with file.open("rb") as plain, spoiled.open("wb") as out:
            out.write(b"Answers of a year\n\n")
            while plain.tell() * 2 < file.stat().st_size:
                out.write(plain.read(1 << 20))
            out.write(plain.readline() + b"cut short\n")
            shutil.copyfileobj(plain, out, 1 << 20)
            out.write(b"\n(all rows)\n")
    return spoiled


def pieces(rows: int, more: int) -> Iterator[str]:
    """The rows, many at a time."""
    rest = [f"some words of a remark, number {number}" if number == 0 else str(number * 7) for number in range(more)]
    tail = ",".join(f'"{cell}"' if "," in cell else cell for cell in rest)
    for start in range(0, rows, _PIECE):
        yield "".join(
            f"{row},{_DAYS[row * 31 % 365]},{_CHANNELS[row * 7 % 5]},{row * 13 % 11},{tail}\n"
            for row in range(start, min(start + _PIECE, rows))
        )


def numbers_of(said: str) -> list[list[object]]:
    """The month, the channel, the value and the number of answers of each row that `cjmsite metrics` printed."""
    rows = (row for row in json.loads(said) if row["segment"])
    return sorted(
        [row["period_start"], row["segment"].removeprefix("channel="), round(row["value"], 6), row["n"]] for row in rows
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
