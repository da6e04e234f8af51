"""A cache is added to: what an edit costs depends on what it changes. Where that cannot be, it is written anew."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build
from cjmsite.cache import memory, table, writer
from cjmsite.cache.memory import Memory
from cjmsite.query import Database
from cjmsite.write import lock
from tests.conftest import TODAY, write_files
from tests.write.folders import files_in

OPTIONS = build.Options(today=TODAY)


class Author:
    """Somebody who edits a page and builds."""

    def __init__(self, folder: Path) -> None:
        self.root, self.out = folder / "one", folder / "out"
        self.cache = self.root / memory.FOLDER
        pages = {f"content/page-{number}.md": f"# Page {number}\n" for number in range(9)}
        write_files(self.root, {"cjmsite.yaml": "title: Small\n", **pages})
        self.build(*self.begin())

    def begin(self) -> tuple[Database, Memory]:
        """Begin a run."""
        return build.resume(self.root, OPTIONS)

    def build(self, db: Database, known: Memory) -> None:
        """End a run; the next one goes on from it, and the site is right."""
        outcome = build.build(db, self.out, known)
        assert outcome.written is not None and outcome.unkept is None
        clean = self.out.with_name("clean")
        build.build(build.open_site(self.root, OPTIONS), clean)
        assert files_in(self.out) == files_in(clean)
        db, known = self.begin()
        assert known.past is not None
        build.look(db)
        assert set(db.runs) <= {"stamp", "fingerprint"}, "nothing changed, so nothing is worked out"

    def edit(self, number: int) -> None:
        """Write other words."""
        write_files(self.root, {f"content/page-{number}.md": f"# Page {number}\n\nOther words, for once.\n"})

    @property
    def answers(self) -> Path:
        """Where the answers lie; there is one such file."""
        (found,) = self.cache.glob(f"{memory.FILE}-*")
        return found


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


def test_new_answers_come_behind_the_old_ones(author: Author) -> None:
    for number in range(3):
        file, before = author.answers, author.answers.read_bytes()
        same = file.stat().st_ino
        author.edit(number)
        author.build(*author.begin())
        assert author.answers == file and file.stat().st_ino == same
        assert file.read_bytes().startswith(before) and file.stat().st_size > len(before)


def test_of_two_runs_at_once_the_second_keeps_answers_of_its_own(author: Author) -> None:
    file = author.answers
    author.edit(1)
    one, other = author.begin(), author.begin()
    author.build(*one)
    assert author.answers == file
    author.build(*other)
    assert author.answers != file, "what the first one added is not what the second one's table names"


def test_what_a_killed_run_left_behind_the_answers_goes(author: Author) -> None:
    with author.answers.open("ab") as file:
        file.write(b"\xff" * 100_000)
    file_, size = author.answers, author.answers.stat().st_size
    author.edit(1)
    author.build(*author.begin())
    assert author.answers == file_ and file_.stat().st_size < size
    assert b"\xff" * 1000 not in file_.read_bytes()


@pytest.mark.parametrize("anew", [False, True], ids=["added to", "written anew"])
def test_whenever_a_run_is_killed_the_next_one_is_right(
    author: Author, monkeypatch: pytest.MonkeyPatch, anew: bool
) -> None:
    if anew:
        (author.cache / memory.FILE).unlink()
    moments: list[dict[str, bytes]] = []

    def then(step: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **named: Any) -> Any:
            if isinstance(arguments[0], writer._Writer):
                arguments[0].file.flush()
            moments.append(files_in(author.cache))
            done = step(*arguments, **named)
            moments.append(files_in(author.cache))
            return done

        return stepping

    author.edit(1)
    with monkeypatch.context() as patched:
        patched.setattr(writer._Writer, "put", then(writer._Writer.put))
        patched.setattr(table, "packed", then(table.packed))
        patched.setattr(os, "replace", then(os.replace))
        patched.setenv("CJMSITE_WORKERS", "1")  # what is done in another process cannot be looked at
        db, known = author.begin()
        assert build.build(db, author.out, known).written
    kept = [moment for number, moment in enumerate(moments) if moment not in moments[:number]]
    assert len(kept) > 4
    for number, moment in enumerate([*kept[: -5 : max(1, len(kept) // 5)], *kept[-5:]]):
        shutil.rmtree(author.cache)
        write_files(author.root, {f"{memory.FOLDER}/{name}": content for name, content in moment.items()})
        author.edit(number % 9)
        author.build(*author.begin())
        assert len(list(author.cache.iterdir())) == 3, "nothing is left for ever"


def test_answers_with_a_second_name_are_left_as_they_are(author: Author) -> None:
    """As where a copy of the cache is made of links."""
    copy = author.root.parent / "copy"
    copy.mkdir()
    for path in author.cache.iterdir():
        os.link(path, copy / path.name)
    before = files_in(copy)
    author.edit(1)
    author.build(*author.begin())
    assert files_in(copy) == before


def test_a_cache_that_was_put_back_meanwhile_is_not_mixed(author: Author) -> None:
    saved = author.root.parent / "saved"
    shutil.copytree(author.cache, saved)
    author.edit(1)
    author.build(*author.begin())
    author.edit(2)
    run = author.begin()
    shutil.rmtree(author.cache)
    shutil.copytree(saved, author.cache)
    author.build(*run)


def test_without_locks_a_cache_is_written_anew(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def none(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", none)
    file, before = author.answers, author.answers.read_bytes()
    author.edit(1)
    author.build(*author.begin())
    assert file.read_bytes() == before and len(list(author.cache.glob(f"{memory.FILE}-*"))) == 2


def test_without_locks_nobody_removes_what_another_run_is_about_to_name(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextlib.contextmanager
    def unsure(*_: object) -> Iterator[bool]:
        yield False

    monkeypatch.setattr(lock, "held", unsure)
    new, old = (author.cache / f"{memory.FILE}-{number:016x}" for number in range(2))
    new.write_bytes(b"of a run that ends soon"), old.write_bytes(b"of a run that was killed")
    os.utime(old, (0, 0))
    author.edit(1)
    author.build(*author.begin())
    assert new.exists() and not old.exists()


@pytest.mark.parametrize("anew", [False, True], ids=["added to", "written anew"])
def test_an_interrupt_when_all_is_written_takes_nothing_away(
    author: Author, monkeypatch: pytest.MonkeyPatch, anew: bool
) -> None:
    if anew:
        shutil.rmtree(author.cache)
    replace = os.replace

    def interrupted(source: Path, target: Path) -> None:
        replace(source, target)
        if target == author.cache / memory.FILE:
            raise KeyboardInterrupt

    author.edit(1)
    run = author.begin()
    with monkeypatch.context() as patched:
        patched.setenv("CJMSITE_WORKERS", "1")
        patched.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build.build(run[0], author.out, run[1])
    run = author.begin()
    assert run[1].past is not None
    author.build(*run)


def test_answers_that_are_others_by_now_are_not_added_to(author: Author) -> None:
    file = author.answers
    author.edit(1)
    run = author.begin()
    shutil.copy(file, copy := file.with_name("copy"))
    copy.replace(file)
    author.build(*run)
    assert author.answers != file


def test_a_run_waits_until_another_one_has_kept_its_answers(author: Author) -> None:
    author.edit(1)
    command = [sys.executable, "-m", "cjmsite", "build", str(author.root), "--out", str(author.out), "--quiet"]
    with lock.held(author.cache) as sure:
        assert sure
        other = subprocess.Popen(command)
        table = (author.cache / memory.FILE).read_bytes()
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(3)
        assert "Other words" in (author.out / "page-1.html").read_text("utf-8"), "the site itself waits for nobody"
        assert (author.cache / memory.FILE).read_bytes() == table
    assert other.wait(30) == 0
    assert (author.cache / memory.FILE).read_bytes() != table
