"""`cjmsite export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.pipeline.content import Document

FORMATS = ("pdf", "png", "svg", "csv", "xlsx", "json", "mermaid", "html")
ENDINGS = {"mermaid": "mmd"}
"""Where the ending of a file is not the name of its format."""


@click.command("export", short_help="Write a journey as PDF, PNG, SVG, CSV, XLSX, JSON, Mermaid or one HTML file.")
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("journey")
@options.site_argument
@click.option("-o", "--out", type=click.Path(), help="File to write; default: the journey's id. `-`: standard output.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@options.no_local_code
@options.common
def command(format_: str, journey: str, site: str | None, out: str | None, force: bool, no_local_code: bool) -> None:
    """Write a journey as pdf, png, svg, csv, xlsx, json, mermaid or html.

    \b
    cjmsite export xlsx switching             for a workshop; `cjmsite import` reads it back
    cjmsite export pdf switching              one sheet of A3, where it fits
    cjmsite export html switching -o map.html one file that opens anywhere
    cjmsite export mermaid switching -o -     the text of a diagram

    pdf and png are printed by an installed Chromium, Chrome or Edge.
    """
    from cjmsite.exchange.problem import ExchangeError

    opened = place.open_site(site, drafts=True, no_local_code=no_local_code)
    document = _journey(opened, journey)
    target = Path(out) if out else Path(f"{document.id}.{ENDINGS.get(format_, format_)}")
    if out != "-" and target.exists() and not force:
        raise place.Refused(f"`{target}` is there already; it was left as it is. `--force` writes over it")
    try:
        content = _content(opened, document, format_)
    except ExchangeError as failure:
        raise place.Refused(str(failure)) from None
    if out == "-":
        click.echo(content, nl=False)
        return
    try:
        target.write_bytes(content)
    except OSError as failure:
        raise place.Refused(f"cannot write `{target}`: {failure.strerror}") from None
    click.echo(f"Wrote {target.as_posix()}")


def _journey(opened: place.Opened, name: str) -> Document:
    """The journey that is meant: by its id, as `journey:id`, or by its file."""
    from cjmsite.pipeline import content

    id_ = name.removeprefix("journey:").removesuffix(".md").rpartition("/")[2]
    path = content.find(opened.db, "journey", id_)
    document = content.checked(opened.db, path).document if path else None
    if document is not None:
        return document
    if path:
        raise place.Refused(f"the front matter of `{path}` has mistakes: `cjmsite check` shows them")
    from cjmsite.cli.nearest import documents

    meant = [found.removeprefix("journey:") for found in documents(opened.db, "journey", id_)]
    known = [card.id for card in content.cards(opened.db, "journey")]
    hint = f"did you mean `{meant[0]}`?" if meant else f"journeys: {', '.join(known[:12]) or 'none yet'}"
    raise place.Refused(f"there is no journey `{name}`; {hint}")


def _content(opened: place.Opened, document: Document, format_: str) -> bytes:
    if format_ in ("pdf", "png", "html"):
        return _page(opened, document, format_)
    from cjmsite.exchange import csvfile, jsonfile, mermaid, sheets, svgfile, xlsx
    from cjmsite.exchange.document import body_of
    from cjmsite.pipeline import content
    from cjmsite.pipeline.configuration import appearance
    from cjmsite.read import inputs

    names = {card.id: card.title for card in content.cards(opened.db, "persona")}
    if format_ == "mermaid":
        return mermaid.write(document.data, names).encode("utf-8")
    if format_ == "svg":
        touchpoints = {card.id: card.title for card in content.cards(opened.db, "touchpoint")}
        return svgfile.write(document.data, names, touchpoints, appearance(opened.db).lang).encode("utf-8")
    body = body_of(inputs.load(opened.db, document.path).decode("utf-8-sig"))
    if format_ == "json":
        return jsonfile.write(document.id, document.data, body).encode("utf-8")
    tables = sheets.of_journey(document.id, document.data, body)
    return csvfile.write(tables) if format_ == "csv" else xlsx.write(tables)


def _page(opened: place.Opened, document: Document, format_: str) -> bytes:
    """The page of the journey as one file, or printed from that."""
    from cjmsite.exchange import chromium, htmlfile
    from cjmsite.pipeline.configuration import base_url
    from cjmsite.render import results

    if format_ != "html":
        chromium.find()  # before the work
    made = results.page(opened.db, document.url)
    if made.text is None:
        raise place.Refused(f"the page cannot be made: {made.problems[0].message}")

    def load(address: str) -> bytes | None:
        output = results.output_at(opened.db, address)
        return results.content(opened.db, output) if output else None

    html = htmlfile.single_file(made.text, document.url, load, base_url(opened.db))
    if format_ == "html":
        return html.encode("utf-8")
    return chromium.pdf(html) if format_ == "pdf" else chromium.png(html)
