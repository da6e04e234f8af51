"""Journeys at the edges, in Chromium: two people told apart, right to left, on a phone, nobody and ten people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cjmsite import build
from tests.browser.edges import FILES, WORD
from tests.chromium import Watched
from tests.conftest import TODAY, MadeSite, write_files

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of journeys at the edges."""
    root = tmp_path_factory.mktemp("edges")
    write_files(root, FILES)
    outcome = build.build(build.open_site(root, build.Options(today=TODAY)), root / "site")
    assert outcome.written is not None, outcome.findings
    return root / "site"


def go(page: Page, site: Path, url: str) -> None:
    """A page, opened afresh and drawn."""
    path, _, hash = url.partition("#")
    page.goto("about:blank")
    page.goto((site / f"journeys/{path}.html").as_uri() + (f"#{hash}" if hash else ""))
    page.wait_for_function("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")


# ---- two people compared


SIDE = """
(svg, cls) => {
  const line = svg.querySelector(`path.side.${cls}`), dot = svg.querySelector(`path.side-dot.${cls}`);
  const [a, b] = [line, dot].map(el => getComputedStyle(el));
  return { stroke: a.stroke, width: parseFloat(a.strokeWidth), dash: a.strokeDasharray, fill: b.fill,
           shape: dot.getAttribute('d').replace(/^M[^a-zA-Z]*/u, '').replace(/[-\\d.,]+/gu, ''),
           dots: svg.querySelectorAll(`path.side-dot.${cls}`).length };
}
"""


def side(page: Page, selector: str, name: str) -> dict[str, Any]:
    told: dict[str, Any] = page.locator(selector).first.evaluate(f"svg => ({SIDE})(svg, '{name}')")
    return told


@pytest.mark.parametrize(
    ("view", "drawing"),
    [("map", ".over svg"), ("story", "#cjm-view .scroll > svg"), ("wheel", ".wheel > svg"), ("time", ".scroll > svg")],
)
def test_two_people_are_told_apart_by_more_than_colour(edges: Path, watched: Watched, view: str, drawing: str) -> None:
    page = watched.page
    go(page, edges, f"two#compare=nora,tom&view={view}")
    page.locator(f"{drawing} path.side.to").first.wait_for()
    first, second = side(page, drawing, "from"), side(page, drawing, "to")
    assert first["dash"] != "none" and second["dash"] == "none"
    assert second["width"] - first["width"] >= 1
    assert first["stroke"] != second["stroke"]
    assert (first["shape"], first["fill"]) != (second["shape"], second["fill"])
    assert first["dots"] == second["dots"] == 9, "a marker at every step"
    keys = page.locator(".cmp-line .legend .side-key")
    expect(keys).to_have_count(2)
    for name, told in (("from", first), ("to", second)):
        key = side(page, f".cmp-line .side-key:has(.{name})", name)
        assert {**key, "dots": 9} == told, "the key looks as the drawing"
    assert watched.troubles == []


def test_the_names_of_two_people_stand_at_the_ends_of_their_curves(edges: Path, watched: Watched) -> None:
    page = watched.page
    go(page, edges, "two#compare=nora,tom")
    names = page.locator(".over svg .side-t")
    assert names.all_text_contents() == ["Nora", "Tom"]
    ends = page.locator(".over svg").evaluate(
        """svg => ['from', 'to'].map(cls => {
          const name = svg.querySelector(`.side-t.${cls}`).getBoundingClientRect();
          const dot = [...svg.querySelectorAll(`.side-dot.${cls}`)].at(-1).getBoundingClientRect();
          return [Math.abs(name.x + name.width / 2 - dot.x - dot.width / 2), Math.abs(name.y - dot.y)];
        })"""
    )
    assert all(across < 2 and down < 30 for across, down in ends), ends


def test_today_and_tomorrow_keep_grey_and_accent_and_get_markers(edges: Path, watched: Watched) -> None:
    page = watched.page
    go(page, edges, "two#compare=1")
    first, second = side(page, ".over svg", "from"), side(page, ".over svg", "to")
    assert (first["shape"], first["fill"]) != (second["shape"], second["fill"])
    assert page.locator(".over .side-t").count() == 0


# ---- from right to left


def middles(page: Page, selector: str) -> list[float]:
    """The middles of drawn things, from left to right on the screen, in the order of the journey."""
    return [
        float(x)
        for x in page.locator(selector).evaluate_all(
            "all => all.map(one => { const box = one.getBoundingClientRect(); return box.x + box.width / 2; })"
        )
    ]


@pytest.mark.parametrize(
    ("view", "steps"),
    [
        ("map", ".over a .hit-area"),
        ("story", "#cjm-view a .hit-area"),
        ("flow", "#cjm-view a .node"),
        ("time", "#cjm-view a .hit-area"),
    ],
)
def test_from_right_to_left_the_first_step_stands_on_the_right(
    edges: Path, watched: Watched, view: str, steps: str
) -> None:
    page = watched.page
    go(page, edges, f"rtl#view={view}")
    page.locator(steps).first.wait_for(state="attached")
    found = middles(page, steps)
    assert len(found) == 9 and found == sorted(found, reverse=True)
    go(page, edges, f"two#view={view}")
    page.locator(steps).first.wait_for(state="attached")
    assert middles(page, steps) == sorted(middles(page, steps))
    assert watched.troubles == []


def test_in_a_mirrored_flow_words_are_not_mirrored_and_stay_in_their_boxes(edges: Path, watched: Watched) -> None:
    page = watched.page
    go(page, edges, "rtl#view=flow")
    page.locator("#cjm-view .t-node").first.wait_for()
    wrong = page.locator("#cjm-view svg").first.evaluate(
        """svg => [...svg.querySelectorAll('a')].flatMap(link => {
          const box = link.querySelector('.node').getBoundingClientRect();
          return [...link.querySelectorAll('text')].filter(text => text.textContent).flatMap(text => {
            const its = text.getBoundingClientRect();
            const inside = its.left >= box.left - 1 && its.right <= box.right + 1;
            return inside && text.getScreenCTM().a > 0 ? [] : [`${text.textContent} ${its.left} ${box.left}`];
          });
        })"""
    )
    assert wrong == []


def test_in_a_mirrored_timeline_the_start_is_on_the_right_and_in_view(edges: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 820, "height": 840})
    go(page, edges, "rtl#view=time")
    start = page.locator("#cjm-view svg text", has_text="Start").bounding_box()
    assert start and 410 < start["x"] < 820, "it is seen before anybody scrolls"
    zero = page.locator("#cjm-view svg .axis-t, #cjm-view svg .t-s", has_text="+2").first.bounding_box()
    assert zero and zero["x"] > 410


# ---- on a phone


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("view", ["story", "flow", "time"])
def test_on_a_phone_a_drawing_runs_down_the_page(edges: Path, watched: Watched, view: str, width: int) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 840})
    for url in ("one", "two#compare=nora,tom&", "ten", "extreme", "rtl"):
        go(page, edges, f"{url if '#' in url else url + '#'}view={view}")
        svg = page.locator("#cjm-view .scroll > svg")
        svg.wait_for()
        told = svg.evaluate(
            """svg => {
              const box = svg.parentElement, links = [...svg.querySelectorAll('a')];
              const words = [...svg.querySelectorAll('text')].filter(text => text.textContent);
              const rects = words.map(text => text.getBoundingClientRect()).filter(rect => rect.width);
              return {
                sideways: box.scrollWidth - box.clientWidth,
                out: rects.filter(rect => rect.left < 0 || rect.right > innerWidth).length,
                tops: links.map(link => link.getBoundingClientRect().top),
                links: links.every(link => link.ariaLabel && link.getBoundingClientRect().height >= 24),
              };
            }"""
        )
        assert told["sideways"] <= 0 and told["out"] == 0 and told["links"], f"{url}: {told}"
        assert told["tops"] == sorted(told["tops"]), "in the order of the journey"
    assert watched.troubles == []


@pytest.mark.parametrize("view", ["story", "flow", "time"])
def test_on_a_tablet_no_drawing_scrolls_sideways(edges: Path, watched: Watched, view: str) -> None:
    page = watched.page
    page.set_viewport_size({"width": 820, "height": 1100})
    tall = {}
    for url in ("one", "two", "ten", "extreme", "long", "rtl"):
        go(page, edges, f"{url}#view={view}")
        box = page.locator("#cjm-view .scroll").first
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0, url
        assert page.evaluate("document.documentElement.scrollWidth") <= 820, url
        told = box.locator("svg").evaluate(
            """svg => [...svg.querySelectorAll('text')].map(text => text.getBoundingClientRect())
                 .filter(rect => rect.width && (rect.left < 0 || rect.right > innerWidth)).length"""
        )
        assert told == 0, f"{url}: words beyond the page"
        tall[url] = float(box.locator("svg").get_attribute("height") or 0)
    assert view == "time" or tall["long"] > 1500 > tall["two"], "only what does not fit runs down the page"


@pytest.mark.parametrize("view", ["story", "flow", "wheel", "time"])
def test_a_step_opened_from_a_drawing_by_keyboard_gives_the_focus_back(
    edges: Path, watched: Watched, view: str
) -> None:
    page = watched.page
    go(page, edges, f"two#view={view}")
    link = page.locator("#cjm-view svg a").nth(2)
    link.focus()
    href = link.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page.locator("#cjm-drawer h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#cjm-drawer")).to_have_count(0)
    page.wait_for_function("!document.querySelector('[aria-busy]')")
    page.wait_for_timeout(50)
    assert page.evaluate("document.activeElement.closest('svg') && document.activeElement.getAttribute('href')") == href


@pytest.mark.parametrize("name", ["two", "rtl"])
@pytest.mark.parametrize("view", ["map", "story", "wheel", "flow", "time"])
def test_the_steps_of_a_drawing_are_one_stop_for_tab_and_arrows_go_between_them(
    edges: Path, watched: Watched, view: str, name: str
) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 900})
    go(page, edges, f"{name}#view={view}")
    links = page.locator(".over svg a" if view == "map" else "#cjm-view svg a")
    expect(links).to_have_count(9)
    assert links.evaluate_all("all => all.map(a => a.tabIndex)") == [0] + [-1] * 8
    links.first.focus()
    forth, back = ("ArrowLeft", "ArrowRight") if name == "rtl" else ("ArrowRight", "ArrowLeft")
    for key, at in ((forth, 1), (forth, 2), (back, 1), ("End", 8), (forth, 8), ("Home", 0), ("ArrowDown", 1)):
        page.keyboard.press(key)
        expect(links.nth(at)).to_be_focused()
    page.keyboard.press("Tab")
    assert links.evaluate_all("all => all.includes(document.activeElement)") is False, "and Tab leads on"
    page.keyboard.press("Shift+Tab")
    expect(links.nth(1)).to_be_focused()


@pytest.mark.parametrize("view", ["story", "flow", "time"])
def test_a_drawing_that_is_fitted_to_another_width_keeps_the_place_of_the_keyboard(
    edges: Path, watched: Watched, view: str
) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 900})
    go(page, edges, f"two#view={view}")
    drawing, links = page.locator("#cjm-view svg").first, page.locator("#cjm-view svg a")
    links.first.focus()
    page.keyboard.press("ArrowRight")
    for width in (1000, 1300):
        drawn = drawing.element_handle()
        page.set_viewport_size({"width": width, "height": 900})
        drawn.wait_for_element_state("hidden")
        assert links.evaluate_all("all => all.map(a => a.tabIndex)") == [-1, 0] + [-1] * 7
        expect(links.nth(1)).to_be_focused()


def test_a_drawing_that_goes_on_beyond_its_edge_fades_there(edges: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 900})
    go(page, edges, "long#view=story")
    box = page.locator("#cjm-view .scroll").first
    expect(box).to_have_class("scroll more")
    box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    expect(box).to_have_class("scroll")


@pytest.mark.parametrize("name", ["long", "rtl"])
@pytest.mark.parametrize("view", ["story", "flow"])
def test_each_stage_of_a_drawing_that_is_too_wide_is_one_click_away(
    edges: Path, watched: Watched, view: str, name: str
) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1200, "height": 900})
    go(page, edges, f"{name}#view={view}")
    stages = page.get_by_role("navigation", name="Stages of the drawing").get_by_role("button")
    side = "right" if name == "rtl" else "left"
    gap = f"""k => {{
        const box = document.querySelector('#cjm-view .scroll');
        const band = box.querySelectorAll('rect.band')[k];
        return Math.abs(band.getBoundingClientRect().{side} - box.getBoundingClientRect().{side});
    }}"""
    if name == "rtl" and view == "story":
        expect(stages).to_have_count(0)
        return
    for k in (1, 0, 1):
        assert page.evaluate(gap, k) > 60
        stages.nth(k).press("Enter")
        assert page.evaluate(gap, k) < 60, "at the edge, or as near as the end of the drawing lets it come"
    page.set_viewport_size({"width": 820, "height": 900})
    expect(stages).to_have_count(0)


@pytest.mark.parametrize("width", [820, 390, 320])
def test_side_by_side_is_a_block_for_each_step_where_it_is_narrow(edges: Path, watched: Watched, width: int) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 840})
    for url, rows in (("two--two-later", 9), ("two#compare=nora,tom&view=pair", 9), ("two#compare=ten&view=pair", 12)):
        go(page, edges, url)
        page.locator(".pair tbody tr").first.wait_for()
        told = page.locator(".pair").evaluate(
            """table => {
              const seen = el => el.getClientRects().length && el.textContent.trim();
              const right = Math.max(...[...table.querySelectorAll('tbody *')].filter(seen)
                .map(el => el.getBoundingClientRect().right));
              const over = [...table.tBodies[0].rows].filter(row => {
                const boxes = [...row.cells].filter(seen).map(cell => {
                  const range = document.createRange();
                  range.selectNodeContents(cell);
                  return range.getBoundingClientRect();
                });
                return boxes.some((a, k) => boxes.slice(k + 1).some(b => a.left < b.right - 1 && b.left < a.right - 1
                  && a.top < b.bottom - 1 && b.top < a.bottom - 1));
              });
              return { right, over: over.map(row => row.textContent), rows: table.tBodies[0].rows.length,
                       sideways: document.documentElement.scrollWidth - innerWidth };
            }"""
        )
        assert told["right"] <= width and told["sideways"] <= 0, url
        assert told["over"] == [] and told["rows"] >= rows, url


def test_the_menus_of_a_filter_stand_in_pairs_below_the_words_on_a_phone(edges: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 840})
    page.goto((edges / "views/atlas.html").as_uri())
    page.locator(".filter input").wait_for()
    boxes = page.locator(".filter :is(input, select)").evaluate_all(
        "all => all.map(one => { const b = one.getBoundingClientRect(); return [b.x, b.y, b.width]; })"
    )
    (left, _, whole), *menus = boxes
    assert whole > 340 and menus, "the words have the whole row"
    assert {round(x) for x, _, _ in menus} <= {round(left), round(left + whole / 2 + 6)}, "two columns"
    assert max(width for *_, width in menus) - min(width for *_, width in menus) < 1


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_navigation_that_goes_on_beyond_the_edge_fades(demo: Path, watched: Watched, width: int) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 840})
    page.goto((demo / "index.html").as_uri())
    told = page.locator(".bar ul").evaluate(
        "ul => ({ over: ul.scrollWidth > ul.clientWidth, mask: getComputedStyle(ul).maskImage !== 'none',"
        " last: ul.lastElementChild.getBoundingClientRect().right - ul.getBoundingClientRect().right })"
    )
    assert told["mask"] or not told["over"]
    if width >= 820:
        assert told["last"] <= 0, "the demo site's own navigation has room"


def test_the_chosen_view_is_in_view_among_its_neighbours_on_a_phone(edges: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 320, "height": 840})
    for name in ("two", "rtl"):
        go(page, edges, f"{name}#compare=nora,tom&view=pair")
        tab = page.get_by_role("link", name="Side by side").first
        box = tab.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320, name


# ---- nobody, one, ten


@pytest.mark.parametrize("media", ["screen", "print"])
def test_no_word_in_a_map_lies_over_the_next_column(edges: Path, watched: Watched, media: Any) -> None:
    go(watched.page, edges, "extreme")
    watched.page.emulate_media(media=media)
    over = """() => [...document.querySelectorAll('.map tr:not(.emotion, .paths) > td[data-step]')].flatMap(cell => {
      const right = cell.getBoundingClientRect().right;
      const range = document.createRange();
      range.selectNodeContents(cell);
      return [...range.getClientRects()].filter(text => text.right > right + 1).map(() => cell.textContent);
    })"""
    assert watched.page.evaluate(over) == []


@pytest.mark.parametrize("name", ["long", "ten"])
def test_the_table_of_the_wheel_keeps_the_names_of_stages_in_words_on_a_phone(
    edges: Path, watched: Watched, name: str
) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 844})
    go(watched.page, edges, f"{name}#view=wheel")
    heights = watched.page.locator(".wheel tbody th").evaluate_all("all => all.map(th => th.clientHeight)")
    assert heights and max(heights) < 60, "at most two lines: no letter stands in a line of its own"


@pytest.mark.parametrize("view", ["map", "story", "wheel", "time"])
def test_of_ten_people_the_mean_comes_forward(edges: Path, watched: Watched, view: str) -> None:
    page = watched.page
    go(page, edges, f"ten#view={view}")
    drawing = page.locator("svg.crowd")
    expect(drawing).to_have_count(1)
    told = drawing.evaluate(
        """svg => {
          const of = selector => [...svg.querySelectorAll(selector)].map(el => getComputedStyle(el));
          return { mean: of('.mean-l').map(style => parseFloat(style.strokeWidth)),
                   lines: of('.who-mark .ln').map(s => [parseFloat(s.strokeWidth), parseFloat(s.strokeOpacity)]),
                   marks: Math.max(...[...svg.querySelectorAll('.dot')].map(el => el.getBBox().width)) };
        }"""
    )
    assert told["mean"] == [3] and len(told["lines"]) == 10
    assert all(width < 1.5 and opacity < 0.6 for width, opacity in told["lines"])
    assert told["marks"] <= 9, "marks on one value do not grow into a tangle"
    assert watched.troubles == []


def test_who_is_left_when_others_are_dimmed_comes_forward(edges: Path, watched: Watched) -> None:
    page = watched.page
    go(page, edges, "ten#view=story&without=tom,aylin,ben,carla,dimitri,esi,farid,greta")
    shown = page.locator("svg.crowd g.who-mark .ln").evaluate_all(
        "all => all.filter(el => parseFloat(getComputedStyle(el).strokeOpacity) === 1).length"
    )
    assert shown == 2


@pytest.mark.parametrize("view", ["story", "wheel"])
def test_where_nobody_feels_anything_a_sentence_stands_in_place_of_an_empty_drawing(
    edges: Path, watched: Watched, view: str
) -> None:
    page = watched.page
    go(page, edges, f"nobody#view={view}")
    expect(page.locator("#cjm-view .lead")).to_contain_text("No step says how it feels")
    assert page.locator("#cjm-view svg").count() == 0
    go(page, edges, f"one#view={view}")
    expect(page.locator("#cjm-view svg .who-mark .ln")).to_have_count(1)
    assert watched.troubles == []


@pytest.mark.parametrize("name", ["ten", "long", "extreme"])
def test_no_view_of_a_journey_at_the_edges_is_wider_than_its_page(edges: Path, watched: Watched, name: str) -> None:
    page = watched.page
    wrong = []
    for view in ("map", "story", "wheel", "matrix", "flow", "time"):
        for width in (1440, 820, 390):
            page.set_viewport_size({"width": width, "height": 900})
            go(page, edges, f"{name}#view={view}")
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wrong.append(f"{view} at {width}: {over} px")
    assert wrong == []
    assert watched.troubles == []


def test_the_tab_of_a_view_is_in_view_on_a_phone_and_the_page_stays_at_its_top(demo: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 840})
    page.goto((demo / "views/channels.html").as_uri())
    page.wait_for_function("document.readyState === 'complete'")
    box = page.locator(".tabs [aria-current]").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 - 16
    assert page.evaluate("scrollY") == 0


def test_the_names_of_stages_do_not_run_into_each_other_over_a_narrow_heat_map(demo: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 820, "height": 900})
    page.goto((demo / "index.html").as_uri())
    cut = page.locator(".heat thead th:not(:has(.vh))").evaluate_all(
        """all => all.filter(th => {
          const range = document.createRange();
          range.selectNodeContents(th);
          const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
          return th.scrollWidth > th.clientWidth || lines.size > th.textContent.trim().split(/\\s+/u).length;
        }).map(th => th.textContent.trim())"""
    )
    assert cut == []


# ---- on paper


def test_a_map_of_endless_cells_takes_a_further_sheet_before_it_is_too_small(edges: Path, watched: Watched) -> None:
    page = watched.page
    go(page, edges, "extreme")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    size = page.evaluate("[...document.documentElement.classList].find(name => name.startsWith('fit-'))")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert int(size.removeprefix("fit-")) >= 75


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_a_site_of_a_long_name_is_no_wider_than_its_window(
    make_site: Callable[..., MadeSite], watched: Watched, tmp_path: Path, width: int
) -> None:
    name = f"The wiki of all customer journeys of {WORD} and its daughters"
    site = make_site(
        {
            "cjmsite.yaml": f"title: {name}\ntagline: All that we know about our customers\n",
            "content/index.md": f"---\ntitle: {WORD}\n---\nWelcome.\n",
            "content/journeys/a.md": "---\ntitle: A\nstages: [{title: S, steps: [{title: X}]}]\n---\n",
        }
    )
    build.build(site.db, tmp_path / "out")
    watched.page.set_viewport_size({"width": width, "height": 900})
    for url in ("index.html", "journeys/a.html"):
        watched.page.goto((tmp_path / "out" / url).as_uri())
        assert watched.page.evaluate("document.scrollingElement.scrollWidth") <= width, url
        site_bar = watched.page.get_by_role("navigation", name="Site")
        expect(site_bar.get_by_role("link", name="Journeys", exact=True)).to_be_in_viewport()
