"""The search dialog in a real browser: how much it shows, and that the rest can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cjmsite import build
from tests.chromium import Watched
from tests.conftest import TODAY, write_files


@pytest.fixture
def page(tmp_path: Path, browser: Browser) -> Page:
    """The home page of a site with many pages that have a word in common."""
    pages = {f"content/p{k}.md": f"---\ntitle: Letter {k}\nsummary: On bills.\n---\nIt came late.\n" for k in range(45)}
    write_files(tmp_path, {"cjmsite.yaml": "title: Acme\n", "content/index.md": "Home.\n", **pages})
    db = build.open_site(tmp_path, build.Options(today=TODAY))
    assert build.build(db, tmp_path / "site").written is not None
    opened = browser.new_page()
    opened.goto((tmp_path / "site/index.html").as_uri())
    return opened


def test_the_best_results_are_shown_and_the_others_on_demand(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("letter")
    options, more = page.get_by_role("option"), page.get_by_role("button", name="more")
    expect(options).to_have_count(20)
    expect(page.get_by_role("status").get_by_text("45 results")).to_be_visible()
    expect(more).to_have_text("25 more")
    more.click()
    expect(options).to_have_count(40)
    expect(options.nth(20)).to_have_attribute("aria-selected", "true")
    expect(more).to_have_text("5 more")
    more.click()
    expect(options).to_have_count(45)
    expect(more).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/p*.html")


def test_a_result_says_its_summary_once(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("bills")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("On bills.")
    assert first.inner_text().count("On bills.") == 1
    assert "It came late." in first.inner_text()


WIKI: dict[str, str | bytes | None] = {
    "cjmsite.yaml": "title: Acme\n",
    "content/personas/nora.md": """
        ---
        name: Nora Lind
        segment: Familien
        pains: [Warteschleifen]
        ---
        Lebt in Malmö.
        """,
    "content/journeys/switching.md": """
        ---
        title: Lieferantenwechsel
        stages:
          - title: Kündigung
            goal: Ich will raus
            steps:
              - title: Öffnet den Brief
                quote: Dreimal gelesen
                pains: [Die Straßenbahn fuhr ab]
                emotion: -1
                owner: Marktforschung
        ---
        """,
    "content/touchpoints/hotline.md": """
        ---
        title: Kundentelefon
        channel: phone
        owner: Kundendienst
        systems: [Telefonanlage]
        ---
        """,
    "content/jp.md": "---\ntitle: 東京都の電力会社\n---\n請求書が届く。\n",
    "content/fr.md": "---\ntitle: Résiliation\n---\nL’œuvre est déjà finie.\n",
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a site in four languages, on disk."""
    root = tmp_path_factory.mktemp("wiki")
    write_files(root, WIKI)
    assert build.build(build.open_site(root, build.Options(today=TODAY)), root / "site").written is not None
    return (root / "site/index.html").as_uri()


@pytest.mark.parametrize(
    ("query", "group", "title", "context"),
    [
        ("offnet", "Steps", "Öffnet den Brief", "Lieferantenwechsel, Kündigung"),
        ("dreimal", "Quotes", "Dreimal gelesen", "Öffnet den Brief"),
        ("strassenbahn", "Steps", "Öffnet den Brief", "Straßenbahn"),
        ("kundigung", "Stages", "Kündigung", "Lieferantenwechsel"),
        ("lieferantenwechesl", "Journeys", "Lieferantenwechsel", ""),
        ("wechsel", "Journeys", "Lieferantenwechsel", ""),
        ("warteschl", "Personas", "Nora Lind", "Warteschleifen"),
        ("familien", "Personas", "Nora Lind", "Segment: Familien"),
        ("marktforschugn", "Steps", "Öffnet den Brief", "Owner: Marktforschung"),
        (
            "kundendienst",
            "Touchpoints",
            "Kundentelefon",
            "Owner: Kundendienst, Systems: Telefonanlage, Channel: phone.",
        ),
        ("malmo", "Personas", "Nora Lind", "Malmö"),
        ("電力会社", "Pages", "東京都の電力会社", ""),
        ("請求書", "Pages", "東京都の電力会社", "請求書が届く"),
        ("oeuvre", "Pages", "Résiliation", "œuvre"),
    ],
)
def test_what_people_say_is_found_as_it_is_typed(
    wiki: str, watched: Watched, query: str, group: str, title: str, context: str
) -> None:
    watched.page.goto(wiki)
    watched.page.keyboard.press("/")
    watched.page.keyboard.insert_text(query)
    found = watched.page.get_by_role("group", name=group).get_by_role("option").first
    expect(found).to_contain_text(title)
    expect(found).to_contain_text(context)
    assert watched.troubles == []


def test_nothing_found_is_said_and_the_keyboard_alone_will_do(wiki: str, watched: Watched) -> None:
    page = watched.page
    page.goto(wiki)
    page.keyboard.press("/")
    page.keyboard.type("qqqqq")
    expect(page.get_by_role("status").get_by_text("Nothing found for “qqqqq”")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("brief")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journeys/switching.html#*")
