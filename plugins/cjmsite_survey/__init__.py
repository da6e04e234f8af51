"""Exports of survey tools, whose header takes two or three rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from cjmsite.api import Drop, Format, hookimpl

_IMPORT_ID = re.compile(r'\{\s*"ImportId"')
_ANSWERS = ("Response", "Open-Ended Response", "")


def check_qualtrics(header: Sequence[Sequence[str]]) -> str | None:
    """Whether the third row holds the ids that Qualtrics writes there, and if not, what that means."""
    if len(header) != 3:
        return f"a Qualtrics export has three header rows, not {len(header)}"
    if all(_IMPORT_ID.match(cell.strip()) for cell in header[2] if cell.strip()) and any(header[2]):
        return None
    return 'its third row should hold Qualtrics\' import ids, like {"ImportId":"QID1"}, and does not'


def name_qualtrics(levels: tuple[str, ...]) -> str:
    """The id of a question: the text below it is in the language of the person who exported it."""
    return levels[0]


def name_surveymonkey(levels: tuple[str, ...]) -> str:
    """The question, and the choice behind ` / ` where a question has several."""
    question, *choices = (level for at, level in enumerate(levels) if at == 0 or level not in _ANSWERS)
    return " / ".join((question, *choices))


FORMATS = (
    Format(
        "qualtrics",
        "Qualtrics, CSV or TSV with its three header rows; previews and unfinished answers are left out",
        header_rows=3,
        name_of=name_qualtrics,
        check_header=check_qualtrics,
        drops=(
            Drop("Status", ("1", "Survey Preview"), "a preview, not an answer"),
            Drop("Finished", ("0", "False", "FALSE", "false"), "not finished"),
        ),
    ),
    Format(
        "surveymonkey",
        "SurveyMonkey, with the questions in the first row and the choices in the second",
        header_rows=2,
        name_of=name_surveymonkey,
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """Qualtrics and SurveyMonkey."""
    return FORMATS
