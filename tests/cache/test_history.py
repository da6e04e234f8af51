"""What is checked out is read from git's own files, and git is started only when that changed."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build
from cjmsite.query import Database
from cjmsite.read import history, repository
from tests.conftest import TODAY, write_files
from tests.hostile.test_history import git

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git")

OPTIONS = build.Options(today=TODAY)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    write_files(root, {"cjmsite.yaml": "title: T\n", "content/a.md": "# A\n", "deep/site/cjmsite.yaml": "title: T\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one")
    return root


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Each call of git."""
    calls: list[tuple[str, ...]] = []
    real = history._git

    def counted(db: Database, *arguments: str) -> str | None:
        calls.append(arguments)
        return real(db, *arguments)

    monkeypatch.setattr(history, "_git", counted)
    return calls


def _on_a_branch(root: Path) -> Path:
    git(root, "switch", "-q", "-c", "feature/größer")
    git(root, "commit", "-q", "--allow-empty", "-m", "two")
    return root


def _detached(root: Path) -> Path:
    git(root, "checkout", "-q", "--detach")
    return root


def _packed(root: Path) -> Path:
    git(root, "branch", "mainly")
    git(root, "pack-refs", "--all", "--prune")
    return root


def _working_tree(root: Path) -> Path:
    git(root, "worktree", "add", "-q", "-b", "other", "../tree")
    git(root.parent / "tree", "commit", "-q", "--allow-empty", "-m", "there")
    return root.parent / "tree"


def _submodule(root: Path) -> Path:
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", root.as_uri(), "part")
    return root / "part"


def _below(root: Path) -> Path:
    return root / "deep" / "site"


def _symbolic(root: Path) -> Path:
    git(root, "symbolic-ref", "refs/heads/also", "refs/heads/main")
    git(root, "symbolic-ref", "HEAD", "refs/heads/also")
    return root


@pytest.mark.parametrize(
    "arrange",
    [_on_a_branch, _detached, _packed, _working_tree, _submodule, _below, _symbolic],
    ids=lambda f: f.__name__,
)
def test_the_files_say_what_git_says(root: Path, arrange: Callable[[Path], Path]) -> None:
    folder = arrange(root)
    found = repository.checked_out(folder)
    assert found is not None and found.commit == git(folder, "rev-parse", "HEAD") and not found.shallow


def test_without_a_commit_or_with_half_a_history_there_is_none(root: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert repository.checked_out(empty) is None
    git(empty, "init", "-q")
    found = repository.checked_out(empty)
    assert found is not None and found.commit is None
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "half")
    found = repository.checked_out(tmp_path / "half")
    assert found is not None and found.shallow


@pytest.mark.parametrize(
    "files",
    [
        {".git/HEAD": "nonsense"},
        {".git/HEAD": "ref: ../../outside"},
        {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": "not a commit"},
        {".git/HEAD": b"\xff" * 200_000},
        {".git/reftable/tables.list": ""},
        {".git/commondir": "/nowhere/at/all"},
    ],
    ids=["nonsense", "outside", "no commit", "much", "reftable", "commondir"],
)
def test_what_is_kept_otherwise_is_left_to_git(root: Path, files: dict[str, str | bytes]) -> None:
    write_files(root, files)
    with pytest.raises(repository.Unclear):
        repository.checked_out(root)
    db = build.open_site(root, OPTIONS)
    assert history.commit(db) in (None, history.told(db) and str(history.told(db))[:7])


def test_an_environment_that_points_elsewhere_is_left_to_git(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apart").mkdir()
    monkeypatch.setenv("GIT_DIR", str(root / ".git"))
    db = build.open_site(tmp_path / "apart", OPTIONS)
    assert history.commit(db) == git(root, "rev-parse", "HEAD")[:7]


def commit_after(db: Database) -> tuple[Any, ...]:
    return history.commit(db), history.last_change(db, "content/a.md")


def test_git_is_asked_again_when_another_commit_is_checked_out(root: Path, asked: list[tuple[str, ...]]) -> None:
    db = build.open_site(root, OPTIONS)
    first = commit_after(db)
    assert first[1] == datetime.date(2026, 3, 4) and len(asked) == 2
    db.advance()
    assert commit_after(db) == first and len(asked) == 2
    write_files(root, {"content/a.md": "# B\n"})
    git(root, "commit", "-q", "-a", "-m", "two", day="2026-07-08")
    db.advance()
    second = commit_after(db)
    assert second[0] == git(root, "rev-parse", "HEAD")[:7] and second[1] == datetime.date(2026, 7, 8)
    git(root, "pack-refs", "--all")
    git(root, "checkout", "-q", "--detach")
    db.advance()
    assert commit_after(db) == second
    git(root, "checkout", "-q", "HEAD~1")
    db.advance()
    assert commit_after(db) == first


def test_a_run_in_which_nothing_changed_starts_no_git(root: Path, tmp_path: Path, asked: list[tuple[str, ...]]) -> None:
    for expected in (2, 2, 2):
        db, known = build.resume(root, OPTIONS)
        assert build.build(db, tmp_path / "out", known).written
        assert len(asked) == expected


def test_a_git_that_refuses_is_asked_in_every_run(
    root: Path, tmp_path: Path, asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = root / ".git" / "config"
    right = settings.read_text("utf-8")
    settings.write_text("[core\n", "utf-8")
    db, known = build.resume(root, OPTIONS)
    build.build(db, tmp_path / "out", known)
    assert history.commit(db) is None
    settings.write_text(right, "utf-8")
    db, known = build.resume(root, OPTIONS)
    assert history.commit(db) == git(root, "rev-parse", "HEAD")[:7]


def test_a_list_of_changes_that_failed_is_asked_for_again_in_the_next_run(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    real = history._git
    for works in (False, False, True):
        monkeypatch.setattr(history, "_git", lambda db, *a, w=works: real(db, *a) if w or "log" not in a else None)
        db, known = build.resume(root, OPTIONS)
        assert build.build(db, tmp_path / "out", known).written
        shown.append("4 Mar 2026" in (tmp_path / "out" / "a.html").read_text("utf-8"))
    assert shown == [False, False, True]
