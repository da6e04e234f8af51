"""What a journey page weighs: its script and style are held to what a phone on the road can take."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import cjmsite_atlas

from tests.conftest import MadeSite

STATIC = Path(cjmsite_atlas.__file__).parent / "static"
JOURNEY = "---\ntitle: Buying\nstages:\n  - title: Buy\n    steps:\n      - {title: Pays, emotion: 1}\n---\n"


def weight(names: Iterable[str]) -> int:
    """The bytes of some files as they travel."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_script_and_style_of_a_journey_page_are_light(make_site: Callable[..., MadeSite]) -> None:
    page = make_site({"content/journeys/buying.md": JOURNEY}).page("journeys/buying.html")
    first = set(re.findall(r'<script[^>]* src="\.\./assets/([^"?]+)', page))
    later = set(re.findall(r'data-script="\.\./assets/([^"?]+)', page))
    styles = set(re.findall(r'<link rel="stylesheet"[^>]* href="\.\./assets/([^"?]+)', page))
    assert first == {"atlas.js", "theme.js"} and later == {"journey.js"} and "atlas.css" in styles
    assert weight(first) < 40_000, "what is there at once"
    assert weight(first | later) < 60_000, "all views included"
    assert weight(styles) < 20_000
