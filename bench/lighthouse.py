"""Scores of pages in Lighthouse, on the phone that it simulates, with a Chromium that is installed."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from bench.install import NotInstalled

CATEGORIES = {"performance": "Performance", "accessibility": "Accessibility", "best-practices": "Best practices"}

SLOWDOWN = ((150.0, 1.0), (800.0, 2.0), (1300.0, 3.0), (1533.0, 4.0), (2000.0, 6.0))
"""How many times slower Lighthouse's phone is than this machine, by the speed that Lighthouse measures: the figures of
its calculator for CPU throttling. Its own 4 is right for one speed; on a slow or busy machine it counts that twice."""


class Scored(Struct):
    """A page: its scores in points, round by round, and what Lighthouse would have otherwise."""

    page: str
    points: dict[str, list[int]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    """Until the largest part was painted."""
    blocked: list[float] = field(default_factory=list)
    """Milliseconds in which the page could not answer."""
    shift: float = 0.0
    wishes: list[str] = field(default_factory=list)

    def median(self, category: str) -> int:
        """Of the rounds."""
        return round(statistics.median(self.points[category]))


def program(scratch: Path) -> Path:
    """Lighthouse, installed into the scratch folder unless it is there. Raises NotInstalled."""
    folder = scratch / "tools" / "lighthouse"
    found = folder / "node_modules" / ".bin" / "lighthouse"
    if not found.exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        if npm is None:
            raise NotInstalled("npm is not there")
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), "lighthouse"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not found.exists():
            raise NotInstalled(f"npm could not install it: {(done.stderr or done.stdout).strip()[-200:]}")
    return found


def slowdown(speed: float) -> float:
    """How many times slower the phone is than a machine of this speed, between two known ones by proportion."""
    if speed <= SLOWDOWN[0][0]:
        return SLOWDOWN[0][1]
    for (low, least), (high, most) in itertools.pairwise(SLOWDOWN):
        if speed <= high:
            return round(least + (most - least) * (speed - low) / (high - low), 1)
    return SLOWDOWN[-1][1]


def speed(lighthouse: Path, chromium: str, address: str) -> float:
    """How fast Lighthouse finds this machine just now."""
    return float(_run(lighthouse, chromium, address, 4.0)["environment"]["benchmarkIndex"])


def score(
    lighthouse: Path, chromium: str, base: str, pages: dict[str, str], rounds: int, factor: float
) -> list[Scored]:
    """The pages, named with their addresses, in turns: what disturbs one round then disturbs all of them."""
    scored = {name: Scored(name) for name in pages}
    for turn in range(rounds):
        for name, url in pages.items():
            report = _run(lighthouse, chromium, base + url, factor)
            print(f"  {turn + 1}/{rounds} {name}", file=sys.stderr)
            take(scored[name], report)
    return list(scored.values())


def take(scored: Scored, report: dict[str, Any]) -> None:
    """Add one report."""
    audits = report["audits"]
    for category, given in report["categories"].items():
        points = given["score"]
        if points is None:
            raise SystemExit(f"Lighthouse could not score {category} of {scored.page}: {report.get('runtimeError')}")
        scored.points.setdefault(category, []).append(round(points * 100))
        if category == "performance":
            continue
        for part in given["auditRefs"]:
            audit = audits[part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                wish = f"{audit['title']} ({part['id']})"
                if wish not in scored.wishes:
                    scored.wishes.append(wish)
    scored.seconds.append(audits["largest-contentful-paint"]["numericValue"] / 1000)
    scored.blocked.append(audits["total-blocking-time"]["numericValue"])
    scored.shift = max(scored.shift, audits["cumulative-layout-shift"]["numericValue"])


def _run(lighthouse: Path, chromium: str, address: str, factor: float) -> dict[str, Any]:
    command = [
        str(lighthouse),
        address,
        "--output=json",
        "--output-path=stdout",
        "--quiet",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        "--throttling-method=simulate",
        f"--throttling.cpuSlowdownMultiplier={factor}",
        "--no-enable-error-reporting",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "CHROME_PATH": chromium}
    )
    if done.returncode:
        raise SystemExit(f"Lighthouse failed at {address}:\n{done.stderr.strip()[-800:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
