"""What YAML says, once it is read: plain values with their places. Who only goes on from them needs no parser."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from cjmsite.diagnostics import Diagnostic, Span

Loc = tuple[str | int, ...]
"""The way to a value: keys and indices."""


class WrittenInt(int):
    """A whole number that remembers how it was written."""

    raw: str


class WrittenFloat(float):
    """A number that remembers how it was written."""

    raw: str


class Place(Struct, frozen=True):
    """Where a value stands, and its key where it has one."""

    value: Span
    key: Span | None = None


class Yaml(Struct, frozen=True):
    """A document: plain values, the place of each by its path of keys and indices, and what was wrong."""

    value: Any
    places: dict[Loc, Place] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    def place(self, loc: Loc) -> Place | None:
        """The place of a value, or of the nearest value around it."""
        for length in range(len(loc), -1, -1):
            found = self.places.get(loc[:length])
            if found:
                return found
        return None


def written_loc(document: Yaml, loc: Loc) -> Loc:
    """The path of keys in the file that a path in the model stands for.

    Short forms and unions add parts that no author wrote: those are passed over. A number on a mapping
    is its nth entry.
    """
    here: Loc = ()
    for part in loc:
        if (*here, part) in document.places:
            here = (*here, part)
        elif isinstance(part, int):
            children = [known for known in document.places if len(known) == len(here) + 1 and known[:-1] == here]
            if part < len(children) and all(isinstance(child[-1], str) for child in children):
                here = children[part]
    return here
