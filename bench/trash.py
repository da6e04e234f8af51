"""Taking away what earlier runs left, without deleting it while anything is timed.

On some file systems (ext4) a new file costs ten times as much for half a minute after many were deleted, for their
numbers are not used again at once. Whoever writes one file after another would be measured slower than it is.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

NAME = "trash"


def away(path: Path, beside: Path) -> None:
    """Take a file or folder away, if there is one, to where it lies beside another folder."""
    if path.exists():
        trash = beside.parent / NAME
        trash.mkdir(exist_ok=True)
        path.rename(trash / str(time.time_ns()))


def empty(folder: Path) -> None:
    """Delete all that was taken away in a folder and below; when nothing more is timed."""
    for trash in [found for found in folder.rglob(NAME) if found.is_dir()]:
        shutil.rmtree(trash, ignore_errors=True)
