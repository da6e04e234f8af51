"""Metrics made from other metrics: the language of formulas, the lifetime value of customers, whole sites."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjmsite.data.expression import FormulaError, evaluate, named_in, parse_formula
from cjmsite.data.result import MetricResult
from cjmsite.pipeline import numbers
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

# --- the language -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 - 3 - 2", 3),
        ("8 / 4 / 2", 1),
        ("-a * -(2)", 20),
        ("a * 40%", 4),
        ("min(a, 3) + max(1, b, 2)", 8),
        ("a.target - a", 2),
        ("a / 0", None),
        ("a * gone", None),
        ("1.5", 1.5),
    ],
)
def test_a_formula_has_the_value_that_arithmetic_gives(text: str, expected: float | None) -> None:
    values = {"a": 10.0, "b": 5.0, "a.target": 12.0, "gone": None}
    assert evaluate(parse_formula(text), values) == expected


SAFE = st.recursive(
    st.integers(0, 9).map(str) | st.just("a"),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=12,
)


@given(SAFE)
def test_a_formula_has_the_value_that_python_gives(text: str) -> None:
    assert evaluate(parse_formula(text), {"a": 3.0}) == pytest.approx(eval(text, {"a": 3.0}))


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("a +", 3, "something is missing at the end"),
        ("a b", 2, "`b` is one word too many"),
        ("(a", 2, "`)` is missing"),
        ("a * * b", 4, "before `*` something is missing"),
        ("a ** b", 3, "before `*` something is missing"),
        ("a.targt", 0, "after a point stands `target` or `n`, not `targt`"),
        ("__import__(os)", 10, "`(` is one word too many"),
        ("a; b", 1, "`;` means nothing here"),
        ("", 0, "something is missing at the end"),
        ("`signup-rate` / 2", 0, "`parameters:`"),
        ("(" * 99 + "1" + ")" * 99, 51, "too deep"),
    ],
)
def test_a_formula_that_cannot_be_understood_says_where(text: str, position: int, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert said in str(caught.value)
    assert caught.value.position == position


def test_a_long_formula_has_a_value_and_an_endless_one_is_refused() -> None:
    formula = parse_formula(" + ".join(["a"] * 199))
    assert len(list(named_in(formula))) == 199
    assert evaluate(formula, {"a": 1.0}) == 199
    for text in (" + ".join(["a"] * 9_000), "-" * 9_000 + "a"):
        with pytest.raises(FormulaError, match="at most 400 words"):
            parse_formula(text)


# --- whole sites --------------------------------------------------------------------------------------------

SETTINGS = "title: T\nsources:\n  kpis: {file: content/data/kpis.csv, format: tidy}\n"
KPIS = """
    metric,date,value,n
    revenue,2026-08-01,1000,40
    revenue,2026-09-01,1200,50
    revenue,2026-10-01,900,45
    orders,2026-09-01,30,30
    orders,2026-10-01,0,31
    orders,2026-11-01,10,32
    """


def site(make_site: Make, **metrics: str) -> MadeSite:
    """A site with two metrics from a file, and others from their front matter."""
    files: dict[str, str | bytes | None] = {
        "cjmsite.yaml": SETTINGS,
        "content/data/kpis.csv": KPIS,
        "content/metrics/revenue.md": "---\ntitle: Revenue\nsource: kpis\ngrain: month\n---\n",
        "content/metrics/orders.md": "---\ntitle: Orders\nsource: kpis\ngrain: month\n---\n",
    }
    for name, fields in metrics.items():
        files[f"content/metrics/{name}.md"] = f"---\ntitle: {name}\n{fields}\n---\n"
    return make_site(files)


def result(made: MadeSite, id_: str) -> MetricResult:
    found = numbers.metric(made.db, id_)
    assert found is not None
    return found


BASKET = "measure: derived\nformula: revenue / orders\nparameters: {revenue: revenue, orders: orders}"


def test_a_derived_metric_has_a_value_in_each_period_that_all_of_its_metrics_have(make_site: Make) -> None:
    found = result(site(make_site, basket=BASKET), "basket")
    assert found.problems == ()
    assert [(v.period.start.month, v.value, v.n) for v in found.series if v.period] == [(9, 40.0, 30), (10, None, 31)]
    assert found.receipt is not None
    assert found.receipt.formula == "revenue / orders"
    assert ("revenue", "the metric `revenue`") in found.receipt.parameters
    assert "periods that all of the metrics have" in dict(found.receipt.parameters)["Periods"]
    assert [file.path for file in found.receipt.files] == ["content/data/kpis.csv"]


def test_a_derived_metric_changes_with_what_it_is_made_from(make_site: Make) -> None:
    made = site(make_site, basket=BASKET)
    assert result(made, "basket").series[0].value == 40
    made.edit({"content/data/kpis.csv": KPIS.replace("1200", "1500")})
    assert result(made, "basket").series[0].value == 50


@pytest.mark.parametrize(
    ("method", "parameters", "expected"),
    [
        ("subscription", "{arpu: 49, margin: 80%, churn: 5%}", 784.0),
        ("discounted", "{arpu: 49, margin: 0.8, retention: 95%, discount: 1%}", 620.67),
        ("transactional", "{order_value: 60, frequency: 4, margin: 25%, retention: 0.75}", 240.0),
    ],
)
def test_the_lifetime_value_has_its_golden_values(
    make_site: Make, method: str, parameters: str, expected: float
) -> None:
    made = site(make_site, clv=f"measure: clv\nmethod: {method}\nparameters: {parameters}\nunit: EUR")
    found = result(made, "clv")
    assert found.problems == ()
    assert found.latest is not None and found.latest.value is not None
    assert round(found.latest.value, 2) == expected
    assert found.receipt is not None and found.receipt.method == method
    assert dict(found.receipt.parameters)["margin"] in ("0.8", "0.25")


def test_the_lifetime_value_follows_a_metric_of_churn(make_site: Make) -> None:
    made = site(
        make_site,
        clv="measure: clv\nmethod: subscription\nparameters: {arpu: 50, margin: 50%, churn: churn}\nunit: EUR",
        churn='source: kpis\ngrain: month\nunit: "%"',
    )
    made.edit({"content/data/kpis.csv": KPIS + "    churn,2026-09-01,0.05,400\n    churn,2026-10-01,0.1,400\n"})
    assert [v.value for v in result(made, "clv").series] == [pytest.approx(500), pytest.approx(250)]


def only(made: MadeSite, id_: str) -> tuple[str, str, str | None]:
    (problem,) = result(made, id_).problems
    return problem.code, problem.message, problem.hint


def test_metrics_made_from_each_other_are_told_with_the_way_round(make_site: Make) -> None:
    made = site(
        make_site,
        a="measure: derived\nformula: x\nparameters: {x: b}",
        b="measure: derived\nformula: x\nparameters: {x: c}",
        c="measure: derived\nformula: x + y\nparameters: {x: a, y: revenue}",
        d="measure: derived\nformula: x\nparameters: {x: a}",
    )
    assert only(made, "a")[:2] == ("metric-cycle", "this metric is made from itself: `a` from `b` from `c` from `a`")
    assert result(made, "d").series == () and result(made, "d").problems == ()


def test_a_metric_that_does_not_exist_is_a_broken_reference_with_the_nearest(make_site: Make) -> None:
    made = site(make_site, basket=BASKET.replace("orders: orders", "orders: ordres"))
    (finding,) = [finding for finding in made.findings() if finding.severity == "error"]
    assert (finding.code, finding.hint) == ("broken-ref", "did you mean `orders`?")
    assert finding.span is not None and finding.span.line == 5


@pytest.mark.parametrize(
    ("fields", "code", "message", "hint"),
    [
        ("formula: revenue / ordrs", "unknown-parameter", "the formula needs `ordrs`", "did you mean `orders`?"),
        ("formula: revenue /", "bad-formula", "at character 10", None),
        ("", "missing-field", "`derived` needs `formula:`", "like `formula: revenue / orders`"),
    ],
)
def test_a_wrong_formula_is_told(make_site: Make, fields: str, code: str, message: str, hint: str | None) -> None:
    made = site(make_site, x=f"measure: derived\n{fields}\nparameters: {{revenue: revenue, orders: orders}}")
    found = only(made, "x")
    assert (found[0], found[2]) == (code, hint)
    assert message in found[1]


def test_metrics_of_different_periods_are_not_mixed(make_site: Make) -> None:
    made = site(make_site, basket=BASKET)
    made.edit({"content/metrics/orders.md": "---\ntitle: Orders\nsource: kpis\ngrain: quarter\n---\n"})
    quarters = KPIS.replace("orders,2026-09-01", "orders,2026-07-01").replace("    orders,2026-11-01,10,32\n", "")
    made.edit({"content/data/kpis.csv": quarters})
    code, message, _ = only(made, "basket")
    assert code == "grain-mismatch"
    assert "`revenue` goes by the month, `orders` goes by the quarter" in message


def test_what_rests_on_too_few_is_not_used(make_site: Make) -> None:
    made = site(make_site, basket=BASKET)
    made.edit({"content/data/kpis.csv": KPIS.replace("30,30", "30,3")})
    first = result(made, "basket").series[0]
    assert (first.value, first.n, first.too_small) == (None, 3, True)


def test_a_metric_without_a_source_says_so(make_site: Make) -> None:
    assert only(site(make_site, x="measure: nps\nexpr: y"), "x")[0] == "missing-key"


# --- parts --------------------------------------------------------------------------------------------------

VISITS = "day,device,kind\n" + "".join(
    f"2026-{1 + at % 2:02}-10,{'phone' if at % 5 == 0 else 'desk'},{'buy' if at % 8 < 4 else 'look'}\n"
    for at in range(400)
)


def shop(make_site: Make, **metrics: str) -> MadeSite:
    """A site about visits, with metrics by their ids."""
    head = "source: s\ndate: day\ngrain: month\n"
    pages = {
        f"content/metrics/{id_}.md": f"---\ntitle: {id_}\n{'' if 'measure: derived' in said else head}{said}\n---\n"
        for id_, said in metrics.items()
    }
    columns = "{day: {type: date}, device: {}, kind: {}}"
    settings = f"title: T\nsources: {{s: {{file: content/data/s.csv, columns: {columns}}}}}\n"
    return make_site({"cjmsite.yaml": settings, "content/data/s.csv": VISITS.encode(), **pages})


BUYING = "measure: ratio\nnumerator: 'kind == \"buy\"'\ndenominator: {agg: count}\n"
LOST = "measure: derived\nformula: 1 - bought\nparameters: {bought: buying}\nunit: '%'"


def test_a_formula_has_the_parts_that_its_metrics_share(make_site: Make) -> None:
    made = shop(make_site, buying=BUYING + "dimensions: {device: device}", lost=LOST)
    bought, lost = result(made, "buying"), result(made, "lost")
    assert [value.dimensions for value in lost.split] == [value.dimensions for value in bought.split] != []
    for whole, rest in zip(bought.split, lost.split, strict=True):
        assert whole.value is not None and rest.value == pytest.approx(1 - whole.value)
        assert (rest.period, rest.n) == (whole.period, whole.n)
        assert whole.high is not None and rest.low == pytest.approx(1 - whole.high)
    assert "By device" in made.page("metrics/lost.html")


def test_a_formula_has_no_parts_that_one_of_its_metrics_lacks(make_site: Make) -> None:
    made = shop(
        make_site,
        buying=BUYING + "dimensions: {device: device}",
        visits="measure: count",
        buyers="measure: derived\nformula: bought * visits\nparameters: {bought: buying, visits: visits}",
    )
    found = result(made, "buyers")
    assert found.split == () and len(found.series) == 2
    assert found.series[0].value == pytest.approx(sum(at % 8 < 4 for at in range(0, 400, 2)))


def test_parts_of_too_few_stay_hidden_in_a_formula(make_site: Make) -> None:
    made = shop(make_site, buying=BUYING + "dimensions: {device: device}\nmin_n: 100", lost=LOST)
    hidden = [value for value in result(made, "lost").split if dict(value.dimensions)["device"] == "phone"]
    assert hidden and all(value.too_small and value.value is None for value in hidden)


def test_parts_by_touchpoint_stand_at_the_touchpoint(make_site: Make) -> None:
    made = shop(make_site, buying=BUYING + "dimensions: {touchpoint: device}", lost=LOST)
    made.edit({"content/touchpoints/phone.md": "---\ntitle: Phone\nchannel: phone\n---\n"})
    assert "lost@touchpoint:phone" in numbers.parts(made.db, "touchpoint")["phone"]
    assert "lost" in made.page("touchpoints/phone.html")


def test_a_formula_has_the_interval_of_its_only_estimate(make_site: Make) -> None:
    made = shop(make_site, buying=BUYING, lost=LOST)
    bought, lost = result(made, "buying").series[0], result(made, "lost").series[0]
    assert bought.low is not None and bought.high is not None
    assert (lost.low, lost.high) == pytest.approx((1 - bought.high, 1 - bought.low))
    receipt = result(made, "lost").receipt
    assert receipt is not None and receipt.interval == (
        "the interval of `bought`, carried through the formula, 95% confidence"
    )
    assert "bought = 0.5" in made.page("metrics/lost.html")


def test_a_formula_over_counts_says_that_nothing_is_estimated(make_site: Make) -> None:
    made = shop(
        make_site,
        visits="measure: count",
        twice="measure: derived\nformula: 2 * visits\nparameters: {visits: visits}",
    )
    receipt = result(made, "twice").receipt
    assert receipt is not None and receipt.interval is None and "nothing is estimated" in receipt.no_interval


def test_fields_about_rows_are_told_at_a_metric_without_rows(make_site: Make) -> None:
    made = shop(make_site, buying=BUYING, lost=LOST + "\nfilter: ['device == \"phone\"']")
    found = [finding for finding in made.findings() if finding.code == "unused-field"]
    assert [finding.message for finding in found] == [
        "a metric that is made from others has no rows, so `filter:` does nothing here"
    ]
