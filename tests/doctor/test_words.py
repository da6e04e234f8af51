"""What `cjmsite doctor` prints, for people with and without a terminal and for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjmsite.cli.main import cli
from tests.conftest import write_files


def plain(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cjmsite", "doctor", *arguments], cwd=folder, capture_output=True, text=True
    )
    return done.stdout


def test_without_a_terminal_it_is_lines_of_text(site: Path) -> None:
    write_files(site, {"site/holiday.jpg": b"x"})
    said = plain(site)
    assert said.startswith("This machine\n  good     Python: ")
    assert f"\nThe site in {site}\n" in said
    assert "  problem  output: the output folder" in said
    assert said.endswith("\n1 thing to mend.\n")
    assert "\x1b" not in said


def test_outside_a_site_it_says_that_there_is_none(tmp_path: Path) -> None:
    assert plain(tmp_path).endswith("\nNothing to mend. Not in a site, so only this machine was looked at.\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal that a test can read")
def test_on_a_terminal_it_has_colours_and_fits_its_width(site: Path) -> None:
    write_files(site, {"site/holiday.jpg": b"x"})
    ours, theirs = os.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "72"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "cjmsite", "doctor"], cwd=site, env=environment, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # how Linux says that nobody writes any more
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 1
    text = shown.decode()
    assert "\x1b[31mproblem\x1b[0m" in text
    import re

    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
    assert max(len(line.rstrip()) for line in lines if line.startswith(("good", "note", "problem", " "))) <= 72


def test_for_programs_it_is_json_with_every_finding(site: Path) -> None:
    body = json.loads(plain(site, "--format", "json"))
    assert body["site"] == str(site.resolve())
    assert body["cjmsite"]
    assert {"state", "about", "message", "mend"} == set(body["findings"][0])
    assert all(f["mend"] for f in body["findings"] if f["state"] == "problem")


def test_a_folder_that_is_not_there_is_a_mistake_of_the_command(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["doctor", "nowhere"])
    assert result.exit_code == 2
    assert "there is no folder `nowhere`" in result.stderr


def test_names_that_hold_control_characters_do_not_reach_the_terminal(site: Path) -> None:
    write_files(site, {"cjmsite.yaml": 'title: Acme\nplugins: ["\\e[31mred"]\n'})
    assert "\x1b" not in plain(site)
