"""The commands that plugins of the current site add."""

from __future__ import annotations

from pathlib import Path

import click

from cjmsite.cli import place


def plugin_command(ctx: click.Context, name: str) -> click.Command | None:
    """A plugin's command, or None. The object of its context is the `Site`."""
    opened = _current_site()
    if opened is None:
        return None
    from cjmsite.pipeline import configuration
    from cjmsite.site import Site

    command = configuration.registry(opened.db).commands.get(name)
    if command is not None:
        ctx.obj = Site(opened.db, "")
    return command


def plugin_command_names() -> tuple[str, ...]:
    """The names of all commands of plugins, where the current folder is in a site."""
    opened = _current_site()
    if opened is None:
        return ()
    from cjmsite.pipeline import configuration

    return tuple(configuration.registry(opened.db).commands)


def _current_site() -> place.Opened | None:
    root = place.nearest(Path.cwd())
    return place.open_site(str(root)) if root is not None else None
