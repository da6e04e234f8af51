"""Exports of Qualtrics: ids, questions and import ids in three header rows, or the two rows of the old exporter."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from cjmsite.api import Drop, Format, Guard, RawTable, signs

_IMPORT_ID = re.compile(r'\{\s*"ImportId"')
_OLD_ID = re.compile(r"V\d{1,2}")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Two rows where the old exporter wrote them or where the questions were left out, else three."""
    if _is_old(rows) or (len(rows) > 1 and _holds_import_ids(rows[1])):
        return 2
    return 3


def check_header(header: Sequence[Sequence[str]]) -> str | None:
    """Whether the last row holds the ids that Qualtrics writes there, and if not, what that means."""
    if _is_old(header) or (len(header) in (2, 3) and _holds_import_ids(header[-1])):
        return None
    if len(header) != 3:
        return f"a Qualtrics export has three header rows, not {len(header)}"
    return 'its third row should hold Qualtrics\' import ids, like {"ImportId":"QID1"}, and does not'


def name_column(levels: tuple[str, ...]) -> str:
    """The id of a question: the text below it is in the language of the person who exported it.

    The old exporter numbers what it knows of an answer, as in `V10`, and says below what that is: `Finished`.
    """
    if len(levels) == 2 and _OLD_ID.fullmatch(levels[0]) and levels[1]:
        return levels[1]
    return levels[0]


def tell_zone(table: RawTable) -> RawTable:
    """The table, with a note on the time zone in which it was exported."""
    zones = set()
    for heading in table.headings:
        try:
            said = json.loads(heading.levels[-1]) if _IMPORT_ID.match(heading.levels[-1]) else {}
        except ValueError:
            continue
        if isinstance(zone := said.get("timeZone"), str):
            zones.add("UTC" if zone == "Z" else zone)
    told = tuple(f"its times are those of {zone}" for zone in sorted(zones))
    return replace(table, notes=table.notes + told)


def _holds_import_ids(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(_IMPORT_ID.match(cell) for cell in filled)


def _is_old(rows: Sequence[Sequence[str]]) -> bool:
    if len(rows) < 2 or not rows[0] or not rows[1]:
        return False
    return rows[0][0].strip().lstrip("\ufeff") == "V1" and rows[1][0].strip().replace(" ", "") == "ResponseID"


PREVIEWS = ("1", "2", "9", "17", "Survey Preview", "Survey Test", "Preview Spam", "Offline Survey Preview")
SPAM = ("8", "12", "Spam", "Possible Spam", "Imported Spam")

QUALTRICS = Format(
    "qualtrics",
    "Qualtrics, with its three header rows; previews, spam and unfinished answers are left out",
    expects=(
        "CSV, TSV or a workbook with three header rows: ids, questions, and import ids like "
        '`{"ImportId":"QID1"}`. Columns are called by their ids (`Q12`). The old exporter\'s two rows are '
        "known too; there `V10` is called by what stands below it, `Finished`. A question for NPS has a "
        "second column `Q12_NPS_GROUP`, which is refused as a number. A source with a filter on `Status` or "
        "`Finished` decides itself which answers count."
    ),
    reads=("text", "xlsx"),
    header_rows=3,
    find_header=find_header,
    name_of=name_column,
    check_header=check_header,
    reshape=tell_zone,
    drops=(
        Drop("Status", PREVIEWS, "a preview, not an answer"),
        Drop("Status", SPAM, "spam, says Qualtrics"),
        Drop("Finished", ("0", "False", "FALSE", "false"), "not finished"),
    ),
    guards=(
        Guard(
            r".*_NPS_GROUP",
            "it holds the groups 1 for detractors, 2 for passives and 3 for promoters, whose mean says nothing",
            "map the answer itself, from 0 to 10: its column has the same name without `_NPS_GROUP`",
        ),
    ),
    signs=(
        signs.has_row_like(3, _IMPORT_ID.pattern, "its third row holds import ids"),
        signs.has_row_like(2, _IMPORT_ID.pattern, "its second row holds import ids"),
        signs.has_row_like(2, r"Response ?ID$", "its second row says what `V1`, `V2` … are", 5),
        signs.begins_with_column(r"V1", "its first column is `V1`", 5),
        signs.has_columns(
            "ResponseId", "RecordedDate", "Finished", "Progress", "DistributionChannel", least=3, weight=6
        ),
    ),
)
