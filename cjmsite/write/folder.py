"""A site into a folder: everything is staged first, then put in place file by file.

At each moment the folder holds whole files only, and only links that lead somewhere: assets come first, then
pages that are new, then pages that changed, then deletions. A build that is killed leaves the old site, the new
one, or a mix that the next build completes; what is ours stays known, because the list of files is written
before the first change.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cjmsite.write import guard
from cjmsite.write import manifest as manifests
from cjmsite.write.manifest import Manifest, digest

STAGING = ".cjmsite-staging"


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to its folder; `kept` are files that were changed by hand and are no longer of the site."""

    new: int
    changed: int
    unchanged: int
    deleted: int
    kept: tuple[str, ...] = ()


class WriteFailed(Exception):
    """The disk said no; the message says what and where. The old site is as it was."""


def publish(
    out: Path, files: Mapping[str, bytes], *, force: bool = False, on_wait: Callable[[], None] = lambda: None
) -> Written:
    """Make a folder hold a site. Raises OutputRefused and WriteFailed."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with guard.only_writer(out, on_wait):
            return _publish(out, files, force)
    except OSError as failure:
        raise WriteFailed(_reason(failure, out)) from None


def _publish(out: Path, files: Mapping[str, bytes], force: bool) -> Written:
    old = manifests.read(out)
    staging = out / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    changes = {url: content for url, content in files.items() if _differs(out, url, content)}
    foreign = [url for url in changes if url not in old.files and os.path.lexists(out / url)]
    if foreign and not force:
        raise guard.OutputRefused(
            f"`{out / foreign[0]}` was not written by cjmsite and would be overwritten; move it, or use --force"
        )
    new = Manifest({url: digest(content) for url, content in files.items()})
    try:
        _stage(staging, out, changes, Manifest(old.files | new.files))
        gone = sorted(set(old.files) - set(new.files))
        fresh = {url for url in changes if not os.path.lexists(out / url)}
        _replace(staging / manifests.NAME, out / manifests.NAME)
        for url in sorted(changes, key=lambda url: _turn(url, url in fresh)):
            _replace(staging / _staged(url), out / url)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    deleted, kept = _delete(out, old, gone)
    final = out / f"{manifests.NAME}.new"
    final.write_bytes(new.encoded())
    _replace(final, out / manifests.NAME)
    return Written(len(fresh), len(changes) - len(fresh), len(files) - len(changes), deleted, kept)


def _turn(url: str, fresh: bool) -> tuple[int, str]:
    """Assets, then pages nobody links to yet, then the pages that link to them."""
    if not url.endswith(".html"):
        return 0, url
    return (1 if fresh else 2), url


def _differs(out: Path, url: str, content: bytes) -> bool:
    target = out / url
    if not _stays_inside(out, target):
        raise guard.OutputRefused(f"`{target}` lies behind a link that leads out of the output folder")
    try:
        if target.is_symlink() or target.stat().st_size != len(content):
            return True
        return target.read_bytes() != content
    except OSError:
        return True


def _stays_inside(out: Path, target: Path) -> bool:
    return target.parent.resolve().is_relative_to(out.resolve())


def _stage(staging: Path, out: Path, changes: Mapping[str, bytes], claim: Manifest) -> None:
    """Write every changed file, so that a full disk is met before the old site is touched."""
    staging.mkdir()
    for url, content in changes.items():
        (staging / _staged(url)).write_bytes(content)
    for folder in sorted({(out / url).parent for url in changes}):
        folder.mkdir(parents=True, exist_ok=True)
    (staging / manifests.NAME).write_bytes(claim.encoded())


def _staged(url: str) -> str:
    return digest(url.encode("utf-8"))


def _replace(source: Path, target: Path) -> None:
    os.replace(source, target)  # noqa: PTH105 - the one atomic step, named as such


def _delete(out: Path, old: Manifest, gone: list[str]) -> tuple[int, tuple[str, ...]]:
    deleted = 0
    kept = []
    for url in gone:
        target = out / url
        try:
            if not _stays_inside(out, target) or target.is_symlink():
                continue
            if digest(target.read_bytes()) != old.files[url]:
                kept.append(url)
                continue
            target.unlink()
            deleted += 1
        except FileNotFoundError:
            continue
        folder = target.parent
        while folder != out and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    return deleted, tuple(kept)


def _reason(failure: OSError, out: Path) -> str:
    where = failure.filename or out
    if failure.errno == errno.ENOSPC:
        return f"the disk is full; the site in `{out}` is as it was"
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"no permission to write `{where}`; the site in `{out}` is as it was"
    return f"cannot write `{where}`: {failure.strerror}"
