"""A repository of somebody else: asking it for dates runs nothing of its own, and odd names do no harm."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cjmsite.read import history
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git")


def git(root: Path, *arguments: str, day: str = "2026-03-04") -> str:
    when = f"{day}T12:00:00Z"
    identity = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": when}
    identity |= {key.replace("AUTHOR", "COMMITTER"): value for key, value in identity.items()}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | identity
    done = subprocess.run(["git", *arguments], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def site(make_site: Make) -> MadeSite:
    made = make_site({"content/a.md": "# A\n", "content/b.md": "# B\n"})
    git(made.root, "init", "-q")
    git(made.root, "add", "-A")
    git(made.root, "commit", "-q", "-m", "x")
    made.edit({"content/b.md": "# B!\n"})
    git(made.root, "commit", "-q", "-a", "-m", "y", day="2026-05-06")
    made.db.advance()
    return made


def test_a_page_shows_the_day_of_its_last_commit(site: MadeSite) -> None:
    assert history.last_change(site.db, "content/a.md") == datetime.date(2026, 3, 4)
    assert history.last_change(site.db, "content/b.md") == datetime.date(2026, 5, 6)


def test_settings_of_the_repository_run_nothing(site: MadeSite) -> None:
    trace = site.root / "it-ran"
    script = site.root / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch '{trace}'\nexit 1\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "gpg.program", "diff.external",
        "core.askPass", "credential.helper", "log.mailmap", "pager.log", "core.gitProxy", "core.alternateRefsCommand",
        "remote.origin.uploadpack",
    ):  # fmt: skip
        git(site.root, "config", key, str(script))
    git(site.root, "config", "log.showSignature", "true")
    git(site.root, "config", "log.showRoot", "false")
    git(site.root, "config", "diff.orderFile", "nowhere")
    git(site.root, "config", "remote.origin.url", f"ext::{script}")
    git(site.root, "config", "remote.origin.promisor", "true")
    git(site.root, "config", "protocol.ext.allow", "always")
    git(site.root, "config", "extensions.partialClone", "origin")
    hooks = site.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "pre-commit", "fsmonitor-watchman"):
        shutil.copy(script, hooks / name)
    tree = git(site.root, "rev-parse", "HEAD~1^{tree}")
    (site.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    site.db.advance()
    history.last_change(site.db, "content/a.md")
    assert not trace.exists()


@pytest.mark.skipif(os.name != "posix", reason="names with control characters")
def test_names_that_look_like_dates_are_names(site: MadeSite) -> None:
    for name in ("\x01x.md", "\x01", "\x012026-13-45", "a\nb"):
        (site.root / name).write_text("x")
    git(site.root, "add", "-A")
    git(site.root, "commit", "-q", "-m", "z", day="2026-07-08")
    site.db.advance()
    assert history.last_change(site.db, "content/a.md") == datetime.date(2026, 3, 4)


def test_a_shallow_history_gives_no_dates(site: MadeSite, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{site.root}", str(shallow))
    from cjmsite import build
    from tests.conftest import TODAY

    db = build.open_site(shallow, build.Options(today=TODAY))
    assert history.last_change(db, "content/a.md") is None
    assert history.commit(db) is None


def test_a_site_without_git_or_without_commits_has_no_dates(make_site: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site({"content/a.md": "# A\n"})
    assert history.last_change(site.db, "content/a.md") is None
    git(site.root, "init", "-q")
    site.db.advance()
    assert history.last_change(site.db, "content/a.md") is None
    monkeypatch.setenv("PATH", "")
    site.db.advance()
    assert history.last_change(site.db, "content/a.md") is None
