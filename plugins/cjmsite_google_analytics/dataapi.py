"""Answers of the Data API: what `runReport` and `batchRunReports` gave, with what they say of their own gaps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from cjmsite.api import (
    Diagnostic,
    Payload,
    RawTable,
    Row,
    Source,
    Span,
    Tables,
    error,
    listed,
    read_headings,
    warning,
)

_TOTAL = "RESERVED_TOTAL"
_LISTS = ("rows", "totals", "maximums", "minimums")
_ROW = re.compile(r'"(?:metricValues|metric_values)"\s*:')
_SNAKE = re.compile(r"_([a-z])")
_PERIODS = "dateRange"
_HEADERS = frozenset(("dimensionHeaders", "metricHeaders", "pivotHeaders", "columnHeader"))
_DEPTH = 3


def read_answer(payload: Payload, spec: Source) -> Tables:
    """The tables of an answer, or of several that were put into one list; pages of one report become one table."""
    span = Span(payload.path)
    try:
        text = payload.content.decode(spec.encoding or "utf-8-sig")
        answers = [_in_camels(answer) for answer in _documents(text)]
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as failure:
        return Tables((), problems=(error("broken-json", f"{payload.path} is no JSON: {failure}", span),))
    reports = list(_reports(answers)) or [answer for answer in answers if isinstance(answer, dict)]
    refused = _refuse(reports, payload.path)
    if refused is not None:
        return Tables((), "utf-8", "JSON is UTF-8", problems=(refused,))
    lines = _lines_of_rows(text, reports)
    tables = (_make_table(pages, payload.path, lines) for pages in _pages(reports))
    return Tables(tuple(part for table in tables for part in _part(table)), "utf-8", "JSON is UTF-8")


def _documents(text: str) -> Iterator[Any]:
    """The answers of a text: one, or several below each other."""
    decoder = json.JSONDecoder()
    at = len(text) - len(text.lstrip())
    while at < len(text):
        answer, end = decoder.raw_decode(text, at)
        yield answer
        at = end + len(text[end:]) - len(text[end:].lstrip())


def _in_camels(value: Any) -> Any:
    """An answer with its keys as the API writes them: the client for Python writes `dimension_headers`.

    What is null is left out: clients write it where the API says nothing.
    """
    if isinstance(value, list):
        return [_in_camels(part) for part in value]
    if not isinstance(value, dict):
        return value
    said = ((key, part) for key, part in value.items() if part is not None)
    return {_SNAKE.sub(lambda match: match[1].upper(), key): _in_camels(part) for key, part in said}


def _reports(answer: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The reports in an answer, in a list of them, or in what a client keeps around one, as in `data`."""
    if isinstance(answer, list):
        for part in answer:
            yield from _reports(part, depth)
    elif isinstance(answer, dict) and answer.keys() & _HEADERS:
        yield answer
    elif isinstance(answer, dict) and isinstance(answer.get("funnelTable"), dict):
        yield answer["funnelTable"]  # what is drawn of it is the same once more
    elif isinstance(answer, dict) and depth < _DEPTH:
        for part in answer.values():
            yield from _reports(part, depth + 1)


def _refuse(reports: Sequence[Mapping[str, Any]], path: str) -> Diagnostic | None:
    if any("pivotHeaders" in report for report in reports):
        hint = "ask for it with `runReport` instead"
        return error("not-a-report", f"{path} is a pivot report, whose columns stand for values", Span(path), hint)
    if any("columnHeader" in report for report in reports):
        message = f"{path} is of the old Reporting API, for Universal Analytics"
        return error("not-a-report", message, Span(path), "export the report as CSV, and say `format: ua`")
    if not reports or not all("metricHeaders" in report or "dimensionHeaders" in report for report in reports):
        message = f"{path} is no answer of the Data API: it has neither `dimensionHeaders` nor `metricHeaders`"
        return error("not-a-report", message, Span(path), "say `format: json` where it is other JSON")
    return None


def _pages(reports: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The answers by report: those with the same columns and the same number of rows are pages of one."""
    pages: dict[tuple[tuple[str, ...], object], list[Mapping[str, Any]]] = {}
    for at, report in enumerate(reports):
        whole = len(report.get("rows", ())) >= int(report.get("rowCount", 0))
        pages.setdefault((_names(report), at if whole else report.get("rowCount")), []).append(report)
    return list(pages.values())


def _names(report: Mapping[str, Any]) -> tuple[str, ...]:
    headers = (*report.get("dimensionHeaders", ()), *report.get("metricHeaders", ()))
    return tuple(str(header.get("name", "")) for header in headers)


def _lines_of_rows(text: str, reports: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The line on which each row of the answers stands, by the row's identity."""
    rows = [row for report in reports for key in report if key in _LISTS for row in report[key]]
    lines, line, seen = [], 1, 0
    for match in _ROW.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        lines.append(line)
    return {id(row): at for row, at in zip(rows, lines, strict=True)} if len(lines) == len(rows) else {}


def _cells(row: Mapping[str, Any]) -> list[str]:
    values = (*row.get("dimensionValues", ()), *row.get("metricValues", ()))
    return [str((value or {}).get("value", "")) for value in values]


def _make_table(pages: Sequence[Mapping[str, Any]], path: str, lines: Mapping[int, int]) -> RawTable:
    first = pages[0]
    width = len(first.get("dimensionHeaders", ()))
    found = [row for page in pages for row in page.get("rows", ())]
    totals = [row for row in first.get("totals", ()) if width and row.get("dimensionValues")]

    def rows() -> Iterator[Row]:
        for number, row in enumerate((*found, *totals), start=1):
            yield lines.get(id(row), number), _cells(row)

    table = RawTable(read_headings([list(_names(first))], lambda levels: levels[0]), rows, is_total=_is_total(width))
    return replace(table, notes=tuple(_notes(first)), problems=tuple(_gaps(pages, len(found), path)))


def _part(table: RawTable) -> tuple[RawTable, ...]:
    """A table for each period that is compared, called by its name: their sum would count everything twice."""
    names = [heading.written for heading in table.headings]
    if _PERIODS not in names:
        return (table,)
    place = names.index(_PERIODS)
    periods = list(dict.fromkeys(row[place] for _, row in table.rows() if row[place] != _TOTAL))

    def rows_of(period: str) -> Iterator[Row]:
        return ((line, row) for line, row in table.rows() if row[place] == period)

    if len(periods) < 2:
        return (table,)
    told = "it compares periods, each of which is a table of its own"
    return tuple(
        replace(table, rows=partial(rows_of, period), title=period, notes=(*table.notes, told)) for period in periods
    )


def _is_total(width: int) -> Callable[[Sequence[str]], bool]:
    return lambda cells: any(cell == _TOTAL for cell in cells[:width])


def _notes(report: Mapping[str, Any]) -> Iterator[str]:
    said = report.get("metadata", {})
    for key, what in (("currencyCode", "its currency is"), ("timeZone", "its days are those of")):
        if said.get(key):
            yield f"{what} {said[key]}"


def _gaps(pages: Sequence[Mapping[str, Any]], rows: int, path: str) -> Iterator[Diagnostic]:
    """What the answer says it leaves out or makes up."""
    span = Span(path)
    expected = int(pages[0].get("rowCount", rows))
    if rows > expected and _is_twice(pages):
        message = f"{path} holds {rows:,} rows of a report that has {expected:,}: some stand in it twice"
        yield error("repeated-rows", message, span, "keep each page of the report once")
    if rows < expected:
        message = f"{path} holds {rows:,} of the {expected:,} rows of its report"
        yield warning("missing-rows", message, span, "ask for the rest with `offset`, or for more with `limit`")
    said = [page.get("metadata", {}) for page in pages]
    if any(part.get("dataLossFromOtherRow") for part in said):
        message = f"{path}: some values went into the row `(other)`, so those of the other rows are too small"
        yield warning("other-row", message, span, "ask for fewer dimensions or fewer days")
    for sampled in next((part["samplingMetadatas"] for part in said if part.get("samplingMetadatas")), ()):
        read, space = int(sampled.get("samplesReadCount", 0)), int(sampled.get("samplingSpaceSize", 0))
        share = f" ({read / space:.0%})" if space else ""
        message = f"{path} is an estimate from a sample: {read:,} of {space:,} events{share}"
        yield warning("sampled", message, span, "ask for fewer days at a time")
    if any(part.get("subjectToThresholding") for part in said):
        message = f"{path}: Google withholds rows of few people, so sums are too small"
        yield warning("withheld-rows", message, span, "ask for more days at a time, or without demographic dimensions")
    if restricted := sorted({name for part in said for name in _restricted(part)}):
        message = f"{path}: whoever asked may not see {listed(restricted)}, which is 0 in all rows"
        yield warning("restricted-metrics", message, span, "ask as somebody who may see costs and revenue")
    if reason := next((part["emptyReason"] for part in said if part.get("emptyReason")), None):
        yield warning("empty-report", f"{path} is empty; Google's reason is {reason}", span)


def _is_twice(pages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a row stands in the pages of a report more than once."""
    width = len(pages[0].get("dimensionHeaders", ()))
    named = [tuple(_cells(row)[:width]) for page in pages for row in page.get("rows", ())]
    return len(set(named)) < len(named)


def _restricted(metadata: Mapping[str, Any]) -> Iterator[str]:
    """The metrics that an answer keeps from whoever asked for it."""
    for restriction in metadata.get("schemaRestrictionResponse", {}).get("activeMetricRestrictions", ()):
        yield str(restriction.get("metricName", "?"))
