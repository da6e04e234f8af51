"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from cjmsite.cli import terminal

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

site_argument = click.argument("site", required=False, type=click.Path(), metavar="[SITE]")
"""The site's folder; by default the one around the current folder."""

drafts = click.option("--drafts", is_flag=True, help="Take drafts for published.")

no_local_code = click.option(
    "--no-local-code", is_flag=True, help="Run no plugin or template that lies in the site itself."
)


no_cache = click.option("--no-cache", is_flag=True, help="Work everything out anew, whatever earlier runs knew.")


def _colour(ctx: click.Context, parameter: click.Parameter, value: bool | None) -> None:
    terminal.choose_colour(ctx, value)


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command: colour and debug."""
    colour = click.option(
        "--color/--no-color", default=None, callback=_colour, expose_value=False, help="Default: on a terminal."
    )
    debug = click.option("--debug", is_flag=True, expose_value=False, hidden=True)
    return colour(debug(function))


def width() -> int:
    """How wide the terminal is; a hundred letters where there is none."""
    import shutil  # brings three compressors, and builds that say nothing need none

    return shutil.get_terminal_size((100, 24)).columns
