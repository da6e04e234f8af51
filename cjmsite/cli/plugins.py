"""`cjmsite plugins`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.diagnostics import Diagnostic
    from cjmsite.registry import Registry

TABLES = ("kinds", "formats", "source_types", "measures", "lanes", "rules", "exports", "commands")


@click.command("plugins", short_help="List plugins and what they add.")
@options.site_argument
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@options.no_local_code
@options.common
@click.pass_context
def command(ctx: click.Context, site: str | None, format_: str, no_local_code: bool) -> None:
    """List the plugins of a site and what they add to it; without a site, those that are installed."""
    from cjmsite import plugins
    from cjmsite.pipeline import configuration

    if site is None and place.nearest(Path.cwd()) is None:
        registry = plugins.collect((), {}, Path.cwd())
        problems: tuple[Diagnostic, ...] = registry.problems
    else:
        opened = place.open_site(site, no_local_code=no_local_code)
        registry = configuration.registry(opened.db)
        problems = (*configuration.configuration(opened.db).problems, *registry.problems)
    unused = sorted(set(plugins.installed()) - {plugin.name for plugin in registry.plugins})
    if format_ == "json":
        import json

        click.echo(json.dumps(_as_data(registry, unused, problems), indent=2, ensure_ascii=False).encode("utf-8"))
    else:
        _tell(registry, unused)
        _tell_problems(site, problems)
    if problems:
        ctx.exit(1)


def _as_data(registry: Registry, unused: list[str], problems: tuple[Diagnostic, ...]) -> dict[str, Any]:
    return {
        "plugins": [
            {
                "name": plugin.name,
                "origin": plugin.origin,
                "version": plugin.version,
                "summary": plugin.summary,
                "hooks": list(plugin.hooks),
            }
            for plugin in registry.plugins
        ],
        **{table: sorted(getattr(registry, table)) for table in TABLES},
        "findings": {code: severity for rule in registry.rules.values() for code, severity in rule.codes.items()},
        "installed_but_not_used": unused,
        "problems": [problem.message for problem in problems],
    }


def _tell(registry: Registry, unused: list[str]) -> None:
    for plugin in registry.plugins:
        version = f" {plugin.version}" if plugin.version else ""
        click.echo(f"{click.style(plugin.name, bold=True)}  ({plugin.origin}{version})")
        if plugin.summary:
            click.echo(f"  {plugin.summary}")
        click.echo(f"  hooks: {', '.join(plugin.hooks)}")
    click.echo("\nTogether they add")
    for table in TABLES:
        names = sorted(getattr(registry, table))
        if names:
            click.echo(f"  {table.replace('_', ' ')}: {', '.join(names)}")
    if unused:
        click.echo(f"\nInstalled, and not listed under `plugins:`: {', '.join(unused)}")


def _tell_problems(site: str | None, problems: tuple[Diagnostic, ...]) -> None:
    from cjmsite.report import source, text
    from cjmsite.report.report import Report

    if problems:
        opened = place.open_site(site)
        report = Report(problems, source.from_here(opened.root), source.line_of(opened.db))
        click.echo("\n" + text.write(report, options.width()), err=True)
