"""A page as a browser gets it: the page of the build, and one script that keeps it up to date."""

from __future__ import annotations

import hashlib
import posixpath
import re
from html import escape
from urllib.parse import unquote, urlsplit

from msgspec import Struct

CLIENT = "/_cjmsite/client.js"

_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
_BODY = re.compile(r"<body[\s>]", re.IGNORECASE)
_WORDS_OF_HEAD = re.compile(
    r"\s*(?:<title\b.*?</title\s*>|<meta\s[^>]*name=\"description\"[^>]*>|<link\s[^>]*rel=\"canonical\"[^>]*>)",
    re.IGNORECASE | re.DOTALL,
)
_SCRIPT = re.compile(r"<script\b[^>]*\bsrc=[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"\s(?:src|href|srcset|data-script)=\"([^\"]+)\"", re.IGNORECASE)


class Shown(Struct, frozen=True):
    """The bytes for the browser. `version` changes with anything in the page, `head` with what only loading it anew
    can change; `assets` are the addresses of styles, scripts and images that it names."""

    content: bytes
    version: str
    head: str
    assets: frozenset[str]


def prepare(url: str, text: str, token: str) -> Shown:
    """A page with the client's script in its head."""
    version = _digest(text)
    found = _BODY.search(text)
    start = text[: found.start()] if found else ""
    head = _digest(_WORDS_OF_HEAD.sub("", start) + "".join(_SCRIPT.findall(text, len(start))))
    attributes = {"token": token, "page": url, "version": version, "head": head}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())
    script = f'<script type="module" id="cjm-preview" src="{CLIENT}"{data}></script>\n'
    place = _HEAD_END.search(text)
    at = place.start() if place else len(text)
    content = text[:at] + script + text[at:]
    return Shown(content.encode("utf-8"), version, head, _assets(url, text))


def _assets(url: str, text: str) -> frozenset[str]:
    found = set()
    for written in _ADDRESS.findall(text):
        parts = urlsplit(written)
        if parts.scheme or parts.netloc or not parts.path or parts.path.endswith(".html"):
            continue
        found.add(posixpath.normpath(posixpath.join(posixpath.dirname(url), unquote(parts.path))).lstrip("/"))
    return frozenset(found)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).hexdigest()
