"""Exports of Qualtrics: ids, questions and import ids in three header rows, or what somebody left of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from cjmsite.api import Drop, Format, Guard, RawTable, signs

_IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']""")
_ZONE = re.compile(r"""["']timeZone["']\s*:\s*["']([^"']+)["']""")
_OLD_ID = re.compile(r"V\d{1,2}")
_OWN = (
    "StartDate",
    "EndDate",
    "Status",
    "IPAddress",
    "Progress",
    "Duration (in seconds)",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "ResponseID",
    "ResponseSet",
    "RecipientLastName",
    "ExternalReference",
    "ExternalDataReference",
    "LocationLatitude",
    "LocationLongitude",
    "DistributionChannel",
    "UserLanguage",
)
"""What every answer has, by the ids of the first row."""
_ENOUGH = 5
_ANSWERED = {
    "ResponseId": re.compile(r"R_\w{5,}"),
    "ResponseID": re.compile(r"R_\w{5,}"),
} | dict.fromkeys(
    ("RecordedDate", "StartDate", "EndDate"),
    re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?"),
)
"""What stands below the first ids in an answer, and never in a header."""


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Three rows; fewer where the old exporter wrote the file, or where somebody took out those that say the questions.

    Where the import ids are gone, the header ends where the first answer is known by its id or its time.
    """
    if _is_old(rows):
        return 2
    for at in (1, 2):
        if len(rows) > at and _holds_import_ids(rows[at]):
            return at + 1
    if rows and _is_own(rows[0]):
        return next((at for at in (1, 2) if len(rows) > at and _is_answer(rows[0], rows[at])), 3)
    return 3


def check_header(header: Sequence[Sequence[str]]) -> str | None:
    """Whether the header is one that Qualtrics writes or that is left of it, and if not, what that means."""
    if _is_old(header) or (len(header) in (2, 3) and _holds_import_ids(header[-1])):
        return None
    if len(header) in (1, 2) and _is_own(header[0]):
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
    """The table, with notes on the time zone in which it was exported, and on what it does not say of its answers."""
    zones = {found[1] for heading in table.headings if (found := _ZONE.search(heading.levels[-1]))}
    told = tuple(f"its times are those of {'UTC' if zone == 'Z' else zone}" for zone in sorted(zones))
    names = {heading.name for heading in table.headings}
    unsaid = [name for name in ("Finished", "Status") if name not in names and f"values.{name.lower()}" not in names]
    what = {"Finished": "those that were not finished", "Status": "previews"}
    more = tuple(f"it has no column `{name}`: {what[name]}, if there are any, count too" for name in unsaid)
    return replace(table, notes=table.notes + told + more)


def _is_own(row: Sequence[str]) -> bool:
    return len({cell.strip().lstrip("\ufeff") for cell in row} & set(_OWN)) >= _ENOUGH


def _is_answer(ids: Sequence[str], row: Sequence[str]) -> bool:
    known = ((cell.strip(), _ANSWERED.get(name.strip().lstrip("\ufeff"))) for name, cell in zip(ids, row, strict=False))
    return any(pattern is not None and pattern.fullmatch(cell) for cell, pattern in known)


def _holds_import_ids(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(_IMPORT_ID.match(cell) for cell in filled)


def _is_old(rows: Sequence[Sequence[str]]) -> bool:
    if len(rows) < 2 or not rows[0] or not rows[1]:
        return False
    return rows[0][0].strip().lstrip("\ufeff") == "V1" and rows[1][0].strip().replace(" ", "") == "ResponseID"


def _also_small(*words: str) -> tuple[str, ...]:
    """Words as a workbook writes them, all in capitals, and as the export itself does."""
    return tuple(dict.fromkeys(form for word in words for form in (word, word.capitalize())))


YES = (
    *("1", "True", "TRUE", "true"),
    *_also_small("WAHR", "VRAI", "VERDADERO", "VERO", "VERDADEIRO", "WAAR", "SANT", "SAND", "SANN", "TOSI", "PRAWDA"),
    *_also_small("PRAVDA", "ИСТИНА"),
    "真",
)
NO = (
    *("0", "False", "FALSE", "false"),
    *_also_small("FALSCH", "FAUX", "FALSO", "ONWAAR", "FALSKT", "FALSK", "USANN", "EPÄTOSI", "FAŁSZ", "NEPRAVDA"),
    *_also_small("ЛОЖЬ"),
    "偽",
)
"""Yes and no, also as Excel writes them into a CSV file in other languages."""
ANSWERS = (
    *("0", "4", "16", "32", "48", "IP Address", "Imported", "Offline Response", "EX"),
    *("IP-Adresse", "Adresse IP", "Dirección IP", "Indirizzo IP", "Endereço IP", "IP-adres", "IP-adress", "IP-adresse"),
    *("Adres IP", "IPアドレス", "IP 地址", "IP 주소"),
)
PREVIEWS = (
    *("1", "2", "9", "17", "Survey Preview", "Survey Test", "Preview Spam", "Offline Survey Preview"),
    *("Umfragevorschau", "Vorschau der Umfrage", "Aperçu de l'enquête", "Aperçu de l’enquête", "Aperçu du sondage"),
    *("Vista previa de la encuesta", "Vista previa de encuesta", "Anteprima del sondaggio", "Anteprima sondaggio"),
    *("Visualização da pesquisa", "Prévia da pesquisa", "Voorbeeld van enquête", "Enquêtevoorbeeld"),
    *("Förhandsgranskning av undersökning", "アンケートのプレビュー", "アンケートプレビュー"),
)
SPAM = ("8", "12", "Spam", "Possible Spam", "Imported Spam")

AGAIN = (
    *("ResponseId", "Response ID", "ResponseID", "V1", '{"ImportId":"_recordId"}', "{'ImportId': 'responseId'}"),
    *("Antwort-ID", "ID de réponse", "ID de la réponse", "ID de respuesta", "ID da resposta", "ID risposta"),
    *("Antwoord-ID", "Respons-ID", "Svars-ID", "回答ID"),
)
"""What stands below the id of an answer where a second export was put below the first, with all its header rows."""

QUALTRICS = Format(
    "qualtrics",
    "Qualtrics, with its three header rows; previews, spam and unfinished answers are left out",
    expects=(
        "CSV, TSV or a workbook with three header rows: ids, questions, and import ids like "
        '`{"ImportId":"QID1"}`. Columns are called by their ids (`Q12`). The old exporter\'s two rows are '
        "known too; there `V10` is called by what stands below it, `Finished`. So are files of which somebody took "
        "out the second and the third row. JSON of the interface is read from `responses` (`values.QID1`). A question "
        "for NPS has a second column `Q12_NPS_GROUP`, which is refused as a number. A source with a filter on `Status` "
        "or `Finished` decides itself which answers count."
    ),
    reads=("text", "xlsx", "json"),
    root=("responses",),
    header_rows=3,
    find_header=find_header,
    name_of=name_column,
    check_header=check_header,
    reshape=tell_zone,
    drops=(
        *(Drop(name, AGAIN, "the header again") for name in ("ResponseId", "ResponseID")),
        Drop("Status", PREVIEWS, "a preview, not an answer", known=ANSWERS),
        Drop("Status", SPAM, "spam, says Qualtrics"),
        Drop("Finished", NO, "not finished", known=YES),
        Drop("values.status", PREVIEWS, "a preview, not an answer", known=ANSWERS),
        Drop("values.status", SPAM, "spam, says Qualtrics"),
        Drop("values.finished", NO, "not finished", known=YES),
    ),
    guards=(
        Guard(
            r".*_NPS_GROUP(?:\..*)?",
            "it holds the groups 1 for detractors, 2 for passives and 3 for promoters, whose mean says nothing",
            "map the answer itself, from 0 to 10: its column has the same name without `_NPS_GROUP`",
        ),
    ),
    signs=(
        signs.has_keys("responses.responseId", "responses.values", "responses.displayedFields"),
        signs.has_keys("responseId", "values.recordedDate", "displayedFields"),
        signs.has_row_like(3, _IMPORT_ID.pattern, "its third row holds import ids"),
        signs.has_row_like(2, _IMPORT_ID.pattern, "its second row holds import ids"),
        signs.has_row_like(2, r"Response ?ID$", "its second row says what the columns are", 5),
        signs.begins_with_column(r"V1", "its first column is `V1`", 5),
        signs.has_columns(*_OWN, least=_ENOUGH, says="it has the columns that Qualtrics gives to every answer"),
    ),
)
