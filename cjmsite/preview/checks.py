"""What is wrong with a living site, found out step by step."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator

from cjmsite.diagnostics import Diagnostic
from cjmsite.preview.living import Living

STEP = 0.008
"""Seconds of work after which others get their turn."""

_NAMES = ("reserved-name", "bad-file-name")


class Checks:
    """The findings of a site as they were last found out."""

    def __init__(self, living: Living) -> None:
        self.found: tuple[Diagnostic, ...] = ()
        self._living = living
        self._of_rules: tuple[Diagnostic, ...] = ()
        self._until = 0.0

    def run(self, opened: Collection[str]) -> Iterator[bool]:
        """Bring `found` up to date, step by step; yields whether it is.

        It finds what `cjmsite check` finds, but of pages only those that were opened are made. Rules look at the
        whole site and come last: until then what they said before stands.
        """
        from cjmsite.pipeline import configuration, files, findings, numbers
        from cjmsite.render import faults, results

        db = self._living.db
        found = [*findings.of_configuration(db)]
        for path in files.page_files(db):
            findings.of_file(db, path)
            if self._is_time():
                yield False
        found += findings.of_content(db)
        if configuration.configuration(db).wrong:
            self._publish(found, ())
            yield True
            return
        yield False
        for name in configuration.source_names(db):
            numbers.reading(db, name)
            yield False
        found += findings.of_numbers(db)
        yield False
        told = {finding.span.path for finding in found if finding.span and finding.code in _NAMES}
        found += faults.of_addresses(db, told)
        for url in opened:
            if results.output_at(db, url) is not None:
                found += results.page(db, url).problems
        self._publish(found, self._of_rules)
        yield True
        rules: list[Diagnostic] = []
        for name in configuration.registry(db).rules:
            rules += findings.of_rule(db, name)
            yield False
        self._of_rules = tuple(rules)
        self._publish(found, self._of_rules)
        yield True

    def _publish(self, found: Iterable[Diagnostic], rules: Iterable[Diagnostic]) -> None:
        from cjmsite.pipeline import findings

        self.found = findings.judged(self._living.db, (*found, *rules))

    def _is_time(self) -> bool:
        now = time.perf_counter()
        if now < self._until:
            return False
        self._until = now + STEP
        return True
