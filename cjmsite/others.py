"""Code of others: all that may come out of it, and that it may not end a run, or starve it, without a word."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

_end = os._exit
_allow = sys.setrecursionlimit
_enough = sys.getrecursionlimit()
_pressed = False


def hear() -> None:
    """From now on, remember that somebody pressed Ctrl-C. Libraries make failures of their own of it: pydantic says
    that a model cannot be built, Python that a class cannot.
    """
    signal.signal(signal.SIGINT, _stop)


def _stop(*_: object) -> None:
    global _pressed
    _pressed = True
    raise KeyboardInterrupt


def hear_no_more() -> None:
    """From now on, Ctrl-C does nothing: somebody pressed it already, and may go on pressing."""
    if signal.getsignal(signal.SIGINT) is _stop:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def is_stopped() -> bool:
    """Whether somebody pressed Ctrl-C, whatever came of it."""
    return _pressed


def failures() -> tuple[type[BaseException], ...]:
    """What code of others may raise where it runs.

    Ctrl-C comes to the main thread and to no other; there alone KeyboardInterrupt is not theirs, nor is what it became.
    """
    import threading

    may_be_stopped = threading.current_thread() is threading.main_thread()
    if may_be_stopped and _pressed:
        return ()
    return (Exception, SystemExit, GeneratorExit, *(() if may_be_stopped else (KeyboardInterrupt,)))


def words(failure: BaseException) -> str:
    """What was raised and what it says, if that does not fail as well."""
    name = type(failure).__name__
    try:
        return f"{name}: {failure}"
    except failures():
        return name


def keep_in(is_theirs: Callable[[], bool]) -> None:
    """From now on, code of others that calls `os._exit` in this process, or leaves it fewer calls within calls than it
    needs, fails instead, so that it can be named.

    A build that such a call ended would look like one that went well: nothing was said, and the status may be 0.
    """
    process = os.getpid()

    def end(status: int) -> None:
        if os.getpid() == process and is_theirs():
            raise SystemExit(f"it called os._exit({status})")
        _end(status)

    def allow(limit: int) -> None:
        if limit < _enough and is_theirs():
            raise ValueError(f"it called sys.setrecursionlimit({limit}), and cjmsite needs {_enough}")
        _allow(limit)

    os._exit = end  # type: ignore[assignment]
    sys.setrecursionlimit = allow
