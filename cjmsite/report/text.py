"""Findings for people: the place as editors and terminals link it, the line, a mark under it, and the way out."""

from __future__ import annotations

from collections import Counter

import click

from cjmsite.diagnostics import SEVERITIES, Diagnostic, Severity, Span
from cjmsite.report.excerpt import excerpt
from cjmsite.report.report import Report
from cjmsite.report.safetext import safe

COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "cyan"}
GUTTER = 6


def write(report: Report, width: int = 100) -> str:
    """All findings and their count, with colours for a terminal; click takes those away elsewhere."""
    blocks = [_finding(report, finding, width) for finding in report.findings]
    return "\n".join([*blocks, summary(report)])


def _finding(report: Report, finding: Diagnostic, width: int) -> str:
    label = click.style(f"{finding.severity}[{safe(finding.code)}]", fg=COLOURS[finding.severity], bold=True)
    place = click.style(f"{located(report, finding.span)}: ", bold=True) if finding.span else ""
    lines = [f"{place}{label} {safe(finding.message)}"]
    if finding.span:
        lines += _source(report, finding.span, COLOURS[finding.severity], width)
    if finding.hint:
        lines.append(f"{' ' * GUTTER} {click.style('hint:', fg='green')} {safe(finding.hint)}")
    for message, span in finding.related:
        lines.append(f"{' ' * GUTTER} {located(report, span)}: {safe(message)}")
    return "\n".join([*lines, ""])


def located(report: Report, span: Span) -> str:
    """A place as `path:line:column`."""
    return f"{safe(report.path(span.path))}:{span.line}:{span.column}"


def _source(report: Report, span: Span, colour: str, width: int) -> list[str]:
    line = report.line(span.path, span.line)
    if line is None or not line.strip():
        return []
    shown, mark = excerpt(line, span.column, span.end_column, max(40, width - GUTTER - 3))
    bar = click.style("|", dim=True)
    return [f"{span.line:>{GUTTER}} {bar} {shown}", f"{' ' * GUTTER} {bar} {click.style(mark, fg=colour, bold=True)}"]


def summary(report: Report) -> str:
    """How much was found, by severity and code."""
    if not report.findings:
        return click.style("Nothing to mend.", fg="green")
    files = {finding.span.path for finding in report.findings if finding.span}
    where = f" in {amount(len(files), 'file')}" if files else ""
    lines = [f"Found {counted(report)}{where}."]
    groups = Counter((finding.severity, finding.code) for finding in report.findings)
    if len(groups) > 1:
        order = sorted(groups, key=lambda group: (SEVERITIES.index(group[0]), -groups[group], group[1]))
        lines += [f"  {groups[group]:>4}  {group[0]:<7}  {safe(group[1])}" for group in order]
    return "\n".join(lines)


def counted(report: Report) -> str:
    """Like `2 errors and 1 warning`."""
    words = {"error": "error", "warning": "warning", "info": "note"}
    parts = [amount(count, words[severity]) for severity, count in report.counts().items() if count]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def amount(count: int, word: str) -> str:
    """Like `3 pages`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
