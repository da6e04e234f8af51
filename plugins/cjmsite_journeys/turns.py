"""Where a journey changes hands: changes of channel, and hand-offs from one team to another."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from cjmsite.api import Journey, PlacedStep, Site, Touchpoint
from cjmsite_journeys.channels import channel_name


class Turn(Struct, frozen=True):
    """A change on the way into a step: from which step, and what was and is there, in words."""

    before: PlacedStep
    after: PlacedStep
    was: str
    now: str


def placed_steps(journey: Journey) -> tuple[PlacedStep, ...]:
    """The steps of all stages."""
    return tuple(placed for stage in journey.outline for placed in stage.steps)


def channels_of(site: Site, placed: PlacedStep) -> tuple[str, ...]:
    """The channels of a step, the main one first."""
    found = []
    for id_ in placed.step.all_touchpoints:
        touchpoint: Touchpoint | None = site.data("touchpoint", id_)
        if touchpoint and touchpoint.channel:
            found.append(touchpoint.channel)
    return tuple(dict.fromkeys(found))


def teams_of(placed: PlacedStep) -> tuple[str, ...]:
    """Who serves the customer at a step: the teams in front, else those behind."""
    step = placed.step
    for acts in (step.frontstage, step.backstage):
        found = tuple(dict.fromkeys(act.team for act in acts if act.team))
        if found:
            return found
    return (step.owner,) if step.owner else ()


def switch_into(site: Site, steps: tuple[PlacedStep, ...], number: int) -> Turn | None:
    """The change of channel since the last contact, if there is one."""
    return _turn(steps, number, lambda placed: tuple(map(channel_name, channels_of(site, placed))))


def hand_off_into(steps: tuple[PlacedStep, ...], number: int) -> Turn | None:
    """The hand-off from the last team that served the customer, if there is one."""
    return _turn(steps, number, teams_of)


def switches(site: Site, journey: Journey) -> tuple[Turn, ...]:
    """All changes of channel."""
    steps = placed_steps(journey)
    return tuple(turn for number in range(len(steps)) if (turn := switch_into(site, steps, number)))


def hand_offs(journey: Journey) -> tuple[Turn, ...]:
    """All hand-offs."""
    steps = placed_steps(journey)
    return tuple(turn for number in range(len(steps)) if (turn := hand_off_into(steps, number)))


def _turn(steps: tuple[PlacedStep, ...], number: int, of: Callable[[PlacedStep], tuple[str, ...]]) -> Turn | None:
    now = of(steps[number])
    if not now:
        return None
    for before in reversed(steps[:number]):
        was = of(before)
        if was:
            return None if set(was) & set(now) else Turn(before, steps[number], was[0], now[0])
    return None
