"""The ways in which editors put a file in the place of its former self."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def in_place(path: Path, content: bytes) -> None:
    """Cut to nothing, then written, as VS Code does."""
    path.write_bytes(content)


def in_pieces(path: Path, content: bytes) -> None:
    """Written in three pieces, each of them seen on the disk."""
    third = len(content) // 3
    with path.open("wb", buffering=0) as file:
        for piece in (content[:third], content[third : 2 * third], content[2 * third :]):
            file.write(piece)


def like_vim(path: Path, content: bytes) -> None:
    """A probe, the old file out of the way, a new one."""
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(f"{path.name}~")
    if path.exists():
        path.rename(backup)
    path.write_bytes(content)
    backup.unlink(missing_ok=True)


def like_jetbrains(path: Path, content: bytes) -> None:
    """Written beside, then two renames."""
    new, old = path.with_name(f"{path.name}___jb_tmp___"), path.with_name(f"{path.name}___jb_old___")
    new.write_bytes(content)
    if path.exists():
        path.rename(old)
    new.rename(path)
    old.unlink(missing_ok=True)


def by_one_rename(path: Path, content: bytes) -> None:
    """Written aside, then renamed over the old one, as `sed -i` does."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def keeping_its_time(path: Path, content: bytes) -> None:
    """As some copying programs do: the new file bears the time of the old one."""
    before = path.stat() if path.exists() else None
    path.write_bytes(content)
    if before is not None:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


ALL: tuple[Callable[[Path, bytes], None], ...] = (
    in_place,
    in_pieces,
    like_vim,
    like_jetbrains,
    by_one_rename,
    keeping_its_time,
)
