"""The entry of `sources:` that would read a file, as the lines of YAML that a person would write."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence

from cjmsite.data.format import Format
from cjmsite.data.header import find_column
from cjmsite.data.rawtable import Heading
from cjmsite.inspect.columns import SeenColumn
from cjmsite.inspect.guessing import Option
from cjmsite.inspect.seeing import SeenRows, Sight
from cjmsite.inspect.writing import Writing
from cjmsite.model.source import ColumnPlace

_PLAIN = re.compile(r"[^\W\d_](?:[\w /()%.+-]*[\w)%])?")
_WORDS = ("yes", "no", "true", "false", "null", "on", "off", "y", "n", "none")
_ID_LENGTH = 40
_MOST = 40
"""How many columns are proposed; a survey may have a thousand."""


def source_id(path: str) -> str:
    """An id for the source of a file, from its name."""
    name = re.split(r"[/\\!]", path)[-1].split(".")[0]
    return _slug(name, "-") or "export"


def write_source(identifier: str, file: str, sight: Sight, table: SeenRows | None, indent: str = "  ") -> list[str]:
    """The lines of a source, from its id on; what nobody may guess is a comment that asks."""
    fmt = sight.format
    lines = [f"{identifier}:", f"{indent}file: {_files(file, sight)}"]
    if fmt is not None and fmt.name != "csv":
        lines.append(f"{indent}format: {fmt.name}")
    if sight.root is not None:
        lines.append(f"{indent}root: {quote(sight.root)}")
    if sight.encoding_reason == "declared":
        lines.append(f"{indent}encoding: {sight.encoding}")
    elif any(problem.code == "assumed-encoding" for problem in sight.problems):
        lines.append(f"{indent}encoding: {sight.encoding}  # is it? The file does not say")
    elif any(problem.code in ("unknown-encoding", "bad-encoding") for problem in sight.problems):
        lines.append(f"{indent}# encoding: cp1252  # which one? Ask whoever exported it")
    if table is not None and (place := _place(table, sight)):
        lines.append(f"{indent}table: {place}")
    if table is not None and fmt is not None and fmt.find_header is None and table.header_rows > fmt.header_rows:
        lines.append(f"{indent}header_rows: {table.header_rows}  # the last one describes what those above it name")
    if table is not None and table.total_asked:
        lines.append(f"{indent}# totals: drop  # or keep: is the row that says `Total` a total, or data?")
    if table is not None and table.writing is not None:
        lines.append(f"{indent}locale: {_locale(table.writing)}  # as in {table.writing.proof}")
    if table is not None and any(column.guess.zoned for column in table.columns):
        lines.append(
            f"{indent}# timezone: Europe/Paris  # whose days are counted? The times say their distance from UTC"
        )
    if table is not None and not (fmt is not None and fmt.tidy):
        given = _given(table.columns, fmt)
        plain = [name for at, name in given.items() if not _needs_words(table.columns[at - 1])]
        if plain:
            lines.append(f"{indent}# {', '.join(plain)}: there without being named")
        rest = [column for column in table.columns if column.position not in given]
        renamed = fmt.renamed if fmt is not None else ()
        columns = [
            f"{name}: {_column(table.columns[at - 1], ())}{_asked(table.columns[at - 1])}"
            for at, name in given.items()
            if name not in plain
        ]
        columns += _columns(rest, set(given.values()), renamed, active=not given, blank=table.kept == 0)
        if columns:
            mark = "" if any(not line.startswith("#") for line in columns) else "# "
            lines.append(f"{indent}{mark}columns:")
            lines += [f"{indent}{indent}{line}" for line in columns]
    return lines


def questions(table: SeenRows | None) -> tuple[str, ...]:
    """What a person has to decide about the columns of a table."""
    if table is None:
        return ()
    headless = (
        "its first row looks like all others: put one with the names of the columns above it, or it counts as names"
    )
    asked = [headless] if table.headless else []
    asked += [f"`{column.name}`: {column.guess.question}" for column in table.columns if column.guess.question]
    if any(column.guess.zoned for column in table.columns):
        asked.append("whose days are counted? Times say how far they are from UTC: say `timezone:` at the source")
    return tuple(asked)


def _files(file: str, sight: Sight) -> str:
    """The file; where its format has two, the other one before it, unless this one does without."""
    wanted = any(problem.code == "no-header-file" for problem in sight.problems)
    if sight.format is None or sight.format.companion is None or (sight.beside is None and not wanted):
        return quote(file)
    beside = re.split(r"(?<=[/!])(?=[^/!]*$)", file)
    other = sight.beside or sight.format.companion.replace("*", "")
    return f"[{quote((beside[0] if len(beside) > 1 else '') + other)}, {quote(file)}]"


def _place(table: SeenRows, sight: Sight) -> str | None:
    """What tells a table from the others of its file: its columns, its title or its number.

    A sheet by its name is read alone: fast, but without what the workbook's first sheet says of all others.
    """
    if len(sight.tables) == 1:
        return None
    others = [other for other in sight.tables if other is not table]
    names = [column.written for column in table.columns if column.written]
    for count in (1, 2, 3):
        chosen = set(names[:count])
        if chosen and not any(chosen <= {column.written for column in other.columns} for other in others):
            return f"{{has: [{', '.join(quote(name, flow=True) for name in names[:count])}]}}"
    if sight.container.endswith("xlsx") and table.title and all(other.title != table.title for other in others):
        return f"{{sheet: {quote(table.title, flow=True)}}}"
    if table.title and all(table.title not in other.comments for other in others):
        return f"{{title: {quote(table.title, flow=True)}}}"
    return f"{{index: {table.index}}}"


def _given(columns: Sequence[SeenColumn], fmt: Format | None) -> dict[int, str]:
    """The columns that the format maps itself: their positions, and how it calls them."""
    headings = [Heading(column.name, column.written, column.levels) for column in columns]
    found = {
        name: find_column(headings, column.place or ColumnPlace(name=name))[0]
        for name, column in (fmt.columns if fmt is not None else ())
    }
    return {at + 1: name for name, at in found.items() if at is not None}


def _locale(writing: Writing) -> str:
    parting = f", thousands: {json.dumps(writing.thousands)}" if writing.thousands else ""
    return f"{{decimal: {json.dumps(writing.decimal)}{parting}}}"


def _needs_words(column: SeenColumn) -> bool:
    """Whether a column that the format maps itself is written so that its type alone does not read it."""
    return column.guess.type != "text" and bool(column.guess.options or column.guess.question)


def _asked(column: SeenColumn) -> str:
    return f"  # {column.guess.question}" if column.guess.question else ""


def _columns(
    columns: Sequence[SeenColumn], taken: set[str], renamed: Sequence[Sequence[str]], *, active: bool, blank: bool
) -> Iterator[str]:
    """A line for each column; those of a mapping that has columns already need not be there at all.

    Of a table without rows nobody knows more than the names.
    """
    proposed = 0
    for column in columns:
        name = _name(column, taken)
        line = f"{name}: {_column(column, renamed)}"
        asked = _asked(column)
        if column.distinct == 0 and not (blank and column.written):
            continue
        if blank and column.personal is None and not column.distinct:
            asked = "  # of which type? It has no row yet"
        if column.personal is not None:
            why = "ids, needed only to count them" if column.personal == "ids" else column.personal
            yield f"# {line}  # left out: {why}"
        elif column.varied:
            yield f"# {line}  # left out: {column.distinct:,}{' or more' if column.cut else ''} different texts"
        else:
            proposed += 1
            yield f"{line}{asked}" if proposed <= _MOST else f"# {line}{asked}"
    if not proposed and active:
        yield "{}  # none is proposed: name those that you need"


def _column(column: SeenColumn, renamed: Sequence[Sequence[str]]) -> str:
    parts = [f"from: {_from(column, renamed)}"]
    if column.guess.type != "text":
        parts.append(f"type: {column.guess.type}")
    for key, value in column.guess.options.items():
        parts.append(f"{key}: {_option(value)}")
    return f"{{{', '.join(parts)}}}"


def _option(value: Option) -> str:
    if isinstance(value, list):
        return f"[{', '.join(quote(word, flow=True) for word in value)}]"
    if isinstance(value, dict):
        pairs = (f"{quote(old, flow=True)}: {quote(new, flow=True)}" for old, new in value.items())
        return f"{{{', '.join(pairs)}}}"
    return quote(value, flow=True)


def _from(column: SeenColumn, renamed: Sequence[Sequence[str]]) -> str:
    if not column.written:
        return f"{{position: {column.position}}}"
    if column.repeated:
        return f"{{name: {quote(column.written, flow=True)}, nth: {column.nth}}}"
    group = next((group for group in renamed if column.written in group), ())
    if group:
        names = dict.fromkeys((column.written, *group))
        return f"{{any_of: [{', '.join(quote(name, flow=True) for name in names)}]}}"
    return quote(column.written, flow=True)


def _name(column: SeenColumn, taken: set[str]) -> str:
    base = _slug(column.name, "_") or f"column_{column.position}"
    base = base if base[0].isalpha() else f"c_{base}"
    name, count = base, 2
    while name in taken:
        name, count = f"{base}_{count}", count + 1
    taken.add(name)
    return name


def _slug(text: str, mark: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        if len(slug) + len(word) > _ID_LENGTH:
            break
        slug += (mark if slug else "") + word
    return slug


def quote(text: str, *, flow: bool = False) -> str:
    """A text as YAML takes it for a text."""
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS and " #" not in text and len(text) < 200
    if not flow and re.fullmatch(r"[\w./!*()-]+(?: [\w./!*()-]+)*", text) and text[0].isalnum():
        return text
    return text if plain else json.dumps(text, ensure_ascii=False)
