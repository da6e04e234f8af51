"""A source is put into cjmsite.yaml without another letter being changed."""

from __future__ import annotations

import pytest

from cjmsite.inspect.settling import CannotSettle, add_source

LINES = ["kpis:", "  file: content/data/kpis.csv", "  format: tidy"]

SETTINGS = """# Our site.
title:   "Acme"      # ours
plugins: [csv]       # more to come

sources:   # exports
  survey:
      file: a.csv    # indented by four
      columns: {score: {from: Q1}}

  # the next one is old
  cases:
      file: b.csv


# How bad a finding is.
rules:
  owner-missing: warning
"""


def test_the_source_stands_behind_the_last_one_and_nothing_else_changes() -> None:
    settled = add_source(SETTINGS, "kpis", LINES, "survey")
    added = "\n  kpis:\n    file: content/data/kpis.csv\n    format: tidy\n"
    assert settled.text == SETTINGS.replace("[csv]", "[csv, survey]").replace("b.csv\n", f"b.csv\n{added}")
    rows = settled.text.split("\n")
    assert (rows[settled.first - 1].strip(), rows[settled.last - 1].strip()) == ("kpis:", "format: tidy")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\n", "title: A\n\nsources:\n  kpis:\n    file: content/data/kpis.csv\n    format: tidy\n"),
        ("title: A", "title: A\n\nsources:\n  kpis:\n    file: content/data/kpis.csv\n    format: tidy\n"),
        ("", "sources:\n  kpis:\n    file: content/data/kpis.csv\n    format: tidy\n"),
        (
            "sources: {}\ntitle: A\n",
            "sources:\n  kpis:\n    file: content/data/kpis.csv\n    format: tidy\ntitle: A\n",
        ),
        (
            "sources:\r\n    a:\r\n        file: a.csv\r\ntitle: A\r\n",
            "sources:\r\n    a:\r\n        file: a.csv\r\n\r\n    kpis:\r\n      file: content/data/kpis.csv\r\n"
            "      format: tidy\r\ntitle: A\r\n",
        ),
    ],
)
def test_settings_of_all_kinds_take_a_source(before: str, after: str) -> None:
    assert add_source(before, "kpis", LINES).text == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("plugins: csv\n", "plugins: [csv, survey]"),
        ("plugins:\n  - csv\n  # mine\n  - ./plugins/mine.py\n", "  - ./plugins/mine.py\n  - survey\n"),
        ("plugins: []\n", "plugins: [survey]"),
        ("title: A\nsources:\n  a: {file: a.csv}\n", "title: A\nplugins: [csv, survey]\n\nsources:"),
    ],
)
def test_a_plugin_joins_those_that_are_listed(before: str, after: str) -> None:
    assert after in add_source(before, "kpis", LINES, "survey").text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sources:\n  kpis: {file: a.csv}\n", "there is a source `kpis` already"),
        ("sources: {a: {file: a.csv}}\n", "written on one line"),
        ("title: [\n", "has mistakes"),
        ("- a\n", "has mistakes"),
    ],
)
def test_what_cannot_be_added_to_safely_is_left_alone(text: str, words: str) -> None:
    with pytest.raises(CannotSettle, match=words):
        add_source(text, "kpis", LINES)
