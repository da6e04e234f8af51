"""Receipts, read by somebody who believes nothing: all that it takes to compute the number again is on the page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from html import unescape

from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

KINDS = ("Fraud", "Card", "NA")
ROWS = "when;type;paid;closed\n" + "".join(
    f"2026-0{1 + at % 2}-{1 + at % 20:02}T23:30:00Z;{KINDS[at % 3]};{at % 9},5;{'1' if at % 4 else ''}\n"
    for at in range(90)
)
SETTINGS = """
title: T
sources:
  cases:
    title: Cases of the desk
    licence: CC0-1.0
    file: content/data/s.csv
    timezone: Europe/Paris
    locale: de
    null_values: [NA]
    filter: ['paid > 0.5']
    columns:
      when: {type: datetime}
      type: {map: {Fraud: Theft, "*": Other}}
      paid: {type: number}
      closed: {type: boolean, true: ["1"], false: [""]}
"""
METRIC = """---
title: M
source: cases
measure: ratio
numerator: "closed == true"
filter: ['type == "Other"']
date: when
grain: month
dimensions: {kind: type}
min_n: 5
---
"""


def receipt(make_site: Make, **files: str) -> str:
    """The words of the receipt, line by line."""
    site = make_site(
        {"cjmsite.yaml": SETTINGS, "content/metrics/m.md": METRIC, "content/data/s.csv": ROWS.encode(), **files}
    )
    page = site.page("metrics/m.html")
    (aside,) = re.findall(r'<aside class="receipt".*?</aside>', page, re.DOTALL)
    lines = re.sub(r"<(?:dt|dd|summary)[^>]*>", "\n", aside)
    return unescape(re.sub(r"<[^>]+>", "", lines))


def test_a_receipt_says_all_that_it_takes_to_compute_the_number_again(make_site: Make) -> None:
    said = receipt(make_site)
    for expected in (
        "Cases of the desk",
        "CC0-1.0",
        "Europe/Paris: times with an offset were brought to it, others are taken to be of it",
        "decimal mark ,, thousands parted by .",
        "cells that say NA",
        "paid > 0.5",
        "renamed: Fraud is Theft; all others are Other",
        "yes is 1, no is nothing",
        "rows where closed == true",
        "by month, as when says",
        "kind (type)",
        'type == "Other"',
        "Data up to",
        "n = 5",
        "header on line 1",
        "no totals row",
        "rows: left out by filter",
        hashlib.sha256(ROWS.encode()).hexdigest(),
    ):
        assert expected in said, expected
    assert re.search(r"\d+ of \d+ \(Feb 2026\)", said), "the counts are those of a period, which is named"


def test_a_receipt_says_in_a_sentence_why_there_is_no_interval(make_site: Make) -> None:
    metric = METRIC.replace('measure: ratio\nnumerator: "closed == true"', "measure: sum\nexpr: paid")
    said = receipt(make_site, **{"content/metrics/m.md": metric})
    assert "none: all that the file holds is counted, and nothing is estimated from a sample" in said


def test_machines_get_the_same_receipt(make_site: Make) -> None:
    site = make_site({"cjmsite.yaml": SETTINGS, "content/metrics/m.md": METRIC, "content/data/s.csv": ROWS.encode()})
    (metric,) = json.loads(site.outputs()["site.json"])["metrics"]
    told = metric["receipt"]
    assert told["read"]["Kept"] == "`paid > 0.5`" and told["read"]["Time zone"].startswith("`Europe/Paris`")
    assert "header on line 1" in told["files"][0]["notes"]
    assert told["no_interval"] == "" and told["interval"].startswith("Wilson")
