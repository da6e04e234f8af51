"""Code of others: all that may come out of it, and that it may not end a run without a word."""

from __future__ import annotations

import os
from collections.abc import Callable

FAILURES = (Exception, SystemExit, GeneratorExit)
"""What code of others may raise. Ctrl-C while it runs is none of it."""

_end = os._exit


def keep_in(is_theirs: Callable[[], bool]) -> None:
    """From now on, code of others that calls `os._exit` in this process fails instead, so that it can be named.

    A build that such a call ended would look like one that went well: nothing was said, and the status may be 0.
    """
    process = os.getpid()

    def end(status: int) -> None:
        if os.getpid() == process and is_theirs():
            raise SystemExit(f"it called os._exit({status})")
        _end(status)

    os._exit = end  # type: ignore[assignment]
