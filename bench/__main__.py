"""`python -m bench`: install the peers, lay out the sites, measure, and show or write the tables."""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from msgspec.structs import replace

from bench import builds, deeds, install, machine, preview, sites, table, trash
from bench.builds import Built
from bench.install import Installed
from bench.results import Part, Results, Subject, load, save
from bench.tools import ALL, CJMSITE

PROJECT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; gives the exit code."""
    chosen = _options().parse_args(arguments)
    scratch = Path(chosen.scratch).resolve()
    if scratch.is_relative_to(PROJECT):
        print(f"The scratch folder lies in the project: choose one outside of {PROJECT}", file=sys.stderr)
        return 2
    scratch.mkdir(parents=True, exist_ok=True)
    kept = scratch / "results.json"
    results = load(kept, machine.describe())
    # With nothing to measure, what was measured before is shown or written once more.
    wanted = chosen.tools if chosen.pages or chosen.preview or chosen.journeys else []
    subjects = [_subject(name, scratch, chosen.seed, results) for name in wanted]
    installed = [tool for tool in subjects if tool is not None]
    runs: list[tuple[str, int]] = [("pages", count) for count in chosen.pages]
    runs += [("preview", count) for count in chosen.preview]
    runs += [("journeys", count) for count in chosen.journeys if any(tool.tool is CJMSITE for tool in installed)]
    for what, count in runs:
        results.put(_PARTS[what](installed, count, scratch / "sites", chosen))
        save(results, kept)
    trash.empty(scratch / "sites")
    save(results, kept)
    if chosen.write:
        table.write(results)
        print(f"Wrote {table.PAGE.relative_to(PROJECT)}")
    else:
        print(table.render(results))
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast cjmsite is beside other generators.")
    scratch = Path(tempfile.gettempdir()) / "cjmsite-bench"
    parser.add_argument("--scratch", default=scratch, metavar="FOLDER", help=f"outside the project; default: {scratch}")
    parser.add_argument("--pages", type=_numbers, default=[1000], help="sizes to build, like 1000,5000; 0 for none")
    parser.add_argument("--preview", type=_numbers, default=[1000], help="sizes to preview; 0 for none")
    parser.add_argument("--journeys", type=_numbers, default=[1000], help="how many journeys to build; 0 for none")
    parser.add_argument("--tools", type=_names, default=[tool.name for tool in ALL], help="like hugo,cjmsite")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each build; default: 5")
    parser.add_argument("--edits", type=int, default=15, help="edits in each preview; default: 15")
    parser.add_argument("--patience", type=float, default=60, help="a build that takes longer, in seconds, runs once")
    parser.add_argument("--seed", type=int, default=20261121, help="of the corpus")
    parser.add_argument("--write", action="store_true", help="write the tables into the guide instead of showing them")
    return parser


def _numbers(text: str) -> list[int]:
    return [number for part in text.split(",") if (number := int(part))]


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in {tool.name for tool in ALL}]
    if unknown:
        raise argparse.ArgumentTypeError(f"no tool {unknown[0]}; known: {', '.join(tool.name for tool in ALL)}")
    return names


def _subject(name: str, scratch: Path, seed: int, results: Results) -> Installed | None:
    """Install a tool and look at what it does; None, with the reason kept, where it cannot be had."""
    tool = next(tool for tool in ALL if tool.name == name)
    _tell(f"{name}: installing")
    try:
        installed = install.install(tool, scratch)
        did = deeds.look(installed, scratch / "sites" / f"{name}-small", seed)
    except (install.NotInstalled, builds.WrongBuild) as failure:
        _tell(f"{name}: left out: {failure}")
        results.subjects[name] = Subject(name, failed=str(failure))
        return None
    results.subjects[name] = Subject(name, installed.version, did)
    return installed


def _pages(tools: list[Installed], count: int, folder: Path, chosen: argparse.Namespace) -> Part:
    part = _part("pages", count, chosen.runs)
    laid = [sites.pages(tool, folder / f"{tool.tool.name}-{count}", count, chosen.seed) for tool in tools]
    part.builds = builds.measure(laid, ("cold", "same", "page"), chosen.runs, chosen.patience, _tell)
    own = next((tool for tool in tools if tool.tool is CJMSITE), None)
    if own is not None:
        site = sites.pages(own, folder / f"cjmsite-figures-{count}", count, chosen.seed, figures=True)
        (with_figures,) = builds.measure([site], ("figure",), chosen.runs, chosen.patience, _tell)
        part.builds = [_joined(row, with_figures) if row.tool == CJMSITE.name else row for row in part.builds]
    return part


def _joined(row: Built, other: Built) -> Built:
    return replace(row, seconds={**row.seconds, **other.seconds}, failed=row.failed or other.failed)


def _journeys(tools: list[Installed], count: int, folder: Path, chosen: argparse.Namespace) -> Part:
    part = _part("journeys", count, chosen.runs)
    own = next(tool for tool in tools if tool.tool is CJMSITE)
    laid = [sites.maps(own, folder / f"journeys-{count}", count, chosen.seed)]
    part.builds = builds.measure(laid, builds.MODES, chosen.runs, chosen.patience, _tell)
    return part


def _preview(tools: list[Installed], count: int, folder: Path, chosen: argparse.Namespace) -> Part:
    part = _part("preview", count, chosen.edits)
    chance = Random(chosen.seed)
    for tool in tools:
        site = sites.pages(tool, folder / f"{tool.tool.name}-preview-{count}", count, chosen.seed)
        part.previews.append(preview.measure(site, chosen.edits, chance, _tell))
    return part


_PARTS = {"pages": _pages, "preview": _preview, "journeys": _journeys}


def _part(what: str, count: int, runs: int) -> Part:
    return Part(what, count, datetime.date.today().isoformat(), machine.load(), runs)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
