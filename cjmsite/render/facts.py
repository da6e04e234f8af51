"""Facts: pairs of a word and what is known, without those of which nothing is known."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from pydantic import BaseModel

from cjmsite.model.common import Document as DocumentModel
from cjmsite.model.common import Ref
from cjmsite.model.references import mentions
from cjmsite.render import format
from cjmsite.render.sentence import Part
from cjmsite.site import Document, Site


class Fact(Struct, frozen=True):
    """A word and one or several values, each of which may be a link. `late` is whether its day has passed."""

    word: str
    values: tuple[Part, ...]
    late: bool = False


def facts_of(*given: Fact | tuple[str, Any]) -> tuple[Fact, ...]:
    """The facts, and the pairs that have a value; a value is one text or several."""
    found = []
    for one in given:
        if isinstance(one, Fact):
            found.append(one)
            continue
        word, value = one
        values = (value,) if isinstance(value, str) else tuple(value or ())
        if texts := tuple(Part(text) for text in values if text):
            found.append(Fact(word, texts))
    return tuple(found)


def review_facts(data: DocumentModel, today: datetime.date) -> tuple[Fact, ...]:
    """When somebody looked at this, and by when somebody should again."""
    found = []
    if data.reviewed:
        found.append(Fact("Last reviewed", (Part(format.day(data.reviewed)),)))
    if data.review_by:
        late = data.review_by < today
        text = format.day(data.review_by) + (", overdue" if late else "")
        found.append(Fact("Next review", (Part(text),), late))
    return tuple(found)


_ELSEWHERE = frozenset({"id", "kind", "title", "name", "summary", "draft", "lang", "aliases", "order", "extra"}) | {
    "review_by",
    "reviewed",
    "image",
    "links",
}
"""Fields that a page shows in another form, or that readers need not see."""


def document_view(site: Site, document: Document) -> Mapping[str, Any]:
    """The variables of `document.html`: the fields of a kind that has no view of its own, as facts."""
    links = {
        (mention.mark.kind, mention.value): card
        for mention in mentions(document.data)
        if isinstance(mention.mark, Ref) and (card := site.card(mention.mark.kind, mention.value))
    }
    named = {id_: Part(card.title, url=site.url(card.url)) for (_, id_), card in links.items()}
    data: DocumentModel = document.data
    found = []
    for name in type(data).model_fields:
        if name not in _ELSEWHERE and (values := _told(getattr(data, name), named, site.settings.lang)):
            found.append(Fact(format.label(name), values))
    return {"facts": (*found, *review_facts(data, site.today))}


def _told(value: Any, named: Mapping[str, Part], lang: str) -> tuple[Part, ...]:
    """A value of a model as text; what names a document is a link to it."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (named.get(value, Part(value)),)
    if isinstance(value, bool):
        return (Part("Yes" if value else "No"),)
    if isinstance(value, int | float):
        return (Part(format.plain(value, 4, lang)),)
    if isinstance(value, datetime.date):
        return (Part(format.day(value)),)
    if isinstance(value, datetime.timedelta):
        return (Part(format.duration(value, lang)),)
    if isinstance(value, BaseModel):
        return _told({name: getattr(value, name) for name in type(value).model_fields}, named, lang)
    if isinstance(value, Mapping):
        pairs = ((key, _told(inner, named, lang)) for key, inner in value.items())
        text = "; ".join(f"{format.label(str(key))}: {', '.join(p.text for p in told)}" for key, told in pairs if told)
        return (Part(text),) if text else ()
    if isinstance(value, list | tuple):
        return tuple(part for item in value for part in _told(item, named, lang))
    return (Part(str(value)),)
