"""Files of no vendor: delimited text, JSON, Parquet, workbooks, and tidy files, whose rows are figures already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import TIDY_COLUMNS, TIDY_REQUIRED, Format, Unit, hookimpl, signs

_MONEY = (
    r"(?:(?:gross|net|total|order|deal|payment|item|sales|unit) )?(?:amount|revenue|price|cost|spend|fee)s?"
    r"|amount (?:spent|refunded|paid)|(?:sub)?total|gross|net|sales|umsatz|betrag|preis|montant|prix"
    r"|chiffre d.affaires|importe|ingresos|precio|receita|omzet|bedrag|fatturato|importo|intäkter|belopp"
)
_UNITS = (
    Unit(rf"converted (?:{_MONEY})", r"converted currency", "currencies"),
    Unit(
        _MONEY,
        r"(?:(?:payment|transaction|order|account|item|deal) )?currency(?: ?code)?"
        r"|währung|devise|moneda|divisa|moeda|valuta|waluta",
        "currencies",
    ),
    Unit(r"results?|(?:cost|kosten) (?:per|pro) results?", r"result (?:indicator|type)", "kinds of result"),
)
"""What does not add up: amounts in several currencies, or clicks that one advertisement led to with another's sales."""

FORMATS = (
    Format(
        "csv",
        "Comma-separated text; other delimiters are found by themselves",
        units=_UNITS,
        signs=(signs.is_a("text"),),
    ),
    Format(
        "tsv",
        "Tab-separated text",
        delimiter="\t",
        units=_UNITS,
        signs=(signs.is_a("text"), signs.is_parted_by("\t", "its cells are parted by tabs")),
    ),
    Format(
        "json",
        "JSON: rows are objects or lists, columns or records under keys; of several lists `root: data.rows` says which",
        reads=("json",),
        units=_UNITS,
        signs=(signs.is_a("json"),),
    ),
    Format("ndjson", "JSON Lines: one record on each line", reads=("ndjson",), units=_UNITS),
    Format("parquet", "Apache Parquet", reads=("parquet",), signs=(signs.is_a("parquet"),)),
    Format(
        "xlsx",
        "Excel workbooks; `table: {sheet: Data, range: A5:F200}` says which part, values are those that were saved",
        reads=("xlsx",),
        units=_UNITS,
        signs=(signs.is_a("xlsx"),),
    ),
    Format(
        "tidy",
        "One row per figure: metric, date, value and, if known, n, numerator, denominator and dimensions",
        columns=TIDY_COLUMNS,
        required=TIDY_REQUIRED,
        tidy=True,
        signs=(signs.has_columns("metric", "date", "value"),),
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """Delimited text, JSON, Parquet, workbooks and tidy files."""
    return FORMATS
