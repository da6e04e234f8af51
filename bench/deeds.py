"""What a tool did, seen in what came out: whether the site can be searched, its links were checked, its code coloured.

Two tools that do not do the same cannot be compared by their seconds alone.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from bench import corpus, sites
from bench.builds import WrongBuild
from bench.install import Installed
from bench.timing import run
from bench.tools import command

PAGES = 60

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)


class Deeds(Struct, frozen=True):
    """What a tool did with a small corpus in which one link leads nowhere and another to no place on its page."""

    search: bool
    links: bool
    anchors: bool
    colours: bool


def look(installed: Installed, folder: Path, seed: int) -> Deeds:
    """Build a small corpus and look. Raises WrongBuild where the tool cannot build it."""
    tool = installed.tool
    site = sites.pages(installed, folder, PAGES, seed)
    page = site.folder / site.edited
    suffix = {"observable": "", "hugo": "/", "eleventy": "/"}.get(tool.name, ".md")
    up = "../" if suffix == "/" else "./"
    broken = f"\n[One]({up}no-such-page{suffix}) and [two]({up}page-00002{suffix}#no-such-place).\n"
    page.write_text(page.read_text(encoding="utf-8") + broken, encoding="utf-8")
    talking = tuple(part for part in tool.build if part != "--quiet")
    done = run(command(talking, installed.program), site.folder, tool.environment)
    said = _COLOUR.sub("", done.said)
    made = [path for path in (site.folder / tool.output).rglob("*") if path.is_file()]
    texts = [path.read_text(encoding="utf-8") for path in made if path.suffix == ".html"]
    if not texts:
        raise WrongBuild(f"exit code {done.code}, and no page")
    title = corpus.make_page(seed, 7, PAGES).title
    return Deeds(
        search=any(_is_index(path, title) for path in made),
        links="no-such-page" in said,
        anchors="no-such-place" in said,
        colours=any("<span" in code for text in texts for code in _CODE.findall(text)),
    )


def _is_index(path: Path, title: str) -> bool:
    """Whether a file lists pages for a search."""
    named = "search" in path.name or "search" in path.parent.name
    return named and path.suffix in (".js", ".json") and title in path.read_text(encoding="utf-8")
