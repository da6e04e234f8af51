"""Reports go where somebody wants them, and never in the place of something else."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import Run

REPORTS = (("check", "--format", "json", "--output"), ("build", "--quiet", "--report"))
pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")


@pytest.mark.parametrize("arguments", REPORTS, ids=lambda arguments: arguments[0])
def test_a_link_stays_one_and_a_file_keeps_who_may_read_it(run: Run, site, arguments: tuple[str, ...]) -> None:
    root: Path = site()
    (root / "kept.json").write_text("old")
    (root / "kept.json").chmod(0o600)
    (root / "link.json").symlink_to("kept.json")
    for name in ("link.json", "kept.json"):
        assert run(*arguments, name).exit_code == 0
        json.loads((root / "kept.json").read_text())
        assert stat.S_IMODE((root / "kept.json").stat().st_mode) == 0o600
        assert (root / "link.json").is_symlink()


@pytest.mark.parametrize("arguments", REPORTS, ids=lambda arguments: arguments[0])
def test_what_is_no_file_is_written_to(run: Run, site, arguments: tuple[str, ...]) -> None:
    root: Path = site()
    os.mkfifo(root / "pipe")
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append((root / "pipe").read_text()))
    listener.start()
    assert run(*arguments, "pipe").exit_code == 0
    listener.join(20)
    json.loads(heard[0])
    assert stat.S_ISFIFO((root / "pipe").stat().st_mode)


@pytest.mark.parametrize("arguments", REPORTS, ids=lambda arguments: arguments[0])
@pytest.mark.parametrize("place", ["site/index.html", "cjmsite.yaml", "content/personas/nora.md", "content", ""])
def test_no_report_takes_the_place_of_a_source_or_of_a_part_of_the_site(
    run: Run, site, arguments: tuple[str, ...], place: str
) -> None:
    root: Path = site()
    assert run("build", "--quiet").exit_code == 0
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    result = run(*arguments, place)
    assert result.exit_code == 2 and "Error" in result.stderr
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
