"""A site into a folder: everything is staged first, then put in place file by file.

At each moment the folder holds whole files only, and what a reader can reach from the home page leads somewhere:
first come the assets, then pages that are new, then pages that changed, then the lists that name pages, then
deletions. A build that fails takes its steps back. One that is killed leaves the old site, the new one, or a mix
that the next build completes; what is ours stays known, because the list of files is written before the first change.
New pages that it left may link to some that never came: they count as new until all pages are there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.write import guard, lock
from cjmsite.write import manifest as manifests
from cjmsite.write.address import fault, file_and_folder, folders, spelled_alike
from cjmsite.write.change import Change, Stamp, clear, stamp
from cjmsite.write.manifest import Manifest, digest

_LISTS = ("assets/search-index.js", "site.json", "sitemap.xml")


class Written(Struct, frozen=True):
    """What a build did to its folder; `kept` are files that were changed by hand and are no longer of the site."""

    new: int
    changed: int
    unchanged: int
    deleted: int
    kept: tuple[str, ...] = ()


class WriteFailed(Exception):
    """The disk said no; the message says what and where, and what became of the old site."""


def publish(
    out: Path,
    wanted: Mapping[str, str],
    fetch: Callable[[str], bytes],
    *,
    seen: Mapping[str, Stamp] | None = None,
    force: bool = False,
    on_wait: Callable[[], None] = lambda: None,
) -> tuple[Written, dict[str, Stamp]]:
    """Make a folder hold a site: `wanted` says which content each file has, by its SHA-256, and `fetch` gives it.
    Returns what was done and how the files lie there now; given back as `seen`, files that still lie so need not be
    read again. Raises OutputRefused and WriteFailed.
    """
    for url in wanted:
        if reason := fault(url):
            raise guard.OutputRefused(f"`{url}` {reason}")
    if pair := file_and_folder(wanted):
        raise guard.OutputRefused(f"`{pair[0]}` would be a file, and the folder of `{pair[1]}`")
    try:
        if not out.is_dir():
            out.mkdir(parents=True, exist_ok=True)
        with lock.held(out, on_wait):  # where there are no locks, builds at once are the user's own care
            return _publish(out, wanted, fetch, seen or {}, force)
    except OSError as failure:
        raise WriteFailed(_reason(failure, out)) from None


def _publish(
    out: Path, wanted: Mapping[str, str], fetch: Callable[[str], bytes], seen: Mapping[str, Stamp], force: bool
) -> tuple[Written, dict[str, Stamp]]:
    old = manifests.read(out)
    lying = _Lying(out, old, seen)
    _refuse_ways_out(out, wanted)
    respelled = _respelled(old, wanted, lying)
    changed = [url for url, digest in wanted.items() if lying.digest(url) != digest or url in respelled]
    _refuse_foreign(out, changed, old, lying, force, respelled)
    new = Manifest(dict(wanted))
    gone, kept, missing = _gone(out, old, new, lying)
    if not changed and not gone and not missing and old.files == new.files and not old.is_under_way:
        clear(out)
        return Written(0, 0, len(wanted), 0, kept), lying.stamps
    fresh = {url for url in changed if url not in lying.stamps}
    unlinked = frozenset(url for url in wanted if url in old.unlinked or (url in fresh and _may_wait(url)))
    blocking = _blocking(changed, gone, respelled)
    going = dict.fromkeys(gone)
    own = {manifests.NAME: found} if (found := stamp(f"{lying.place}/{manifests.NAME}")) else {}
    change = Change(out, lying.stamps | own)
    try:
        staged = {url: change.stage(fetch(url)) for url in changed}
        last = change.stage(new.encoded())
        claim = _claim(old, new, changed, gone, lying)
        linked = change.stage(claim.encoded()) if unlinked else None
        change.put(change.stage(replace(claim, unlinked=unlinked).encoded()), manifests.NAME)
        for turn, _, url in sorted(_turn(url, url in unlinked) for url in changed):
            if linked is not None and turn > _UNLINKED:
                change.put(linked, manifests.NAME)
                linked = None
            for other in blocking.get(url, ()):
                if other in going:
                    del going[other]
                    change.take(other)
            change.put(staged[url], url)
        for url in going:
            change.take(url)
        for url in missing:
            change.prune(url)
        change.put(last, manifests.NAME)
    except BaseException as failure:
        if not change.undo() and isinstance(failure, OSError):
            raise WriteFailed(_reason(failure, out, _BETWEEN)) from None
        raise
    finally:
        change.clear()
    stamps = {url: change.lying[url] for url in wanted if url in change.lying}
    return Written(len(fresh), len(changed) - len(fresh), len(wanted) - len(changed), len(gone), kept), stamps


class _Lying:
    """The folder as it lies there. Links are not followed. `stamps` are those of what was looked at and is there."""

    def __init__(self, out: Path, known: Manifest, seen: Mapping[str, Stamp]) -> None:
        self.out = out
        self.place = os.fspath(out)
        self.known = known
        self.stamps: dict[str, Stamp] = {}
        self._seen = seen
        self._inside: dict[Path, bool] = {}
        self._digests: dict[str, str | None] = {}

    def digest(self, url: str) -> str | None:
        """The digest of the regular file at an address."""
        if url not in self._digests:
            self._digests[url] = self._read(url)
        return self._digests[url]

    def is_ours(self, url: str) -> bool:
        """Whether we wrote what lies there."""
        found = self.digest(url)
        return found is not None and self.known.knows(url, found)

    def _read(self, url: str) -> str | None:
        found = stamp(f"{self.place}/{url}")
        if found is None:
            return None
        self.stamps[url] = found
        # While a change was under way, the list named what was to come: after a kill only the file itself can tell.
        if found == self._seen.get(url) and url in self.known.files and url not in self.known.before:
            return self.known.files[url]
        target = self.out / url
        try:
            if target.is_symlink() or not target.is_file() or not self._stays_inside(target.parent):
                return None
            return digest(target.read_bytes())
        except OSError:
            return None

    def _stays_inside(self, folder: Path) -> bool:
        if folder not in self._inside:
            self._inside[folder] = _stays_inside(self.out, folder)
        return self._inside[folder]


_ASSET, _UNLINKED, _LINKED, _LIST = range(4)


def _turn(url: str, unlinked: bool) -> tuple[int, bool, str]:
    """Assets, then pages nobody links to yet, then the pages that link to them, then the lists of pages."""
    if url in _LISTS:
        return _LIST, False, url
    if not url.endswith(".html"):
        return _ASSET, False, url
    return (_UNLINKED if unlinked else _LINKED), url == "index.html", url


def _may_wait(url: str) -> bool:
    """Whether it is a page that nobody comes to without a link: all but the home page."""
    return url.endswith(".html") and url != "index.html"


def _refuse_ways_out(out: Path, wanted: Iterable[str]) -> None:
    for name in {url.rpartition("/")[0] for url in wanted}:
        if not _stays_inside(out, out / name):
            raise guard.OutputRefused(f"`{out / name}` lies behind a link that leads out of the output folder")


def _stays_inside(out: Path, folder: Path) -> bool:
    return folder.resolve().is_relative_to(out.resolve())


def _refuse_foreign(
    out: Path, changed: list[str], old: Manifest, lying: _Lying, force: bool, respelled: Container[str]
) -> None:
    """Refuse to overwrite what is not ours, and to remove it where a file and a folder change places."""
    needed = {folder: url for url in changed for folder in folders(url)}
    no_folders = {folder for folder in needed if os.path.lexists(out / folder) and not (out / folder).is_dir()}
    for url in changed:
        in_the_way = [out / folder for folder in folders(url) if folder in no_folders] if no_folders else []
        target = out / url
        if url in lying.stamps and target.is_dir() and not target.is_symlink():
            below = sorted(target.rglob("*"))
            in_the_way += [path for path in below if path.is_symlink() or not path.is_dir()]
            if not any(known.startswith(f"{url}/") for known in old.files):
                in_the_way.append(target)
        for path in in_the_way:
            if not lying.is_ours(path.relative_to(out).as_posix()):
                raise guard.OutputRefused(f"`{path}` was not written by cjmsite and is in the way of `{url}`; move it")
        ours = url in old.files or url in respelled
        if url in lying.stamps and not in_the_way and not force and not ours:
            raise guard.OutputRefused(
                f"`{target}` was not written by cjmsite and would be overwritten; move it, or use --force"
            )


def _gone(out: Path, old: Manifest, new: Manifest, lying: _Lying) -> tuple[list[str], tuple[str, ...], list[str]]:
    """What to delete, what is kept because a hand changed it, and what is not there any more."""
    gone, kept, missing = [], [], []
    for url in sorted(set(old.files) - set(new.files)):
        if lying.is_ours(url):
            gone.append(url)
        elif os.path.lexists(out / url):
            kept.append(url)
        else:
            missing.append(url)
    return gone, tuple(kept), missing


def _respelled(old: Manifest, wanted: Mapping[str, str], lying: _Lying) -> dict[str, str]:
    """Where a disk tells no cases apart, the former address of each file of which only the spelling is another one:
    both name one file.
    """
    former = {spelled_alike(url): url for url in old.files if url not in wanted}
    found = {}
    for url in wanted.keys() - old.files.keys() if former else ():
        before = former.get(spelled_alike(url))
        if before is not None and lying.is_ours(before) and stamp(f"{lying.place}/{url}") == lying.stamps[before]:
            found[url] = before
    return found


def _claim(old: Manifest, new: Manifest, changed: list[str], gone: list[str], lying: _Lying) -> Manifest:
    """The list while the change is under way: all that is ours now, and all that will be."""
    before = {}
    for url in (*changed, *gone):
        found = lying.digest(url)
        if found is not None and old.knows(url, found):
            before[url] = found
    return Manifest(old.files | new.files, before)


def _blocking(changed: list[str], gone: list[str], respelled: Mapping[str, str]) -> dict[str, list[str]]:
    """For each file to come, the files to go first: where one was a folder of that name, or it needs one, or it is the
    same file by another spelling.
    """
    blocking = {}
    for url in changed:
        needed = (*folders(url), respelled.get(url))
        others = [other for other in gone if other.startswith(f"{url}/") or other in needed]
        if others:
            blocking[url] = others
    return blocking


_AS_IT_WAS = "is as it was"
_BETWEEN = "is between the old and the new one, for it could not be brought back; the next build completes it"


def _reason(failure: OSError, out: Path, left: str = _AS_IT_WAS) -> str:
    where = failure.filename or out
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full; the site in `{out}` {left}"
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"no permission to write `{where}`; the site in `{out}` {left}"
    return f"cannot write `{where}`: {failure.strerror}; the site in `{out}` {left}"
