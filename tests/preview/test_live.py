"""What somebody sees who writes with the preview open: in Chromium, with real files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.chromium import Watched
from tests.preview.conftest import SITE, Serving

pytestmark = pytest.mark.browser

JOURNEY = str(SITE["content/journeys/buying.md"])


def mark(page: Page) -> None:
    """Leave something in the page that a reload would take away."""
    page.evaluate("window.untouched = true")


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.untouched === true"))


def held(page: Page, expression: str) -> bool:
    """Whether something holds in a page that may be loading at this moment."""
    try:
        return bool(page.evaluate(expression))
    except Error:
        return False


def count_events(page: Page) -> None:
    """Count what the server sends to a tab that is opened next."""
    page.add_init_script(
        "window.events = []; const Real = EventSource; window.EventSource = class extends Real {"
        "constructor(...a) { super(...a);"
        "this.addEventListener('message', e => window.events.push(JSON.parse(e.data).type)); } }"
    )


def settled(page: Page) -> None:
    """Wait until the tab is connected and has been told what is wrong."""
    expect(page.locator("cjm-preview .panel")).to_be_attached(timeout=20_000)


def test_a_save_shows_in_place_and_keeps_what_the_reader_did(serve: Callable[..., Serving], watched: Watched) -> None:
    serving, page = serve(), watched.page
    page.goto(serving.url + "journeys/buying.html")
    settled(page)
    mark(page)
    page.click("button[data-persona=nora]")
    lane = page.locator(".lane-btn[data-lane=touchpoint]")
    lane.click()
    page.evaluate("document.querySelector('.map-box').scrollLeft = 30; scrollTo(0, 120)")
    page.locator("button[data-persona=tom]").focus()
    before = page.evaluate("[scrollY, document.querySelector('.map-box').scrollLeft]")
    serving.edit(
        {
            "content/journeys/buying.md": JOURNEY.replace("They look around.", "They look all around.").replace(
                "tom: 2", "tom: -2"
            )
        }
    )
    expect(page.get_by_text("They look all around.")).to_be_visible()
    assert is_same(page)
    assert page.get_attribute("button[data-persona=nora]", "aria-pressed") == "false"
    assert lane.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.dataset.persona") == "tom"
    assert page.evaluate("[scrollY, document.querySelector('.map-box').scrollLeft]") == before
    assert page.evaluate("document.querySelector('[data-lines]').childElementCount") > 0
    assert page.evaluate("document.querySelectorAll('[data-chart=over] svg').length") == 1
    assert watched.troubles == []


def test_a_file_that_is_written_piece_by_piece_does_not_lead_the_reader_away(
    serve: Callable[..., Serving], watched: Watched
) -> None:
    serving, page = serve(), watched.page
    whole = str(SITE["content/guide/more.md"])
    page.goto(serving.url + "guide/more.html")
    settled(page)
    mark(page)
    page.evaluate("scrollTo(0, 900)")
    for number in range(2):
        serving.edit({"content/guide/more.md": whole[:34]})
        expect(page.get_by_text("A long paragraph of words.")).to_have_count(0)
        assert page.evaluate("scrollY") < 900
        serving.edit({"content/guide/more.md": whole[:200]})
        expect(page.get_by_text("A long paragraph of words.").first).to_be_attached()
        serving.edit({"content/guide/more.md": whole.replace("First words.", f"Words {number}.")})
        expect(page.get_by_text(f"Words {number}.")).to_be_attached()
        assert page.evaluate("scrollY") == 900
    serving.edit({"content/guide/more.md": whole[:34]})
    expect(page.get_by_text("A long paragraph of words.")).to_have_count(0)
    serving.edit({"content/guide/more.md": whole[:1400]})
    expect(page.get_by_text("A long paragraph of words.").first).to_be_attached()
    page.evaluate("scrollTo(0, 20)")
    serving.edit({"content/guide/more.md": whole.replace("First words.", "The last words.")})
    expect(page.get_by_text("The last words.")).to_be_attached()
    assert page.evaluate("scrollY") == 20, "who scrolled meanwhile stays"
    assert is_same(page)


def test_typed_words_selection_and_open_details_stay(serve: Callable[..., Serving], watched: Watched) -> None:
    html = "<details><summary>Story</summary>\n\nHidden words.\n\n</details>\n"
    more = f"---\ntitle: More\n---\nFirst words.\n\nKeep these words.\n\n{html}"
    serving = serve(
        {
            "content/guide/more.md": more,
            "cjmsite.yaml": "title: Wiki\nmarkdown: {html: true}\n",
            "content/metrics/nps.md": None,
        }
    )
    page = watched.page
    page.goto(serving.url + "personas/index.html")
    settled(page)
    mark(page)
    field = page.locator("input[data-filter]").first
    field.fill("tom")
    serving.edit({"content/personas/new.md": "---\nname: Tomas Ek\n---\nNew.\n"})
    expect(page.locator("main").get_by_text("Tomas Ek").first).to_be_visible()
    assert field.input_value() == "tom" and is_same(page)
    expect(page.locator("main").get_by_text("Nora Lind").first).to_be_hidden()

    page.goto(serving.url + "guide/more.html")
    settled(page)
    mark(page)
    if page.locator("main details").count():
        page.click("main summary")
    page.evaluate(
        "() => { const p = [...document.querySelectorAll('p')].find(p => p.textContent.startsWith('Keep'));"
        "getSelection().setBaseAndExtent(p.firstChild, 5, p.firstChild, 10) }"
    )
    serving.edit({"content/guide/more.md": more.replace("First words.", "Second words.")})
    expect(page.get_by_text("Second words.")).to_be_visible()
    assert page.evaluate("String(getSelection())") == "these"
    if page.locator("main details").count():
        assert page.evaluate("document.querySelector('main details').open")
    assert is_same(page)


def test_in_a_long_page_each_paragraph_stays_itself(serve: Callable[..., Serving], watched: Watched) -> None:
    words = [f"Paragraph {number}." for number in range(3000)]
    long = "---\ntitle: More\n---\n"
    serving, page = serve({"content/guide/more.md": long + "\n\n".join(words)}), watched.page
    page.goto(serving.url + "guide/more.html")
    settled(page)
    page.evaluate("for (const p of document.querySelectorAll('main p')) p.once = p.textContent")
    words[1500:1501] = ["Corrected."]
    words[1:1] = ["Put in early."]
    serving.edit({"content/guide/more.md": long + "\n\n".join([*words, "Put in late."])})
    expect(page.get_by_text("Put in late.")).to_be_visible()
    others = "[...document.querySelectorAll('main p')].filter(p => p.once !== p.textContent).map(p => p.textContent)"
    assert page.evaluate(others) == ["Put in early.", "Corrected.", "Put in late."]


def test_what_a_tab_was_lent_is_lent_anew(serve: Callable[..., Serving], watched: Watched) -> None:
    selling = JOURNEY.replace("title: Buying", "title: Selling").replace("tom: 2", "tom: -2")
    serving, page = serve({"content/journeys/selling.md": selling}), watched.page
    page.goto(serving.url + "journeys/buying.html#compare=selling")
    line, results = page.locator(".cmp-line"), page.locator("#search-found [role=option]")
    expect(line).to_contain_text("Selling")
    settled(page)
    mark(page)
    assert page.locator(".map .delta").count() == 1
    lanes = page.locator(".lane-btn[data-lane=touchpoint]")
    lanes.click()
    serving.edit({"content/journeys/selling.md": selling.replace("nora: 1, tom: -1", "nora: -2, tom: -1")})
    expect(page.locator(".map .delta")).to_have_count(2)
    assert lanes.get_attribute("aria-expanded") == "false"
    page.keyboard.press("/")
    page.keyboard.type("harbour")
    expect(page.get_by_text("Nothing found for “harbour”")).to_be_visible()
    serving.edit({"content/guide/more.md": "---\ntitle: More\n---\nThe harbour, at night.\n"})
    expect(results).to_have_text(["MoreThe harbour, at night."])
    page.keyboard.press("Escape")
    serving.edit({"content/guide/index.md": "---\ntitle: Guide\n---\nNo harbour here.\n"})
    serving.shows("/guide/index.html", "No harbour here.")
    page.keyboard.press("/")
    expect(results).to_have_count(2)
    results.nth(1).hover()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    before = chosen.inner_text()
    serving.edit({"content/personas/tom.md": "---\nname: Tom Berg\n---\nTom calls from the harbour.\n"})
    expect(results).to_have_count(3)
    assert chosen.inner_text() == before, "what is chosen stays chosen"
    page.keyboard.press("Escape")
    serving.edit({"content/journeys/selling.md": "---\ntitle: [\n---\n"})
    expect(page.locator("cjm-preview .errors li")).to_have_count(1)
    expect(page.locator(".map .delta")).to_have_count(2)
    serving.edit({"content/journeys/selling.md": JOURNEY.replace("title: Buying", "title: Selling")})
    expect(page.locator(".map .delta")).to_have_count(0)
    assert is_same(page)
    assert watched.troubles == []


def test_a_choice_of_journeys_that_is_open_lists_new_ones(serve: Callable[..., Serving], watched: Watched) -> None:
    selling = JOURNEY.replace("title: Buying", "title: Selling")
    serving, page = serve({"content/journeys/selling.md": selling}), watched.page
    page.goto(serving.url + "journeys/buying.html")
    settled(page)
    mark(page)
    page.locator("[data-act=compare]").select_option("*")
    choices = page.locator("dialog.choose [data-journey]")
    expect(choices).to_have_text(["Selling"])
    choices.focus()
    serving.edit({"content/journeys/lending.md": JOURNEY.replace("title: Buying", "title: Lending")})
    expect(choices).to_have_text(["Lending", "Selling"])
    expect(choices.nth(1)).to_be_focused()
    serving.edit({"content/journeys/selling.md": None})
    expect(choices).to_have_text(["Lending"])
    expect(page.get_by_label("Filter the journeys")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cmp-line")).to_contain_text("Lending")
    assert is_same(page)
    assert watched.troubles == []


def test_a_tab_that_does_not_depend_on_a_change_gets_no_event(serve: Callable[..., Serving], browser: Browser) -> None:
    serving = serve()
    context = browser.new_context()
    try:
        other, page = context.new_page(), context.new_page()
        count_events(other)
        other.goto(serving.url + "personas/tom.html")
        page.goto(serving.url + "guide/more.html")
        settled(other)
        settled(page)
        told = -1
        while told != (told := other.evaluate("window.events.length")):
            other.wait_for_timeout(1000)  # until the first look for mistakes is over
        for number in range(3):
            serving.edit({"content/guide/more.md": f"---\ntitle: More\n---\nVersion {number}.\n"})
            expect(page.get_by_text(f"Version {number}.")).to_be_visible()
        other.wait_for_timeout(600)
        assert other.evaluate("window.events.length") == told
    finally:
        context.close()


def test_styles_change_without_a_reload_and_scripts_with_one(serve: Callable[..., Serving], watched: Watched) -> None:
    serving = serve(
        {
            "cjmsite.yaml": "title: Wiki\ntheme: ./themes/mine\n",
            "content/metrics/nps.md": None,
            "content/journeys/buying.md": JOURNEY.replace(", metrics: nps", ""),
            "themes/mine/static/theme.css": "@import 'more.css'; h1 { color: rgb(1, 2, 3); }\n",
            "themes/mine/static/more.css": "footer { outline: 1px solid; }\n",
            "themes/mine/static/extra.js": "window.extra = 1;\n",
            "themes/mine/templates/page.html": '{% extends "atlas:page.html" %}{% block scripts %}{{ super() }}'
            '<script src="{{ url("assets/extra.js") }}"></script>{% endblock %}',
        }
    )
    page = watched.page
    page.goto(serving.url + "guide/more.html")
    settled(page)
    mark(page)
    serving.edit({"themes/mine/static/more.css": "footer { outline: 5px solid; }\n"})
    expect(page.locator("footer")).to_have_css("outline-width", "5px")
    serving.edit({"themes/mine/static/theme.css": "h1 { color: rgb(9, 8, 7); }\n"})
    expect(page.locator("h1")).to_have_css("color", "rgb(9, 8, 7)")
    assert is_same(page)
    expect(page.locator("link[rel=stylesheet]")).to_have_count(3)
    serving.edit({"themes/mine/static/extra.js": "window.extra = 2;\n"})
    serving.until(lambda: held(page, "window.extra === 2"))
    assert not is_same(page)
    settled(page)
    mark(page)
    template = (serving.root / "themes/mine/templates/page.html").read_text()
    serving.edit(
        {
            "themes/mine/templates/page.html": template
            + '{% block head %}{{ super() }}<meta name="x" content="y">{% endblock %}'
        }
    )
    serving.until(lambda: held(page, "document.querySelector('meta[name=x]') !== null"))
    assert not is_same(page)
    assert watched.troubles == []


def test_a_mistake_lies_over_the_last_good_page_until_it_is_mended(
    serve: Callable[..., Serving], watched: Watched
) -> None:
    serving, page = serve(), watched.page
    page.goto(serving.url + "personas/nora.html")
    settled(page)
    mark(page)
    serving.edit({"content/personas/nora.md": "---\nname: Nora Lind\nagee: 3\n---\nNora likes short letters.\n"})
    errors = page.locator("cjm-preview .errors")
    expect(errors).to_contain_text("content/personas/nora.md:3:1")
    expect(errors).to_contain_text("agee: 3")
    expect(errors).to_contain_text("^^^^")
    link = page.locator("cjm-preview .errors a.place").first.get_attribute("href")
    assert link == f"vscode://file{serving.root.as_posix()}/content/personas/nora.md:3:1"
    expect(page.get_by_text("Nora likes short letters.")).to_be_visible()
    serving.edit({"content/guide/more.md": "---\ntitle: [\n---\nWords.\n"})
    expect(errors).to_contain_text("2 mistakes")
    expect(errors).to_contain_text("content/guide/more.md")
    serving.said("content/guide/more.md:")
    serving.said("content/personas/nora.md:3:1")
    assert serving.get("/guide/more.html")[0] == 500  # it was never good
    serving.edit(
        {
            "content/personas/nora.md": "---\nname: Nora Lind\n---\nNora likes letters.\n",
            "content/guide/more.md": SITE["content/guide/more.md"],
        }
    )
    expect(errors).to_have_count(0)
    expect(page.get_by_text("Nora likes letters.")).to_be_visible()
    serving.said("All errors are mended.")
    assert is_same(page) and watched.troubles == []


@pytest.mark.parametrize(
    "wrong, said",
    [("title: [\n", "cjmsite.yaml"), ("content: contents\n", "there is no folder `contents`")],
    ids=["not read", "no folder of pages"],
)
def test_settings_that_leave_no_page_keep_every_page_as_it_was(
    serve: Callable[..., Serving], watched: Watched, wrong: str, said: str
) -> None:
    serving, page = serve(), watched.page
    page.goto(serving.url + "personas/nora.html")
    settled(page)
    mark(page)
    good = (serving.root / "cjmsite.yaml").read_text()
    serving.edit({"cjmsite.yaml": wrong})
    expect(page.locator("cjm-preview .errors")).to_contain_text(said)
    expect(page.locator(".brand")).to_contain_text("Small wiki")
    assert "Nora likes short letters" in serving.get("/personas/nora.html")[1]
    serving.edit({"cjmsite.yaml": good.replace("Small wiki", "Great wiki")})
    expect(page.locator(".brand")).to_contain_text("Great wiki")
    expect(page.locator("cjm-preview .errors")).to_have_count(0)
    assert is_same(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"content/guide/more.md": "---\ntitle: [\n---\n![A dot](dot.svg)\n"},
        {"cjmsite.yaml": "title: [\n"},
        {"cjmsite.yaml": str(SITE["cjmsite.yaml"]) + "theme: ./themes/another\n"},
    ],
    ids=["a page", "the settings", "a theme that is not there"],
)
def test_a_mistake_leaves_the_last_good_page_its_pictures_and_styles(
    serve: Callable[..., Serving], watched: Watched, wrong: dict[str, str]
) -> None:
    dot = '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"><circle r="3"/></svg>'
    right = {
        "cjmsite.yaml": str(SITE["cjmsite.yaml"]) + "theme: ./themes/own\n",
        "themes/own/static/theme.css": "footer { outline: 9px solid }",
        "content/guide/dot.svg": dot,
        "content/guide/more.md": "---\ntitle: More\n---\n![A dot](dot.svg)\n",
    }
    serving, page = serve(right), watched.page
    page.goto(serving.url + "guide/more.html")
    settled(page)
    mark(page)
    looks = """() => [
        document.querySelector("main img").naturalWidth, getComputedStyle(document.querySelector("footer")).outlineWidth
    ]"""
    assert page.evaluate(looks) == [7, "9px"]
    serving.edit(wrong)
    expect(page.locator("cjm-preview .errors")).to_have_count(1)
    page.wait_for_timeout(500)
    assert page.evaluate(looks) == [7, "9px"] and is_same(page)
    with page.context.expect_page() as opened:
        page.evaluate("open(location.href)")
    opened.value.wait_for_load_state()
    assert opened.value.evaluate(looks) == [7, "9px"]
    serving.edit({name: right[name] for name in wrong})
    expect(page.locator("cjm-preview .errors")).to_have_count(0)
    assert watched.troubles == []


def test_settings_that_every_page_shows_take_effect_in_place(serve: Callable[..., Serving], watched: Watched) -> None:
    serving, page = serve(), watched.page
    page.goto(serving.url + "guide/more.html")
    settled(page)
    mark(page)
    page.evaluate("scrollTo(0, 500)")
    settings = (serving.root / "cjmsite.yaml").read_text().replace("Small wiki", "Large wiki")
    serving.edit({"cjmsite.yaml": f"{settings}\ndescription: About lamps\nbase_url: https://lamps.example/wiki\n"})
    expect(page).to_have_title("More · Large wiki")
    named = "document.querySelector('link[rel=canonical]')?.href.endsWith('/wiki/guide/more.html')"
    serving.until(lambda: held(page, named))
    assert page.locator("meta[name=description]").get_attribute("content") == "About lamps"
    serving.edit({"cjmsite.yaml": settings})
    serving.until(lambda: held(page, "!document.querySelector('link[rel=canonical], meta[name=description]')"))
    assert is_same(page)
    assert page.evaluate("scrollY") == 500
    assert watched.troubles == []


def test_data_plugins_and_templates_take_effect(serve: Callable[..., Serving], watched: Watched) -> None:
    plugin = (
        "from cjmsite.api import Lane, hookimpl\n\n@hookimpl\ndef cjm_lanes(config):\n"
        '    return [Lane("own", "Own lane", lambda site, journey, step: "WORDS")]\n'
    )
    settings = (
        str(SITE["cjmsite.yaml"]).rstrip()
        + "\n        plugins: [csv, ./plugins/own.py]\n        theme: ./themes/mine\n"
    )
    serving = serve(
        {
            "cjmsite.yaml": settings,
            "plugins/own.py": plugin,
            "themes/mine/templates/journey.html": '{% extends "atlas:journey.html" %}\n',
        }
    )
    page = watched.page
    page.goto(serving.url + "journeys/buying.html")
    settled(page)
    mark(page)
    expect(page.locator(".map").get_by_text("WORDS").first).to_be_visible()
    serving.edit({"plugins/own.py": plugin.replace("WORDS", "Others")})
    expect(page.locator(".map").get_by_text("Others").first).to_be_visible()
    serving.edit({"plugins/own.py": plugin.replace("return [", "return [[")})
    expect(page.locator("cjm-preview .errors")).to_contain_text("own.py")
    expect(page.locator(".map").get_by_text("Others").first).to_be_visible()
    serving.edit({"plugins/own.py": plugin.replace("WORDS", "Third")})
    expect(page.locator(".map").get_by_text("Third").first).to_be_visible()
    serving.edit({"content/data/a.csv": "Date,Q1\n2026-01-10,10\n2026-01-11,10\n"})
    expect(page.locator("main")).to_contain_text("100")
    serving.edit(
        {
            "themes/mine/templates/journey.html": '{% extends "atlas:journey.html" %}'
            "{% block journey_overview %}<p>Hello there</p>{% endblock %}\n"
        }
    )
    expect(page.get_by_text("Hello there")).to_be_visible()
    assert is_same(page)


def test_the_panel_says_what_a_page_was_made_from(serve: Callable[..., Serving], watched: Watched) -> None:
    serving, page = serve(), watched.page
    page.goto(serving.url + "journeys/buying.html")
    settled(page)
    page.locator("cjm-preview .panel summary").click()
    panel = page.locator("cjm-preview .panel")
    for words in ("content/journeys/buying.md", "content/data/a.csv", "Made in"):
        expect(panel).to_contain_text(words)
    assert watched.troubles == []


def test_a_page_that_is_gone_stays_in_its_tab_and_comes_back(serve: Callable[..., Serving], watched: Watched) -> None:
    serving, page = serve(), watched.page
    page.goto(serving.url + "guide/more.html")
    settled(page)
    serving.edit({"content/guide/more.md": None})
    expect(page.locator("cjm-preview .panel")).to_contain_text("Not on the site")
    expect(page.get_by_text("First words.")).to_be_visible()
    assert serving.get("/guide/more.html")[0] == 404
    serving.edit({"content/guide/more.md": "---\ntitle: More\n---\nBack again.\n"})
    expect(page.get_by_text("Back again.")).to_be_visible()


def test_a_tab_finds_its_way_back_to_a_server_that_was_started_again(
    serve: Callable[..., Serving], watched: Watched, tmp_path: Path
) -> None:
    serving, page = serve(), watched.page
    page.goto(serving.url + "personas/nora.html")
    settled(page)
    assert serving.stop() == 130
    serving.edit({"content/personas/nora.md": "---\nname: Nora Lind\n---\nWritten meanwhile.\n"})
    serve(None, "--port", str(serving.port)).edit(
        {"content/personas/nora.md": "---\nname: Nora Lind\n---\nWritten meanwhile.\n"}
    )
    expect(page.get_by_text("Written meanwhile.")).to_be_visible(timeout=20000)


def test_more_tabs_than_a_browser_has_connections_all_show_what_changed(
    serve: Callable[..., Serving], browser: Browser
) -> None:
    """A browser keeps six connections for one server; tabs that listen would use them up, and nothing would load."""
    serving = serve({"cjmsite.yaml": "title: T\ntheme: ./mine\n", "mine/static/atlas.css": "main { color: red }"})
    context = browser.new_context()
    try:
        pages = [context.new_page() for _ in range(9)]
        for page in pages:
            page.goto(serving.url + "guide/more.html", timeout=15_000)
        settled(pages[0])
        settled(pages[-1])
        for page in pages:
            mark(page)
        serving.edit({"content/guide/more.md": "---\ntitle: More\n---\nOther words.\n"})
        for page in pages:
            expect(page.get_by_text("Other words.")).to_be_visible(timeout=10_000)
        serving.edit({"mine/static/atlas.css": "main { color: rgb(0, 128, 0) }"})
        for page in pages:
            expect(page.locator("main")).to_have_css("color", "rgb(0, 128, 0)", timeout=10_000)
            assert is_same(page)
    finally:
        context.close()
