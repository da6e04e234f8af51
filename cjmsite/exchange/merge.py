"""A changed journey put into the file that is there: what did not change stays as its author wrote it, comments too.

The text of the file is taken apart into entries and items by its indentation. Whatever is laid out in another way than
that is written anew, and the whole is read again at the end: what does not say the new journey is not used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.exchange import document
from cjmsite.exchange.plain import plain
from cjmsite.model.journey import Journey
from cjmsite.read import yamltext
from cjmsite.read.validation import validate

_KEY = re.compile(r"(?P<space> *)(?:(?P<plain>[^\s#:\"'\[\]{}&*!|>%@`,-][^:#]*?)|\"(?P<quoted>[^\"\\]*)\")\s*:(?=\s|$)")
_ITEM = re.compile(r"(?P<space> *)-(?=\s)")
_LISTS = ("stages", "steps")
_COMMENT = re.compile(r"^\s*#.*|\s#[^\"']*$")


class Merged(Struct, frozen=True):
    """The text of a file, and the comments that found no place in it."""

    text: str
    lost: tuple[str, ...]


class _Chunk(Struct):
    """An entry or an item: its lines, and those above it that speak of it."""

    name: str
    lead: list[str]
    lines: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.lead, *self.lines]


def merge(before: str, old: Journey | None, new: Journey, body: str) -> Merged:
    """The file that says `new`, made of the file that says `old`."""
    written = document.markdown(new, body)
    front = _front(before)
    if old is not None and front is not None:
        lines = _mapping(front, 0, plain(old), plain(new), document.short(Journey, plain(new)))
        kept = "\n".join(["---", *lines, "---", ""])
        if _says("\n".join(lines), new):
            written = kept + body
    there = _comments(_front(written))
    return Merged(written, tuple(comment for comment in _comments(front) if comment not in there))


def _front(text: str) -> list[str] | None:
    """The lines of the front matter."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---" or any("\t" in line[: len(line) - len(line.lstrip())] for line in lines):
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    return None if end is None else lines[1:end]


def _comments(lines: Sequence[str] | None) -> list[str]:
    """The comments of a front matter, as far as no quote makes it doubtful that they are one."""
    found = (_COMMENT.search(line) for line in lines or ())
    return [match[0].strip() for match in found if match]


def _says(front: str, journey: Journey) -> bool:
    read = yamltext.parse(front, "", 2)
    if read.problems or not isinstance(read.value, dict):
        return False
    found, _ = validate(Journey, read, "")
    return found == journey


def _chunks(lines: Sequence[str], starts: Callable[[str], str | None], indent: int) -> list[_Chunk] | None:
    """Lines as chunks; comments and empty lines above a start that are no deeper than it belong to it."""
    found: list[_Chunk] = []
    lead: list[str] = []
    for line in lines:
        name = starts(line)
        depth = len(line) - len(line.lstrip())
        if name is not None:
            found.append(_Chunk(name, lead, [line]))
            lead = []
        elif not line.strip() or (line.lstrip().startswith("#") and depth <= indent):
            lead.append(line)
        elif not found:
            return None
        else:
            found[-1].lines += [*lead, line]
            lead = []
    if found and lead:
        found[-1].lines += lead
    return found


def _key_at(indent: int) -> Callable[[str], str | None]:
    def starts(line: str) -> str | None:
        match = _KEY.match(line)
        return (match["plain"] or match["quoted"]) if match and len(match["space"]) == indent else None

    return starts


def _item_at(indent: int) -> Callable[[str], str | None]:
    def starts(line: str) -> str | None:
        match = _ITEM.match(line)
        return "-" if match and len(match["space"]) == indent else None

    return starts


def _mapping(
    lines: Sequence[str], indent: int, old: Mapping[str, Any], new: Mapping[str, Any], short: Mapping[str, Any]
) -> list[str]:
    """The entries of a mapping: unchanged ones as they are, in their order; new ones behind what comes before them."""
    chunks = _chunks(lines, _key_at(indent), indent)
    if chunks is None or not set(old) <= {chunk.name for chunk in chunks}:
        return document.block(short, indent)
    texts = {chunk.name: _entry(chunk, indent, old, new, short) for chunk in chunks if chunk.name in new}
    order = [chunk.name for chunk in chunks if chunk.name in new]
    names = list(new)
    for place, name in enumerate(names):
        if name not in texts:
            texts[name] = document.block({name: short[name]}, indent)
            before = next((other for other in reversed(names[:place]) if other in order), None)
            order.insert(order.index(before) + 1 if before else 0, name)
    return [line for name in order for line in texts[name]]


def _entry(
    chunk: _Chunk, indent: int, old: Mapping[str, Any], new: Mapping[str, Any], short: Mapping[str, Any]
) -> list[str]:
    name = chunk.name
    if name in old and old[name] == new[name]:
        return chunk.all
    if name in _LISTS and name in old and len(chunk.lines) > 1:
        items = _list(chunk.lines[1:], old[name], new[name], short[name])
        if items is not None:
            return [*chunk.lead, chunk.lines[0], *items]
    made = document.block({name: short[name]}, indent)
    said = _behind(chunk.lines[0]) if len(chunk.lines) == 1 and len(made) == 1 else ""
    inside = [line for line in chunk.lines[1:] if line.lstrip().startswith("#")]
    return [*chunk.lead, *inside, made[0] + said, *made[1:]]


def _behind(line: str) -> str:
    """The comment at the end of a line, where no quote makes it doubtful."""
    match = re.search(r"\s+#[^\"']*$", line)
    return match[0] if match else ""


def _list(lines: Sequence[str], old: list[Any], new: list[Any], short: list[Any]) -> list[str] | None:
    """The items of a list of stages or steps; what is still there keeps its text."""
    first = next((line for line in lines if _ITEM.match(line)), None)
    match = _ITEM.match(first) if first else None
    if match is None:
        return None
    indent = len(match["space"])
    chunks = _chunks(lines, _item_at(indent), indent)
    if chunks is None or len(chunks) != len(old):
        return None
    made: list[str] = []
    for item, told, was in zip(new, short, _partners(old, new), strict=True):
        if was is None:
            made += document.dashed(told, indent)
        elif old[was] == item:
            made += chunks[was].all
        else:
            made += _item(chunks[was], indent, old[was], item, told)
    return made


def _item(chunk: _Chunk, indent: int, old: dict[str, Any], new: dict[str, Any], short: dict[str, Any]) -> list[str]:
    line = chunk.lines[0]
    inside = len(line) - len(line[indent + 1 :].lstrip())
    if not _KEY.match(" " * inside + line[inside:]):
        return [*chunk.lead, *document.dashed(short, indent)]
    lines = _mapping([" " * inside + line[inside:], *chunk.lines[1:]], inside, old, new, short)
    at = next(number for number, text in enumerate(lines) if text.strip() and not text.lstrip().startswith("#"))
    head = " " * indent + "-" + " " * (inside - indent - 1) + lines[at][inside:]
    return [*chunk.lead, *lines[:at], head, *lines[at + 1 :]]


def _partners(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[int | None]:
    """Which old item each new one is: by id, by title, else by its place between those that are known."""
    free = dict(enumerate(old))
    found: list[int | None] = [None] * len(new)
    for key in ("id", "title"):
        for place, item in enumerate(new):
            if found[place] is not None or key not in item:
                continue
            same = next((number for number, other in free.items() if other.get(key) == item[key]), None)
            if same is not None:
                found[place] = same
                del free[same]
    for place in range(len(new)):
        before = found[place - 1] if place else -1
        guess = -1 if before is None else before + 1
        if found[place] is None and guess in free and _alike(old[guess], new[place]):
            found[place] = guess
            del free[guess]
    return found


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two steps without a name in common say some of the same."""
    return any(key in other and value == other[key] for key, value in one.items() if key not in ("title", "id"))
