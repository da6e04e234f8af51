"""The hook for pre-commit: its manifest is valid, and it stops a commit that has a mistake in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from tests.publishing.recipes import make_repository, recipe

ROOT = Path(__file__).parents[2]
PRE_COMMIT = Path(sys.executable).parent / "pre-commit"


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PIP_", "PYTHON"))}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**kept, **environment}, capture_output=True, text=True
    )


def test_the_manifest_is_valid_and_the_guide_names_its_hook() -> None:
    done = run(PRE_COMMIT, "validate-manifest", ".pre-commit-hooks.yaml", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (used,) = yaml.safe_load(recipe(".pre-commit-config.yaml"))["repos"]
    assert [one["id"] for one in used["hooks"]] == [hook["id"]] == ["cjmsite-check"]


@pytest.fixture
def commit_of_ours(tmp_path: Path) -> tuple[Path, str]:
    """A repository with cjmsite as it is now, and its commit."""
    ours = tmp_path / "cjmsite"
    for name in ("cjmsite", "plugins", "themes"):
        shutil.copytree(ROOT / name, ours / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules", "js"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, ours / name)
    for command in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=Team", "-c", "user.email=team@example.com", "commit", "-q", "-m", "As it is"),
    ):
        assert run("git", *command, cwd=ours).returncode == 0
    return ours, run("git", "rev-parse", "HEAD", cwd=ours).stdout.strip()


def offline(tmp_path: Path) -> dict[str, str]:
    """An environment in which pre-commit installs cjmsite without asking the network for what it needs."""
    seen = tmp_path / "seen"
    seen.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.casefold().replace("-", "_").startswith(("cjmsite", "_cjmsite", "__editable__")):
            (seen / entry.name).symlink_to(entry)
    return {
        "PRE_COMMIT_HOME": str(tmp_path / "store"),
        "PYTHONPATH": str(seen),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "VIRTUALENV_NO_DOWNLOAD": "1",
    }


def test_pre_commit_runs_it(tmp_path: Path, commit_of_ours: tuple[Path, str]) -> None:
    ours, commit = commit_of_ours
    wiki = tmp_path / "wiki"
    config = recipe(".pre-commit-config.yaml")
    known = yaml.safe_load(config)["repos"][0]
    config = config.replace(known["repo"], ours.as_uri()).replace(f"rev: {known['rev']}", f"rev: {commit}")
    make_repository(wiki, files={".pre-commit-config.yaml": config})
    environment = offline(tmp_path)
    good = run(PRE_COMMIT, "run", "--all-files", cwd=wiki, **environment)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "cjmsite check" in good.stdout and "Passed" in good.stdout
    (wiki / "content/personas/tom.md").write_text("---\nname: Tom\nowners: CX\n---\n")
    bad = run(PRE_COMMIT, "run", "--all-files", cwd=wiki, **environment)
    assert bad.returncode == 1
    assert "content/personas/tom.md:3:1: error[unknown-key]" in bad.stdout
