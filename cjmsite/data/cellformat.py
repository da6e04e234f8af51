"""What a workbook's number format makes of a stored number: a day, a time, a percentage, or the number itself."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Literal

Look = Literal["number", "percent", "date", "time"]

_BUILT_IN: dict[int, Look] = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)), "date"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "time"),
}
_UNSPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DAY = datetime.datetime(1899, 12, 30)
_DAY_1904 = datetime.datetime(1904, 1, 1)
_LAST = 2_958_466


def look_of(id_: int, code: str | None) -> Look:
    """How a number format shows its number; `code` is given where it is the workbook's own."""
    if code is None:
        return _BUILT_IN.get(id_, "number")
    plain = _UNSPOKEN.sub("", code.split(";")[0]).casefold()
    if "%" in plain:
        return "percent"
    if "general" in plain:
        return "number"
    letters = set(plain) & set("ymdhs")
    if letters & {"y", "d"} or letters == {"m"}:
        return "date"
    return "time" if letters else "number"


def number_text(stored: str) -> str:
    """A stored number, `0.51060000000000005`, as it was meant."""
    if stored.lstrip("-").isdecimal():
        return stored
    value = float(stored)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def percent_text(stored: str) -> str:
    """A share as the percentage that people see, digit by digit: 0.5106 is 51.06%."""
    return f"{Decimal(number_text(stored)).scaleb(2).normalize():f}%"


def date_text(stored: str, from_1904: bool) -> str | None:
    """A stored day as ISO 8601 writes it; None of what is no day."""
    serial = float(stored)
    if not 1 <= serial < _LAST:
        return None
    # Excel counts a 29 February 1900 that never was: the days before it are one off.
    first = _DAY_1904 if from_1904 else _DAY + datetime.timedelta(days=serial < 60)
    try:
        moment = first + datetime.timedelta(days=int(serial), seconds=round((serial % 1) * 86_400, 3))
    except OverflowError:
        return None
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(" ", "milliseconds" if moment.microsecond else "seconds")


def time_text(stored: str) -> str | None:
    """A stored time of day or duration as hours, minutes and seconds; None where it is below zero."""
    seconds = round(float(stored) * 86_400)
    if seconds < 0:
        return None
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
