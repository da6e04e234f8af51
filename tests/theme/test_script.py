"""The theme's script: its layouts are tested in Node.js, and the committed bundle is what its sources make."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import cjmsite_atlas
import pytest

FOLDER = Path(cjmsite_atlas.__file__).parent / "js"

needs_node = pytest.mark.skipif(
    (shutil.which("npm") is None or not (FOLDER / "package.json").exists()) and os.environ.get("CI") != "true",
    reason="Node.js is not installed: the theme's script is not tested",
)


@pytest.fixture(scope="module")
def npm() -> str:
    """npm with the packages of the theme's script installed."""
    found = shutil.which("npm")
    assert found, "Node.js is required under CI=true"
    if not (FOLDER / "node_modules").exists():
        done = subprocess.run([found, "ci", "--no-audit", "--no-fund", "--silent"], cwd=FOLDER)
        if done.returncode and os.environ.get("CI") != "true":
            pytest.skip("the packages of the theme's script cannot be installed here")
        assert done.returncode == 0
    return found


@pytest.mark.node
@needs_node
@pytest.mark.parametrize("task", ["test", "lint", "check"])
def test_the_script_passes_its_own(npm: str, task: str) -> None:
    run = subprocess.run([npm, "run", task], cwd=FOLDER, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
