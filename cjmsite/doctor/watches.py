"""File watches, of which Linux gives every user only so many: the live preview needs one for each folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from cjmsite.doctor.finding import Finding, good, problem

_LIMITS = ("/proc/sys/fs/inotify/max_user_watches", "/proc/sys/user/max_inotify_watches")
_INSTANCES = ("/proc/sys/fs/inotify/max_user_instances", "/proc/sys/user/max_inotify_instances")


def check(folders: Iterable[Path]) -> list[Finding]:
    """Whether the folders of a site can all be watched, beside what other programs of this user watch."""
    limit, instances = _least(_LIMITS), _least(_INSTANCES)
    if sys.platform != "linux" or limit is None:
        return []
    wanted = sum(map(_count, folders))
    watched, opened = _in_use()
    without = "or use `cjmsite serve --poll`, which needs none"
    if watched + wanted > limit:
        message = f"the preview needs {wanted:,} and other programs have {watched:,}, but {limit:,} are all there are"
        return [problem("file watches", message, f"`sudo sysctl fs.inotify.max_user_watches=524288`, {without}")]
    if instances is not None and opened >= instances:
        message = f"other programs have {opened:,} watchers open, and {instances:,} are all there may be"
        return [problem("file watches", message, f"`sudo sysctl fs.inotify.max_user_instances=512`, {without}")]
    return [good("file watches", f"the preview needs {wanted:,} of {limit - watched:,}")]


def _least(paths: Iterable[str]) -> int | None:
    """The smaller of two limits that hold at once."""
    found = []
    for path in paths:
        try:
            found.append(int(Path(path).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return min(found, default=None)


def _count(folder: Path) -> int:
    """A folder and all folders below it."""
    return sum(1 for _ in os.walk(folder))


def _in_use() -> tuple[int, int]:
    """How many watches and watchers the programs of this user hold. Programs of others cannot be looked into."""
    watches = watchers = 0
    user = os.getuid()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if process.stat().st_uid != user:
                continue
            for opened in (process / "fd").iterdir():
                if os.readlink(opened) == "anon_inode:inotify":  # noqa: PTH115 - a name that is no path
                    watchers += 1
                    held = (process / "fdinfo" / opened.name).read_text(encoding="ascii")
                    watches += sum(line.startswith("inotify ") for line in held.splitlines())
        except OSError:  # it ended, or is not ours to look into
            continue
    return watches, watchers
