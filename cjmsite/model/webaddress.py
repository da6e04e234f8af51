"""Types of addresses in front matter and settings."""

from __future__ import annotations

import posixpath
import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from cjmsite.model.address import OF_A_SITE, UNSEEN, classify, is_of_a_site, is_plain

_WEB = re.compile(r"https?://[^/?#@]|(mailto|tel):\S", re.IGNORECASE)


def _web_address(value: str) -> str:
    if UNSEEN.search(value) or classify(value) != "web" or not _WEB.match(value):
        raise PydanticCustomError(
            "bad_address", "an address of the web starts with https://, http://, mailto: or tel: and has no spaces"
        )
    return value


WebAddress = Annotated[
    str, AfterValidator(_web_address), Field(json_schema_extra={"pattern": "^(https?://|mailto:|tel:)"})
]
"""An address elsewhere, of a scheme that cannot run anything."""


def _site_address(value: str) -> str:
    if UNSEEN.search(value) or not re.match(r"https?://[^/?#@]", value):
        raise PydanticCustomError("bad_address", "an address of a site starts with https:// or http:// and its name")
    return value


SiteAddress = Annotated[str, AfterValidator(_site_address), Field(json_schema_extra={"pattern": "^https?://"})]
"""An address that a browser fetches."""


def _base_url(value: str) -> str:
    if not is_of_a_site(value):
        raise PydanticCustomError("bad_address", OF_A_SITE)
    return value


BaseUrl = Annotated[str, AfterValidator(_base_url), Field(json_schema_extra={"pattern": "^https?://"})]
"""The public address of the whole site."""


def _site_folder(value: str) -> str:
    folder = posixpath.normpath(value)
    if not is_plain(folder) or any(part.startswith(".") for part in folder.split("/")):
        raise PydanticCustomError("bad_folder", "a folder of the site is a path from its root, like `content`")
    return folder


SiteFolder = Annotated[str, AfterValidator(_site_folder)]
"""A folder below the site's root, not the root itself and not hidden."""
