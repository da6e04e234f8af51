"""A git checkout of another branch is one change, however long git takes from file to file."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from cjmsite.preview import checkout
from tests.conftest import write_files
from tests.preview.conftest import SITE, Serving, begin

NUMBER = 7
PAGES = {f"content/slow/page-{n}.md": f"---\ntitle: Slow page {n}\n---\nOne.\n" for n in range(NUMBER)}
SLOWLY = ["-c", "filter.slowly.smudge=sleep 0.6; cat", "-c", "filter.slowly.clean=cat"]
"""What makes git pause before each file, as a busy disk, or a store of large files elsewhere, does."""


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, *SLOWLY, *arguments], cwd=folder, check=True, capture_output=True)


def two_branches(top: Path, site: Path) -> None:
    """A repository whose branch `many` has more pages in the site than `main`, where it stands."""
    write_files(site, {**SITE, ".gitattributes": "content/slow/* filter=slowly\n"})
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "one")
    git(top, "checkout", "-qb", "many")
    write_files(site, PAGES)
    git(top, "add", "-A")
    git(top, "commit", "-qm", "two")
    git(top, "checkout", "-q", "main")


def in_its_own_repository(scratch: Path) -> Path:
    two_branches(scratch / "site", scratch / "site")
    return scratch / "site"


def in_a_folder_of_a_repository(scratch: Path) -> Path:
    two_branches(scratch / "all", scratch / "all/docs/site")
    return scratch / "all/docs/site"


def in_a_tree_beside_the_repository(scratch: Path) -> Path:
    two_branches(scratch / "all", scratch / "all")
    git(scratch / "all", "worktree", "add", "-q", "-b", "beside", "../tree", "main")
    return scratch / "tree"


@contextmanager
def asked_all_the_time(serving: Serving) -> Iterator[set[int]]:
    """How many of the pages the preview named in its answers."""
    seen: set[int] = set()
    over = Event()

    def ask() -> None:
        while not over.wait(0.05):
            seen.add(len(set(re.findall(r"slow/page-\d", serving.get("/site.json")[1]))))

    asking = Thread(target=ask)
    asking.start()
    yield seen
    over.set()
    asking.join()


@pytest.mark.parametrize(
    ("where", "arguments"),
    [
        (in_its_own_repository, ()),
        (in_a_folder_of_a_repository, ()),
        (in_a_tree_beside_the_repository, ()),
        (in_its_own_repository, ("--poll",)),
    ],
)
def test_a_slow_checkout_is_one_change(
    tmp_path: Path, where: Callable[[Path], Path], arguments: tuple[str, ...]
) -> None:
    site = where(tmp_path)
    serving = begin(site, *arguments)
    try:
        serving.shows("/guide/more.html", "First words.")
        serving.until(lambda: '"Slow page' not in serving.get("/site.json")[1])
        time.sleep(2)  # by then it listens
        before = len(serving.lines)
        with asked_all_the_time(serving) as seen:
            git(site, "checkout", "-q", "--ignore-other-worktrees", "many")
            serving.shows("/slow/page-0.html", "One.")
            serving.shows(f"/slow/page-{NUMBER - 1}.html", "One.")
            time.sleep(1)
        assert NUMBER in seen and seen <= {0, NUMBER}
        told = [line for line in serving.lines[before:] if re.search(r"\d+ files", line)]
        assert len(told) == (0 if arguments else 1), told  # new files are told of by the doorbell alone
    finally:
        serving.stop()


def test_a_lock_that_a_dead_git_left_behind_holds_nothing_up_for_long(serve: Callable[..., Serving]) -> None:
    serving = serve()
    git(serving.root, "init", "-q", "-b", "main")
    serving.shows("/guide/more.html", "First words.")
    time.sleep(2)
    (serving.root / ".git/index.lock").touch()
    begun = time.monotonic()
    serving.edit({"content/guide/more.md": "---\ntitle: More\n---\nOther words.\n"})
    serving.shows("/guide/more.html", "Other words.")
    assert 1 < time.monotonic() - begun < 10


def test_a_lock_counts_while_files_change_and_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(checkout.time, "monotonic", lambda: now)
    lock = tmp_path / ".git/index.lock"
    lock.parent.mkdir()
    (tmp_path / "site").mkdir()
    looked_at = checkout.Checkout(tmp_path / "site")
    looked_at.is_told = True
    assert not looked_at.goes_on()
    lock.touch()
    assert looked_at.goes_on()
    now += 2.9
    assert looked_at.goes_on()
    looked_at.hear()
    now += 2.9
    assert looked_at.goes_on()
    now += 0.2
    assert not looked_at.goes_on()
    looked_at.hear()
    assert looked_at.goes_on()
    now += 24
    looked_at.hear()
    assert not looked_at.goes_on()
    lock.unlink()
    assert not looked_at.goes_on()
    lock.touch()
    assert looked_at.goes_on()
    looked_at.is_told = False
    now += 9.9
    assert looked_at.goes_on()
    now += 0.2
    assert not looked_at.goes_on()


def test_somebody_who_writes_a_message_for_a_commit_sees_what_is_saved_meanwhile(serve: Callable[..., Serving]) -> None:
    """`git commit -a` holds its lock as long as the message is open in an editor."""
    serving = serve()
    git(serving.root, "init", "-q", "-b", "main")
    git(serving.root, "add", "-A")
    serving.shows("/guide/more.html", "First words.")
    time.sleep(2)
    environment = {**os.environ, "GIT_EDITOR": "sleep 60; false", "EMAIL": "a@example.com"}
    committing = subprocess.Popen(
        ["git", "commit", "-qa"], cwd=serving.root, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        serving.until((serving.root / ".git/index.lock").exists)
        time.sleep(3.2)
        begun = time.monotonic()
        serving.edit({"content/guide/more.md": "---\ntitle: More\n---\nOther words.\n"})
        serving.shows("/guide/more.html", "Other words.")
        assert time.monotonic() - begun < 6
        assert committing.poll() is None
    finally:
        os.killpg(committing.pid, 15)
        committing.wait()
