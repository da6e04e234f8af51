"""The guide is true: its examples build, its command lines answer as shown, every hook is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from cjmsite import hookspecs
from cjmsite.cli.main import cli
from tests.conftest import MadeSite

GUIDE = Path(__file__).parents[2] / "content" / "guide"
FENCE = re.compile(r"^```(\S+)[ \t]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[tuple[str, str, str]]:
    """The fenced blocks of a page: language, the rest of the info string, text."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def example_files(page: Path) -> dict[str, str | bytes | None]:
    """The whole files that a page shows."""
    found: dict[str, str | bytes | None] = {}
    for _, info, text in blocks(page):
        named = re.search(r"file=(\S+)", info)
        if named:
            found[named[1]] = text.encode("utf-8")
    return found


PAGES = sorted(GUIDE.glob("*.md"))
WITH_EXAMPLES = [page for page in PAGES if example_files(page)]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_build_together(page: Path, make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"content/index.md": "Home.\n", **example_files(page)})
    assert [f for f in site.findings() if f.severity != "info"] == []
    site.outputs()


def test_every_piece_of_yaml_in_the_guide_is_yaml() -> None:
    pieces = [(page.name, text) for page in PAGES for language, _, text in blocks(page) if language == "yaml"]
    assert pieces
    for name, text in pieces:
        assert yaml.safe_load(text), name


def test_yaml_in_two_minutes_says_what_the_reader_reads() -> None:
    """The rules for quotes: what the guide puts in quotes is wrong, or cut short, without them."""
    text = (GUIDE / "getting-started.md").read_text(encoding="utf-8").partition("## YAML in two minutes")[2]
    example = yaml.safe_load(text.partition("```yaml\n")[2].partition("```")[0])
    assert example["quote"] == "Again: three letters"
    assert example["goals"] == ["Predictable bills", "Spend no evening on paperwork"]
    assert yaml.safe_load("a: one #two") == {"a": "one"}
    assert yaml.safe_load('pains: ["Slow, and dear", Hard to read]')["pains"] == ["Slow, and dear", "Hard to read"]
    for mark in '[]{}&*!|>%@"`':
        with pytest.raises(yaml.YAMLError):
            yaml.safe_load(f"a: {mark} b: c")


def test_a_german_export_needs_no_settings(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"content/index.md": "Home.\n", **example_files(GUIDE / "metrics.md")})
    assert "6.7" in site.page("metrics/queue-minutes.html"), "the mean of 4,5 and 6,0 and 9,5"


def test_nothing_says_that_cjmsite_is_in_a_package_index() -> None:
    root = GUIDE.parents[1]
    texts = [root / "README.md", *root.glob("content/**/*.md"), *root.glob("cjmsite/scaffold/**/*.*")]
    told = 0
    for path in texts:
        if path.suffix in (".md", ".yml", ".yaml"):
            for command in re.findall(
                r"(?:pipx?|uv tool) install (?!in front|\.)[^`\n]*", path.read_text(encoding="utf-8")
            ):
                told += "git+https://" in command
                assert "install cjmsite" not in command, f"{path.name}: {command}"
    assert told >= 6


def test_every_help_text_in_the_guide_is_the_real_one() -> None:
    shown = 0
    for page in PAGES:
        for _, _, text in blocks(page):
            command, _, answer = text.partition("\n")
            if not re.fullmatch(r"\$ cjmsite( [a-z-]+)* --help", command):
                continue
            words = command.removeprefix("$ cjmsite").split()
            real = CliRunner().invoke(cli, words, prog_name="cjmsite", terminal_width=80, color=False)
            assert answer.strip() == real.output.strip(), f"{page.name}: {command}"
            shown += 1
    assert shown >= len(cli.commands), "every command's help is in the guide"


def test_every_hook_is_in_the_guide_with_its_signature() -> None:
    text = (GUIDE / "plugins.md").read_text(encoding="utf-8")
    for name, function in vars(hookspecs).items():
        if name.startswith("cjm_"):
            arguments = ", ".join(function.__code__.co_varnames[: function.__code__.co_argcount])
            assert f"{name}({arguments})" in text, f"{name}({arguments}) is not in plugins.md"


def test_every_hook_has_a_test() -> None:
    here = Path(__file__)
    others = (path for path in here.parents[1].rglob("*.py") if path != here)
    tests = "".join(path.read_text(encoding="utf-8") for path in others)
    for name in vars(hookspecs):
        if name.startswith("cjm_"):
            assert f"def {name}(" in tests, f"no test declares {name}"


def test_every_code_is_in_the_guide() -> None:
    """A code that a finding carries can be looked up, and switched in `rules:`."""
    text = (GUIDE / "checking.md").read_text(encoding="utf-8")
    root = Path(__file__).parents[2]
    sources = [path for folder in ("cjmsite", "plugins") for path in (root / folder).rglob("*.py")]
    codes = {
        code
        for path in sources
        for code in re.findall(r'\b(?:error|warning|note)\(\s*"([a-z][a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(codes) > 80
    assert sorted(code for code in codes if f"`{code}`" not in text) == []
