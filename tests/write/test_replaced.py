"""The folder of a site that somebody else changes while a build writes to it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cjmsite.write import change, folder, lock
from cjmsite.write.folder import WriteFailed
from cjmsite.write.manifest import digest
from tests.write.folders import files_in, publish, site_in

SITE = {f"{name}.html": name.encode() for name in ("a", "b", "c", "d", "index")}


@pytest.mark.parametrize("step", ["put", "take"])
def test_nothing_in_the_other_folder_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    real, count = getattr(change.Change, step), 0

    def replaced(self: change.Change, *arguments: str) -> None:
        nonlocal count
        count += 1
        if count == 2:
            out.rename(tmp_path / "aside")
            out.mkdir()
            for name in ("a.html", "b.html", "new.html", ".cjmsite-manifest.json", ".cjmsite-staging"):
                (out / name).write_text("of somebody else")
        real(self, *arguments)

    monkeypatch.setattr(change.Change, step, replaced)
    with pytest.raises(WriteFailed, match="replaced by another folder"):
        publish(out, {"new.html": b"new", "index.html": b"other", "c.html": b"c"})
    assert count == 2
    assert set(files_in(out).values()) == {b"of somebody else"} and len(files_in(out)) == 5


def meanwhile(monkeypatch: pytest.MonkeyPatch, step: str, url: str, deed: Callable[[], object]) -> None:
    """Do something just before a file is put in place or taken away."""
    real = getattr(change.Change, step)

    def disturbed(self: change.Change, *arguments: str) -> None:
        if arguments[-1] == url:
            deed()
        real(self, *arguments)

    monkeypatch.setattr(change.Change, step, disturbed)


NEXT = {"new.html": b"new", "index.html": b"other", "guide/a.html": b"other", "c.html": b"c"}


@pytest.mark.parametrize(
    ("step", "url"), [("put", "new.html"), ("put", "index.html"), ("put", "guide/a.html"), ("take", "b.html")]
)
def test_what_somebody_puts_there_meanwhile_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, url: str
) -> None:
    out = tmp_path / "out"
    publish(out, {**SITE, "guide/a.html": b"a"})
    before = files_in(out)
    with monkeypatch.context() as patched:
        meanwhile(patched, step, url, lambda: (out / url).write_text("of somebody else"))
        with pytest.raises(WriteFailed, match=f"{url}`: somebody put or changed it while .* is as it was"):
            publish(out, NEXT)
    assert files_in(out) == {**before, url: b"of somebody else"}


def test_another_name_for_a_file_of_ours_is_no_change_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    meanwhile(monkeypatch, "put", "index.html", lambda: os.link(out / "index.html", tmp_path / "kept.html"))
    publish(out, {"index.html": b"other"})
    assert site_in(out) == {"index.html": b"other"} and (tmp_path / "kept.html").read_bytes() == b"index"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_that_becomes_a_link_meanwhile_is_not_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    other.mkdir()
    publish(out, SITE)
    before = files_in(out)
    meanwhile(monkeypatch, "put", "guide/a.html", lambda: (out / "guide").symlink_to(other))
    with pytest.raises(WriteFailed, match="it became a link"):
        publish(out, NEXT)
    assert files_in(out) == {**before, "guide": f"-> {other}"} and not files_in(other)


def test_what_is_edited_before_the_build_ends_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    wanted = {url: digest(content) for url, content in NEXT.items()}
    with monkeypatch.context() as patched:
        meanwhile(patched, "put", "index.html", lambda: (out / "c.html").write_text("by hand"))
        _, stamps = folder.publish(out, wanted, NEXT.__getitem__)
    assert (out / "c.html").read_text() == "by hand"
    written, _ = folder.publish(out, wanted, NEXT.__getitem__, seen=stamps)
    assert written.changed == 1 and site_in(out) == NEXT


def test_what_cannot_be_brought_back_is_told_and_completed_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a folder in which files may be added only."""
    out = tmp_path / "out"
    publish(out, SITE)

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    real = os.unlink

    def unlink(path: str, **options: int) -> None:
        if path.endswith("new.html"):
            raise PermissionError(errno.EPERM, "Operation not permitted", path)
        real(path, **options)

    with monkeypatch.context() as patched:
        meanwhile(patched, "put", "index.html", full)
        patched.setattr(os, "unlink", unlink)
        with pytest.raises(WriteFailed, match="the disk is full; the site in .* is between the old and the new one"):
            publish(out, NEXT)
    assert (out / "new.html").exists() and (out / "index.html").read_bytes() == b"index"
    publish(out, {**NEXT, "new.html": b"newer"})
    assert site_in(out) == {**NEXT, "new.html": b"newer"}


@pytest.mark.skipif(os.name != "posix", reason="locks as POSIX has them")
def test_who_waited_for_a_folder_that_is_gone_does_not_write_into_the_next(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()

    def replace() -> None:
        shutil.rmtree(out)
        out.mkdir()
        os.close(first)

    import fcntl

    first = os.open(out, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    with pytest.raises(OSError, match="replaced by another folder"), lock.held(out, replace):
        pytest.fail("it is another folder")
