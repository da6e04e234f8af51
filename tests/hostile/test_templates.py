"""Templates of the site's own that fail: each is a finding at its line, and the other pages are still made."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.query import Database, query
from tests.conftest import TODAY, MadeSite

Make = Callable[..., MadeSite]

CASES = {
    # name: (404.html, line, a part of the message)
    "raises": ("<p>\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
    "names nothing": ("<p>\n\n{{ nothing.at.all }}", 3, "'nothing' is undefined"),
    "misses a field": ("{{ site.titel }}", 1, "titel"),
    "is not closed": ("<p>\n{% if site %}", 2, "endif"),
    "has a wrong sign": ("<p>\n{{ site.title | }}", 2, ""),
    "asks for an unknown filter": ("{{ site.title|shout }}", 1, "shout"),
    "includes what is not there": ("<p>\n{% include 'parts/none.html' %}", 2, "parts/none.html"),
    "extends what is not there": ("{% extends 'none.html' %}", 1, "none.html"),
    "includes itself": ("x\n{% include '404.html' %}", 2, "without end"),
    "includes itself after others": (
        "x\n\n{% include 'c.html' %}\n{% include 'c.html' %}\n{% include '404.html' %}",
        5,
        "without end",
    ),
    "imports itself": ("x\n{% import '404.html' as me %}", 2, "without end"),
    "goes in a circle below": (
        "{% extends 'atlas:404.html' %}\n\n{% block content %}{% include 'a.html' %}{% endblock %}",
        2,
        "without end",
    ),
    "extends itself": ("{% extends '404.html' %}", 1, "without end"),
    "calls itself": ("{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}", 1, "without end"),
    "goes in a circle": ("{% include 'a.html' %}", 2, "without end"),
    "includes from outside": ("<p>\n{% include '../../../../secret.html' %}", 2, "secret.html"),
    "includes by an absolute path": ("<p>\n{% include '/etc/passwd' %}", 2, "/etc/passwd"),
    "is not UTF-8": (b"\xff\xfe<p>", 1, "UTF-16"),
    "holds a byte of another encoding": (b"<p>\nZo\xeb", 2, "UTF-8"),
    "prints what is no number": ("{% set n = namespace(x='1e999') %}{{ n.x|float|tojson }}", 1, "ValueError"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_template_that_fails_is_named_with_its_line(make_site: Make, tmp_path: Path, name: str) -> None:
    template, line, words = CASES[name]
    site = make_site(
        {
            "cjmsite.yaml": "title: T\ntheme: ./themes/mine\n",
            "themes/mine/templates/404.html": template,
            "themes/mine/templates/a.html": "a\n{% include 'b.html' %}",
            "themes/mine/templates/b.html": "b\n{% include 'a.html' %}",
            "themes/mine/templates/c.html": "c\n",
            "content/a.md": "# A\n[x](y.md)\n",
        }
    )
    (site.root.parent / "secret.html").write_text("secret")
    found = [finding for finding in site.findings() if finding.severity == "error"]
    assert [finding.code for finding in found] == ["not-utf8" if "UTF" in words else "template-failed"]
    span = found[0].span
    assert span and span.path in (
        "themes/mine/templates/404.html",
        "themes/mine/templates/a.html",
        "themes/mine/templates/b.html",
    )
    assert words in found[0].message and span.line == line
    assert "broken-link" in site.codes()
    assert "<h1>A</h1>" in site.page("a.html") or "A</h1>" in site.page("a.html")
    for db in (site.db, build.open_site(site.root, build.Options(TODAY))):
        assert build.build(db, tmp_path / "out").written is None
    assert not (tmp_path / "out").exists()
    site.edit({"themes/mine/templates/404.html": "{% extends 'atlas:404.html' %}"})
    assert build.build(site.db, tmp_path / "out").written


def test_a_template_that_is_a_link_out_of_the_site_is_told_of_at_its_own_place(make_site: Make) -> None:
    site = make_site({"cjmsite.yaml": "title: T\ntheme: ./themes/mine\n", "content/a.md": "# A\n"})
    folder = site.root / "themes/mine/templates"
    folder.mkdir(parents=True)
    (site.root.parent / "secret.html").write_text("secret")
    (folder / "404.html").symlink_to(site.root.parent / "secret.html")
    site.db.advance()
    told = {(f.code, f.span.path) for f in site.findings() if f.severity == "error" and f.span}
    assert told == {("path-outside", "themes/mine/templates/404.html")}


def test_an_answer_is_not_spoilt_by_how_deep_it_was_asked_for() -> None:
    """A template that goes too deep must not leave its failure behind as the answer for other pages."""

    @query
    def answer(db: Database) -> int:
        return len(sorted([3, 1, 2], key=lambda number: -number))

    db = Database()

    def dive(depth: int) -> int:
        return answer(db) if depth == 0 else dive(depth - 1)

    for depth in range(sys.getrecursionlimit(), 0, -1):
        try:
            assert dive(depth) == 3
            break
        except RecursionError:
            continue
    assert answer(db) == 3


def test_no_template_is_read_from_content(make_site: Make) -> None:
    """Words of an author are never a template: what looks like one is printed."""
    body = "# A\n\n{{ 7*7 }} {% include '404.html' %} {{ site.settings }} ${7*7} #{7*7} <%= 7*7 %>\n"
    site = make_site({"content/a.md": f"---\ntitle: '{{{{ 7*7 }}}}'\n---\n{body}"})
    page = site.page("a.html")
    assert "{{ 7*7 }}" in page and ">49<" not in page and " 49 " not in page
