"""The checks of a journey site. Each names its findings and their usual severity; a site may judge otherwise."""

from __future__ import annotations

from cjmsite.api import Rule
from cjmsite_journeys.rules import curves, maps, pages, upkeep

RULES = (
    Rule("orphan-page", "A page that nothing leads to", pages.orphans, {"orphan-page": "warning"}),
    Rule(
        "alt-text",
        "An image without words for those who do not see it",
        pages.alt_texts,
        {"alt-text-missing": "warning"},
    ),
    Rule(
        "unused",
        "A touchpoint or persona that no journey uses",
        upkeep.unused,
        {"touchpoint-unused": "warning", "persona-unused": "warning"},
    ),
    Rule("review", "A page whose day of review is past", upkeep.reviews, {"review-overdue": "warning"}),
    Rule("owner", "A page that nobody keeps up to date", upkeep.owners, {"owner-missing": "info"}),
    Rule(
        "lens",
        "A journey without a goal or without personas",
        maps.lens,
        {"goal-missing": "info", "persona-missing": "info"},
    ),
    Rule(
        "size",
        "A journey with more stages or steps than people take in",
        maps.size,
        {"too-many-stages": "info", "too-many-steps": "info"},
    ),
    Rule(
        "places",
        "A stage that the overview on the home page cannot place",
        maps.places,
        {"stage-not-placed": "info"},
    ),
    Rule("moment-of-truth", "A journey that names no moment of truth", maps.moments, {"no-moment-of-truth": "info"}),
    Rule(
        "ways",
        "A way to a step that does not exist",
        maps.ways,
        {"step-next-unknown": "warning", "edge-step-unknown": "warning"},
    ),
    Rule("lanes", "A lane that does not exist", maps.lanes, {"lane-unknown": "error"}),
    Rule(
        "future",
        "A journey that is mapped as it is, and not as it should be",
        maps.futures,
        {"current-without-future": "off"},
    ),
    Rule(
        "emotion",
        "Feelings that say nothing, or of people who are not on the journey",
        curves.emotions,
        {"emotion-flat": "info", "emotion-persona": "warning"},
    ),
)
