"""What makes pages slow on a phone is not there: counted, not timed, so that a busy machine says the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench import browsing, readiness
from bench.hosting import hosted

pytestmark = pytest.mark.browser

WAIT = "globalThis.idle = []; globalThis.requestIdleCallback = task => idle.push(task);"
"""What is left for when nobody waits, is left."""

COUNT = """
globalThis.made = [];
for (const name of ['NumberFormat', 'Collator', 'DateTimeFormat']) {
  Intl[name] = new Proxy(Intl[name], { construct(of, given) { made.push(name); return new of(...given); } });
}
"""

MOVED = """
globalThis.moved = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) moved.push(...entry.sources.map(s => s.node?.className ?? s.node?.nodeName));
}).observe({ type: 'layout-shift', buffered: true });
"""

FIRST_SEEN = [
    "index.html",
    "journeys/buying-a-table.html",
    "personas/yasmine.html",
    "touchpoints/basket-checkout.html",
    "metrics/basket-adds.html",
    "guide/index.html",
]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a journey of 40 steps."""
    root = tmp_path_factory.mktemp("long")
    readiness.write_sources(root)
    browsing.build(root, root / "site")
    return (root / "site/journeys/long.html").as_uri()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A window as narrow as a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("url", ["index.html", "journeys/weekly-shop.html", "metrics/basket-adds.html"])
def test_no_form_of_a_language_is_made_before_somebody_asks(demo: Path, browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(COUNT)
    page.goto((demo / url).as_uri())
    drawn, made = page.locator("[data-chart] svg text").count(), page.evaluate("made")
    context.close()
    assert drawn > 0 or url == "index.html"
    assert made == [], "making one takes a slow phone 100 ms"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_slow_phone_still_reads_the_page(demo: Path, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.add_init_script(MOVED)
    moved = {}
    with hosted(demo) as address:
        for url in FIRST_SEEN:
            page.goto(address + url)
            page.wait_for_timeout(600)
            assert page.locator("#cjm-first").count() == 1, "nothing is painted before here"
            moved[url] = page.evaluate("moved")
    context.close()
    assert moved == dict.fromkeys(FIRST_SEEN, [])


def test_a_map_of_forty_steps_is_made_of_few_parts(long: str, phone: Page) -> None:
    devtools = phone.context.new_cdp_session(phone)
    devtools.send("Performance.enable")
    phone.add_init_script(WAIT)
    phone.goto(long)
    told = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    assert phone.locator(".card").count() == 40
    assert told["Nodes"] < 10_000, "elements, texts and copies of icons"
    assert told["LayoutObjects"] < 1_200, "cards far below are not laid out"


def test_a_map_of_forty_steps_scrolls_in_few_layers_and_is_first_painted_whole(long: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(long)
    cells = page.locator(".map :is(thead, td, th)")
    placed = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell).position)")
    behind = page.locator("#cjm-first").evaluate(
        "first => ['cjm-map', 'cjm-cards'].every(id => document.getElementById(id).compareDocumentPosition(first) & 4)"
    )
    context.close()
    assert len(placed) > 500
    assert placed.count("sticky") < 20, "the head is one layer, and so is the name of each lane"
    assert placed.count("static") > 400, "a cell in which nothing is placed has no layer"
    assert behind, "a table that is painted while it is read is laid out more than once"


LANES = "#cjm-map tbody tr"
SHOWN = """
rows => rows.filter(row => [row, row.parentElement].every(part => getComputedStyle(part).display !== 'none')).length
"""


def test_lanes_of_a_long_map_below_the_window_are_laid_out_once_its_top_is_painted(long: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(WAIT + MOVED)
    page.goto(long)
    page.wait_for_function("idle.length")
    lanes = page.locator(LANES)
    first = lanes.evaluate_all(SHOWN)
    below = page.locator("main .section").first.bounding_box()
    page.evaluate("for (const task of idle.splice(0)) task()")
    whole, late = lanes.evaluate_all(SHOWN), lanes.nth(first).bounding_box()
    page.wait_for_timeout(100)
    moved = page.evaluate("moved")
    context.close()
    assert first < 5 < whole == 15
    assert late and late["y"] >= 800 and below and below["y"] >= 800 and moved == [], "nothing in sight changes"


@pytest.mark.parametrize("height", [640, 1200])
@pytest.mark.parametrize("opened", ["", "#does-thing-9", "again", "on paper"])
def test_lanes_are_left_for_later_only_where_the_window_opens_above_them(
    long: str, browser: Browser, height: int, opened: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": height})
    page = context.new_page()
    page.add_init_script(WAIT)
    page.goto(long + (opened if opened.startswith("#") else ""))
    if opened == "again":
        page.reload()
    if opened == "on paper":
        page.emulate_media(media="print")
    lanes = page.locator(LANES)
    first = lanes.evaluate_all(SHOWN)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    whole = lanes.evaluate_all(SHOWN)
    context.close()
    assert (first < whole) == (height == 640 and opened == "")
    assert whole == 15


def test_all_cards_are_laid_out_when_nobody_waits(long: str, phone: Page) -> None:
    phone.goto(long)
    expect(phone.locator(".card.laid")).to_have_count(40)
    heights = phone.locator(".card").evaluate_all("cards => new Set(cards.map(card => card.offsetHeight)).size")
    shown = phone.locator(".card article").last
    assert shown.evaluate("article => article.checkVisibility({ contentVisibilityAuto: true })")
    assert heights > 1, "no card has the height that was assumed for it"


def test_a_jump_over_cards_that_were_never_laid_out_arrives_at_its_place(long: str, phone: Page) -> None:
    phone.add_init_script(WAIT)
    phone.goto(long)
    for number in (7, 2, 5):
        chip = phone.locator(f".jump a:nth-child({number})")
        place = phone.locator(f".cards section:nth-of-type({number})")
        chip.click()
        phone.wait_for_timeout(200)
        first = place.bounding_box()
        chip.click()
        phone.wait_for_timeout(200)
        assert first is not None and first == place.bounding_box(), (
            "a second jump, past cards that are laid out, moves nothing"
        )
        assert 0 < first["y"] < 160


def test_a_map_draws_its_icons_without_copies_that_a_browser_has_to_keep(phone: Page, long: str) -> None:
    phone.goto(long)
    assert phone.locator(".map svg.i path").count() > 100 and phone.locator(":is(.map, .cards) use").count() == 0
