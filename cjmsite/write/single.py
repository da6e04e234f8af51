"""One file at a time: a new source file, which never overwrites, and a report, which does."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def create(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises FileExistsError where it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
        except BaseException:
            path.unlink()  # half a file would stand in the way of the next try
            raise


def replace(path: Path, text: str) -> None:
    """Write a file whole: a reader sees the old one or the new one. A link, or what is no file like `/dev/stdout`,
    stays what it is and is written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    there = os.path.lexists(path)
    if there and (path.is_symlink() or not path.is_file()):
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        return
    staged = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        staged.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        if there:
            shutil.copymode(path, staged)
        os.replace(staged, path)  # noqa: PTH105 - the one atomic step, named as such
    finally:
        staged.unlink(missing_ok=True)
