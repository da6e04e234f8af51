"""Which folders may be written to at all."""

from __future__ import annotations

import os
from pathlib import Path

from cjmsite.write import change, manifest


class OutputRefused(Exception):
    """An output folder that must not be written to; the message says why and what to do."""


def check(out: Path, root: Path, content: str, *, force: bool = False) -> None:
    """Refuse a folder in which a build could destroy something that is not its own."""
    try:
        place = out.resolve()
    except (OSError, RuntimeError):  # which of them depends on the version of Python
        raise OutputRefused(f"the output folder `{out}` lies behind links that lead in a circle") from None
    source = root.resolve()
    if place == Path(place.anchor):
        raise OutputRefused("the output folder is the root of the disk")
    if Path(os.path.abspath(out)).is_relative_to(source) and not place.is_relative_to(source):  # noqa: PTH100 - as written
        raise OutputRefused(f"the output folder `{out}` is a link that leads out of the site; name its target instead")
    home = _home()
    if home is not None and (place == home or place in home.parents):
        raise OutputRefused(f"the output folder `{out}` is your home folder, or holds it")
    if place == source or place in source.parents:
        raise OutputRefused(f"the output folder `{out}` holds the site's own source; choose a folder of its own")
    if ".git" in place.parts:
        raise OutputRefused(f"the output folder `{out}` lies in the `.git` folder of a repository")
    for name in (content, "plugins", "themes", "templates", ".cjmsite-cache"):
        folder = (source / name).resolve()
        if place == folder or folder in place.parents:
            raise OutputRefused(f"the output folder `{out}` lies in the site's `{name}` folder")
        if place in folder.parents and folder.is_dir():
            raise OutputRefused(f"the output folder `{out}` holds the site's `{name}` folder")
    if out.is_symlink() and not out.exists():
        raise OutputRefused(f"the output folder `{out}` is a link that leads nowhere")
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputRefused(f"`{out}` is a file, not a folder")
    if force:
        return
    if (out / ".git").exists():
        raise OutputRefused(f"the output folder `{out}` is a git repository; use --force to write into it all the same")
    if not manifest.read(out).exists and any(entry.name not in _OURS for entry in out.iterdir()):
        raise OutputRefused(
            f"the output folder `{out}` holds files that cjmsite did not write; "
            "choose an empty folder, or use --force to write beside them"
        )


_OURS = frozenset({manifest.NAME, change.STAGING})


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:  # a user without a home, as in some containers
        return None
