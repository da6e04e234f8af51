"""A journey as JSON: its front matter with short forms spelled out, and its story."""

from __future__ import annotations

import json

from cjmsite import __version__
from cjmsite.exchange.plain import plain
from cjmsite.model.journey import Journey

VERSION = 1


def write(id_: str, journey: Journey, body: str) -> str:
    """The file. `data` has the shape that `cjmsite schema journey` describes."""
    found = {"version": VERSION, "generator": f"cjmsite {__version__}", "kind": "journey", "id": id_}
    return json.dumps({**found, "data": plain(journey), "body": body}, ensure_ascii=False, indent=2) + "\n"
