"""The pages of metrics: movement, signals, funnels, receipts, files to take away; what the home page lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import pytest

from tests.conftest import MadeSite
from tests.render.reading import Read, read, words

Make = Callable[..., MadeSite]

SETTINGS = """
    title: T
    sources:
      survey:
        file: content/data/survey.csv
        columns: {score: {type: integer, scale: [0, 10]}, day: {type: date}}
      log:
        file: content/data/log.csv
        columns: {visit: {}, event: {}, when: {type: date}}
    """
STEADY = [(50, 30, 20), (52, 30, 18)] * 3


def answers(months: Sequence[tuple[int, int, int]]) -> str:
    """A survey with promoters, passives and detractors in each month of 2026."""
    rows = [
        f"{answer},2026-{month:02}-10"
        for month, counts in enumerate(months, start=1)
        for answer, times in zip((10, 7, 2), counts, strict=True)
        for _ in range(times)
    ]
    return "score,day\n" + "\n".join(rows) + "\n"


def site(make_site: Make, months: Sequence[tuple[int, int, int]], more: str = "") -> MadeSite:
    log = "visit,event,when\n" + "".join(
        f"v{at},{event},2026-10-01\n"
        for at in range(100)
        for event in ("look", "choose", "pay")[: 3 if at < 40 else 2 if at < 70 else 1]
    )
    return make_site(
        {
            "cjmsite.yaml": SETTINGS,
            "content/data/survey.csv": answers(months),
            "content/data/log.csv": log,
            "content/metrics/nps.md": (
                "---\ntitle: NPS\nowner: CX\nsource: survey\nmeasure: nps\nexpr: score\ndate: day\ngrain: month\n"
                f"{more}\n---\n"
            ),
            "content/metrics/buying.md": (
                "---\ntitle: Buying\nsource: log\nmeasure: funnel\nmethod: eventual\nper: visit\ndate: when\nsteps:\n"
                + "".join(
                    f"""  - {{title: {title}, filter: 'event == "{event}"'}}\n"""
                    for title, event in (("Looks", "look"), ("Chooses", "choose"), ("Pays", "pay"))
                )
                + "---\n"
            ),
        }
    )


def rows(page: Read, label: str) -> list[list[str]]:
    """The cells of the table in a region."""
    region = next(e for e in page.root.iter() if e.get("role") == "region" and e.get("aria-label") == label)
    return [[words(cell) for cell in row] for row in region.iter("tr")]


def test_a_change_says_by_how_much_how_sure_and_what_it_means(make_site: Make) -> None:
    page = read(site(make_site, [(50, 30, 20), (60, 25, 15)]), "metrics/nps.html")
    assert rows(page, "Changes of NPS")[1] == ["Jan 2026", "30", "+15 points", "[−6, +35]", "Movement is noise"]


def test_a_figure_names_its_source_by_its_title_and_leads_to_the_receipt(make_site: Make) -> None:
    made = site(make_site, [(50, 30, 20), (60, 25, 15)])
    page = read(made, "metrics/nps.html")
    (link,) = page.all("a", href="#cjm-receipt")
    assert words(link) == "survey", "its name, where it has no title"
    assert page.one("h3", id="cjm-receipt") is not None
    titled = SETTINGS.replace("      survey:\n", "      survey:\n        title: Letters to all\n")
    made.edit({"cjmsite.yaml": titled})
    assert "interval, from Letters to all" in read(made, "metrics/nps.html").text
    assert "Source Letters to all" in read(made, "metrics/index.html").text


def test_the_list_tells_the_movement_that_is_more_than_chance(make_site: Make) -> None:
    made = site(make_site, STEADY)
    year_before = "".join(f"10,2025-{month:02}-10\n" * 80 for month in range(6, 13))
    made.edit({"content/data/survey.csv": answers(STEADY).replace("score,day\n", "score,day\n" + year_before)})
    told = read(made, "metrics/index.html").text
    assert "−66 points since Jun 2025, a year before: worse, more than chance explains" in told
    made.edit({"content/data/survey.csv": answers(STEADY)})
    assert "movement is noise" in read(made, "metrics/index.html").text


def test_a_bound_that_is_nearly_nought_keeps_its_side(make_site: Make) -> None:
    from cjmsite.data.result import MetricResult
    from cjmsite.render.movement import signed

    result = MetricResult("m", "%", 1)
    assert [signed(value, result) for value in (-0.0002, 0.0002, 0.0, 0.021, -0.5)] == [
        "−0.02", "+0.02", "0.0", "+2.1", "−50.0",
    ]  # fmt: skip


def test_the_sentence_of_a_page_says_what_a_change_is_worth(make_site: Make) -> None:
    noise = site(make_site, [(50, 30, 20), (60, 25, 15)]).page("metrics/nps.html")
    assert "Up from 30 in Jan 2026, which chance alone may explain." in noise


def test_a_signal_is_told_in_words_and_given_to_the_drawing(make_site: Make) -> None:
    made = site(make_site, [*STEADY, (5, 30, 65)])
    page = read(made, "metrics/nps.html")
    text = page.html
    assert "Jul 2026, −60: outside the natural limits (low)" in text
    trend = page.data["trend"]
    assert [point["signal"] for point in trend["points"]] == [False] * 6 + [True]
    assert trend["limits"][0] < 30 < trend["limits"][1]


def test_neighbours_on_one_side_are_one_signal_and_a_lasting_shift_is_two(make_site: Make) -> None:
    values = [40, 41, 39, 40, 41, 40, 39, 40, 41, 40, 60, 61, 59, 60, 62, 60, 61, 59, 60, 61]
    rows = "".join(f"{2025 + at // 12}-{at % 12 + 1:02}-05,{value},a\n" for at, value in enumerate(values))
    page = few(make_site, rows, "measure: median\nexpr: x\ngrain: month\ndate: day\n")
    told = [words(line) for line in page.one("ul", cls="signals")]
    assert told == [
        "Nov 2025 to Aug 2026 (10 points), 59 to 62: outside the natural limits (high)",
        "Jan 2025 to Oct 2025 (10 points), 39 to 41: outside the natural limits (low)",
    ]


def test_a_series_without_signals_is_called_routine(make_site: Make) -> None:
    text = site(make_site, STEADY).page("metrics/nps.html")
    assert "Routine: all 6\u00a0points lie between 21 and 43, as such a series does by itself." in text


def few(make_site: Make, rows: str, metric: str) -> Read:
    """The page of a metric of a small file."""
    return read(
        make_site(
            {
                "cjmsite.yaml": """
                    title: T
                    sources:
                      few:
                        file: content/data/few.csv
                        columns: {day: {type: date}, x: {type: integer}, who: {}}
                    """,
                "content/data/few.csv": "day,x,who\n" + rows,
                "content/metrics/m.md": f"---\ntitle: M\nsource: few\nmin_n: 1\n{metric}---\n",
            }
        ),
        "metrics/m.html",
    )


def test_one_of_a_kind_is_one(make_site: Make) -> None:
    rows = "2026-01-01,9,a\n2026-01-02,10,b\n2026-01-03,7,c\n2026-01-04,2,d\n"
    page = few(make_site, rows, "measure: nps\nexpr: x\nscale: [0, 10]\n")
    assert "2 promoters, 1 passive, 1 detractor" in words(page.root)


def test_a_rate_is_not_so_many_of_fewer(make_site: Make) -> None:
    metric = "measure: ratio\nnumerator: {}\ndenominator: {expr: who, agg: count_distinct}\n"
    said = words(few(make_site, "2026-01-01,1,a\n2026-01-02,1,a\n2026-01-03,1,b\n", metric).root)
    assert "3 / 2" in said and "3 of 2" not in said


def test_an_interval_of_one_value_is_not_between_it_and_itself(make_site: Make) -> None:
    rows = "".join(f"2026-01-{at:02},6,a\n" for at in range(1, 29))
    said = words(few(make_site, rows, "measure: median\nexpr: x\ntarget: 7\n").root)
    assert "6 at both ends of the interval" in said and "Between" not in said


def test_a_value_below_its_target_by_less_than_is_shown_is_not_at_it(make_site: Make) -> None:
    rows = "".join(f"2026-01-01,{int(at < 11)},a\n" for at in range(92))
    metric = "measure: ratio\nnumerator: {filter: x == 1}\ndenominator: {}\nunit: '%'\ntarget: 12%\n"
    said = words(few(make_site, rows, metric).root)
    assert "just below target" in said and "just below the target of 12" in said


def test_what_is_counted_does_not_vary_below_nothing(make_site: Make) -> None:
    rows = "".join(f"2026-{month:02}-01,{x},a\n" for month, x in enumerate((1, 9, 1, 9, 1, 9, 2), start=1))
    said = words(few(make_site, rows, "measure: sum\nexpr: x\ndate: day\ngrain: month\n").root)
    assert "lie between 0 and" in said


def test_numbers_that_do_not_add_up_say_so_in_their_receipt(make_site: Make) -> None:
    rows = "2026-01-01,1,a\n2026-02-01,2,a\n"
    said = words(few(make_site, rows, "measure: sum\nexpr: x\nadditive: false\ndate: day\ngrain: month\n").root)
    assert "Adds up no, says additive: false" in said


def test_a_funnel_shows_its_steps_with_their_loss(make_site: Make) -> None:
    page = read(site(make_site, STEADY), "metrics/buying.html")
    found = rows(page, "Steps of Buying")[1:]
    assert [[cells[k] for k in (0, 1, 2, 4, 6)] for cells in found] == [
        ["Looks", "100", "100.0 %", "", ""],
        ["Chooses", "70", "70.0 %", "70.0 %", "30 (30.0 %)"],
        ["Pays", "40", "40.0 %", "57.1 %", "30 (42.9 %)"],
    ]
    assert found[2][5] == "[45.5, 68.1]"


def test_the_receipt_names_what_the_measure_was_told(make_site: Make) -> None:
    made = site(make_site, STEADY)
    receipt = words(read(made, "metrics/buying.html").one("aside"))
    assert "one value of visit" in receipt and 'Pays: event == "pay"' in receipt
    assert "cases that came to the last step" in receipt


def test_every_metric_can_be_taken_away_as_csv(make_site: Make) -> None:
    made = site(make_site, STEADY)
    outputs = made.outputs()
    assert 'href="nps.csv"' in made.page("metrics/nps.html")
    assert 'href="../metrics.csv"' in made.page("metrics/index.html")
    found = list(csv.DictReader(io.StringIO(outputs["metrics/nps.csv"].decode())))
    assert {row["kpi"] for row in found} == {"nps"} and len(found) == 6
    everything = list(csv.DictReader(io.StringIO(outputs["metrics.csv"].decode())))
    assert {row["kpi"] for row in everything} == {"nps", "buying"}


def test_the_list_of_metrics_tells_movement_and_can_be_sorted(make_site: Make) -> None:
    text = site(make_site, [(50, 30, 20), (60, 25, 15)], "target: 60").page("metrics/index.html")
    assert "+15\u00a0points since Jan 2026: movement is noise" in text
    assert 'data-sort="#cjm-list"' in text
    assert 'data-title="nps"' in text and 'data-status="off"' in text and 'data-age="283"' in text


@pytest.mark.parametrize(
    ("months", "more", "expected"),
    [
        ([(420, 310, 270), (270, 310, 420)], "", ["Worse"]),
        ([(50, 30, 20), (45, 30, 25)], "", []),
        ([*STEADY, (5, 30, 65)], "", ["Worse"]),
        ([(5, 3, 2)], "", ["Too few"]),
        ([(50, 30, 20)], "max_age: 30d", ["Old data"]),
        ([(420, 310, 270), (270, 310, 420)], "target: 45", ["Off target", "Worse"]),
    ],
)
def test_the_home_page_lists_what_needs_attention(
    make_site: Make, months: list[tuple[int, int, int]], more: str, expected: list[str]
) -> None:
    page = read(site(make_site, months, more), "index.html")
    said = " ".join(words(element) for element in page.root.iter("ul") if element.get("class") == "attn")
    found = [word for word in ("Off target", "Worse", "Signal", "Too few", "Old data") if word in said]
    assert found == expected


BAD, GOOD = (20, 30, 50), (70, 20, 10)
TARGET = "target: 30\nwarn: 10"


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ([GOOD, BAD, GOOD, BAD, BAD], "Off target since Apr 2026."),
        ([GOOD, GOOD, BAD], "Off target since Mar 2026."),
        ([BAD, BAD], "Off target since Jan 2026, when its numbers begin."),
        ([BAD, GOOD], None),
        ([BAD], None),
    ],
)
def test_since_when_a_figure_is_off_target_is_told_wherever_it_is(
    make_site: Make, months: Sequence[tuple[int, int, int]], said: str | None
) -> None:
    made = site(make_site, months, TARGET)
    pages = {url: read(made, url) for url in ("index.html", "metrics/index.html", "metrics/nps.html")}
    if said is None:
        assert not [url for url, page in pages.items() if "ff target since" in page.text]
        return
    assert said in pages["metrics/nps.html"].text
    assert said[:-1] in pages["index.html"].text
    assert f"Off target {said.removeprefix('Off target ')[:-1]}" in pages["metrics/index.html"].text
