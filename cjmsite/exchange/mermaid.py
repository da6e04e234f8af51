"""Mermaid's `journey` diagram: sections are stages, tasks are steps, scores are feelings, actors are personas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from cjmsite.exchange.problem import ExchangeError
from cjmsite.model.journey import Journey
from cjmsite.render import feelings

_FORBIDDEN = str.maketrans({":": " –", ";": ",", "#": "№ ", "\n": " "})
"""Mermaid has no way to write these in a name."""

_SCORE = re.compile(r"\d+(\.\d+)?")
_FENCE = re.compile(r"^```\s*mermaid\s*$(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_HEAD = re.compile(r"^---\s*\n(.*?)^---\s*\n", re.MULTILINE | re.DOTALL)


def write(journey: Journey, names: Mapping[str, str]) -> str:
    """The diagram. `names` are those of the personas; a step that says nothing of feelings is in the middle."""
    who = feelings.felt_by(journey)
    lines = ["journey", f"  title {_name(journey.title)}"]
    for stage in journey.stages:
        lines.append(f"  section {_name(stage.title)}")
        for step in stage.steps:
            mean = feelings.mean_of(step, who)
            if mean is None:
                lines.append("    %% nothing is known of how this feels")
            here = [
                id_ for id_ in who if id_ != feelings.EVERYONE and (mean is None or id_ in feelings.felt(step, who))
            ]
            actors = ", ".join(_name(names.get(id_, id_)).replace(",", "") for id_ in here)
            lines.append(f"    {_name(step.title)}: {score(mean or 0)}{f': {actors}' if actors else ''}")
    return "\n".join([*lines, ""])


def score(feeling: float) -> int:
    """A feeling from -2 to +2 as one of Mermaid's scores from 1 to 5."""
    return max(1, min(5, int(feeling + 3.5)))


def _name(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_FORBIDDEN)).strip().removeprefix("%%") or "?"


class Drawn(Struct, frozen=True):
    """A diagram as a journey's data, and the actors that are no persona of the site."""

    data: dict[str, Any]
    strangers: tuple[str, ...]


def read(text: str, personas: Mapping[str, str], name: str = "the file") -> Drawn:
    """The journey of a diagram; also of the first one in a Markdown file. `personas` are ids and names of the site."""
    if fence := _FENCE.search(text):
        text = fence[1]
    title = None
    if head := _HEAD.match(text.lstrip()):
        given = re.search(r"^title:\s*(.+?)\s*$", head[1], re.MULTILINE)
        title = given[1].strip("\"'") if given else None
        text = text.lstrip()[head.end() :]
    lines = [line.strip() for line in text.split("\n")]
    kinds = [line for line in lines if line and not line.startswith("%%")]
    if not kinds or kinds[0] != "journey":
        raise ExchangeError(f"{name} holds no journey diagram: one begins with a line `journey`")
    stages: list[dict[str, Any]] = []
    strangers: dict[str, None] = {}
    everyone: dict[str, None] = {}
    for number, line in enumerate(lines, 1):
        if not line or line == "journey" or line.startswith(("%%", "#", "accTitle", "accDescr")):
            continue
        word, _, rest = line.partition(" ")
        if word == "title":
            title = rest.strip()
        elif word == "section":
            stages.append({"title": rest.strip() or f"Stage {len(stages) + 1}", "steps": []})
        else:
            stages = stages or [{"title": "Journey", "steps": []}]
            step, actors = _step(line, number, name)
            known = [id_ for actor in actors if (id_ := _persona(actor, personas))]
            strangers.update(dict.fromkeys(actor for actor in actors if not _persona(actor, personas)))
            everyone.update(dict.fromkeys(known))
            stages[-1]["steps"].append((step, known))
    for stage in stages:
        stage["steps"] = [_felt(step, known, tuple(everyone)) for step, known in stage["steps"]]
    data: dict[str, Any] = {"title": title or "Journey"}
    if everyone:
        data["personas"] = list(everyone)
    return Drawn({**data, "stages": stages}, tuple(strangers))


def _step(line: str, number: int, name: str) -> tuple[dict[str, Any], list[str]]:
    parts = [part.strip() for part in line.rstrip(";").split(":")]
    if len(parts) < 2 or not parts[0] or not _SCORE.fullmatch(parts[1]) or float(parts[1]) > 5:
        raise ExchangeError(
            f"line {number} of {name} is no task: `{line[:60]}`; one is written `Opens the letter: 2: Nora`, "
            "with a score from 0 to 5"
        )
    actors = [actor.strip() for actor in ":".join(parts[2:]).split(",") if actor.strip()]
    feeling = max(-2.0, float(parts[1]) - 3)
    return {"title": parts[0], "emotion": int(feeling) if feeling.is_integer() else feeling}, actors


def _felt(step: dict[str, Any], known: list[str], everyone: tuple[str, ...]) -> dict[str, Any]:
    """A step that only some of the personas take says whose feeling it is."""
    if known and set(known) != set(everyone):
        return {**step, "emotion": dict.fromkeys(known, step["emotion"])}
    return step


def _persona(actor: str, personas: Mapping[str, str]) -> str | None:
    """The persona that an actor is: by id, name or first name."""
    wanted = actor.casefold()
    for id_, name in personas.items():
        if wanted in (id_.casefold(), name.casefold()):
            return id_
    first = [id_ for id_, name in personas.items() if name.casefold().split()[:1] == [wanted]]
    return first[0] if len(first) == 1 else None
