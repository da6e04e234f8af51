"""`cjmsite doctor`."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.doctor.finding import Finding

_COLOURS = {"good": "green", "note": "yellow", "problem": "red"}


@click.command("doctor", short_help="Say what is wrong with a set-up, and how to mend it.")
@options.site_argument
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@options.no_local_code
@options.common
@click.pass_context
def command(ctx: click.Context, site: str | None, format_: str, no_local_code: bool) -> None:
    """Say what is wrong with a set-up, and how to mend it: versions, plugins, git, disks, file watches, clock.

    Looks at the site in SITE, or the one around the current folder; without one, at the machine alone. What is written
    in the site is for `cjmsite check`. The exit code is 0 where all is well, and 1 where something has to be mended.
    """
    from cjmsite.doctor import machine

    root = place.find(site) if site is not None else place.nearest(Path.cwd())
    parts = [("This machine", machine.check())]
    if root is not None:
        parts.append((f"The site in {root}", _of_site(root, no_local_code, parts[0][1])))
    if format_ == "json":
        _print_json(root, [finding for _, found in parts for finding in found])
    elif sys.stdout.isatty():
        _draw(ctx, parts)
    else:
        _print(parts)
    problems = sum(finding.state == "problem" for _, found in parts for finding in found)
    if format_ == "text":
        click.echo(f"\n{_counted(problems)}{'' if root else ' Not in a site, so only this machine was looked at.'}")
    ctx.exit(1 if problems else 0)


def _of_site(root: Path, no_local_code: bool, of_machine: Sequence[Finding]) -> list[Finding]:
    """What is found at a site; with a broken installation, that it cannot be looked at yet."""
    try:
        from cjmsite import build
        from cjmsite.doctor import place as site
    except ImportError as failure:
        from cjmsite.doctor.finding import problem

        if not any(finding.state == "problem" for finding in of_machine):
            raise
        return [problem("site", f"cannot be looked at yet: {failure}", "mend what is wrong with the machine first")]
    # The real day: a wrong SOURCE_DATE_EPOCH is something to tell of, and no reason to stop.
    options = build.Options(datetime.date.today(), local_code=not no_local_code)
    return site.check(build.open_site(root, options))


def _counted(problems: int) -> str:
    if not problems:
        return "Nothing to mend."
    return f"{problems} {'thing' if problems == 1 else 'things'} to mend."


def _print(parts: Sequence[tuple[str, list[Finding]]]) -> None:
    from cjmsite.report.safetext import safe

    for number, (title, found) in enumerate(parts):
        click.echo(f"{'' if number == 0 else chr(10)}{safe(title)}")
        for finding in found:
            click.echo(f"  {finding.state:<8} {safe(f'{finding.about}: {finding.message}')}")
            if finding.mend:
                click.echo(f"  {'':<8}   {safe(finding.mend)}")


def _draw(ctx: click.Context, parts: Sequence[tuple[str, list[Finding]]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cjmsite.report.safetext import safe

    console = Console(no_color=ctx.color is False, highlight=False)
    for number, (title, found) in enumerate(parts):
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, min_width=len("problem"))
        table.add_column(no_wrap=True, style="bold")
        table.add_column(overflow="fold")
        for finding in found:
            said = Text(safe(finding.message))
            if finding.mend:
                said.append(f"\n{safe(finding.mend)}", style="cyan")
            table.add_row(Text(finding.state, style=_COLOURS[finding.state]), Text(safe(finding.about)), said)
        if number:
            console.print()
        console.print(Text(safe(title), style="bold underline"))
        console.print(table)


def _print_json(root: Path | None, found: Sequence[Finding]) -> None:
    import json

    from msgspec.structs import asdict

    from cjmsite import __version__

    shown = {
        "cjmsite": __version__,
        "site": str(root) if root else None,
        "findings": [asdict(finding) for finding in found],
    }
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False).encode("utf-8", "replace"))
