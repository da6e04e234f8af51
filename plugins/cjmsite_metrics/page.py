"""The page of a metric: its number, its trend, its parts, and the receipt behind all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.api import (
    Document,
    Fact,
    Metric,
    MetricResult,
    Part,
    Sentence,
    Site,
    Value,
    facts_of,
    figure,
    figures,
    format,
    monitor,
    movement,
    review_facts,
)
from cjmsite_metrics.domain import domain
from cjmsite_metrics.moves import moves, steadiness, told_signals, way_through
from cjmsite_metrics.table import download
from cjmsite_metrics.values import line, splits

_SHORT_UNIT = 3
_SHORT_VALUE = 6


def metric_view(site: Site, document: Document) -> Mapping[str, Any]:
    """The variables of `metric.html`."""
    metric: Metric = document.data
    result = site.metric(document.id) or MetricResult(document.id, metric.unit, metric.digits or 0)
    shown = figure(site, document.id)
    lang = site.settings.lang
    confidence = f"{format.plain(metric.confidence * 100, 2, lang)}{format.NBSP}%"
    return {
        "figure": shown,
        "unit": unit_places(shown.value or "", result.unit or ""),
        "finding": finding(result, metric, lang),
        "caption": caption(result.latest, confidence, lang),
        "source": site.source_title(metric.source) if metric.source else None,
        "confidence": confidence,
        "lines": tuple(line(value, result, metric, lang) for value in reversed(result.series)),
        "has_trend": sum(value.value is not None for value in result.series) > 1,
        "events": happened(metric),
        "changes": moves(result, lang),
        "steadiness": steadiness(result, lang),
        "signals": told_signals(result, lang),
        "funnel": way_through(result.latest, metric, lang),
        "download": site.url(download(document.id)),
        "splits": splits(site, result, metric),
        "facts": _facts(site, metric, result, lang),
        "receipt": result.receipt,
        "parts": _parts(result.latest, metric, lang),
        "made_from": _made_from(site, metric),
        "uses": uses(site, document),
        "page_data": {
            "kind": "metric",
            "trend": {**trend(document, metric, result, confidence), "domain": domain(site, metric, result)},
            "sparks": {},
        },
    }


def unit_places(value: str, unit: str) -> dict[str, str]:
    """Where the unit of the large number stands: beside it where both are short, else below."""
    short = len(unit) <= _SHORT_UNIT and len(value) <= _SHORT_VALUE
    return {"beside": unit if short else "", "below": "" if short else unit}


def finding(result: MetricResult, metric: Metric, lang: str) -> Sentence:
    """What the newest number says: its interval, its target, and where it came from."""
    value = result.latest
    if value is None:
        return (Part("There are no numbers yet."),)
    unit, digits = result.unit, result.digits
    if value.value is None:
        why = figures.too_small(value, metric, lang)
        return (Part(f"Not shown: {why[:1].lower()}{why[1:]}."), *_last_known(result, lang))
    parts: list[Part] = []
    if value.low is not None and value.high is not None:
        low, high = (format.number(format.shown(bound, unit), digits, lang) for bound in (value.low, value.high))
        if low == high:
            parts += [Part(f"{low}{format.unit_text(unit)}", strong=True), Part(" at both ends of the interval")]
        else:
            parts += [Part("Between "), Part(f"{low} and {high}{format.unit_text(unit)}", strong=True)]
    else:
        parts += [Part(format.quantity(value.value, unit, digits, lang), strong=True)]
    parts += _against_target(value, result, lang)
    parts.append(Part("."))
    since = movement.off_since(result)
    if since:
        parts.append(Part(f" {format.capital(since)}."))
    return (*parts, *_change(result, lang))


def _against_target(value: Value, result: MetricResult, lang: str) -> list[Part]:
    if value.target is None or value.value is None:
        return [Part(", without a target")]
    unit, digits = result.unit, result.digits
    wanted = figures.target(value.target, unit, digits, lang) + format.unit_text(unit)
    size = round(format.shown(value.value, unit), digits) - format.shown(value.target, unit)
    tone = "miss" if value.status == "off" else ""
    if round(size, digits) == 0:
        return [Part(f", {figures.nearly(value)} the target of {wanted}")]
    points = " points" if unit in ("%", "points") else ""
    side = "below" if size < 0 else "above"
    text = f"{format.plain(abs(size), digits, lang)}{points} {side} the target of {wanted}"
    return [Part(", "), Part(text, strong=bool(tone), tone=tone)]


def _change(result: MetricResult, lang: str) -> list[Part]:
    """How the number moved since the period before, and whether that is more than chance."""
    change = next((change for change in result.changes if change.against == "previous"), None)
    if change is None or result.latest is None:
        return []
    then = format.quantity(change.before, result.unit, result.digits, lang)
    when = format.period(change.since)
    if change.moved == 0:
        return [Part(f" It was {then} in {when} too.")]
    verb = "Up" if change.moved > 0 else "Down"
    judgements = {"noise": ", which chance alone may explain", "routine": ", within its routine", "unknown": ""}
    judgement = judgements.get(change.meaning, ", more than chance explains")
    return [Part(f" {verb} from {then} in {when}{judgement}.")]


def _last_known(result: MetricResult, lang: str) -> list[Part]:
    known = next((value for value in reversed(result.series) if value.value is not None), None)
    if known is None:
        return []
    text = format.quantity(known.value or 0, result.unit, result.digits, lang)
    return [
        Part(" Last shown: "),
        Part(text, strong=True),
        Part(f" in {format.period(known.period)}, {figures.counted(known, lang)}."),
    ]


def caption(value: Value | None, confidence: str, lang: str) -> str:
    """Period, n, and what the interval is; its method is in the receipt."""
    if value is None:
        return ""
    said = [format.capital(format.period(value.period)) if value.period else ""]
    if value.value is not None:
        said.append(figures.counted(value, lang))
    if value.low is not None:
        said.append(f"{confidence} interval")
    return ", ".join(part for part in said if part)


def trend(document: Document, metric: Metric, result: MetricResult, confidence: str) -> dict[str, Any]:
    """What the page's script draws."""
    latest = result.latest
    signals = {signal.period for signal in result.signals}
    limits = result.limits
    return {
        "unit": result.unit or "",
        "digits": result.digits,
        "label": document.title,
        "confidence": confidence,
        "points": [
            {
                "label": format.period(value.period),
                "tick": format.period_start(value.period),
                "start": value.period.start.isoformat() if value.period else "",
                "value": figures.on_page(value.value, result),
                "low": figures.on_page(value.low, result),
                "high": figures.on_page(value.high, result),
                "n": value.n,
                "signal": value.period in signals,
            }
            for value in result.series
        ],
        "target": figures.on_page(latest.target, result) if latest else None,
        "warn": figures.on_page(latest.warn, result) if latest else None,
        "direction": metric.direction,
        "limits": [figures.on_page(bound, result) for bound in (limits.low, limits.high)] if limits else None,
        "events": [{"date": event["date"], "label": event["label"]} for event in happened(metric)],
    }


def happened(metric: Metric) -> list[dict[str, str]]:
    """The events of a metric by date: the trend may show no more of them than their numbers in this list."""
    return [
        {"date": event.date.isoformat(), "day": format.day(event.date), "label": event.label}
        for event in sorted(metric.events, key=lambda event: event.date)
    ]


def _facts(site: Site, metric: Metric, result: MetricResult, lang: str) -> tuple[Fact, ...]:
    latest = result.latest
    unit = format.unit_text(result.unit)
    wanted = figures.target(latest.target, result.unit, result.digits, lang) if latest else ""
    watch = figures.target(latest.warn, result.unit, result.digits, lang) if latest else ""
    return facts_of(
        ("Owner", metric.owner),
        ("Target", f"{wanted}{unit}" if wanted else None),
        ("Watch", f"{'below' if metric.direction == 'up' else 'above'} {watch}{unit}" if watch else None),
        ("Better", "higher" if metric.direction == "up" else "lower"),
        ("Shown from", format.n_is(metric.min_n, lang)),
        *_age(site, metric, result),
        *review_facts(metric, site.today),
    )


def _age(site: Site, metric: Metric, result: MetricResult) -> tuple[Fact, ...]:
    """The last day of the data, and whether that is too long ago."""
    newest = monitor.last_day(result)
    if newest is None:
        return ()
    late = monitor.is_stale(result, metric, site.today)
    text = format.day(newest)
    if metric.max_age is not None:
        text += f", {'older than' if late else 'renewed every'} {format.duration(metric.max_age, site.settings.lang)}"
    return (Fact("Data up to", (Part(text),), late),)


def _parts(value: Value | None, metric: Metric, lang: str) -> str:
    """The counts behind the newest number, in words; of a formula, what went into it."""
    if value is None or value.value is None:
        return ""
    if metric.parameters:
        return ", ".join(f"{name} = {format.plain(amount, 6, lang)}" for name, amount in value.parts)
    if value.parts and value.numerator is None:
        return ", ".join(_counted(name, amount, lang) for name, amount in value.parts)
    if value.numerator is not None and value.denominator is not None:
        whole = value.numerator <= value.denominator
        over = format.plain(value.denominator, 2, lang)
        return f"{format.plain(value.numerator, 2, lang)} {'of' if whole else '/'} {over}"
    return ""


def _counted(name: str, amount: float, lang: str) -> str:
    """One of the counts behind a number: `3 promoters`, `1 passive`."""
    noun = format.label(name).lower()
    return f"{format.number(amount, lang=lang)} {noun.removesuffix('s') if amount == 1 else noun}"


def _made_from(site: Site, metric: Metric) -> tuple[dict[str, str], ...]:
    """The metrics that a metric is made from."""
    wanted = dict.fromkeys(given.metric for given in metric.parameters.values() if given.metric)
    cards = [card for id_ in wanted if (card := site.card("metric", id_)) is not None]
    return tuple({"title": card.title, "url": site.url(card.url)} for card in cards)


def uses(site: Site, document: Document) -> tuple[dict[str, Any], ...]:
    """Where a metric is used: each document once, with the places in it."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for use in site.uses("metric", document.id):
        key = (use.card.kind, use.card.id)
        entry = found.setdefault(
            key,
            {
                "kind": site.registry.kinds[use.card.kind].label,
                "title": use.card.title,
                "url": site.url(use.card.url),
                "places": [],
            },
        )
        place = _place(site, use)
        if place and place not in entry["places"]:
            entry["places"].append(place)
    return tuple(found.values())


def _place(site: Site, use: Any) -> dict[str, str] | None:
    """The stage or step of a journey at which a metric stands."""
    if use.card.kind != "journey":
        return None
    if use.loc[0] == "outcome_metric":
        return {"title": "Outcome", "url": site.url(use.card.url)}
    if use.loc[0] != "stages":
        return None
    journey = site.data("journey", use.card.id)
    if journey is None:
        return None
    stage = journey.outline[use.loc[1]]
    if len(use.loc) > 3 and use.loc[2] == "steps":
        placed = stage.steps[use.loc[3]]
        return {"title": placed.step.title, "url": site.url(f"{use.card.url}#{placed.id}")}
    return {"title": stage.stage.title, "url": site.url(f"{use.card.url}#{stage.id}")}
