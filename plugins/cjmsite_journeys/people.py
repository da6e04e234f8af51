"""The persons of a page: their names, and the class that gives each a hue, a dash and a mark."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from cjmsite.api import Persona, Site, feelings

MARKS = 10
"""The style sheet knows `p1` to `p10`; further persons begin again."""


class Person(Struct, frozen=True):
    """Somebody whose feelings a page shows. `url` is None for a persona that is not on the site."""

    id: str
    name: str
    short: str
    cls: str
    url: str | None = None
    photo: str | None = None
    tagline: str | None = None


def people(site: Site, ids: Iterable[str]) -> tuple[Person, ...]:
    """The persons with these ids, in this order. A persona has the same class on every page, where it is free."""
    wanted = tuple(dict.fromkeys(ids))
    cards = {id_: site.card("persona", id_) for id_ in wanted}
    classes = _classes(site, wanted)
    names = {id_: _name(id_, card.title if card else None) for id_, card in cards.items()}
    first = [name.split()[0] if name.split() else name for name in names.values()]
    return tuple(
        Person(
            id_,
            names[id_],
            _short(names[id_], first),
            classes[id_],
            site.url(card.url) if card else None,
            tagline=card.summary if card else None,
        )
        for id_, card in cards.items()
    )


def portrait(site: Site, id_: str) -> dict[str, str] | None:
    """The picture of a persona: its address and what it shows."""
    document = site.document("persona", id_)
    if document is None:
        return None
    persona: Persona = document.data
    image = persona.photo or persona.image
    src = site.media(document, image.src) if image else None
    return {"src": src, "alt": image.alt or f"Portrait of {persona.name}"} if image and src else None


def _name(id_: str, title: str | None) -> str:
    return "Everyone" if id_ == feelings.EVERYONE else title or id_


def _short(name: str, first: list[str]) -> str:
    """The first name, unless two have the same one."""
    given = name.split()[0] if name.split() else name
    return given if first.count(given) == 1 else name


def _classes(site: Site, ids: tuple[str, ...]) -> dict[str, str]:
    order = {card.id: number for number, card in enumerate(site.cards("persona"))}
    found: dict[str, str] = {}
    taken: set[int] = set()
    for id_ in ids:
        wanted = order.get(id_, len(taken)) % MARKS
        free = next((n % MARKS for n in range(wanted, wanted + MARKS) if n % MARKS not in taken), wanted)
        taken.add(free)
        found[id_] = f"p{free + 1}"
    return found
