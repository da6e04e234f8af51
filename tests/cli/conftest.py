"""What the tests of the command line share: a way to run it in a folder, and a small site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cjmsite.cli.main import cli
from tests.conftest import write_files

DAY = "1795219200"
"""21 November 2026, in seconds."""

SITE: dict[str, str | bytes | None] = {
    "cjmsite.yaml": "title: Acme\n",
    "content/personas/nora.md": "---\nname: Nora\nowner: CX\n---\n",
    "content/touchpoints/letter.md": "---\ntitle: Letter\nchannel: mail\nowner: CX\n---\n",
    "content/journeys/switching.md": """
        ---
        title: Switching
        owner: CX
        goal: I want a cheaper supplier
        personas: [nora]
        stages:
          - title: Decide
            lifecycle: decision
            steps:
              - {title: Opens the letter, touchpoint: letter, emotion: {nora: -1}, moment_of_truth: true}
              - {title: Signs, emotion: 1}
        ---
        """,
}

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    for name in ("NO_COLOR", "FORCE_COLOR", "CJMSITE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run `cjmsite` with these arguments."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments), prog_name="cjmsite")

    return run


@pytest.fixture
def site(folder: Path) -> Callable[..., Path]:
    """Make the small site in the current folder, with further files or, with None, without some."""

    def make(files: Mapping[str, str | bytes | None] | None = None) -> Path:
        write_files(folder, {**SITE, **(files or {})})
        return folder

    return make
