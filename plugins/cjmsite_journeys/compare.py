"""Two journeys side by side: matched steps, what changed in them, steps that are new or gone, and their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from cjmsite.api import Document, Journey, Part, PlacedStep, Sentence, Site, feelings, format
from cjmsite_journeys.changes import changes
from cjmsite_journeys.lanes import step_metrics
from cjmsite_journeys.targets import aim_of, change
from cjmsite_journeys.turns import placed_steps


class Pair(Struct, frozen=True):
    """Two journeys that are to be compared: from what is, to what is to come."""

    before: Document
    after: Document

    @property
    def address(self) -> str:
        """Where the page of the pair lies."""
        return f"journeys/{self.before.id}--{self.after.id}.html"


class Side(Struct, frozen=True):
    """A step in one of the two journeys."""

    title: str
    url: str
    mean: float | None
    said: str


class Line(Struct, frozen=True):
    """A step in both journeys, or in one; `by` is how the mean feeling changes, `changes` says what else does."""

    id: str
    stage: str
    before: Side | None
    after: Side | None
    by: float | None
    changes: tuple[str, ...]

    @property
    def status(self) -> Literal["both", "new", "gone"]:
        """Whether the step is in both journeys, only to come, or only now."""
        return "new" if self.before is None else "gone" if self.after is None else "both"


def pair_of(site: Site, document: Document) -> Pair | None:
    """The pair that a journey's `compare_with` declares."""
    other = site.document("journey", document.data.compare_with) if document.data.compare_with else None
    if other is None or other.id == document.id:
        return None
    ahead = (document.data.state == "future") - (other.data.state == "future")
    mutual = other.data.compare_with == document.id
    turned = ahead > 0 or (ahead == 0 and mutual and other.id < document.id)
    return Pair(other, document) if turned else Pair(document, other)


def pair_page(site: Site, document: Document) -> str | None:
    """The address of the pair's page, if it is this journey that has it: of two that name each other, the first."""
    pair = pair_of(site, document)
    if pair is None:
        return None
    mutual = pair.before.data.compare_with == pair.after.id and pair.after.data.compare_with == pair.before.id
    return pair.address if not mutual or pair.before.id == document.id else None


def pair_title(site: Site, document: Document) -> str:
    """What the pair's page is called."""
    pair = pair_of(site, document)
    return f"{pair.before.title} and {pair.after.title}" if pair else document.title


def compare_view(site: Site, document: Document) -> Mapping[str, Any]:
    """The variables of `pair.html`."""
    pair = pair_of(site, document)
    if pair is None:
        raise ValueError(f"{document.id} has nothing to be compared with")
    lines = lines_of(site, pair)
    lang = site.settings.lang
    return {
        "title": pair_title(site, document),
        "ends": [_end(site, end) for end in (pair.before, pair.after)],
        "finding": sentence(lines, lang),
        "lines": lines,
        "figures": figures_of_both(site, pair),
        "page_data": _data(pair, lines),
    }


def lines_of(site: Site, pair: Pair) -> tuple[Line, ...]:
    """The steps of both journeys, stage by stage in the order of the first; what is new stands where it comes."""
    was, there = ({placed.id: placed for placed in placed_steps(end.data)} for end in (pair.before, pair.after))
    groups: list[tuple[str, list[str]]] = [(stage.title, []) for stage in pair.before.data.stages]
    for placed in was.values():
        groups[placed.stage][1].append(placed.id)
    last: tuple[str, list[str]] | None = None
    stages: list[str] = []
    for index, stage in enumerate(pair.after.data.stages):
        own = [placed.id for placed in there.values() if placed.stage == index]
        group = _same_stage(groups, stage.title, own)
        if group is None:
            group = (stage.title, [])
            groups.insert(next((k + 1 for k, one in enumerate(groups) if one is last), 0), group)
        last, ids = group, group[1]
        stages.append(group[0])
        for k, id_ in enumerate(own):
            if id_ not in was:
                ids.insert(next((ids.index(before) + 1 for before in reversed(own[:k]) if before in ids), 0), id_)
    return tuple(_line(site, pair, title, was.get(id_), there.get(id_), stages) for title, ids in groups for id_ in ids)


def _same_stage(
    groups: Sequence[tuple[str, list[str]]], title: str, own: Sequence[str]
) -> tuple[str, list[str]] | None:
    """The stage of the first journey that has this title, or else one of these steps."""
    named = (group for group in groups if group[0].casefold() == title.casefold())
    return next(named, None) or next((group for id_ in own for group in groups if id_ in group[1]), None)


def _line(
    site: Site, pair: Pair, stage: str, now: PlacedStep | None, later: PlacedStep | None, stages: Sequence[str]
) -> Line:
    """`stages` are those of the first journey that the second one's stand for."""
    moved = later is not None and stages[later.stage] != stage
    before = _side(site, pair.before, now) if now else None
    after = _side(site, pair.after, later) if later else None
    known = before and after and before.mean is not None and after.mean is not None
    by = after.mean - before.mean if known and before and after else None  # type: ignore[operator]
    placed = later if now is None else now
    told = changes(site, now, later, stages[later.stage] if moved else None) if now and later else ()
    return Line(placed.id if placed else "", stage, before, after, by, told)


def _side(site: Site, end: Document, placed: PlacedStep) -> Side:
    step = placed.step
    mean = feelings.mean_of(step, feelings.felt_by(end.data))
    said = f"“{step.quote.text}”" if step.quote else step.thought or ""
    return Side(step.title, site.url(f"{end.url}#{placed.id}"), mean, said)


def sentence(lines: Sequence[Line], lang: str) -> Sentence:
    """What the second journey changes, in one line."""
    shared = [line for line in lines if line.by is not None and line.before and line.after]
    new, gone = (sum(line.status == status for line in lines) for status in ("new", "gone"))
    parts: list[Part] = []
    if shared:
        was = feelings.mean(line.before.mean for line in shared if line.before and line.before.mean is not None)
        becomes = feelings.mean(line.after.mean for line in shared if line.after and line.after.mean is not None)
        before, now = (format.signed(mean or 0, lang) for mean in (was, becomes))
        largest = max(shared, key=lambda line: abs(line.by or 0))
        steps = "the one step" if len(shared) == 1 else f"the {format.spoken(len(shared), lang)} steps"
        parts += [
            Part(f"Over {steps} that both have, the mean {'stays at ' if before == now else 'goes from '}"),
            Part(before, strong=True),
            *([] if before == now else [Part(" to "), Part(now, strong=True)]),
            Part(". "),
        ]
        if largest.by:
            by = format.signed(largest.by, lang)
            parts += [
                Part("Largest change: "),
                Part(_title(largest), strong=True, url=f"#{largest.id}"),
                Part(f" ({by}). "),
            ]
    else:
        parts.append(Part("They have no step in common that says how it feels. "))
    parts.append(Part(_alone(new, gone, lang)))
    return tuple(parts)


def _alone(new: int, gone: int, lang: str) -> str:
    said = [(count, word) for count, word in ((new, "new"), (gone, "gone")) if count]
    if not said:
        return "Both have the same steps."
    (count, word), *more = said
    words = [f"{format.spoken(count, lang)} {'step is' if count == 1 else 'steps are'} {word}"]
    words += [f"{format.spoken(count, lang)} {'is' if count == 1 else 'are'} {word}" for count, word in more]
    return f"{format.capital(format.listed(words))}."


def _title(line: Line) -> str:
    side = line.before or line.after
    return side.title if side else line.id


def _end(site: Site, end: Document) -> dict[str, Any]:
    journey: Journey = end.data
    means = [mean for step in journey.steps if (mean := feelings.mean_of(step, feelings.felt_by(journey))) is not None]
    return {
        "title": end.title,
        "url": site.url(end.url),
        "state": format.capital(journey.state),
        "steps": len(journey.steps),
        "mean": feelings.mean(means),
        "waits": sum((step.wait.total_seconds() for step in journey.steps if step.wait), 0.0),
    }


def figures_of_both(site: Site, pair: Pair) -> tuple[dict[str, Any], ...]:
    """The figures that either journey is measured by, what each of the two wants of them, and which of them names them.

    Those whose targets change come first.
    """
    named = [metrics_of(site, end.data) for end in (pair.before, pair.after)]
    found = []
    for id_ in dict.fromkeys((*named[0], *named[1])):
        before, after = (aim_of(site, end.data, id_) for end in (pair.before, pair.after))
        found.append(
            {
                "figure": before.figure,
                "targets": (before.text, after.text),
                "by": change(site, id_, before, after),
                "before": id_ in named[0],
                "after": id_ in named[1],
            }
        )
    return tuple(sorted(found, key=lambda one: not one["by"]))


def metrics_of(site: Site, journey: Journey) -> tuple[str, ...]:
    """The metrics of a journey, its stages and its steps: the outcome first."""
    first = (journey.outcome_metric,) if journey.outcome_metric else ()
    inside = [id_ for stage in journey.stages for id_ in stage.metrics]
    steps = [id_ for placed in placed_steps(journey) for id_ in step_metrics(site, journey, placed)]
    return tuple(dict.fromkeys((*first, *journey.metrics, *inside, *steps)))


def _data(pair: Pair, lines: Sequence[Line]) -> dict[str, Any]:
    stages: list[dict[str, Any]] = []
    for line in lines:
        if not stages or stages[-1]["title"] != line.stage:
            stages.append({"id": f"{line.id}-stage", "title": line.stage, "goal": None, "steps": 0})
        stages[-1]["steps"] += 1
    return {
        "kind": "pair",
        "personas": [],
        "stages": stages,
        "steps": [{"id": line.id, "title": _title(line), "emotion": {}, "mean": None} for line in lines],
        "pair": {
            "names": [pair.before.title, pair.after.title],
            "from": [line.before.mean if line.before else None for line in lines],
            "to": [line.after.mean if line.after else None for line in lines],
        },
    }
