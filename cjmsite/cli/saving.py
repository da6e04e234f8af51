"""Reports that go to a file that somebody named."""

from __future__ import annotations

import os
from pathlib import Path

from cjmsite.cli import place
from cjmsite.pipeline.choices import SETTINGS_FILE


def look_at(path: Path) -> None:
    """Refuse a place that is not there, before work is done for it. One folder is made for a report, as for a
    `reports/` that git does not hold; more of them would be a slip of typing.
    """
    if os.path.isdir(path):  # noqa: PTH112 - which never raises
        raise place.Refused(f"cannot write `{path}`: it is a folder")
    folder = path.parent
    if folder.is_dir() or (folder.parent.is_dir() and not folder.exists()):
        return
    found = next(above for above in (folder, *folder.absolute().parents) if above.exists())
    if not found.is_dir():
        raise place.Refused(f"cannot write `{path}`: `{found}` is a file, not a folder")
    raise place.Refused(f"cannot write `{path}`: there is no folder `{folder.parent}`; make it, or mend the path")


def keep_apart(path: Path, root: Path, content: str, out: Path) -> None:
    """Refuse a place where a report would become a part of the built site, or take that of a source."""
    place_of = path.resolve()
    if place_of.is_relative_to(out.resolve()):
        raise place.Refused(f"the report `{path}` would lie in the folder of the built site; write it somewhere else")
    if any(place_of.is_relative_to((root / name).resolve()) for name in (SETTINGS_FILE, content, "plugins", "themes")):
        raise place.Refused(f"the report `{path}` would lie among the sources of the site; write it somewhere else")


def save(path: Path, text: str) -> None:
    """Write a report whole. Raises Refused where the disk says no."""
    from cjmsite.write.single import replace

    try:
        replace(path, text)
    except OSError as failure:
        raise place.Refused(f"cannot write `{path}`: {failure.strerror}") from None
