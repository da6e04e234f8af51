"""Exports of form builders, with one header row: Typeform and Google Forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from cjmsite.api import Drop, Format, RawTable, Row, change_rows, error, signs

_STAMPS = (
    "Timestamp",
    "Zeitstempel",
    "Horodateur",
    "Marca temporal",
    "Marca de tiempo",
    "Marca de temps",
    "Informazioni cronologiche",
    "Carimbo de data/hora",
    "Indicação de data e hora",
    "Tijdstempel",
    "Tidstämpel",
    "Tidsstempel",
    "Tidsmerke",
    "Aikaleima",
    "Sygnatura czasowa",
    "Časové razítko",
    "Časová značka",
    "Časovna oznaka",
    "Vremenska oznaka",
    "Időbélyeg",
    "Marcaj de timp",
    "Ajatempel",
    "Laika zīmogs",
    "Laiko žyma",
    "Zaman damgası",
    "Χρονική σήμανση",
    "Отметка времени",
    "Позначка часу",
    "Клеймо с дата и час",
    "חותמת זמן",
    "طابع زمني",
    "Stempel waktu",
    "Cap waktu",
    "Dấu thời gian",
    "ประทับเวลา",
    "タイムスタンプ",
    "타임스탬프",
    "时间戳记",
    "时间戳",
    "時間戳記",
)
"""How Google's sheets call the time of an answer, in the language of the form's owner."""
_ZONE = re.compile(r"\s+(?:(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,5})$")
_SCRIPT = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<day>[A-Z][a-z]{2} \d{2} \d{4} \d{2}:\d{2}:\d{2})"
    r" GMT[+-]\d{4}(?: \((?P<zone>.+)\))?"
)
_HALVES = {"오전": "AM", "오후": "PM", "上午": "AM", "下午": "PM", "午前": "AM", "午後": "PM"}
_DOTTED = re.compile(
    r"(?P<day>(?:.*\d{4}|\d{4}-\d{2}-\d{2}),? )(?:kl\.? )?(?P<h>\d{1,2})[.:](?P<m>\d{2})(?:[.:](?P<s>\d{2}))?"
)
"""A time whose parts are parted by dots, or that says that it is one, as in Denmark: `13/09/2026 kl. 13.00.00`."""
_HALF_FIRST = re.compile(rf"(?P<day>.*\d)\.? ?(?P<half>{'|'.join(_HALVES)}) ?(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)")


def read_stamps(table: RawTable) -> RawTable:
    """The table of a form, its times as the clock of the form's owner shows them: without the name of the zone."""
    first = table.headings[0].written if table.headings else ""
    if first.casefold() not in _KNOWN_STAMPS:
        return table
    zones: set[str] = set()
    header = [heading.written for heading in table.headings]
    problems = table.problems
    for line, row in table.rows():
        if row and (zone := _read_stamp(row[0])[1]):
            zones.add(zone)
        if row and row[0].strip() == first and [cell.strip() for cell in row] != header and not problems:
            message = f"line {line} is a header again, with other columns, or in another order: two forms in one file"
            problems = (error("other-header", message, hint="keep each form in a file of its own"),)

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for line, row in rows:
            yield line, [_read_stamp(row[0])[0], *row[1:]] if row else row

    told = f"times are those of the form's owner, who calls the zone {' or '.join(sorted(zones))}"
    changed = change_rows(table, change)
    return replace(changed, notes=(*table.notes, *([told] if zones else [])), problems=problems)


_KNOWN_STAMPS = frozenset(word.casefold() for word in _STAMPS)


def _read_stamp(cell: str) -> tuple[str, str]:
    """A time without its zone, its half of the day behind it and not before, and how the zone is called."""
    text = cell.strip()
    if script := _SCRIPT.fullmatch(text):
        return script["day"], script["zone"] or ""
    zone = _ZONE.search(text)
    text = text[: zone.start()] if zone else text
    if found := _HALF_FIRST.fullmatch(text):
        text = f"{found['day']} {found['clock']} {_HALVES[found['half']]}"
    elif found := _DOTTED.fullmatch(text):
        text = f"{found['day']}{found['h']}:{found['m']}:{found['s'] or '00'}"
    return text, zone[0].strip() if zone else ""


def find_typeform_header(rows: Sequence[Sequence[str]]) -> int:
    """Two rows where somebody wrote the questions above their choices, else one."""
    return 2 if len(rows) > 1 and rows[1] and rows[1][0].strip() == "#" and rows[0][:1] == [""] else 1


def name_typeform_column(levels: tuple[str, ...]) -> str:
    """What Typeform itself calls a column."""
    return levels[-1]


TYPEFORM = Format(
    "typeform",
    "Typeform, one column per question or choice; answers that were begun and not sent are left out",
    expects=(
        "One header row. A question with several answers to choose has a column for each, which holds the "
        "choice or nothing; `Other` and the like come several times, and are `Other`, `Other [2]` and so on. "
        "Times are UTC. `None` can be an answer, and is never taken for a missing one."
    ),
    reads=("text", "xlsx"),
    find_header=find_typeform_header,
    name_of=name_typeform_column,
    drops=(
        Drop("#", ("#",), "the header again"),
        Drop("Response Type", ("started", "partial", "incomplete"), "begun, not sent", known=("completed",)),
    ),
    signs=(
        signs.begins_with_column("#", "its first column is `#`", 4),
        signs.has_columns("Start Date (UTC)", "Submit Date (UTC)", weight=8),
        signs.has_columns("Submit Date (UTC)", "Network ID", weight=6),
        signs.has_columns("Response Type", "Stage Date (UTC)", "Ending", least=2, weight=4),
    ),
)

GOOGLE_FORMS = Format(
    "google-forms",
    "Google Forms, by way of its sheet or as CSV; the first column is the time of the answer",
    expects=(
        "The first column is the time of the answer, in the way of the sheet's country: where 3/4/2026 leaves "
        "open which is the month, say `format:`. CSV made by the form itself names a zone behind each time; "
        "times are kept as that clock showed them. Choices of a checkbox question stand in one cell, parted "
        "by commas."
    ),
    reads=("text", "xlsx"),
    reshape=read_stamps,
    signs=(
        signs.begins_with_column("|".join(re.escape(word) for word in _STAMPS), "its first column is `Timestamp`", 6),
        signs.has_row_like(
            2,
            r"\d{4}/\d{2}/\d{2} \d{1,2}:\d{2}:\d{2} (?:[AP]M|[ap]\.\s?m\.) \S+$",
            "its first times look like 2026/09/06 9:06:16 AM EDT",
            6,
            first=True,
        ),
        signs.has_row_like(
            2, _SCRIPT.pattern, "its first times look like Sun Sep 06 2026 09:06:16 GMT-0500", 4, first=True
        ),
        signs.has_row_like(
            2,
            r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}(?:[/-]|\. ?)\d{1,2}(?:[/-]|\. ?)\d{1,2}),? "
            rf"(?:kl\.? |(?:{'|'.join(_HALVES)}) ?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?: ?[ap]\. ?m\.)?$",
            "its first cell is a time",
            4,
            first=True,
        ),
        signs.is_named_like(r".*\((?:Responses|Antworten|réponses|respuestas)\)", 4),
    ),
)
