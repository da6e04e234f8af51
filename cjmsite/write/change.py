"""One change of a folder, file by file, that can be taken back: all of it comes about, or nothing.

Every file is staged beside the site first, so that a full disk is met early. Then each step is one rename, and
notes how to undo it. Names that are links are replaced or moved as links; nothing is written through them.
"""

# All of this is done for every file of a site, and a Path takes as long to make as a rename.
# ruff: noqa: PTH102, PTH105, PTH106, PTH112, PTH123

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from cjmsite.write.address import folders

STAGING = ".cjmsite-staging"


class Change:
    """The change of a folder that is under way. `undo` leads back to where it began."""

    def __init__(self, out: Path) -> None:
        self.out = os.fspath(out)
        self._undo: list[Callable[[], None]] = []
        self._kept = 0
        self._there: set[str] = set()  # folders that need not be looked for again
        clear(out)
        os.mkdir(self._at(STAGING))

    def stage(self, content: bytes) -> str:
        """Write a file aside, to be put in place later."""
        staged = self._aside()
        with open(staged, "wb") as file:
            file.write(content)
        return staged

    def put(self, staged: str, url: str) -> None:
        """Put a staged file where it belongs; what lay there is kept until the end."""
        target = self._at(url)
        self._make_folders(url)
        lying = _mode(target)
        if stat.S_ISDIR(lying):
            self._remove_folder(target)
            lying = 0
        self._undo.append(partial(os.replace, self._copy(target), target) if lying else partial(os.unlink, target))
        os.replace(staged, target)  # the one atomic step

    def take(self, url: str) -> None:
        """Take a file away, and the folders that are empty without it."""
        target = self._at(url)
        kept = self._aside()
        self._undo.append(partial(_bring_back, kept, target))
        os.replace(target, kept)
        self.prune(url)

    def prune(self, url: str) -> None:
        """Remove the folders of an address that hold nothing."""
        for folder in reversed(folders(url)):
            path = self._at(folder)
            try:
                os.rmdir(path)
            except FileNotFoundError:
                continue
            except OSError:  # it is not empty
                return
            self._there.discard(folder)
            self._undo.append(partial(os.mkdir, path))

    def undo(self) -> None:
        """Take every step back, the last one first. What cannot be taken back does not stop the rest."""
        while self._undo:
            with suppress(OSError):
                self._undo.pop()()

    def _make_folders(self, url: str) -> None:
        folder = url.rpartition("/")[0]
        if not folder or folder in self._there:
            return
        for folder in folders(url):
            path = self._at(folder)
            if not os.path.isdir(path):
                os.mkdir(path)
                self._undo.append(partial(os.rmdir, path))
            self._there.add(folder)

    def _remove_folder(self, folder: str) -> None:
        """Remove a folder that holds nothing but empty folders."""
        self._there.clear()
        for path in (*sorted(Path(folder).rglob("*"), reverse=True), Path(folder)):
            path.rmdir()
            self._undo.append(path.mkdir)

    def _copy(self, target: str) -> str:
        kept = self._aside()
        try:
            os.link(target, kept, follow_symlinks=False)
        except OSError:  # a file system without links, or a file of somebody else
            import shutil

            shutil.copy2(target, kept, follow_symlinks=False)
        return kept

    def _aside(self) -> str:
        self._kept += 1
        return self._at(f"{STAGING}/{self._kept}")

    def _at(self, url: str) -> str:
        return f"{self.out}/{url}"


def clear(out: Path) -> None:
    """Remove what a change left beside the site. Its name is ours, whatever lies there."""
    staging = out / STAGING
    if staging.is_symlink() or staging.is_file():
        staging.unlink()
    elif staging.exists():
        import shutil

        shutil.rmtree(staging, ignore_errors=True)


def _mode(path: str) -> int:
    """What kind of thing lies there, a link being one itself; 0 where nothing does."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def _bring_back(kept: str, target: str) -> None:
    if os.path.lexists(kept):
        os.replace(kept, target)
