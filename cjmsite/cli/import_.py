"""`cjmsite import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.diagnostics import Diagnostic
    from cjmsite.model.journey import Journey

FORMATS = ("csv", "xlsx", "mermaid")


@click.command("import", short_help="Make a journey from a CSV file, a workbook or a Mermaid diagram.")
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.site_argument
@click.option("--id", "id_", help="The id of the journey; default: what the file says, or its name.")
@click.option("--title", help="The title, where the file has none.")
@click.option("--force", is_flag=True, help="Write over a journey that is there.")
@options.no_local_code
@options.common
def command(
    format_: str, file: Path, site: str | None, id_: str | None, title: str | None, force: bool, no_local_code: bool
) -> None:
    """Make a journey of this site from csv, xlsx or mermaid.

    \b
    cjmsite import xlsx switching.xlsx --force    what `cjmsite export xlsx` wrote, edited
    cjmsite import csv workshop.csv               a table of steps: stage, title, emotion ...
    cjmsite import mermaid switching.mmd

    Nothing is written when something is wrong, and no journey is written over without --force. What did not change
    keeps its words in the file, comments too. A file without a story leaves the story that is there.
    """
    from cjmsite.exchange.problem import ExchangeError
    from cjmsite.scaffold.starters import NoName, id_of, title_of

    opened = place.open_site(site, drafts=True, no_local_code=no_local_code)
    try:
        journey, body, told, strangers = _read(opened, format_, file, title or title_of(file.stem))
    except ExchangeError as failure:
        raise place.Refused(str(failure)) from None
    try:
        id_ = id_of(id_ or told or file.stem)
    except NoName:
        raise click.UsageError("no file name can be made of this: give an id with `--id`") from None
    _write(opened, id_, journey, body, force)
    if strangers:
        click.echo(f"No persona of this site: {', '.join(strangers)}. `cjmsite new persona NAME` makes one.")


def _read(
    opened: place.Opened, format_: str, file: Path, title: str
) -> tuple[Journey, str | None, str | None, tuple[str, ...]]:
    """The journey of a file, its story, its id, and who is no persona of the site."""
    from cjmsite.exchange import csvfile, mermaid, sheets, xlsx
    from cjmsite.model.journey import Journey
    from cjmsite.pipeline import content

    given = file.read_bytes()
    if format_ == "mermaid":
        names = {card.id: card.title for card in content.cards(opened.db, "persona")}
        drawn = mermaid.read(given.decode("utf-8-sig", "replace"), names, file.name)
        return Journey.model_validate(drawn.data), None, None, drawn.strangers
    tables = csvfile.read(given, file.name) if format_ == "csv" else xlsx.read(given, file.name)
    journey, problems = sheets.to_journey(tables, title)
    if journey is None:
        raise place.Refused(_told(file, problems, format_))
    return journey, tables.body, tables.id, ()


def _told(file: Path, problems: tuple[Diagnostic, ...], format_: str) -> str:
    """What is wrong in which cells, and that nothing was written."""
    lines = [f"`{file.name}` was not imported:"]
    for problem in problems[:20]:
        span = problem.span
        where = ""
        if span is not None and span.column is not None:
            sheet = f"sheet {span.path}, " if format_ == "xlsx" else ""
            where = f"{sheet}cell {_letters(span.column)}{span.line}: "
        hint = f"; {problem.hint}" if problem.hint else ""
        lines.append(f"  {where}{problem.message}{hint}")
    if len(problems) > 20:
        lines.append(f"  and {len(problems) - 20} more")
    return "\n".join(lines)


def _letters(column: int) -> str:
    """The name that spreadsheets give a column: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _write(opened: place.Opened, id_: str, journey: Journey, body: str | None, force: bool) -> None:
    from cjmsite.exchange.document import body_of
    from cjmsite.exchange.merge import merge
    from cjmsite.pipeline import configuration, content
    from cjmsite.write.single import replace

    path = content.find(opened.db, "journey", id_)
    before = (opened.root / path).read_bytes().decode("utf-8-sig") if path else ""
    found = content.checked(opened.db, path).document if path else None
    old = found.data if found is not None else None
    if path is not None:
        body = body_of(before) if body is None else body
        if old == journey and body_of(before) == body:
            click.echo(f"`{path}` says the same already; it was left as it is.")
            return
    made = merge(before, old, journey, body or "")
    if path is not None and not force:
        raise place.Refused(
            f"there is a journey `{id_}` already, in `{path}`; nothing was written. `--force` writes over it, "
            f"`--id` gives another id{_difference(old, journey, made.lost)}"
        )
    folder = configuration.registry(opened.db).kinds["journey"].folder
    path = path or f"{configuration.settings(opened.db).content}/{folder}/{id_}.md"
    try:
        replace(opened.root / path, made.text.replace("\n", "\r\n") if "\r\n" in before else made.text)
    except OSError as failure:
        raise place.Refused(f"cannot write `{opened.root / path}`: {failure.strerror}") from None
    click.echo(f"Wrote {path}: {len(journey.stages)} stages, {len(journey.steps)} steps.")
    if made.lost:
        click.echo(f"{_lost(made.lost)}; `git diff` shows where they stood.")
    _show_problems(opened, path)


def _lost(comments: tuple[str, ...]) -> str:
    """The comments that have no place in the new file."""
    said = ", ".join(f"`{comment}`" for comment in comments[:5])
    more = f" and {len(comments) - 5} more" if len(comments) > 5 else ""
    return f"{'One comment goes' if len(comments) == 1 else f'{len(comments)} comments go'}: {said}{more}"


def _difference(old: Journey | None, new: Journey, lost: tuple[str, ...]) -> str:
    """What writing would change, step by step, as further lines."""
    if old is None:
        return "\nThe file there has mistakes, so that all of it would be written anew."
    was, now = ({step.id: step.step for stage in journey.outline for step in stage.steps} for journey in (old, new))
    groups = (
        ("new", [step.title for id_, step in now.items() if id_ not in was]),
        ("gone", [step.title for id_, step in was.items() if id_ not in now]),
        ("changed", [step.title for id_, step in now.items() if id_ in was and was[id_] != step]),
    )
    lines = [
        f"  {word}: {', '.join(titles[:8])}{' ...' if len(titles) > 8 else ''}" for word, titles in groups if titles
    ]
    lines += [f"  {_lost(lost)}"] if lost else []
    return "\nIt would change these steps:\n" + "\n".join(lines) if lines else ""


def _show_problems(opened: place.Opened, path: str) -> None:
    """What the next check would say of the file, like a reference to nothing."""
    from cjmsite import build
    from cjmsite.report import source, text
    from cjmsite.report.report import Report

    opened.db.advance()
    found = tuple(
        finding
        for finding in build.look(opened.db)
        if finding.span and finding.span.path == path and finding.severity != "info"
    )
    if found:
        report = Report(found, source.from_here(opened.root), source.line_of(opened.db))
        click.echo(text.write(report, options.width()), err=True)
