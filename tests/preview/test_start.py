"""The first page of a preview, shown from what the last build knew before anything that makes pages is imported, and
the first change, for which everything is at hand then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build
from cjmsite.pipeline import story
from cjmsite.preview.desk import Desk
from cjmsite.preview.living import Living
from cjmsite.render import results
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
from cjmsite.preview.living import Living
desk = Desk(Living(Path(), build.Options(datetime.date.fromisoformat(sys.argv[1]))), "token")
answer = desk.answer("personas/nora.html")
heavy = ["pydantic", "jinja2", "yaml", "markdown_it", "watchdog", "cjmsite.plugins", "cjmsite.render.pages"]
imported = [name for name in heavy if name in sys.modules]
print(json.dumps([answer.status, answer.content.decode(), imported]))
"""


CHANGED = """
import json, sys
import datetime
from pathlib import Path
from cjmsite import build
from cjmsite.pipeline import story
from cjmsite.preview.changes import Changes
from cjmsite.preview.checks import Checks
from cjmsite.preview.desk import Desk, load
from cjmsite.preview.living import Living
from cjmsite.render import results
living = Living(Path(), build.Options(datetime.date.fromisoformat(sys.argv[1])))
desk = Desk(living, "token")
desk.answer("guide/a.html")
load()
for _ in (*Checks(living).run(desk.opened), *desk.rehearse()):
    pass
before = set(sys.modules)
page = Path("content/guide/a.md").resolve()
page.write_text("# A\\n\\nOther *words*, and `code`.\\n", "utf-8")
Changes(living).tell([page])
in_doubt = len(living.db.in_doubt(story.body) + living.db.in_doubt(results.shell))
words = desk.answer("guide/a.html").content.decode()
print(json.dumps([in_doubt, words, sorted(set(sys.modules) - before)]))
"""


def shown(root: Path) -> tuple[int, str, list[str]]:
    """The first page of a preview in a process of its own, and what was imported for it."""
    status, text, imported = told(root, SHOWN)
    return status, text, imported


def told(root: Path, script: str) -> Any:
    """What a script tells that runs in a site's folder."""
    command = [sys.executable, "-c", script, TODAY.isoformat()]
    return json.loads(subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout)


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


def test_a_first_change_loads_nothing_and_puts_only_its_own_page_in_doubt(built: Path) -> None:
    in_doubt, text, imported = told(built, CHANGED)
    assert "Other <em>words</em>" in text
    assert imported == []
    assert in_doubt == 0, "its own body is worked out at once; no other was made from what changed"


def test_words_that_were_put_away_are_never_those_of_two_states_of_a_file(tmp_path: Path) -> None:
    write_files(tmp_path, {**SITE, "content/index.md": "# Home\n\nFirst [words](guide/a.md)\n"})
    living = Living(tmp_path, build.Options(TODAY))
    desk = Desk(living, "token")
    assert b"First <a" in desk.answer("index.html").content
    for key in ((results.page, ("index.html",)), (story.body, ("content/index.md",))):
        living.db.let_go(key)
    write_files(tmp_path, {"content/index.md": "# Home\n\nSecond words\n"})  # and no bell rings
    assert b"Second words" in desk.answer("index.html").content
    assert "content/index.md" in living.noticed
