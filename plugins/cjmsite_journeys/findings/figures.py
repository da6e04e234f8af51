"""What the figures say: how many miss their target."""

from __future__ import annotations

from collections.abc import Sequence

from cjmsite.api import Figure, Part, format
from cjmsite_journeys.findings.finding import Finding, agree

_NAMED = 2
_SAID = (("figure", "figures"), ("is off target", "are off target"))


def off_target(shown: Sequence[Figure]) -> Finding | None:
    """How many figures are off target, and which are furthest from it."""
    judged = [figure for figure in shown if figure.status != "none"]
    if not judged:
        return None
    off = sorted((figure for figure in judged if figure.status == "off"), key=lambda figure: -figure.distance)
    if not off:
        watched = sum(figure.status == "watch" for figure in judged)
        on = "All of them are on target." if len(judged) > 1 else "It is on target."
        said = f"{format.capital(format.spoken(watched))} to watch." if watched else on
        title = agree(0, len(judged), *_SAID)
        return Finding("figures", f"0 of {len(judged)}", title, (Part(said),), url="#cjm-numbers")
    detail: list[Part] = []
    for figure in off[:_NAMED]:
        detail += [Part("; ")] if detail else []
        detail.append(Part(figure.title, url=figure.url))
        detail.append(Part(f" {figure.value}{figure.unit}, {figure.gap} ({figure.n})"))
    title = agree(len(off), len(judged), *_SAID)
    return Finding("figures", f"{len(off)} of {len(judged)}", title, (*detail, Part(".")), "off", "#cjm-numbers")
