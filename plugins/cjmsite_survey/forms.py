"""Exports of form builders, with one header row: Typeform and Google Forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cjmsite.api import Drop, Format, RawTable, Row, change_rows, signs

_STAMPS = (
    "Timestamp",
    "Zeitstempel",
    "Horodateur",
    "Marca temporal",
    "Informazioni cronologiche",
    "Carimbo de data/hora",
    "Tijdstempel",
    "Tidstämpel",
    "Tidsstempel",
    "Aikaleima",
    "Sygnatura czasowa",
)
_ZONE = re.compile(r"\s+(?:(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,5})$")


def read_stamps(table: RawTable) -> RawTable:
    """The table of a form, its times as the clock of the form's owner shows them: without the name of the zone."""
    first = table.headings[0].written if table.headings else ""
    if first not in _STAMPS:
        return table
    zones = {match[0].strip() for _, row in table.rows() if row and (match := _ZONE.search(row[0].strip()))}
    if not zones:
        return table

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for line, row in rows:
            yield line, [_ZONE.sub("", row[0].strip()), *row[1:]] if row else row

    told = f"times are those of the form's owner, who calls the zone {' or '.join(sorted(zones))}"
    return replace(change_rows(table, change), notes=(*table.notes, told))


TYPEFORM = Format(
    "typeform",
    "Typeform, one column per question or choice; answers that were begun and not sent are left out",
    expects=(
        "One header row. A question with several answers to choose has a column for each, which holds the "
        "choice or nothing; `Other` and the like come several times, and are `Other`, `Other [2]` and so on. "
        "Times are UTC. `None` can be an answer, and is never taken for a missing one."
    ),
    reads=("text", "xlsx"),
    drops=(Drop("Response Type", ("started", "partial", "incomplete"), "begun, not sent"),),
    signs=(
        signs.begins_with_column("#", "its first column is `#`", 4),
        signs.has_columns("Start Date (UTC)", "Submit Date (UTC)", "Network ID", weight=10),
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
            r"\d{4}/\d{2}/\d{2} \d{1,2}:\d{2}:\d{2} [AP]M \S+$",
            "its first times look like 2026/09/06 9:06:16 AM EDT",
            6,
        ),
        signs.has_row_like(
            2, r"\d{1,2}[/.]\d{1,2}[/.]\d{4},? \d{1,2}[:.]\d{2}[:.]\d{2}$", "its first cell is a time", 4
        ),
        signs.is_named_like(r".*\((?:Responses|Antworten|réponses|respuestas)\)", 4),
    ),
)
