"""A draft is not on the site at all: nothing that is published names it, whatever names it in the sources."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cjmsite.model.journey import Journey
from cjmsite.model.references import mentions, without
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

SITE = {
    "cjmsite.yaml": """
        title: Northwind
        base_url: https://wiki.example.com/
        plugins: [csv, ./offers.py]
        sources:
          answers: {file: content/data/answers.csv, columns: {score: {type: integer, scale: [0, 10]}}}
        """,
    "offers.py": """
        from typing import Annotated

        from cjmsite.api import DocumentModel, Kind, PersonaRef, hookimpl

        class Offer(DocumentModel):
            leads: PersonaRef
            personas: tuple[PersonaRef, ...] = ()
            shares: dict[PersonaRef, float] = {}

        @hookimpl
        def cjm_kinds(config):
            return (Kind("offer", Offer, "Offer", "Offers", "offers"),)
        """,
    "content/data/answers.csv": "score\n" + "10\n" * 40,
    "content/journeys/switching.md": """
        ---
        title: Switching
        personas: [nora, zebulon]
        outcome_metric: zebra-rate
        metrics: [nps, zebra-rate]
        compare_with: zebra-trail
        parent: zebra-trail
        stages:
          - title: Decide
            lifecycle: decision
            metrics: zebra-rate
            steps:
              - {title: Opens, actor: zebulon, touchpoint: zebra-desk, emotion: {nora: -1, zebulon: 2}}
              - {title: Compares, touchpoints: [letter, zebra-desk], metrics: [zebra-rate], emotion: {zebulon: -2}}
              - {title: Signs, journey: zebra-trail, emotion: {nora: 1, zebulon: -2}}
        ---
        """,
    "content/personas/nora.md": "---\nname: Nora\n---\n",
    "content/touchpoints/letter.md": "---\ntitle: Letter\nchannel: mail\nmetrics: [zebra-rate, nps]\n---\n",
    "content/metrics/nps.md": "---\ntitle: NPS\nmeasure: nps\nsource: answers\nexpr: score\n---\n",
    "content/offers/green.md": """
        ---
        title: Green tariff
        leads: zebulon
        personas: [zebulon, nora]
        shares: {zebulon: 0.5, nora: 0.5}
        ---
        """,
    "content/personas/zebulon.md": """
        ---
        name: Zebulon Quagga
        draft: true
        tagline: Hidden zebra stripes
        aliases: [zebra-alias]
        ---
        Zebra biography.
        """,
    "content/touchpoints/zebra-desk.md": "---\ntitle: Zebra desk\nchannel: iot\ndraft: true\nmetrics: nps\n---\n",
    "content/metrics/zebra-rate.md": """
        ---
        title: Zebra rate
        measure: nps
        source: answers
        expr: score
        draft: true
        ---
        """,
    "content/journeys/zebra-trail.md": """
        ---
        title: Zebra trail
        draft: true
        personas: [nora, zebulon]
        stages: [{title: Zebra stage, steps: [{title: Zebra step, touchpoint: letter, emotion: 1, metrics: nps}]}]
        ---
        """,
}
WORDS = ("zebulon", "zebra", "quagga", "connected device")


def test_nothing_that_is_published_names_a_draft(make_site: Make) -> None:
    site = make_site(SITE)
    outputs = site.outputs()
    assert {"journeys/switching.html", "site.json", "sitemap.xml", "assets/search-index.js"} < set(outputs)
    assert [url for url in outputs for word in WORDS if word in url.lower()] == []
    assert [(url, word) for url, content in outputs.items() for word in WORDS if word.encode() in content.lower()] == []
    assert {finding.code for finding in site.findings() if finding.severity != "info"} == {"draft-ref"}


def test_with_drafts_everything_names_them(make_site: Make) -> None:
    outputs = make_site(SITE, drafts=True).outputs()
    for url in ("journeys/switching.html", "site.json", "assets/search-index.js", "offers/green.html"):
        assert b"zebulon" in outputs[url].lower(), url


def test_a_draft_that_is_published_comes_back_to_every_page(make_site: Make) -> None:
    site = make_site(SITE)
    assert "Zebulon" not in site.page("journeys/switching.html")
    site.edit({"content/personas/zebulon.md": "---\nname: Zebulon Quagga\n---\n"})
    assert "Zebulon Quagga" in site.page("journeys/switching.html")


JOURNEY = {
    "title": "T",
    "personas": ["nora", "tom"],
    "parent": "all",
    "edges": [{"from": "a", "to": "b"}],
    "stages": [
        {"title": "S", "steps": [{"title": "A", "emotion": {"tom": 1}}, {"title": "B", "emotion": {"nora": 0}}]}
    ],
}


@pytest.mark.parametrize("gone", [{"tom"}, {"nora", "tom"}, {"all"}, {"tom", "all"}])
def test_a_model_without_some_mentions_is_as_if_they_had_not_been_written(gone: set[str]) -> None:
    journey = Journey.model_validate(JOURNEY)
    assert len(journey.outline) == 1  # computed before, and not kept in what is made from it
    less = without(journey, lambda mention: mention.value in gone)
    expected = Journey.model_validate(
        {
            "title": "T",
            **({"personas": kept} if (kept := [who for who in ("nora", "tom") if who not in gone]) else {}),
            **({} if "all" in gone else {"parent": "all"}),
            "edges": JOURNEY["edges"],
            "stages": [
                {
                    "title": "S",
                    "steps": [
                        {"title": "A", **({} if "tom" in gone else {"emotion": {"tom": 1}})},
                        {"title": "B", **({} if "nora" in gone else {"emotion": {"nora": 0}})},
                    ],
                }
            ],
        }
    )
    assert less == expected
    assert less.outline == expected.outline
    assert less.model_dump(exclude_unset=True, by_alias=True) == expected.model_dump(exclude_unset=True, by_alias=True)
    assert {mention.value for mention in mentions(less)} & gone == set()
