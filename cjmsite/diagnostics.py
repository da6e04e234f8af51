"""Problems as values: what is wrong, where, how bad, and the nearest right answer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source file, counted from 1 in the file as an editor shows it.

    `path` is POSIX and relative to the site's root. `end_column` is the column after the last
    character on the same line; None marks a single character.
    """

    path: str
    line: int = 1
    column: int = 1
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
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
    candidates = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(wrong.casefold(), candidates, n=1, cutoff=0.6)
    return f"did you mean `{candidates[near[0]]}`?" if near else None
