"""Building in four ways, the tools in turn, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from bench import journeys, trash
from bench.sites import Laid
from bench.timing import Run, run
from bench.tools import command

Mode = Literal["cold", "same", "page", "figure"]
MODES: tuple[Mode, ...] = ("cold", "same", "page", "figure")
"""Nothing is there yet; nothing has changed; the body of one page has; one data file has."""

Tell = Callable[[str], None]


class Built(Struct):
    """How a tool did on one site. `failed` says why there is nothing."""

    tool: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    """Mode -> the times of its runs."""
    peak: int = 0
    """Most memory of a cold build, in bytes."""
    failed: str = ""


class WrongBuild(Exception):
    """A build that did not do what it was timed for; the message says what is missing."""


def measure(sites: Sequence[Laid], modes: Sequence[Mode], runs: int, patience: float, tell: Tell) -> list[Built]:
    """Time every site in every mode.

    The first build of each shows whether the tool works, and warms what can be warmed. Where it takes longer than
    `patience` seconds, that tool runs once in each mode, and the first build is its cold one.
    """
    found = {site.name: Built(site.name) for site in sites}
    often: dict[str, int] = {}
    for site in sites:
        tell(f"{site.name}: first build")
        try:
            first = _run(site)
        except WrongBuild as failure:
            found[site.name].failed = str(failure)
            continue
        often[site.name] = runs
        if first.seconds > patience:
            often[site.name] = 1
            if "cold" in modes:
                found[site.name].seconds["cold"] = [first.seconds]
                found[site.name].peak = first.peak
    for mode in modes:
        for turn in range(runs):
            for site in sites:
                known = mode == "cold" and found[site.name].peak
                if turn < often.get(site.name, 0) and not known and (mode != "figure" or site.figures):
                    _time(site, mode, found[site.name], tell)
    for site in sites:
        if site.name in often and "cold" in modes and not found[site.name].peak:
            _take_away(site)
            try:
                found[site.name].peak = _run(site, memory=True).peak
            except WrongBuild as failure:
                found[site.name].failed = str(failure)
            tell(f"{site.name}: peak {found[site.name].peak / 2**20:.0f} MiB")
    return list(found.values())


def _time(site: Laid, mode: Mode, built: Built, tell: Tell) -> None:
    token = _prepare(site, mode)
    before = _shown_figure(site) if mode == "figure" else b""
    os.sync()
    try:
        done = _run(site)
        if mode == "page" and token not in _output(site, site.address):
            raise WrongBuild("the page that was edited is not in the output")
        if mode == "figure" and _shown_figure(site) == before:
            raise WrongBuild("the figure that was changed is not in the output")
    except WrongBuild as failure:
        built.failed = str(failure)
        return
    tell(f"{site.name}: {mode} {done.seconds:.2f} s")
    built.seconds.setdefault(mode, []).append(done.seconds)


def _prepare(site: Laid, mode: Mode) -> str:
    """Bring a site into the state in which a mode begins; gives the text that an edit put in."""
    if mode == "cold":
        _take_away(site)
    elif mode == "page":
        return mark(site.folder / site.edited)
    elif mode == "figure":
        _answer(site.folder / journeys.DATA)
    return ""


def mark(path: Path) -> str:
    """Change the marker of a page to something that was never there."""
    token = f"marker-{time.time_ns():x}"
    text, count = re.subn(r"marker-[0-9a-z]+", token, path.read_text(encoding="utf-8"))
    assert count, f"{path} has no marker"
    path.write_text(text, encoding="utf-8")
    return token


def _answer(path: Path) -> None:
    """One more answer in a data file."""
    with path.open("a", encoding="utf-8") as file:
        file.write("2026-10-31,9,4,7.5,app\n")


def _run(site: Laid, *, memory: bool = False) -> Run:
    tool = site.installed.tool
    done = run(command(tool.build, site.installed.program), site.folder, tool.environment, memory=memory)
    if done.code:
        lines = done.said.strip().splitlines() or [""]
        telling = next((line for line in lines if "error" in line.casefold()), lines[-1])
        raise WrongBuild(f"exit code {done.code}: {telling[:160]}")
    if not _output(site, site.address):
        raise WrongBuild("its output has no page where one should be")
    return done


def _take_away(site: Laid) -> None:
    """Remove what earlier builds left."""
    for name in site.installed.tool.made:
        trash.away(site.folder / name, site.folder)


def _output(site: Laid, address: str) -> str:
    """The text of a page of the output; empty where there is none."""
    folder = site.folder / site.installed.tool.output
    for name in (f"{address}.html", f"{address}/index.html"):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    return ""


def _shown_figure(site: Laid) -> bytes:
    return (site.folder / site.installed.tool.output / journeys.SHOWN).read_bytes()
