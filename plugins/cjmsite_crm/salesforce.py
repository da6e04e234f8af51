"""Exports of Salesforce: records by their API names, and reports by their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cjmsite.api import Format, RawTable, Row, change_rows, listed, signs

_FLAG = re.compile(r"(?:Is|Has)[A-Z]\w*")
_TOTAL = re.compile(r"(?:(?:grand |sub)?totals?|grand summaries|summary)(?: \([\d.,\s]+ records?\))?", re.IGNORECASE)
_ARROW = re.compile(r"\s*[↑↓]\s*$")


def fill_flags(table: RawTable) -> RawTable:
    """The table with `0` for a blank flag: some tools write a checkbox as `1` or nothing, and nothing means no."""
    flags = [at for at, heading in enumerate(table.headings) if _FLAG.fullmatch(heading.written)]
    if not flags:
        return table
    width = len(table.headings)
    said: list[set[str]] = [set() for _ in flags]
    for _, row in table.rows():
        for seen, at in zip(said, flags, strict=True):
            seen.add(row[at].strip() if at < len(row) else "")
    sparse = [at for seen, at in zip(said, flags, strict=True) if seen <= {"", "1"} and "" in seen]
    if not sparse or not any("1" in seen for seen in said):
        return table

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for line, row in rows:
            if not any(row):
                yield line, row
                continue
            cells = [*row, *[""] * (width - len(row))]
            for at in sparse:
                cells[at] = cells[at].strip() or "0"
            yield line, cells

    names = listed(table.headings[at].written for at in sparse)
    note = f"flags are `1` or nothing in it, so that nothing was read as no: {names}"
    return replace(change_rows(table, change), notes=(*table.notes, note))


def is_total(row: Sequence[str]) -> bool:
    """Whether a row of a report sums up others: it says so in the first of its cells that says anything."""
    said = next((cell.strip() for cell in row if cell.strip()), "")
    return bool(_TOTAL.fullmatch(said))


def read_report(table: RawTable) -> RawTable:
    """A report without its totals; columns by which it was grouped, marked with an arrow, hold on to their value."""
    grouped = [at for at, heading in enumerate(table.headings) if _ARROW.search(heading.levels[-1])]
    if not grouped:
        return replace(table, is_total=is_total)

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        held: dict[int, str] = {}
        for line, row in rows:
            cells = list(row)
            if any(cell.strip() for at, cell in enumerate(cells) if at not in grouped) and not is_total(cells):
                for at in grouped:
                    if at < len(cells):
                        cells[at] = held[at] = cells[at] if cells[at].strip() else held.get(at, "")
            yield line, cells

    names = listed(table.headings[at].written for at in grouped)
    note = f"grouped by {names}: a blank there is the value above it"
    return replace(change_rows(table, change), is_total=is_total, notes=(*table.notes, note))


def name_of_label(levels: tuple[str, ...]) -> str:
    """A label without the arrow that shows how a report is grouped."""
    return _ARROW.sub("", levels[-1])


SALESFORCE = Format(
    "salesforce",
    "Salesforce records: Data Loader, SFDMU, members of the weekly export (`weekly.zip!Case.csv`), Excel",
    expects=(
        "One row per record under API names (`StageName`, or `STAGENAME` from Data Loader). Success files of Data "
        "Loader have a further `STATUS`. Times are UTC with their offset: say whose days count with `timezone:`. A "
        "file saved from Excel has the days of that computer: say `format:`. Flags (`IsClosed`) that are `1` or "
        "nothing are read as yes and no. `#N/A` means nothing. JSON of the REST interface is read from `records`."
    ),
    reads=("text", "xlsx", "json"),
    root=("records",),
    null_values=("#N/A",),
    reshape=fill_flags,
    signs=(
        signs.has_columns(
            "CreatedById",
            "LastModifiedById",
            "SystemModstamp",
            "IsDeleted",
            "OwnerId",
            "OpportunityHistoryKey",
            "StageName",
            "RecordTypeId",
            least=2,
        ),
        signs.has_columns("Id", "StageName", "CloseDate", weight=10),
        signs.has_columns("CaseNumber", "IsClosed", "Origin", least=2, weight=8),
        signs.has_column_like(r"\w+__c", "it has custom fields, which end in `__c`", 8),
        signs.is_named_like(r"(Opportunity|OpportunityHistory|Case|Lead|Account|Campaign|Contact)\.csv$"),
    ),
)

SALESFORCE_REPORT = Format(
    "salesforce-report",
    "Salesforce reports, `Details Only` or formatted, without totals and without the lines below",
    expects=(
        "One row per record under labels, in the running user's language, dates and numbers: where those leave doubt, "
        "say `locale:` and `format:`. The lines below the table (`Grand Totals (5700 records)`, copyright, who made "
        "it) are left out, and so are rows that begin with `Total` or `Subtotal`. In a formatted report a column that "
        "it is grouped by is filled downwards. CSV, workbooks, and `.xls` files, which are web pages inside."
    ),
    unseen=True,
    reads=("text", "xlsx", "html"),
    name_of=name_of_label,
    null_values=("-",),
    reshape=read_report,
    signs=(
        signs.has_text_like(r"^\"?(Grand Totals \(|Copyright \(c\) 2000-\d{4} salesforce)", "the lines below a report"),
        signs.has_column_like(r".+ [↑↓]", "a column with the arrow of a grouped report", 10),
        signs.is_named_like(r"report\d{10,15}\.(csv|xls)", 8),
    ),
)
