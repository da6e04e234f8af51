"""What was seen in a file, as lines for a person and as data for a program."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from cjmsite.data.problems import count_of, shown
from cjmsite.data.text import DELIMITERS
from cjmsite.inspect.columns import SeenColumn
from cjmsite.inspect.mapping import questions
from cjmsite.inspect.recognising import Verdict, is_plain
from cjmsite.inspect.seeing import SeenRows, Sight

_WIDTH = 12


def tell(sight: Sight, table: SeenRows | None, width: int = 100) -> list[str]:
    """All that a person should know before a figure is made from the file."""
    lines = [sight.path, *_fact("container", f"{sight.container}, {sight.size:,} bytes", width)]
    if sight.members:
        lines += _fact("members", ", ".join(sight.members[:12]) + (" …" if len(sight.members) > 12 else ""), width)
    if sight.encoding != "none":
        lines += _fact("encoding", f"{sight.encoding}: {sight.encoding_reason}", width)
    if sight.delimiter:
        lines += _fact("delimiter", DELIMITERS.get(sight.delimiter, f"`{sight.delimiter}`"), width)
    if sight.verdict is not None and sight.usable:
        lines += _verdict(sight.verdict, sight, width)
    for note in sight.notes:
        lines += _fact("note", note, width)
    if len(sight.tables) > 1:
        lines += _fact("tables", f"{len(sight.tables)}; `--table` looks at another one", width)
        lines += [_crop(f"  {'→' if other is table else ' '} {_title(other)}", width) for other in sight.tables]
    if table is not None:
        lines += _table(table, width)
    asked = questions(table)
    if asked:
        lines += ["", "To decide"]
        lines += [part for question in asked for part in _wrap(f"  - {question}", 4, width)]
    return lines


def _verdict(verdict: Verdict, sight: Sight, width: int) -> Iterator[str]:
    name = sight.format.name if sight.format is not None else ""
    best = verdict.best
    if best is not None and best.format is sight.format and verdict.sure:
        yield from _fact("recognised", f"{best.format.name}: {best.format.summary}", width)
        yield from (f"{'':{_WIDTH + 4}}- {reason}" for reason in best.reasons)
        if best.format.unseen:
            yield from _fact("", "its shape is from documentation, not yet seen on a real file", width)
    elif verdict.best is None and verdict.candidates:
        yield from _fact("in doubt", f"it may be one of several; it was read as `{name}`. Say which: `--as`", width)
        for candidate in verdict.candidates:
            yield from _fact("", f"{candidate.format.name}: {'; '.join(candidate.reasons)}", width)
    else:
        what = "read as" if best is None or best.format is not sight.format else "of no known product; read as"
        yield from _fact("recognised", f"{what} `{name}`", width)
        for candidate in verdict.candidates[:3]:
            yield from _fact("perhaps", f"{candidate.format.name}: {'; '.join(candidate.reasons)}", width)


def _table(table: SeenRows, width: int) -> Iterator[str]:
    yield from _fact("table", _title(table), width)
    for comment in table.comments[:8]:
        yield from _fact("above it", comment, width)
    yield from _fact("header", count_of(table.header_rows, "row"), width)
    more = " (only its beginning was looked at)" if table.cut else ""
    yield from _fact("rows", f"{table.read:,} read, {table.kept:,} kept{more}", width)
    for reason, number in table.dropped:
        yield from _fact("left out", f"{number:,}: {reason}", width)
    for note in table.notes:
        yield from _fact("note", note, width)
    yield ""
    yield "Columns, with some values; those that may tell who somebody is show their shape only"
    longest = min(36, max((len(column.name) for column in table.columns), default=0))
    for column in table.columns:
        yield _column(column, longest, width)


def _column(column: SeenColumn, longest: int, width: int) -> str:
    name = column.name or "(no name)"
    name = name if len(name) <= longest else name[: longest - 1] + "…"
    why = f"  [{column.personal}]" if column.personal else ""
    empty = f"  {column.empty:,} empty" if column.empty else ""
    samples = ", ".join(shown(sample, 28).strip("`") for sample in column.samples)
    told = f"  {column.position:>3}  {name:<{longest}}  {column.guess.type:<8}{why}{empty}  "
    return _crop(told + samples, width)


def _crop(line: str, width: int) -> str:
    return line.rstrip() if len(line) <= width else line[: width - 1] + "…"


def _title(table: SeenRows) -> str:
    names = ", ".join(column.name or "(no name)" for column in table.columns[:4])
    more = f" and {len(table.columns) - 4} more" if len(table.columns) > 4 else ""
    title = f" {shown(table.title)}" if table.title else ""
    return f"{table.index}{title} from line {table.line}, {count_of(table.kept, 'row')}: {names}{more}"


def _fact(label: str, text: str, width: int) -> list[str]:
    return _wrap(f"  {label:<{_WIDTH}}  {text}", _WIDTH + 4, width)


def _wrap(text: str, indent: int, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=" " * indent, break_long_words=False) or [""]


def as_data(sight: Sight, table: SeenRows | None, mapping: Sequence[str]) -> dict[str, Any]:
    """The same for a program."""
    verdict = sight.verdict
    return {
        "path": sight.path,
        "bytes": sight.size,
        "container": sight.container,
        "members": list(sight.members),
        "encoding": sight.encoding,
        "encoding_reason": sight.encoding_reason,
        "delimiter": sight.delimiter,
        "format": sight.format.name if sight.format else None,
        "recognised": bool(verdict and verdict.sure and verdict.best and verdict.best.format is sight.format),
        "candidates": [
            {"format": candidate.format.name, "score": candidate.score, "reasons": list(candidate.reasons)}
            for candidate in (verdict.candidates if verdict else ())
            if not is_plain(candidate.format)
        ],
        "notes": list(sight.notes),
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "message": problem.message,
                "line": problem.span.line if problem.span else None,
                "hint": problem.hint,
            }
            for problem in sight.problems
        ],
        "tables": [_table_data(other) for other in sight.tables],
        "table": table.index if table else None,
        "questions": list(questions(table)),
        "mapping": "\n".join(mapping),
    }


def _table_data(table: SeenRows) -> dict[str, Any]:
    return {
        "index": table.index,
        "title": table.title,
        "line": table.line,
        "comments": list(table.comments),
        "header_rows": table.header_rows,
        "rows_read": table.read,
        "rows_kept": table.kept,
        "dropped": dict(table.dropped),
        "notes": list(table.notes),
        "columns": [
            {
                "position": column.position,
                "name": column.name,
                "type": column.guess.type,
                **column.guess.options,
                "empty": column.empty,
                "distinct": column.distinct,
                "personal": column.personal,
                "samples": list(column.samples),
                "question": column.guess.question,
            }
            for column in table.columns
        ],
    }
