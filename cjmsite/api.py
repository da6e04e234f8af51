"""All that a plugin may import; nothing else is promised.

A plugin is a module whose functions, marked with `hookimpl`, answer the hooks of `cjmsite.hookspecs`.
"""

from __future__ import annotations

from cjmsite.data import monitor, signs
from cjmsite.data.aggregates import (
    Aggregate,
    Count,
    Deviation,
    Distinct,
    Highest,
    Lowest,
    Mean,
    Newest,
    Quantile,
    Ranked,
    Shares,
    Sum,
)
from cjmsite.data.cases import CannotCount, Case, Rows, day_of
from cjmsite.data.container import Payload
from cjmsite.data.format import Drop, Format, Guard, Unit
from cjmsite.data.grain import start_after, start_of
from cjmsite.data.header import read_headings
from cjmsite.data.look import Look, SeenTable
from cjmsite.data.measure import Group, Measure, Method, Outcome, Scale, aggregate_of
from cjmsite.data.problems import count_of, listed, shown
from cjmsite.data.quantiles import quantile_interval, ranked
from cjmsite.data.rawtable import Heading, RawTable, Row, Tables
from cjmsite.data.reshape import add_columns, change_rows
from cjmsite.data.result import Change, FileReceipt, MetricResult, Period, Receipt, Signal, Value
from cjmsite.data.statistics import mean_interval, net_share, ratio_interval, things_interval, wilson
from cjmsite.data.tidycolumns import COLUMNS as TIDY_COLUMNS
from cjmsite.data.tidycolumns import REQUIRED as TIDY_REQUIRED
from cjmsite.data.xmltext import BrokenXml, RefusedXml, XmlReader
from cjmsite.diagnostics import Diagnostic, Severity, Span, did_you_mean, error, note, warning
from cjmsite.hookspecs import hookimpl
from cjmsite.model.common import (
    Document as DocumentModel,
)
from cjmsite.model.common import (
    ImageOrPath,
    JourneyRef,
    MetricRef,
    Model,
    Name,
    PersonaRef,
    Points,
    Ref,
    Text,
    Texts,
    TouchpointRef,
)
from cjmsite.model.journey import Journey, PlacedStage, PlacedStep, Stage, Step
from cjmsite.model.metric import Metric
from cjmsite.model.page import Page
from cjmsite.model.persona import Persona
from cjmsite.model.slug import slug
from cjmsite.model.source import Column, ColumnPlace, Source
from cjmsite.model.touchpoint import Touchpoint
from cjmsite.registry import Beside, Export, Kind, Lane, Rule, SourceType, View
from cjmsite.render import feelings, figures, format, longtable, movement
from cjmsite.render.facts import Fact, facts_of, review_facts
from cjmsite.render.figures import Figure, figure, said, sparks
from cjmsite.render.heatmap import LIFECYCLE
from cjmsite.render.marks import Mark, marker, nested
from cjmsite.render.namers import journeys_that_name
from cjmsite.render.places import at_place, card_of, parts_at
from cjmsite.render.sentence import Part, Sentence
from cjmsite.site import Body, BodyLink, BodySection, Card, Document, Site, Use

__all__ = [
    "LIFECYCLE",
    "TIDY_COLUMNS",
    "TIDY_REQUIRED",
    "Aggregate",
    "Beside",
    "Body",
    "BodyLink",
    "BodySection",
    "BrokenXml",
    "CannotCount",
    "Card",
    "Case",
    "Change",
    "Column",
    "ColumnPlace",
    "Count",
    "Deviation",
    "Diagnostic",
    "Distinct",
    "Document",
    "DocumentModel",
    "Drop",
    "Export",
    "Fact",
    "Figure",
    "FileReceipt",
    "Format",
    "Group",
    "Guard",
    "Heading",
    "Highest",
    "ImageOrPath",
    "Journey",
    "JourneyRef",
    "Kind",
    "Lane",
    "Look",
    "Lowest",
    "Mark",
    "Mean",
    "Measure",
    "Method",
    "Metric",
    "MetricRef",
    "MetricResult",
    "Model",
    "Name",
    "Newest",
    "Outcome",
    "Page",
    "Part",
    "Payload",
    "Period",
    "Persona",
    "PersonaRef",
    "PlacedStage",
    "PlacedStep",
    "Points",
    "Quantile",
    "Ranked",
    "RawTable",
    "Receipt",
    "Ref",
    "RefusedXml",
    "Row",
    "Rows",
    "Rule",
    "Scale",
    "SeenTable",
    "Sentence",
    "Severity",
    "Shares",
    "Signal",
    "Site",
    "Source",
    "SourceType",
    "Span",
    "Stage",
    "Step",
    "Sum",
    "Tables",
    "Text",
    "Texts",
    "Touchpoint",
    "TouchpointRef",
    "Unit",
    "Use",
    "Value",
    "View",
    "XmlReader",
    "add_columns",
    "aggregate_of",
    "at_place",
    "card_of",
    "change_rows",
    "count_of",
    "day_of",
    "did_you_mean",
    "error",
    "facts_of",
    "feelings",
    "figure",
    "figures",
    "format",
    "hookimpl",
    "journeys_that_name",
    "listed",
    "longtable",
    "marker",
    "mean_interval",
    "monitor",
    "movement",
    "nested",
    "net_share",
    "note",
    "parts_at",
    "quantile_interval",
    "ranked",
    "ratio_interval",
    "read_headings",
    "review_facts",
    "said",
    "shown",
    "signs",
    "slug",
    "sparks",
    "start_after",
    "start_of",
    "things_interval",
    "warning",
    "wilson",
]
