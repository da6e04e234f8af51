"""Slugs: anchors of headings, stages and steps, and names of pages. The rule is the one of git hosts.

Small letters; what is neither a letter, a digit, `-`, `_` nor a space is left out; spaces become `-`; a
repeat gets `-1`, `-2` ... Letters of any script stay.
"""

from __future__ import annotations

import unicodedata


def slug(text: str) -> str:
    """The slug of a title; `section` where nothing of it is left. Never begins with `cjm-`, which is ours."""
    folded = unicodedata.normalize("NFC", text).strip().lower()
    kept = "".join(c for c in folded if c.isalnum() or c in "-_ " or unicodedata.category(c).startswith("M"))
    made = "-".join(kept.split()) or "section"
    return f"section-{made}" if made.startswith("cjm-") else made


class Slugs:
    """Slugs that do not repeat on one page."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def take(self, text: str) -> str:
        """The slug of a title, with a number where another title has it already."""
        made = wanted = slug(text)
        count = 0
        while made in self._given:
            count += 1
            made = f"{wanted}-{count}"
        self._given.add(made)
        return made
