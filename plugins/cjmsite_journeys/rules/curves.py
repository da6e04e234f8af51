"""Rules about feelings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cjmsite.api import Diagnostic, Document, Journey, Site, did_you_mean, note, warning

FEW = 4
"""A curve of fewer steps may well be flat."""


def emotions(site: Site) -> Iterator[Diagnostic]:
    """Curves that say nothing, and feelings of people who are not on the journey."""
    for document in site.documents("journey"):
        yield from _flat(site, document)
        yield from _strangers(site, document)


def _flat(site: Site, document: Document) -> Iterator[Diagnostic]:
    data: Journey = document.data
    for persona in data.personas or ("",):
        felt = [value for step in data.steps if (value := step.emotion_of(persona)) is not None]
        if len(felt) >= FEW and min(felt) == max(felt):
            whose = f" for `{persona}`" if persona else ""
            yield note(
                "emotion-flat",
                f"every step of this journey feels the same{whose}: {felt[0]:+g}",
                site.place(document, ("stages",)),
                "a map shows where it hurts and where it delights; ask customers how the steps differ",
            )


def _strangers(site: Site, document: Document) -> Iterator[Diagnostic]:
    data: Journey = document.data
    if not data.personas:
        return
    for at, stage in enumerate(data.stages):
        for number, step in enumerate(stage.steps):
            for persona in step.emotion if isinstance(step.emotion, Mapping) else ():
                if persona not in data.personas and site.exists("persona", persona):  # else the reference is broken
                    yield warning(
                        "emotion-persona",
                        f"`{persona}` feels something here, but is not among the personas of this journey",
                        site.place(document, ("stages", at, "steps", number, "emotion", persona), key=True),
                        did_you_mean(persona, data.personas) or f"add it to `personas:`, which has {_listed(data)}",
                    )


def _listed(data: Journey) -> str:
    return ", ".join(data.personas)
