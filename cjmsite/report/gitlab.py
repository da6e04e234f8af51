"""Findings as GitLab's code quality report."""

from __future__ import annotations

import hashlib
import json

from cjmsite.diagnostics import Diagnostic, Severity
from cjmsite.report.report import Report

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def write(report: Report) -> str:
    """A JSON list, as GitLab's `codequality` artifact wants it."""
    entries = [
        {
            "description": finding.message + (f" ({finding.hint})" if finding.hint else ""),
            "check_name": finding.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": report.path(finding.span.path if finding.span else "cjmsite.yaml"),
                "lines": {"begin": finding.span.line if finding.span else 1},
            },
        }
        for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
    ]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def fingerprints(findings: tuple[Diagnostic, ...]) -> list[str]:
    """What tells findings apart and stays when lines above them come and go: line numbers are no part of it."""
    seen: dict[tuple[str, str, str], int] = {}
    made = []
    for finding in findings:
        what = (finding.code, finding.span.path if finding.span else "", finding.message)
        seen[what] = seen.get(what, 0) + 1
        made.append(hashlib.sha256("\0".join((*what, str(seen[what]))).encode("utf-8", "replace")).hexdigest())
    return made
