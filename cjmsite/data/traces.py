"""What stands in a text that looks like one person's: an address, a phone, a key, a device, an id.

Made for whole pages: a page is parted into words once, and only words that could be one are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from cjmsite.data.masking import SIGNS
from cjmsite.data.privacy import is_id

_IMAGE = re.compile(r"data:[a-z]+/[^\"'\s)]*")
_IN_WORDS = "".join(chr(code) for code in range(128) if chr(code).isalnum()) + "@%+._-"
_TO_SPACE = bytes(code if chr(code) in _IN_WORDS else 32 for code in range(256))
_CALLING = ("+", "00")
_PHONE = SIGNS["a phone number"]
_DEVICE = SIGNS["a network address"]
_IN_ONE = {what: sign for what, sign in SIGNS.items() if sign is not _PHONE}
_SHORTEST = 7
_LONGEST = 400
_LONG = 15
_DOTS = 3


def traces(text: str) -> dict[str, str]:
    """The words of a page that look like somebody's own, each with what it looks like."""
    if "data:" in text:
        text = _IMAGE.sub("", text)
    found = {match[0]: "a phone number" for at in _calls(text) if (match := _PHONE.match(text, at))}
    for word in _suspects(text):
        plain = unquote(word).strip(".-%+")
        if plain not in found and (what := _what(plain)):
            found[plain] = what
    return found


def _calls(text: str) -> Iterator[int]:
    """Where a phone number may begin."""
    for sign in _CALLING:
        at = text.find(sign)
        while at >= 0:
            yield at
            at = text.find(sign, at + 1)


def _suspects(text: str) -> Iterator[str]:
    """The words that are worth a closer look, each once."""
    words = set(text.encode("ascii", "replace").translate(_TO_SPACE).split())
    long = [word for word in words if _SHORTEST <= len(word) <= _LONGEST]
    odd = [w for w in long if len(w) >= _LONG or b"@" in w or b"%40" in w or w.count(b".") >= _DOTS]
    for word in sorted(odd):
        yield word.decode("ascii")


@lru_cache(10_000)  # the pages of a site have most of these words in common
def _what(word: str) -> str | None:
    for what, sign in _IN_ONE.items():
        if sign.search(word) if sign is not _DEVICE else sign.fullmatch(word):  # a drawing's path is full of points
            return what
    return "the id of one person, case or visit" if is_id(word) else None
