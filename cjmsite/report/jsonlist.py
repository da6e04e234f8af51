"""Findings as one JSON object, for programs. `version` grows when a key changes its meaning."""

from __future__ import annotations

import json
from typing import Any

from cjmsite.diagnostics import Diagnostic, Span
from cjmsite.report.report import Report

VERSION = 1


def write(report: Report) -> str:
    """`{version, failed, counts, findings}`; paths are relative to the site's root, places count from 1."""
    body = {
        "version": VERSION,
        "failed": report.failed,
        "counts": report.counts(),
        "findings": [_finding(finding) for finding in report.findings],
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Diagnostic) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        **_place(finding.span),
        "related": [{"message": message, **_place(span)} for message, span in finding.related],
    }


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"path": None, "line": None, "column": None, "end_column": None}
    return {"path": span.path, "line": span.line, "column": span.column, "end_column": span.end_column}
