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
    looked into has one entry, `closed`, without a name. `leads` is the place of a folder that is a link.
    """

    name: str
    kind: str
    leads: str | None = None


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
    none. For a link that leads out of the site a mark that is none.
    """
    found = stamp(db, path)
    if found is None:
        return None
    full = _full(db, path)
    if _is_link_out(db, path, full):
        return _OUTSIDE
    if (known := _just_read.get((full, found))) is not None:
        return known
    try:
        with open(full, "rb") as file:  # noqa: PTH123 - asked for every file
            if found.size > _LITTLE:
                return hashlib.file_digest(file, "sha256").digest()
            content = file.read()
    except OSError as failure:
        _note_refusal(db, path)
        return f"{failure.errno}".encode()  # `load` says what is the matter
    digest = hashlib.sha256(content).digest()
    _read_last.clear()
    _read_last[digest] = (found, content)
    return digest


def _note_refusal(db: Database, path: str) -> None:
    """Remember that the system did not give a file: what is made of that holds until it does. A disk that is away for a
    moment leaves the stamp as it is.
    """
    _refused.add(path)
    try:
        is_refused(db, path)
    finally:
        _refused.discard(path)


@volatile
def is_refused(db: Database, path: str) -> bool:
    """Whether the system does not give what is in a file. Asked only of those that it did not give."""
    if path in _refused:
        return True
    try:
        with open(_full(db, path), "rb") as file:  # noqa: PTH123 - as above
            file.read(1)
    except OSError:
        return True
    return False


_refused: set[str] = set()
"""What was refused a moment ago, whatever another try would give."""

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
                    found.append(Entry(item.name, "folder", _real(base, item.path) if item.is_symlink() else None))
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


@volatile
def place(db: Database, folder: str) -> str:
    """Where a folder lies: its path from the site's root with all links followed."""
    return _real(root(db), _full(db, folder))


def _real(base: Path, path: str) -> str:
    real = os.path.relpath(os.path.realpath(path), base).replace(os.sep, "/")
    return "" if real == "." else real


@query
def tree(db: Database, folder: str) -> tuple[tuple[str, str], ...]:
    """Everything below a folder that is no folder: (path, kind) in order of their paths.

    What several paths lead to is found once: where it lies, or by the first link to it.
    """
    found: list[tuple[str, str]] = []
    folders = [(folder, place(db, folder))]
    links: list[tuple[str, str]] = []
    seen: set[str] = set()
    while folders or links:
        if not folders:
            links.sort(reverse=True)
        current, lies = folders.pop() if folders else links.pop()
        if lies in seen:
            continue
        seen.add(lies)
        for entry in entries(db, current):
            path = f"{current}/{entry.name}" if current and entry.name else current or entry.name
            if entry.kind != "folder":
                found.append((path, entry.kind))
            elif entry.leads is None:
                folders.append((path, f"{lies}/{entry.name}" if lies else entry.name))
            else:
                links.append((path, entry.leads))
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
    if before == _OUTSIDE or not is_inside(db, posixpath.dirname(path)):
        raise _leads_out(path)
    return _content(db, path, before)


def load_installed(db: Database, path: str) -> bytes:
    """The bytes of a file of an installed theme or plugin, by its absolute path. Raises InputError."""
    before = fingerprint(db, path)
    if before is None:
        raise InputError("missing-file", path, f"there is no file `{path}`")
    return _content(db, path, before)


def _content(db: Database, path: str, before: bytes) -> bytes:
    """The bytes of a file if they are those that have this fingerprint. Raises InputError."""
    full = _full(db, path)
    if (last := _read_last.get(before)) is not None and last[0] == large.look(full):
        return last[1]
    try:
        with open(full, "rb") as file:  # noqa: PTH123 - as above
            content = file.read()
    except FileNotFoundError:
        raise _changing(db, path, gone=True) from None
    except OSError as failure:
        _note_refusal(db, path)
        raise InputError("unreadable-file", path, f"`{path}` cannot be read: {failure.strerror}") from None
    if hashlib.sha256(content).digest() != before:
        raise _changing(db, path)
    return content


def _changing(db: Database, path: str, *, gone: bool = False) -> Changing:
    """What is raised where a file is another one, or gone, since its fingerprint was taken.

    Whoever makes an answer of it all the same has read the stamp too: the old content may come back, but not with it.
    """
    stamp(db, path)
    return Changing(path, gone=gone)


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
    if _is_link_out(db, path, _full(db, path)) or not is_inside(db, posixpath.dirname(path)):
        raise _leads_out(path)
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
    except Exception as failure:
        for file in files:
            stamp(db, file.path)  # whatever was read: a file with another stamp is worth another try
        if isinstance(failure, InputError) and failure.code == "unreadable-file":
            _note_refusal(db, failure.path)
        raise


_just_read: dict[tuple[str, Stamp], bytes] = {}
"""The SHA-256 of large files that were read as a whole a moment ago, so that nobody reads them for it again."""


_OUTSIDE = b"outside"


def _is_link_out(db: Database, path: str, full: str) -> bool:
    """Whether a file of the site is a link to something else. What is installed lies wherever it was put."""
    linked = not posixpath.isabs(path) and os.path.islink(full)  # noqa: PTH114 - asked for every file
    return linked and not _inside(root(db), Path(full))


def _leads_out(path: str) -> InputError:
    return InputError("path-outside", path, f"`{path}` is a link that leads out of the site")


@volatile
def is_inside(db: Database, path: str) -> bool:
    """Whether a file that exists is of this site and not of a folder that a link leads to."""
    return _inside(root(db), root(db) / path)


def touched(db: Database, paths: Iterable[str]) -> list[Key]:
    """The reads that may answer otherwise when these files or folders came, went or changed."""
    found: dict[Key, None] = {}
    folders = []
    for path in paths:
        for look in _LOOKS:
            found[(look, (path,))] = None
        found[(entries, (posixpath.dirname(path),))] = None
        if db.reads((entries, (path,))) or (root(db) / path).is_dir():
            folders.append(f"{path}/")
    if folders:
        below = tuple(folders)
        for key in db.known.looks():
            if key[0] in _LOOKS and str(key[1][0]).startswith(below):
                found[key] = None
    return list(found)


@volatile
def exists(db: Database, path: str) -> bool:
    """Whether there is anything at a path."""
    return (root(db) / path).exists()


_LOOKS = (stamp, is_inside, exists, is_refused, entries, place)
"""All looks at the disk, each of them at one path."""


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
