"""Time: the clock, files that it has not reached yet, and the day that SOURCE_DATE_EPOCH gives to builds."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path

import cjmsite
from cjmsite.doctor.finding import Finding, good, problem, remark

DAY = 86_400
SLACK = 120
"""Seconds by which two machines may differ."""


def check(now: float) -> list[Finding]:
    """The clock of this machine, and the day of builds."""
    found = [_epoch(now)] if os.environ.get("SOURCE_DATE_EPOCH") else []
    made = Path(cjmsite.__file__).stat().st_mtime
    if now < made - DAY:
        message = f"shows {_day(now)}, but cjmsite was installed on {_day(made)}"
        return [*found, problem("clock", message, "set the clock of this machine right")]
    return found or [good("clock", f"{_day(now)}, the day of builds")]


def files(root: Path, folders: Iterable[str], now: float) -> list[Finding]:
    """Files of a site that were changed in the future: a change of them may not be noticed."""
    ahead = [
        path
        for folder in folders
        for above, _, names in os.walk(root / folder)
        for name in names
        if _changed(path := Path(above, name)) > now + SLACK
    ]
    if not ahead:
        return []
    more = f" and {len(ahead) - 1:,} more" if len(ahead) > 1 else ""
    first = ahead[0].relative_to(root).as_posix()
    message = f"`{first}`{more} will only be changed on {_day(_changed(ahead[0]))}, says the disk"
    return [remark("clock", message, f"set the clock right, then give it the day of today: `touch {first}`")]


def _epoch(now: float) -> Finding:
    given = os.environ["SOURCE_DATE_EPOCH"]
    try:
        day = _day(int(given))
    except (ValueError, OverflowError, OSError):
        mend = "it is a whole number of seconds since 1970, like 1790000000; unset it if builds need no fixed day"
        return problem("SOURCE_DATE_EPOCH", f"is `{given}`, which is no time", mend)
    if int(given) > now + DAY:
        return problem(
            "SOURCE_DATE_EPOCH", f"gives builds the day {day}, which is still to come", "unset or correct it"
        )
    return remark("SOURCE_DATE_EPOCH", f"gives builds the day {day}; reviews and figures are judged on it")


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _day(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
