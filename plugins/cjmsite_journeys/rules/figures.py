"""Rules about metrics and their newest value."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from cjmsite.api import Diagnostic, Document, Metric, Site, note, warning
from cjmsite_journeys.rules.heading import heading


def metrics(site: Site) -> Iterator[Diagnostic]:
    """Metrics that cannot tell good from bad, or tell of long ago, or of too few cases."""
    for document in site.documents("metric"):
        data: Metric = document.data
        if not data.target:
            hint = "add `target: …`, so that the page can say whether the value is good"
            yield note("metric-no-target", "this metric has no target", heading(site, document), hint)
        result = site.metric(document.id)
        latest = result.latest if result else None
        if latest is None:
            continue
        if latest.too_small:
            yield warning(
                "metric-small-n",
                f"the newest value rests on n = {latest.n}; under {data.min_n} it is not shown",
                site.place(document, ("min_n",)) if "min_n" in data.model_fields_set else heading(site, document),
                "choose a longer `grain:`, or wait for more data",
            )
        if latest.period is not None and data.max_age is not None:
            yield from _stale(site, document, latest.period.end, data.max_age)


def _stale(site: Site, document: Document, end: datetime.date, max_age: datetime.timedelta) -> Iterator[Diagnostic]:
    """`end` is the first day after the newest period."""
    age = site.today - end
    if age > max_age:
        last = end - datetime.timedelta(days=1)
        yield warning(
            "metric-stale",
            f"the newest data are of {last.isoformat()}, {age.days} days ago; `max_age` is {max_age.days} days",
            site.place(document, ("max_age",)),
            f"bring the source `{document.data.source}` up to date",
        )
