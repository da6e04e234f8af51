"""The addresses of the theme's styles and scripts, which change with what is in them.

`assets/atlas.css?v=3f9c01d2ab` is another address as soon as the file is another one, so that a host may let browsers
keep it for ever. The file's name stays: a page that is older than the style still finds it, and so does one that is
opened from a folder.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from cjmsite.pipeline.marks import version_mark
from cjmsite.query import Database, query
from cjmsite.read import inputs

if TYPE_CHECKING:
    from cjmsite.site import Site

FOLDER = "assets/"
_FILE = re.compile(rf"{FOLDER}[^]\s*?[]+")


def address(site: Site, target: str) -> str:
    """An address as the page at hand must write it, with a mark for the version where the file is one of the theme."""
    written = site.url(target)
    return written + version_mark(target) if _FILE.fullmatch(target) else written


def version_part(db: Database, target: str) -> str:
    """What goes in place of such a mark."""
    found = version(db, target)
    return "" if found is None else f"?v={found}"


@query
def version(db: Database, target: str) -> str | None:
    """What tells the content of a static file from any other; None where the theme has no such file."""
    from cjmsite.pipeline.configuration import theme

    name = target.removeprefix(FOLDER)
    used = theme(db)
    own = f"{used.own}/static/{name}"
    installed = str(used.module_folder / "static" / name)
    try:
        if used.own and inputs.is_file(db, own):
            content = inputs.load(db, own)
        elif inputs.is_file(db, installed):
            content = inputs.load_installed(db, installed)
        else:
            return None
    except inputs.Changing:
        raise
    except inputs.InputError:  # which the build tells, with the file's name
        return None
    return hashlib.blake2b(content, digest_size=5).hexdigest()
