"""The corpus of journeys: what cjmsite is for. Maps of six stages and 24 steps with personas, touchpoints and KPIs.

Every journey names three personas, a touchpoint at each step and a metric at each stage. A metric is computed from
one of the data files, which hold answers of a survey: a change of one file changes five metrics, and with them about
every third journey.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec import Struct

from bench import words
from bench.corpus import MARKER

STAGES = 6
STEPS = 24
"""Steps of a journey, in all its stages together."""

ROWS = 2_000
"""Answers in a data file."""

DATA = "content/data/survey-01.csv"
"""The data file that an edit changes."""

SHOWN = "metrics/metric-01.html"
"""A page that shows a figure made of it."""

_LIFECYCLE = ("awareness", "consideration", "decision", "purchase", "onboarding", "use")
_CHANNELS = ("web", "app", "email", "phone", "chat", "store", "mail", "delivery")
_MEASURES = (
    "measure: nps\nexpr: recommend\nunit: points\ntarget: 30",
    "measure: csat\nmethod: top2box\nexpr: satisfied\nscale: [1, 5]\ntarget: 70%",
    "measure: mean\nexpr: minutes\nunit: min\ndirection: down\ntarget: 12",
    "measure: median\nexpr: minutes\nunit: min\ndirection: down\ntarget: 10",
    'measure: ratio\nnumerator: {filter: \'channel == "app"\'}\ndenominator: {}\nunit: "%"\ntarget: 30%',
)


class Sizes(Struct, frozen=True):
    """How much of everything stands beside so many journeys."""

    journeys: int

    @property
    def personas(self) -> int:
        """Enough for three on a journey."""
        return min(12, max(3, self.journeys))

    @property
    def touchpoints(self) -> int:
        """No more than the steps can name."""
        return min(60, self.journeys * STEPS)

    @property
    def sources(self) -> int:
        """Data files; each makes five metrics."""
        return min(10, self.journeys)

    @property
    def metrics(self) -> int:
        """All metrics."""
        return self.sources * len(_MEASURES)


def journey_path(number: int) -> str:
    """Where a journey lies below the site's root."""
    return f"content/journeys/journey-{number:05d}.md"


def write(root: Path, journeys: int, seed: int) -> None:
    """Write the whole site, settings included."""
    for path, text in files(journeys, seed):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def files(journeys: int, seed: int) -> Iterator[tuple[str, str]]:
    """Every file of the site: its path below the root, and its text."""
    sizes = Sizes(journeys)
    yield "cjmsite.yaml", _settings("Journeys", sizes.sources)
    yield "content/index.md", f"---\ntitle: Journeys\n---\nAll that customers go through. Reference {MARKER}.\n"
    for number in range(1, sizes.personas + 1):
        yield f"content/personas/persona-{number:02d}.md", _persona(Random(f"{seed} persona {number}"), number)
    for number in range(1, sizes.touchpoints + 1):
        yield (
            f"content/touchpoints/touchpoint-{number:02d}.md",
            _touchpoint(Random(f"{seed} touchpoint {number}"), number),
        )
    yield from _figures(sizes.sources, seed)
    for number in range(1, journeys + 1):
        yield journey_path(number), _journey(Random(f"{seed} journey {number}"), number, sizes)


def beside_pages(seed: int) -> Iterator[tuple[str, str]]:
    """Two data files with ten metrics, and the settings that name them, to lay beside a corpus of pages."""
    yield "cjmsite.yaml", _settings("Corpus", 2)
    yield from _figures(2, seed)


def _figures(sources: int, seed: int) -> Iterator[tuple[str, str]]:
    for number in range(1, sources + 1):
        yield f"content/data/survey-{number:02d}.csv", _answers(Random(f"{seed} survey {number}"))
    for number in range(1, sources * len(_MEASURES) + 1):
        yield f"content/metrics/metric-{number:02d}.md", _metric(Random(f"{seed} metric {number}"), number)


def _settings(title: str, count: int) -> str:
    columns = (
        "    columns:\n"
        "      when: {type: date}\n"
        "      recommend: {type: integer, scale: [0, 10]}\n"
        "      satisfied: {type: integer, scale: [1, 5]}\n"
        "      minutes: {type: number}\n"
        "      channel: {}\n"
    )
    sources = "".join(
        f"  survey-{number:02d}:\n    file: content/data/survey-{number:02d}.csv\n{columns}"
        for number in range(1, count + 1)
    )
    return f"title: {title}\nplugins: [csv]\nsources:\n{sources}"


def _persona(chance: Random, number: int) -> str:
    goals = ", ".join(words.plain(chance, 4) for _ in range(3))
    return (
        f"---\nname: Persona {number:02d}\ntagline: {words.plain(chance, 6)}\nsegment: {words.plain(chance, 2)}\n"
        f"goals: [{goals}]\nneeds: [{words.plain(chance, 3)}, {words.plain(chance, 3)}]\n"
        f"pains: [{words.plain(chance, 5)}]\nowner: {words.plain(chance, 2)}\n---\n"
        f"{words.paragraph(chance, 80)}\n\n{words.paragraph(chance, 60)} Reference {MARKER}.\n"
    )


def _touchpoint(chance: Random, number: int) -> str:
    return (
        f"---\ntitle: Touchpoint {number:02d}\nchannel: {chance.choice(_CHANNELS)}\ntype: action\n"
        f"owner: {words.plain(chance, 2)}\nsystems: [{words.plain(chance, 2)}]\nsatisfaction: {chance.randint(1, 5)}\n"
        f"summary: {words.plain(chance, 10)}\n---\n{words.paragraph(chance, 60)} Reference {MARKER}.\n"
    )


def _metric(chance: Random, number: int) -> str:
    source, measure = divmod(number - 1, len(_MEASURES))
    return (
        f"---\ntitle: Metric {number:02d}\nsummary: {words.plain(chance, 8)}\nsource: survey-{source + 1:02d}\n"
        f"{_MEASURES[measure]}\ndate: when\ngrain: month\nowner: {words.plain(chance, 2)}\n---\n"
        f"{words.paragraph(chance, 40)} Reference {MARKER}.\n"
    )


def _answers(chance: Random) -> str:
    """Two years of answers up to the day on which the corpus was made."""
    last = datetime.date(2026, 10, 31)
    lines = ["when,recommend,satisfied,minutes,channel"]
    for row in range(ROWS):
        day = last - datetime.timedelta(days=(ROWS - 1 - row) * 730 // ROWS)
        recommend = min(10, max(0, round(chance.gauss(7.6, 2))))
        satisfied = min(5, max(1, round(chance.gauss(3.8, 1))))
        lines.append(f"{day},{recommend},{satisfied},{chance.expovariate(1 / 12):.1f},{chance.choice(_CHANNELS)}")
    return "\n".join(lines) + "\n"


def _journey(chance: Random, number: int, sizes: Sizes) -> str:
    people = [f"persona-{(number * 3 + place) % sizes.personas + 1:02d}" for place in range(3)]
    lines = [
        "---",
        f"title: Journey {number:05d}",
        f"summary: {words.plain(chance, 12)}",
        f"personas: [{', '.join(people)}]",
        f"goal: {words.plain(chance, 8)}",
        f"scenario: {words.plain(chance, 14)}",
        f"owner: {words.plain(chance, 2)}",
        "stages:",
    ]
    told = []
    for stage in range(STAGES):
        metric = chance.randrange(sizes.metrics) + 1
        title = f"Stage {stage + 1} {words.plain(chance, 1).lower()}"
        told.append((title, words.paragraph(chance, 40)))
        lines += [
            f"  - title: {title}",
            f"    lifecycle: {_LIFECYCLE[stage]}",
            f"    goal: {words.plain(chance, 7)}",
            f"    metrics: [metric-{metric:02d}]",
            "    steps:",
        ]
        first, last = stage * STEPS // STAGES, (stage + 1) * STEPS // STAGES
        for step in range(first, last):
            lines += _step(chance, step, (number * STEPS + step) % sizes.touchpoints + 1, people)
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in told)
    return "\n".join(lines) + f"\n---\n{words.paragraph(chance, 50)} Reference {MARKER}.\n\n{body}\n"


def _step(chance: Random, number: int, touchpoint: int, people: list[str]) -> list[str]:
    feelings = ", ".join(f"{person}: {chance.randint(-4, 4) / 2:g}" for person in people)
    lines = [
        f"      - title: Step {number + 1} {words.plain(chance, 2).lower()}",
        f"        touchpoint: touchpoint-{touchpoint:02d}",
        f"        emotion: {{{feelings}}}",
        f"        thought: {words.plain(chance, 8)}",
        f"        pains: [{words.plain(chance, 5)}]",
        f"        frontstage: [{{team: {words.plain(chance, 2)}, action: {words.plain(chance, 5)}}}]",
        f"        backstage: [{{team: {words.plain(chance, 2)}, action: {words.plain(chance, 5)}}}]",
    ]
    if number % 4 == 0:
        lines.append(
            f'        quote: {{text: "{words.plain(chance, 9)}", source: "Interview {chance.randint(1, 40)}"}}'
        )
    if number % 6 == 5:
        lines += [f"        opportunities: [{words.plain(chance, 5)}]", "        moment_of_truth: true"]
    return lines
