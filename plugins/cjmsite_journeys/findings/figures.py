"""What the figures say: how many miss their target."""

from __future__ import annotations

from collections.abc import Sequence

from cjmsite.api import Figure, Part, format
from cjmsite_journeys.findings.finding import Finding

_NAMED = 2


def off_target(shown: Sequence[Figure]) -> Finding | None:
    """How many figures are off target, and which are furthest from it."""
    judged = [figure for figure in shown if figure.status != "none"]
    if not judged:
        return None
    off = sorted((figure for figure in judged if figure.status == "off"), key=lambda figure: -figure.distance)
    if not off:
        watched = sum(figure.status == "watch" for figure in judged)
        said = f"{format.capital(format.spoken(watched))} to watch." if watched else "All of them are on target."
        return Finding("figures", f"0 of {len(judged)}", "figures are off target", (Part(said),), url="#cjm-numbers")
    detail: list[Part] = []
    for figure in off[:_NAMED]:
        detail += [Part("; ")] if detail else []
        detail.append(Part(figure.title, url=figure.url))
        detail.append(Part(f" {figure.value}{figure.unit}, {figure.gap} ({figure.n})"))
    title = "figures are off target" if len(judged) > 1 else "figure is off target"
    return Finding("figures", f"{len(off)} of {len(judged)}", title, (*detail, Part(".")), "off", "#cjm-numbers")
