"""The list of files that cjmsite wrote itself into an output folder: only those are ever replaced or deleted."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from cjmsite.write import address

NAME = ".cjmsite-manifest.json"
VERSION = 1


class Manifest(Struct, frozen=True):
    """Address -> SHA-256 of what was written there.

    `before` and `unlinked` are there only while a build is under way: what lies at an address until it is replaced, and
    the pages that nobody links to yet. A build that is killed thus leaves a list that knows every file of ours, and
    which pages may lead to some that never came. `exists` tells whether there was a list at all.
    """

    files: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    unlinked: frozenset[str] = frozenset()
    exists: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether it was left by a build that did not end."""
        return bool(self.before or self.unlinked)

    def knows(self, url: str, digest: str) -> bool:
        """Whether this content at this address is our own."""
        return digest in (self.files.get(url), self.before.get(url))

    def encoded(self) -> bytes:
        """The list as it is stored."""
        body: dict[str, object] = {"version": VERSION, "files": dict(sorted(self.files.items()))}
        if self.before:
            body["before"] = dict(sorted(self.before.items()))
        if self.unlinked:
            body["unlinked"] = sorted(self.unlinked)
        # A line for each file, as with an indent of 0, which is ten times slower.
        return (json.dumps(body, separators=(",\n", ": "), ensure_ascii=False) + "\n").encode("utf-8")


def read(folder: Path) -> Manifest:
    """The list of a folder; one that cannot be understood counts as none, so that nothing is deleted by it."""
    path = folder / NAME
    try:
        return _understood(path.read_bytes()) if path.is_file() else Manifest()
    except OSError:
        return Manifest()


@lru_cache(1)  # it is read to say whose folder it is, and once more when nobody else writes there
def _understood(content: bytes) -> Manifest:
    try:
        stored = json.loads(content)
        if stored["version"] != VERSION:
            return Manifest()
        unlinked = frozenset(url for url in stored.get("unlinked", ()) if isinstance(url, str))
        return Manifest(_digests(stored["files"]), _digests(stored.get("before", {})), unlinked, exists=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest()


def _digests(stored: dict[str, object]) -> dict[str, str]:
    found = {url: value for url, value in stored.items() if isinstance(value, str)}
    if len(found) != len(stored) or any(address.fault(url) for url in found):
        raise ValueError("no list of ours")
    return found


def digest(content: bytes) -> str:
    """What identifies a file's content."""
    return hashlib.sha256(content).hexdigest()
