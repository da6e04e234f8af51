"""Addresses of the site as one of its pages must write them."""

from __future__ import annotations

from urllib.parse import quote


def relative(page: str, target: str) -> str:
    """An address from the root of the site as seen from a page of it; addresses of the web stay."""
    if ":" in target.split("/", 1)[0] or target.startswith("#"):
        return target
    path, mark, anchor = target.partition("#")
    if path == page and mark:
        return f"#{anchor}"
    depth = page.count("/")
    here = page.split("/")[:-1]
    there = path.split("/")
    shared = 0
    while shared < depth and shared < len(there) - 1 and here[shared] == there[shared]:
        shared += 1
    up = "../" * (depth - shared)
    address = up + quoted("/".join(there[shared:]))
    return address + mark + (quoted(anchor) if mark else "")


def quoted(path: str) -> str:
    """A path as an address: letters outside ASCII and signs with a meaning are written in percent."""
    return quote(path, safe="/-_.~!$'()*+,;=@")
