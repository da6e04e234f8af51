"""Addresses as authors write them, and which of them a page may hold."""

from __future__ import annotations

import posixpath
import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

SCHEMES = ("http", "https", "mailto", "tel")

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_REFERENCE = re.compile(r"[a-z][a-z0-9-]*:\w[\w\u0300-\u036f/-]*(#\S*)?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_ACTIVE = frozenset({"javascript", "vbscript", "data", "file", "blob", "about", "view-source"})
_WEB = re.compile(r"https?://[^/?#@]|(mailto|tel):\S", re.IGNORECASE)


def classify(address: str) -> str:
    """Whether an address leaves the site (`web`), stays (`inside`), or is refused (`unsafe`)."""
    # Browsers drop control characters and spaces, and read a backslash as a slash.
    seen = _UNSEEN.sub("", address)
    if "\\" in seen or "%5c" in seen.lower() or seen.startswith("//"):
        return "unsafe"
    scheme = _SCHEME.match(seen)
    if not scheme:
        return "inside"
    name = scheme[1].lower()
    if name in SCHEMES:
        return "web"
    # `persona:nora` names a document; what follows may not be a path, so no other scheme passes for one.
    return "inside" if name not in _ACTIVE and _REFERENCE.fullmatch(seen) else "unsafe"


def _web_address(value: str) -> str:
    if _UNSEEN.search(value) or classify(value) != "web" or not _WEB.match(value):
        raise PydanticCustomError(
            "bad_address", "an address of the web starts with https://, http://, mailto: or tel: and has no spaces"
        )
    return value


WebAddress = Annotated[
    str, AfterValidator(_web_address), Field(json_schema_extra={"pattern": "^(https?://|mailto:|tel:)"})
]
"""An address elsewhere, of a scheme that cannot run anything."""


def _site_address(value: str) -> str:
    if _UNSEEN.search(value) or not re.match(r"https?://[^/?#@]", value):
        raise PydanticCustomError("bad_address", "an address of a site starts with https:// or http:// and its name")
    return value


SiteAddress = Annotated[str, AfterValidator(_site_address), Field(json_schema_extra={"pattern": "^https?://"})]
"""An address that a browser fetches."""


def is_plain(path: str) -> bool:
    """Whether a relative POSIX path stays where it is: no `..`, no drive, no backslash, not absolute."""
    parts = path.split("/")
    return not (path.startswith("/") or ".." in parts or "\\" in path or "\0" in path or path[1:2] == ":")


def _site_folder(value: str) -> str:
    folder = posixpath.normpath(value)
    if not is_plain(folder) or any(part.startswith(".") for part in folder.split("/")):
        raise PydanticCustomError("bad_folder", "a folder of the site is a path from its root, like `content`")
    return folder


SiteFolder = Annotated[str, AfterValidator(_site_folder)]
"""A folder below the site's root, not the root itself and not hidden."""
