"""What a reader of the demo site gets, in Chromium: from disk, under a sub-path, without script, with axe."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import html5lib
import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations
from tests.browser.conftest import CSP
from tests.chromium import Watched

pytestmark = pytest.mark.browser

SAMPLES = {
    "home": "index.html",
    "journeys": "journeys/index.html",
    "personas": "personas/index.html",
    "touchpoints": "touchpoints/index.html",
    "metrics": "metrics/index.html",
    "guide": "guide/index.html",
    "not-found": "404.html",
}


def html_pages(demo: Path) -> list[str]:
    return sorted(path.relative_to(demo).as_posix() for path in demo.rglob("*.html"))


def redirects(page: Path) -> bool:
    return 'http-equiv="refresh"' in page.read_text(encoding="utf-8")


def one_of_each(demo: Path) -> dict[str, str]:
    """A page of each kind: the lists, and the first document of each folder."""
    found = {name: url for name, url in SAMPLES.items() if (demo / url).exists()}
    for folder in ("journeys", "personas", "touchpoints", "metrics", "guide"):
        first = next(p for p in sorted((demo / folder).glob("*.html")) if p.name != "index.html" and not redirects(p))
        found[folder.removesuffix("s") + "-page"] = first.relative_to(demo).as_posix()
    return found


class Links(HTMLParser):
    """The addresses and anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.anchors: set[str] = set()
        self.repeated: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None and tag != "use":
                self.addresses.append(value)
            if name == "id" and value is not None:
                if value in self.anchors:
                    self.repeated.append(value)
                self.anchors.add(value)


def read_links(path: Path) -> Links:
    links = Links()
    links.feed(path.read_text(encoding="utf-8"))
    return links


def test_every_link_leads_somewhere_and_is_relative(demo: Path) -> None:
    pages = {url: read_links(demo / url) for url in html_pages(demo)}
    dead = []
    for url, links in pages.items():
        assert not links.repeated, f"{url}: ids that stand twice: {links.repeated}"
        for address in links.addresses:
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "mailto", "tel", "data"):
                continue
            assert not address.startswith("/"), f"{url}: {address} is not relative"
            target, anchor = urldefrag(urljoin(f"http://site/{url}", address))
            file = unquote(urlsplit(target).path).lstrip("/")
            if not (demo / file).is_file():
                dead.append(f"{url} -> {address}")
            elif anchor and file.endswith(".html") and "=" not in anchor and unquote(anchor) not in pages[file].anchors:
                dead.append(f"{url} -> {address} (no such anchor)")
    assert dead == []


def test_no_page_asks_another_host_for_anything(demo: Path) -> None:
    for url in html_pages(demo):
        text = (demo / url).read_text(encoding="utf-8")
        assert not re.search(r"""<(?:script|img|link|iframe|source)[^>]*(?:src|href)=["']?(?:https?:)?//""", text), url
    for style in demo.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", style.read_text(encoding="utf-8")), style


def test_every_page_is_well_formed_and_carries_the_policy(demo: Path) -> None:
    for url in html_pages(demo):
        text = (demo / url).read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert CSP in text.replace("&#39;", "'"), url
        assert not re.search(r"<[^>]+\sstyle=", text), f"{url} has a style attribute"
        assert not re.search(r"<[^>]+\son[a-z]+=", text), f"{url} has an inline handler"
        scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", text)
        assert all("application/json" in attributes for attributes in scripts), f"{url} has an inline script"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(demo: Path, browser: Browser, theme: str) -> None:
    found = []
    for width in (1440, 390):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce", bypass_csp=True
        )
        page = context.new_page()
        for name, url in one_of_each(demo).items():
            page.goto((demo / url).as_uri())
            found += [f"{name} at {width} px: {wrong}" for wrong in violations(page)]
        context.close()
    assert found == []


def test_from_disk_nothing_fails_and_search_finds(demo: Path, watched: Watched) -> None:
    page = watched.page
    for url in one_of_each(demo).values():
        page.goto((demo / url).as_uri())
    page.goto((demo / one_of_each(demo)["persona-page"]).as_uri())
    name = page.locator("h1").inner_text()
    page.keyboard.press("/")
    page.keyboard.type(name.split()[0][:5])
    result = page.locator("dialog a", has_text=name).first
    result.wait_for(timeout=5000)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert watched.troubles == []
    assert all(request.startswith(("file:", "data:")) for request in watched.requests)


def test_under_a_sub_path_with_the_policy_as_a_header_nothing_fails(demo: Path, served: str, watched: Watched) -> None:
    for url in html_pages(demo):
        if not redirects(demo / url):
            watched.page.goto(served + url)
    watched.page.keyboard.press("/")
    watched.page.keyboard.type("jour")
    watched.page.locator("dialog a").first.wait_for(timeout=5000)
    assert watched.troubles == []
    assert all(request.startswith((served, "data:")) for request in watched.requests)


def test_without_script_the_map_can_be_read(demo: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto((demo / one_of_each(demo)["journey-page"]).as_uri())
    table = page.locator("table.map")
    assert table.is_visible()
    assert table.locator("thead th[scope=colgroup]").count() >= 3
    assert table.locator("thead th[scope=col]").count() >= 8
    assert table.locator("tbody th[scope=row]").count() >= 5
    context.close()


def test_the_curve_meets_its_marks(demo: Path, watched: Watched) -> None:
    watched.page.goto((demo / one_of_each(demo)["journey-page"]).as_uri())
    watched.page.wait_for_selector("svg.lines path")
    distances = watched.page.evaluate(
        """() => [...document.querySelectorAll('svg.lines path.ln')].slice(0, 2).map(path => {
             const box = path.getBoundingClientRect();
             const marks = [...document.querySelectorAll('.emotion .pts')].map(m => m.getBoundingClientRect());
             return [box.left, marks[0].left, box.right, marks.at(-1).right];
           })"""
    )
    for left, first, right, last in distances:
        assert first <= left <= right <= last + 1


@pytest.mark.parametrize("width", [1440, 820, 390, 320])
def test_no_page_scrolls_sideways(demo: Path, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for name, url in one_of_each(demo).items():
        page.goto((demo / url).as_uri())
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            wide.append(f"{name}: {overflow} px")
    context.close()
    assert wide == []


def test_every_data_block_is_valid_json(demo: Path) -> None:
    for url in html_pages(demo):
        text = (demo / url).read_text(encoding="utf-8")
        for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL):
            json.loads(block)
