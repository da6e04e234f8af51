"""One change of a folder, file by file, that can be taken back: all of it comes about, or nothing.

Every file is staged beside the site first, so that a full disk is met early. Then each step is one rename, and
notes how to undo it. Names that are links are replaced or moved as links; nothing is written through them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from cjmsite.write.address import folders

STAGING = ".cjmsite-staging"


class Change:
    """The change of a folder that is under way. `undo` leads back to where it began."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.staging = out / STAGING
        self._undo: list[Callable[[], None]] = []
        self._kept = 0
        clear(out)
        self.staging.mkdir()

    def stage(self, content: bytes) -> Path:
        """Write a file aside, to be put in place later."""
        staged = self._aside()
        staged.write_bytes(content)
        return staged

    def put(self, staged: Path, url: str) -> None:
        """Put a staged file where it belongs; what lay there is kept until the end."""
        target = self.out / url
        self._make_folders(url)
        if target.is_dir() and not target.is_symlink():
            self._remove_folder(target)
        if os.path.lexists(target):
            kept = self._copy(target)
            self._undo.append(partial(os.replace, kept, target))
        else:
            self._undo.append(partial(target.unlink, missing_ok=True))
        os.replace(staged, target)  # noqa: PTH105 - the one atomic step, named as such

    def take(self, url: str) -> None:
        """Take a file away, and the folders that are empty without it."""
        target = self.out / url
        kept = self._aside()
        self._undo.append(partial(_bring_back, kept, target))
        os.replace(target, kept)  # noqa: PTH105
        self.prune(url)

    def prune(self, url: str) -> None:
        """Remove the folders of an address that hold nothing."""
        for folder in reversed(folders(url)):
            path = self.out / folder
            try:
                path.rmdir()
            except FileNotFoundError:
                continue
            except OSError:  # it is not empty
                return
            self._undo.append(path.mkdir)

    def undo(self) -> None:
        """Take every step back, the last one first. What cannot be taken back does not stop the rest."""
        while self._undo:
            with suppress(OSError):
                self._undo.pop()()

    def _make_folders(self, url: str) -> None:
        for folder in folders(url):
            path = self.out / folder
            if not path.is_dir():
                path.mkdir()
                self._undo.append(path.rmdir)

    def _remove_folder(self, folder: Path) -> None:
        """Remove a folder that holds nothing but empty folders."""
        for path in (*sorted(folder.rglob("*"), reverse=True), folder):
            path.rmdir()
            self._undo.append(path.mkdir)

    def _copy(self, target: Path) -> Path:
        kept = self._aside()
        try:
            os.link(target, kept, follow_symlinks=False)
        except OSError:  # a file system without links, or a file of somebody else
            import shutil

            shutil.copy2(target, kept, follow_symlinks=False)
        return kept

    def _aside(self) -> Path:
        self._kept += 1
        return self.staging / str(self._kept)


def clear(out: Path) -> None:
    """Remove what a change left beside the site. Its name is ours, whatever lies there."""
    staging = out / STAGING
    if staging.is_symlink() or staging.is_file():
        staging.unlink()
    elif staging.exists():
        import shutil

        shutil.rmtree(staging, ignore_errors=True)


def _bring_back(kept: Path, target: Path) -> None:
    if os.path.lexists(kept):
        os.replace(kept, target)  # noqa: PTH105
