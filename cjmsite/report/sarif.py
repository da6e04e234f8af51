"""Findings as SARIF 2.1.0, which code scanning services read (OASIS standard, 2020)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from cjmsite import __version__
from cjmsite.diagnostics import Diagnostic, Severity, Span
from cjmsite.report.gitlab import fingerprints
from cjmsite.report.report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def write(report: Report) -> str:
    """A log with one run."""
    codes = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "cjmsite",
                "version": __version__,
                "rules": [{"id": code, "shortDescription": {"text": code.replace("-", " ")}} for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(report, finding, codes.index(finding.code), fingerprint)
            for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(report: Report, finding: Diagnostic, rule: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message + (f" ({finding.hint})" if finding.hint else "")},
        "partialFingerprints": {"cjmsite/v1": fingerprint},
    }
    if finding.span:
        result["locations"] = [_location(report, finding.span)]
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": message}, **_location(report, span)}
            for number, (message, span) in enumerate(finding.related)
        ]
    return result


def _location(report: Report, span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column}
    if span.end_column and span.end_column > span.column:
        region["endColumn"] = span.end_column
    return {"physicalLocation": {"artifactLocation": {"uri": quote(report.path(span.path))}, "region": region}}
