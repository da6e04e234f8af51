"""One process at a time in a folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[bool]:
    """Hold a folder. Somebody else who wants to waits, after `on_wait` was told; who is killed holds nothing. Raises
    OSError where the folder is another one when the wait is over.

    Gives whether it is held for sure: Windows and some file systems know no such thing.
    """
    try:
        import fcntl
    except ImportError:
        yield False
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        sure = True
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as failure:
            if failure.errno in (errno.EWOULDBLOCK, errno.EACCES):
                on_wait()
                fcntl.flock(opened, fcntl.LOCK_EX)
            else:
                sure = False
        if not os.path.samestat(os.fstat(opened), os.stat(folder)):  # noqa: PTH116
            raise OSError(errno.ESTALE, "it was replaced by another folder meanwhile", os.fspath(folder))
        yield sure
    finally:
        os.close(opened)
