"""The hooks: each is called once per plugin, at the start, and collects declarations.

`config` is the plugin's own section of cjmsite.yaml, validated by the model that its `cjm_config` gives, or
an empty dict when it gives none.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from cjmsite.registry import Export, Kind, Lane, Rule, SourceType, View

if TYPE_CHECKING:
    import click

    from cjmsite.data.format import Format
    from cjmsite.data.measure import Measure

hookspec = pluggy.HookspecMarker("cjmsite")
hookimpl = pluggy.HookimplMarker("cjmsite")


@hookspec
def cjm_config() -> type:  # type: ignore[empty-body]
    """The pydantic model of the plugin's options."""


@hookspec
def cjm_kinds(config: Any) -> Iterable[Kind]:  # type: ignore[empty-body]
    """Content kinds: persona, journey ... are registered here too."""


@hookspec
def cjm_sources(config: Any) -> Iterable[SourceType]:  # type: ignore[empty-body]
    """Places other than files where rows come from."""


@hookspec
def cjm_formats(config: Any) -> Iterable[Format]:  # type: ignore[empty-body]
    """Ways to read an export: csv, tsv, and presets for a product's files."""


@hookspec
def cjm_measures(config: Any) -> Iterable[Measure]:  # type: ignore[empty-body]
    """Ways to compute a number from rows: nps, ratio ..."""


@hookspec
def cjm_lanes(config: Any) -> Iterable[Lane]:  # type: ignore[empty-body]
    """Rows of the journey map."""


@hookspec
def cjm_views(config: Any) -> Iterable[View]:  # type: ignore[empty-body]
    """Pages about the whole site."""


@hookspec
def cjm_rules(config: Any) -> Iterable[Rule]:  # type: ignore[empty-body]
    """Checks over the whole site."""


@hookspec
def cjm_templates(config: Any) -> Path:  # type: ignore[empty-body]
    """A folder of templates, searched after the site's own and before the theme's."""


@hookspec
def cjm_exports(config: Any) -> Iterable[Export]:  # type: ignore[empty-body]
    """Further files of the site."""


@hookspec
def cjm_commands(commands: click.Group, config: Any) -> None:
    """Subcommands of `cjmsite`: add them to `commands`."""
