"""Which commit is checked out, from the files of a git repository: to start git costs more than a whole run.

Only what is sure is said. A repository that is kept in another way is Unclear, and git itself has to be asked.
"""

from __future__ import annotations

import os
import posixpath
import re
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

_ELSEWHERE = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_CEILING_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_SHALLOW_FILE",
)
"""With any of these, git may look somewhere else."""

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_OF_ONE_TREE = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")
_SMALL = 1 << 16
_LARGE = 1 << 26


class CheckedOut(Struct, frozen=True):
    """What is checked out around a folder. `commit` is None where there is none; `below` is where the folder lies."""

    commit: str | None = None
    shallow: bool = False
    below: str = ""


class Unclear(Exception):
    """Only git can tell."""


def checked_out(folder: Path) -> CheckedOut | None:
    """What the repository around a folder has checked out; None where there is no repository. Raises Unclear."""
    if any(name in os.environ for name in _ELSEWHERE):
        raise Unclear
    for above in (folder, *folder.parents):
        try:
            if os.path.lexists(above / ".git"):
                return _read(_git_folder(above / ".git"), folder.relative_to(above).as_posix())
            if os.path.lexists(above / "HEAD") and os.path.lexists(above / "objects"):  # a repository without files
                raise Unclear
        except (OSError, ValueError):
            raise Unclear from None
    return None


def folder_around(folder: Path) -> Path | None:
    """Where the repository around a folder keeps its index; None where there is none, or only git can tell."""
    with suppress(OSError, ValueError, Unclear):
        for above in (folder, *folder.parents):
            if os.path.lexists(above / ".git"):
                return _git_folder(above / ".git")
    return None


def _git_folder(place: Path) -> Path:
    """The repository; a working tree beside it, or a submodule, has a file that names it."""
    if place.is_dir():
        return place
    mark, _, path = _text(place).rstrip("\n").partition("gitdir: ")
    if mark or not path:
        raise Unclear
    return place.parent / path


def _read(git: Path, below: str) -> CheckedOut:
    common = git
    if os.path.lexists(git / "commondir"):
        common = git / _text(git / "commondir").rstrip("\n")
    if not (common / "objects").is_dir() or os.path.lexists(common / "reftable") or (git / "HEAD").is_symlink():
        raise Unclear
    shallow = os.path.lexists(common / "shallow") and bool(_text(common / "shallow", _LARGE))
    return CheckedOut(_commit(git, common), shallow, below)


def _commit(git: Path, common: Path) -> str | None:
    said = _text(git / "HEAD").strip()
    for _ in range(5):
        mark, _, name = said.partition("ref: ")
        if mark or not name:
            break
        if posixpath.normpath(name) != name or not name.startswith("refs/"):
            raise Unclear
        own = git if name.startswith(_OF_ONE_TREE) else common
        try:
            said = _text(own / name).strip()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return _packed(common, name)
    if not _COMMIT.fullmatch(said):
        raise Unclear
    return said


def _packed(common: Path, name: str) -> str | None:
    try:
        packed = _text(common / "packed-refs", _LARGE)
    except FileNotFoundError:
        return None
    found = re.search(rf"^({_COMMIT.pattern}) {re.escape(name)}$", packed, re.MULTILINE)
    return found[1] if found else None


def _text(path: Path, most: int = _SMALL) -> str:
    """A text that is not longer than expected; nothing that makes one wait is opened."""
    if not path.is_file():
        os.stat(path)  # noqa: PTH116 - says what is the matter
        raise IsADirectoryError(path)
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Unclear
    return content.decode("utf-8", "surrogateescape")
