"""By keyboard alone, enlarged, in a narrow window, in forced colours: what must be seen is seen, and nothing moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAIR = "journeys/weekly-shop--weekly-shop-2027.html"
JOURNEY = "journeys/weekly-shop.html"
PAGES = (
    "index.html",
    JOURNEY,
    *(f"{JOURNEY}#view={view}" for view in ("story", "wheel", "matrix", "flow", "time")),
    PAIR,
    "personas/yasmine.html",
    "metrics/basket-adds.html",
    "metrics/index.html",
    "views/portfolio.html",
    "views/atlas.html",
    "views/touchpoints.html",
    "views/channels.html",
)

FOCUS = """
() => {
  const rgb = text => (text.match(/[\\d.]+/gu) ?? []).map(Number);
  const linear = v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((p, q) => p - q);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = el => {
    for (let at = el; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  const name = [el.tagName, el.getAttribute('class'), (el.textContent ?? '').trim().slice(0, 30)].join(' ');
  const style = getComputedStyle(el);
  const marks = [style, ...[...el.querySelectorAll('rect, path')].map(part => getComputedStyle(part))];
  const own = marks.some((mark, k) => (k === 0
    ? mark.outlineStyle !== 'none' && parseFloat(mark.outlineWidth) >= 1.5
    : mark.stroke !== 'none' && parseFloat(mark.strokeWidth) >= 1.5));
  // A hidden radio button shows its focus on its label.
  const label = el.matches('input') ? el.closest('label') ?? el.nextElementSibling : null;
  const around = label && getComputedStyle(label).outlineStyle !== 'none' ? getComputedStyle(label) : style;
  const colour = rgb(around.outlineColor);
  const parent = el.closest('svg')?.parentElement ?? el.parentElement;
  return { name, shown: own || around !== style, contrast: el.closest('svg') ? 21 : contrast(colour, ground(parent)) };
}
"""


def opened(page: Page, demo: Path, url: str) -> None:
    """A page, opened afresh."""
    path, _, hash = url.partition("#")
    page.goto("about:blank")
    page.goto((demo / path).as_uri() + (f"#{hash}" if hash else ""))
    page.wait_for_function("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")


@pytest.fixture
def reading(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page for a reader with needs of their own; the test says which."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **request.param}
    context = browser.new_context(**options)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("reading", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_focus_is_seen_on_everything_that_tab_reaches(demo: Path, reading: Page) -> None:
    wrong = []
    for url in PAGES:
        opened(reading, demo, url)
        for _ in range(45):
            reading.keyboard.press("Tab")
            told = reading.evaluate(FOCUS)
            if told is None:
                break
            if not told["shown"] or told["contrast"] < 3:
                wrong.append(f"{url}: {told}")
    assert wrong == []


@pytest.mark.parametrize(
    "reading",
    [
        # What a browser does at 200 %: half as many pixels, each twice as large.
        {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
        {"viewport": {"width": 320, "height": 640}},
    ],
    ids=["200 %", "320 px"],
    indirect=True,
)
def test_enlarged_and_narrow_nothing_is_cut_off_and_no_page_scrolls_sideways(demo: Path, reading: Page) -> None:
    wrong = []
    for url in PAGES:
        opened(reading, demo, url)
        over, cut = reading.evaluate(
            """() => {
              const root = document.documentElement;
              const inside = el => { for (let at = el.parentElement; at; at = at.parentElement)
                if (/auto|scroll/u.test(getComputedStyle(at).overflowX)) return true; return false; };
              const cut = [...document.querySelectorAll('main :is(h1, h2, h3, p, button, a, dt, dd, label)')]
                .filter(el => el.checkVisibility() && !el.closest('svg, .vh') && !inside(el))
                .filter(el => {
                  const { left, right, width } = el.getBoundingClientRect();
                  return width > 2 && (right > innerWidth + 1 || left < -1);
                })
                .map(el => el.textContent.trim().slice(0, 40));
              return [root.scrollWidth - root.clientWidth, cut];
            }"""
        )
        if over > 0 or cut:
            wrong.append(f"{url}: {over} px too wide; cut off: {cut[:4]}")
    assert wrong == []


@pytest.mark.parametrize("reading", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_for_those_who_asked_for_stillness(demo: Path, reading: Page) -> None:
    for url in PAGES:
        opened(reading, demo, url)
        moving = reading.evaluate(
            """() => [...document.querySelectorAll('*')].filter(el => {
              const style = getComputedStyle(el);
              const long = text => text.split(',').some(part => parseFloat(part) > 0.02);
              return (style.animationName !== 'none' && long(style.animationDuration))
                || (style.transitionProperty !== 'none' && long(style.transitionDuration))
                || style.scrollBehavior === 'smooth';
            }).map(el => el.tagName + '.' + el.getAttribute('class')).slice(0, 5)"""
        )
        assert moving == [], url


VISIBLE = """
([selector, property]) => {
  const all = [...document.querySelectorAll(selector)].filter(el => el.checkVisibility());
  const ground = getComputedStyle(document.body).backgroundColor;
  return { count: all.length, lost: all.filter(el => {
    const value = getComputedStyle(el)[property];
    return value === 'none' || value === ground || value === 'rgba(0, 0, 0, 0)';
  }).length };
}
"""

SEEN = (
    (JOURNEY, "svg.lines path.ln", "stroke"),
    (JOURNEY, ".over path.ln", "stroke"),
    (JOURNEY, "button.persona", "borderTopColor"),
    (f"{JOURNEY}#view=story", "#cjm-view path.ln", "stroke"),
    (f"{JOURNEY}#view=wheel", "#cjm-view path.ln", "stroke"),
    (f"{JOURNEY}#view=flow", "#cjm-view svg text", "fill"),
    (f"{JOURNEY}#view=time", "#cjm-view svg text", "fill"),
    (f"{JOURNEY}#compare=1", ".over path.to", "stroke"),
    (PAIR, ".pair-over path.from", "stroke"),
    (PAIR, ".pair-over path.to", "stroke"),
    ("metrics/basket-adds.html", "[data-chart=trend] svg text", "fill"),
    ("views/portfolio.html", ".heat td b", "color"),
    ("views/portfolio.html", ".heat th a", "color"),
    ("metrics/index.html", ".st", "color"),
    ("views/atlas.html", "#cjm-list a", "color"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_curves_texts_and_states_are_seen(demo: Path, browser: Browser, scheme: Any) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, forced_colors="active", color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    wrong = []
    for url, selector, property in SEEN:
        opened(page, demo, url)
        told = page.evaluate(VISIBLE, [selector, property])
        if not told["count"] or told["lost"]:
            wrong.append(f"{url}: {selector} {property}: {told}")
    context.close()
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_a_drawing_keeps_no_colour_of_its_own(demo: Path, browser: Browser, scheme: Any) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, forced_colors="active", color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    opened(page, demo, f"{JOURNEY}#view=flow")
    page.locator("#cjm-view svg .node-tone.neg").first.wait_for()
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    # Found and looked at in one go: a drawing may be drawn again in between.
    fills = "of => [...new Set([...document.querySelectorAll(of)].map(el => getComputedStyle(el).fill))]"
    for selector in (".node-tone.neg", ".node-tone.pos", "text.neg"):
        assert page.evaluate(fills, f"#cjm-view svg {selector}") == [ink], selector
    assert len(page.evaluate(fills, "#cjm-view .band")) == 1, "stages are parted by lines"
    button = page.get_by_role("navigation", name="Stages of the drawing").get_by_role("button").first
    assert button.evaluate("el => getComputedStyle(el).borderTopWidth") == "1px"
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_role("combobox", name="Compare").select_option(label="Claire and Élodie")
    rims = "all => [...new Set(all.map(el => getComputedStyle(el).stroke))]"
    assert page.locator("[data-chart='over'] .side-dot").evaluate_all(rims) == [ink]
    context.close()


@pytest.mark.parametrize("reading", [{}, {"viewport": {"width": 390, "height": 840}}], indirect=True)
def test_no_page_shifts_while_it_is_drawn(demo: Path, reading: Page) -> None:
    reading.add_init_script(
        "globalThis.shifts = []; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " shifts.push([entry.value, entry.sources.map(s => s.node?.className ?? s.node?.nodeName).join(' ')]); })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    wrong = []
    for url in PAGES:
        opened(reading, demo, url)
        reading.wait_for_timeout(150)
        shifts = reading.evaluate("shifts")
        # A row of a heat map may be painted when half of it was read, and grow a little with the rest.
        if sum(value for value, _ in shifts) > (0.001 if url.startswith("views/") else 0):
            wrong.append(f"{url}: {shifts}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("reading", [{}], indirect=True)
def test_a_journey_is_read_from_end_to_end_without_a_mouse(demo: Path, reading: Page) -> None:
    opened(reading, demo, JOURNEY)
    reading.keyboard.press("Tab")
    assert reading.evaluate("document.activeElement.textContent") == "Skip to content"
    reading.keyboard.press("Enter")
    reading.locator('.map td[tabindex="0"]').focus()
    reading.keyboard.press("Control+Home")
    place = "(td => [td.closest('tr').rowIndex, td.cellIndex])(document.activeElement.closest('td'))"
    seen = [reading.evaluate(place)]
    while True:
        reading.keyboard.press("ArrowDown")
        now = reading.evaluate(place)
        if now == seen[-1]:
            break
        seen.append(now)
        assert reading.evaluate("document.activeElement.getClientRects().length") == 1
    assert [row for row, _ in seen] == sorted({row for row, _ in seen}) and len(seen) >= 8, "no lane is left out"
    reading.keyboard.press("Control+End")
    assert reading.evaluate(place)[0] == seen[-1][0]
    box = reading.evaluate(
        "(() => { const a = document.activeElement.getBoundingClientRect(), b = document.querySelector('.map-box')"
        ".getBoundingClientRect(); return [a.left >= b.left, a.right <= b.right + 1]; })()"
    )
    assert box == [True, True], "what is focused is scrolled into the map's window"
    reading.keyboard.press("Enter")
    reading.locator("#cjm-drawer").wait_for()
    reading.keyboard.press("Escape")
    assert reading.evaluate(place)[0] == seen[-1][0]
