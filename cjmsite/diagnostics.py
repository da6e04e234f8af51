"""Problems as values: what is wrong, where, how bad, and the nearest right answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Span(Struct, frozen=True):
    """A place in a source file, counted from 1 in the file as an editor shows it.

    `path` is POSIX and relative to the site's root. `end_column` is the column after the last
    character on the same line; None marks a single character.
    """

    path: str
    line: int = 1
    column: int = 1
    end_column: int | None = None


class Diagnostic(Struct, frozen=True):
    """One finding. `code` is stable (kebab-case); `hint` holds the nearest right answer."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str | None = None
    related: tuple[tuple[str, Span], ...] = ()

    def with_severity(self, severity: Severity) -> Diagnostic:
        """The same finding, judged differently by the site's settings."""
        return replace(self, severity=severity)


def error(code: str, message: str, span: Span | None = None, hint: str | None = None) -> Diagnostic:
    """A finding that stops a build."""
    return Diagnostic(code, "error", message, span, hint)


def warning(code: str, message: str, span: Span | None = None, hint: str | None = None) -> Diagnostic:
    """A finding that a build survives unless it is strict."""
    return Diagnostic(code, "warning", message, span, hint)


def note(code: str, message: str, span: Span | None = None, hint: str | None = None) -> Diagnostic:
    """A finding that is worth a thought and stops nothing."""
    return Diagnostic(code, "info", message, span, hint)


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, int, str, str]:
    """The order in which people read findings: by file, by place, worst first."""
    span = diagnostic.span or Span("", 0, 0)
    return (
        span.path,
        span.line,
        span.column,
        SEVERITIES.index(diagnostic.severity),
        diagnostic.code,
        diagnostic.message,
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings without repeats, in reading order."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=sort_key))


def did_you_mean(wrong: str, known: Iterable[str]) -> str | None:
    """A hint naming the nearest of the known words, or None when none is near."""
    word = wrong.casefold()
    near = [(edits, right) for right in known if (edits := _edits(word, right.casefold())) is not None]
    return f"did you mean `{min(near)[1]}`?" if near else None


def _edits(wrong: str, right: str) -> int | None:
    """How many letters are to be put right, or None where it is another word: a short word bears one slip.

    Two letters that changed places are one slip. A beginning that was not finished is near as well.
    """
    length = max(len(wrong), len(right))
    most = 1 if length <= 5 else 2 if length <= 8 else 3
    if length and abs(len(wrong) - len(right)) <= most:
        from rapidfuzz.distance import OSA  # not above: few runs have a word to put right

        allowed = min(most, length - 1)
        if (found := OSA.distance(wrong, right, score_cutoff=allowed)) <= allowed:
            return found
    return most + 1 if len(wrong) >= 4 and right.startswith(wrong) else None
