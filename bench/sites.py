"""Laying out a site for a tool: its set-up, its corpus, and what its set-up has to know of the corpus."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from msgspec import Struct

from bench import corpus, journeys, trash
from bench.install import Installed

SETUPS = Path(__file__).parent / "setups"

EDITED = corpus.page_path(25)
"""The page that an edit changes."""


class Laid(Struct, frozen=True):
    """A site that a tool can build. `figures` says whether it has data files."""

    installed: Installed
    folder: Path
    edited: str
    """The page to edit, below the site's folder."""
    address: str
    """Where it is in the output, without a suffix."""
    figures: bool = False

    @property
    def name(self) -> str:
        """The tool's name."""
        return self.installed.tool.name


def pages(installed: Installed, folder: Path, count: int, seed: int, *, figures: bool = False) -> Laid:
    """A site with the corpus of pages; for cjmsite, with data files and metrics beside it if asked for."""
    tool = installed.tool
    trash.away(folder, folder)
    shutil.copytree(SETUPS / tool.name, folder)
    corpus.write(folder / tool.content, tool.name, count, seed)
    sections = range(1, corpus.section_of(count) + 1)
    if tool.name == "mkdocs":
        lines = ["nav:", "  - Home: index.md", *(f"  - Section {n:03d}: section-{n:03d}/index.md" for n in sections)]
        _append(folder / "mkdocs.yml", lines)
    elif tool.name == "zensical":
        listed = ['  { "Home" = "index.md" },']
        listed += [f'  {{ "Section {n:03d}" = "section-{n:03d}/index.md" }},' for n in sections]
        settings = folder / "zensical.toml"
        head, mark, tail = settings.read_text(encoding="utf-8").partition("[project.theme]")
        settings.write_text("\n".join([f"{head}nav = [", *listed, "]", mark + tail]), encoding="utf-8")
    elif tool.installer == "npm":
        (folder / "package.json").write_text(json.dumps({"type": "module"}), encoding="utf-8")
        (folder / "node_modules").symlink_to(installed.folder / "node_modules")
    if figures:
        for path, text in journeys.beside_pages(seed):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return Laid(installed, folder, f"{tool.content}/{EDITED}.md", EDITED, figures)


def maps(installed: Installed, folder: Path, count: int, seed: int) -> Laid:
    """A site of cjmsite with the corpus of journeys."""
    trash.away(folder, folder)
    journeys.write(folder, count, seed)
    path = journeys.journey_path(1)
    return Laid(installed, folder, path, path.removeprefix("content/").removesuffix(".md"), figures=True)


def _append(path: Path, lines: list[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
