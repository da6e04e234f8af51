"""The disks of a site and of its output: what they are, how much room they have, and whether one may write there."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from msgspec import Struct

from cjmsite.doctor.finding import Finding, good, problem, remark
from cjmsite.write import guard, manifest

_REMOTE = re.compile(r"nfs\d*|cifs|smb\w*|9p|afs|ceph|glusterfs|davfs|vboxsf|prl_fs|drvfs|vmhgfs|virtiofs|fuse(\..+)?")
"""Disks of other machines, and folders that a virtual machine or a container shares with its host."""

LEAST = 100 * 2**20
"""Bytes below which a disk is as good as full."""


class Mount(Struct, frozen=True):
    """A disk: where it begins, and what kind of file system it is."""

    place: Path
    kind: str

    @property
    def remote(self) -> bool:
        """Whether its files lie elsewhere, so that nobody tells when they change."""
        return _REMOTE.fullmatch(self.kind) is not None


def source(root: Path) -> list[Finding]:
    """The disk on which a site is written."""
    mount = mount_of(root)
    found = []
    if mount is not None and mount.remote:
        message = f"{root} is on a network or shared disk ({mount.kind}): it is slow, and tells no changes"
        found.append(remark("disk", message, "use `cjmsite serve --poll`, or copy the site to a disk of this machine"))
    if ignores_case(root):
        message = "tells no capitals apart: `Nora.md` and `nora.md` are one file here, and two elsewhere"
        found.append(remark("disk", message))
    return found or [good("disk", f"{root} is on {mount.kind if mount else 'a disk'} of this machine")]


def output(out: Path, root: Path, content: str) -> list[Finding]:
    """The folder that a build writes."""
    try:
        guard.check(out, root, content)
    except guard.OutputRefused as refused:
        return [problem("output", str(refused), "see `out:` in cjmsite.yaml and `cjmsite build --out`")]
    place = _nearest(out)
    if reason := _why_not(place):
        mend = f"make `{place}` writable for you, or build elsewhere with `cjmsite build --out`"
        return [problem("output", f"`{place}` cannot be written to: {reason}", mend)]
    usage = shutil.disk_usage(place)
    if usage.free < LEAST:
        mend = "make room, or build elsewhere with `cjmsite build --out`"
        return [problem("output", f"the disk of `{out}` is nearly full: {usage.free // 2**20} MB free", mend)]
    mount = mount_of(place)
    if mount is not None and mount.remote:
        mend = "build on a disk of this machine, and copy"
        return [remark("output", f"`{out}` is on a network or shared disk ({mount.kind}): writing is slow", mend)]
    where = f" on {mount.place} ({mount.kind})" if mount else ""
    return [good("output", f"`{out}`, {_held(out)}; {usage.free / 2**30:.1f} GB free{where}")]


def mount_of(path: Path, table: Path = Path("/proc/self/mountinfo")) -> Mount | None:
    """The disk that a path lies on, from Linux' own list; None where there is no such list."""
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    found = None
    here = path.resolve()
    for line in lines:
        before, _, after = line.partition(" - ")
        place = Path(_plain(before.split()[4]))
        # Of two mounts at one place, the later one covers the other.
        if here.is_relative_to(place) and (found is None or len(place.parts) >= len(found.place.parts)):
            found = Mount(place, after.split()[0])
    return found


def ignores_case(root: Path) -> bool:
    """Whether cjmsite.yaml is also there under a name in capitals."""
    try:
        return (root / "CJMSITE.YAML").samefile(root / "cjmsite.yaml")
    except OSError:
        return False


def _plain(name: str) -> str:
    """A name of the list of mounts, in which spaces are written in octal."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), name)


def _nearest(path: Path) -> Path:
    """A folder, or the nearest one above that is there already."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_dir())


def _why_not(folder: Path) -> str | None:
    """Why a folder cannot be written to. Tried, with a file that has no name where the system can do that."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as failure:
        return os.strerror(failure.errno) if failure.errno else str(failure)


def _held(out: Path) -> str:
    known = manifest.read(out) if out.is_dir() else None
    if known is None or not known.exists:
        return "not built yet"
    return f"{len(known.files):,} files of the last build"
