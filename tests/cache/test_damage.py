"""A cache that is damaged or foreign, and whatever lies in its place: it counts as none, and leads nowhere."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build
from cjmsite.cache import ledger, memory, table, writer
from cjmsite.cache.code import made_by
from cjmsite.read import inputs
from tests.cache.kept import FILES, OPTIONS, Kept, answers_of, borders
from tests.conftest import write_files
from tests.write.folders import files_in


def test_a_table_that_is_cut_short_anywhere_is_none(kept: Kept) -> None:
    cuts = {*range(0, len(kept.content), 1000)}
    cuts.update(place + by for place in borders(kept.content) for by in (-1, 0, 1))
    for cut in sorted(cuts):
        if 0 <= cut < len(kept.content):
            assert kept.load(kept.content[:cut]) is None, cut
    assert kept.load(kept.content + b"x") is None
    assert kept.load(kept.content) is not None


def test_a_table_with_another_byte_anywhere_is_none(kept: Kept) -> None:
    begin = borders(kept.content)[0]
    for place in {*range(begin), *range(begin, len(kept.content), 997), len(kept.content) - 1}:
        damaged = bytearray(kept.content)
        damaged[place] ^= 0x40
        assert kept.load(bytes(damaged)) is None, place


def test_answers_with_other_bytes_are_worked_out_again(kept: Kept) -> None:
    for step in (7, 101):
        damaged = bytearray(kept.answered)
        for place in range(0, len(damaged), step):
            damaged[place] ^= 0xFF
        kept.as_it_was()
        kept.answers.write_bytes(damaged)
        write_files(kept.root, {"content/a.md": f"# A\n\nOther words {step} [b](b.md)\n"})
        kept.build()
        clean = kept.out.parent / f"clean-{step}"
        build.build(build.open_site(kept.root, OPTIONS), clean)
        assert files_in(kept.out) == files_in(clean)
    write_files(kept.root, FILES)
    kept.build()
    assert files_in(kept.out) == kept.site


def test_a_table_without_all_of_its_answers_is_none(kept: Kept) -> None:
    kept.answers.write_bytes(kept.answered[:-1])
    assert ledger.load(kept.path, kept.code) is None
    assert table.why_not(kept.path, kept.code) == "damaged"
    kept.answers.unlink()
    assert ledger.load(kept.path, kept.code) is None
    kept.answers.write_bytes(kept.answered + b"which a killed run left behind them")
    assert ledger.load(kept.path, kept.code) is not None


def test_other_code_and_other_versions_have_no_past(kept: Kept) -> None:
    assert ledger.load(kept.path, b"x" * 32) is None
    for strange in (b"", b"\0", b"cjmsite answers 0\n" + kept.content[18:], b"#!/bin/sh\n" * 999, bytes(1 << 20)):
        assert kept.load(strange) is None


def test_code_has_its_own_cache_at_each_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers name files of the theme by their place."""
    seen = set()
    for place in ("one", "two"):
        write_files(tmp_path / place, {"cjmsite_extra/__init__.py": "", "cjmsite_extra/more.py": "X = 1\n"})
        with monkeypatch.context() as patched:
            patched.syspath_prepend(str(tmp_path / place))
            seen.add(made_by.__wrapped__())
            write_files(tmp_path / place, {"cjmsite_extra/more.py": "X = 2\n"})
            seen.add(made_by.__wrapped__())
            (tmp_path / place / "cjmsite_extra/more.py").rename(tmp_path / place / "cjmsite_extra/most.py")
            seen.add(made_by.__wrapped__())
    assert len(seen) == 6


def test_a_cache_that_is_written_anew_takes_no_damaged_answer_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Kept(tmp_path)
    assert site.answered.count(b"Words") > 1
    site.answers.write_bytes(site.answered.replace(b"Words", b"WRONG"))
    write_files(site.root, {"content/personas/nora.md": "---\nname: Nora\n---\nOther.\n"})
    with monkeypatch.context() as patched:
        patched.setattr(ledger.Ledger, "is_wasteful", True)
        site.build()
    assert site.answers != answers_of(site.path)
    assert b"WRONG" not in answers_of(site.path).read_bytes()
    write_files(site.root, {"cjmsite.yaml": "title: Other\n"})
    site.build()
    build.build(build.open_site(site.root, OPTIONS), tmp_path / "clean")
    assert files_in(site.out) == files_in(tmp_path / "clean")


# What lies in its place


def test_a_folder_that_is_a_link_is_neither_read_nor_written(tmp_path: Path) -> None:
    site = Kept(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    (site.root / memory.FOLDER).rename(elsewhere)
    (site.root / memory.FOLDER).symlink_to(elsewhere)
    before = files_in(elsewhere)
    write_files(elsewhere, {"made-99999999/x": "", "answers.99999999": ""})
    assert not site.build()
    assert files_in(elsewhere) == before | {"made-99999999/x": b"", "answers.99999999": b""}
    assert files_in(site.out) == site.site


def test_nothing_is_written_through_links_in_the_folder(tmp_path: Path) -> None:
    site = Kept(tmp_path)
    folder, outside = site.path.parent, tmp_path / "outside"
    outside.mkdir()
    write_files(outside, {"answers": site.content, "told": site.answered, "kept/x": "mine"})
    for path in (site.path, site.answers, folder / ".gitignore"):
        path.unlink()
    site.path.symlink_to(outside / "answers")
    site.answers.symlink_to(outside / "told")
    (folder / ".gitignore").symlink_to(outside / "gitignore")
    (folder / f"answers.{os.getpid()}").symlink_to(outside / "beside")
    (folder / f"made-{os.getpid()}").symlink_to(outside / "kept")
    (folder / "made-99999999").symlink_to(outside / "kept")
    before = files_in(outside)
    assert not site.build()
    assert files_in(outside) == before
    assert not site.path.is_symlink() and site.build()
    assert files_in(site.out) == site.site


@pytest.mark.parametrize("place", [memory.FOLDER, f"{memory.FOLDER}/{memory.FILE}"])
@pytest.mark.parametrize("what", ["a file", "a folder", "a pipe", "nothing readable"])
def test_whatever_lies_there_a_site_is_built(tmp_path: Path, place: str, what: str) -> None:
    site = Kept(tmp_path)
    path = site.root / place
    if what == "nothing readable":
        if os.getuid() == 0:
            pytest.skip("nothing is closed to root")
        path.chmod(0)
    else:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        if what == "a file":
            path.write_text("mine")
        elif what == "a folder":
            write_files(path, {"x": "mine"})
        else:
            os.mkfifo(path)
    try:
        assert not site.build()
        assert files_in(site.out) == site.site
    finally:
        if what == "nothing readable":
            path.chmod(0o700)


@pytest.mark.parametrize("what", ["the answers", "half of them", "the table"])
def test_a_disk_that_fills_up_leaves_the_old_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    site = Kept(tmp_path)
    write_files(site.root, {"content/a.md": "# Other\n"})
    real = writer._Writer.write

    def full(self: writer._Writer, memos: Any) -> None:
        if what != "the answers":
            real(self, memos)
            self.file.flush()
            assert site.answers.stat().st_size > len(site.answered)
        if what != "the table":
            raise OSError(errno.ENOSPC, "No space left on device")

    def cannot(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(writer._Writer, "write", full)
        if what == "the table":
            patched.setattr(table, "packed", cannot)
        assert site.build()
    assert files_in(site.path.parent) == {
        ".gitignore": b"*\n",
        memory.FILE: site.content,
        site.answers.name: site.answered,
    }
    assert site.build()
    assert "Other" in (site.out / "a.html").read_text("utf-8")


def test_a_disk_that_fills_up_keeps_no_half_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Kept(tmp_path)
    shutil.rmtree(site.path.parent)

    def cannot(*_: object) -> None:
        assert answers_of(site.path).stat().st_size
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(table, "packed", cannot)
        patched.setenv("CJMSITE_WORKERS", "1")
        assert not site.build()
    assert files_in(site.path.parent) == {".gitignore": b"*\n"}


def test_a_page_that_the_disk_took_half_of_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "one", FILES)
    real = Path.write_bytes

    def half(self: Path, content: bytes) -> int:
        if memory.FOLDER in self.parts:
            real(self, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", half)
    db, known = build.resume(tmp_path / "one", OPTIONS)
    build.build(db, tmp_path / "out", known)
    monkeypatch.undo()
    build.build(build.open_site(tmp_path / "one", OPTIONS), tmp_path / "clean")
    assert files_in(tmp_path / "out") == files_in(tmp_path / "clean")


def test_what_killed_runs_left_goes_and_what_living_ones_need_stays(tmp_path: Path) -> None:
    site = Kept(tmp_path)
    folder = site.path.parent
    gone = subprocess.Popen(["true"])
    gone.wait()
    alive = os.getppid()
    left = {f"made-{gone.pid}/page": "x", f"answers.{gone.pid}": "x", f"made-{os.getpid()}/page": "x"}
    stays = {f"made-{alive}/page": "x", f"answers.{alive}": "x", "made-by-hand/page": "x", "answers.old": "x"}
    write_files(folder, {**left, **stays})
    site.build()
    assert set(files_in(folder)) == {".gitignore", memory.FILE, site.answers.name, *stays}


def test_a_stamp_of_the_future_is_looked_into_each_time(tmp_path: Path) -> None:
    site = Kept(tmp_path)
    page = site.root / "content/a.md"
    for words in ("One", "Two"):
        page.write_text(f"# {words}\n", "utf-8")
        os.utime(page, (4_000_000_000, 4_000_000_000))
        site.build()
        assert words in (site.out / "a.html").read_text("utf-8")
    db, _ = build.resume(site.root, OPTIONS)
    assert db.runs.get(inputs.fingerprint.short)
