"""A tab that was open while files changed shows what one shows that is opened afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from textwrap import dedent

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.preview.conftest import SITE, Serving
from tests.preview.test_live import settled

pytestmark = pytest.mark.browser

JOURNEY = dedent(str(SITE["content/journeys/buying.md"]))

EDITS = {
    "a thought": JOURNEY.replace("quote: So many lamps", "quote: So few lamps, thought: Which one"),
    "an emotion": JOURNEY.replace("{nora: -1, tom: 2}", "{nora: 2, tom: -2}"),
    "a new step": JOURNEY.replace(
        "      - {title: Pays",
        "      - {title: Waits, touchpoint: shop, emotion: {nora: -2, tom: -2}}\n      - {title: Pays",
    ),
    "a step less": JOURNEY.replace("      - {title: Looks, touchpoint: shop, emotion: {nora: 1, tom: -1}}\n", ""),
    "another order": JOURNEY.replace("personas: [nora, tom]", "personas: [tom, nora]"),
}

SHOWN = """() => {
    const seen = selector => [...document.querySelectorAll(selector)].filter(el => el.checkVisibility());
    const drawn = svg => {
        const copy = svg.cloneNode(true);
        for (const el of copy.querySelectorAll('*')) el.setAttribute('class', [...el.classList].sort().join(' '));
        return copy.outerHTML;
    };
    const links = seen('main a').map(a => a.href + a.innerText);
    return [document.title, document.querySelector('main').innerText, ...links, ...seen('main svg').map(drawn)];
}"""


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[tuple[Page, Page]]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context.new_page(), context.new_page()
    context.close()


def opened(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    settled(page)
    page.wait_for_function("!document.querySelector('[aria-busy]')")


def is_followed(serving: Serving, tabs: tuple[Page, Page], path: str, edits: dict[str, str], file: str) -> None:
    """Whether the open tab shows after each edit what the new one shows."""
    open_tab, new_tab = tabs
    opened(open_tab, serving.url + path)
    open_tab.evaluate("window.untouched = true")
    for number, (name, text) in enumerate(edits.items()):
        serving.edit({file: re.sub("title: (.*)", rf"title: \1 {number}", text, count=1)})
        serving.shows("/" + path.partition("#")[0], f" {number}</")
        opened(new_tab, serving.url + path)
        wanted = new_tab.evaluate(SHOWN)
        open_tab.bring_to_front()
        for _ in range(100):
            if open_tab.evaluate(SHOWN) == wanted:
                break
            open_tab.wait_for_timeout(50)
        shown = open_tab.evaluate(SHOWN)
        others = [(one, other) for one, other in zip_longest(shown, wanted) if one != other]
        assert not others, f"after {name}, open and new: {others}"
        assert open_tab.evaluate("window.untouched"), "no reload"


@pytest.mark.parametrize(
    "hash",
    [
        "",
        "#lanes=metrics,emotion,touchpoint",
        "#stage=buy",
        "#stage=buy&compare=nora,tom",
        "#view=story",
        "#view=matrix",
    ]
    + ["#view=flow", "#pays"],
)
def test_a_journey_in_every_state(serve: Callable[..., Serving], tabs: tuple[Page, Page], hash: str) -> None:
    edits = {**EDITS, "all as it was": JOURNEY}
    is_followed(serve(), tabs, "journeys/buying.html" + hash, edits, "content/journeys/buying.md")


def test_a_list_that_was_sorted(serve: Callable[..., Serving], tabs: tuple[Page, Page]) -> None:
    others = {
        f"content/touchpoints/{name}.md": f"---\ntitle: {name.title()}\nchannel: web\n---\n"
        for name in ("alpha", "zeta")
    }
    serving = serve(others)
    page = tabs[0]
    opened(page, serving.url + "touchpoints/index.html")
    page.get_by_role("combobox", name="Sort").select_option(label="In most steps")
    rows = page.locator("main .list > li")
    assert "Shop" in rows.first.inner_text()
    serving.edit({"content/touchpoints/alpha.md": "---\ntitle: Alphabet\nchannel: web\n---\n"})
    expect(page.get_by_role("link", name="Alphabet")).to_have_attribute("href", re.compile("alpha.html$"))
    assert "Shop" in rows.first.inner_text()
    page.get_by_role("combobox", name="Sort").select_option(label="Name")
    assert [name for row in rows.all_inner_texts() for name in ("Alphabet", "Shop", "Zeta") if name in row] == [
        "Alphabet",
        "Shop",
        "Zeta",
    ]


def test_the_focus_over_a_chosen_stage_stays(serve: Callable[..., Serving], tabs: tuple[Page, Page]) -> None:
    serving, page = serve(), tabs[0]
    opened(page, serving.url + "journeys/buying.html#stage=buy")
    everything = page.get_by_role("button", name="Show all stages")
    everything.focus()
    serving.edit({"content/journeys/buying.md": JOURNEY.replace("So many lamps", "So few lamps")})
    expect(page.locator("main")).to_contain_text("So few lamps")
    expect(everything).to_be_focused()


def test_a_page_that_is_not_there_follows_until_it_is(serve: Callable[..., Serving], tabs: tuple[Page, Page]) -> None:
    serving, page = serve(), tabs[0]
    opened(page, serving.url + "guide/nothing.html")
    page.evaluate("window.untouched = true")
    settings = (serving.root / "cjmsite.yaml").read_text("utf-8")
    serving.edit({"cjmsite.yaml": settings.replace("title: Small wiki", "title: Other wiki")})
    expect(page.get_by_role("banner")).to_contain_text("Other wiki")
    serving.edit({"content/guide/nothing.md": "---\ntitle: Something\n---\nIt came.\n"})
    expect(page.get_by_role("main")).to_contain_text("It came.")
    (serving.root / "content/guide/nothing.md").unlink()
    serving.until(lambda: serving.get("/guide/nothing.html")[0] == 404)
    serving.edit({"cjmsite.yaml": settings})
    serving.shows("/", "Small wiki")
    page.wait_for_timeout(500)
    expect(page.get_by_role("main")).to_contain_text("It came.")


@pytest.mark.parametrize(("hash", "box"), [("#present=find", ".show-body"), ("#compares", "#cjm-drawer")])
def test_what_lies_over_the_page_stays_as_far_scrolled(
    serve: Callable[..., Serving], tabs: tuple[Page, Page], hash: str, box: str
) -> None:
    serving, page = serve(), tabs[0]
    page.set_viewport_size({"width": 1280, "height": 250})
    opened(page, serving.url + "journeys/buying.html" + hash)
    place = page.locator(box)
    before = place.evaluate("box => { box.scrollTop = 80; return box.scrollTop; }")
    assert before > 40
    for name in ("a new step", "an emotion"):
        serving.edit({"content/journeys/buying.md": EDITS[name].replace("So many lamps", f"So much {name}")})
        expect(place).to_contain_text(f"So much {name}")
        assert place.evaluate("box => box.scrollTop") == before
    page.set_viewport_size({"width": 1280, "height": 800})
