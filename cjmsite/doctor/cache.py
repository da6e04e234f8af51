"""The cache of a site: a folder of files that a build may use and that may always be deleted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from cjmsite.cache.memory import FOLDER
from cjmsite.doctor import repository
from cjmsite.doctor.disk import LEAST
from cjmsite.doctor.finding import Finding, good, problem, remark

LARGE = 2**30


def check(root: Path) -> list[Finding]:
    """What lies there, how much it is, and whether it is kept out of git."""
    folder = root / FOLDER
    if not os.path.lexists(folder):
        if not os.access(root, os.W_OK | os.X_OK):
            message = f"there is no `{FOLDER}`, and you cannot make one in `{root}`, so builds remember nothing"
            return [problem("cache", message, f"make `{root}` writable for you, or live with slower builds")]
        return [good("cache", "none yet")]
    if folder.is_symlink():
        message = f"`{FOLDER}` is a link, which builds leave alone, so they remember nothing"
        return [problem("cache", message, f"put a folder in the place of `{folder}`")]
    if not folder.is_dir():
        return [problem("cache", f"`{FOLDER}` is no folder, so builds remember nothing", f"delete `{folder}`")]
    sizes = [size for path, _, names in os.walk(folder) for name in names if (size := _size(Path(path, name)))]
    total = sum(sizes)
    held = f"`{FOLDER}` holds {total / 2**20:,.1f} MB in {len(sizes):,} {'file' if len(sizes) == 1 else 'files'}"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return [problem("cache", f"`{folder}` cannot be read or written by you", f"own it, or delete `{folder}`")]
    if folder.stat().st_dev != root.stat().st_dev and (free := shutil.disk_usage(folder).free) < LEAST:
        message = f"{held}, and its disk is nearly full: {free // 2**20} MB free. What does not fit is not remembered"
        return [problem("cache", message, f"make room, or give `{folder}` a larger disk")]
    if repository.ignores(root, FOLDER) is False:
        return [remark("cache", f"{held}, and git would take it in", f"write `/{FOLDER}/` into `.gitignore`")]
    if total > LARGE:
        return [remark("cache", held, f"delete it if the disk is small; the next build is slower once: `{folder}`")]
    return [good("cache", held)]


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
