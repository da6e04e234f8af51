"""Sentences that the program writes, as parts that a template can mark up and link."""

from __future__ import annotations

from msgspec import Struct


class Part(Struct, frozen=True):
    """A stretch of a sentence. `tone` is `hit` (a low feeling) or `miss` (off target); strong parts stand out."""

    text: str
    strong: bool = False
    tone: str = ""
    url: str | None = None


Sentence = tuple[Part, ...]


def text_of(sentence: Sentence) -> str:
    """The words alone."""
    return "".join(part.text for part in sentence)
