"""The one sentence over a map: what matters most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cjmsite.api import Figure, Journey, Part, Sentence, format, said
from cjmsite_journeys.findings.curve import biggest_drop
from cjmsite_journeys.findings.finding import felt_steps, to


def headline(journey: Journey, who: Sequence[str], outcome: Figure | None, lang: str) -> Sentence:
    """The lowest point, the biggest drop where it leads elsewhere, and the number that the journey is measured by."""
    felt = felt_steps(journey, who)
    parts: list[Part] = []
    if not felt:
        parts.append(Part("No step says yet how it feels."))
    else:
        low = min(felt, key=lambda extreme: extreme.mean)
        tone: Literal["hit", ""] = "hit" if format.tone(low.mean) == "neg" else ""
        if len(felt) == 1:
            parts.append(Part("Only one step says how it feels: "))
        elif low.mean == max(extreme.mean for extreme in felt):
            parts.append(Part(f"All {format.spoken(len(felt), lang)} steps feel the same, beginning with "))
        else:
            parts.append(Part("Lowest point: "))
        parts += [
            Part(low.placed.step.title, strong=True, url=to(low.placed)),
            Part(" "),
            Part(f"({format.signed(low.mean, lang)})", strong=True, tone=tone),
            Part("."),
        ]
        drop = biggest_drop(journey, who)
        if drop is not None and drop.after.placed.id != low.placed.id:
            parts += [
                Part(" Biggest drop: "),
                Part(drop.after.placed.step.title, strong=True, url=to(drop.after.placed)),
                Part(f" ({format.signed(-drop.size, lang)})."),
            ]
    if outcome is not None:
        parts += [Part(" "), *said(outcome)]
    return tuple(parts)
