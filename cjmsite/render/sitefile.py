"""site.json: the whole site for machines. Its schema is published by `cjmsite schema site`.

`version` grows when a key changes its meaning or goes; new keys may come at any time.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, json

from cjmsite import __version__
from cjmsite.data.monitor import last_day
from cjmsite.data.result import Limits, MetricResult, Receipt, Value
from cjmsite.model.common import Ref
from cjmsite.pipeline.links import references
from cjmsite.query import Database
from cjmsite.site import Document, Site

VERSION: Literal[1] = 1


class Part(Struct, kw_only=True, forbid_unknown_fields=True):
    """A value of site.json; it holds what is named here and nothing else."""


class SiteInfo(Part):
    """The site itself."""

    title: str
    tagline: str | None
    description: str | None
    lang: str


class Reference(Part):
    """That a document names another one; `at` is the place in its data, like `stages/0/steps/2/touchpoint`."""

    kind: str
    id: str
    at: str


class DocumentEntry(Part):
    """A document: `data` is its front matter with short forms written out, without keys that were left out."""

    kind: str
    id: str
    title: str
    summary: str | None
    url: Annotated[str, Meta(description="Relative to the folder of site.json")]
    path: Annotated[str, Meta(description="The source file, from the site's root")]
    last_change: datetime.date | None
    data: dict[str, Any]
    references: list[Reference]
    text: Annotated[str, Meta(description="The words of the body")]


class Number(Part):
    """One value of a metric. Shares are fractions. `value` is null where n is too small to be shown."""

    start: datetime.date | None
    end: Annotated[datetime.date | None, Meta(description="The first day after the period")]
    grain: str | None
    dimensions: dict[str, str]
    value: float | None
    n: int | None
    low: float | None
    high: float | None
    target: float | None
    status: Literal["on", "watch", "off", "none"]
    too_small: bool


class ChangeEntry(Part):
    """How the newest value moved since the period before, or since the same period a year before."""

    against: Literal["previous", "year"]
    since: Annotated[datetime.date, Meta(description="The first day of the earlier period")]
    before: float
    moved: float
    low: Annotated[float | None, Meta(description="Of the interval of the difference")]
    high: float | None
    meaning: Literal["better", "worse", "noise", "routine", "unknown"]


class LimitsEntry(Part):
    """The natural limits of a series."""

    centre: float
    low: float
    high: float
    points: int


class SignalEntry(Part):
    """A value that is no routine variation."""

    start: datetime.date
    rule: Literal["beyond-limits", "long-run", "near-limit"]
    side: Literal["low", "high"]


class FileEntry(Part):
    """What was done with one file of a source."""

    path: str
    sha256: str
    size: int
    encoding: str
    rows_read: int
    rows_kept: int
    dropped: dict[str, int]
    columns: dict[str, str]
    notes: Annotated[
        tuple[str, ...], Meta(description="What was decided on the way: header, totals, what was left out")
    ]


class ReceiptEntry(Part):
    """How a metric's numbers came about."""

    source: str
    measure: str
    method: str
    formula: str
    interval: str | None
    rows_used: int
    dropped: dict[str, int]
    columns: tuple[str, ...]
    filter: tuple[str, ...]
    parameters: dict[str, str]
    no_interval: Annotated[str, Meta(description="Why there is no interval, where there is none")]
    read: Annotated[
        dict[str, str], Meta(description="What the source declares of its files, and what its format brings along")
    ]
    files: list[FileEntry]


class MetricEntry(Part):
    """The numbers of a metric document of the same id."""

    id: str
    unit: str | None
    digits: int
    series: list[Number]
    split: list[Number]
    receipt: ReceiptEntry | None
    as_of: Annotated[datetime.date | None, Meta(description="The newest day of the data")]
    partial: Annotated[bool, Meta(description="Whether the newest period of a count or sum is not over")]
    changes: list[ChangeEntry]
    limits: LimitsEntry | None
    signals: list[SignalEntry]


class SiteFile(Part):
    """Everything that a site says."""

    version: Literal[1]
    generator: str
    site: SiteInfo
    documents: list[DocumentEntry]
    metrics: list[MetricEntry]


def make_frame(db: Database) -> tuple[str, str]:
    """What stands before and after the documents."""
    site = Site(db, "")
    chosen = site.settings
    whole = SiteFile(
        version=VERSION,
        generator=f"cjmsite {__version__}",
        site=SiteInfo(title=chosen.title, tagline=chosen.tagline, description=chosen.description, lang=chosen.lang),
        documents=[],
        metrics=[_metric(result) for card in site.cards("metric") if (result := site.metric(card.id))],
    )
    before, empty, after = json.encode(whole).decode().partition('"documents":[]')
    return before + empty[:-1], "]" + after


def make_entry(db: Database, document: Document) -> str:
    """A document as JSON, up to the words of its body, which come last."""
    site = Site(db, "")
    kind = site.registry.kinds[document.kind]
    named = [
        Reference(kind=mention.mark.kind, id=mention.value, at="/".join(map(str, mention.loc)))
        for mention in references(db, document.path)
        if isinstance(mention.mark, Ref) and mention.value
    ]
    entry = DocumentEntry(
        kind=document.kind,
        id=document.id,
        title=document.title,
        summary=kind.summary(document.data),
        url=document.url,
        path=document.path,
        last_change=site.last_change(document.path),
        data=document.data.model_dump(mode="json", exclude_unset=True, by_alias=True),
        references=named,
        text="",
    )
    return json.encode(entry).decode().removesuffix('"text":""}')


def _metric(result: MetricResult) -> MetricEntry:
    return MetricEntry(
        id=result.metric,
        unit=result.unit,
        digits=result.digits,
        series=[_number(value) for value in result.series],
        split=[_number(value) for value in result.split],
        receipt=_receipt(result.receipt) if result.receipt else None,
        as_of=last_day(result),
        partial=result.partial,
        changes=[
            ChangeEntry(
                against=change.against,
                since=change.since.start,
                before=change.before,
                moved=change.moved,
                low=change.low,
                high=change.high,
                meaning=change.meaning,
            )
            for change in result.changes
        ],
        limits=_limits(result.limits) if result.limits else None,
        signals=[
            SignalEntry(start=signal.period.start, rule=signal.rule, side=signal.side) for signal in result.signals
        ],
    )


def _limits(found: Limits) -> LimitsEntry:
    return LimitsEntry(centre=found.centre, low=found.low, high=found.high, points=found.points)


def _number(value: Value) -> Number:
    period = value.period
    return Number(
        start=period.start if period else None,
        end=period.end if period else None,
        grain=period.grain if period else None,
        dimensions=dict(value.dimensions),
        value=value.value,
        n=value.n,
        low=value.low,
        high=value.high,
        target=value.target,
        status=value.status,
        too_small=value.too_small,
    )


def _receipt(receipt: Receipt) -> ReceiptEntry:
    files = [
        FileEntry(
            path=file.path,
            sha256=file.sha256,
            size=file.size,
            encoding=file.encoding,
            rows_read=file.rows_read,
            rows_kept=file.rows_kept,
            dropped=dict(file.dropped),
            columns=dict(file.columns),
            notes=file.notes,
        )
        for file in receipt.files
    ]
    return ReceiptEntry(
        source=receipt.source,
        measure=receipt.measure,
        method=receipt.method,
        formula=receipt.formula,
        interval=receipt.interval,
        rows_used=receipt.rows_used,
        dropped=dict(receipt.dropped),
        columns=receipt.columns,
        filter=receipt.filter,
        parameters=dict(receipt.parameters),
        no_interval=receipt.no_interval,
        read=dict(receipt.read),
        files=files,
    )
