"""The shelf of made pages: what several processes put there is found, and half of something never."""

from __future__ import annotations

import hashlib
import os
import resource
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cjmsite.write.shelf import Shelf, opened

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are copied here")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def in_a_copy(work: Callable[[], None]) -> None:
    """Do something in a copy of this process."""
    process = os.fork()
    if not process:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(process, 0)


def put(shelf: Shelf, contents: Sequence[bytes]) -> None:
    for content in contents:
        shelf.put(digest(content), content)


def test_what_several_processes_put_there_is_found(tmp_path: Path) -> None:
    with opened(tmp_path / "made") as shelf:
        assert shelf is not None
        put(shelf, [b"own"])
        assert shelf.find(digest(b"own")) == b"own"
        in_a_copy(lambda: put(shelf, [b"of a copy", b""]))
        put(shelf, [b"later"])
        found = [shelf.find(digest(content)) for content in (b"of a copy", b"", b"later", b"nobody's")]
        assert found == [b"of a copy", b"", b"later", None]
    assert not (tmp_path / "made").exists()


def test_what_a_killed_process_put_there_half_is_left_out(tmp_path: Path) -> None:
    with opened(tmp_path) as shelf:
        assert shelf is not None
        in_a_copy(lambda: put(shelf, [b"whole", b"cut short"]))
        (file,) = tmp_path.iterdir()
        os.truncate(file, file.stat().st_size - 1)
        assert shelf.find(digest(b"whole")) == b"whole"
        assert shelf.find(digest(b"cut short")) is None


def test_nothing_is_put_behind_what_did_not_fit(tmp_path: Path) -> None:
    large, small = os.urandom(60_000), [b"one", b"two"]

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        put(shelf, [small[0], large, large[::-1], small[1]])

    with opened(tmp_path) as shelf:
        assert shelf is not None
        in_a_copy(fill)
        found = [shelf.find(digest(content)) for content in (small[0], large, large[::-1], small[1])]
        assert found == [small[0], large, None, None]


def test_where_nothing_can_be_put_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "made").write_text("a file", "utf-8")
    shelf = Shelf(tmp_path / "made")
    put(shelf, [b"content"])
    assert shelf.find(digest(b"content")) is None
    with opened(None) as none:
        assert none is None
