"""Building as a whole: the same bytes everywhere, nothing read behind the inputs' back, the old site safe."""

from __future__ import annotations

import json
import locale
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.write.guard import OutputRefused
from tests.conftest import MadeSite, write_files
from tests.hostile.fullsite import full_site
from tests.write.folders import dead_links, files_in, site_in

ROOT = Path(__file__).parents[2]


def built(root: Path, out: Path, report: str = "-", umask: int = 0o022, **environment: str) -> None:
    """Build in a child of its own."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "LC_", "LANG", "TZ", "GIT_"))
    }
    command = [sys.executable, "-m", "tests.write.builder", str(root), str(out), report]
    done = subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, umask=umask)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def files() -> Mapping[str, str | bytes]:
    """A site with every kind, data, an image, a local plugin, templates of its own, and names in several scripts."""
    made = full_site("Some words – größer", body="# Ä\n\nWords [to Nora](persona:nora), ![x](/personas/a.png)\n")
    settings = made["cjmsite.yaml"]
    assert isinstance(settings, bytes)
    return {
        **made,
        "cjmsite.yaml": settings + b"plugins: [csv, ./plugins/own.py]\ntheme: ./themes/mine\n",
        "plugins/own.py": "from cjmsite.api import Export, hookimpl\n\n\n@hookimpl\ndef cjm_exports(config):\n"
        "    return [Export('own', 'Own', lambda site: {'own.txt': ', '.join(c.title for c in site.cards('page'))})]\n",
        "themes/mine/templates/404.html": "{% extends 'atlas:404.html' %}",
        "themes/mine/static/theme.css": "body{}",
        **{
            f"content/personas/{name}.md": f"---\nname: {name}\n---\n{name}\n"
            for name in ("zoë", "åsa", "日本", "b2", "a-1")
        },
    }


def test_a_site_is_the_same_bytes_wherever_and_however_it_is_built(
    files: Mapping[str, str | bytes], tmp_path: Path
) -> None:
    write_files(tmp_path / "one", files)
    write_files(tmp_path / "a longer folder" / "two", dict(reversed(list(files.items()))))
    for name in ("one", "a longer folder/two"):
        for number, path in enumerate(sorted((tmp_path / name).rglob("*"), reverse=name == "one")):
            os.utime(path, (1_600_000_000 + number, 1_700_000_000 - number))
    german = next((name for name in ("de_DE.UTF-8", "C.UTF-8", "C") if _has_locale(name)), "C")
    built(tmp_path / "one", tmp_path / "out", PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C")
    built(
        tmp_path / "a longer folder" / "two",
        tmp_path / "elsewhere" / "out",
        umask=0o077,
        PYTHONHASHSEED="4242",
        TZ="America/Los_Angeles",
        LC_ALL=german,
        COLUMNS="40",
    )
    assert files_in(tmp_path / "out") == files_in(tmp_path / "elsewhere" / "out")
    assert len(site_in(tmp_path / "out")) > 25
    assert dead_links(site_in(tmp_path / "out")) == []


def _has_locale(name: str) -> bool:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_ALL, before)
    return True


def test_queries_read_through_the_inputs_alone_and_write_and_ask_nothing(
    files: Mapping[str, str | bytes], tmp_path: Path
) -> None:
    write_files(tmp_path / "site", files)
    # Alone: workers, of which a slow machine makes some, tell what they found through files.
    built(tmp_path / "site", tmp_path / "out", str(tmp_path / "seen.json"), CJMSITE_WORKERS="1")
    assert json.loads((tmp_path / "seen.json").read_text()) == []


def test_the_watch_of_these_tests_sees_what_is_done_behind_its_back(tmp_path: Path) -> None:
    code = (
        "import socket\nfrom pathlib import Path\nfrom cjmsite.api import Export, hookimpl\n\n"
        "def files(site):\n"
        f"    Path({str(tmp_path / 'trace')!r}).write_text('x')\n"
        f"    Path({str(tmp_path / 'trace')!r}).read_text()\n"
        "    socket.socket().close()\n    return {}\n\n"
        "@hookimpl\ndef cjm_exports(config):\n    return [Export('own', 'Own', files)]\n"
    )
    write_files(
        tmp_path / "site",
        {"cjmsite.yaml": "title: T\nplugins: [./own.py]\n", "own.py": code, "content/a.md": "# A\n"},
    )
    built(tmp_path / "site", tmp_path / "out", str(tmp_path / "seen.json"))
    seen = [line.split()[0] for line in json.loads((tmp_path / "seen.json").read_text())]
    assert seen == ["writes", "reads", "socket.__new__"]


# A build that fails


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("content/personas/nora.md", "---\nname: [\n---\n"),
        ("content/personas/nora.md", "---\nname: Nora\nphoto: ../../x.png\n---\n"),
        ("cjmsite.yaml", "title: [\n"),
        ("cjmsite.yaml", "title: T\nplugins: [./no.py]\n"),
        ("themes/mine/templates/404.html", "{{ 1 / 0 }}"),
        ("content/s.csv", None),
    ],
)
def test_a_build_with_an_error_leaves_the_old_site_as_it_was(
    make_site: Callable[..., MadeSite], tmp_path: Path, path: str, content: str | None
) -> None:
    site = make_site(
        {
            "cjmsite.yaml": "title: T\ntheme: ./themes/mine\nsources: {s: {file: content/s.csv, columns: {a: {}}}}\n",
            "themes/mine/templates/404.html": "{% extends 'atlas:404.html' %}",
            "content/personas/nora.md": "---\nname: Nora\n---\n",
            "content/s.csv": "a\n1\n",
        }
    )
    out = tmp_path / "out"
    assert build.build(site.db, out).written
    before = files_in(out)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    site.edit({path: content, "content/new.md": "# New\n"})
    outcome = build.build(site.db, out)
    assert outcome.written is None and any(finding.severity == "error" for finding in outcome.findings)
    assert files_in(out) == before
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == stamps


def test_a_strict_build_stops_at_a_warning(make_site: Callable[..., MadeSite], tmp_path: Path) -> None:
    site = make_site({"content/a.md": "[x](y.md)\n"})
    assert build.build(site.db, tmp_path / "out", strict=True).written is None
    assert not (tmp_path / "out").exists()
    assert build.build(site.db, tmp_path / "out").written


def test_the_output_folder_may_not_be_the_source(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"content/a.md": "# A\n"})
    before = files_in(site.root)
    for out in (site.root, site.root / "content", site.root / "content" / "x", site.root.parent):
        with pytest.raises(OutputRefused):
            build.build(site.db, out, force=True)
    assert files_in(site.root) == before


def test_an_output_folder_within_the_site_is_not_read_back(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"content/a.md": "# A\n"})
    assert build.build(site.db, site.root / "site").written
    site.db.advance()
    again = build.build(site.db, site.root / "site").written
    assert again and (again.new, again.changed, again.deleted) == (0, 0, 0)
