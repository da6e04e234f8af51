"""Rules about a journey's map: its lens, its size, its ways, its lanes."""

from __future__ import annotations

from collections.abc import Iterator

from cjmsite.api import Diagnostic, Document, Journey, Site, Span, did_you_mean, error, note, slug, warning
from cjmsite_journeys.rules.heading import heading
from cjmsite_journeys.ways import step_named

MAX_STAGES = 8
MAX_STEPS = 25


def lens(site: Site) -> Iterator[Diagnostic]:
    """Journeys that do not say whose they are, or what for."""
    for document in site.documents("journey"):
        at = heading(site, document)
        if not document.data.goal:
            yield note("goal-missing", "this journey names no goal of the customer", at, "add `goal: I want …`")
        if not document.data.personas:
            hint = "add `personas: […]`: a map has one point of view or a few"
            yield note("persona-missing", "this journey is nobody's: it names no persona", at, hint)


def size(site: Site) -> Iterator[Diagnostic]:
    """Journeys that are too much for one map."""
    for document in site.documents("journey"):
        data: Journey = document.data
        at = heading(site, document)
        if len(data.stages) > MAX_STAGES:
            message = f"this journey has {len(data.stages)} stages; more than {MAX_STAGES} are hard to take in"
            yield note("too-many-stages", message, at, "join some, or tell a part as a journey of its own")
        if len(data.steps) > MAX_STEPS:
            message = f"this journey has {len(data.steps)} steps; more than {MAX_STEPS} are hard to take in"
            yield note(
                "too-many-steps", message, at, "tell a part as a journey of its own: a step's `journey:` leads to it"
            )


def places(site: Site) -> Iterator[Diagnostic]:
    """Stages in which somebody feels something, and which have no column in the overview of the home page."""
    for document in site.documents("journey"):
        data: Journey = document.data
        if data.state == "future":
            continue
        for number, stage in enumerate(data.stages):
            if stage.lifecycle is None and any(step.emotion is not None for step in stage.steps):
                yield note(
                    "stage-not-placed",
                    f"the stage `{stage.title}` has no `lifecycle:`, so the home page's overview cannot place it",
                    site.place(document, ("stages", number, "title")),
                    "say which part of a customer's life it is, for example `lifecycle: decision`",
                )


def moments(site: Site) -> Iterator[Diagnostic]:
    """Journeys in which everything matters the same."""
    for document in site.documents("journey"):
        if not any(step.moment_of_truth for step in document.data.steps):
            yield note(
                "no-moment-of-truth",
                "no step of this journey is a moment of truth",
                heading(site, document),
                "mark the one on which most depends with `moment_of_truth: true`; often it is the first or the last",
            )


def ways(site: Site) -> Iterator[Diagnostic]:
    """Ways to steps that are not there. A step is named by its id or its title."""
    for document in site.documents("journey"):
        data: Journey = document.data
        for at, stage in enumerate(data.stages):
            for number, step in enumerate(stage.steps):
                for place, name in enumerate(step.next):
                    loc = ("stages", at, "steps", number, "next", place)
                    yield from _unknown(site, document, "step-next-unknown", name, loc)
        for number, edge in enumerate(data.edges):
            ends = [("from", edge.source)] if edge.type == "exit" else [("from", edge.source), ("to", edge.to)]
            for key, name in ends:  # an exit leads out of the map, and says so in words
                yield from _unknown(site, document, "edge-step-unknown", name, ("edges", number, key))


def _unknown(site: Site, document: Document, code: str, name: str, loc: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    journey: Journey = document.data
    if step_named(journey, name) is None:
        ids = sorted(step.id for stage in journey.outline for step in stage.steps)
        hint = did_you_mean(slug(name), ids) or f"steps: {', '.join(ids)}"
        yield warning(code, f"this journey has no step `{name}`", site.place(document, loc), hint)


def lanes(site: Site) -> Iterator[Diagnostic]:
    """Lanes that no plugin adds, in the settings and in journeys."""
    for number, name in enumerate(site.settings.lanes):
        yield from _no_lane(site, name, site.place_of_setting(("lanes", number)))
    for document in site.documents("journey"):
        for number, name in enumerate(document.data.lanes):
            yield from _no_lane(site, name, site.place(document, ("lanes", number)))


def _no_lane(site: Site, name: str, span: Span | None) -> Iterator[Diagnostic]:
    known = site.registry.lanes
    if name not in known:
        hint = did_you_mean(name, known) or f"lanes: {', '.join(known)}"
        yield error("lane-unknown", f"there is no lane `{name}`", span, hint)


def futures(site: Site) -> Iterator[Diagnostic]:
    """Current journeys without a future one."""
    journeys = site.documents("journey")
    future = [document for document in journeys if document.data.state == "future"]
    compared = {
        id_ for document in future for id_ in (document.data.compare_with, document.data.variant_of) if id_ is not None
    }
    targets = {document.id for document in future}
    for document in journeys:
        data: Journey = document.data
        if data.state == "current" and document.id not in compared and data.compare_with not in targets:
            yield note(
                "current-without-future",
                "this journey is mapped as it is, and not as it should be",
                heading(site, document),
                "map it with `state: future`, and name the one in the other's `compare_with:`",
            )
