"""Findings of one reading, so many of a kind and then a count of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cjmsite.data.masking import mask
from cjmsite.diagnostics import Diagnostic, Span

LIMIT = 20
"""How many findings of one kind are told one by one."""

Loc = tuple[str | int, ...]
Where = Callable[[Loc], Span | None]
"""Where a setting stands: `("sources", "survey", "columns", "score", "from")` -> its place in cjmsite.yaml."""


def nowhere(_: Loc) -> Span | None:
    """The `Where` of rows that no settings file describes."""
    return None


class Problems:
    """What was found so far. A file with a million bad cells still gives a page that people can read."""

    def __init__(self) -> None:
        self._kept: list[Diagnostic] = []
        self._counts: dict[tuple[str, str], int] = {}
        self._overflow: dict[tuple[str, str], Diagnostic] = {}

    def add(self, diagnostic: Diagnostic, kind: str = "") -> None:
        """Keep a finding; findings of one code and `kind` count together."""
        key = (diagnostic.code, kind)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] <= LIMIT:
            self._kept.append(diagnostic)
        else:
            self._overflow.setdefault(key, diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep several findings."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    @property
    def fatal(self) -> bool:
        """Whether one of them is an error."""
        return any(diagnostic.severity == "error" for diagnostic in self._kept)

    def all(self) -> tuple[Diagnostic, ...]:
        """The findings, each kind closed by the number of those not told."""
        rest = tuple(
            Diagnostic(first.code, first.severity, f"and {self._counts[key] - LIMIT} more like these", first.span)
            for key, first in self._overflow.items()
        )
        return tuple(self._kept) + rest


def count_of(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 row`, `1,200 rows`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def shown(text: str, limit: int = 40) -> str:
    """A cell as it may stand in a message: short, on one line, in backquotes, and nobody's address or phone.

    Who writes the file finds it at the message's place; a log of CI or a preview that others look at has more readers.
    """
    flat = mask(" ".join(text.split()))
    return f"`{flat if len(flat) <= limit else flat[: limit - 1] + '…'}`"


def listed(words: Iterable[str], limit: int = 8) -> str:
    """Some names in backquotes, and how many there are besides."""
    names = list(words)
    told = ", ".join(shown(name) for name in names[:limit])
    return told + (f" and {len(names) - limit} more" if len(names) > limit else "")
