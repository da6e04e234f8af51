"""Findings as JUnit XML: a suite a file, a test case a finding.

There is no standard of it. What is written here holds both what Ant's readers ask for (every attribute and part of a
suite is there, in its order) and what Jenkins' readers allow (no attribute that they do not know).
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from cjmsite import __version__
from cjmsite.diagnostics import Diagnostic
from cjmsite.report.report import Report

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """Findings that fail the check are failures; milder ones are cases that pass, told in the suite's output."""
    suites: dict[str, list[Diagnostic]] = {}
    for finding in report.findings:
        suites.setdefault(report.path(finding.span.path) if finding.span else "site", []).append(finding)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for number, (path, findings) in enumerate((suites or {"site": []}).items()):
        lines += _suite(report, number, path, findings)
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(report: Report, number: int, path: str, findings: list[Diagnostic]) -> list[str]:
    failed = sum(map(report.failing, findings))
    told = "\n".join(_details(path, finding) for finding in findings if not report.failing(finding))
    cases = [_case(report, path, finding) for finding in findings]
    return [
        f'<testsuite name={_quoted(path)} package="cjmsite check" id="{number}" hostname="localhost" '
        f'timestamp="{report.day.isoformat()}T00:00:00" time="0" '
        f'tests="{max(1, len(findings))}" failures="{failed}" errors="0">',
        f'<properties><property name="cjmsite" value="{__version__}"/></properties>',
        *(cases or [f'<testcase classname={_quoted(path)} name="nothing to mend" time="0"/>']),
        f"<system-out>{_text(told)}</system-out>",
        "<system-err/>",
        "</testsuite>",
    ]


def _case(report: Report, path: str, finding: Diagnostic) -> str:
    name = _quoted(f"{finding.code}: {finding.message}")
    case = f'<testcase classname={_quoted(path)} name={name} time="0"'
    if not report.failing(finding):
        return f"{case}/>"
    failure = f"<failure message={_quoted(finding.message)} type={_quoted(finding.severity)}>"
    return f"{case}>{failure}{_text(_details(path, finding))}</failure></testcase>"


def _details(path: str, finding: Diagnostic) -> str:
    place = f"{path}:{finding.span.line}:{finding.span.column}: " if finding.span else ""
    hint = f"\nhint: {finding.hint}" if finding.hint else ""
    return f"{place}{finding.severity}[{finding.code}] {finding.message}{hint}"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
