"""Exports of programmes that ask customers all year: Delighted, Medallia, XM Discover and Google Play."""

from __future__ import annotations

import re

from msgspec.structs import replace

from cjmsite.api import Format, Guard, RawTable, Unit, count_of, signs

DELIGHTED = Format(
    "delighted",
    "Delighted: one row per answer, with `score` and `created_at` in seconds since 1970",
    expects=(
        "A CSV of answers, or the JSON of its API: `score` from 0 to 10, `comment`, `created_at` in seconds "
        "since 1970 and whatever properties were sent along. For a date say `{type: datetime, format: unix}`."
    ),
    unseen=True,
    reads=("text", "json", "xlsx"),
    units=(Unit(r"score", r"survey[_ ]type", "kinds of survey"),),
    signs=(
        signs.has_columns("score", "comment", "created_at", "survey_type", weight=10),
        signs.has_columns("score", "comment", "person_properties", weight=10),
        signs.has_columns("Score", "Comment", "Survey Type", "Created At", weight=10),
        signs.has_columns("score", "comment", "Delighted Source", "Delighted Email Subject", least=3, weight=10),
        signs.has_columns("score", "comment", "person id", "survey response id", "response id", least=3, weight=8),
        signs.is_named_like(r"delighted", 4),
    ),
)

MEDALLIA = Format(
    "medallia",
    "Medallia: Agent Connect's requests and answers, or an export of Experience Cloud by its field ids",
    expects=(
        "Agent Connect's CSV has one row per request, answered or not: leave out those with an empty "
        "`response_received_at`. Its times are UTC. An export of Experience Cloud calls its columns by field "
        "ids like `q_…`, `a_…` and `e_responsedate`, or by labels that each programme chooses."
    ),
    unseen=True,
    reads=("text", "json", "xlsx"),
    signs=(
        signs.has_columns("request_id", "request_sent_at", "response_received_at", "star_rating", least=3, weight=10),
        signs.has_columns("e_responsedate", "a_surveyid", "e_creationdate", "e_status", least=2, weight=8),
        signs.has_column_like(r"[qake]_[a-z0-9_]+", "it has columns like `q_likelihood_to_recommend`", 2),
        signs.is_named_like(r"medallia", 4),
    ),
)

_DOCUMENT = re.compile(r"(?:natural|document)[_ ]id|id[_ ]document", re.IGNORECASE)


def tell_documents(table: RawTable) -> RawTable:
    """The table, with a note where its documents have several rows: a count or a mean over rows is one of sentences."""
    at = next((at for at, heading in enumerate(table.headings) if _DOCUMENT.fullmatch(heading.written)), None)
    if at is None:
        return table
    rows, documents = 0, set()
    for _, row in table.rows():
        if at < len(row) and row[at].strip():
            rows += 1
            documents.add(row[at].strip())
    if rows == len(documents):
        return table
    note = (
        f"its {count_of(rows, 'row')} are of {count_of(len(documents), 'document')}: rows are sentences, not documents"
    )
    return replace(table, notes=(*table.notes, note))


XM_DISCOVER = Format(
    "xm-discover",
    "XM Discover (Clarabridge): one row per sentence or document; count documents by their id",
    expects=(
        "A CSV, workbook or JSON of documents. An export by sentence has several rows per document: count "
        "documents by their id, and average a score of the document over documents, not over rows. Sentiment "
        "goes from -5 to 5."
    ),
    unseen=True,
    reads=("text", "json", "xlsx"),
    guards=(
        Guard(
            r"(?i)(?:natural[_ ]id|document[_ ]id|id[_ ](?:document|sentence))",
            "it names a document, and its digits count nothing",
            "say `type: text`, and count its documents with `measure: count_distinct`",
        ),
    ),
    reshape=tell_documents,
    signs=(
        signs.has_columns("natural_id", "document_date", "sentiment", "verbatim", "sentence", least=3, weight=10),
        signs.has_columns("Natural ID", "Document Date", "Sentiment", "Verbatim", "Sentence", least=3, weight=10),
        signs.has_columns("Document ID", "Document Date", "Sentiment", "Sentence", least=3, weight=10),
        signs.has_column_like(r"cb_[a-z_]+|_(?:doc_date|doc_time|id_document)", "it has Clarabridge's own columns", 6),
    ),
)

GOOGLE_PLAY = Format(
    "google-play",
    "Google Play: monthly reviews, or ratings by day, as the Play Console writes them (UTF-16)",
    expects=(
        "The CSV files of the Play Console are in UTF-16 with a byte order mark and parted by commas. "
        "`reviews_…` have one row per review with stars from 1 to 5 and times in UTC; the current month's "
        "file is written anew each day, so keep only the last one. `ratings_…` have an average per day: a "
        "mean of those means is not the mean of all."
    ),
    unseen=True,
    reads=("text", "xlsx"),
    signs=(
        signs.has_columns("Package Name", "Star Rating", "Review Submit Date and Time", weight=10),
        signs.has_columns("Package Name", "Daily Average Rating", "Total Average Rating", weight=10),
        signs.has_columns("Date", "Package Name"),
        signs.is_encoded_as("utf-16-le", 1),
        signs.is_named_like(r"(?:reviews|ratings)_[a-z0-9_.]+_\d{6}"),
    ),
)
