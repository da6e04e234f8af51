"""What leads on: ways to steps by id or title, metrics at the step that names them, kinds that name a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import MadeSite
from tests.render.reading import read, words

Make = Callable[..., MadeSite]


@pytest.mark.parametrize("name", ["opens-the-letter", "Opens the letter", "opens the LETTER"])
def test_a_way_leads_to_its_step_by_id_or_title(make_site: Make, name: str) -> None:
    site = make_site(
        {
            "content/journeys/a.md": f"""
                ---
                title: A
                edges: [{{from: {name}, to: Signs}}]
                stages:
                  - title: S
                    steps: [{{title: Opens the letter}}, {{title: Signs, next: [{name}, Nowhere]}}]
                ---
                """
        }
    )
    page = read(site, "journeys/a.html")
    then = [(words(link), link.get("href")) for link in page.one("table", cls="map").iter("a")]
    assert ("Opens the letter", "#opens-the-letter") in then
    assert page.rows()["More"][1] == "Then: Opens the letter Then: Nowhere"
    ways = [link.get("href") for link in page.one("section", aria_labelledby="cjm-branches").iter("a")]
    assert ways == ["#signs", "#opens-the-letter", "#opens-the-letter", "#signs"]


def test_a_metric_of_a_touchpoint_stands_only_at_the_step_that_names_it(make_site: Make) -> None:
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nsources: {a: {file: content/a.csv, columns: {x: {}}}}\n",
            "content/a.csv": "x\n1\n",
            "content/metrics/asked.md": "---\ntitle: Asked\nsource: a\nmeasure: count\n---\n",
            "content/metrics/counted.md": "---\ntitle: Counted\nsource: a\nmeasure: count\n---\n",
            "content/touchpoints/desk.md": "---\ntitle: Desk\nchannel: store\nmetrics: [asked, counted]\n---\n",
            "content/journeys/a.md": """
                ---
                title: A
                stages:
                  - title: S
                    steps: [{title: Comes, touchpoint: desk}, {title: Goes, touchpoint: desk, metrics: asked}]
                ---
                """,
        }
    )
    first, second = read(site, "journeys/a.html").rows()["KPI"]
    assert ("Asked" in first, "Counted" in first) == (False, True)
    assert ("Asked" in second, "Counted" in second) == (True, False)


def test_personas_and_touchpoints_list_the_documents_of_other_kinds_that_name_them(make_site: Make) -> None:
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nplugins: [./offers.py]\n",
            "offers.py": """
                from cjmsite.api import DocumentModel, Kind, PersonaRef, TouchpointRef, hookimpl

                class Offer(DocumentModel):
                    personas: tuple[PersonaRef, ...] = ()
                    best: PersonaRef | None = None
                    sold: TouchpointRef | None = None

                @hookimpl
                def cjm_kinds(config):
                    return (Kind("offer", Offer, "Offer", "Offers", "offers"),)
                """,
            "content/offers/green.md": "---\ntitle: Green tariff\npersonas: [nora]\nbest: nora\nsold: desk\n---\n",
            "content/personas/nora.md": "---\nname: Nora\n---\n",
            "content/personas/tom.md": "---\nname: Tom\n---\n",
            "content/touchpoints/desk.md": "---\ntitle: Desk\nchannel: store\n---\n",
            "content/journeys/a.md": "---\ntitle: A\npersonas: [nora, tom]\nstages: [{title: S}]\n---\n",
        }
    )
    for url in ("personas/nora.html", "touchpoints/desk.html"):
        page = read(site, url)
        assert "Also named by Green tariff" in page.text
        assert [words(link) for link in page.all("a", href="../offers/green.html")] == ["Green tariff"]
    assert "Also named by" not in read(site, "personas/tom.html").text
