"""Metrics: the kind, and the measures of the field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Kind, Metric, hookimpl


@hookimpl
def cjm_kinds(config: Any) -> Iterable[Kind]:
    """The kind of a metric."""
    return (Kind("metric", Metric, "Metric", "Metrics", "metrics"),)
