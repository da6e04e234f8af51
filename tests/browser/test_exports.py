"""What Chromium prints of a journey, and the one file that opens anywhere."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjmsite.cli.main import cli
from tests.browser.conftest import REPOSITORY
from tests.chromium import Watched

pytestmark = pytest.mark.browser

JOURNEY = "returning-a-lamp"


def export(format_: str, out: Path) -> bytes:
    done = CliRunner().invoke(cli, ["export", format_, JOURNEY, str(REPOSITORY), "-o", str(out)])
    assert done.exit_code == 0, done.output
    return out.read_bytes()


def test_the_one_file_works_from_disk_and_loads_nothing(tmp_path: Path, watched: Watched) -> None:
    export("html", tmp_path / "map.html")
    watched.page.goto((tmp_path / "map.html").as_uri())
    watched.page.wait_for_selector("svg.lines path")
    assert watched.page.locator("table.map").is_visible()
    assert watched.troubles == []
    assert [url for url in watched.requests if not url.startswith("data:")] == [(tmp_path / "map.html").as_uri()]


def test_pdf_and_png_are_printed(tmp_path: Path, browser: object) -> None:
    assert export("pdf", tmp_path / "map.pdf").startswith(b"%PDF-")
    png = export("png", tmp_path / "map.png")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1440 and height > 900, "the whole map is in the picture"
