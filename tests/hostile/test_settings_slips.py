"""What a settings file names and is not there: told once, and the run ends as one whose settings are wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from cjmsite.cli.main import cli
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

SOURCE = "sources: {s: {file: content/s.csv, format: acme}}\n"


def wrong(site: MadeSite) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.hint) for finding in site.findings()]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("plugins: [cvs]", "plugin-missing"),
        ("theme: atlsa", "theme-missing"),
        ("rules: {broken-lnk: error}", "unknown-rule"),
        ("lang: deutsch", "bad-language"),
    ],
)
@pytest.mark.parametrize("command", ["check", "build"])
def test_a_name_of_nothing_in_the_settings_ends_with_2(make_site: Make, settings: str, code: str, command: str) -> None:
    site = make_site({"cjmsite.yaml": f"title: T\n{settings}\n", "content/index.md": "# Home\n"})
    result = CliRunner().invoke(cli, [command, str(site.root)], standalone_mode=False)
    assert [found for found, _ in wrong(site)] == [code]
    assert result.return_value == 2 or result.exit_code == 2


def test_a_format_is_not_called_unknown_while_a_plugin_is_missing(make_site: Make) -> None:
    metric = "---\ntitle: M\nsource: s\nmeasure: mean\nexpr: a\nunit: points\ndirection: up\nowner: CX\n---\n"
    files = {"content/s.csv": "a\n1\n", "content/metrics/m.md": metric}
    site = make_site({**files, "cjmsite.yaml": f"title: T\nplugins: [acme]\n{SOURCE}"})
    errors = [finding.code for finding in site.findings() if finding.severity == "error"]
    assert errors == ["plugin-missing"]


def test_a_hint_never_lists_nothing(make_site: Make) -> None:
    site = make_site({"content/s.csv": "a\n1\n", "cjmsite.yaml": f"title: T\nplugins: []\n{SOURCE}"})
    assert [(code, hint) for code, hint in wrong(site) if code == "unknown-format"] == [("unknown-format", None)]


@pytest.mark.parametrize("lang", ["de", "en-GB", "pt-BR", "sr-Latn-RS", "no"])
def test_language_tags_are_right_in_settings_and_pages(make_site: Make, lang: str) -> None:
    site = make_site(
        {"cjmsite.yaml": f"title: T\nlang: {lang}\n", "content/a.md": f"---\ntitle: A\nlang: {lang}\n---\n"}
    )
    assert [finding.code for finding in site.findings() if finding.severity == "error"] == []


def test_a_language_by_its_name_is_told(make_site: Make) -> None:
    site = make_site({"content/a.md": "---\ntitle: A\nlang: deutsch\n---\n"})
    (finding,) = [finding for finding in site.findings() if finding.severity == "error"]
    assert finding.code == "bad-language" and "a tag like `de`" in finding.message


def test_a_lost_value_in_the_settings_is_a_warning_and_no_end(make_site: Make) -> None:
    site = make_site({"cjmsite.yaml": "title: T\ntagline: #1 in town\n", "content/index.md": "# Home\n"})
    assert [finding.code for finding in site.findings()] == ["lost-comment"]
    assert "index.html" in site.outputs()
