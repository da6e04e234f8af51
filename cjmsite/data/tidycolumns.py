"""What a tidy KPI file holds: the columns of one value each row."""

from __future__ import annotations

from cjmsite.model.source import Column

DIMENSIONS = ("persona", "segment", "channel", "touchpoint", "stage", "journey")
_TEXT, _NUMBER = Column.model_construct(), Column.model_construct(type="number")
COLUMNS: tuple[tuple[str, Column], ...] = (
    ("metric", _TEXT),
    ("date", Column.model_construct(type="date")),
    ("value", _NUMBER),
    ("n", Column.model_construct(type="integer")),
    ("numerator", _NUMBER),
    ("denominator", _NUMBER),
    *((name, _TEXT) for name in DIMENSIONS),
)
REQUIRED = ("metric", "date", "value")
