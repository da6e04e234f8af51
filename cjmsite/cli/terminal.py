"""What reaches a terminal: no control characters, no letters that it cannot show, colour only where wanted."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata

import click

from cjmsite.report.safetext import REPLACEMENT

_IN_ASCII = {
    "…": "...",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "×": "x",
    "→": "->",
    REPLACEMENT: "?",
}


def _nearest(failure: UnicodeError) -> tuple[str, int]:
    """What a console that is not UTF-8 shows in place of a letter that it does not have."""
    if not isinstance(failure, UnicodeEncodeError):
        raise failure
    bad = failure.object[failure.start : failure.end]
    return "".join(_in_ascii(character) for character in bad), failure.end


def _in_ascii(character: str) -> str:
    if character in _IN_ASCII:
        return _IN_ASCII[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or "?"


codecs.register_error("cjmsite", _nearest)


def prepare() -> None:
    """Make printing never fail, whatever the console can show, and also without one."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as long as the process
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="cjmsite")


def choose_colour(ctx: click.Context, wanted: bool | None) -> None:
    """Colour as asked for; else NO_COLOR and FORCE_COLOR decide, and then whether there is a terminal."""
    if wanted is None and os.environ.get("NO_COLOR"):
        wanted = False
    if wanted is None and os.environ.get("FORCE_COLOR"):
        wanted = True
    ctx.color = wanted
