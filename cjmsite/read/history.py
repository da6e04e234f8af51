"""When a file last changed, from git. A history that is not whole gives no date: a wrong one is worse.

Git is asked only when another commit is checked out than before, with its hooks and helpers switched off: a
repository may come from anybody.
"""

from __future__ import annotations

import datetime
import os

from cjmsite.query import Database, query, volatile
from cjmsite.read import inputs, repository

SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false")
"""Arguments before the command: nothing that a repository's settings name is run."""

_PLAIN = ("-c", "log.showRoot=true", "-c", "diff.orderFile=/dev/null")
"""And these, so that a list of commits is the same whatever somebody set for their own eyes."""


# No lock is taken, nobody is asked, and a history that is not whole is not fetched: that would run what the
# repository's own settings name.
QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}


@volatile
def seen(db: Database) -> repository.CheckedOut | str | None:
    """What is checked out, as the repository's files say; `unclear` where only git can tell."""
    try:
        return repository.checked_out(inputs.root(db))
    except repository.Unclear:
        return "unclear"


@volatile
def told(db: Database) -> str | None:
    """The same as git says: the commit, or None without git, without commits, or in a shallow clone."""
    shallow, _, commit = (_git(db, "rev-parse", "--is-shallow-repository", "HEAD") or "").partition("\n")
    return commit if shallow == "false" and commit else None


@query
def head(db: Database) -> str | None:
    """The commit that is checked out; None without git, without commits, or in a shallow clone."""
    found = seen(db)
    if isinstance(found, repository.CheckedOut) and found.commit and not found.shallow and is_installed(db):
        # Git may refuse, as for a folder of somebody else. Whether it still does is looked at in the next run.
        return found.commit if _is_whole(db, found.commit) else told(db)
    return told(db) if found == "unclear" else None


@query
def lies(db: Database) -> str | None:
    """Where the site lies in its repository, by which git calls its files."""
    found = seen(db)
    return found.below if isinstance(found, repository.CheckedOut) else _prefix(db)


@volatile
def _prefix(db: Database) -> str | None:
    return _git(db, "rev-parse", "--show-prefix")


@volatile
def is_installed(db: Database) -> bool:
    """Whether there is git at all."""
    return any(os.access(os.path.join(place, name), os.X_OK) for place in os.get_exec_path() for name in _PROGRAMS)  # noqa: PTH118 - many, in every run


def _is_whole(db: Database, commit: str) -> bool:
    return _git(db, "rev-parse", "--is-shallow-repository", "HEAD") == f"false\n{commit}"


_PROGRAMS = ("git", "git.exe")


@query
def changes(db: Database) -> dict[str, datetime.date]:
    """The day of the last commit of every file, by its path from the site's root."""
    if head(db) is None:
        return {}
    lies(db)  # the same commit has other files below another folder
    listing = _listing(db)
    if listing is None and not _is_failing(db):
        listing = _listing(db)
    found: dict[str, datetime.date] = {}
    day: datetime.date | None = None
    for part in (listing or "").replace("\n", "\0").split("\0"):
        if (stated := _day(part)) is not None:
            day = stated
        elif part and day is not None:
            found.setdefault(part, day)
    return found


def _listing(db: Database) -> str | None:
    log = ("log", "--no-renames", "--no-merges", "--relative", "--name-only", "-z", "--format=%x01%cs")
    return _git(db, *_PLAIN, *log, "HEAD", "--", ".")


@volatile
def _is_failing(db: Database) -> bool:
    """Whether git cannot list what changed. Asked only then: it may be bad luck, and the next run looks again."""
    return _listing(db) is None


def last_change(db: Database, path: str) -> datetime.date | None:
    """The day of a file's last commit."""
    return _last_change(db, path) if head(db) is not None else None


@query
def _last_change(db: Database, path: str) -> datetime.date | None:
    return changes(db).get(path)


@query
def commit(db: Database) -> str | None:
    """The short name of the commit that is checked out."""
    found = head(db)
    return found[:7] if found else None


def _day(part: str) -> datetime.date | None:
    """The day of a commit; a file's name may look nearly like one."""
    try:
        return datetime.date.fromisoformat(part[1:]) if part.startswith("\x01") else None
    except ValueError:
        return None


def _git(db: Database, *arguments: str) -> str | None:
    import subprocess  # not above: git is mostly not asked

    environment = {**os.environ, **QUIET}
    try:
        run = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", *SAFE, *arguments],  # noqa: S607 - the user's own git
            cwd=inputs.root(db),
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.strip("\n") if run.returncode == 0 else None
