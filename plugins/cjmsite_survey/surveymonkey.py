"""Exports of SurveyMonkey: the questions in the first row, their choices in the second."""

from __future__ import annotations

from collections.abc import Sequence

from cjmsite.api import Format, signs

_ANSWERS = ("Response", "Open-Ended Response", "")


def name_column(levels: tuple[str, ...]) -> str:
    """The question, and the choice behind ` / ` where a question has several."""
    question, *choices = (level for at, level in enumerate(levels) if at == 0 or level not in _ANSWERS)
    return " / ".join((question, *choices))


def check_header(header: Sequence[Sequence[str]]) -> str | None:
    """Whether the second row is one of choices, and if not, what that means."""
    choices = [cell.strip() for cell in header[1]] if len(header) > 1 else []
    if any(cell in _ANSWERS[:2] for cell in choices) or len(choices) < len(header[0]) or not all(choices):
        return None
    return "its second row should hold the choices of the questions, like `Response`, and looks like an answer"


SURVEYMONKEY = Format(
    "surveymonkey",
    "SurveyMonkey, with the questions in the first row and the choices in the second",
    expects=(
        "Two header rows: the question, and below it `Response`, `Open-Ended Response` or a choice. A column "
        "is called by its question, and one of several choices as `question / choice`. Dates are American, "
        "like 01/02/2026 10:00:00 AM."
    ),
    reads=("text", "xlsx"),
    header_rows=2,
    name_of=name_column,
    check_header=check_header,
    signs=(
        signs.has_row_like(2, r"(?:Open-Ended )?Response$", "its second row says `Response`", 8),
        signs.has_columns("Respondent ID", "Collector ID", weight=8),
        signs.has_columns("RespondentID", "CollectorID", weight=8),
        signs.begins_with_column(r"Respondent ?ID", "its first column is the respondent's id", 4),
    ),
)
