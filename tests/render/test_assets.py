"""The addresses of styles and scripts say which content they mean, so that hosts may let browsers keep them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

OWN = {
    "cjmsite.yaml": "title: Acme\ntheme: ./themes/mine\n",
    "themes/mine/static/theme.css": "h1 { color: teal }\n",
    "themes/mine/static/extra.js": "'use strict';\n",
    "themes/mine/templates/base.html": """
        {% extends "atlas:base.html" %}
        {% block scripts %}{{ super() }}<script src="{{ url("assets/extra.js") }}"></script>{% endblock %}
        """,
    "content/personas/nora.md": "---\nname: Nora\n---\n",
}


def assets(page: str) -> list[str]:
    """The styles and scripts that a page asks for."""
    return re.findall(r'(?:href|src)="([^"]*assets/[^"]*)"', page)


def test_every_style_and_script_of_a_page_has_a_version_and_is_there(make_site: Make) -> None:
    site = make_site(OWN)
    outputs = site.outputs()
    for url, up in (("index.html", ""), ("personas/nora.html", "../")):
        found = assets(outputs[url].decode())
        assert len(found) == 6, found
        for written in found:
            assert re.fullmatch(re.escape(up) + r"assets/\w+\.(css|js)\?v=[0-9a-f]{10}", written)
            assert urlsplit(written).path.removeprefix(up) in outputs


def test_a_version_changes_with_its_file_and_with_nothing_else(make_site: Make) -> None:
    site = make_site(OWN)
    before = assets(site.page("index.html"))
    site.edit({"content/personas/tom.md": "---\nname: Tom\n---\n"})
    assert assets(site.page("index.html")) == before
    site.edit({"themes/mine/static/theme.css": "h1 { color: tomato }\n"})
    after = assets(site.page("index.html"))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [(urlsplit(old).path, urlsplit(new).path) for old, new in changed] == [("assets/theme.css",) * 2]
    site.edit({"themes/mine/static/theme.css": "h1 { color: teal }\n"})
    assert assets(site.page("index.html")) == before


def test_an_own_style_in_place_of_the_theme_s_has_its_own_version(make_site: Make) -> None:
    site = make_site(OWN)
    before = dict(written.split("?") for written in assets(site.page("index.html")))
    site.edit({"themes/mine/static/atlas.css": "body { margin: 0 }\n"})
    after = dict(written.split("?") for written in assets(site.page("index.html")))
    assert {name for name in before if before[name] != after[name]} == {"assets/atlas.css"}


def test_the_page_for_lost_readers_has_versions_under_any_sub_path(make_site: Make) -> None:
    site = make_site(OWN, base_url="https://example.com/cx/")
    assert all(re.fullmatch(r"/cx/assets/\w+\.\w+\?v=[0-9a-f]{10}", found) for found in assets(site.page("404.html")))


def test_what_is_no_file_of_the_theme_has_none(make_site: Make) -> None:
    lists = "{% extends 'atlas:base.html' %}{% block head %}{{ super() }}"
    for target in ("assets/search-index.js", "assets/gone.js", "assets/../index.html", "assets/"):
        files = {
            **OWN,
            "themes/mine/templates/base.html": f'{lists}<link href="{{{{ url("{target}") }}}}">{{% endblock %}}',
        }
        assert f'<link href="{target}">' in make_site(files).page("index.html")
