"""The guide is true: its examples build, its command lines answer as shown, every hook is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
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
