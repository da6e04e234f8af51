"""A body as HTML with holes for its addresses: what Markdown becomes, and what pages are filled with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

HOLE = re.compile(r' (href|src)="cjm:(\d{1,9})"')
"""An address that is to be put in; its number is that of the target."""

FOOTNOTE = re.compile(r"fn(ref)?\d+(:\d+)?")
"""The anchor of a footnote, or of where it is named."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a link or an image points, as written.

    kind: `web` (leaves the site), `inside` (a path, an anchor or a reference), `unsafe` (refused).
    """

    written: str
    kind: str
    image: bool
    alt: str


@dataclass(frozen=True, slots=True)
class Target:
    """An address, and where it stands: `line` and `column` count in the body, from 1."""

    address: Address
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading. Level 0 has no heading."""

    level: int
    title: str
    slug: str
    heading: str
    html: str
    line: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body: its sections with holes for the targets, the targets, and its words for the search."""

    sections: tuple[Section, ...] = ()
    targets: tuple[Target, ...] = ()
    text: str = ""


def fill(html: str, urls: Sequence[str | None]) -> str:
    """Close the holes: each target's address, or `#` where there is none."""

    def put(match: re.Match[str]) -> str:
        number = int(match[2])
        url = urls[number] if number < len(urls) else None
        return f' {match[1]}="{escape(url or "#", quote=True)}"'

    return HOLE.sub(put, html)
