"""Offers, risks and a place for rows: a bit of everything that a plugin may add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from cjmsite.api import (
    Diagnostic,
    DocumentModel,
    Export,
    Format,
    Highest,
    Kind,
    Lane,
    Measure,
    Method,
    Model,
    Name,
    Outcome,
    PersonaRef,
    Rule,
    Site,
    SourceType,
    View,
    hookimpl,
    warning,
)


class Options(Model):
    """The options of this plugin."""

    greeting: Name = "Hello"
    most: int = 20


class Offer(DocumentModel):
    """Something that is sold."""

    title: Name
    price: float = 0
    personas: tuple[PersonaRef, ...] = ()


@hookimpl
def cjm_config() -> type:
    return Options


@hookimpl
def cjm_kinds(config: Options) -> Iterable[Kind]:
    return (Kind("offer", Offer, "Offer", "Offers", "offers"),)


@hookimpl
def cjm_lanes(config: Options) -> Iterable[Lane]:
    def risk(site: Site, journey: Any, placed: Any) -> Any:
        return placed.step.extra.get("risk")

    return (Lane("risk", "Risk", risk, "lanes/risk.html", "delivery"),)


@hookimpl
def cjm_views(config: Options) -> Iterable[View]:
    def shelf(site: Site) -> dict[str, Any]:
        return {"titles": [card.title for card in site.cards("offer")]}

    return (View("shelf", "The shelf", "All offers", "shelf.html", shelf, needs=("offer",)),)


@hookimpl
def cjm_rules(config: Options) -> Iterable[Rule]:
    def short(site: Site) -> Iterator[Diagnostic]:
        for document in site.documents("offer"):
            if len(document.title) > config.most:
                yield warning("offer-long", f"at most {config.most} letters", site.place(document, ("title",)))

    return (Rule("short-offers", "Long titles of offers", short, {"offer-long": "warning"}),)


@hookimpl
def cjm_sources(config: Options) -> Iterable[SourceType]:
    def rows(load: Any, options: Any) -> Any:
        text: str = load(options["file"]).decode("utf-8")
        return ("day", "count"), [tuple(line.split()) for line in text.splitlines()]

    return (SourceType("acme-log", "A day and a number on each line", rows),)


@hookimpl
def cjm_formats(config: Options) -> Iterable[Format]:
    return (Format("acme-csv", "Semicolons", delimiter=";"),)


@hookimpl
def cjm_measures(config: Options) -> Iterable[Measure]:
    method = Method(
        "", "highest value", lambda metric, scale: {"high": Highest("x")}, lambda g: Outcome(g["high"], g.rows)
    )
    return (Measure("highest", "The highest value", (method,), needs=("expr",), estimates=False),)


@hookimpl
def cjm_exports(config: Options) -> Iterable[Export]:
    def files(site: Site) -> dict[str, str]:
        return {"acme/offers.txt": "".join(f"{card.title}\n" for card in site.cards("offer"))}

    return (Export("acme-offers", "The titles of offers", files),)


@hookimpl
def cjm_templates(config: Options) -> Path:
    return Path(__file__).parent / "templates"


@hookimpl
def cjm_commands(commands: click.Group, config: Options) -> None:
    @commands.command("greet")
    @click.pass_obj
    def greet(site: Site) -> None:
        """Say hello to the site."""
        click.echo(f"{config.greeting}, {site.settings.title}: {len(site.cards('offer'))} offers")
