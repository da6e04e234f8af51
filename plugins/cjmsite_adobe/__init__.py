"""Exports of Adobe Analytics: tables of a Workspace project, and the hits of a data feed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Format, hookimpl
from cjmsite_adobe.feed import FEED
from cjmsite_adobe.workspace import WORKSPACE

FORMATS = (WORKSPACE, FEED)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """Adobe's Workspace and data feed."""
    return FORMATS
