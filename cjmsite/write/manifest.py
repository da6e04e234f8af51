"""The list of files that cjmsite wrote itself into an output folder: only those are ever replaced or deleted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

NAME = ".cjmsite-manifest.json"
VERSION = 1


@dataclass(frozen=True)
class Manifest:
    """Address -> SHA-256 of what was written there. `exists` tells whether there was a list at all."""

    files: dict[str, str] = field(default_factory=dict)
    exists: bool = False

    def encoded(self) -> bytes:
        """The list as it is stored."""
        body = {"version": VERSION, "files": dict(sorted(self.files.items()))}
        return (json.dumps(body, indent=0, ensure_ascii=False) + "\n").encode("utf-8")


def read(folder: Path) -> Manifest:
    """The list of a folder; one that cannot be understood counts as none, so that nothing is deleted by it."""
    try:
        stored = json.loads((folder / NAME).read_bytes())
        files = stored["files"]
        if stored["version"] != VERSION or not all(isinstance(v, str) for v in files.values()):
            return Manifest()
        return Manifest(dict(files), True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def digest(content: bytes) -> str:
    """What identifies a file's content."""
    return hashlib.sha256(content).hexdigest()
