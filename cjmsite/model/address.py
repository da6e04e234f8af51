"""Addresses as authors write them, and which of them a page may hold."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SCHEMES = ("http", "https", "mailto", "tel")

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_REFERENCE = re.compile(r"[a-z][a-z0-9-]*:\w[\w\u0300-\u036f/-]*(#\S*)?")
UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_ACTIVE = frozenset({"javascript", "vbscript", "data", "file", "blob", "about", "view-source"})


def classify(address: str) -> str:
    """Whether an address leaves the site (`web`), stays (`inside`), or is refused (`unsafe`)."""
    # Browsers drop control characters and spaces, and read a backslash as a slash.
    seen = UNSEEN.sub("", address)
    if "\\" in seen or "%5c" in seen.lower() or seen.startswith("//"):
        return "unsafe"
    scheme = _SCHEME.match(seen)
    if not scheme:
        return "inside"
    name = scheme[1].lower()
    if name in SCHEMES:
        return "web"
    # `persona:nora` names a document; what follows may not be a path, so no other scheme passes for one.
    return "inside" if name not in _ACTIVE and _REFERENCE.fullmatch(seen) else "unsafe"


OF_A_SITE = "the address of a site is like https://example.org/wiki/: a host, and perhaps a folder"


def is_of_a_site(address: str) -> bool:
    """Whether an address may be that of a whole site: a host, and perhaps a folder there."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    plain = not UNSEEN.search(address) and "//" not in parts.path and not set('?#@\\"<>').intersection(address)
    return parts.scheme in ("http", "https") and named and plain


def is_plain(path: str) -> bool:
    """Whether a relative POSIX path stays where it is: no `..`, no drive, no backslash, not absolute."""
    parts = path.split("/")
    return not (path.startswith("/") or ".." in parts or "\\" in path or "\0" in path or path[1:2] == ":")
