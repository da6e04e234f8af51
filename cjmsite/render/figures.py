"""A metric's number as readers see it: never without its n, never when n is too small."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.data.result import MetricResult, Value
from cjmsite.model.metric import Metric
from cjmsite.render import format, places
from cjmsite.render.sentence import Part, Sentence
from cjmsite.site import Card, Site

STATUS_WORDS = {"on": "On target", "watch": "Watch", "off": "Off target", "none": ""}


class Figure(Struct, frozen=True):
    """The newest number of a metric. `value` is None where it is not shown; `note` then says why."""

    id: str
    title: str
    url: str | None
    owner: str | None = None
    value: str | None = None
    unit: str = ""
    interval: str = ""
    n: str = ""
    target: str = ""
    gap: str = ""
    period: str = ""
    status: str = "none"
    word: str = ""
    note: str = ""
    distance: float = 0.0
    spark: dict[str, Any] | None = None


def figure(site: Site, id_: str) -> Figure:
    """The figure of a metric, or of its part at a place; where there is no such metric its id stands alone."""
    name, kind, word = places.parse(id_)
    card = site.card("metric", name)
    if card is None:
        return Figure(id_, name, None)
    result = site.metric(name)
    metric = site.data("metric", name)
    if result is None or metric is None:
        return Figure(id_, card.title, site.url(card.url), card.owner)
    if not kind:
        return made(site, card, metric, result)
    shown = made(site, card, metric, places.part_of(result, kind, word))
    place = places.card_of(site, kind, word)
    return replace(shown, id=id_, title=f"{card.title}: {place.title if place else word}")


def made(site: Site, card: Card, metric: Metric, result: MetricResult) -> Figure:
    """A figure from a metric's numbers."""
    url = site.url(card.url)
    value = result.latest
    lang = site.settings.lang
    if value is None:
        return Figure(card.id, card.title, url, card.owner, note="No numbers yet")
    digits, unit = result.digits, result.unit
    period = format.capital(format.period(value.period)) if value.period else ""
    if value.value is None:
        return Figure(card.id, card.title, url, card.owner, note=too_small(value, metric, lang), period=period)
    return Figure(
        card.id,
        card.title,
        url,
        card.owner,
        value=format.number(format.shown(value.value, unit), digits, lang),
        unit=format.unit_text(unit),
        interval=interval(value, unit, digits, lang),
        n=counted(value, lang),
        target=target(value.target, unit, digits, lang),
        gap=gap(value, unit, digits, lang),
        period=period,
        status=value.status,
        word=STATUS_WORDS[value.status],
        distance=distance(value),
        spark=spark(result),
    )


def counted(value: Value, lang: str = "en") -> str:
    """On how many answers or events a number rests: `n = 1,204`."""
    return "n not stated" if value.n is None else format.n_is(value.n, lang)


def too_small(value: Value, metric: Metric, lang: str = "en") -> str:
    """Why a number is not shown."""
    if value.too_small and value.n is None:
        return "Too few to be shown without telling people apart"
    if value.too_small:
        return f"Too few for a figure ({counted(value, lang)}, at least {format.number(metric.min_n, lang=lang)})"
    return f"No value ({counted(value, lang)})"


def interval(value: Value, unit: str | None, digits: int, lang: str = "en") -> str:
    """`[65, 71]`, in the unit of the number before it."""
    if value.low is None or value.high is None:
        return ""
    low, high = (format.number(format.shown(bound, unit), digits, lang) for bound in (value.low, value.high))
    return f"[{low}, {high}]"


def target(value: float | None, unit: str | None, digits: int, lang: str = "en") -> str:
    """A target in the unit of its number, without noughts at its end."""
    return "" if value is None else format.plain(in_unit(value, unit), max(digits, 2), lang)


def in_unit(value: float, unit: str | None) -> float:
    """A target or a watch line as a number on the page; see `format.shown`."""
    return format.shown(value, unit)


def gap(value: Value, unit: str | None, digits: int, lang: str = "en") -> str:
    """How far a value is from its target: `16 below target`."""
    if value.value is None or value.target is None:
        return ""
    size = round(format.shown(value.value, unit), digits) - in_unit(value.target, unit)
    if round(size, digits) == 0:
        return f"{nearly(value)} target"
    return f"{format.plain(abs(size), digits, lang)} {'below' if size < 0 else 'above'} target"


def nearly(value: Value) -> str:
    """Where a value is that looks like its target: at it, or on one side of it by less than is shown."""
    apart = 0.0 if value.value is None or value.target is None else value.value - value.target
    if abs(apart) <= 1e-9:
        return "at"
    return "just below" if apart < 0 else "just above"


def distance(value: Value) -> float:
    """How far a value misses its target, as a part of the target, so that metrics can be compared."""
    if value.value is None or value.target is None:
        return 0.0
    return abs(value.value - value.target) / (abs(value.target) or 1.0)


def spark(result: MetricResult) -> dict[str, Any] | None:
    """The series for a sparkline; None where there is no line to draw."""
    known = [value for value in result.series if value.value is not None]
    if len(known) < 2:
        return None
    latest = known[-1].target
    return {
        "values": [on_page(value.value, result) for value in result.series],
        "target": None if latest is None else round(in_unit(latest, result.unit), 6),
        "digits": result.digits,
    }


def on_page(value: float | None, result: MetricResult) -> float | None:
    """A value as the page's script draws it."""
    return None if value is None else round(format.shown(value, result.unit), 6)


def sparks(figures: list[Figure]) -> dict[str, Any]:
    """The sparklines of some figures, for the page's data."""
    return {shown.id: shown.spark for shown in figures if shown.spark}


def said(shown: Figure) -> Sentence:
    """A figure as a sentence: `Onboarding NPS: 29 [14, 44], 16 below target, n = 100.`"""
    name = Part(f"{shown.title}: ")
    if shown.value is None:
        return (name, Part(f"{shown.note[:1].lower()}{shown.note[1:]}." if shown.note else "no numbers yet."))
    parts = [name, Part(shown.value + shown.unit, strong=True)]
    if shown.interval:
        parts.append(Part(f" {shown.interval}"))
    if shown.gap:
        missed = shown.status == "off"
        parts += [Part(", "), Part(shown.gap, strong=missed, tone="miss" if missed else "")]
    return (*parts, Part(f", {shown.n}."))
