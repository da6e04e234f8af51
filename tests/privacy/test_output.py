"""The made files are looked through for what came from sources and is somebody's own; what authors write is theirs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cjmsite.data.traces import traces
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

PLUGIN = '''
from cjmsite.api import Lane, Source, SourceType, View, hookimpl

ROWS = []

def rows(load, options):
    """Rows of a system that is asked for them; this one remembers what it saw."""
    lines = [line.split(",") for line in load("content/data/s.csv").decode().splitlines()]
    ROWS[:] = [*lines[1:], [str(options.get("token", ""))]]
    return lines[0], lines[1:]

def told(site):
    result = site.metric("m")
    return {"title": "Leak", "rows": [cell for row in ROWS for cell in row], "n": result.series[0].n if result else 0}

@hookimpl
def cjm_sources(config):
    return (SourceType("asked", "A system that is asked", rows),)

@hookimpl
def cjm_views(config):
    return (View("leak", "Leak", "What a careless plugin shows", "leak.html", told),)
'''
"""A plugin that shows rows which it should never have kept."""

SETTINGS = """
title: T
theme: ./look
plugins: [journeys, metrics, csv, ./leak.py]
sources: {s: {type: asked, columns: {who: {}, part: {}}, options: {token: sk_live_abcdefgh12345678}}}
"""
TEMPLATE = '{% extends "base.html" %}{% block content %}<p>{{ n }} {{ rows|join(" ") }}</p>{% endblock %}'
METRIC = "---\ntitle: M\nsource: s\nmeasure: count\ndimensions: {part: part}\n---\n"


def leaking(make_site: Make, who: str, settings: str = SETTINGS, **files: str) -> MadeSite:
    text = "who,part\n" + f"{who},a\n" * 40
    return make_site(
        {
            "cjmsite.yaml": settings,
            "leak.py": PLUGIN,
            "look/templates/leak.html": TEMPLATE,
            "content/metrics/m.md": METRIC,
            "content/data/s.csv": text.encode(),
            **files,
        }
    )


def told(site: MadeSite) -> list[Any]:
    return [finding for finding in site.findings() if finding.code == "personal-output"]


@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("nora.lind@example.com", "an e-mail address"),
        ("+49 151 23456789", "a phone number"),
        ("006x0000001YtCrAAK", "the id of one person, case or visit"),
        ("123e4567-e89b-12d3-a456-426614174000", "the id of one person, case or visit"),
        ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "a key or token"),
        ("192.168.10.42", "a network address"),
    ],
)
def test_what_a_plugin_shows_of_a_source_is_found_with_page_and_column(make_site: Make, who: str, what: str) -> None:
    site = leaking(make_site, who)
    found = told(site)
    assert {finding.severity for finding in found} == {"error"}
    (of_rows,) = [finding for finding in found if "options" not in finding.message]
    assert of_rows.message.startswith(f"`views/leak.html` would tell what looks like {what}")
    assert "`sources.s.columns.who`" in of_rows.message
    assert of_rows.span is not None and of_rows.span.path == "cjmsite.yaml"
    assert who not in of_rows.message, "a report is read by many, too"


def test_options_of_a_plugin_are_found_in_what_it_makes(make_site: Make) -> None:
    (found,) = told(leaking(make_site, "nobody"))
    assert "a key or token" in found.message and "`sources.s.options`" in found.message


def test_addresses_that_authors_write_are_theirs(make_site: Make) -> None:
    contact = "---\nname: Nora\nquote: Write to nora.lind@example.com\n---\nOr call +49 151 23456789.\n"
    site = leaking(make_site, "nora.lind@example.com", **{"content/personas/nora.md": contact})
    assert ["options" in finding.message for finding in told(site)] == [True]


def test_a_column_that_is_public_may_be_seen(make_site: Make) -> None:
    site = leaking(make_site, "nora.lind@example.com", SETTINGS.replace("who: {}", "who: {public: true}"))
    assert ["options" in finding.message for finding in told(site)] == [True]


def test_a_file_without_a_header_does_not_publish_its_first_row(make_site: Make) -> None:
    rows = "".join(f"user{at}@example.com,{at % 11}\n" for at in range(40))
    settings = (
        "title: T\nsources: {s: {file: content/data/s.csv, "
        "columns: {who: {from: {position: 1}}, score: {from: {position: 2}, type: integer}}}}\n"
    )
    metric = "---\ntitle: M\nsource: s\nmeasure: mean\nexpr: score\n---\n"
    site = make_site({"cjmsite.yaml": settings, "content/metrics/m.md": metric, "content/data/s.csv": rows.encode()})
    assert not [url for url, page in site.outputs().items() if b"user0@" in page]


def test_the_name_of_an_export_may_tell_too_much(make_site: Make) -> None:
    settings = "title: T\nsources: {s: {file: content/data/*.csv, columns: {part: {}}}}\n"
    site = make_site(
        {
            "cjmsite.yaml": settings,
            "content/metrics/m.md": "---\ntitle: M\nsource: s\nmeasure: count\n---\n",
            "content/data/export-nora@example.com.csv": b"part\n" + b"a\n" * 40,
        }
    )
    pages = {finding.message.split("`")[1] for finding in told(site)}
    assert pages == {"metrics/m.html", "site.json"}


def test_fingerprints_in_receipts_are_no_tokens(make_site: Make) -> None:
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nsources: {s: {file: content/data/s.csv, columns: {part: {}}}}\n",
            "content/metrics/m.md": METRIC,
            "content/data/s.csv": b"part\n" + b"a\n" * 40,
        }
    )
    assert told(site) == [] and "SHA-256" in site.page("metrics/m.html")


def test_a_site_without_sources_is_not_looked_through(make_site: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(text: str) -> dict[str, str]:
        raise AssertionError("nothing can have come from a source")

    monkeypatch.setattr("cjmsite.render.disclosure.traces", never)
    site = make_site({"cjmsite.yaml": "title: T\n", "content/nora.md": "---\ntitle: nora@example.com\n---\n"})
    assert told(site) == [] and site.page("nora.html")


def test_pages_without_numbers_are_not_looked_through(make_site: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def counted(text: str) -> dict[str, str]:
        looked.append(text)
        return {}

    monkeypatch.setattr("cjmsite.render.disclosure.traces", counted)
    site = leaking(make_site, "x", **{f"content/p{at}.md": f"---\ntitle: P{at}\n---\n" for at in range(30)})
    site.findings()
    assert 0 < len(looked) < 15


def test_a_page_is_looked_through_in_milliseconds() -> None:
    page = (Path(__file__).parents[2] / "CHANGELOG.md").read_text() * 5
    traces(page)
    before = time.process_time()
    traces(page)
    assert time.process_time() - before < 0.5, "some milliseconds, were it not for slow machines"


def test_drawings_and_pictures_are_no_addresses() -> None:
    assert traces('<path d="M7.7c.5.4.75.9.75 0 10.5.2.1.4"/>') == {}
    assert traces('<img src="data:image/png;base64,iVBORw0KGgo4Ab9Cd8Ef7">') == {}
