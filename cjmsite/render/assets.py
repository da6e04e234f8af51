"""The addresses of the theme's styles and scripts, which change with what is in them.

`assets/atlas.css?v=3f9c01d2ab` is another address as soon as the file is another one, so that a host may let browsers
keep it for ever. The file's name stays: a page that is older than the style still finds it, and so does one that is
opened from a folder.
"""

from __future__ import annotations

import hashlib

from cjmsite.pipeline.choices import VERSIONS
from cjmsite.pipeline.configuration import theme
from cjmsite.query import Database, query
from cjmsite.read import inputs
from cjmsite.site import Site

FOLDER = "assets/"


def address(db: Database, site: Site, target: str) -> str:
    """An address as the page at hand must write it, with the version of the file where it is one of the theme."""
    written = site.url(target)
    found = version(db, target) if target.startswith(FOLDER) and db.get(VERSIONS) else None
    return written if found is None else f"{written}?v={found}"


@query
def version(db: Database, target: str) -> str | None:
    """What tells the content of a static file from any other; None where the theme has no such file."""
    name = target.removeprefix(FOLDER)
    if not inputs.is_plain(name):
        return None
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
    except (inputs.InputError, OSError):  # which the build tells, with the file's name
        return None
    return hashlib.blake2b(content, digest_size=5).hexdigest()
