"""Rules about metrics and their newest value, and the gates that a check can be held to."""

from __future__ import annotations

from collections.abc import Iterator

from cjmsite.api import (
    Diagnostic,
    Document,
    Metric,
    MetricResult,
    Rule,
    Site,
    count_of,
    did_you_mean,
    error,
    figures,
    format,
    monitor,
    movement,
    note,
    slug,
    warning,
)

GATES = {"target": "gate-target", "regression": "gate-regression", "stale": "gate-stale", "small-n": "gate-small-n"}
"""The gates of cjmsite.yaml, and the finding that each of them gives."""


def watch(site: Site) -> Iterator[Diagnostic]:
    """Metrics that cannot tell good from bad, that tell of long ago or of too few cases, or that stopped routine."""
    for document in site.documents("metric"):
        data: Metric = document.data
        title = site.place(document, ("title",))
        if not data.target:
            hint = "add `target: …`, so that the page can say whether the value is good"
            yield note("metric-no-target", "this metric has no target", title, hint)
        result = site.metric(document.id)
        if result is None or result.latest is None:
            continue
        yield from _small(site, document, result)
        yield from _stale(site, document, result)
        signal = monitor.newest_signal(result)
        if signal is not None:
            message = f"the newest value is no routine variation: {movement.rule(signal)}, on the {signal.side} side"
            known = [event for event in data.events if signal.period.start <= event.date < signal.period.end]
            hint = "look for what happened, and say it under `events:`"
            if known:
                hint = "in the same period: " + ", ".join(
                    f"{event.label} ({event.date.isoformat()})" for event in known
                )
            yield note("metric-signal", message, title, hint)


def places(site: Site) -> Iterator[Diagnostic]:
    """Words of a metric's rows that are meant to be touchpoints or personas of the site, and are none."""
    for kind in ("touchpoint", "persona"):
        known = {slug(name) for card in site.cards(kind) for name in (card.id, card.title)}
        ids = [card.id for card in site.cards(kind)]
        unknown = [part for name, parts in site.parts(kind).items() if ids and name not in known for part in parts]
        for part in unknown:
            metric, _, word = part.partition(f"@{kind}:")
            document = site.document("metric", metric)
            if document is not None:
                message = f"the rows name the {kind} `{word}`, and the site has none of that name"
                hint = did_you_mean(slug(word), ids) or f"give the column a `map:` from its words to ids of {kind}s"
                yield note("metric-place", message, site.place(document, ("dimensions",)), hint)


def _small(site: Site, document: Document, result: MetricResult) -> Iterator[Diagnostic]:
    data: Metric = document.data
    latest = result.latest
    if latest is None or not latest.too_small:
        return
    place = site.place(document, ("min_n",) if "min_n" in data.model_fields_set else ("title",))
    message = f"the newest value rests on n = {latest.n}; under {data.min_n} it is not shown"
    hint = "choose a longer `grain:`, or wait for more data"
    gated = "small-n" in site.settings.gates
    yield error(GATES["small-n"], message, place, hint) if gated else warning("metric-small-n", message, place, hint)


def _stale(site: Site, document: Document, result: MetricResult) -> Iterator[Diagnostic]:
    data: Metric = document.data
    newest, age = monitor.last_day(result), monitor.age(result, site.today)
    if not monitor.is_stale(result, data, site.today) or newest is None or age is None or data.max_age is None:
        return
    ago, allowed = (count_of(span.days, "day") for span in (age, data.max_age))
    message = f"the newest data are of {newest.isoformat()}, {ago} ago; `max_age` is {allowed}"
    hint = f"bring the source `{data.source}` up to date" if data.source else "bring what it is made from up to date"
    place = site.place(document, ("max_age",))
    gated = "stale" in site.settings.gates
    yield error(GATES["stale"], message, place, hint) if gated else warning("metric-stale", message, place, hint)


def hold_gates(site: Site) -> Iterator[Diagnostic]:
    """Metrics that miss their target, or got worse by more than chance, where cjmsite.yaml has a gate for it."""
    gates = site.settings.gates
    for document in site.documents("metric"):
        result = site.metric(document.id)
        if result is None or result.latest is None or result.latest.value is None:
            continue
        if "target" in gates and result.latest.status == "off":
            yield error(GATES["target"], _missed(result), site.place(document, ("target",)))
        change = monitor.worse(result)
        if "regression" in gates and change is not None:
            now = format.quantity(result.latest.value, result.unit, result.digits)
            then = format.quantity(change.before, result.unit, result.digits)
            message = (
                f"from {then} in {movement.against(change)} to {now}: worse, and more than chance explains, for the "
                f"difference lies between {movement.bounds(change, result)[1:-1].replace(', ', ' and ')}"
            )
            yield error(GATES["regression"], message, site.place(document, ("title",)))


def _missed(result: MetricResult) -> str:
    latest = result.latest
    assert latest is not None and latest.value is not None and latest.target is not None
    value = format.quantity(latest.value, result.unit, result.digits)
    wanted = figures.target(latest.target, result.unit, result.digits) + format.unit_text(result.unit)
    interval = figures.interval(latest, result.unit, result.digits)
    said = f"the newest value is {value}{f' {interval}' if interval else ''}, and the target {wanted}"
    if latest.low is not None and latest.high is not None and latest.low <= latest.target <= latest.high:
        return f"{said}; the target lies inside the interval, so this may be chance"
    return said


RULES = (
    Rule(
        "metric",
        "A metric without a target, with old data, with too few cases, or with a value that is no routine variation",
        watch,
        {
            "metric-no-target": "info",
            "metric-stale": "warning",
            "metric-small-n": "warning",
            "metric-signal": "info",
            "gate-stale": "error",
            "gate-small-n": "error",
        },
    ),
    Rule(
        "metric-places",
        "A touchpoint or persona that rows name and the site does not have",
        places,
        {"metric-place": "info"},
    ),
    Rule(
        "gates",
        "A metric that misses its target or got worse, where `gates:` in cjmsite.yaml asks for it",
        hold_gates,
        {"gate-target": "error", "gate-regression": "error"},
    ),
)
