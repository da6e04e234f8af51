"""Exports of LimeSurvey: one row per response, sent or only begun, under codes, questions or both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from cjmsite.api import Drop, Format, RawTable, signs, warning

_CODES = (
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "seed",
    "token",
    "startdate",
    "datestamp",
    "ipaddr",
    "refurl",
)
_CODE_AND_TEXT = re.compile(rf"({'|'.join(_CODES)})\. ?\S.*")
_SUBMITTED = (
    *("Date submitted", "Datum Abgeschickt", "Date de soumission", "Fecha de envío", "Data de envio"),
    *("Data de submissão", "Data di invio", "Data invio", "Datum verzonden", "Datum ingediend", "Data przesłania"),
    *("Data wysłania", "Inlämningsdatum", "Dato sendt", "Innsendingsdato", "Дата отправки", "送信日", "提交日期"),
)
_UNSENT = ("", "N/A", "{question_not_shown}")
_LAST_PAGE = (
    *("Last page", "Letzte Seite", "Dernière page", "Última página", "Ultima pagina", "Laatste pagina"),
    *("Ostatnia strona", "Sista sida", "Sista sidan", "Sidste side", "Siste side", "Последняя страница"),
    *("最終ページ", "最后一页"),
)
_LANGUAGE = (
    *("Start language", "Start-Sprache", "Startsprache", "Langue de départ", "Lenguaje inicial", "Idioma inicial"),
    *("Idioma de inicio", "Lingua iniziale", "Starttaal", "Początkowy język", "Język początkowy", "Startspråk"),
    *("Startsprog", "Начальный язык", "Язык начала", "開始言語", "开始语言"),
)
"""How the columns of every response are called, in the languages of surveys."""


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """One row; two where the questions stand above the codes, as in a file that is meant to be imported again."""
    return 2 if len(rows) > 1 and _has_codes(rows[1]) and not _has_codes(rows[0]) else 1


def name_column(levels: tuple[str, ...]) -> str:
    """The code where there is one; `submitdate. Date submitted` is `submitdate` in any language."""
    found = _CODE_AND_TEXT.fullmatch(levels[-1])
    return found[1] if found else levels[-1]


def tell_unsent(table: RawTable) -> RawTable:
    """The table, with a finding where nothing in it says which responses were sent."""
    written = {heading.written.casefold() for heading in table.headings}
    if written & {name.casefold() for name in ("submitdate", *_SUBMITTED)}:
        return table
    message = "no column says when a response was sent, so those that were only begun count, too"
    hint = "export it again with `Date submitted`, or only its complete responses"
    return replace(table, problems=(*table.problems, warning("perhaps-unfinished", message, hint=hint)))


def _has_codes(row: Sequence[str]) -> bool:
    return {"submitdate", "lastpage", "startlanguage"} <= {cell.strip() for cell in row}


LIMESURVEY = Format(
    "limesurvey",
    "LimeSurvey: one row per response; those that were begun and not sent are left out",
    expects=(
        "One header row: codes (`Q1`, `Q2[SQ001]`), questions, or both; of `submitdate. Date submitted` the code is "
        "the name. Cells are parted by commas, semicolons or tabs. A response without a `submitdate` was "
        "begun and not sent, and left out; a source that filters by that column decides itself. Surveys that keep no "
        "times say 1980-01-01 for all: that is no day. `N/A` was not asked. Choices are codes or words, as was chosen. "
        "Files made to be imported again (`vvexport_…`), with two header rows, are known too, and JSON of the "
        "interface, read from `responses`."
    ),
    reads=("text", "xlsx", "json"),
    root=("responses",),
    find_header=find_header,
    name_of=name_column,
    null_values=("N/A", "{question_not_shown}", "1980-01-01 00:00:00", "1980-01-01"),
    drops=tuple(
        Drop(name, ("", "N/A", "{question_not_shown}"), "begun, not sent") for name in ("submitdate", *_SUBMITTED)
    ),
    reshape=tell_unsent,
    signs=(
        signs.has_columns("submitdate", "lastpage", "startlanguage", least=2),
        signs.has_columns("startlanguage", "datestamp", "startdate", "seed", least=3),
        signs.has_column_like(r"submitdate\. ?\S.*", "a column is called `submitdate. …`"),
        signs.has_one_of_each(_SUBMITTED, _LANGUAGE, says="it says in which language a response began"),
        signs.has_one_of_each(_SUBMITTED, _LAST_PAGE, says="it says on which page a response ended"),
        signs.has_keys("responses.submitdate", "responses.startlanguage"),
        signs.has_column_like(r"\w+\[SQ\d{3}\]", "columns are called like `Q2[SQ001]`", 6),
        signs.is_named_like(r"(?:results-survey|vvexport_|survey_\d+_R_data)", 4),
    ),
)
