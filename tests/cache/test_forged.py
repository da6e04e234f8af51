"""A cache that somebody made up, with a digest that is right: it runs nothing, and ends no build."""

from __future__ import annotations

import os
import pickle
import shutil
import struct
import subprocess
import sys
from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build
from cjmsite.cache import answers, ledger, table
from cjmsite.query import Unknown
from tests.cache.kept import OPTIONS, Kept, borders
from tests.conftest import write_files


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
        ("tests.cache.test_forged", "Calls"),
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
    _, code, token, end, *_ = table._HEAD.unpack_from(site.content)
    old = [site.content[begin:end_] for begin, end_ in pairwise(borders(site.content))]
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
    for name in ("antigravity:x", "cjmsite.__main__:x", "os:system", "tests.cache.kept:Kept", "nothing", ""):
        queries = [(name, True, False, ""), *right["queries"][1:]]
        assert kept.load(forged(kept, {8: pickle.dumps({**right, "queries": queries})})) is None, name
    for core in (None, [], {}, {**right, "looks": {10**9: (True, 1)}}, {**right, "compact": None, "queries": []}):
        assert kept.load(forged(kept, {8: pickle.dumps(core)})) is None, core
    for crafted in hostile(trace):
        assert kept.load(forged(kept, {8: crafted})) is None
        assert kept.load(forged(kept, {7: crafted})) is None
    assert not trace.exists()
    assert not {"antigravity", "cjmsite.__main__"} & set(sys.modules)


def test_values_of_another_shape_than_this_code_gives_are_none(kept: Kept) -> None:
    right = core_of(kept)
    rows = len(answers.decoded(kept.content[slice(*borders(kept.content)[7:9])]))
    look = next(iter(right["looks"]))
    of_core: list[tuple[str, Any]] = [("compact", value) for value in (None, 5, "ab", (10**9, 0), (0, 10**12), (-1, 0))]
    of_core += [("notes", value) for value in (None, [], {"written": 5})]
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
