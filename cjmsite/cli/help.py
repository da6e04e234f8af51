"""`cjmsite help`."""

from __future__ import annotations

import click


@click.command("help")
@click.argument("name", required=False, metavar="[COMMAND]")
@click.pass_context
def command(ctx: click.Context, name: str | None) -> None:
    """Say what cjmsite, or one of its commands, does."""
    whole = ctx.find_root()
    if name is None:
        click.echo(whole.get_help())
        return
    group = whole.command
    assert isinstance(group, click.Group)
    _, found, _ = group.resolve_command(whole, [name])
    if found is not None:
        with click.Context(found, info_name=name, parent=whole) as inner:
            click.echo(found.get_help(inner))
