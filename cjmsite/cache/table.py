"""The two files of a cache: a table, replaced as a whole, and beside it the answers that it names.

A table begins with a head: its version, what code made it, whose answers it names and where they end, and a digest of
all that. What one table names is never changed. Answers are added behind those that are there, as long as the table
that names these is the one at its place; any other one gets answers of its own, under another token.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

_NAME = b"cjmsite answers "
_MAGIC = _NAME + b"2\n"
_HEAD = struct.Struct("<18s32s8sQ9Q")  # magic, made by, token, where its answers end, sizes of the parts
_SIZE = _HEAD.size + 32


class Table(Struct, frozen=True):
    """A table that is whole: its `head` as it lies there, whose answers it names, where they `end`, and its parts."""

    head: bytes
    token: bytes
    end: int
    parts: tuple[memoryview, ...]


def packed(made_by: bytes, token: bytes, end: int, parts: Iterable[Any]) -> list[memoryview]:
    """A table as what is to be written, one after the other. There are nine parts, with buffers."""
    contents = [memoryview(part).cast("B") for part in parts]
    head = _HEAD.pack(_MAGIC, made_by, token, end, *(content.nbytes for content in contents))
    return [memoryview(head), memoryview(_digest(head, contents)), *contents]


def read(path: Path, made_by: bytes) -> Table | None:
    """The table at a path; None where it is damaged, of another version or of other code. Raises OSError."""
    with open(path, "rb", buffering=0, opener=open_plain) as file:
        head = file.read(_SIZE)
        if len(head) < _SIZE or not head.startswith(_MAGIC + made_by):
            return None
        _, _, token, end, *sizes = _HEAD.unpack_from(head)
        if _SIZE + sum(sizes) != os.fstat(file.fileno()).st_size:
            return None
        rest = memoryview(file.read())
    if head[_HEAD.size :] != _digest(head[: _HEAD.size], [rest]):
        return None
    ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    return Table(head, token, end, tuple(rest[end - size : end] for end, size in zip(ends, sizes, strict=True)))


def why_not(path: Path, made_by: bytes) -> str:
    """Why there is no table to go on from: there is `none`, it is of other `code`, or it is `damaged`."""
    head = read_head(path)
    if head is None:
        return "damaged" if os.path.lexists(path) else "none"
    if len(head) < _SIZE or not head.startswith(_NAME):
        return "damaged"
    return "damaged" if head.startswith(_MAGIC + made_by) else "code"


def read_head(path: Path) -> bytes | None:
    """The head of what lies at a path, whatever it is; None where it cannot be read."""
    try:
        with open(path, "rb", buffering=0, opener=open_plain) as file:
            return file.read(_SIZE)
    except OSError:
        return None


def answers_of(path: Path, token: bytes) -> Path:
    """Where the answers of a table lie."""
    return path.with_name(f"{path.name}-{token.hex()}")


def open_plain(path: str, flags: int) -> int:
    """Open a file that is no link and nothing that makes one wait."""
    file = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path} is no plain file")
    return file


def _digest(head: bytes, contents: Sequence[memoryview]) -> bytes:
    digest = hashlib.blake2b(head, digest_size=_SIZE - _HEAD.size)
    for content in contents:
        digest.update(content)
    return digest.digest()
