"""Addresses that may be written: what every file system and host can hold, and nothing out of the folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MAX_NAME = 220
MAX_LENGTH = 240

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]*(?:[/.][a-z0-9][a-z0-9_-]*)*")
_RESERVED_PART = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|$)")
"""Most addresses are plain, and of those these alone are refused."""
_UNWRITABLE = frozenset('\\:*?"<>|')


def fault(url: str) -> str | None:
    """Why a file may not be written at an address, in words that finish “it …”; None where it may."""
    if len(url) < MAX_NAME and _PLAIN.fullmatch(url) and not _RESERVED_PART.search(url):
        return None
    if len(url) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    for name in url.split("/"):
        if reason := name_fault(name):
            return reason
    return None


def name_fault(name: str) -> str | None:
    """The same for one part of an address."""
    if not name:
        return "has an empty part"
    if name in (".", ".."):
        return "leads out of its folder"
    unwritable = next((c for c in name if c in _UNWRITABLE or unicodedata.category(c) in ("Cc", "Cs")), None)
    if unwritable is not None:
        return f"holds {unwritable!r}, which cannot stand in a file's name everywhere"
    if name.casefold().startswith((".git", ".cjmsite")):
        return f"holds `{name}`, a name that git or cjmsite keeps for itself"
    if is_reserved(name):
        return f"holds `{name}`, which cannot be a file's name on Windows"
    if len(name.encode("utf-8")) > MAX_NAME:
        return f"holds a name longer than {MAX_NAME} bytes"
    return None


def is_reserved(name: str) -> bool:
    """Whether Windows keeps a name for a device, or drops its end."""
    return bool(_RESERVED.match(name)) or name.endswith((".", " "))


def spelled_alike(url: str) -> str:
    """An address as a disk sees it that tells neither cases apart nor the ways to write a letter with an accent."""
    return unicodedata.normalize("NFC", url).casefold()


def folders(url: str) -> tuple[str, ...]:
    """The folders that an address lies in, the outermost first."""
    parts = url.split("/")[:-1]
    return tuple("/".join(parts[: n + 1]) for n in range(len(parts)))


def file_and_folder(urls: Collection[str]) -> tuple[str, str] | None:
    """Two addresses of which one would have to be a file and a folder at once."""
    files = set(urls)
    for url in sorted(files):
        for folder in folders(url):
            if folder in files:
                return folder, url
    return None
