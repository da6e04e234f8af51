"""`cjmsite why`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.render.results import Output
    from cjmsite.why import Goings, Reasons

HEADINGS = {
    "documents": "It also says what stands in",
    "data": "Its figures come from",
    "images": "Its images and downloads",
    "templates": "Its templates",
    "settings": "Settings and plugins",
}
SHOWN = 40
"""How many lines of one group are worth reading."""


@click.command("why", short_help="Say what a page was made from, or where a file goes.")
@click.argument("target", metavar="URL|FILE")
@options.site_argument
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@options.drafts
@options.no_local_code
@options.common
def command(target: str, site: str | None, format_: str, drafts: bool, no_local_code: bool) -> None:
    """Say what a page was made from, or which pages a file goes into.

    \b
    cjmsite why journeys/switching.html
    cjmsite why https://wiki.example.com/personas/nora.html
    cjmsite why persona:nora
    cjmsite why content/data/survey.csv
    """
    from cjmsite import why

    opened = place.open_site(site, drafts=drafts, no_local_code=no_local_code)
    output = _output(opened, target)
    if output is not None:
        reasons = why.reasons(opened.db, output)
        if format_ == "json":
            _print_json(_reasons_as_data(reasons))
        else:
            _tell_reasons(reasons)
        return
    path = _source_file(opened, target)
    if path is None:
        raise place.Refused(_unknown(opened, target))
    goings = why.goings(opened.db, path)
    if format_ == "json":
        _print_json({"path": goings.path, "pages": goings.pages, "lists": goings.lists})
        return
    _tell_goings(goings, None if goings.pages else why.silence(opened.db, path))


def _output(opened: place.Opened, target: str) -> Output | None:
    """The output that is meant: a file of the output folder, or an address; a source file comes first."""
    from urllib.request import url2pathname  # not above: the help needs none of what comes with it

    from cjmsite import why
    from cjmsite.render import results

    parts = urlsplit(target)
    path = Path(url2pathname(unquote(parts.path))) if parts.scheme == "file" else Path(target)
    out = (opened.root / results.folders(opened.db)[1]).resolve()
    if path.exists() and path.resolve().is_relative_to(out):
        return why.output_of(opened.db, path.resolve().relative_to(out).as_posix())
    if parts.scheme == "file" or _source_file(opened, target) is not None:
        return None
    return why.output_of(opened.db, target)


def _source_file(opened: place.Opened, target: str) -> str | None:
    """A file of the site, named as seen from the current folder, from the site's root or from its content."""
    from cjmsite.pipeline import configuration
    from cjmsite.read import inputs

    folder = configuration.settings(opened.db).content
    candidates = [Path(os.path.abspath(target)), opened.root / target, opened.root / folder / target]  # noqa: PTH100
    for candidate in candidates:
        for root in (opened.root, Path.cwd()):
            if candidate.is_file() and candidate.is_relative_to(root):
                path = candidate.resolve()
                if path.is_relative_to(opened.root):
                    found = path.relative_to(opened.root).as_posix()
                    if inputs.is_plain(found):
                        return found
    return None


def _unknown(opened: place.Opened, target: str) -> str:
    from cjmsite.cli.nearest import documents
    from cjmsite.diagnostics import did_you_mean
    from cjmsite.render import results

    kind, _, name = target.rpartition(":")
    address = did_you_mean(target.lstrip("/"), [output.url for output in results.outputs(opened.db)])
    meant = " or ".join(f"`{document}`" for document in documents(opened.db, kind, name))
    hint = f"did you mean {meant}?" if meant and not (address and "/" in target) else address
    hint = hint or "give the address of a page, or the path of a file of the site"
    return f"this site has neither a page nor a file `{target}`; {hint}"


def _tell_reasons(reasons: Reasons) -> None:
    makers = {
        "media": "is a copy of",
        "static": "is a file of the theme:",
        "redirect": "leads on to the page of",
        "document": "is the page of",
        "beside": "is the second page of",
        "portable": "is for other pages what they may know of",
    }
    said = {
        "home": "the home page",
        "index": "a list",
        "view": "a view of the whole site",
        "not_found": "shown for addresses that do not exist",
    }
    if reasons.source is not None:
        click.echo(f"{reasons.url} {makers[reasons.maker]} {reasons.source}")
    else:
        click.echo(f"{reasons.url} is {said.get(reasons.maker, 'a file for machines')}")
    for group, files in reasons.files.items():
        if group == "data":
            _list(HEADINGS[group], [f"{path}  (source `{reasons.sources_of[path]}`)" for path in files])
        else:
            _list(HEADINGS[group], list(files))
    _list("These refer to it, or to what it shows", list(reasons.named_by))
    _list("Its navigation, and the pages before and after it", list(reasons.around))
    if reasons.lists:
        click.echo(f"\nTitles and order of every {', '.join(reasons.lists)} matter to it, too.")


def _tell_goings(goings: Goings, silence: str | None) -> None:
    if silence is not None:
        click.echo(f"{goings.path} goes into no page: {silence}.")
    else:
        click.echo(f"{goings.path} goes into")
        _lines(list(goings.pages))
    _list("Its title or order also shows in", list(goings.lists))


def _list(heading: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"\n{heading}")
        _lines(lines)


def _lines(lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  and {len(lines) - SHOWN} more; `--format json` has them all")


def _reasons_as_data(reasons: Reasons) -> dict[str, object]:
    return {
        "url": reasons.url,
        "source": reasons.source,
        **{str(group): files for group, files in reasons.files.items()},
        "lists": reasons.lists,
        "named_by": reasons.named_by,
        "around": reasons.around,
    }


def _print_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8"))
