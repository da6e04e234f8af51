"""All that a plugin may import; nothing else is promised.

A plugin is a module whose functions, marked with `hookimpl`, answer the hooks of `cjmsite.hookspecs`.
"""

from __future__ import annotations

from cjmsite.data.result import FileReceipt, MetricResult, Period, Receipt, Value
from cjmsite.diagnostics import Diagnostic, Severity, Span, did_you_mean, error, warning
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
from cjmsite.model.touchpoint import Touchpoint
from cjmsite.registry import Export, Kind, Lane, Rule, SourceType
from cjmsite.site import Body, BodySection, Card, Document, Site, Use

__all__ = [
    "Body",
    "BodySection",
    "Card",
    "Diagnostic",
    "Document",
    "DocumentModel",
    "Export",
    "FileReceipt",
    "ImageOrPath",
    "Journey",
    "JourneyRef",
    "Kind",
    "Lane",
    "Metric",
    "MetricRef",
    "MetricResult",
    "Model",
    "Name",
    "Page",
    "Period",
    "Persona",
    "PersonaRef",
    "PlacedStage",
    "PlacedStep",
    "Points",
    "Receipt",
    "Ref",
    "Rule",
    "Severity",
    "Site",
    "SourceType",
    "Span",
    "Stage",
    "Step",
    "Text",
    "Texts",
    "Touchpoint",
    "TouchpointRef",
    "Use",
    "Value",
    "did_you_mean",
    "error",
    "hookimpl",
    "slug",
    "warning",
]
