"""`cjmsite metrics`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.render.longtable import Row
    from cjmsite.site import Site

FORMATS = ("table", "json", "csv")


@click.command("metrics", short_help="Print the numbers of a site as one long table.")
@options.site_argument
@click.option("--format", "format_", type=click.Choice(FORMATS), default="table", show_default=True, help="For whom.")
@click.option("--latest", is_flag=True, help="Only the newest period of each metric.")
@click.option("--metric", "wanted", multiple=True, metavar="ID", help="Only this metric; may be given several times.")
@options.drafts
@options.no_local_code
@options.no_cache
@options.common
def command(
    site: str | None,
    format_: str,
    latest: bool,
    wanted: tuple[str, ...],
    drafts: bool,
    no_local_code: bool,
    no_cache: bool,
) -> None:
    """Print the numbers of a site as one long table: a row for each metric, period and part.

    In json and csv, shares are fractions and numbers are not rounded for readers. Where a value rests on too few
    answers it is left out, and `quality` says `small-n`.
    """
    from cjmsite import build
    from cjmsite.cli.progress import Watch
    from cjmsite.diagnostics import did_you_mean
    from cjmsite.render import longtable
    from cjmsite.site import Site

    opened = place.open_site(site, drafts=drafts, no_local_code=no_local_code, cache=not no_cache)
    looked = Site(opened.db, "")
    known = [card.id for card in looked.cards("metric")]
    for id_ in wanted:
        if id_ not in known:
            raise place.Refused(f"there is no metric `{id_}`; {did_you_mean(id_, known) or 'see content/metrics'}")
    with Watch() as watch:
        build.compute(opened.db, watch)
    rows = [row for row in longtable.rows(looked, latest=latest) if not wanted or row.kpi in wanted]
    build.keep(opened.db, opened.memory, whole=False)
    if format_ == "table":
        click.echo(_table(looked, rows))
    else:
        text = (
            longtable.as_csv(rows) if format_ == "csv" else json.dumps([asdict(row) for row in rows], indent=1) + "\n"
        )
        # Bytes: these formats are UTF-8, whatever the console speaks.
        click.echo(text.encode(), nl=False)
    silent = [id_ for id_ in (wanted or known) if not any(row.kpi == id_ for row in rows)]
    if silent:
        click.echo(f"Without numbers: {', '.join(silent)}. `cjmsite check` says why.", err=True)


def _table(site: Site, rows: list[Row]) -> str:
    """The rows for people: rounded as on the pages, columns that say nothing left out."""
    from cjmsite.render import longtable

    if not rows:
        return "There are no numbers yet."
    lines = [_shown(site, row) for row in rows]
    kept = [at for at in range(len(longtable.COLUMNS)) if any(line[at] for line in lines)]
    heads = [longtable.COLUMNS[at] for at in kept]
    numbers = {"value", "low", "high", "n"}
    cells = [heads, *([line[at] for at in kept] for line in lines)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(kept))]
    return "\n".join(
        "  ".join(
            text.rjust(width) if name in numbers else text.ljust(width)
            for text, width, name in zip(line, widths, heads, strict=True)
        ).rstrip()
        for line in cells
    )


def _shown(site: Site, row: Row) -> list[str]:
    from msgspec.structs import astuple

    from cjmsite.render import format, longtable

    result = site.metric(row.kpi)
    digits = result.digits if result else 0
    lang = site.settings.lang
    shown = []
    for name, cell in zip(longtable.COLUMNS, astuple(row), strict=True):
        if cell is None:
            shown.append("")
        elif name in ("value", "low", "high"):
            shown.append(format.number(format.shown(cell, row.unit), digits, lang))
        else:
            shown.append(format.number(cell, lang=lang) if name == "n" else str(cell))
    return shown
