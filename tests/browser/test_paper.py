"""What comes out of a printer: maps that fill their sheets, drawings in strips, pages without holes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from cjmsite import build
from tests.conftest import MadeSite

pytestmark = pytest.mark.browser

A3 = (1191, 842)
JOURNEYS = ("weekly-shop", "buying-a-table", "life-with-lorvane", "returning-a-lamp")


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page on a desk's screen."""
    return browser.new_page(viewport={"width": 1440, "height": 900})


def printed(page: Page, demo: Path, url: str) -> list[str]:
    """The words on each sheet of a page of the demo site."""
    path, _, hash = url.partition("#")
    page.goto("about:blank")
    page.goto((demo / path).as_uri() + (f"#{hash}" if hash else ""))
    page.wait_for_function("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")
    document = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    return [" ".join(sheet.extract_text().split()) for sheet in document.pages]


@pytest.mark.parametrize("name", JOURNEYS)
def test_each_part_of_a_map_stands_on_one_sheet_with_all_its_lanes(demo: Path, page: Page, name: str) -> None:
    sheets = printed(page, demo, f"journeys/{name}.html")
    lanes = page.locator(".map-box .lane-btn:not([data-lane=more])").all_inner_texts()
    parts = max(1, page.locator(".sheet-of").count())
    assert parts == 1, "after printing the sheets are gone"
    maps = [text for text in sheets if "Touchpoint" in text and lanes[-1] in text and lanes[0] in text]
    wanted = 2 if page.locator(".map-box th.step").count() > 12 else 1
    assert len(maps) == wanted, f"{name}: every sheet has the first and the last lane"
    assert maps == sheets[:wanted], "and no sheet holds the rest of one before it"
    assert "fit-" not in (page.locator("html").get_attribute("class") or ""), "the screen is as it was"


def test_a_map_of_many_lanes_is_made_smaller_and_one_of_few_larger(demo: Path, page: Page) -> None:
    sizes = {}
    for name in ("weekly-shop", "life-with-lorvane"):
        page.goto((demo / f"journeys/{name}.html").as_uri())
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        sizes[name] = page.evaluate("[...document.documentElement.classList].find(c => c.startsWith('fit-'))")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert int(sizes["weekly-shop"].removeprefix("fit-")) < 100, "two sheets of twelve lanes"
    assert int(sizes["life-with-lorvane"].removeprefix("fit-")) >= 100


def test_a_flow_wider_than_a_sheet_is_cut_into_strips_between_stages(demo: Path, page: Page) -> None:
    page.goto((demo / "journeys/weekly-shop.html").as_uri() + "#view=flow")
    page.locator("#cjm-view svg rect.band").first.wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    boxes = page.locator(".strip").evaluate_all(
        "all => all.map(one => one.getAttribute('viewBox').split(' ').map(Number))"
    )
    bands = page.locator("#cjm-view .scroll > svg rect.band").evaluate_all(
        "all => all.map(one => Number(one.getAttribute('x')) + Number(one.getAttribute('width')))"
    )
    whole = float(page.locator("#cjm-view .scroll > svg").get_attribute("width") or 0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(boxes) == 2
    assert boxes[0][0] == 0 and boxes[1][0] == boxes[0][2] and boxes[1][0] + boxes[1][2] == whole, "all of it, once"
    assert min(abs(boxes[1][0] - end) for end in bands) < 1, "cut at the end of a stage"
    assert page.locator(".strip").count() == 0


def test_the_matrix_is_printed_whole_in_parts_that_can_be_read(demo: Path, page: Page) -> None:
    page.set_viewport_size({"width": 1511, "height": 1062})
    page.goto((demo / "journeys/weekly-shop.html").as_uri() + "#view=matrix")
    page.locator(".matrix").wait_for()
    heads = page.locator(".matrix thead th").all_inner_texts()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    told = page.evaluate(
        """() => {
          const all = (selector, of = document) => [...of.querySelectorAll(selector)];
          const says = el => [...el.childNodes].some(node => node.nodeType === 3 && node.data.trim());
          const seen = all('.part :is(th, td), .part td *, .part th *').filter(el => says(el) && el.offsetParent);
          return {
            heads: all('.part').map(part => all('thead th', part).map(th => th.textContent.trim())),
            rows: all('.part').map(part => part.querySelectorAll('tbody tr').length),
            small: Math.min(...seen.map(el => parseFloat(getComputedStyle(el).fontSize))),
            wide: Math.max(...all('.part *').map(el => el.getBoundingClientRect().right)),
            cut: all('.part :is(th, td)').filter(cell => cell.scrollWidth > cell.clientWidth + 1).length,
          };
        }"""
    )
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".part").count() == 0
    assert len(told["heads"]) > 1 and all(part[:2] == heads[:2] for part in told["heads"]), "number and name each time"
    assert heads[:2] + [head for part in told["heads"] for head in part[2:]] == heads, "every column once"
    assert set(told["rows"]) == {page.locator(".matrix tbody tr").count()}
    assert told["small"] * 0.75 >= 8, "points"
    assert told["wide"] <= 1511 and told["cut"] == 0, told


def test_the_matrix_without_a_script_for_paper_lies_over_nothing(demo: Path, page: Page) -> None:
    page.goto((demo / "journeys/weekly-shop.html").as_uri() + "#view=matrix")
    page.locator(".matrix").wait_for()
    page.emulate_media(media="print")
    over = page.evaluate(
        """() => document.querySelector('.matrix').getBoundingClientRect().bottom
          - document.querySelector('[aria-labelledby="cjm-says"]').getBoundingClientRect().top"""
    )
    assert over <= 0


@pytest.mark.parametrize("url", ["guide/journeys.html", "metrics/basket-adds.html", "personas/yasmine.html"])
def test_no_page_but_the_last_is_nearly_empty(demo: Path, page: Page, url: str) -> None:
    words = [len(text) for text in printed(page, demo, url)]
    assert len(words) > 1 and min(words[:-1]) > 600, words


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("index.html", 2),
        ("personas/index.html", 1),
        ("journeys/index.html", 1),
        ("touchpoints/index.html", 2),
        ("metrics/index.html", 4),
    ],
)
def test_lists_take_no_more_paper_than_they_need(demo: Path, page: Page, url: str, most: int) -> None:
    assert len(printed(page, demo, url)) <= most


def test_a_map_is_on_a3_and_a_text_on_a4(demo: Path, page: Page) -> None:
    for url, size in (("journeys/weekly-shop.html", A3), ("about.html", (595, 842))):
        page.goto((demo / url).as_uri())
        document = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        for sheet in document.pages:
            assert (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == size


@pytest.mark.parametrize("name", [*JOURNEYS, "joining-le-cercle", "damaged-parcel"])
def test_no_map_is_wider_or_higher_than_its_sheet(demo: Path, page: Page, name: str) -> None:
    page.set_viewport_size({"width": 1511, "height": 1062})
    page.goto((demo / f"journeys/{name}.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("document.documentElement.classList.add('on-paper')")
    sheets = page.locator(".sheet-of, .map-box:not(.in-sheets *)").evaluate_all(
        """all => all.filter(el => el.getClientRects().length).map(el => {
          const [whole, map] = [el, el.querySelector('.map')].map(one => one.getBoundingClientRect());
          return [map.left, map.right, whole.height];
        })"""
    )
    assert sheets
    for left, right, height in sheets:
        assert left >= -1 and right <= 1512 and height <= 1062, sheets
    filled = max(height for *_, height in sheets) / 1062
    assert filled > 0.55, f"{filled:.0%} of the sheet"


@pytest.mark.parametrize("view", ["map", "story", "flow", "time", "matrix"])
def test_from_a_narrow_window_paper_is_the_same(demo: Path, page: Page, browser: Browser, view: str) -> None:
    url = f"journeys/weekly-shop.html#view={view}"
    phone = browser.new_page(viewport={"width": 390, "height": 800})
    assert printed(phone, demo, url) == printed(page, demo, url)
    inside = phone.locator("#cjm-view .scroll > svg").get_attribute("width") if view in ("story", "flow", "time") else 0
    assert float(inside or 0) <= 390, "afterwards the drawing is as narrow as its window again"
    phone.close()


def test_two_journeys_side_by_side_are_printed_alike_from_every_window(
    demo: Path, page: Page, browser: Browser
) -> None:
    url = "journeys/weekly-shop--weekly-shop-2027.html"
    phone = browser.new_page(viewport={"width": 390, "height": 800})
    sheets = printed(phone, demo, url)
    assert "Step by step" in sheets[0], "the curves leave room for the table below them"
    assert sheets == printed(page, demo, url)
    drawn = phone.locator(".pair-over [data-chart] svg").get_attribute("width")
    assert float(drawn or 0) <= 390, "the screen is as it was"
    phone.close()


@pytest.mark.parametrize("url", ["metrics/index.html", "personas/yasmine.html"])
def test_no_page_takes_a_last_sheet_for_a_few_lines(demo: Path, page: Page, url: str) -> None:
    sheets = printed(page, demo, url)
    assert len(sheets) > 1 and len(sheets[-1]) > 0.4 * len(sheets[0]), [len(sheet) for sheet in sheets]
    assert "fit-" not in (page.locator("html").get_attribute("class") or ""), "the screen is as it was"


@pytest.mark.parametrize("name", ["weekly-shop", "life-with-lorvane"])
def test_a_map_is_as_large_on_paper_whatever_the_window(demo: Path, page: Page, name: str) -> None:
    sizes = []
    for width in (1440, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((demo / f"journeys/{name}.html").as_uri())
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        sizes.append(page.evaluate("[...document.documentElement.classList].find(c => c.startsWith('fit-'))"))
    assert sizes[0] and len(set(sizes)) == 1, sizes


def test_a_view_of_the_site_takes_no_last_sheet_for_some_rows(
    make_site: Callable[..., MadeSite], page: Page, tmp_path: Path
) -> None:
    last = {}
    for count in range(14, 27, 3):
        steps = ", ".join(f"{{title: S{k}, touchpoint: t{k}, emotion: {k % 5 - 2}}}" for k in range(count))
        files = {f"content/touchpoints/t{k}.md": f"---\ntitle: Place {k}\nchannel: web\n---\n" for k in range(count)}
        journey = f"---\ntitle: J\nstages:\n  - {{title: S, lifecycle: use, steps: [{steps}]}}\n---\n"
        site = make_site({**files, "content/journeys/j.md": journey})
        build.build(site.db, tmp_path / str(count))
        sheets = printed(page, tmp_path / str(count), "views/touchpoints.html")
        last[count] = (len(sheets), sheets[-1].count("Place "))
    assert all(rows > 4 for _, rows in last.values()), last
    assert "fit-" not in (page.locator("html").get_attribute("class") or ""), "the screen is as it was"


def test_what_stands_below_a_flow_takes_no_last_sheet_for_a_few_lines(
    make_site: Callable[..., MadeSite], page: Page, tmp_path: Path
) -> None:
    steps = ", ".join(f"{{title: Step {k}, emotion: {k % 5 - 2}}}" for k in range(6))
    files = {
        f"content/journeys/j{count}.md": f"---\ntitle: J{count}\nstages: [{{title: S, steps: [{steps}]}}]\n---\n"
        + "".join(f"- Item {k} of the story\n" for k in range(count))
        for count in range(20, 90, 6)
    }
    build.build(make_site(files).db, tmp_path / "out")
    smaller = []
    for path in files:
        url = path.removeprefix("content/").replace(".md", ".html#view=flow")
        page.goto("about:blank")
        page.goto((tmp_path / "out").as_uri() + "/" + url)
        page.locator("#cjm-view svg").first.wait_for()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        classes = page.locator("html").get_attribute("class") or ""
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        if "fit-" in classes:
            smaller.append(url)
            assert any(f"fit-{size}" in classes for size in (95, 90, 85)), "no smaller than can be read"
    assert smaller, "one of them is a little longer than a sheet"
    assert [len(printed(page, tmp_path / "out", url)) for url in smaller] == [1] * len(smaller)
    assert page.locator("main.whole").count() == 0, "the screen is as it was"


def test_ways_past_a_step_are_printed_too(make_site: Callable[..., MadeSite], page: Page, tmp_path: Path) -> None:
    steps = "{title: A, emotion: 0}, {title: B, optional: true, emotion: 1}, {title: C, emotion: 0}"
    site = make_site({"content/journeys/j.md": f"---\ntitle: J\nstages: [{{title: S, steps: [{steps}]}}]\n---\n"})
    build.build(site.db, tmp_path / "out")
    page.goto((tmp_path / "out" / "journeys" / "j.html").as_uri() + "#view=flow")
    page.locator("#cjm-view .way.skip").wait_for()
    page.emulate_media(media="print")
    rects = page.evaluate(  # in one step: between two the drawing may be made anew
        """() => [...document.querySelectorAll("#cjm-view :is(.way, .tip).skip")]
            .map(way => way.getClientRects().length)"""
    )
    assert rects == [1, 1]
    assert not page.locator("a.skip").is_visible(), "the link past the navigation is for the screen"


def test_a_small_map_and_all_that_stands_below_it_are_one_sheet(
    make_site: Callable[..., MadeSite], page: Page, tmp_path: Path
) -> None:
    steps = ", ".join(f"{{title: Step {k}, touchpoint: till, emotion: {k % 3 - 1}}}" for k in range(5))
    journey = f"---\ntitle: J\nstages: [{{title: S, steps: [{steps}]}}]\n---\nA short story.\n"
    files = {f"content/journeys/{name}.md": journey for name in ("a", "b")}
    till = "---\ntitle: Till\nchannel: store\n---\n"
    build.build(make_site({**files, "content/touchpoints/till.md": till}).db, tmp_path / "out")
    sheets = printed(page, tmp_path / "out", "journeys/a.html")
    assert len(sheets) == 1 and "A short story" in sheets[0] and "Also used elsewhere" in sheets[0]


def test_a_story_that_goes_on_to_the_next_sheet_lies_over_nothing(
    make_site: Callable[..., MadeSite], page: Page, tmp_path: Path
) -> None:
    head = "title: J\ngoal: I want it\nstages: [{title: S, steps: [{title: A, emotion: 0}]}]\n"
    names = [f"{first}{second}" for first in "BDFGKLMNPR" for second in ("abel", "emil", "ivan", "oskar", "ursel")]
    body = "\n\n".join(f"{name} tells what people told us and how. " * 16 for name in names)
    build.build(make_site({"content/journeys/j.md": f"---\n{head}---\n{body}\n"}).db, tmp_path / "out")
    page.goto((tmp_path / "out" / "journeys" / "j.html").as_uri())
    page.emulate_media(media="print")
    story, facts = page.locator(".split > .prose"), page.locator(".split > aside")
    story_ends = story.evaluate("story => story.getBoundingClientRect().bottom")
    facts_begin = facts.evaluate("facts => facts.getBoundingClientRect().top")
    assert story_ends <= facts_begin, "what stands beside it on the screen stands below it"
    sheets = printed(page, tmp_path / "out", "journeys/j.html")
    assert len(sheets) > 1 and [" ".join(sheets).count(f"{name} tells") for name in names] == [16] * len(names)
