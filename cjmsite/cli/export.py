"""`cjmsite export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.exchange.svgrows import Names
    from cjmsite.pipeline.content import Document

FORMATS = ("pdf", "png", "svg", "csv", "xlsx", "json", "mermaid", "html")
ENDINGS = {"mermaid": "mmd"}
"""Where the ending of a file is not the name of its format."""


@click.command("export", short_help="Write a journey as PDF, PNG, SVG, CSV, XLSX, JSON, Mermaid or one HTML file.")
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("journey", required=False)
@options.site_argument
@click.option("--all", "whole", is_flag=True, help="With pdf: the whole site as one document, in place of a journey.")
@click.option("-o", "--out", type=click.Path(), help="File to write; default: the journey's id. `-`: standard output.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@options.no_local_code
@options.common
def command(
    format_: str,
    journey: str | None,
    site: str | None,
    whole: bool,
    out: str | None,
    force: bool,
    no_local_code: bool,
) -> None:
    """Write a journey as pdf, png, svg, csv, xlsx, json, mermaid or html.

    \b
    cjmsite export xlsx switching             for a workshop; `cjmsite import` reads it back
    cjmsite export pdf switching              one sheet of A3, where it fits
    cjmsite export pdf --all -o wiki.pdf      every page of the site, in one document
    cjmsite export html switching -o map.html one file that opens anywhere
    cjmsite export mermaid switching -o -     the text of a diagram

    pdf and png are printed by an installed Chromium, Chrome or Edge.
    """
    from cjmsite.exchange.problem import ExchangeError

    if whole and format_ != "pdf":
        raise click.UsageError("--all is for pdf: `cjmsite export pdf --all`")
    if whole:
        journey, site = None, journey or site  # there is no journey: what stands there is the site
    elif journey is None:
        raise click.UsageError(f"a journey is missing: `cjmsite export {format_} JOURNEY`")
    opened = place.open_site(site, drafts=not whole, no_local_code=no_local_code)
    document = _journey(opened, journey) if journey else None
    name = document.id if document else "site"
    target = Path(out) if out else Path(f"{name}.{ENDINGS.get(format_, format_)}")
    if out != "-" and target.exists() and not force:
        raise place.Refused(f"`{target}` is there already; it was left as it is. `--force` writes over it")
    try:
        content = _content(opened, document, format_) if document else _whole(opened)
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
        return svgfile.write(document.data, names, _named(opened, document), appearance(opened.db).lang).encode("utf-8")
    body = body_of(inputs.load(opened.db, document.path).decode("utf-8-sig"))
    if format_ == "json":
        return jsonfile.write(document.id, document.data, body).encode("utf-8")
    tables = sheets.of_journey(document.id, document.data, body)
    return csvfile.write(tables) if format_ == "csv" else xlsx.write(tables)


def _named(opened: place.Opened, document: Document) -> Names:
    """How a journey's touchpoints are called, and what its metrics say."""
    from cjmsite.exchange.svgrows import Names
    from cjmsite.pipeline import content
    from cjmsite.render import figures
    from cjmsite.site import Site

    site = Site(opened.db, document.url)
    journey = document.data
    metrics = {id_ for part in (*journey.stages, *journey.steps) for id_ in part.metrics}
    said = {id_: "".join(part.text for part in figures.said(figures.figure(site, id_))) for id_ in metrics}
    return Names({card.id: card.title for card in content.cards(opened.db, "touchpoint")}, said)


def _page(opened: place.Opened, document: Document, format_: str) -> bytes:
    """The page of the journey as one file, or printed from that."""
    from cjmsite.exchange import chromium

    if format_ != "html":
        chromium.find()  # before the work
    html = _single(opened, document.url)
    if format_ == "html":
        return html.encode("utf-8")
    return chromium.pdf(html) if format_ == "pdf" else chromium.png(html)


def _single(opened: place.Opened, url: str) -> str:
    """A page of the site as one file."""
    from cjmsite.exchange import htmlfile
    from cjmsite.pipeline.configuration import base_url
    from cjmsite.render import results

    made = results.page(opened.db, url)
    if made.text is None:
        raise place.Refused(f"the page `{url}` cannot be made: {made.problems[0].message}")

    def load(address: str) -> bytes | None:
        output = results.output_at(opened.db, address)
        return results.content(opened.db, output) if output else None

    return htmlfile.single_file(made.text, url, load, base_url(opened.db))


PRINTED = ("home", "view", "index", "document")
"""What makes a page that is worth paper."""


def _place_in_book(maker: str, url: str) -> tuple[int, str, bool, str]:
    """Home first, then the views, then folder by folder, each with its list on top."""
    folder, _, name = url.rpartition("/")
    return (min(PRINTED.index(maker), 2), folder, name != "index.html", name)


def _whole(opened: place.Opened) -> bytes:
    """Every page, printed by one browser and bound."""
    import html
    import re

    from cjmsite.exchange import book, chromium, printer
    from cjmsite.render import results

    chromium.find()
    book.require()
    outputs = [output for output in results.outputs(opened.db) if output.maker in PRINTED]
    outputs.sort(key=lambda output: _place_in_book(output.maker, output.url))
    pages = [_single(opened, output.url) for output in outputs]
    titles = [re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL) for page in pages]
    named = [
        html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else output.url
        for found, output in zip(titles, outputs, strict=True)
    ]
    click.echo(f"Printing {len(pages)} pages.", err=True)
    return book.bind(zip(named, printer.each(pages), strict=True))
