"""What every format is made from: the findings, and how their files are called where the report is read."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable

from msgspec import Struct

from cjmsite.diagnostics import SEVERITIES, Diagnostic, Severity


class Report(Struct, frozen=True):
    """Findings on their way to a reader.

    `path` turns a path from the site's root into the one that the reader knows. `line` gives the text of a line
    (from 1), or None where it must not be shown. `fail_on` is the mildest severity that fails the check, `day` the
    one on which it was made.
    """

    findings: tuple[Diagnostic, ...]
    path: Callable[[str], str] = lambda path: path
    line: Callable[[str, int], str | None] = lambda path, line: None
    fail_on: Severity = "warning"
    day: datetime.date = datetime.date(1970, 1, 1)

    def failing(self, finding: Diagnostic) -> bool:
        """Whether a finding is bad enough to fail the check."""
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)

    @property
    def failed(self) -> bool:
        """Whether any finding is."""
        return any(self.failing(finding) for finding in self.findings)

    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity there are."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}
