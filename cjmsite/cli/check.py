"""`cjmsite check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place, saving

if TYPE_CHECKING:
    from cjmsite.diagnostics import Severity

FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit")
"""The names in `cjmsite.report.formats`, which is not imported for the help; a test compares them."""


@click.command("check", short_help="Look for everything that is wrong with a site.")
@options.site_argument
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the findings to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning")),
    default="warning",
    show_default=True,
    help="The mildest finding that makes the exit code 1.",
)
@options.drafts
@options.no_local_code
@options.no_cache
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    site: str | None,
    format_: str,
    output: str | None,
    fail_on: str,
    drafts: bool,
    no_local_code: bool,
    no_cache: bool,
) -> None:
    """Look for everything that is wrong with a site, and write nothing.

    The exit code is 0 where all is well, 1 where something was found, and 2 where cjmsite.yaml is not right.
    """
    from msgspec.structs import replace

    from cjmsite import build
    from cjmsite.cli.progress import Watch
    from cjmsite.render import results
    from cjmsite.report import source, text
    from cjmsite.report.formats import FORMATS
    from cjmsite.report.report import Report

    if output is not None:
        saving.look_at(Path(output))
    opened = place.open_site(site, drafts=drafts, no_local_code=no_local_code, cache=not no_cache)
    if output is not None:
        content, out = results.folders(opened.db)
        saving.keep_apart(Path(output), opened.root, content, opened.root / out)
    with Watch() as watch:
        findings = build.look(opened.db, watch)
    build.keep(opened.db, opened.memory)
    mildest: Severity = "error" if fail_on == "error" else "warning"
    shown = Report(findings, source.from_here(opened.root), source.line_of(opened.db), mildest, place.today())
    report = shown if format_ == "text" else replace(shown, path=source.from_repository(opened.root))
    if output is not None:
        written = click.unstyle(text.write(report)) + "\n" if format_ == "text" else FORMATS[format_](report)
        saving.save(Path(output), written)
        if format_ != "text":  # the log of a CI is read by people too
            click.echo(text.write(shown, options.width()), err=True)
        click.echo(f"Wrote {output}", err=True)
    elif format_ == "text":
        click.echo(text.write(report, options.width()))
    else:
        # Bytes: these formats are UTF-8, whatever the console speaks.
        click.echo(FORMATS[format_](report).encode("utf-8", "replace"), nl=False)
    if results.settings_are_wrong(opened.db):
        ctx.exit(2)
    ctx.exit(1 if report.failed else 0)
