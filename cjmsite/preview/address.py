"""From the target of a request to the address of an output. Nothing here ever touches a disk."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_to_bytes

_HALF_ESCAPED = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def output_address(raw: bytes) -> str | None:
    """The address that a request asks for, decoded once; None where the request is malformed.

    The answer is only ever looked up among the outputs, so an address that climbs is simply not there.
    """
    if not raw.startswith(b"/") or _HALF_ESCAPED.search(raw):
        return None
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\\" in path or any(unicodedata.category(character) in ("Cc", "Cs") for character in path):
        return None
    wanted = path[1:]
    return f"{wanted}index.html" if not wanted or wanted.endswith("/") else wanted


def alternatives(address: str) -> tuple[str, ...]:
    """Where a person who typed an address without its ending may want to go."""
    plain = address.removesuffix("index.html").rstrip("/") if address.endswith("/index.html") else address
    found = (f"{plain}.html", f"{plain}/index.html")
    return tuple(other for other in found if plain and other != address)
