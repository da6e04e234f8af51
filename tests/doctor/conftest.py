"""What the tests of the doctor share: the true program, and what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec import Struct

from tests.cli.conftest import SITE
from tests.conftest import write_files


class Said(Struct, frozen=True):
    """What the doctor said."""

    code: int
    findings: list[dict[str, str | None]]

    def about(self, name: str) -> list[tuple[str, str]]:
        """State and message of what it said about something."""
        return [(str(f["state"]), str(f["message"])) for f in self.findings if f["about"] == name]

    def problems(self) -> list[str]:
        """What has to be mended, each with its remedy."""
        return [f"{f['about']}: {f['message']} > {f['mend']}" for f in self.findings if f["state"] == "problem"]


def ask(folder: Path, *arguments: str, env: Mapping[str, str] | None = None, within: Sequence[str] = ()) -> Said:
    """Run `cjmsite doctor` in a folder, perhaps within another command."""
    environment = {key: value for key, value in os.environ.items() if key not in ("SOURCE_DATE_EPOCH", "CHROMIUM_PATH")}
    changed = dict(env or {})
    if "PYTHONPATH" in changed and "PYTHONPATH" in environment:  # what the tests themselves run from comes after
        changed["PYTHONPATH"] += os.pathsep + environment["PYTHONPATH"]
    command = [*within, sys.executable, "-m", "cjmsite", "doctor", "--format", "json", *arguments]
    done = subprocess.run(command, cwd=folder, env={**environment, **changed}, capture_output=True, timeout=120)
    assert done.returncode in (0, 1), done.stderr.decode()
    return Said(done.returncode, json.loads(done.stdout)["findings"])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site in a folder of its own."""
    root = tmp_path / "site-source"
    write_files(root, SITE)
    return root
