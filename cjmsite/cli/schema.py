"""`cjmsite schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.registry import Registry


@click.command("schema", short_help="Print JSON Schemas, for editors.")
@click.argument("kind", required=False, metavar="[KIND]")
@options.no_local_code
@options.common
def command(kind: str | None, no_local_code: bool) -> None:
    """Print the JSON Schema of a kind's front matter, for editors and other programs.

    KIND is persona, touchpoint, journey, metric, page, a kind that a plugin of the current site adds, `settings` for
    cjmsite.yaml, or `site` for the site.json that a build writes. Without it, all of them are printed by their names.
    """
    import json

    from cjmsite.diagnostics import did_you_mean
    from cjmsite.schema import schemas

    known = schemas(_registry(no_local_code))
    if kind is not None and kind not in known:
        hint = did_you_mean(kind, known) or f"known: {', '.join(known)}"
        raise click.UsageError(f"there is no schema `{kind}`; {hint}")
    shown = known[kind] if kind is not None else known
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False).encode("utf-8"))


def _registry(no_local_code: bool) -> Registry:
    """What the plugins of the current site declare; those of every site where there is none."""
    from cjmsite import plugins
    from cjmsite.pipeline import configuration

    root = place.nearest(Path.cwd())
    if root is None:
        return plugins.collect((), {}, Path.cwd())
    opened = place.open_site(str(root), no_local_code=no_local_code)
    return configuration.registry(opened.db)
