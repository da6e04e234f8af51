"""The first page of a preview: shown from what the last build knew, before anything that makes pages is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TODAY, write_files

SITE = {
    "cjmsite.yaml": "title: Acme\n",
    "content/personas/nora.md": "---\nname: Nora\n---\n\nSaves energy. See [the guide](../guide/a.md).\n",
    "content/guide/a.md": "# A\n\nSome *words*.\n",
}

SHOWN = """
import json, sys
import datetime
from pathlib import Path
from cjmsite import build
from cjmsite.preview import server
from cjmsite.preview.desk import Desk
desk = Desk(Path(), build.Options(datetime.date.fromisoformat(sys.argv[1])), "token")
answer = desk.answer("personas/nora.html")
heavy = ["pydantic", "jinja2", "yaml", "markdown_it", "watchdog", "cjmsite.plugins", "cjmsite.render.pages"]
imported = [name for name in heavy if name in sys.modules]
print(json.dumps([answer.status, answer.content.decode(), imported]))
"""


def shown(root: Path) -> tuple[int, str, list[str]]:
    """The first page of a preview in a process of its own, and what was imported for it."""
    told = subprocess.run(
        [sys.executable, "-c", SHOWN, TODAY.isoformat()], cwd=root, capture_output=True, text=True, check=True
    )
    status, text, imported = json.loads(told.stdout)
    return status, text, imported


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A site that was built, with its cache."""
    write_files(tmp_path, SITE)
    env = {"SOURCE_DATE_EPOCH": str(int((TODAY - type(TODAY)(1970, 1, 1)).total_seconds()) + 43_200)}
    command = [sys.executable, "-m", "cjmsite", "build", "-q"]
    subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)
    return tmp_path


def test_after_a_build_the_first_page_needs_nothing_that_makes_pages(built: Path) -> None:
    status, text, imported = shown(built)
    assert (status, imported) == (200, [])
    assert "Saves energy" in text
    assert 'href="../guide/a.html"' in text
    assert "assets/atlas.css" in text
    assert "?v=" not in text, "a preview takes new styles over in place: its pages must not change with them"


def test_a_page_that_was_changed_since_is_made_anew(built: Path) -> None:
    (built / "content/personas/nora.md").write_text("---\nname: Nora Lind\n---\n\nSpends it.\n", "utf-8")
    status, text, imported = shown(built)
    assert status == 200
    assert "Nora Lind" in text
    assert "Spends it" in text
    assert "jinja2" in imported


def test_settings_that_were_changed_since_take_effect(built: Path) -> None:
    (built / "cjmsite.yaml").write_text("title: Customer wiki\n", "utf-8")
    status, text, _ = shown(built)
    assert status == 200
    assert "Customer wiki" in text
