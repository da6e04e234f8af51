"""Measuring for real, at a size that takes no time: what is run, in which order, and that it is looked at."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from bench import builds, deeds, install, preview, sites
from bench.install import Installed
from bench.timing import run
from bench.tools import CJMSITE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="whole processes are timed as POSIX tells of them")

SEED = 7


@pytest.fixture
def own(tmp_path: Path) -> Installed:
    return install.install(CJMSITE, tmp_path)


def silent(line: str) -> None:
    """Somebody to tell."""


def test_a_run_tells_its_end_its_words_and_its_memory(tmp_path: Path) -> None:
    code = (
        "import sys; held = bytearray(60_000_000); held[::4096] = b'x' * len(held[::4096]); print('said'); sys.exit(3)"
    )
    done = run([sys.executable, "-c", code], tmp_path, {})
    assert done.code == 3
    assert done.said.strip() == "said"
    assert 60_000_000 < done.peak < 1_000_000_000
    assert done.seconds > 0


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a group of processes is read from /proc")
def test_the_memory_of_children_counts_while_they_live(tmp_path: Path) -> None:
    child = "import time; held = bytearray(80_000_000); held[::4096] = b'x' * len(held[::4096]); time.sleep(1)"
    parent = (
        "import subprocess, sys; "
        f"both = [subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in range(2)]; [p.wait() for p in both]"
    )
    together = run([sys.executable, "-c", parent], tmp_path, {}, memory=True)
    assert together.peak > 160_000_000


def test_a_site_is_measured_in_every_way(own: Installed, tmp_path: Path) -> None:
    site = sites.pages(own, tmp_path / "site", 30, SEED, figures=True)
    told: list[str] = []
    (built,) = builds.measure([site], builds.MODES, 1, 60, told.append)
    assert built.failed == ""
    assert {mode: len(times) for mode, times in built.seconds.items()} == dict.fromkeys(builds.MODES, 1)
    assert built.peak > 0
    assert [line.split(":")[1].split()[0] for line in told] == ["first", *builds.MODES, "peak"]


def test_the_tools_take_turns(own: Installed, tmp_path: Path) -> None:
    first = sites.pages(own, tmp_path / "first", 26, SEED)
    twin = replace(own, tool=replace(CJMSITE, name="twin"))
    second = replace(first, installed=twin)
    told: list[str] = []
    builds.measure([first, second], ["same"], 2, 60, told.append)
    assert [line.split(":")[0] for line in told if ": same" in line] == ["cjmsite", "twin", "cjmsite", "twin"]


def test_a_tool_that_fails_is_left_out_with_what_it_said(own: Installed, tmp_path: Path) -> None:
    site = sites.pages(own, tmp_path / "site", 26, SEED)
    (site.folder / "cjmsite.yaml").write_text("titel: Corpus\n", encoding="utf-8")
    (built,) = builds.measure([site], ["cold"], 1, 60, silent)
    assert built.failed.startswith("exit code 2: ")
    assert "error[missing-key]" in built.failed
    assert built.seconds == {}


def test_a_build_that_does_not_show_the_edit_is_no_result(own: Installed, tmp_path: Path) -> None:
    site = sites.pages(own, tmp_path / "site", 26, SEED)
    lazy = replace(own, tool=replace(CJMSITE, build=(sys.executable, "-c", "")), program="")
    (site.folder / "site" / "section-001").mkdir(parents=True)
    (site.folder / "site" / "section-001" / "page-00025.html").write_text("old", encoding="utf-8")
    (built,) = builds.measure([replace(site, installed=lazy)], ["page"], 1, 60, silent)
    assert built.failed == "the page that was edited is not in the output"


def test_a_slow_tool_runs_once(own: Installed, tmp_path: Path) -> None:
    site = sites.pages(own, tmp_path / "site", 26, SEED)
    told: list[str] = []
    (built,) = builds.measure([site], ["cold", "same"], 3, 0.0, told.append)
    assert {mode: len(times) for mode, times in built.seconds.items()} == {"cold": 1, "same": 1}
    assert built.peak > 0
    assert len(told) == 2, "its first build is its cold one"


def test_what_cjmsite_did_is_seen(own: Installed, tmp_path: Path) -> None:
    assert deeds.look(own, tmp_path / "small", SEED) == deeds.Deeds(search=True, links=True, anchors=True, colours=True)


def test_what_a_tool_did_not_do_is_seen(own: Installed, tmp_path: Path) -> None:
    idle = "import pathlib; pathlib.Path('site').mkdir(); pathlib.Path('site/a.html').write_text('<pre>code</pre>')"
    tool = replace(CJMSITE, build=(sys.executable, "-c", idle))
    nothing = deeds.Deeds(search=False, links=False, anchors=False, colours=False)
    assert deeds.look(replace(own, tool=tool), tmp_path / "small", SEED) == nothing


def test_a_preview_is_started_twice_and_edited(own: Installed, tmp_path: Path) -> None:
    site = sites.pages(own, tmp_path / "site", 30, SEED)
    shown = preview.measure(site, 2, Random(SEED), silent)
    assert shown.failed == ""
    assert len(shown.edits) == 2
    assert shown.cold > 0 and shown.warm > 0


def test_a_preview_that_ends_is_left_out(own: Installed, tmp_path: Path) -> None:
    site = sites.pages(own, tmp_path / "site", 30, SEED)
    gone = replace(own, tool=replace(CJMSITE, serve=(sys.executable, "-c", "raise SystemExit(4)")))
    shown = preview.measure(replace(site, installed=gone), 2, Random(SEED), silent)
    assert shown.failed == "it ended with exit code 4 before it served a page"
    assert shown.edits == []


def test_a_tool_that_cannot_be_installed_says_why_in_one_line(tmp_path: Path) -> None:
    impossible = replace(CJMSITE, name="impossible", installer="npm", program="none", packages=("./not-here",))
    with pytest.raises(install.NotInstalled) as failure:
        install.install(impossible, tmp_path)
    assert "\n" not in str(failure.value)
    assert "npm" in str(failure.value)
