"""Reports that go to a file that somebody named."""

from __future__ import annotations

from pathlib import Path

from cjmsite.cli import place


def look_at(path: Path) -> None:
    """Refuse a place that is not there, before work is done for it. One folder is made for a report, as for a
    `reports/` that git does not hold; more of them would be a slip of typing.
    """
    folder = path.parent
    if folder.is_dir() or (folder.parent.is_dir() and not folder.exists()):
        return
    found = next(above for above in (folder, *folder.absolute().parents) if above.exists())
    if not found.is_dir():
        raise place.Refused(f"cannot write `{path}`: `{found}` is a file, not a folder")
    raise place.Refused(f"cannot write `{path}`: there is no folder `{folder.parent}`; make it, or mend the path")


def save(path: Path, text: str) -> None:
    """Write a report whole. Raises Refused where the disk says no."""
    from cjmsite.write.single import replace

    try:
        replace(path, text)
    except OSError as failure:
        raise place.Refused(f"cannot write `{path}`: {failure.strerror}") from None
