"""Comparing with another journey, in Chromium: the chooser by keyboard, the overlay, side by side, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.chromium import Watched

pytestmark = pytest.mark.browser

JOURNEY = "journeys/weekly-shop.html"
OTHER = "returning-a-lamp"


def opened(page: Page, demo: Path, hash: str = "") -> None:
    """The journey, opened afresh."""
    page.goto("about:blank")
    page.goto((demo / JOURNEY).as_uri() + hash)
    page.wait_for_function("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")


def choose(page: Page) -> None:
    """Open the chooser."""
    page.locator("[data-act=compare]").select_option("*")
    expect(page.locator("dialog.choose [data-journey]").first).to_be_visible()


def test_the_chooser_knows_all_other_journeys_and_is_filtered_by_words(demo: Path, watched: Watched) -> None:
    page = watched.page
    opened(page, demo)
    choose(page)
    found = page.locator("dialog.choose [data-journey]").evaluate_all("all => all.map(one => one.dataset.journey)")
    there = {file.stem for file in (demo / "journeys").glob("*.js")}
    assert sorted(found) == sorted(there - {"weekly-shop"}) and len(found) >= 8
    expect(page.get_by_label("Filter the journeys")).to_be_focused()
    page.keyboard.type("lamp")
    expect(page.locator("dialog.choose [data-journey]")).to_have_count(1)
    expect(page.locator("dialog.choose [role=status]")).to_contain_text(f"1 of {len(found)} journeys")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.choose [data-journey]")).to_have_count(len(found))
    page.keyboard.press("Escape")
    expect(page.locator("dialog.choose")).to_have_count(0)
    assert page.evaluate("location.hash") == "" and page.locator(".cmp-line").count() == 0, "nothing is compared"
    assert watched.troubles == []


def test_a_journey_is_chosen_by_keyboard_and_laid_over_this_one(demo: Path, watched: Watched) -> None:
    page = watched.page
    opened(page, demo)
    choose(page)
    page.keyboard.type("lamp")
    page.keyboard.press("Enter")
    expect(page.locator(".cmp-line p")).to_contain_text("Returning a lamp")
    assert page.evaluate("location.hash") == f"#compare={OTHER}"
    expect(page.locator("[data-act=compare]")).to_be_focused()
    expect(page.locator("[data-act=compare] option:checked")).to_have_text("with Returning a lamp")
    assert page.locator(".over path.side").count() == 2
    assert page.locator(".map .lines path.side").count() == 2
    expect(page.locator(".cmp-line .legend")).to_contain_text("The weekly shop, collected")
    page.locator("[data-act=compare]").select_option("")
    expect(page.locator(".cmp-line")).to_have_count(0)
    assert page.locator("path.side").count() == 0 and page.evaluate("location.hash") == ""
    assert watched.troubles == []


def test_side_by_side_shows_every_step_of_both_once(demo: Path, watched: Watched) -> None:
    page = watched.page
    opened(page, demo, f"#compare={OTHER}")
    own = page.locator("th.step").count()
    page.locator(".cmp-line").get_by_role("link", name="Side by side").click()
    table = page.locator("#cjm-view .pair")
    expect(table).to_be_visible()
    assert page.evaluate("location.hash").startswith("#") and "view=pair" in page.evaluate("location.hash")
    heads = table.locator("thead th").all_inner_texts()
    assert heads == ["Stage", "The weekly shop, collected", "Change", "Returning a lamp", "What differs"]
    first = table.locator("tbody tr:not(.of-stage) td:nth-child(2) a").count()
    second = table.locator("tbody tr:not(.of-stage) td:nth-child(4) a")
    assert first == own
    addresses = second.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert addresses and len(set(addresses)) == len(addresses)
    assert all(f"{OTHER}.html#" in address for address in addresses)
    second.first.click()
    expect(page.locator("h1")).to_have_text("Returning a lamp")
    assert watched.troubles == []


def test_what_is_compared_can_be_linked_to_and_goes_back(demo: Path, watched: Watched) -> None:
    page = watched.page
    opened(page, demo, f"#compare={OTHER}&view=pair")
    expect(page.locator("#cjm-view .pair")).to_be_visible()
    page.locator('[data-view-tab="story"]').click()
    expect(page.locator("#cjm-view path.side.to")).to_be_visible()
    page.go_back()
    expect(page.locator("#cjm-view .pair")).to_be_visible()
    assert watched.troubles == []


def test_a_journey_that_is_not_there_is_told_in_words(demo: Path, watched: Watched) -> None:
    page = watched.page
    opened(page, demo, "#compare=no-such-journey")
    expect(page.locator(".cmp-line [role=alert]")).to_contain_text("There is no journey")
    assert page.locator("path.side").count() == 0
    expect(page.locator(".map")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_chooser_and_side_by_side(demo: Path, browser: Browser, theme: str) -> None:
    context = browser.new_context(color_scheme=theme, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    found = []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        opened(page, demo, f"#compare={OTHER}&view=pair")
        page.locator("#cjm-view .pair").wait_for()
        found += [f"pair at {width} px: {wrong}" for wrong in violations(page)]
        opened(page, demo)
        choose(page)
        found += [f"chooser at {width} px: {wrong}" for wrong in violations(page)]
    context.close()
    assert found == []
