"""Findings as workflow commands, which GitHub shows as annotations beside the changed lines."""

from __future__ import annotations

from cjmsite.diagnostics import Diagnostic, Severity
from cjmsite.report.report import Report
from cjmsite.report.safetext import safe

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def write(report: Report) -> str:
    """One line a finding."""
    return "".join(_annotation(report, finding) + "\n" for finding in report.findings)


def _annotation(report: Report, finding: Diagnostic) -> str:
    properties = {"title": safe(finding.code)}
    if finding.span:
        span = finding.span
        place = {"file": safe(report.path(span.path)), "line": str(span.line), "col": str(span.column)}
        properties = {**place, **properties}
        if span.end_column:
            properties["endColumn"] = str(span.end_column)
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    message = "\n".join([safe(finding.message), *([f"hint: {safe(finding.hint)}"] if finding.hint else [])])
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
