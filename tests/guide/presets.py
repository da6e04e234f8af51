"""Writes the list of formats into the guide, from what they declare: `python -m tests.guide.presets`."""

from __future__ import annotations

import textwrap
from pathlib import Path

from cjmsite import plugins
from cjmsite.data.container import TEXT
from cjmsite.data.format import Format
from cjmsite.model.settings import PluginEntry

PAGE = Path(__file__).parents[2] / "content" / "guide" / "data-presets.md"
HEADING = "## All formats\n"
UNSEEN = "*Shape from documentation, not yet seen on a real file.*"
CONTAINERS = {
    "text": "CSV and TSV",
    "json": "JSON and JSON Lines",
    "ndjson": "JSON Lines",
    "xlsx": "Excel",
    "parquet": "Parquet",
    "xml": "XML",
    "html": "tables in HTML",
}


def formats() -> list[tuple[str, Format]]:
    """Every format with its plugin, by their names."""
    found: dict[str, tuple[str, Format]] = {}
    for plugin in plugins.installed():
        registry = plugins.collect([(PluginEntry(name=plugin), lambda: None)], {}, Path.cwd())
        for name, fmt in registry.formats.items():
            found.setdefault(name, (plugin, fmt))
    return sorted(found.values(), key=lambda pair: (pair[0] == "csv", pair[0], pair[1].name))


def current() -> str:
    """The part of the page that is made from declarations."""
    known = formats()
    lines = [HEADING, "| Format | Plugin | Reads | What it is |", "|---|---|---|---|"]
    for plugin, fmt in known:
        name = f"[`{fmt.name}`](#{fmt.name})" if fmt.expects else f"`{fmt.name}`"
        lines.append(f"| {name} | `{plugin}` | {_containers(fmt)} | {fmt.summary} |")
    for _, fmt in known:
        if not fmt.expects:
            continue
        lines += ["", f"### {fmt.name}", "", *textwrap.wrap(fmt.expects, 140, break_long_words=False)]
        reasons = list(dict.fromkeys(drop.reason for drop in fmt.drops))
        if reasons:
            lines += ["", f"Left out, and counted in the receipt: {'; '.join(reasons)}."]
        if fmt.unseen:
            lines += ["", UNSEEN]
    return "\n".join(lines) + "\n"


def renew(text: str) -> str:
    """The page with the list of now."""
    return text.partition(HEADING)[0] + current()


def _containers(fmt: Format) -> str:
    return ", ".join(CONTAINERS.get(container, container) for container in fmt.reads or TEXT)


if __name__ == "__main__":
    PAGE.write_text(renew(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
