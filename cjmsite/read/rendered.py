"""A body as HTML with holes for its addresses: what Markdown becomes, and what pages are filled with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from msgspec import Struct

HOLE = re.compile(r' (href|src)="cjm:(\d{1,9})"')
"""An address that is to be put in; its number is that of the target."""

FOOTNOTE = re.compile(r"fn(ref)?\d+(:\d+)?")
"""The anchor of a footnote, or of where it is named."""


class Address(Struct, frozen=True):
    """Where a link or an image points, as written.

    kind: `web` (leaves the site), `inside` (a path, an anchor or a reference), `unsafe` (refused).
    """

    written: str
    kind: str
    image: bool
    alt: str


class Target(Struct, frozen=True):
    """An address, and where it stands: `line` and `column` count in the body, from 1."""

    address: Address
    line: int
    column: int


class Section(Struct, frozen=True):
    """A heading and what stands under it, up to the next heading. Level 0 has no heading."""

    level: int
    title: str
    slug: str
    heading: str
    html: str
    line: int


class Rendered(Struct, frozen=True):
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
