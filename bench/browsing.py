"""`python -m bench.browsing`: what a reader's browser makes of the pages: Lighthouse, and how soon a map can be used.

It builds the demo site, serves it as a web server would, and shows or writes the tables of content/guide/speed.md.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import lighthouse, machine, readiness
from bench.hosting import hosted
from bench.install import NotInstalled
from bench.lighthouse import CATEGORIES, Scored
from bench.readiness import SLOWER, Readied
from bench.table import BUSY, PAGE, put

PROJECT = Path(__file__).parents[1]

PAGES = {
    "Home": "index.html",
    "Journey, 15 steps": "journeys/weekly-shop.html",
    "Journey, 22 steps": "journeys/buying-a-table.html",
    "Persona": "personas/yasmine.html",
    "Metric": "metrics/basket-adds.html",
}

BEGIN = "[//]: # (browsing: begin, written by python -m bench.browsing --write)"
END = "[//]: # (browsing: end)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; gives the exit code."""
    chosen = _options().parse_args(arguments)
    chromium = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium found: install it, or name it in CHROMIUM_PATH", file=sys.stderr)
        return 2
    scratch = Path(chosen.scratch).resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    load = machine.load()
    try:
        program = lighthouse.program(scratch)
    except NotInstalled as reason:
        print(f"Lighthouse is not to be had: {reason}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as made:
        demo, long = Path(made) / "demo", Path(made) / "long"
        readiness.write_sources(long)
        build(PROJECT, demo)
        build(long, long / "site")
        readiness.add_empty(long / "site")
        with hosted(demo) as address:
            fast = statistics.median(lighthouse.speed(program, chromium, address) for _ in range(3))
            factor = lighthouse.slowdown(fast)
            scored = lighthouse.score(program, chromium, address, PAGES, chosen.rounds, factor)
        with hosted(long / "site") as address:
            readied = readiness.measure(chromium, address, chosen.rounds)
    text = render(scored, readied, factor, fast, load)
    if chosen.write:
        write(text)
        print(f"Wrote {PAGE.relative_to(PROJECT)}")
    else:
        print(text)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.browsing", description="How pages do in a reader's browser.")
    scratch = Path(tempfile.gettempdir()) / "cjmsite-bench"
    parser.add_argument("--scratch", default=scratch, metavar="FOLDER", help=f"for Lighthouse; default: {scratch}")
    parser.add_argument("--rounds", type=int, default=3, help="how often each page is measured; default: 3")
    parser.add_argument("--write", action="store_true", help="write the tables into the guide instead of showing them")
    return parser


def build(root: Path, out: Path) -> None:
    """A site as it is published."""
    from cjmsite import build as building

    outcome = building.build(building.open_site(root, building.Options(today=datetime.date.today())), out)
    if outcome.written is None:
        raise SystemExit("\n".join(str(finding) for finding in outcome.findings if finding.severity == "error"))


def render(scored: list[Scored], readied: list[Readied], factor: float, fast: float, load: float) -> str:
    """Both tables, with what has to be known to read them."""
    rounds = len(scored[0].seconds)
    busy = f" Other work went on (load {load:.1f}): times are too long." if load >= BUSY else ""
    words = (
        f"Measured on {datetime.date.today()}: {machine.describe()}. {'Once' if rounds == 1 else f'{rounds} rounds'}, "
        f"the median.{busy}\n"
    )
    lines = [
        words,
        "### Lighthouse\n",
        "Points of 100 on a simulated phone with slow 4G, from a server with compression and the headers of the guide. "
        f"Lighthouse finds this machine to be {fast:,.0f} fast; by its own calculator, a phone is {factor:g} times "
        "slower.\n",
        f"| | {' | '.join(CATEGORIES.values())} | Largest part painted | Blocked | Shift |",
        "|---|" + "---:|" * (len(CATEGORIES) + 3),
    ]
    for row in scored:
        points = " | ".join(str(row.median(category)) for category in CATEGORIES)
        lines.append(
            f"| {row.page} | {points} | {statistics.median(row.seconds):.1f} s "
            f"| {statistics.median(row.blocked):.0f} ms | {row.shift:.3g} |"
        )
    for row in scored:
        lines += [f"\n{row.page}: {wish}." for wish in row.wishes]
    lines += [
        "\n### A map of 40 steps\n",
        "Eight stages, 40 steps, two personas, most lanes. Time of the processor, as a mid-range phone takes it: "
        f"{SLOWER} times this machine's. The page is painted, and its links work, before its script has run. Lanes "
        "and cards far below are laid out when the reader does nothing: that is counted apart.\n",
        "| | All work until the page is at rest | Of that, the script | Left for later | A click on a person | Shift |",
        "|---|" + "---:|" * 5,
    ]
    for ready in readied:
        spent = (ready.whole, ready.script, ready.later, ready.answer)
        times = " | ".join(f"{statistics.median(each):.0f} ms" if each else "" for each in spent)
        lines.append(f"| {ready.page} | {times} | {ready.shifted:.3g} |")
    return "\n".join(lines) + "\n"


def write(text: str, page: Path = PAGE) -> None:
    """Put the tables into the page, in place of what stood between the marks."""
    put(text, BEGIN, END, page)


if __name__ == "__main__":
    sys.exit(main())
