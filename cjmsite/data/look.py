"""A first look at a file, before anybody said what it is: enough to recognise it by, and no more."""

from __future__ import annotations

from msgspec import Struct, field


class SeenTable(Struct, frozen=True):
    """The beginning of a table, sheet or block: what stood above it, and its first rows, headers among them."""

    rows: tuple[tuple[str, ...], ...]
    comments: tuple[str, ...] = ()
    name: str | None = None


class Look(Struct, frozen=True):
    """What a file shows at first sight.

    `container` is `text`, `json`, `ndjson`, `xlsx`, `parquet` or `xml`; `keys` are the names in records and around
    them, of nested ones the whole path (`rows.dimensionValues`); `start` is the beginning of a text as it stands,
    and `end` that of a long one.
    """

    name: str
    container: str = "text"
    encoding: str | None = None
    delimiter: str | None = None
    tables: tuple[SeenTable, ...] = ()
    keys: frozenset[str] = field(default_factory=frozenset)
    start: str = ""
    end: str = ""
