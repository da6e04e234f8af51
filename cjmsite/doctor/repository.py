"""Git, which knows when a page was last changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import unicodedata
from pathlib import Path

from cjmsite.doctor.finding import Finding, good, problem, remark
from cjmsite.read.history import QUIET, SAFE

_SO = "pages do not say when they were last changed"


def check(root: Path, now: float) -> list[Finding]:
    """The repository of a site: that there is one, that its history is whole, and what its names would do elsewhere."""
    if shutil.which("git") is None:
        return []
    inside = _git(root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        if "dubious ownership" in inside.stderr:
            mend = f"`git config --global --add safe.directory {root}`, if you trust it; or own the folder"
            return [problem("repository", f"belongs to somebody else, so git does not read it: {_SO}", mend)]
        return [remark("repository", f"the site is in none: {_SO}", "`git init`, and commit the site")]
    if inside.stdout.strip() != "true":
        return [remark("repository", f"the site lies in the `.git` folder of one: {_SO}", "move the site out of it")]
    return [*_history(root, now), *_names(root)]


def ignores(root: Path, path: str) -> bool | None:
    """Whether git leaves a path alone; None where there is no repository."""
    if shutil.which("git") is None:
        return None
    code = _git(root, "check-ignore", "--quiet", "--no-index", path).returncode
    return {0: True, 1: False}.get(code)


def _history(root: Path, now: float) -> list[Finding]:
    if _git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == "true":
        mend = (
            "`git fetch --unshallow`; in CI, `fetch-depth: 0` on GitHub, `GIT_DEPTH: 0` on GitLab, "
            "`fetchDepth: 0` on Azure"
        )
        message = "this clone is shallow: days of changes would be wrong, and so pages do not show them"
        return [problem("repository", message, mend)]
    last = _git(root, "log", "-1", "--format=%ct %h", "HEAD").stdout.split()
    if len(last) != 2:
        return [remark("repository", f"has no commit yet: {_SO}", "commit the site")]
    day = time.strftime("%Y-%m-%d", time.gmtime(int(last[0])))
    if int(last[0]) > now + 86_400:
        message = f"its last commit, {last[1]}, is of {day}, which is still to come"
        return [problem("repository", message, "set the clock of this machine right, or amend the commit's day")]
    return [good("repository", f"its history is whole; last commit {last[1]} of {day}")]


def _names(root: Path) -> list[Finding]:
    """Names that are one and the same on a disk that does not tell capitals or accents apart."""
    seen: dict[str, str] = {}
    twins = []
    for path in _git(root, "ls-files", "-z", "--cached", "--", ".").stdout.split("\0"):
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if path and other != path:
            twins.append(f"`{other}` and `{path}`")
    if not twins:
        return []
    more = f", and {len(twins) - 1} more" if len(twins) > 1 else ""
    message = f"{twins[0]}{more} are one file on most Windows and macOS disks: a clone there holds only one of them"
    return [problem("names", message, "rename one of them with `git mv`")]


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *SAFE, *arguments]
    try:
        return subprocess.run(  # noqa: S603 - fixed arguments, no shell
            command,
            cwd=root,
            env={**os.environ, **QUIET},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return subprocess.CompletedProcess(command, 1, "", str(failure))
