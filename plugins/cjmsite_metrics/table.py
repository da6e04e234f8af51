"""The numbers as files to take away: of each metric, and of all of them."""

from __future__ import annotations

from collections.abc import Mapping

from cjmsite.api import Export, Site, longtable

ALL = "metrics.csv"


def download(id_: str) -> str:
    """The address of a metric's numbers as CSV."""
    return f"metrics/{id_}.csv"


def _files(site: Site) -> Mapping[str, str]:
    rows = list(longtable.rows(site))
    files = {ALL: longtable.as_csv(rows)} if rows else {}
    for card in site.cards("metric"):
        files[download(card.id)] = longtable.as_csv(row for row in rows if row.kpi == card.id)
    return files


CSV = Export("metrics-csv", "The numbers of each metric, and of all, as CSV", _files)
