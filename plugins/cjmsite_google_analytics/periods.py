"""Reports that compare two periods: each row stands once for either, so that each period is a table of its own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from cjmsite.api import Diagnostic, RawTable, Row, warning

_BETWEEN = re.compile(r"(\d{8})-(\d{8})")
_DATED = re.compile(r"[^:：0-9]+[:：]\s*(\d{8})")
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(
    r"(?:date range|zeitraum|datumsbereich|plage de dates|période|periodo|intervalo de fechas|período|"
    r"intervallo di date|datumbereik|datumintervall|期間|日付の範囲|기간)",
    re.IGNORECASE,
)
_MOST = 4
_SAMPLED = re.compile(
    r".*(?:sampl|subset of|thresholding|stichprobe|échantillon|muestr|amostra|campion|steekproef|サンプル|샘플|"
    r"\d ?% of (?:\w+ )?(?:sessions|users|data|events)).*",
    re.IGNORECASE,
)


def part_periods(table: RawTable, comments: Sequence[str]) -> tuple[RawTable, ...]:
    """The tables of each period that a column tells apart; the table itself where there is none, or one period."""
    place = next((at for at, heading in enumerate(table.headings) if _RANGE.fullmatch(heading.written)), None)
    if place is None:
        return (table,)
    named = list(dict.fromkeys(row[place].strip() for _, row in table.rows() if len(row) > place))
    named = [name for name in named if _NUMBER.search(name)]
    if not 1 < len(named) <= _MOST:
        return (table,)
    told = "it compares periods, each of which is a table of its own: a sum over both would count everything twice"
    return tuple(
        replace(
            table,
            rows=partial(_rows_of, table, place, name),
            title=name,
            comments=(*_without_windows(table.comments), *_window_of(name, comments)),
            notes=(*table.notes, told),
        )
        for name in named
    )


def _rows_of(table: RawTable, place: int, name: str) -> Iterator[Row]:
    return ((line, row) for line, row in table.rows() if len(row) > place and row[place].strip() == name)


def _without_windows(comments: Sequence[str]) -> list[str]:
    return [said for said in comments if not _BETWEEN.search(said) and not _DATED.fullmatch(said.strip())]


def _window_of(name: str, comments: Sequence[str]) -> tuple[str, ...]:
    """The days that a period's name means, as a line: both of its days and years stand in the name.

    Days that stand on lines of their own, like `Start date: 20260101`, may be those of either period.
    """
    numbers = {int(number) for number in _NUMBER.findall(name)}
    windows = [match[0] for said in comments if (match := _BETWEEN.fullmatch(said.strip()))]
    dated = [match[1] for said in comments if (match := _DATED.fullmatch(said.strip()))]
    meant = sorted(day for day in dict.fromkeys(dated) if _days_of(day) <= numbers)
    if len(meant) == 2:
        windows.append("-".join(meant))
    return tuple(window for window in windows if _days_of(window) <= numbers)[:1]


def _days_of(window: str) -> set[int]:
    found: set[int] = set()
    for text in window.split("-"):
        try:
            day = datetime.datetime.strptime(text, "%Y%m%d").date()
        except ValueError:
            return {-1}
        found |= {day.year, day.day}
    return found


def tell_of_samples(table: RawTable, comments: Sequence[str]) -> RawTable:
    """The table with a warning for each line above it that says that its numbers are estimates, or withheld."""
    said = [comment for comment in dict.fromkeys(comments) if _SAMPLED.fullmatch(comment)]
    return replace(table, problems=(*table.problems, *map(_sampled, said))) if said else table


def _sampled(comment: str) -> Diagnostic:
    message = f"the file says of its numbers: {comment.strip()!r}"
    return warning("sampled", message, None, "ask for fewer days at a time, and export it again")
