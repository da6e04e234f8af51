"""Days and times as exports write them: by a declared format, or by the only reading that fits a whole column.

Formats are ours and not the C library's: those depend on the process's language and let many a slip pass.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from msgspec import Struct, field

from cjmsite.data import months

Moment = datetime.datetime
Read = Callable[[str], Moment | None]

_DIRECTIVES = {
    "Y": r"(?P<Y>[0-9]{4})",
    "y": r"(?P<y>[0-9]{2})",
    "m": r"(?P<m>[0-9]{1,2})",
    "d": r"(?P<d>[0-9]{1,2})",
    "H": r"(?P<H>[0-9]{1,2})",
    "I": r"(?P<I>[0-9]{1,2})",
    "M": r"(?P<M>[0-9]{2})",
    "S": r"(?P<S>[0-9]{2})",
    "f": r"(?P<f>[0-9]{1,9})",
    "p": r"(?P<p>[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?)",
    "b": rf"(?P<b>(?:{months.pattern_of(months.SHORT)})\.?)",
    "B": rf"(?P<b>{months.pattern_of(months.LONG)})",
    "a": r"(?:mon|tue|wed|thu|fri|sat|sun)\.?",
    "A": r"(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    "z": r"(?P<z>Z|[+-][0-9]{2}:?[0-9]{2})",
    "Z": r"(?P<z>Z|UTC|GMT)",
    "j": r"(?P<j>[0-9]{1,3})",
    "V": r"(?P<V>[0-9]{1,2})",
    "q": r"(?P<q>[1-4])",
    "%": "%",
}
_FIXED_WIDTH = {"Ymd": r"(?P<Y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"}
_TIME = (
    r"(?:(?:T|,?[ \u00a0\u202f]+(?:at )?)"
    r"(?P<H>[0-9]{1,2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?)?"
    r"(?:[ \u00a0\u202f]?(?P<p>[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?))?(?: ?(?P<z>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_LETTERS = re.compile(r"([A-Za-z]+)|([^A-Za-z]+)")
_BY_LETTERS = {"dd": "%d", "d": "%d", "mm": "%m", "m": "%m", "yyyy": "%Y", "yy": "%y", "hh": "%H", "ss": "%S"} | {
    "tt": "%d",
    "jjjj": "%Y",
    "jj": "%y",
    "mmm": "%b",
    "mmmm": "%B",
}
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_EXCEL_EPOCH = datetime.datetime(1899, 12, 30)
_SERIAL = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]+)?")

DAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%y-%m-%d",
    "%d.%m.%y",
    "%Y-%m",
    "%b %d, %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%d %B %Y",
    "%d %b, %Y",
    "%b %d %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d/%b/%Y",
    "%d/%b/%y",
    "%Y. %m. %d",
    "%d. %B %Y",
    "%d. %b %Y",
    "%d de %B de %Y",
    "%B %Y",
    "%b %Y",
    "%m/%Y",
    "%m.%Y",
    "%Y-W%V",
    "KW %V/%Y",
    "KW %V %Y",
    "%Y-Q%q",
    "%Y Q%q",
    "Q%q %Y",
    "T%q %Y",
)
"""The formats that are tried where none is declared. A time of day may follow each."""


class UnknownFormat(ValueError):
    """A date format that cannot be understood."""


def _moment(parts: dict[str, str | None]) -> Moment | None:
    """The moment that named parts of a text make; None for a 31 February."""
    year = int(parts.get("Y") or 0)
    if short := parts.get("y"):
        year = int(short) + (1900 if int(short) >= 69 else 2000)
    month = int(parts.get("m") or 1)
    if name := parts.get("b"):
        month = months.number_of(name)
    if quarter := parts.get("q"):
        month = 3 * int(quarter) - 2
    hour = int(parts.get("H") or parts.get("I") or 0)
    if half := parts.get("p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    micro = int(((parts.get("f") or "0") + "000000")[:6])
    try:
        moment = datetime.datetime(
            year, month, int(parts.get("d") or 1), hour, int(parts.get("M") or 0), int(parts.get("S") or 0), micro
        )
        if week := parts.get("V"):  # of ISO 8601: from Monday on, the first one with the year's first Thursday
            return datetime.datetime.combine(datetime.date.fromisocalendar(year, int(week), 1), datetime.time())
        if day := parts.get("j"):
            moment += datetime.timedelta(days=int(day) - 1)
            if moment.year != year or int(day) == 0:
                return None
        return moment.replace(tzinfo=_offset(zone)) if (zone := parts.get("z")) else moment
    except ValueError:
        return None


def _offset(text: str) -> datetime.timezone:
    if text[0] not in "+-":
        return datetime.UTC
    digits = text[1:].replace(":", "")
    offset = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return datetime.timezone(-offset if text[0] == "-" else offset)


def _by_pattern(pattern: re.Pattern[str]) -> Read:
    def read(text: str) -> Moment | None:
        match = pattern.fullmatch(text)
        return _moment(match.groupdict()) if match else None

    return read


def _by_count(unit: str) -> Read:
    def read(text: str) -> Moment | None:
        if not _SERIAL.fullmatch(text):
            return None
        try:
            if unit == "excel":
                days = float(text)
                # Excel counts a 29 February 1900 that never was: its first sixty days are off by one.
                return None if days < 61 else _EXCEL_EPOCH + datetime.timedelta(seconds=round(days * 86400, 3))
            return _EPOCH + datetime.timedelta(**{unit: float(text)})
        except OverflowError:
            return None

    return read


def read_iso(text: str) -> Moment | None:
    """A date or time of ISO 8601 in the form that exports write."""
    if len(text) >= 10 and text[4] == text[7] == "-" and (len(text) == 10 or (text[10] in "T " and len(text) > 15)):
        try:
            return datetime.datetime.fromisoformat(text)
        except ValueError:
            pass
    return _with_time("%Y-%m-%d")(text)


_COUNTS = {"excel": "excel", "unix": "seconds", "unix_ms": "milliseconds", "unix_us": "microseconds"}
WORDS = ("iso", *_COUNTS)
"""What may stand for a format beside `%` directives."""


@lru_cache(maxsize=256)
def read_as(pattern: str) -> Read:
    """The function that reads one declared format. Raises UnknownFormat."""
    if pattern == "iso":
        return read_iso
    if pattern in _COUNTS:
        return _by_count(_COUNTS[pattern])
    if pattern == "%Y-%m-%d":
        return lambda text: read_iso(text) if len(text) == 10 else None
    read = _by_pattern(re.compile(_translate(pattern), re.IGNORECASE))
    return _quickly(read) if pattern == "%Y-%m-%d %H:%M:%S" else read


def _quickly(read: Read) -> Read:
    """The function for a day and a time as most exports write them, of which Python itself reads nearly all."""

    def quick(text: str) -> Moment | None:
        if len(text) == 19 and text[10] == " " and text[4] == text[7] == "-" and text[13] == text[16] == ":":
            try:
                return datetime.datetime.fromisoformat(text)
            except ValueError:
                pass
        return read(text)

    return quick


@lru_cache(maxsize=64)
def _with_time(pattern: str) -> Read:
    return _by_pattern(re.compile(_translate(pattern) + _TIME, re.IGNORECASE))


def from_letters(pattern: str) -> str | None:
    """The format that people mean who write `dd.mm.yyyy`, or `TT.MM.JJJJ`, as spreadsheets do."""
    out: list[str] = []
    for letters, rest in _LETTERS.findall(pattern):
        known = _BY_LETTERS.get(letters.casefold())
        if letters and known is None:
            return None
        is_minute = known == "%m" and any(hour in out for hour in ("%H", "%I"))
        out += ["%M" if is_minute else known] if known else [rest]
    meant = "".join(out)
    try:
        read_as(meant)
    except UnknownFormat:
        return None
    return meant


def _translate(pattern: str) -> str:
    if pattern == "%Y%m%d":
        return _FIXED_WIDTH["Ymd"]
    out, at, seen = [], 0, set()
    while at < len(pattern):
        if pattern[at] != "%":
            out.append("[ \u00a0\u202f]+" if pattern[at] == " " else re.escape(pattern[at]))
            at += 1
            continue
        letter = pattern[at + 1 : at + 2]
        if letter not in _DIRECTIVES:
            raise UnknownFormat(f"`%{letter}` means nothing in a date format")
        if letter in seen and letter != "%":
            raise UnknownFormat(f"`%{letter}` stands twice in it")
        seen.add(letter)
        out.append(_DIRECTIVES[letter])
        at += 2
    if not seen & {"Y", "y"}:
        raise UnknownFormat("it has no year (%Y or %y)")
    if len(seen & {"b", "B", "m", "q", "V"}) > 1 or len(seen & {"Y", "y"}) > 1:
        raise UnknownFormat("it names the year or the month twice")
    return "".join(out)


class Inference(Struct, frozen=True):
    """The format that alone reads a whole column; else the cell that leaves it open and its readings.

    `moments` holds what `iso` cells were read as, so that they need not be read twice.
    """

    format: str | None
    open: str | None = None
    readings: tuple[tuple[str, datetime.date], ...] = ()
    best: str | None = None
    moments: Mapping[str, Moment] = field(default_factory=dict)


def infer_format(cells: Iterable[str]) -> Inference:
    """The one format of a column. `iso` is never in doubt; `03/04/2025` is until a day above 12 decides."""
    distinct = list(cells)
    moments = {cell: moment for cell in distinct if (moment := read_iso(cell)) is not None}
    if len(moments) == len(distinct):
        return Inference("iso", moments=moments)
    left = list(DAYS)
    fits = dict.fromkeys(DAYS, 0)
    for cell in distinct:
        good = [format_ for format_ in left if _with_time(format_)(cell) is not None]
        if good:
            left = good
        for format_ in good:
            fits[format_] += 1
    best = max(left, key=lambda format_: fits[format_])
    if fits[best] < len(distinct):
        return Inference(None, best=best if fits[best] else None)
    for cell in distinct:
        readings = {format_: _with_time(format_)(cell) for format_ in left}
        days = {format_: moment.date() for format_, moment in readings.items() if moment is not None}
        if len(set(days.values())) > 1:
            return Inference(None, cell, tuple(days.items()))
    return Inference(best)


def read_inferred(pattern: str) -> Read:
    """The function that reads what `infer_format` found: the day in that format, and a time of day if there is one."""
    return read_iso if pattern == "iso" else _with_time(pattern)
