"""The recipes of the guide, as files; and a repository with a small site in which their steps can be run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli.conftest import DAY, SITE
from tests.conftest import write_files
from tests.guide.test_guide import GUIDE, example_files
from tests.render.reading import POLICY

__all__ = ["HEADERS", "POLICY", "bash", "make_repository", "recipe"]

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}
"""What every host that can send headers sends with every page."""


def recipe(name: str) -> str:
    """A file that the page on publishing shows."""
    text = example_files(GUIDE / "publishing.md")[name]
    assert isinstance(text, bytes)
    return text.decode("utf-8")


def bash(script: str, cwd: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run lines in one shell, with cjmsite installed."""
    programs = str(Path(sys.executable).parent)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CJMSITE", "PYTHON"))}
    path = os.pathsep.join([environment.pop("PATH", ""), programs, kept["PATH"]]).strip(os.pathsep)
    return subprocess.run(
        ["bash", *options, "-c", script],
        cwd=cwd,
        env={**kept, "SOURCE_DATE_EPOCH": DAY, "NO_COLOR": "1", **environment, "PATH": path},
        capture_output=True,
        text=True,
    )


def make_repository(root: Path, folder: str = "", files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A git repository with a small site in one of its folders, committed some days ago. Gives the site's folder."""
    site = root / folder
    write_files(site, {**SITE, ".gitignore": "/site/\n/.cjmsite-cache/\n", **(files or {})})
    day = "2026-11-03T12:00:00+0000"
    done = bash(
        "git init -q -b main . && git add -A && "
        "git -c user.name=Team -c user.email=team@example.com commit -q -m 'Begin the wiki'",
        root,
        GIT_AUTHOR_DATE=day,
        GIT_COMMITTER_DATE=day,
    )
    assert done.returncode == 0, done.stderr
    return site
