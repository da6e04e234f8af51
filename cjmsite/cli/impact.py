"""`cjmsite impact`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cjmsite.cli import options, place

if TYPE_CHECKING:
    from cjmsite.impact import Impact, Struck

KINDS = ("touchpoint", "persona", "metric", "journey")
"""The names in `cjmsite.impact`, which is not imported for the help; a test compares them."""


@click.command("impact", short_help="Say what a change to a touchpoint, persona, metric or journey is felt by.")
@click.argument("target", metavar="KIND:ID")
@options.site_argument
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@options.drafts
@options.no_local_code
@options.common
def command(target: str, site: str | None, format_: str, drafts: bool, no_local_code: bool) -> None:
    """Say where a change would be felt: steps, journeys, people, figures and teams.

    \b
    cjmsite impact touchpoint:call-centre
    cjmsite impact persona:nora
    cjmsite impact metric:onboarding-nps
    cjmsite impact journey:switching
    """
    from cjmsite.impact import impact
    from cjmsite.site import Site

    opened = place.open_site(site, drafts=drafts, no_local_code=no_local_code)
    kind, mark, id_ = target.partition(":")
    found = impact(Site(opened.db, ""), kind, id_) if mark and kind in KINDS else None
    if found is None:
        raise place.Refused(_unknown(opened, target, kind, id_ if mark else target))
    if format_ == "json":
        import json

        click.echo(json.dumps(_as_data(found), indent=2, ensure_ascii=False).encode("utf-8"))
        return
    _tell(found)


def _unknown(opened: place.Opened, target: str, kind: str, name: str) -> str:
    from cjmsite.cli.nearest import documents

    meant = [found for found in documents(opened.db, kind if kind in KINDS else "", name) if _asked(found)]
    if meant:
        hint = f"did you mean {' or '.join(f'`{document}`' for document in meant)}?"
    else:
        hint = f"write a kind and an id, like `touchpoint:call-centre`; kinds: {', '.join(KINDS)}"
    return f"this site has no `{target}` that a change could be asked of; {hint}"


def _asked(document: str) -> bool:
    return document.partition(":")[0] in KINDS


def _tell(found: Impact) -> None:
    from cjmsite.render import format

    if not found.steps:
        click.echo(f"No step of a journey names {found.card.title}: a change to it is felt nowhere.")
        _line("Also named by", [f"{card.title} ({card.kind})" for card in found.others])
        return
    counts = [
        format.count(len(found.steps), "step"),
        format.count(len(found.journeys), "journey" if found.card.kind != "journey" else "other journey"),
        format.count(len(found.personas), "persona"),
    ]
    click.echo(
        f"A change to {found.card.title} is felt in {format.listed([text for text in counts if text[0] != '0'])}."
    )
    said = []
    if found.moments:
        said.append(f"{format.count(found.moments, 'moment')} of truth among them")
    if found.volume is not None:
        said.append(f"met {format.number(found.volume)} times a year")
    if found.off:
        said.append(f"{format.count(len(found.off), 'figure')} off target already")
    if said:
        click.echo(f"{format.capital(', '.join(said))}.")
    title = ""
    for struck in found.steps:
        heading = struck.card.title if struck.state == "current" else f"{struck.card.title} ({struck.state})"
        if heading != title:
            title = heading
            click.echo(f"\n{title}")
        click.echo(f"  {_step(struck)}")
    _line("Personas", [card.title for card in found.personas])
    _line("Touchpoints", [card.title for card in found.touchpoints])
    _line("Figures", [f"{one.title}{f' ({one.word.lower()})' if one.word else ''}" for one in found.figures])
    _line("Also named by", [f"{card.title} ({card.kind})" for card in found.others])
    _line("To be asked", list(found.owners))


def _step(struck: Struck) -> str:
    from cjmsite.render import format

    felt = format.signed(struck.felt) if struck.felt is not None else "?"
    marks = ", moment of truth" if struck.placed.step.moment_of_truth else ""
    return f"{felt:>4}  {struck.placed.step.title}  ({struck.stage}{marks})"


def _line(heading: str, words: list[str]) -> None:
    if words:
        click.echo(f"\n{heading}: {', '.join(words)}")


def _as_data(found: Impact) -> dict[str, Any]:
    return {
        "kind": found.card.kind,
        "id": found.card.id,
        "title": found.card.title,
        "steps": [
            {
                "journey": struck.card.id,
                "state": struck.state,
                "stage": struck.stage,
                "step": struck.placed.id,
                "title": struck.placed.step.title,
                "url": struck.address,
                "personas": list(struck.who),
                "emotion": struck.felt,
                "moment_of_truth": bool(struck.placed.step.moment_of_truth),
                "owner": struck.owner,
            }
            for struck in found.steps
        ],
        "journeys": [card.id for card in found.journeys],
        "personas": [card.id for card in found.personas],
        "touchpoints": [card.id for card in found.touchpoints],
        "metrics": [{"id": one.id, "status": one.status} for one in found.figures],
        "owners": list(found.owners),
        "named_by": [{"kind": card.kind, "id": card.id} for card in found.others],
        "volume_per_year": found.volume,
    }
