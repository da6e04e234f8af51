"""Addresses of the site as one of its pages must write them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote


def relative(page: str, target: str) -> str:
    """An address from the root of the site as seen from a page of it; addresses of the web stay."""
    if ":" in target.split("/", 1)[0] or target.startswith("#"):
        return target
    path, mark, anchor = target.partition("#")
    if path == page and mark:
        return f"#{anchor}"
    return _from_folder(page.rpartition("/")[0], path) + mark + (quoted(anchor) if mark else "")


@lru_cache(10_000)
def _from_folder(folder: str, path: str) -> str:
    """The way from a folder to a file: every page of a folder asks for the same ones."""
    here = folder.split("/") if folder else []
    there = path.split("/")
    shared = 0
    while shared < len(here) and shared < len(there) - 1 and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + quoted("/".join(there[shared:]))


def quoted(path: str) -> str:
    """A path as an address: letters outside ASCII and signs with a meaning are written in percent."""
    return quote(path, safe="/-_.~!$'()*+,;=@")
