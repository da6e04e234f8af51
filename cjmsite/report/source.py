"""How a report names files and which of their lines it may show."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cjmsite.pipeline.choices import SETTINGS_FILE
from cjmsite.query import Database
from cjmsite.read import inputs, plaintext
from cjmsite.render import results

SHOWN = (".md", ".yaml", ".yml", ".html", ".css", ".js", ".py")
"""Files that people write. Rows of data are never shown: they may be about persons."""


def line_of(db: Database) -> Callable[[str, int], str | None]:
    """A function that gives a line of a file that people wrote."""

    @cache
    def lines(path: str) -> list[str] | None:
        if not path.endswith(SHOWN) or path in results.data_files(db):
            return None
        try:
            content = inputs.load(db, path)
        except inputs.InputError:
            return None
        if plaintext.other_file(content) or content.count(b"\0") > 2:  # what is no text is not shown as such
            return None
        text = content.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def line(path: str, number: int) -> str | None:
        found = lines(path)
        return found[number - 1] if found and 1 <= number <= len(found) else None

    return line


def from_here(root: Path) -> Callable[[str], str]:
    """Paths as seen from the current folder, so that a terminal can open them."""

    def seen(path: Path) -> str:
        try:
            return Path(os.path.relpath(path)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()

    return _moved(root, seen)


def from_repository(root: Path) -> Callable[[str], str]:
    """Paths as seen from the root of the git repository, as CI services want them."""
    top = repository(root)
    return _moved(root, lambda path: path.relative_to(top).as_posix())


def repository(root: Path) -> Path:
    """The root of the git repository that a folder lies in, or the folder itself."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def _moved(root: Path, seen: Callable[[Path], str]) -> Callable[[str], str]:
    @cache
    def path(written: str) -> str:
        # Only files of the site are moved; `atlas:journey.html` names a template of an installed theme.
        inside = inputs.is_plain(written) and os.path.exists(root / written.partition("!")[0])  # noqa: PTH110 - never raises
        return seen(root / written) if inside or written == SETTINGS_FILE else written

    return path
