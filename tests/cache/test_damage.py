"""A cache that is damaged, foreign or hostile: it counts as none, runs nothing, and leads nowhere."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import struct
import subprocess
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build
from cjmsite.cache import answers, ledger, memory, table, writer
from cjmsite.cache.code import made_by
from cjmsite.query import Unknown
from cjmsite.read import inputs
from tests.conftest import TODAY, write_files
from tests.write.folders import files_in

OPTIONS = build.Options(today=TODAY)
FILES = {
    "cjmsite.yaml": "title: Small\n",
    "content/a.md": "# A\n\nWords [b](b.md)\n",
    "content/b.md": "# B\n",
    "content/personas/nora.md": "---\nname: Nora\n---\nWords.\n",
}


class Kept:
    """A site that was built once, and its cache."""

    def __init__(self, folder: Path) -> None:
        self.root, self.out = folder / "one", folder / "out"
        write_files(self.root, FILES)
        self.path = self.root / memory.FOLDER / memory.FILE
        self.build()
        self.answers = answers_of(self.path)
        self.content, self.answered = self.path.read_bytes(), self.answers.read_bytes()
        self.site = files_in(self.out)
        self.code = made_by()

    def build(self) -> bool:
        """Build; says whether the past was of use."""
        db, known = build.resume(self.root, OPTIONS)
        assert build.build(db, self.out, known).written
        return known.past is not None

    def as_it_was(self) -> None:
        """Put the cache back."""
        self.path.write_bytes(self.content)
        self.answers.write_bytes(self.answered)

    def load(self, content: bytes) -> ledger.Ledger | None:
        """What is made of such a table."""
        self.path.write_bytes(content)
        return ledger.load(self.path, self.code)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept"))


@pytest.fixture(autouse=True)
def as_it_was(request: pytest.FixtureRequest) -> None:
    if "kept" in request.fixturenames:
        site: Kept = request.getfixturevalue("kept")
        site.as_it_was()


def answers_of(path: Path) -> Path:
    """The one file with answers beside a table."""
    (found,) = path.parent.glob(f"{path.name}-*")
    return found


def borders(content: bytes) -> list[int]:
    """Where the head ends, and each part."""
    *_, token, end, sizes = heads(content)
    assert len(token) == 8 and end > 0
    found = [table._SIZE]
    for size in sizes:
        found.append(found[-1] + size)
    return found


def heads(content: bytes) -> tuple[bytes, bytes, bytes, int, list[int]]:
    """What stands in the head: the version, the code, the token, where the answers end, the sizes of the parts."""
    magic, code, token, end, *sizes = table._HEAD.unpack_from(content)
    return magic, code, token, end, sizes


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


# Pickles of somebody else


class Calls:
    """Something that a pickle can ask for."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.asked = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.asked


def hostile(trace: Path) -> list[bytes]:
    command = f"touch '{trace}'"
    asked = [
        Calls(os.system, command),
        Calls(eval, f"open({str(trace)!r}, 'w')"),
        Calls(exec, f"open({str(trace)!r}, 'w')"),
        Calls(getattr, os, "system"),
        Calls(subprocess.Popen, ["touch", str(trace)]),
        Calls(__import__, "antigravity"),
        Calls(Path.touch, trace),
        Calls(shutil.rmtree, str(trace.parent)),
        Calls(build.open_site, trace.parent, OPTIONS),
        Calls(pickle.loads, pickle.dumps(Calls(os.system, command))),
    ]
    found = [pickle.dumps(one, protocol) for one in asked for protocol in (0, 2, 5) if not _refuses(one, protocol)]
    for module, name in (
        ("cjmsite.__main__", "main"),
        ("cjmsite.cli.main", "main"),
        ("cjmsite.query.database", "Database"),
        ("cjmsite.write.single", "replace"),
        ("cjmsite.build", "os.system"),
        ("cjmsite.cache.answers", "_Reader"),
        ("cjmsite..build", "x"),
        ("builtins", "print"),
        ("antigravity", "x"),
        ("importlib.metadata", "EntryPoint"),
        ("tests.cache.test_damage", "Calls"),
    ):
        found.append(b"\x80\x04" + _text(module) + _text(name) + b"\x93)R.")
        found.append(f"c{module}\n{name}\n(tR.".encode())
    return found


def _refuses(value: object, protocol: int) -> bool:
    try:
        pickle.dumps(value, protocol)
    except Exception:
        return True
    return False


def _text(text: str) -> bytes:
    return b"\x8c" + bytes([len(text)]) + text.encode()


def test_pickles_that_call_something_are_refused(tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    crafted = hostile(trace)
    assert len(crafted) > 40
    before = set(sys.modules)
    for content in crafted:
        with pytest.raises(Unknown):
            answers.decoded(content)
    assert not trace.exists()
    assert not {"antigravity", "cjmsite.__main__"} & (set(sys.modules) - before)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b".",
        b"\x80\xff.",
        b"\x80\x05\x95" + struct.pack("<Q", 2**62),
        b"\x80\x05\x8e" + struct.pack("<Q", 2**62) + b"x.",
        b"\x80\x05\x8d" + struct.pack("<Q", 2**62) + b"x.",
        b"\x80\x05\x96" + struct.pack("<Q", 2**62) + b"x.",
        b"\x80\x05\x8b" + struct.pack("<i", 2**31 - 1) + b"1.",
        b"(" * 100_000 + b".",
        b"\x80\x05}" + b"q\x00" * 10 + b"0.",
        b"\x80\x05K\x01K\x02\x86b.",
    ],
    ids=["empty", "nothing", "version", "frame", "bytes", "text", "array", "number", "marks", "stack", "state"],
)
def test_claims_that_are_not_kept_are_refused(content: bytes) -> None:
    with pytest.raises(Unknown):
        answers.decoded(content)


def test_what_nests_without_end_ends_nothing(tmp_path: Path) -> None:
    depth = 300_000
    found = answers.decoded(b"\x80\x05)" + b"\x85" * depth + b".")
    for _ in range(depth):
        (found,) = found
    assert found == ()


def forged(site: Kept, parts: dict[int, bytes]) -> bytes:
    """A file with other parts and a digest that is right."""
    _, code, token, end, sizes = heads(site.content)
    ends = borders(site.content)
    old = [site.content[ends[n] : ends[n + 1]] for n in range(len(sizes))]
    return b"".join(table.packed(code, token, end, [parts.get(n, part) for n, part in enumerate(old)]))


def core_of(site: Kept) -> dict[str, Any]:
    found: dict[str, Any] = answers.decoded(site.content[borders(site.content)[-2] :])
    return found


def test_a_table_that_is_made_up_is_none(kept: Kept, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    right = core_of(kept)
    assert kept.load(forged(kept, {})) is not None
    for part in range(6):
        for content in (b"", b"\xff" * 16, kept.content[:3]):
            assert kept.load(forged(kept, {part: content})) is None, (part, content)
    for name in ("antigravity:x", "cjmsite.__main__:x", "os:system", "tests.cache.test_damage:Kept", "nothing", ""):
        queries = [(name, True, False, ""), *right["queries"][1:]]
        assert kept.load(forged(kept, {8: pickle.dumps({**right, "queries": queries})})) is None, name
    for core in (None, [], {}, {**right, "looks": {10**9: (True, 1)}}, {**right, "compact": None, "queries": []}):
        assert kept.load(forged(kept, {8: pickle.dumps(core)})) is None, core
    for crafted in hostile(trace):
        assert kept.load(forged(kept, {8: crafted})) is None
        assert kept.load(forged(kept, {7: crafted})) is None
    assert not trace.exists()
    assert not {"antigravity", "cjmsite.__main__"} & set(sys.modules)


WORDS = {"compact": [None, 5, "ab", (10**9, 0), (0, 10**12), (-1, 0)], "notes": [None, [], {"written": 5}]}


def test_values_of_another_shape_than_this_code_gives_are_none(kept: Kept) -> None:
    right = core_of(kept)
    rows = len(answers.decoded(kept.content[slice(*borders(kept.content)[7:9])]))
    look = next(iter(right["looks"]))
    of_core = [(name, value) for name, values in WORDS.items() for value in values]
    of_core += [("looks", {**right["looks"], **other}) for other in ({look: 5}, {look: (1, 2, 3)}, {0.5: (True, 1)})]
    of_core += [("looks", {**right["looks"], -1: (True, 1)}), ("notes", {"written": {str(kept.out): 5}})]
    for name, value in of_core:
        assert kept.load(forged(kept, {8: pickle.dumps({**right, name: value})})) is None, (name, value)
    for asked in ([[]] * rows, [5] * rows, dict.fromkeys(range(rows), ()), "x" * rows, [([],)] * rows):
        assert kept.load(forged(kept, {7: pickle.dumps(asked)})) is None, asked


@pytest.mark.parametrize("part, kind, value", [(3, "I", 10**6), (0, "H", ledger.GONE)], ids=["owners", "queries"])
def test_numbers_of_nobody_end_no_build(tmp_path: Path, part: int, kind: str, value: int) -> None:
    site = Kept(tmp_path)
    ends = borders(site.content)
    count = (ends[part + 1] - ends[part]) // array(kind).itemsize
    site.path.write_bytes(forged(site, {part: array(kind, [value] * count).tobytes()}))
    write_files(site.root, {"content/a.md": "# Other\n"})
    assert site.build()


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


def test_readers_are_found_whatever_is_in_order(kept: Kept) -> None:
    right = kept.load(kept.content)
    assert right is not None
    expected: list[list[int]] = [[] for _ in right.arguments]
    for owner, read in zip(right.owners, right.read, strict=True):
        expected[read].append(owner)
    count = len(right.read)
    orders = [array("I", sorted(range(known), key=right.read.__getitem__)) for known in (0, 1, count // 2, count)]
    for order in (*orders, array("I", [count]), array("I", [2**32 - 1])):
        found = kept.load(forged(kept, {6: order.tobytes()}))
        assert found is not None
        assert [list(found.readers(number)) for number in range(len(found.arguments))] == expected


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
