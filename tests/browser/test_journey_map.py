"""What a reader can do on a journey page, in Chromium: from disk, by mouse and by keyboard, in every view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cjmsite import build
from tests.browser.axe import violations
from tests.chromium import Watched
from tests.conftest import TODAY, write_files

pytestmark = pytest.mark.browser

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
VIEWS = ("map", "story", "wheel", "matrix", "flow", "time")


def step(n: int, *, rich: bool = True) -> str:
    """A step that says much: feelings that go up and down, a wait, teams, a quote with any characters."""
    nora, tom = (n * 7 % 9) / 2 - 2, (n * 5 % 9) / 2 - 2
    lines = [f"- title: Does thing {n}", f"  touchpoint: t{n % 3}", f"  emotion: {{nora: {nora}, tom: {tom}}}"]
    if rich:
        lines += [
            f"  thought: What does step {n} want of me?",
            f'  quote: {{text: "<b>Step {n}</b> & so on 🙂", source: Interview {n}}}',
            "  expectation: It takes a minute",
            "  action: Fills in the form",
            f"  wait: {n % 5 + 1}h",
            "  duration: 5 min",
            f"  effort: {n % 7 + 1}",
            "  pains: [Asked twice]",
            "  gains: [It is kept]",
            "  insights: [Nobody reads it]",
            f"  frontstage: [{{team: Team {n % 4}, action: Shows it}}]",
            "  backstage: [{team: Office, action: Checks it, system: CRM}]",
            "  support: [{action: A rule}]",
            "  opportunities: [Ask once]",
            "  owner: Team Z",
        ]
    return "\n".join("      " + line for line in lines)


def journey(title: str, stages: int, per_stage: int, head: str = "", *, rich: bool = True) -> str:
    """A journey of so many stages and steps; its second stage has a story."""
    lines = ["---", f"title: {title}", "personas: [nora, tom]", head, "stages:"]
    for s in range(stages):
        lines += [f"  - title: Stage {s + 1}", f"    goal: I want to get through {s + 1}", "    steps:"]
        lines += [step(s * per_stage + k + 1, rich=rich) for k in range(per_stage)]
    return "\n".join(
        line for line in [*lines, "---", "Intro.", "", "## Stage 2", "", "Told of stage two.", ""] if line != ""
    )


HOSTILE = f"""---
title: Hostile {WORD}
personas: [nora, tom]
stages:
  - title: {WORD}
    steps:
      - title: {WORD}
        emotion: {{nora: 2}}
        quote: "{"A long quotation without an end 🙂 " * 60}"
        image: {{src: missing.svg, alt: nothing}}
        pains: ["</script><img src=x onerror=alert(1)>"]
  - {{title: Empty}}
  - title: Ends
    steps: [{{title: ok, emotion: {{tom: -2}}}}, {{title: silent}}]
---
"""

FILES = {
    "cjmsite.yaml": "title: Test wiki\n",
    "content/personas/nora.md": "---\nname: Nora Lind\n---\n",
    "content/personas/tom.md": "---\nname: Tom Becker\n---\n",
    **{
        f"content/touchpoints/t{k}.md": f"---\ntitle: Place {k}\nchannel: {channel}\n---\n"
        for k, channel in enumerate(("web", "phone", "store"))
    },
    "content/journeys/big.md": journey(
        "Big",
        8,
        5,
        "edges: [{from: does-thing-3, to: does-thing-6, type: alt, share: 12%}, "
        "{from: does-thing-9, to: does-thing-2}, "
        "{from: does-thing-7, to: Gives up, type: exit, share: 5%}]",
    ),
    "content/journeys/today.md": journey("Today", 3, 2, "compare_with: tomorrow", rich=False),
    "content/journeys/tomorrow.md": journey("Tomorrow", 3, 2, "state: future\ncompare_with: today", rich=False).replace(
        "emotion: {nora: 1.5, tom: 0.5}", "emotion: {nora: 2, tom: 2}"
    ),
    "content/journeys/silent.md": journey("Silent", 2, 2, "lanes: [touchpoint]"),
    "content/journeys/hostile.md": HOSTILE,
    "content/journeys/rtl.md": journey("مسار", 2, 3, "lang: ar", rich=False),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journeys' pages of a site, with what they load."""
    root = tmp_path_factory.mktemp("journeys")
    write_files(root, FILES)
    out = root / "site"
    outcome = build.build(build.open_site(root, build.Options(today=TODAY)), out)
    assert outcome.written is not None, outcome.findings
    return out


@pytest.fixture
def page(site: Path, watched: Watched) -> Iterator[Page]:
    """The page of the big journey, opened from disk; a test that leaves an error in the console fails."""
    watched.page.goto((site / "journeys/big.html").as_uri())
    yield watched.page
    assert watched.troubles == []


def go(page: Page, site: Path, name: str, hash: str = "") -> None:
    """Open another page afresh."""
    page.goto("about:blank")
    page.goto((site / f"journeys/{name}.html").as_uri() + hash)


def hash_of(page: Page) -> str:
    """What stands in the address after `#`."""
    return str(page.evaluate("location.hash"))


def test_a_click_on_a_step_opens_its_detail_and_esc_gives_the_focus_back(page: Page) -> None:
    page.get_by_role("link", name="Does thing 3", exact=True).first.click()
    drawer = page.get_by_role("complementary", name="Does thing 3")
    expect(drawer).to_be_visible()
    expect(drawer.get_by_role("heading", level=2)).to_be_focused()
    for text in ("<b>Step 3</b> & so on 🙂", "Asked twice", "Shows it", "Waits 4", "Stage 1, step 3 of 40"):
        expect(drawer).to_contain_text(text)
    assert hash_of(page) == "#does-thing-3"
    drawer.get_by_role("link", name="Next step").click()
    expect(page.get_by_role("complementary", name="Does thing 4")).to_be_visible()
    expect(page.get_by_role("link", name="Next step")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#cjm-drawer")).to_have_count(0)
    expect(page.locator("th.step a", has_text="Does thing 3").first).to_be_focused()


def test_a_link_to_a_step_opens_it_wherever_it_was_sent_from(page: Page, site: Path) -> None:
    go(page, site, "big", "#does-thing-33")
    expect(page.get_by_role("complementary", name="Does thing 33")).to_be_visible()
    expect(page.locator("th#does-thing-33")).to_be_in_viewport()


def test_arrow_keys_home_end_enter_and_esc_work_in_the_map(page: Page) -> None:
    first = page.locator('.lane-touchpoint td[data-step="does-thing-1"]')
    page.locator('.map td[tabindex="0"]').focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    focused = page.evaluate("document.activeElement.dataset.step")
    assert focused == "does-thing-1"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.step") == "does-thing-2"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.step") == "does-thing-40"
    page.keyboard.press("Control+Home")
    assert page.evaluate("document.activeElement.dataset.step") == "does-thing-1"
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Does thing 1")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.step") == "does-thing-1"
    expect(first).to_be_visible()


def test_one_stage_alone_and_back_with_esc(page: Page) -> None:
    page.get_by_role("button", name="2 Stage 2").click()
    assert hash_of(page) == "#stage=stage-2"
    expect(page.locator("th.step:visible")).to_have_count(5)
    expect(page.get_by_text("Stage 2 of 8: Stage 2")).to_be_visible()
    box, lane = page.locator(".map-box").bounding_box(), page.locator(".corner").bounding_box()
    assert box and lane and lane["width"] < 140
    line, cell = page.locator("svg.lines").bounding_box(), page.locator(".emotion td:visible").first.bounding_box()
    assert line and cell and abs(line["x"] - cell["x"]) < 1.5 and abs(line["width"] - 5 * cell["width"]) < 2
    page.get_by_role("button", name="Next stage").click()
    expect(page.locator("th.step:visible").first).to_have_text("Does thing 11")
    page.keyboard.press("Escape")
    expect(page.locator("th.step:visible")).to_have_count(40)
    expect(page.get_by_role("button", name="3 Stage 3")).to_be_focused()
    assert hash_of(page) in ("", "#")


def test_the_keyboard_goes_from_stage_to_stage_and_back_to_all(page: Page) -> None:
    page.get_by_role("button", name="7 Stage 7").press("Enter")
    page.get_by_role("button", name="Next stage").press("Enter")
    expect(page.get_by_text("Stage 8 of 8: Stage 8")).to_be_visible()
    everything = page.get_by_role("button", name="Show all stages")
    expect(everything).to_be_focused()  # there is no next one
    page.get_by_role("button", name="Stage before").press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stage 6 of 8: Stage 6")).to_be_visible()
    expect(page.get_by_role("button", name="Stage before")).to_be_focused()
    everything.press("Enter")
    expect(page.get_by_role("button", name="6 Stage 6")).to_be_focused()


def test_of_one_stage_alone_tab_reaches_a_cell_and_the_strip_says_which_part_it_is(page: Page) -> None:
    stop = page.locator(".map td[tabindex='0']")
    expect(stop).to_have_attribute("data-step", "does-thing-1")
    page.get_by_role("button", name="3 Stage 3").click()
    expect(stop).to_have_attribute("data-step", "does-thing-11")
    expect(stop).to_be_visible()
    bar, bands = (page.locator(f"[data-chart='over'] {what}") for what in (".win", "rect.band"))
    shown, stage = bar.bounding_box(), bands.nth(2).bounding_box()
    assert shown and stage and abs(shown["x"] - stage["x"]) < 2 and abs(shown["width"] - stage["width"]) < 4
    page.keyboard.press("Escape")
    expect(stop).to_be_visible()


def test_of_one_stage_alone_only_that_is_printed(page: Page) -> None:
    page.get_by_role("button", name="3 Stage 3").click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".sheet-of th.step:visible")).to_have_count(5)
    expect(page.locator(".sheet-of")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_the_heads_stay_in_sight_both_ways(page: Page) -> None:
    page.locator(".map-box").evaluate("box => box.scrollTo(2000, 900)")
    inside = page.evaluate(
        """() => { const box = document.querySelector('.map-box').getBoundingClientRect();
             const right = h => h.getBoundingClientRect().left > box.left + 400;
             const head = [...document.querySelectorAll('th.step')].find(right);
             const lane = document.querySelector('.lane-owner th').getBoundingClientRect();
             return [head.getBoundingClientRect().top - box.top, lane.left - box.left]; }"""
    )
    assert 0 <= inside[0] < 60 and abs(inside[1]) < 2


def test_lanes_are_shut_and_remembered(page: Page) -> None:
    page.get_by_role("button", name="Pains and gains", exact=True).click()
    page.reload()
    expect(page.get_by_role("button", name="Pains and gains", exact=True)).to_have_attribute("aria-expanded", "false")
    expect(page.locator('.lane-pains_gains [data-step="does-thing-1"] ul')).to_be_hidden()


def test_lanes_are_chosen_and_moved_and_stand_in_the_address(page: Page) -> None:
    page.get_by_role("button", name="Lanes", exact=True).click()
    dialog = page.get_by_role("dialog", name="Lanes of the map")
    dialog.get_by_role("checkbox", name="Goal").uncheck()
    dialog.get_by_role("button", name="Move Touchpoint up").click()
    expect(dialog.get_by_role("button", name="Move Touchpoint up")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tr.lane-goal")).to_be_hidden()
    assert "lanes=expectation,touchpoint,action" in hash_of(page)
    page.reload()
    names = page.locator("tbody tr:visible .lane-btn").all_inner_texts()
    assert names[:3] == ["Expects", "Touchpoint", "Does"]
    page.get_by_role("button", name="Lanes", exact=True).click()
    page.get_by_role("button", name="As the author chose").click()
    assert "lanes" not in hash_of(page)
    expect(page.locator("tr.lane-goal")).to_be_visible()


def test_all_lanes_can_be_put_away_one_by_one(page: Page) -> None:
    page.get_by_role("button", name="Lanes", exact=True).click()
    for box in page.get_by_role("dialog", name="Lanes of the map").get_by_role("checkbox").all():
        box.uncheck()
    expect(page.locator("tbody .lane-btn:visible")).to_have_count(0)
    page.reload()
    expect(page.locator("tbody .lane-btn:visible")).to_have_count(0)


def test_a_person_is_dimmed_and_the_address_says_so(page: Page) -> None:
    page.get_by_role("button", name="Tom Becker").click()
    assert hash_of(page) == "#without=tom"
    page.reload()
    expect(page.get_by_role("button", name="Tom Becker")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("getComputedStyle(document.querySelector('.lines .p2 .ln')).strokeOpacity") == "0.14"
    page.get_by_role("button", name="Tom Becker").click()
    expect(page.get_by_role("button", name="Tom Becker")).to_have_attribute("aria-pressed", "true")


def test_the_question_mark_tells_the_keys_but_not_while_typing(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("what?")
    expect(page.get_by_role("dialog", name="Keys")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Search the site")).to_have_value("what?")


@pytest.mark.parametrize("view", VIEWS[1:])
def test_each_view_is_drawn_when_it_is_asked_for_and_leads_to_steps(page: Page, view: str) -> None:
    page.locator(f'[data-view-tab="{view}"]').click()
    host = page.locator("#cjm-view")
    expect(host.get_by_role("heading", level=2)).to_be_visible()
    expect(page.locator(".map-box")).to_be_hidden()
    assert hash_of(page) == f"#view={view}"
    expect(host.locator('a[href="#does-thing-7"]').first).to_be_attached()
    host.locator('a[href="#does-thing-7"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Does thing 7")).to_be_visible()
    assert hash_of(page) == f"#view={view}&step=does-thing-7"
    page.go_back()
    page.go_back()
    expect(page.locator(".map-box")).to_be_visible()
    expect(host).to_be_hidden()


def test_the_matrix_sorts_and_filters(page: Page) -> None:
    page.locator('[data-view-tab="matrix"]').click()
    page.get_by_role("button", name="Nora", exact=True).click()
    values = page.locator("#cjm-matrix td.num:nth-child(4)").all_inner_texts()
    numbers = [float(value.replace("−", "-")) for value in values]
    assert numbers == sorted(numbers)
    expect(page.locator(".matrix th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Nora", exact=True).click()
    assert page.locator("#cjm-matrix td.num:nth-child(4)").first.inner_text() == "+2"
    page.get_by_role("searchbox", name="Filter").fill("interview 17")
    expect(page.locator("#cjm-matrix tr:visible")).to_have_count(1)
    expect(page.locator("output")).to_have_text("1 of 40")


def test_the_flow_says_shares_branches_loops_and_exits(page: Page) -> None:
    page.locator('[data-view-tab="flow"]').click()
    expect(page.locator("#cjm-view .lead")).to_have_text(
        "40 steps, 1 branch, 1 loop, 1 exit. The higher a step stands, the better it feels. "
        "A percentage says how many come that far."
    )
    page.get_by_text("The ways as a table").click()
    row = page.locator("#cjm-view tr", has_text="Gives up")
    expect(row).to_contain_text(re.compile(r"Gives up \(leaves, 5.%\)"))


def test_present_and_future_are_laid_over_each_other(page: Page, site: Path) -> None:
    go(page, site, "today")
    page.get_by_role("combobox", name="Compare").select_option("1")
    assert hash_of(page) == "#compare=1"
    expect(page.get_by_role("status").filter(has_text="Tomorrow: mean")).to_be_visible()
    assert page.locator(".emotion .delta").count() == page.locator("svg .d-chip").count() > 0
    expect(page.locator(".lines .to")).to_be_attached()
    page.get_by_role("combobox", name="Compare").select_option("nora,tom")
    expect(page.get_by_role("status").filter(has_text="Nora feels")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 840})
    card = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Does thing 1", exact=True))
    expect(card).to_contain_text("Change: −1")
    page.get_by_role("combobox", name="Compare").select_option("")
    expect(page.locator(".delta")).to_have_count(0)
    expect(page.locator(".cmp-line")).to_have_count(0)


def test_two_journeys_are_compared_where_no_lane_shows_feelings(page: Page, site: Path) -> None:
    go(page, site, "silent", "#view=flow&compare=today")
    expect(page.locator("#cjm-view svg").first).to_be_visible()
    expect(page.locator(".cmp-line")).to_contain_text("Today")


def test_presenting_goes_stage_by_stage_with_notes(page: Page) -> None:
    page.get_by_role("button", name="Present").click()
    show = page.locator("dialog.show")
    expect(show.get_by_role("heading", level=2)).to_have_text("Stage 1")
    page.keyboard.press("PageDown")
    expect(show.get_by_role("heading", level=2)).to_have_text("Stage 2")
    assert hash_of(page) == "#present=stage-2"
    page.keyboard.press("n")
    expect(show.get_by_role("complementary")).to_contain_text("Told of stage two.")
    for key, name in (("ArrowRight", "Stage 3"), ("ArrowLeft", "Stage 2"), (" ", "Stage 3"), ("End", "Stage 8")):
        page.keyboard.press(key)
        expect(show.get_by_role("heading", level=2)).to_have_text(name)
    page.keyboard.press("Escape")
    expect(show).to_have_count(0)
    expect(page.get_by_role("button", name="Present")).to_be_focused()


def test_a_stage_larger_than_the_screen_is_read_to_its_end_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 640, "height": 360})
    page.get_by_role("button", name="Present").click()
    show = page.locator("dialog.show")
    status, left = show.get_by_role("status"), "body => body.scrollHeight - body.clientHeight - body.scrollTop"
    expect(status).to_have_text("Stage 1 of 8")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if show.locator(".show-body").evaluate(left) < 1:
            break
    expect(show.get_by_text("It is kept").last).to_be_in_viewport()
    expect(status).to_have_text("Stage 1 of 8")
    page.keyboard.press("ArrowDown")
    expect(status).to_have_text("Stage 2 of 8")
    assert show.locator(".show-body").evaluate("body => body.scrollTop") == 0


@pytest.mark.parametrize(
    ("form", "ending", "begins"),
    [
        ("svg", "big.svg", b"<svg"),
        ("png", "big.png", b"\x89PNG"),
        ("csv", "big.csv", b"\xef\xbb\xbfStage,Step"),
        ("mermaid", "big.mmd", b"journey\n"),
    ],
)
def test_the_map_is_taken_away_as_a_file(page: Page, form: str, ending: str, begins: bytes) -> None:
    page.get_by_text("Take away").click()
    with page.expect_download() as caught:
        page.locator(f'[data-take="{form}"]').click()
    content = Path(caught.value.path()).read_bytes()
    assert caught.value.suggested_filename == ending
    assert content.startswith(begins)
    if form == "csv":
        assert content.count(b"\r\n") == 41 and "“<b>Step 3</b> & so on 🙂”" in content.decode("utf-8-sig")
    if form == "svg":
        text = content.decode()
        assert "class=" not in text and "var(" not in text and "Does thing 40" in text


PAINTED = """svg => { const all = [...svg.querySelectorAll('text, rect, path')], from = svg.getBoundingClientRect();
  return all.map(e => { const box = e.getBoundingClientRect(), look = getComputedStyle(e);
    return [box.left - from.left, box.top - from.top, [e.tagName, look.fill, look.fillOpacity]]; }); }"""


def open_picture(page: Page, folder: Path) -> None:
    """Take the picture of what is shown away, and open it."""
    page.get_by_text("Take away").click()
    with page.expect_download() as caught:
        page.locator('[data-take="svg"]').click()
    caught.value.save_as(folder / "taken.svg")
    page.goto((folder / "taken.svg").as_uri())


@pytest.mark.parametrize(("name", "view"), [("big", "story"), ("big", "time"), ("rtl", "story"), ("rtl", "flow")])
def test_a_picture_that_is_taken_away_looks_as_on_the_page(
    page: Page, site: Path, tmp_path: Path, name: str, view: str
) -> None:
    go(page, site, name, f"#view={view}&compare=nora,tom")
    shown = page.locator("#cjm-view svg[role=group]").evaluate(PAINTED)
    open_picture(page, tmp_path)
    taken = page.locator("svg").evaluate(PAINTED)[1:]  # the first is the ground
    assert len(taken) == len(shown) > 20
    for (x, y, look), (was_x, was_y, looked) in zip(taken, shown, strict=True):
        assert abs(x - was_x) < 8 and abs(y - was_y) < 8 and look == looked


def test_the_map_of_who_reads_from_right_to_left_is_taken_away_so_too(page: Page, site: Path, tmp_path: Path) -> None:
    go(page, site, "rtl")
    open_picture(page, tmp_path)
    last, first, title, whole = (
        page.locator(where).first.bounding_box()
        for where in ("text >> text='Does thing 6'", "text >> text='Does thing 1'", "text >> text='مسار'", "svg")
    )
    assert last and first and title and whole
    assert last["x"] < first["x"] < title["x"] < whole["x"] + whole["width"] - title["width"]


def test_before_printing_a_wide_map_is_laid_out_on_sheets_of_whole_stages(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".sheet-of").count() == 4
    assert page.locator(".sheet-of").nth(1).locator("th.stage").all_inner_texts() == [
        "3\u2002Stage 3",
        "4\u2002Stage 4",
    ]
    assert page.locator(".sheet-of").nth(1).locator("th.step").count() == 10
    expect(page.locator(".map-box")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".sheet-of")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(site: Path, browser: Browser, theme: str) -> None:
    found = []
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme=theme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    states = [("big", f"#view={view}") for view in VIEWS]
    states += [("big", "#view=story&step=does-thing-7"), ("big", "#stage=stage-2"), ("big", "#present=stage-2")]
    states += [
        ("today", "#compare=1"),
        ("today--tomorrow", ""),
        ("hostile", ""),
        ("hostile", "#view=matrix"),
        ("rtl", "#view=story"),
    ]
    for name, hash in states:
        page.goto("about:blank")
        page.goto((site / f"journeys/{name}.html").as_uri() + hash)
        page.wait_for_function("!document.querySelector('[aria-busy]')")
        found += [f"{name}{hash}: {wrong}" for wrong in violations(page)]
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [1440, 820, 390, 320])
def test_no_view_scrolls_the_page_sideways_whatever_it_holds(site: Path, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    wide = []
    for name, views in (("big", VIEWS), ("hostile", VIEWS), ("rtl", VIEWS), ("today--tomorrow", ("map",))):
        for view in views:
            page.goto("about:blank")
            page.goto((site / f"journeys/{name}.html").as_uri() + f"#view={view}")
            page.wait_for_function("!document.querySelector('[aria-busy]')")
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wide.append(f"{name} {view}: {over} px")
    context.close()
    assert wide == []


def test_nothing_of_the_content_becomes_markup_and_nothing_breaks(site: Path, watched: Watched) -> None:
    for view in VIEWS:
        go(watched.page, site, "hostile", f"#view={view}")
        watched.page.wait_for_function("!document.querySelector('[aria-busy]')")
        assert watched.page.locator("img[src=x]").count() == 0
    assert [trouble for trouble in watched.troubles if "ERR_FILE_NOT_FOUND" not in trouble] == []


def test_under_a_strict_policy_on_a_server_everything_works_too(served: str, watched: Watched) -> None:
    page = watched.page
    page.goto(served + "journeys/weekly-shop.html")
    for view in VIEWS[1:]:
        page.locator(f'[data-view-tab="{view}"]').click()
        expect(page.locator("#cjm-view").get_by_role("heading", level=2)).to_be_visible()
    page.goto(served + "journeys/weekly-shop.html#present=collect")
    expect(page.locator("dialog.show h2")).to_have_text("Collect")
    page.keyboard.press("Escape")
    page.get_by_text("Take away").click()
    with page.expect_download():
        page.locator('[data-take="png"]').click()
    page.goto(served + "journeys/weekly-shop--weekly-shop-2027.html")
    expect(page.locator(".pair-over [data-chart] path.side.to")).to_be_attached()
    assert watched.troubles == []
    assert all(request.startswith((served, "data:", "blob:")) for request in watched.requests)


def test_the_map_reads_in_order_to_a_screen_reader(page: Page) -> None:
    heads = page.get_by_role("table").first.get_by_role("columnheader").all_inner_texts()
    assert [re.sub(r"\s+", " ", head) for head in heads[:3]] == ["1 Stage 1", "2 Stage 2", "3 Stage 3"]
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Emotion", exact=True)).first
    expect(row.get_by_role("cell").first).to_contain_text("Nora:")
    order = page.evaluate(
        """() => ['h1', '.finding', '.viewbar', '.over', '.map', '#cjm-says'].map(s => document.querySelector(s))
             .every((el, k, all) => !k || all[k - 1].compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING)"""
    )
    assert order


def test_the_page_is_ready_at_once_and_does_not_shift(site: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(
        "globalThis.shifted = 0; const sum = list => { for (const e of list.getEntries()) shifted += e.value; };"
        "new PerformanceObserver(sum).observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto((site / "journeys/big.html").as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("shifted") < 0.01
    scripts = sum((site / "assets" / name).stat().st_size for name in ("atlas.js", "theme.js"))
    assert scripts < 200_000
    context.close()
