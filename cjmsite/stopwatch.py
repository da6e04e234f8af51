"""What takes how long in a run. A database tells it every answer that was worked out, the run every stage that begins.

It knows queries by their names alone, so that it costs nothing to import.
"""

from __future__ import annotations

import os
import time
from collections.abc import Hashable, Mapping
from pathlib import Path

SHELL = "cjmsite.render.results:shell"
PAGE = "cjmsite.render.results:digest"
BODY = "cjmsite.pipeline.story:body"
METRIC = "cjmsite.pipeline.numbers:metric"
SOURCE = "cjmsite.pipeline.numbers:reading"
RULE = "cjmsite.pipeline.findings:of_rule"
EXPORT = "cjmsite.render.exports:plugin_files"

ONE_BY_ONE = frozenset({SHELL, PAGE, BODY, METRIC, SOURCE, RULE, EXPORT})
"""The queries of which every single answer is timed by what it is about."""

STAGES = {
    "Starting": "start",
    "Looking": "looking",
    "Reading pages": "reading",
    "Computing metrics": "metrics",
    "Making pages": "pages",
    "Checking": "checking",
    "Writing": "writing",
    "Keeping": "keeping",
}
"""The stages of a build as its progress calls them, and as they are called for programs."""

About = tuple[str, str]
"""The name of a query, and what an answer of it is about."""


class Stopwatch:
    """Seconds of stages, of queries and of single answers; an answer's own, without those that it asked for.

    Stages follow each other in this process. Queries run in several processes at once: their seconds add up to more.
    """

    def __init__(self) -> None:
        self.queries: dict[str, tuple[int, float]] = {}
        self.each: dict[About, float] = {}
        self.stages: dict[str, float] = dict.fromkeys(STAGES.values(), 0.0)
        self.workers = 0
        self._stage = "Starting"
        self._since = time.monotonic() - _age()

    def ran(self, query: str, arguments: tuple[Hashable, ...], seconds: float) -> None:
        """An answer was worked out."""
        count, before = self.queries.get(query, (0, 0.0))
        self.queries[query] = count + 1, before + seconds
        if query in ONE_BY_ONE:
            about = query, str(arguments[0])
            self.each[about] = self.each.get(about, 0.0) + seconds

    def stage(self, name: str) -> None:
        """A stage begins, or goes on."""
        if name != self._stage:
            self._end_stage()
            self._stage = name

    def stop(self) -> None:
        """The last stage is over."""
        self._end_stage()

    def clear(self) -> None:
        """Forget all answers."""
        self.queries, self.each = {}, {}

    def add(self, queries: Mapping[str, tuple[int, float]], each: Mapping[About, float]) -> None:
        """Take over what another process told of its answers."""
        for query, (count, seconds) in queries.items():
            known, before = self.queries.get(query, (0, 0.0))
            self.queries[query] = known + count, before + seconds
        for about, seconds in each.items():
            self.each[about] = self.each.get(about, 0.0) + seconds

    def _end_stage(self) -> None:
        now = time.monotonic()
        self.stages[STAGES[self._stage]] += now - self._since
        self._since = now


def _age() -> float:
    """For how many seconds this process has run; 0 where the system does not say."""
    try:
        started = int(Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()[19])
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK"))
    except (OSError, AttributeError, ValueError, IndexError):
        return 0.0
