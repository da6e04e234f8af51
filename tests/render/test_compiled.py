"""Templates of the installed theme are compiled once; what is kept is used only where it is that template's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest

from cjmsite.render.compiled import CompiledTheme
from tests.conftest import MadeSite


class Engine(jinja2.Environment):
    """An engine that counts what it compiles."""

    def __init__(self, texts: dict[str, str], folder: Path) -> None:
        self.compiled: list[str] = []
        loader = jinja2.FunctionLoader(lambda name: (texts[name], name, lambda: True))
        super().__init__(loader=loader, bytecode_cache=CompiledTheme("atlas", folder))

    def _generate(self, source: jinja2.nodes.Template, name: str | None, filename: str | None, **rest: bool) -> str:
        self.compiled.append(name or "")
        return super()._generate(source, name, filename, **rest)


@pytest.fixture(autouse=True)
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python keeps compiled code, whatever the environment of the tests says."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def test_a_template_of_the_theme_is_compiled_once(tmp_path: Path) -> None:
    texts = {"atlas:a.html": "Hello {{ name }}", "atlas:parts/a.html": "Bye {{ name }}"}
    for compiled in (["atlas:a.html", "atlas:parts/a.html"], []):
        engine = Engine(texts, tmp_path)
        assert engine.get_template("atlas:a.html").render(name="Nora") == "Hello Nora"
        assert engine.get_template("atlas:parts/a.html").render(name="Nora") == "Bye Nora"
        assert engine.compiled == compiled


def test_another_text_or_a_damaged_file_is_compiled_anew(tmp_path: Path) -> None:
    assert Engine({"atlas:a.html": "one"}, tmp_path).get_template("atlas:a.html").render() == "one"
    assert Engine({"atlas:a.html": "two"}, tmp_path).get_template("atlas:a.html").render() == "two"
    (kept,) = (tmp_path / "__pycache__").iterdir()
    whole = kept.read_bytes()
    for damaged in (b"", whole[:30], whole[:-9], b"x" * len(whole)):
        kept.write_bytes(damaged)
        assert Engine({"atlas:a.html": "two"}, tmp_path).get_template("atlas:a.html").render() == "two"
        assert kept.read_bytes() == whole


def test_nothing_of_a_site_is_kept_and_nothing_where_python_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = {"themes/own/templates/a.html": "of the site", "atlas:a.html": "of the theme"}
    assert Engine(text, tmp_path).get_template("themes/own/templates/a.html").render() == "of the site"
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert Engine(text, tmp_path).get_template("atlas:a.html").render() == "of the theme"
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "__pycache__").write_text("no folder")
    assert Engine(text, tmp_path).get_template("atlas:a.html").render() == "of the theme"


def test_a_template_of_the_site_stands_before_what_was_kept(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"cjmsite.yaml": "title: T\ntheme: ./themes/own\n", "content/index.md": "# Hello\n"})
    assert "<footer" in site.page("index.html")
    own = '{% extends "atlas:base.html" %}{% block footer %}<b>Ours</b>{% endblock %}'
    site.edit({"themes/own/templates/base.html": own})
    page = site.page("index.html")
    assert "<b>Ours</b>" in page and "<footer" not in page
