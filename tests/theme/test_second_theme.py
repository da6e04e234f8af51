"""The seams of the theme: another look by tokens alone, another page by a template that extends what it replaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import cjmsite_atlas
import pytest
from playwright.sync_api import Browser, Page

from cjmsite import build
from demo import design_system
from tests.conftest import TODAY, MadeSite, write_files

ATLAS = Path(cjmsite_atlas.__file__).parent

TOKENS = """
    :root {
      --bg: light-dark(#fffbe8, #1d1a10); --sunk: light-dark(#fff3c4, #26210f); --deep: light-dark(#ffe9a0, #332c12);
      --ink: light-dark(#2b1a00, #fff3d6); --accent: light-dark(#7a2e00, #ffb27a);
      --sans: Georgia, serif; --f-40: 3.5rem; --r: 0; --h-p1: light-dark(#d9f2d0, #20401a);
    }
    """

SITE: dict[str, str | bytes | None] = {
    "cjmsite.yaml": "title: Paper\ntagline: A wiki\ntheme: ./themes/paper\n",
    "themes/paper/static/theme.css": TOKENS,
    "themes/paper/templates/base.html": """
        {% extends "atlas:base.html" %}
        {% block footer %}<p class="paper">Printed on paper.</p>{{ super() }}{% endblock %}
        """,
    "themes/paper/templates/journey.html": """
        {% extends "atlas:journey.html" %}
        {% block journey_map %}<p class="paper">The map follows.</p>{{ super() }}{% endblock %}
        {% block journey_findings %}{% endblock %}
        """,
    "themes/paper/templates/lanes/text.html": "<q>{{ value.text }}</q>\n",
    "content/index.md": "Home.\n",
    "content/personas/nora.md": "---\nname: Nora\n---\n",
    "content/journeys/moving.md": """
        ---
        title: Moving
        personas: [nora]
        stages:
          - title: Leave
            lifecycle: use
            goal: I want to be gone
            steps: [{title: Calls, emotion: 1}, {title: Packs, emotion: -1}]
        ---
        """,
}


def test_one_template_changes_and_the_rest_is_atlas(make_site: Callable[..., MadeSite]) -> None:
    site = make_site(SITE)
    assert [finding for finding in site.findings() if finding.severity == "error"] == []
    journey = site.page("journeys/moving.html")
    assert journey.count("Printed on paper.") == 1, "base.html is extended through the theme's own"
    assert "The map follows." in journey and '<table class="map' in journey
    assert "What the map says" not in journey
    assert "<q>I want to be gone</q>" in journey
    assert "Printed on paper." in site.page("views/portfolio.html"), "views, too"
    assert "Printed on paper." in site.page("404.html")


def test_a_theme_that_extends_itself_is_an_error_and_not_an_endless_loop(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({**SITE, "themes/paper/templates/base.html": '{% extends "base.html" %}\n'})
    assert "template-failed" in [finding.code for finding in site.findings()]


@pytest.fixture
def page(tmp_path: Path, browser: Browser) -> Page:
    """The journey in the second theme."""
    write_files(tmp_path, SITE)
    assert build.build(build.open_site(tmp_path, build.Options(today=TODAY)), tmp_path / "site").written is not None
    opened = browser.new_page(color_scheme="light")
    opened.goto((tmp_path / "site/journeys/moving.html").as_uri())
    return opened


@pytest.mark.browser
def test_tokens_alone_change_the_look_of_every_part(page: Page) -> None:
    def style(selector: str, name: str) -> str:
        return str(page.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]", [selector, name]))

    assert style("body", "backgroundColor") == "rgb(255, 251, 232)"
    assert style("body", "fontFamily") == "Georgia, serif"
    assert style("h1", "fontSize") == "56px"
    assert style(".lane-btn", "fontFamily") == "Georgia, serif"
    assert style("main a", "color") in ("rgb(122, 46, 0)", "rgb(43, 26, 0)")
    page.emulate_media(color_scheme="dark")
    assert style("body", "backgroundColor") == "rgb(29, 26, 16)"


def test_every_colour_of_the_style_is_a_token() -> None:
    """A colour that stands elsewhere could not be changed by a theme."""
    odd = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ATLAS / "js" / "css").glob("[2-9]*.css"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"#[0-9a-fA-F]{3,8}\b", line) and not re.match(r"\.po-|\.\w+::backdrop", line)
    ]
    assert odd == [], "portraits and the veil behind a dialog are the same in every theme; nothing else is"


def test_the_design_system_of_the_guide_shows_every_token_and_every_icon() -> None:
    css = (ATLAS / "js/css/1-tokens.css").read_text(encoding="utf-8")
    shown = {token for group in design_system.COLOURS.values() for token in group}
    shown |= {name for name, _ in design_system.TYPE} | {*design_system.SPACES}
    tokens = set(re.findall(r"^  --([a-z0-9-]+):", css, re.MULTILINE))
    assert tokens - shown == {"r", "lane", "col", "gutter", "sans", "mono", "shadow"}, "sizes and faces have no swatch"
    icons = set(
        re.findall(
            r'^  "([a-z-]+)": ', (ATLAS / "templates/parts/icons.html").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert icons == {*design_system.CHANNELS, *design_system.SIGNS}
