"""Exports of SurveyMonkey: the questions in the first row, their choices in the second."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cjmsite.api import Drop, Format, Look, signs

_ANSWERS = (
    *("Response", "Open-Ended Response", ""),
    *("Antwort", "Offene Antwort", "Beantwortung mit offenem Ende", "Réponse", "Réponse ouverte", "Respuesta"),
    *("Respuesta abierta", "Resposta", "Resposta aberta", "Risposta", "Risposta aperta", "Antwoord", "Open antwoord"),
    *("Svar", "Öppet svar", "Åbent svar", "回答", "自由回答"),
)
"""What stands below a question that has no choices to name, in the languages of the survey's author."""
_PEOPLE = 5
_RESPONDENT = re.compile(r"\d{5,}")
_IDS = (
    *("Respondent ID", "RespondentID", "Teilnehmer-ID", "Befragten-ID", "ID du répondant", "ID del encuestado"),
    *("ID do respondente", "ID rispondente", "ID van respondent", "Respondent-id"),
)
"""How the ids of respondents are called. No answer is without one: only the second header row of a file is."""
_CALLED = re.compile(r"Respondent ?ID", re.IGNORECASE)
_ITS_ID = re.compile(r"[1-9]\d{8,11}")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Two rows; one where somebody took out the second, so that the first answer follows."""
    if len(rows) > 1 and rows[1] and _RESPONDENT.fullmatch(rows[1][0].strip()):
        return 1
    return 2


def name_column(levels: tuple[str, ...]) -> str:
    """The question, and the choice behind ` / ` where a question has several."""
    question, *choices = (level for at, level in enumerate(levels) if at == 0 or level not in _ANSWERS)
    return " / ".join((question, *choices))


def check_header(header: Sequence[Sequence[str]]) -> str | None:
    """Whether the second row is one of choices, and if not, what that means."""
    choices = [cell.strip() for cell in header[1]] if len(header) > 1 else []
    known = any(cell and cell in _ANSWERS for cell in choices)
    if len(header) == 1 or known or len(choices) < len(header[0]) or not all(choices):
        return None
    return "its second row should hold the choices of the questions, like `Response`, and looks like an answer"


def _has_choices_below(look: Look) -> bool:
    """Whether the second row says nothing below what is known of a person, and choices below the questions."""
    for table in look.tables:
        if len(table.rows) < 3:
            continue
        _, below, first = table.rows[:3]
        blank = len(below) > _PEOPLE and not any(cell.strip() for cell in below[:_PEOPLE])
        if blank and any(cell.strip() for cell in below) and first and _RESPONDENT.fullmatch(first[0].strip()):
            return True
    return False


def _has_its_ids(look: Look) -> bool:
    """Whether the first column is called after respondents, and its first cell is a number of nine digits or more."""
    heads = ((table.rows[0][0].strip(), table.rows[1][:1]) for table in look.tables if len(table.rows) > 1)
    return any(_CALLED.fullmatch(name) and first and _ITS_ID.fullmatch(first[0].strip()) for name, first in heads)


SURVEYMONKEY = Format(
    "surveymonkey",
    "SurveyMonkey, with the questions in the first row and the choices in the second",
    expects=(
        "Two header rows: the question, and below it `Response`, `Open-Ended Response` or a choice. A column "
        "is called by its question, and one of several choices as `question / choice`. Dates are American, "
        "like 01/02/2026 10:00:00 AM. Where somebody took out the second row, choices are called by their place."
    ),
    reads=("text", "xlsx"),
    header_rows=2,
    find_header=find_header,
    name_of=name_column,
    check_header=check_header,
    drops=tuple(Drop(name, ("", *_IDS), "the header again") for name in _IDS),
    signs=(
        signs.has_row_like(2, r"(?:Open-Ended )?Response$", "its second row says `Response`", 8),
        signs.Sign("its second row names choices, and nothing below the people", 10, _has_choices_below),
        signs.has_columns("Respondent ID", "Collector ID", weight=8),
        signs.has_columns("RespondentID", "CollectorID", weight=8),
        signs.begins_with_column(r"Respondent ?ID", "its first column is the respondent's id", 4),
        signs.Sign("its respondents have ids as SurveyMonkey gives them", 6, _has_its_ids),
    ),
)
