"""Text without anything that a terminal would obey."""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\ufffd"
_JOINER = "\u200d"  # holds emoji together


def safe(text: str, limit: int | None = None) -> str:
    """Text on one line, without control characters; cut to `limit` characters."""
    shown = text if text.isprintable() else "".join(map(visible, text))
    return shown if limit is None or len(shown) <= limit else shown[: limit - 1] + "…"


def visible(character: str) -> str:
    """A character, or what stands for one that controls the terminal or the direction of writing."""
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and character != _JOINER):
        return REPLACEMENT
    return character
