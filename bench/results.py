"""What was measured, kept in one file, so that sizes that take long can be measured on their own."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field, json

from bench.builds import Built
from bench.deeds import Deeds
from bench.preview import Previewed


class Subject(Struct):
    """A tool: its version and what it did, or why there is nothing to tell of it."""

    name: str
    version: str = ""
    deeds: Deeds | None = None
    failed: str = ""


class Part(Struct):
    """One table: builds of pages, builds of journeys, or previews, at one size, measured in one run."""

    what: str
    count: int
    day: str
    load: float
    """How many processes others ran on the machine when it began."""
    runs: int
    builds: list[Built] = field(default_factory=list)
    previews: list[Previewed] = field(default_factory=list)


class Results(Struct):
    """Everything that is known of one machine."""

    machine: str
    subjects: dict[str, Subject] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def put(self, part: Part) -> None:
        """Take a part, in place of an older one of the same kind and size."""
        kept = [known for known in self.parts if (known.what, known.count) != (part.what, part.count)]
        order = ("pages", "preview", "journeys")
        self.parts = sorted([*kept, part], key=lambda known: (order.index(known.what), known.count))


def save(results: Results, path: Path) -> None:
    """Write results to a file."""
    path.write_bytes(json.format(json.encode(results), indent=1) + b"\n")


def load(path: Path, machine: str) -> Results:
    """The results in a file; none where it tells of another machine, or is not there."""
    if not path.is_file():
        return Results(machine)
    known = json.decode(path.read_bytes(), type=Results)
    return known if known.machine == machine else Results(machine)


def ratio(times: Sequence[float], others: Sequence[float]) -> float | None:
    """The median of some times in medians of others; None where one of them was not measured."""
    if not times or not others:
        return None
    return statistics.median(times) / statistics.median(others)


def percentile(times: Sequence[float], share: float) -> float:
    """The value that a share of the times does not exceed, between two of them by proportion."""
    ordered = sorted(times)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
