"""Findings as JUnit XML: a suite a file, a test case a finding."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from cjmsite.diagnostics import Diagnostic
from cjmsite.report.report import Report

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """Findings that fail the check are failures; milder ones are cases that pass and say why they are there."""
    suites: dict[str, list[Diagnostic]] = {}
    for finding in report.findings:
        suites.setdefault(report.path(finding.span.path) if finding.span else "site", []).append(finding)
    failures = sum(map(report.failing, report.findings))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="cjmsite check" tests="{max(1, len(report.findings))}" failures="{failures}" errors="0">',
    ]
    for path, findings in suites.items():
        failed = sum(map(report.failing, findings))
        lines.append(f'<testsuite name={_quoted(path)} tests="{len(findings)}" failures="{failed}" errors="0">')
        lines += [_case(report, path, finding) for finding in findings]
        lines.append("</testsuite>")
    if not suites:
        lines += [
            '<testsuite name="site" tests="1" failures="0" errors="0">',
            '<testcase classname="site" name="nothing to mend"/>',
            "</testsuite>",
        ]
    return "\n".join([*lines, "</testsuites>", ""])


def _case(report: Report, path: str, finding: Diagnostic) -> str:
    place = f"{path}:{finding.span.line}:{finding.span.column}: " if finding.span else ""
    hint = f"\nhint: {finding.hint}" if finding.hint else ""
    details = _text(f"{place}{finding.severity}[{finding.code}] {finding.message}{hint}")
    case = f"<testcase classname={_quoted(path)} name={_quoted(f'{finding.code}: {finding.message}')}"
    if finding.span:
        case += f' file={_quoted(path)} line="{finding.span.line}"'
    if report.failing(finding):
        kind = _quoted(finding.severity)
        return f"{case}><failure message={_quoted(finding.message)} type={kind}>{details}</failure></testcase>"
    return f"{case}><system-out>{details}</system-out></testcase>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
