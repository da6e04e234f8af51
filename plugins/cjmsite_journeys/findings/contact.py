"""What the contacts say: friction where the channel or the team changes, and touchpoints that give nothing."""

from __future__ import annotations

from collections.abc import Sequence

from cjmsite.api import Journey, Part, PlacedStep, Site, format
from cjmsite_journeys.findings.finding import Finding, agree, link, links, means, to
from cjmsite_journeys.people import Person
from cjmsite_journeys.turns import Turn, hand_offs, placed_steps, switches

_FRICTION = 0.5
"""A change costs something where the mean feeling falls by at least this much."""


def switched(site: Site, journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """How many changes of channel cost feeling, and which costs most."""
    subject = ("change of channel", "changes of channel")
    return _costly("switches", subject, switches(site, journey), journey, persons, lang)


def handed_over(journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """How many hand-offs between teams cost feeling, and which costs most."""
    subject = ("hand-off between teams", "hand-offs between teams")
    return _costly("hand-offs", subject, hand_offs(journey), journey, persons, lang)


def _costly(
    name: str,
    subject: tuple[str, str],
    turns: Sequence[Turn],
    journey: Journey,
    persons: Sequence[Person],
    lang: str,
) -> Finding | None:
    felt = means(journey, persons)
    known = [turn for turn in turns if turn.before.id in felt and turn.after.id in felt]
    change = {turn.after.id: felt[turn.after.id] - felt[turn.before.id] for turn in known}
    bad = sorted((turn for turn in known if change[turn.after.id] <= -_FRICTION), key=lambda t: change[t.after.id])
    if not bad:
        return None
    worst = bad[0]
    title = agree(len(bad), len(turns), subject, ("costs feeling", "cost feeling"))
    detail = (
        Part(f"Worst from {worst.was} to {worst.now}: "),
        link(worst.after),
        Part(f" ({format.signed(change[worst.after.id], lang)})."),
    )
    return Finding(name, f"{len(bad)} of {len(turns)}", title, detail, "neg", to(worst.after))


def giving_nothing(site: Site, journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """Touchpoints at which nothing is gained and nothing decided, but something hurts: does anybody need them?"""
    felt = means(journey, persons)
    met: dict[str, list[PlacedStep]] = {}
    for placed in placed_steps(journey):
        for id_ in placed.step.all_touchpoints:
            met.setdefault(id_, []).append(placed)
    idle = {id_: steps[0] for id_, steps in met.items() if all(_gives_nothing(placed, felt) for placed in steps)}
    if not idle:
        return None
    cards = {id_: site.card("touchpoint", id_) for id_ in idle}
    names = format.listed([card.title if card else id_ for id_, card in list(cards.items())[:3]])
    detail = (
        Part(f"No gain and no moment of truth, only pains: {names}. Met at "),
        *links(list({placed.id: placed for placed in idle.values()}.values()), lang),
    )
    title = agree(len(idle), len(met), ("touchpoint", "touchpoints"), ("gives nothing back", "give nothing back"))
    first = next(iter(idle.values()))
    return Finding("idle", f"{len(idle)} of {len(met)}", title, (*detail, Part(".")), "", to(first))


def _gives_nothing(placed: PlacedStep, felt: dict[str, float]) -> bool:
    step = placed.step
    good = step.gains or step.moment_of_truth or format.tone(felt.get(placed.id, 0)) == "pos"
    return bool(step.pains) and not good
