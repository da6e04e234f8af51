"""Finding the site that a command is about, and opening it on the day of the run."""

from __future__ import annotations

import datetime
import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

if TYPE_CHECKING:
    from cjmsite.cache.memory import Memory
    from cjmsite.query import Database
    from cjmsite.stopwatch import Stopwatch

SETTINGS_FILE = "cjmsite.yaml"


class Refused(click.ClickException):
    """Something that cannot be done as it was asked for; the message says what to do instead."""

    exit_code = 2


class Opened(Struct, frozen=True):
    """A site that was found, and its database."""

    root: Path
    db: Database
    memory: Memory | None = None


def open_site(
    site: str | None,
    *,
    drafts: bool = False,
    base_url: str | None = None,
    no_local_code: bool = False,
    cache: bool | None = None,
    watch: Stopwatch | None = None,
) -> Opened:
    """The site in a folder or around it. Raises Refused where there is none.

    With a `cache` it goes on from the last run, or starts one that the next run can go on from; None asks for none.
    """
    from cjmsite import build

    root = find(site)
    options = build.Options(today(), drafts, base_url, not no_local_code)
    if cache is None:
        return Opened(root, build.open_site(root, options))
    gc.disable()  # nothing that a run makes goes before its end; to look for it would cost a tenth of the time
    db, memory = build.resume(root, options, fresh=not cache, watch=watch)
    return Opened(root, db, memory)


def find(site: str | None) -> Path:
    """The folder of the nearest cjmsite.yaml, from the given or the current folder upwards."""
    start = Path(site) if site is not None else Path.cwd()
    if start.name == SETTINGS_FILE and start.is_file():
        start = start.parent
    if not start.is_dir():
        raise Refused(f"there is no folder `{start}`")
    root = nearest(start)
    if root is None:
        raise Refused(_nothing_found(start))
    return root


def nearest(start: Path) -> Path | None:
    """The nearest folder with a cjmsite.yaml, from `start` upwards."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS_FILE).is_file()), None)


def _nothing_found(start: Path) -> str:
    resolved = start.resolve()
    looked = f"there is no site here: no {SETTINGS_FILE} in `{resolved}` nor in a folder above it."
    if (resolved / "cjmsite.yml").is_file():
        return f"{looked}\n  There is a `cjmsite.yml`: rename it to `{SETTINGS_FILE}`."
    below = sorted(path.parent.name for path in resolved.glob(f"*/{SETTINGS_FILE}"))
    if below:
        return f"{looked}\n  There is one in `{below[0]}`: go there with `cd {below[0]}`."
    return f"{looked}\n  Make a site with `cjmsite new my-site`, or go into the folder of one."


def today() -> datetime.date:
    """The day of SOURCE_DATE_EPOCH in UTC, which makes builds repeatable, or the day on the clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return datetime.date.today()
    try:
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise Refused(
            f"SOURCE_DATE_EPOCH is `{given}`; it is a whole number of seconds since 1970, like 1790000000"
        ) from None
