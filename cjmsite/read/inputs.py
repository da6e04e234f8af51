"""The only door in: every file and folder that a query reads is read here, so that it is recorded.

Paths are POSIX and relative to the site's root. A path that leads out of the root, by `..` or through
a symbolic link, is refused.
"""

from __future__ import annotations

import errno
import fnmatch
import hashlib
import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from msgspec import Struct

from cjmsite.model.address import is_plain
from cjmsite.query import Database, Key, eager, query, volatile
from cjmsite.read import large
from cjmsite.read.large import Changing, InputError, LargeFile, Stamp

ROOT = "root"

PROGRESS = "progress"
"""Who is told how far the reading of a large file has come: the stage, how many MB, and of how many."""

_LITTLE = 1 << 20
"""Files of more bytes are not held for whoever wants them next."""

__all__ = [
    "PROGRESS",
    "ROOT",
    "Changing",
    "Entry",
    "InputError",
    "LargeFile",
    "Stamp",
    "entries",
    "exists",
    "find_large",
    "fingerprint",
    "is_file",
    "is_inside",
    "is_plain",
    "load",
    "load_installed",
    "matching",
    "reading_large",
    "root",
    "stamp",
    "touched",
    "tree",
]


class Entry(Struct, frozen=True):
    """One name in a folder: a `file`, a `folder`, a link that leads `outside` the site, or a `nameless` thing.

    A nameless one has a name that is no text; it cannot be read or published, only told of. A folder that cannot be
    looked into has one entry, `closed`, without a name.
    """

    name: str
    kind: str


def root(db: Database) -> Path:
    """The site's root, resolved. No answer depends on it: a site is the same wherever its folder lies."""
    folder: Path = db.aside(ROOT)
    return folder


def _full(db: Database, path: str) -> str:
    return os.path.join(root(db), path)  # noqa: PTH118 - asked for every file, in every run


@volatile
def stamp(db: Database, path: str) -> Stamp | None:
    """The stamp of a regular file, or None when there is none."""
    return large.look(_full(db, path))


@eager
def is_file(db: Database, path: str) -> bool:
    """Whether there is a regular file."""
    return stamp(db, path) is not None


@eager
def fingerprint(db: Database, path: str) -> bytes | None:
    """The SHA-256 of a file, which identifies its content wherever and whenever it was written; None when there is
    none.
    """
    found = stamp(db, path)
    if found is None:
        return None
    full = _full(db, path)
    if (known := _just_read.get((full, found))) is not None:
        return known
    try:
        with open(full, "rb") as file:  # noqa: PTH123 - asked for every file
            if found.size > _LITTLE:
                return hashlib.file_digest(file, "sha256").digest()
            content = file.read()
    except OSError as failure:
        return f"{failure.errno}".encode()  # `load` says what is the matter
    digest = hashlib.sha256(content).digest()
    _read_last.clear()
    _read_last[digest] = (found, content)
    return digest


_read_last: dict[bytes, tuple[Stamp, bytes]] = {}
"""The file of which the SHA-256 was taken last, if it is a little one: whoever asks for that mostly wants the bytes
next, and of a page first the front matter and then the body.
"""


@volatile
def entries(db: Database, folder: str) -> tuple[Entry, ...]:
    """What is in a folder, sorted by name; hidden names are left out. A missing folder is an empty one.

    One that is there and cannot be looked into is not: a disk that is away for a moment must delete no page.
    """
    base = root(db)
    found: list[Entry] = []
    try:
        with os.scandir(base / folder) as listing:
            for item in listing:
                if is_hidden(item.name):
                    continue
                if not _is_text(item.name):
                    readable = item.name.encode("utf-8", "replace").decode("utf-8")
                    found.append(Entry(readable, "nameless"))
                elif item.is_symlink() and not _inside(base, Path(item.path)):
                    found.append(Entry(item.name, "outside"))
                elif item.is_dir():
                    found.append(Entry(item.name, "folder"))
                elif item.is_file():
                    found.append(Entry(item.name, "file"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return ()
    except OSError as failure:
        return () if failure.errno in (errno.ENAMETOOLONG, errno.ELOOP) else (Entry("", "closed"),)
    return tuple(sorted(found, key=lambda entry: entry.name))


def is_hidden(name: str) -> bool:
    """Whether a file or folder is none that anybody wrote for the site: `~$` begins what Word says of an open file."""
    return name.startswith((".", "~$"))


@query
def tree(db: Database, folder: str) -> tuple[tuple[str, str], ...]:
    """Everything below a folder that is no folder: (path, kind) in order of their paths."""
    found: list[tuple[str, str]] = []
    pending = [folder]
    seen: set[Path] = set()
    while pending:
        current = pending.pop()
        real = (root(db) / current).resolve()
        if real in seen:  # a linked folder that leads back
            continue
        seen.add(real)
        for entry in entries(db, current):
            path = f"{current}/{entry.name}" if current and entry.name else current or entry.name
            if entry.kind == "folder":
                pending.append(path)
            else:
                found.append((path, entry.kind))
    return tuple(sorted(found))


@query
def matching(db: Database, pattern: str) -> tuple[str, ...]:
    """The files that a pattern like `content/data/*.csv` names, in order; `*` does not cross folders."""
    parts = PurePosixPath(pattern).parts
    folders = [""]
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        wanted = "file" if last else "folder"
        found: list[str] = []
        for folder in folders:
            prefix = f"{folder}/" if folder else ""
            found += [
                prefix + entry.name
                for entry in entries(db, folder)
                if entry.kind == wanted and fnmatch.fnmatchcase(entry.name, part)
            ]
        folders = found
    return tuple(sorted(folders))


def load(db: Database, path: str) -> bytes:
    """The bytes of a file. Raises InputError with a reason that a person understands.

    Not remembered: what is made of the bytes is, and a large export should not stay in memory.
    """
    if not is_plain(path):
        raise InputError("path-outside", path, f"`{path}` leads out of the site")
    before = fingerprint(db, path)
    if before is None:
        raise InputError("missing-file", path, f"there is no file `{path}`")
    full = _within(db, path)
    if (last := _read_last.get(before)) is not None and last[0] == large.look(full):
        return last[1]
    try:
        with open(full, "rb") as file:  # noqa: PTH123 - as above
            content = file.read()
    except FileNotFoundError:  # gone since it was looked at
        raise InputError("missing-file", path, f"there is no file `{path}`") from None
    except OSError as failure:
        raise InputError("unreadable-file", path, f"`{path}` cannot be read: {failure.strerror}") from None
    if hashlib.sha256(content).digest() != before:
        raise Changing(path)
    return content


def find_large(db: Database, path: str) -> LargeFile | None:
    """The file at a path if it is a large one, which is read once and within `reading_large`. Raises InputError.

    The look leaves no record: nothing but the content of the file decides what becomes of it.
    """
    if (
        not is_plain(path)
        or (found := large.find(path, root(db) / path, db.aside(PROGRESS))) is None
        or not is_file(db, path)
    ):
        return None
    _within(db, path)
    return found


@contextmanager
def reading_large(db: Database, files: Sequence[LargeFile]) -> Iterator[None]:
    """While large files are read, by whomever: afterwards the read is recorded as that of any other file is.

    Raises InputError where one was not the same all the time, so that nothing is made of two states of it.
    """
    try:
        yield
        for file in files:
            key = _full(db, file.path), file.stamp
            _just_read[key] = bytes.fromhex(file.digest())
            try:
                file.verify()
                if fingerprint(db, file.path) != _just_read[key]:
                    raise Changing(file.path)
            finally:
                del _just_read[key]
    except Exception:
        for file in files:
            stamp(db, file.path)  # whatever was read: a file with another stamp is worth another try
        raise


_just_read: dict[tuple[str, Stamp], bytes] = {}
"""The SHA-256 of large files that were read as a whole a moment ago, so that nobody reads them for it again."""


def _within(db: Database, path: str) -> str:
    """Where a file is. Raises InputError where it is not within the site."""
    full = _full(db, path)
    linked = os.path.islink(full)  # noqa: PTH114 - asked for every file
    if not (is_inside(db, posixpath.dirname(path)) and (not linked or _inside(root(db), Path(full)))):
        raise InputError("path-outside", path, f"`{path}` is a link that leads out of the site")
    return full


def load_installed(db: Database, path: str) -> bytes:
    """The bytes of a file of an installed theme or plugin, by its absolute path. Raises FileNotFoundError."""
    if fingerprint(db, path) is None:
        raise FileNotFoundError(path)
    return Path(path).read_bytes()


@volatile
def is_inside(db: Database, path: str) -> bool:
    """Whether a file that exists is of this site and not of a folder that a link leads to."""
    return _inside(root(db), root(db) / path)


def touched(db: Database, paths: Iterable[str]) -> list[Key]:
    """The reads that may answer otherwise when these files or folders came, went or changed."""
    found: dict[Key, None] = {}
    folders = []
    for path in paths:
        for look in (stamp, is_inside, exists, entries):
            found[(look, (path,))] = None
        found[(entries, (posixpath.dirname(path),))] = None
        if db.reads((entries, (path,))) or (root(db) / path).is_dir():
            folders.append(f"{path}/")
    if folders:
        below = tuple(folders)
        for key in db.known.looks():
            if key[0] in (stamp, is_inside, exists, entries) and str(key[1][0]).startswith(below):
                found[key] = None
    return list(found)


@volatile
def exists(db: Database, path: str) -> bool:
    """Whether there is anything at a path."""
    return (root(db) / path).exists()


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _inside(base: Path, path: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(base)
    except (OSError, RuntimeError, ValueError):
        return False
