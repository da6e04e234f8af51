"""`cjmsite build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.build import Outcome
    from cjmsite.cli.progress import Watch
    from cjmsite.cli.timing import Timing
    from cjmsite.diagnostics import Diagnostic


@click.command("build", short_help="Build a site.")
@options.site_argument
@click.option("-o", "--out", type=click.Path(), help="Folder to write to; default: `out` of cjmsite.yaml, or site.")
@click.option("--strict", is_flag=True, help="Stop at warnings too.")
@options.drafts
@click.option("--base-url", metavar="URL", help="Public address of the site, for its sitemap.")
@click.option("--force", is_flag=True, help="Write into a folder that holds other files; they stay.")
@options.no_local_code
@options.no_cache
@click.option(
    "--report", type=click.Path(dir_okay=False), metavar="FILE", help="Write what took how long to a file, as JSON."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Show notes too, and what was written.")
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    site: str | None,
    out: str | None,
    strict: bool,
    drafts: bool,
    base_url: str | None,
    force: bool,
    no_local_code: bool,
    no_cache: bool,
    report: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site in SITE, or the one around the current folder.

    Nothing is written when something is wrong: the site that was there stays as it was.
    """
    from cjmsite import build
    from cjmsite.cli.progress import Watch
    from cjmsite.model.address import OF_A_SITE, is_of_a_site
    from cjmsite.render import results
    from cjmsite.write.folder import WriteFailed
    from cjmsite.write.guard import OutputRefused

    if base_url is not None and not is_of_a_site(base_url):
        raise click.BadParameter(OF_A_SITE, ctx, param_hint="--base-url")
    timing = _timing(report)
    opened = place.open_site(
        site,
        drafts=drafts,
        base_url=base_url,
        no_local_code=no_local_code,
        cache=not no_cache,
        watch=timing.stopwatch if timing else None,
    )
    if results.settings_are_wrong(opened.db):
        _tell(opened, build.look(opened.db), verbose)
        ctx.exit(2)
    folder = Path(out) if out is not None else opened.root / results.folders(opened.db)[1]
    if timing:
        timing.begin(opened, folder, fresh=no_cache)
    try:
        with Watch(quiet=quiet) as watch:
            outcome = build.build(
                opened.db,
                folder,
                opened.memory,
                strict=strict,
                force=force,
                progress=timing.beside(watch) if timing else watch,
                on_wait=lambda: click.echo("Another build writes there; waiting for it.", err=True),
            )
    except (OutputRefused, WriteFailed) as failure:
        raise place.Refused(str(failure)) from None
    if timing:
        timing.end(opened)
    _tell(opened, outcome.findings, verbose)
    if outcome.written is None:
        click.echo(f"Nothing was written to `{folder}`.", err=True)
    elif not quiet:
        _sum_up(outcome, folder, watch, verbose)
    if timing:
        timing.write(opened, outcome, quiet=quiet, verbose=verbose)
    if outcome.written is None:
        ctx.exit(1)


def _timing(report: str | None) -> Timing | None:
    """Without a report nothing is timed, and nothing imported for it."""
    if report is None:
        return None
    from cjmsite.cli.timing import Timing

    return Timing(report)


def _tell(opened: place.Opened, findings: tuple[Diagnostic, ...], verbose: bool) -> None:
    """Show what was found; notes only where they are asked for."""
    from cjmsite.report import source, text
    from cjmsite.report.report import Report

    shown = tuple(finding for finding in findings if verbose or finding.severity != "info")
    if shown:
        report = Report(shown, source.from_here(opened.root), source.line_of(opened.db))
        click.echo(text.write(report, options.width()), err=True)


def _sum_up(outcome: Outcome, folder: Path, watch: Watch, verbose: bool) -> None:
    from cjmsite.cache.memory import FOLDER
    from cjmsite.report import text
    from cjmsite.report.report import Report

    written = outcome.written
    assert written is not None
    found = f", {text.counted(Report(outcome.findings))}" if outcome.findings else ""
    counts = [text.amount(outcome.counts["pages"], "page"), text.amount(outcome.counts["metrics"], "metric")]
    click.echo(f"Built {' and '.join(counts)} in {watch.seconds:.1f} s{found}.")
    if verbose:
        click.echo(
            f"  {text.amount(outcome.counts['files'], 'file')}: {written.new} new, {written.changed} changed, "
            f"{written.unchanged} as before, {written.deleted} deleted"
        )
    for path in written.kept:
        click.echo(f"  {path} was changed by hand: it stays, and no longer belongs to the site")
    if outcome.unkept:
        click.echo(
            f"  The next build starts afresh: `{FOLDER}` cannot be written ({outcome.unkept}); see `cjmsite doctor`"
        )
    click.echo(f"Open {(folder / 'index.html').resolve().as_uri()}")
