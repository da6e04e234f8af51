"""A source put into the text of cjmsite.yaml: lines are added, and every other letter stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from cjmsite.read import yamltext

_KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*) *:(?P<rest>.*)")
_EMPTY = ("", "{}", "null", "~")


class CannotSettle(Exception):
    """Settings into which nothing can be put; the message says what to do instead."""


class Settled(Struct, frozen=True):
    """The new text of the settings, and the lines that are new in it: the first and the last, from 1."""

    text: str
    first: int
    last: int
    plugin: str | None = None


def add_source(text: str, identifier: str, lines: Sequence[str], plugin: str | None = None) -> Settled:
    """The settings with a source, and with a plugin among those that are listed. Raises CannotSettle."""
    newline = "\r\n" if "\r\n" in text else "\n"
    before = yamltext.parse(text, "cjmsite.yaml")
    if before.problems or not isinstance(before.value, dict | None):
        raise CannotSettle("cjmsite.yaml has mistakes; mend them first: `cjmsite check` shows them")
    known = before.value or {}
    if identifier in (known.get("sources") or {}):
        raise CannotSettle(f"there is a source `{identifier}` already; choose another id")
    rows = text.replace("\r\n", "\n").split("\n")
    if rows and rows[-1] == "":
        rows.pop()
    if plugin is not None:
        _add_plugin(rows, known.get("plugins"), plugin)
    first = _add(rows, identifier, lines)
    settled = newline.join(rows) + newline
    _prove(settled, known, identifier, plugin)
    return Settled(settled, first, first + len(lines) - 1, plugin)


def _add(rows: list[str], identifier: str, lines: Sequence[str]) -> int:
    """Puts the source behind the last one; the number of its first line."""
    at = _find(rows, "sources")
    if at is None:
        rows += ["", "sources:"] if rows else ["sources:"]
        at = len(rows) - 1
    rest = _rest(rows[at])
    if rest not in _EMPTY:
        raise CannotSettle("`sources:` is written on one line; write each source on lines of its own first")
    if rest:
        rows[at] = rows[at].replace(rest, "", 1).rstrip()
    end = _end(rows, at)
    indent = next((row[: len(row) - len(row.lstrip())] for row in rows[at + 1 : end] if _says(row)), "") or "  "
    apart = [""] if _is_parted(rows[at + 1 : end], indent) else []
    rows[end:end] = [*apart, *(f"{indent}{line}" for line in lines)]
    return end + len(apart) + 1


def _find(rows: Sequence[str], key: str) -> int | None:
    found = (at for at, row in enumerate(rows) if (match := _KEY.match(row)) and match["key"] == key)
    return next(found, None)


def _rest(row: str) -> str:
    """What stands behind a key on its line, without a comment."""
    match = _KEY.match(row)
    return re.sub(r"(?:^|\s)#.*$", "", match["rest"]).strip() if match else ""


def _end(rows: Sequence[str], at: int) -> int:
    """The line behind the last one that belongs to a key: blank lines and comments before the next key do not."""
    end = at + 1
    for number in range(at + 1, len(rows)):
        row = rows[number]
        if row.strip() and not row[0].isspace() and not row.startswith("#") and not row.startswith("- "):
            break
        if row.strip() and (row[0].isspace() or row.startswith("- ")):
            end = number + 1
    return end


def _says(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")


def _is_parted(rows: Sequence[str], indent: str) -> bool:
    """Whether the sources are parted by blank lines."""
    entries = sum(_says(row) and row.startswith(indent) and not row[len(indent)].isspace() for row in rows)
    return entries > 0 and (entries == 1 or any(not row.strip() for row in rows))


def _add_plugin(rows: list[str], known: object, plugin: str) -> None:
    at = _find(rows, "plugins")
    if at is None:
        place = _find(rows, "sources")
        place = len(rows) if place is None else place
        rows[place:place] = [f"plugins: [csv, {plugin}]", ""]
        return
    rest = _rest(rows[at])
    if rest.startswith("[") and rest.endswith("]"):
        inner = rest[1:-1].strip()
        rows[at] = rows[at].replace(rest, f"[{inner}, {plugin}]" if inner else f"[{plugin}]", 1)
    elif not rest and isinstance(known, list):
        end = _end(rows, at)
        item = next(row for row in rows[at + 1 : end] if row.lstrip().startswith("-"))
        rows[end:end] = [f"{item[: item.index('-')]}- {plugin}"]
    elif rest and isinstance(known, str):
        rows[at] = rows[at].replace(rest, f"[{rest}, {plugin}]", 1)
    else:
        raise CannotSettle(f"add `{plugin}` to `plugins:` in cjmsite.yaml first")


def _prove(text: str, before: dict[str, object], identifier: str, plugin: str | None) -> None:
    """Reads the new settings: all that was there must be there still, and the source besides."""
    read = yamltext.parse(text, "cjmsite.yaml")
    after = read.value if isinstance(read.value, dict) else {}
    sources = dict(after.get("sources") or {})
    added = sources.pop(identifier, None)
    rest = {key: value for key, value in after.items() if key not in ("sources", "plugins")}
    same = rest == {key: value for key, value in before.items() if key not in ("sources", "plugins")}
    if read.problems or added is None or not same or sources != (before.get("sources") or {}):
        raise CannotSettle("cjmsite.yaml is written in a way that cannot be added to safely; copy the lines into it")
