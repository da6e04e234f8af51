"""What Chromium prints of a journey, and the one file that opens anywhere."""

from __future__ import annotations

import io
import os
import struct
import tempfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from cjmsite.cli.main import cli
from cjmsite.exchange import printer
from cjmsite.exchange.problem import ExchangeError
from tests.browser.conftest import REPOSITORY
from tests.chromium import Watched
from tests.conftest import write_files

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


def test_the_one_file_has_the_other_views_too(tmp_path: Path, watched: Watched) -> None:
    export("html", tmp_path / "map.html")
    page = watched.page
    page.goto((tmp_path / "map.html").as_uri() + "#view=wheel")
    expect(page.locator("#cjm-view .wheel")).to_be_visible()
    page.locator("[data-view-tab=flow]").click()
    expect(page.get_by_role("heading", name="The flow")).to_be_visible()
    assert page.locator("option[value='*']").count() == 0, "it knows no other journeys"
    page.keyboard.press("/")
    assert page.locator("dialog[open]").count() == 0, "it has no search"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("this help")
    expect(page.get_by_role("dialog", name="Keys")).not_to_contain_text("search")
    assert watched.troubles == []


def test_pdf_and_png_are_printed(tmp_path: Path, browser: object) -> None:
    assert export("pdf", tmp_path / "map.pdf").startswith(b"%PDF-")
    png = export("png", tmp_path / "map.png")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1440 and height > 900, "the whole map is in the picture"


def test_the_picture_is_of_the_map_and_not_of_its_page(tmp_path: Path, watched: Watched) -> None:
    export("html", tmp_path / "map.html")
    page = watched.page
    page.goto((tmp_path / "map.html").as_uri())
    table = page.locator("table.map").bounding_box()
    whole = page.evaluate("document.documentElement.scrollHeight")
    width, height = struct.unpack(">II", export("png", tmp_path / "map.png")[16:24])
    scale = 2 if width > 3000 else 1
    assert table and table["height"] < height / scale < table["height"] + 240 < whole


def test_the_whole_site_is_one_document_with_a_table_of_contents(tmp_path: Path, browser: object) -> None:
    write_files(
        tmp_path,
        {
            "cjmsite.yaml": "title: Acme\n",
            "content/index.md": "Home.\n",
            "content/team/index.md": "---\ntitle: Team\n---\nWe.\n",
            "content/team/about.md": "---\ntitle: About <us>\n---\nWords.\n",
        },
    )
    done = CliRunner().invoke(cli, ["export", "pdf", "--all", str(tmp_path), "-o", str(tmp_path / "all.pdf")])
    assert done.exit_code == 0, done.output
    book = pypdf.PdfReader(tmp_path / "all.pdf")
    assert [entry.title for entry in book.outline] == ["Acme", "Team", "About <us>"]
    assert "Words" in "".join(page.extract_text() for page in book.pages)


def test_many_pages_come_in_their_order_from_one_browser_that_leaves_nothing(
    tmp_path: Path, browser: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    started: list[int] = []
    spawn = os.posix_spawn

    def watched(*given: Any, **named: Any) -> int:
        started.append(spawn(*given, **named))
        return started[-1]

    monkeypatch.setattr(os, "posix_spawn", watched)
    made = list(printer.each(f"<title>T</title><p>Page {number}" for number in range(5)))
    assert [page.extract_text().strip() for part in made for page in pypdf.PdfReader(io.BytesIO(part)).pages] == [
        f"Page {number}" for number in range(5)
    ]
    assert len(started) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_no_browser_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", "/bin/true")
    with pytest.raises(ExchangeError, match="`chromium --version` says whether it runs at all"):
        list(printer.each(["<p>Page"]))
