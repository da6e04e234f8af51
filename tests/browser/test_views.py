"""The views of the whole site in a real browser: lenses, filters, width, and axe on each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from cjmsite import build
from tests.browser.axe import violations
from tests.chromium import Watched
from tests.conftest import MadeSite

pytestmark = pytest.mark.browser

VIEWS = ("portfolio", "atlas", "touchpoints", "channels", "design-system")


def address(demo: Path, view: str) -> str:
    return (demo / "views" / f"{view}.html").as_uri()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view_and_no_view_scrolls_sideways(demo: Path, browser: Browser, theme: str) -> None:
    context = browser.new_context(color_scheme=theme, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    found = []
    for view in VIEWS:
        page.goto(address(demo, view))
        for lens in ("feeling", "figures", "grounds", "owners") if view == "portfolio" else ("",):
            if lens:
                page.locator(f"input[value={lens}]").check(force=True)
            for width in (1440, 412):
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{view} {lens} at {width} px: {wrong}" for wrong in violations(page)]
            for width in (820, 390, 320):
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if over > 0:
                    found.append(f"{view} {lens} at {width} px: {over} px too wide")
    context.close()
    assert found == []


def test_a_lens_is_chosen_by_keyboard_and_needs_no_script(demo: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(demo, "portfolio"))
    feeling, evidence = page.locator("td .in-feeling").first, page.locator("td .in-grounds").first
    expect(feeling).to_be_visible()
    expect(evidence).to_be_hidden()
    page.get_by_role("radio", name="Feeling").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Evidence")).to_be_checked()
    expect(evidence).to_be_visible()
    expect(feeling).to_be_hidden()
    context.close()


def test_what_is_chosen_stands_in_the_address_and_is_there_for_who_gets_it(demo: Path, watched: Watched) -> None:
    page = watched.page
    page.goto(address(demo, "portfolio"))
    page.locator("input[value=grounds]").check(force=True)
    page.get_by_label("Filter").fill("claire")
    sent = str(page.evaluate("location.href"))
    assert sent.endswith("#lens=grounds&find=claire")
    page.goto("about:blank")
    page.goto(sent)
    expect(page.get_by_role("radio", name="Evidence")).to_be_checked()
    expect(page.locator("td .in-grounds:visible").first).to_be_visible()
    expect(page.locator("#cjm-list > tr:visible")).to_have_count(1)
    page.evaluate("location.hash = '#lens=owners'")
    expect(page.get_by_role("radio", name="Owners")).to_be_checked()
    expect(page.locator("#cjm-list > tr:visible")).to_have_count(6)
    page.evaluate("location.hash = '#lens=nothing'")
    expect(page.get_by_role("radio", name="Feeling")).to_be_checked()
    page.goto((demo / "metrics" / "index.html").as_uri() + "#status=off&sort=title&owner=gone")
    expect(page.get_by_label("Status")).to_have_value("off")
    expect(page.get_by_label("Owner")).to_have_value("")
    names = page.locator("#cjm-list > li:visible h2").all_inner_texts()
    assert len(names) > 1 and names == sorted(names, key=str.casefold)
    page.get_by_label("Sort").select_option("")
    assert page.url.endswith("#status=off")
    assert watched.troubles == []


def test_a_row_of_a_view_is_found_by_its_words_and_by_its_channel(demo: Path, watched: Watched) -> None:
    page = watched.page
    page.goto(address(demo, "touchpoints"))
    rows = page.locator("#cjm-list > tr")
    all_of_them = rows.count()
    page.get_by_label("Filter").fill("chat")
    visible = page.locator("#cjm-list > tr:visible")
    expect(visible).to_have_count(1)
    expect(visible).to_contain_text("Live chat")
    page.get_by_label("Filter").fill("")
    page.get_by_label("Channel").select_option("Phone")
    assert 0 < visible.count() < all_of_them
    assert watched.troubles == []


def test_the_head_of_a_row_stays_while_the_columns_move(demo: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 820, "height": 900})
    page.goto(address(demo, "atlas"))
    head = page.locator("#cjm-list th").first
    before = head.bounding_box()
    page.locator(".scroll").evaluate("box => { box.scrollLeft = 400; }")
    after = head.bounding_box()
    assert before and after and abs(before["x"] - after["x"]) < 4, "but for the space between cells"


@pytest.mark.parametrize("view", ["atlas", "touchpoints", "channels"])
@pytest.mark.parametrize("width", [1440, 1100])
def test_the_names_of_the_columns_stay_above_the_last_row(demo: Path, watched: Watched, view: str, width: int) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 620})
    page.goto(address(demo, view))
    last = page.locator(".heat tbody tr").last
    last.evaluate("row => row.scrollIntoView({block: 'end'})")
    name, row = page.locator(".heat thead th").nth(2).bounding_box(), last.bounding_box()
    assert name and row and 0 <= name["y"] < name["y"] + name["height"] <= row["y"] < 620


def test_by_keyboard_every_link_of_a_wide_view_comes_into_view_as_a_whole(demo: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1100, "height": 620})
    page.goto(address(demo, "touchpoints"))
    page.locator(".scroll").focus()
    cells, cut = 0, []
    for _ in range(70):
        page.keyboard.press("Tab")
        link = page.evaluate(
            """() => {
                 const link = document.activeElement, box = link.closest('.scroll')?.getBoundingClientRect();
                 if (!box || !link.closest('td')) return null;
                 const head = link.closest('tr').querySelector('th').getBoundingClientRect();
                 const { left, right, top, bottom } = link.getBoundingClientRect();
                 const across = left >= head.right - 1 && right <= box.right + 1;
                 const whole = across && top >= box.top && bottom <= box.bottom + 1;
                 return [link.innerText, whole, Math.round(left), Math.round(right)];
               }"""
        )
        cells += link is not None
        if link is not None and not link[1]:
            cut.append(link)
    assert cells > 20 and cut == []


def test_on_a_phone_the_cells_of_a_line_begin_at_one_height_and_long_names_are_cut_at_their_ends(
    make_site: Callable[..., MadeSite], watched: Watched, tmp_path: Path
) -> None:
    titles = ("A", "B which has a name that goes on and on over several lines, and then some more and more again")
    step = "steps: [{title: Calls, touchpoint: line, emotion: -1}]"
    journeys = {
        f"content/journeys/j{n}.md": f"---\ntitle: {title}\nstages:\n  - {{title: S, lifecycle: use, {step}}}\n---\n"
        for n, title in enumerate(titles)
    }
    line = {"content/touchpoints/line.md": "---\ntitle: Service line\nchannel: phone\n---\n"}
    build.build(make_site({"cjmsite.yaml": "title: T\n", **journeys, **line}).db, tmp_path / "out")
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 840})
    page.goto((tmp_path / "out" / "views" / "touchpoints.html").as_uri())
    cells = page.locator(".reach td[data-of]")
    tops = cells.locator("a").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(tops) == 2 and tops[0] == tops[1]
    clamps = cells.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').webkitLineClamp)")
    assert clamps == ["4", "4"]


def test_on_a_phone_what_changed_leaves_room_for_the_names_of_figures(demo: Path, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 840})
    page.goto((demo / "index.html").as_uri())
    rows = page.locator(".moved li")
    shares = rows.evaluate_all(
        "all => all.map(row => row.firstElementChild.getBoundingClientRect().width / row.getBoundingClientRect().width)"
    )
    assert shares and min(shares) > 0.4


LIFECYCLE = ("awareness", "consideration", "decision", "onboarding", "use", "support", "retention")


def test_all_stages_of_a_persona_stand_in_one_line_on_a_tablet_and_few_have_level_names_on_a_phone(
    make_site: Callable[..., MadeSite], watched: Watched, tmp_path: Path
) -> None:
    for count in (3, 7):
        stages = "".join(
            f"  - {{title: {lifecycle}, lifecycle: {lifecycle}, steps: [{{title: Geht, emotion: {{nora: 1}}}}]}}\n"
            for lifecycle in LIFECYCLE[:count]
        )
        files = {
            "cjmsite.yaml": "title: T\nlang: de\n",
            "content/personas/nora.md": "---\nname: Nora\n---\n",
            "content/journeys/j.md": f"---\ntitle: Eine Grundstücksverkehrsgenehmigung\nstages:\n{stages}---\n",
        }
        build.build(make_site(files).db, tmp_path / str(count))
    page = watched.page
    page.set_viewport_size({"width": 820, "height": 1100})
    page.goto((tmp_path / "7" / "views" / "portfolio.html").as_uri())
    cells = page.locator(".heat tbody tr").first.locator("td[data-of]")
    tops = cells.evaluate_all("all => all.map(cell => cell.getBoundingClientRect().top)")
    assert len(tops) == 7 and len(set(tops)) == 1, tops
    page.set_viewport_size({"width": 390, "height": 840})
    modes = {}
    for count in (3, 7):
        page.goto((tmp_path / str(count) / "index.html").as_uri())
        head = page.locator(".brief thead th").last
        modes[count] = head.evaluate("head => getComputedStyle(head).writingMode")
    assert modes == {3: "horizontal-tb", 7: "vertical-rl"}
    page.goto((tmp_path / "3" / "journeys" / "j.html").as_uri())
    assert page.locator("h1").evaluate("h1 => getComputedStyle(h1).hyphens") == "auto", "where the browser knows how"
    assert page.locator(".card h3").first.evaluate("h3 => getComputedStyle(h3).hyphens") == "auto"


def test_on_a_site_from_right_to_left_numbers_keep_their_signs_and_units(
    make_site: Callable[..., MadeSite], watched: Watched, tmp_path: Path
) -> None:
    files = {
        "cjmsite.yaml": "title: موقع\nlang: ar\nplugins: [csv]\n"
        "sources: {s: {file: content/s.csv, columns: {x: {type: number}}}}\n",
        "content/s.csv": "x\n" + "-4\n" * 40,
        "content/metrics/m.md": "---\ntitle: Balance\nmeasure: mean\nsource: s\nexpr: x\nunit: days\ntarget: 2\n---\n",
    }
    build.build(make_site(files).db, tmp_path / "out")
    page = watched.page
    page.goto((tmp_path / "out" / "index.html").as_uri())
    places = page.locator(".attn li.off > div").last.evaluate(
        """cell => {
             const text = cell.querySelector('b').firstChild, box = at => {
               const range = document.createRange();
               range.setStart(text, at); range.setEnd(text, at + 1);
               return range.getBoundingClientRect().left;
             };
             return [text.data, [...text.data].map((_, at) => box(at))];
           }"""
    )
    assert places[0].startswith("−4") and places[0].endswith("days")
    assert places[1] == sorted(places[1]), "each letter right of the one before"
