"""What an author meant where YAML cannot be read, and how to write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cjmsite.diagnostics import Diagnostic, Span, error

if TYPE_CHECKING:
    import yaml

HARD_SPACES = ("\u00a0", "\u202f", "\u2007")
"""Spaces that look like others and are none to YAML."""

_HARD = f"[{''.join(HARD_SPACES)}]"
_HARD_SPACE = re.compile(rf"^[ -]*({_HARD}+)|^[ ]*(?:- )?[\w-]+:[ ]*({_HARD}+)")
_NO_SPACE = re.compile(r"[ ]*(?:- )?[a-z_]+:[^\s:/]")
TYPOGRAPHIC = "„“”«»‹›‚‘’"
_TYPOGRAPHIC_START = re.compile(rf"(?:^|[:\[{{,-])\s*[{TYPOGRAPHIC}]")
TYPOGRAPHIC_HINT = 'typographic quotes do not count; use `"`'
SPACE_HINT = "a space is missing after the colon"


def hard_spaces(span: Span) -> Diagnostic:
    """The finding about spaces that YAML does not take for spaces."""
    return error(
        "yaml-syntax", "non-breaking spaces here; use ordinary ones", span, "type them again with the space bar"
    )


def syntax(failure: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Diagnostic:
    """The finding about text that is no YAML."""
    mark = failure.problem_mark or failure.context_mark
    if _begun_and_not_ended(failure):
        mark = failure.context_mark or mark
    if mark is None:
        return error("yaml-syntax", f"this cannot be read as YAML: {_plain(failure)}", Span(path, first_line))
    lines = text.split("\n")
    at = min(mark.line, len(lines) - 1)
    for near in (at, at - 1):
        if near >= 0 and (found := _hard_spaces_in(lines[near])):
            return hard_spaces(Span(path, first_line + near, found[0], found[1]))
    # The end of a file without a last line break counts as a line of its own.
    column = mark.column if mark.line < len(lines) else len(lines[-1])
    line = lines[at] if mark.line < len(lines) else ""
    advice = _advice(failure, line, lines[at - 1] if at else "", column)
    span = Span(path, first_line + at, column + 1)
    return error("yaml-syntax", f"this cannot be read as YAML: {_plain(failure)}", span, advice)


def instead_of_keys(text: str, path: str, first_line: int) -> Diagnostic | None:
    """Why `key: value` lines were read as something else, where it can be seen."""
    for number, line in enumerate(text.split("\n")):
        if found := _hard_spaces_in(line):
            return hard_spaces(Span(path, first_line + number, found[0], found[1]))
    return None


def lacks_space(line: str) -> bool:
    """Whether a line is `key:value`."""
    return _NO_SPACE.match(line) is not None


def _hard_spaces_in(line: str) -> tuple[int, int] | None:
    found = _HARD_SPACE.search(line)
    if not found:
        return None
    group = 1 if found[1] else 2
    return found.start(group) + 1, found.end(group) + 1


def _begun_and_not_ended(failure: yaml.MarkedYAMLError) -> bool:
    """Whether the mistake is where something begins and not where the reader noticed."""
    problem = failure.problem or ""
    if "an alias" in (failure.context or "") or "an anchor" in (failure.context or ""):
        return True
    return "unexpected end of stream" in problem or "expected ',' or" in problem or "expected ':'" in problem


def _plain(failure: yaml.MarkedYAMLError) -> str:
    return ", ".join(part for part in (failure.context, failure.problem) if part)


def _advice(failure: yaml.MarkedYAMLError, line: str, before: str, column: int) -> str:
    problem = failure.problem or ""
    if "alias" in (failure.context or ""):
        return "text that begins with `*` needs quotes"
    if "anchor" in (failure.context or ""):
        return "text that begins with `&` needs quotes"
    if "escape" in problem:
        return "a backslash in double quotes begins a code: use single quotes instead"
    if "\t" in line or "tab" in problem:
        return "indent with spaces, not with tabs"
    if _TYPOGRAPHIC_START.search(line):
        return TYPOGRAPHIC_HINT
    if lacks_space(line) or (lacks_space(before) and ("mapping values" in problem or "expected ':'" in problem)):
        return SPACE_HINT
    if "mapping values are not allowed" in problem:
        if ": " not in line[:column]:
            return "this line is indented too far, or the value before it lacks its quotes"
        return "text that holds `: ` needs quotes"
    if "expected ',' or" in problem or "expected ',' or" in (failure.context or ""):
        return "a `[` or `{` that was opened is not closed"
    if "quoted scalar" in (failure.context or "") or "quoted scalar" in problem:
        return "a quotation mark that was opened is not closed"
    if "cannot start any token" in problem:
        return "text that begins with a sign like `@`, `%` or a backtick needs quotes"
    if "expected <block end>" in problem or "could not find expected ':'" in problem:
        return "check the indentation, and that each `key:` has its colon"
    return "check quotes, colons and indentation on this line and the one before it"
