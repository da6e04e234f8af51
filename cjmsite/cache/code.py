"""What made the answers of a run: the code and the versions of everything that it uses."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path


@cache
def made_by() -> bytes:
    """A digest of this code and of the packages beside it. Installed packages are told apart by their versions, our
    own files by their content, what is being worked on keeps its version, and by their place, which answers name.
    """
    digest = hashlib.blake2b(sys.version.encode(), digest_size=32)
    for place in dict.fromkeys(os.path.abspath(place) for place in sys.path):  # noqa: PTH100 - as written
        try:
            with os.scandir(place) as found:
                names = sorted(entry.name for entry in found)
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                digest.update(name.encode("utf-8", "replace"))
            elif name == "cjmsite" or name.startswith("cjmsite_"):
                _add_code(digest, Path(place) / name)
    return digest.digest()


def _add_code(digest: hashlib.blake2b, folder: Path) -> None:
    if folder.is_dir():
        digest.update(os.fsencode(folder))
    waiting = [os.fspath(folder)]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.name.endswith(".py"):
                digest.update(entry.name.encode("utf-8", "replace"))
                with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123 - every module, in every run
                    digest.update(file.read())
            elif entry.name not in ("__pycache__", "node_modules", "static", "templates") and entry.is_dir():
                waiting.append(entry.path)
