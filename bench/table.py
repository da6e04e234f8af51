"""The results as Markdown, and the page of the guide that shows them."""

from __future__ import annotations

import statistics
from pathlib import Path

from bench.builds import Built
from bench.preview import Previewed
from bench.results import Part, Results, Subject, percentile, ratio
from bench.tools import ALL, HUGO, named

PAGE = Path(__file__).parents[1] / "content" / "guide" / "speed.md"

BEGIN = "[//]: # (figures: begin, written by python -m bench --write)"
END = "[//]: # (figures: end)"
"""Definitions of links that nothing uses: Markdown shows nothing of them."""

BUSY = 1.0
"""How many processes may want to run beside the measured ones."""

_MODES = {
    "cold": "First build",
    "same": "Nothing changed",
    "page": "One page edited",
    "figure": "One data file changed",
}


def write(results: Results, page: Path = PAGE) -> None:
    """Put the results into the page, in place of what stood between the marks."""
    put(render(results), BEGIN, END, page)


def put(text: str, begin: str, end: str, page: Path = PAGE) -> None:
    """Put a text into the page, in place of what stood between two marks."""
    whole = page.read_text(encoding="utf-8")
    before, found, rest = whole.partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise SystemExit(f"{page} has no place for the figures: the lines `{begin}` and `{end}` are missing")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")


def render(results: Results) -> str:
    """All tables, with what has to be known to read them."""
    days = sorted({part.day for part in results.parts})
    when = " and ".join(dict.fromkeys((days[0], days[-1]))) if days else "never"
    pieces = [f"Measured on {when}: {results.machine}.\n"]
    pieces += [_TITLES[part.what](part, results) for part in results.parts]
    pieces.append(_deeds(results))
    return "\n".join(pieces)


def _pages(part: Part, results: Results) -> str:
    rows = {row.tool: row for row in part.builds if not row.failed}
    hugo = rows.get(HUGO.name)
    modes = [mode for mode in _MODES if any(mode in row.seconds for row in rows.values())]
    lines = [
        f"### Builds of {part.count:,} pages\n",
        f"{_runs(part)}; in brackets, how many times Hugo's.\n",
        "| | " + " | ".join(_MODES[mode] for mode in modes) + " | Memory |",
        "|---|" + "---:|" * (len(modes) + 1),
    ]
    for row in sorted(rows.values(), key=_speed):
        cells = [_build_cell(row, hugo, mode) for mode in modes]
        lines.append(f"| {named(row.tool).title} | {' | '.join(cells)} | {_mebibytes(row.peak)} |")
    if "figure" in modes:
        lines.append(
            "\nOnly cjmsite computes figures. Its build after a change of a data file, with ten metrics beside the "
            "pages, is compared with Hugo's build after one page was edited."
        )
    return "\n".join([*lines, *_left_out(part.builds)]) + "\n"


def _journeys(part: Part, results: Results) -> str:
    lines = [
        f"### Builds of {part.count:,} journeys\n",
        f"Six stages and 24 steps each, with three personas, a touchpoint at every step and figures from ten files of "
        f"2,000 answers. {_runs(part)}. No other tool here draws a map.\n",
        "| " + " | ".join(_MODES.values()) + " | Memory |",
        "|" + "---:|" * (len(_MODES) + 1),
    ]
    for row in part.builds:
        if not row.failed:
            cells = [_build_cell(row, None, mode) for mode in _MODES]
            lines.append(f"| {' | '.join(cells)} | {_mebibytes(row.peak)} |")
    return "\n".join([*lines, *_left_out(part.builds)]) + "\n"


def _previews(part: Part, results: Results) -> str:
    rows = {row.tool: row for row in part.previews if not row.failed}
    hugo = rows.get(HUGO.name)
    lines = [
        f"### Previews of {part.count:,} pages\n",
        f"{part.runs} edits, from the end of the write to the new page being served; the median of three starts, from "
        f"the command to the first page{_busy(part)}. In brackets: how many times Hugo's.\n",
        "| | Start, nothing there | Start after a build | Edit, median | Edit, 95 of 100 |",
        "|---|---:|---:|---:|---:|",
    ]
    for row in sorted(rows.values(), key=lambda row: statistics.median(row.edits)):
        cells = [
            _cell(f"{row.cold:.2f} s", ratio([row.cold], [hugo.cold]) if hugo else None, row, hugo),
            _cell(f"{row.warm:.2f} s", ratio([row.warm], [hugo.warm]) if hugo else None, row, hugo),
            _cell(f"{statistics.median(row.edits):.0f} ms", ratio(row.edits, hugo.edits) if hugo else None, row, hugo),
            _cell(
                f"{percentile(row.edits, 0.95):.0f} ms",
                percentile(row.edits, 0.95) / percentile(hugo.edits, 0.95) if hugo else None,
                row,
                hugo,
            ),
        ]
        lines.append(f"| {named(row.tool).title} | {' | '.join(cells)} |")
    return "\n".join([*lines, *_left_out(part.previews)]) + "\n"


_TITLES = {"pages": _pages, "journeys": _journeys, "preview": _previews}


def _deeds(results: Results) -> str:
    lines = [
        "### What each of them did\n",
        "Seen in the output of a small corpus with one link to no page and one to no place on a page.\n",
        "| | Version | Search | Links | Code | Navigation |",
        "|---|---|---|---|---|---|",
    ]
    for tool in sorted(ALL, key=lambda tool: tool.name != "cjmsite"):
        subject = results.subjects.get(tool.name)
        if subject is not None and subject.deeds is not None:
            lines.append(f"| {tool.title} | {subject.version} | {' | '.join(_did(subject))} | {tool.navigation} |")
    out = [f"{named(s.name).title} is left out: {s.failed}." for s in results.subjects.values() if s.failed]
    out += [f"{tool.title} was not measured." for tool in ALL if tool.name not in results.subjects]
    return "\n".join([*lines, *(["", *out] if out else [])]) + "\n"


def _did(subject: Subject) -> tuple[str, str, str]:
    deeds = subject.deeds
    assert deeds is not None
    links = "pages and places" if deeds.links and deeds.anchors else "pages" if deeds.links else "not checked"
    return "yes" if deeds.search else "no", links, "coloured" if deeds.colours else "plain"


def _runs(part: Part) -> str:
    often = "once" if part.runs == 1 else f"{part.runs} times"
    return f"The whole process, each build {often}, the tools in turn, the median{_busy(part)}"


def _busy(part: Part) -> str:
    """A warning, where other work on the machine came in between."""
    if part.load < BUSY:
        return ""
    return f" (other work on the machine, load {part.load:.1f}: the seconds are too long, and the ratios rough)"


def _speed(row: Built) -> float:
    times = row.seconds.get("cold") or next(iter(row.seconds.values()), [0.0])
    return statistics.median(times)


def _build_cell(row: Built, hugo: Built | None, mode: str) -> str:
    times = row.seconds.get(mode)
    if not times:
        return ""
    reference = (hugo.seconds.get("page" if mode == "figure" else mode) or []) if hugo else []
    once = ", once" if len(times) == 1 and mode != "figure" else ""
    return _cell(f"{statistics.median(times):.2f} s{once}", ratio(times, reference), row, hugo)


def _cell(value: str, compared: float | None, row: Built | Previewed, hugo: Built | Previewed | None) -> str:
    return value if compared is None or row is hugo else f"{value} ({compared:.2f})"


def _mebibytes(peak: int) -> str:
    return f"{peak / 2**20:,.0f} MiB" if peak else ""


def _left_out(rows: list[Built] | list[Previewed]) -> list[str]:
    out = [f"{named(row.tool).title} is left out: {row.failed}." for row in rows if row.failed]
    return ["", *out] if out else []
