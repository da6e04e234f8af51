"""The search dialog in a real browser: how much it shows, and that the rest can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cjmsite import build
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
