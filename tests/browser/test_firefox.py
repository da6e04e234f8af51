"""A smoke run in Firefox: the main pages, every view of a journey, the drawer, the persons and the search."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.firefox import Firefox

pytestmark = pytest.mark.browser

JOURNEY = "journeys/weekly-shop.html"

DRAWN = "(all => all.length && all.every(one => one.childElementCount))([...document.querySelectorAll('{}')])"


@pytest.fixture(params=["disk", "server"])
def root(request: pytest.FixtureRequest, demo: Path, served: str) -> str:
    """The address of the demo site: its folder, and a server with the policy as a header."""
    return served if request.param == "server" else demo.as_uri() + "/"


def drawn(selector: str) -> str:
    """Something of this kind is there, and in all of them something is drawn."""
    return DRAWN.format(selector)


def test_the_main_pages_draw_what_they_have_and_complain_of_nothing(fox: Firefox, root: str) -> None:
    for url, *drawings in (
        ("index.html", "svg.spark"),
        (JOURNEY, "svg.lines", ".over svg", "svg.spark:not(.cards *)"),
        ("personas/yasmine.html", "svg.mini"),
        ("metrics/basket-adds.html", "[data-chart=trend] svg"),
        ("views/portfolio.html",),
        ("journeys/weekly-shop--weekly-shop-2027.html", ".pair-over svg"),
    ):
        fox.open(root + url)
        assert fox.see("document.querySelector('h1').textContent.trim().length") > 3
        for drawing in drawings:
            fox.wait(drawn(drawing))
        assert fox.see("document.documentElement.scrollWidth <= innerWidth"), url
    assert fox.troubles == []


def test_every_view_of_a_journey_is_drawn_and_leads_to_its_steps(fox: Firefox, root: str) -> None:
    fox.open(root + JOURNEY)
    tabs = "[...document.querySelectorAll('[data-view-tab]')].filter(tab => tab.checkVisibility())"
    views = fox.see(f"{tabs}.map(tab => tab.dataset.viewTab)")
    assert len(views) >= 6
    for view in views[1:]:
        fox.click(f'[data-view-tab="{view}"]')
        fox.wait(f"location.hash === '#view={view}' && !document.querySelector('[aria-busy]')")
        fox.wait("document.querySelector('#cjm-view h2') && document.querySelector('#cjm-view svg, #cjm-view table')")
        assert fox.see("document.querySelectorAll('#cjm-view a[href^=\"#\"]').length") >= 5, view
        assert fox.see("getComputedStyle(document.querySelector('.map-box')).display") == "none", view
    fox.click(f'[data-view-tab="{views[0]}"]')
    fox.wait("getComputedStyle(document.querySelector('.map-box')).display !== 'none'")
    assert fox.troubles == []


def test_the_curve_meets_its_marks_in_firefox_too(fox: Firefox, root: str) -> None:
    fox.open(root + JOURNEY)
    fox.wait(drawn("svg.lines"))
    left, first, right, last = fox.see(
        """(() => { const path = document.querySelector('svg.lines path.ln').getBoundingClientRect();
                    const marks = [...document.querySelectorAll('.emotion .pts')].map(m => m.getBoundingClientRect());
                    return [path.left, marks[0].left, path.right, marks.at(-1).left]; })()"""
    )
    assert abs(first - left) < 4 and abs(last - right) < 4, "but for the width of the line"
    assert last - first > 1000


def test_drawer_persons_keys_and_search_work(fox: Firefox, root: str) -> None:
    fox.open(root + JOURNEY)
    fox.wait(drawn("svg.lines"))
    fox.click("th.step a")
    fox.wait("document.activeElement?.closest('#cjm-drawer')")
    fox.press("Escape")
    fox.wait("!document.querySelector('#cjm-drawer') && document.activeElement?.closest('th.step')")
    fox.click("button.persona")
    fox.wait("document.querySelector('button.persona').getAttribute('aria-pressed') === 'false'")
    assert "without=" in fox.see("location.hash")
    fox.see("document.querySelector('.map td[tabindex=\"0\"]').focus()")
    fox.press("ArrowRight")
    assert fox.see("document.activeElement.closest('td')?.dataset.step")
    fox.press("Enter")
    fox.wait("document.querySelector('#cjm-drawer')")
    fox.press("Escape")
    fox.press("/")
    fox.wait("document.activeElement?.matches('dialog input')")
    fox.press(*"basket")
    fox.wait("document.querySelectorAll('dialog [role=option]').length")
    fox.press("Enter")
    fox.wait(f"!location.href.includes('{JOURNEY}') || location.hash.length > 1")
    fox.wait("document.readyState === 'complete'")
    assert fox.troubles == []
