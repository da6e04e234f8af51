"""What texts look like that belong to one person: addresses, phones, keys and devices."""

from __future__ import annotations

import re

# Each begins where a word does and has an end: no cell, however long, is gone through from every letter of it.
_ADDRESS = r"(?<![\w.+-])[\w.+-]++(?:@|%40)[\w-]+(?:\.[\w-]+)+"
_PHONE = r"(?<![\w.])(?:\+|00)[1-9](?:[ ()/.-]{0,2}\d){7,14}(?!\w)"
_KEY = (
    r"\beyJ[\w-]{8,4000}\.[\w-]{8,}|\b(?:sk|pk|rk)_(?:live|test)_\w{8,}|\bgh[pousr]_\w{20,}|\bglpat-[\w-]{16,}|"
    r"\bxox[abprs]-[\w-]{8,}|\bAKIA[0-9A-Z]{12,}|(?i:\bbearer\s+[\w.~+/-]{16,})|-----BEGIN [A-Z ]+-----|"
    r"\b[0-9a-f]{32,}\b|\b[0-9A-F]{32,}\b"
)
_DEVICE = r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b"
SIGNS = {
    "an e-mail address": re.compile(_ADDRESS),
    "a phone number": re.compile(_PHONE),
    "a key or token": re.compile(_KEY),
    "a network address": re.compile(_DEVICE),
}
"""Each with its name in words; what is found anywhere in a text."""


def mask(text: str) -> str:
    """A text from a file, as a title or a note, without what looks personal in it."""
    for sign in SIGNS.values():
        text = sign.sub("…", text)
    return text
