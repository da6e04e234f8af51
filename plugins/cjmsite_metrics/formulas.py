"""Measures of metrics: derived ones with a formula of their own, and the lifetime value of a customer."""

from __future__ import annotations

from cjmsite.api import Group, Measure, Method, Outcome


def _no_rows(group: Group) -> Outcome:
    return Outcome(None, 0)


def _method(name: str, formula: str, over: str, source: str = "", digits: int | None = None) -> Method:
    return Method(name, formula, lambda metric, scale: {}, _no_rows, source, digits=digits, over=over)


DERIVED = Measure(
    "derived",
    "A formula over other metrics",
    (_method("", "the metric's own `formula`", ""),),
    needs=("formula", "parameters"),
    of_metrics=True,
    estimates=False,
)
CLV = Measure(
    "clv",
    "Customer lifetime value: what a customer will have brought in the end",
    (
        _method(
            "subscription",
            "arpu × margin / churn: revenue per customer and period, share of it that is left, "
            "share of customers lost in the same period",
            "arpu * margin / churn",
        ),
        _method(
            "transactional",
            "order_value × frequency × margin × lifespan, with lifespan = 1 / (1 − retention) periods; "
            "frequency is orders per customer and period",
            "order_value * frequency * margin / (1 - retention)",
        ),
        _method(
            "discounted",
            "arpu × margin × retention / (1 + discount − retention), all per period",
            "arpu * margin * retention / (1 + discount - retention)",
        ),
    ),
    needs=("parameters",),
    of_metrics=True,
    estimates=False,
)
