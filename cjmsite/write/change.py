"""One change of a folder, file by file, that can be taken back: all of it comes about, or nothing.

Every file is staged beside the site first, so that a full disk is met early. Then each step is one rename, and
notes how to undo it. Names that are links are replaced or moved as links; nothing is written through them.
"""

# All of this is done for every file of a site, and a Path takes as long to make as a rename.
# ruff: noqa: PTH102, PTH105, PTH106, PTH116, PTH123

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from cjmsite.write.address import folders

STAGING = ".cjmsite-staging"

Stamp = tuple[int, int, int, int]
"""What tells that a file is another one now: its times, its size, its number."""


class Change:
    """The change of a folder that is under way. `undo` leads back to where it began.

    `lying` is how the files lay there when it was decided which of them are ours, and goes on with the change. What
    lies otherwise when its turn comes, somebody else put there meanwhile: that is an OSError, and nothing of theirs is
    lost.
    """

    def __init__(self, out: Path, lying: Mapping[str, Stamp]) -> None:
        self.out = os.fspath(out)
        self.lying = dict(lying)
        self._undo: list[Callable[[], None]] = []
        self._done = 0  # of these steps, how many were taken for sure
        self._kept = 0
        self._there: set[str] = set()  # folders that need not be looked for again
        self._place = os.stat(out)
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
        self._see_to_the_place()
        self._make_folders(url)
        found = _look(target)
        if found and stat.S_ISDIR(found.st_mode):
            self._remove_folder(target)
            found = None
        self._see_to_the_file(url, found)
        self._undo.append(partial(os.replace, self._copy(target), target) if found else partial(os.unlink, target))
        os.replace(staged, target)  # the one atomic step
        self._done = len(self._undo)
        if put := stamp(target):
            self.lying[url] = put

    def take(self, url: str) -> None:
        """Take a file away, and the folders that are empty without it."""
        target = self._at(url)
        kept = self._aside()
        self._see_to_the_place()
        self._see_to_the_file(url, _look(target))
        self._undo.append(partial(_bring_back, kept, target))
        os.replace(target, kept)
        self._done = len(self._undo)
        self.lying.pop(url, None)
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

    def undo(self) -> bool:
        """Take every step back, the last one first; gives whether that went well. What cannot be taken back does not
        stop the rest, but for the first step: that is the list of files, which knows the new ones too.
        """
        well = True
        while len(self._undo) > (0 if well else 1) and self._is_in_place():
            try:
                self._undo.pop()()
            except OSError:
                well = well and len(self._undo) >= self._done  # it may be the step that failed
        return well

    def clear(self) -> None:
        """Remove what is beside the site."""
        if self._is_in_place():
            clear(Path(self.out))

    def _see_to_the_place(self) -> None:
        """Raise OSError where somebody put another folder there: nothing in that one is ours."""
        if not self._is_in_place():
            raise OSError(errno.ESTALE, "it was replaced by another folder meanwhile", self.out)

    def _see_to_the_file(self, url: str, found: os.stat_result | None) -> None:
        """Raise OSError where something lies there that is not what was looked at."""
        known = self.lying.get(url)
        if found and (known is None or _content(_stamp(found)) != _content(known)):
            raise OSError(errno.ESTALE, "somebody put or changed it while this build ran", self._at(url))

    def _is_in_place(self) -> bool:
        try:
            return os.path.samestat(os.stat(self.out), self._place)
        except OSError:
            return False

    def _make_folders(self, url: str) -> None:
        folder = url.rpartition("/")[0]
        if not folder or folder in self._there:
            return
        for folder in folders(url):
            path = self._at(folder)
            found = _look(path)
            if found and stat.S_ISLNK(found.st_mode) and self._leads_out(path):
                raise OSError(errno.ESTALE, "it became a link that leads out while this build ran", path)
            if not found:
                os.mkdir(path)
                self._undo.append(partial(os.rmdir, path))
            self._there.add(folder)

    def _leads_out(self, folder: str) -> bool:
        return not Path(folder).resolve().is_relative_to(Path(self.out).resolve())

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


def stamp(path: str) -> Stamp | None:
    """How a file lies there, a link being one itself; None where nothing does."""
    found = _look(path)
    return _stamp(found) if found else None


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _content(stamp: Stamp) -> tuple[int, ...]:
    """What of a stamp stays when the file is given another name."""
    modified, _, size, number = stamp
    return modified, size, number


def _look(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def _bring_back(kept: str, target: str) -> None:
    if os.path.lexists(kept):
        os.replace(kept, target)
