"""Branches, loops and exits over the map, and the lines of the service blueprint below it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import MadeSite
from tests.render.reading import Read, read

Make = Callable[..., MadeSite]


def page(make: Make, steps: str, edges: str = "") -> Read:
    """The page of a journey with these steps and edges."""
    journey = f"---\ntitle: J\n{edges}stages:\n  - {{title: S, steps: [{steps}]}}\n---\n"
    return read(make({"content/journeys/j.md": journey}), "journeys/j.html")


FIVE = "{title: A}, {title: B}, {title: C}, {title: D}, {title: E}"


def arcs(page: Read) -> list[tuple[str, str]]:
    """The arcs over the columns: kind and line."""
    return [
        ((path.get("class") or "").removeprefix("way "), path.get("d") or "") for path in page.all("path", cls="way")
    ]


def test_a_journey_that_simply_goes_on_has_no_arcs(make_site: Make) -> None:
    assert arcs(page(make_site, FIVE)) == []
    assert arcs(page(make_site, "{title: A, next: [b]}, {title: B}")) == []


def test_a_way_past_some_steps_rises_over_them_and_comes_down(make_site: Make) -> None:
    shown = page(make_site, FIVE, "edges: [{from: a, to: d, type: alt, share: 12%}]\n")
    assert arcs(shown) == [("alt", "M0.56 28V16Q0.56 8 0.62 8H3.38Q3.44 8 3.44 16V25")]
    assert shown.rows()["Ways"][0].endswith("alternative, 12 %")


def test_a_way_back_is_a_loop_whatever_it_is_called(make_site: Make) -> None:
    (loop,) = arcs(page(make_site, "{title: A}, {title: B}, {title: C, next: [a]}"))
    assert loop[0] == "loop"
    assert loop[1].startswith("M2.36 ") and "H0.7Q0.64 " in loop[1]


def test_an_exit_leads_out_beside_its_step(make_site: Make) -> None:
    shown = page(make_site, FIVE, "edges: [{from: c, to: Gives up, type: exit, share: 8%}]\n")
    ((kind, line),) = arcs(shown)
    assert kind == "exit" and line.endswith("H2.85")
    assert "Gives up, leaves, 8 %" in shown.rows()["Ways"][0]


def test_arcs_that_would_meet_lie_over_each_other(make_site: Make) -> None:
    shown = page(
        make_site,
        FIVE,
        "edges: [{from: a, to: c, type: alt}, {from: b, to: e, type: alt}, {from: d, to: e, share: 5%}]\n",
    )
    tops = [line.partition("V")[2].partition("Q")[0] for _, line in arcs(shown)]
    assert len(tops) == 3 and tops[0] == tops[2] != tops[1]


def test_no_line_comes_down_through_the_words_of_an_exit(make_site: Make) -> None:
    exit_ = "{from: a, to: Rents a car instead, type: exit, share: 6%}"
    shown = page(make_site, FIVE, f"edges: [{exit_}, {{from: b, to: e, type: alt}}, {{from: c, to: d, share: 5%}}]\n")
    heights = {kind: float(line.partition("V")[2].partition("Q")[0]) for kind, line in arcs(shown)}
    assert heights["exit"] < heights["alt"] < heights["next"], "less is higher up"


def test_a_way_to_nowhere_on_the_map_is_an_exit_in_the_author_s_words(make_site: Make) -> None:
    shown = page(make_site, "{title: A, next: [calls-for-help]}, {title: B}")
    assert [way["to"] for way in shown.data["ways"]] == [None]
    assert "calls-for-help" in shown.rows()["Ways"][0]


def test_a_way_that_next_and_edges_both_draw_is_there_once(make_site: Make) -> None:
    shown = page(make_site, "{title: A, next: [C]}, {title: B}, {title: C}", "edges: [{from: a, to: c, share: 20%}]\n")
    assert [(way["from"], way["to"], way["share"]) for way in shown.data["ways"]] == [(0, 2, 0.2)]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("frontstage: [X], backstage: [Y], support: [Z]", ["interaction", "visibility", "internal interaction"]),
        ("frontstage: [X]", ["interaction"]),
        ("backstage: [Y]", ["visibility"]),
        ("support: [Z]", ["visibility"]),
        ("frontstage: [X], support: [Z]", ["interaction", "visibility"]),
    ],
)
def test_the_lines_of_the_blueprint_part_what_is_there(make_site: Make, given: str, lines: list[str]) -> None:
    rows = list(page(make_site, f"{{title: A, {given}}}, {{title: B}}").rows())
    assert [row.removeprefix("Line of ") for row in rows if row.startswith("Line of")] == lines


def test_what_a_step_costs_stands_in_words_and_marks(make_site: Make) -> None:
    shown = page(make_site, "{title: A, wait: 3d, duration: 5 min, effort: 6, optional: true}, {title: B}")
    assert shown.rows()["Time and effort"][0] == "Waits 3 days Takes 5 min Effort 6 of 7 Optional"
    assert [rect.get("class") for rect in shown.all("rect") if (rect.get("class") or "").endswith("5")].count(
        "on5"
    ) >= 6


def test_the_words_of_an_exit_at_the_end_stand_on_its_left(make_site: Make) -> None:
    shown = page(make_site, FIVE, "edges: [{from: e, to: Goes to somebody else, type: exit}]\n")
    ((_, line),) = arcs(shown)
    assert line.endswith("H4.15"), "to the right they would be beyond the map"
    (text,) = [text for text in shown.all("text") if "somebody" in "".join(text.itertext())]
    assert text.get("text-anchor") == "end"


def test_arcs_leave_room_for_the_words_of_an_exit(make_site: Make) -> None:
    edges = "edges: [{from: a, to: Goes to a competitor, type: exit}, {from: b, to: d, type: alt}]\n"
    exit_, way = arcs(page(make_site, FIVE, edges))
    assert exit_[1].split("V")[1].split("Q")[0] != way[1].split("V")[1].split("Q")[0], "they lie on one row"


def test_words_stand_where_no_line_of_another_way_runs_through_them(make_site: Make) -> None:
    steps = ", ".join(f"{{title: {letter}}}" for letter in "ABCDEFGHIJ")
    edges = "edges: [{from: a, to: g, type: alt, share: 9%}, {from: d, to: j, type: alt, share: 8%}]\n"
    shown = page(make_site, steps, edges)
    marks = [mark for mark in shown.root.iter() if mark.get("class") == "at" and "9" in "".join(mark.itertext())]
    (place,) = [float(mark.get("data-at") or 0) for mark in marks]
    assert abs(place - 3.56) > 0.3 and 0.5 < place < 6.5, "in the middle the other way goes up"


def test_the_words_of_a_step_that_is_taken_again_stand_beside_its_loop_and_meet_no_others(make_site: Make) -> None:
    steps = ", ".join(f"{{title: {letter}}}" for letter in "ABCDE")
    edges = (
        "edges: [{from: b, to: b, type: loop, share: 31%}, {from: b, to: Elsewhere, type: exit, share: 9%}, "
        "{from: b, to: c, type: alt, share: 14%}]\n"
    )
    shown = page(make_site, steps, edges)
    marks = {}
    for mark in shown.root.iter():
        words = " ".join("".join(mark.itertext()).split())
        if mark.get("class") == "at" and words:
            text = next(child for child in mark.iter() if child.get("text-anchor"))
            marks[words] = (text.get("text-anchor"), float(mark.get("data-at") or 0), mark.get("y"))
    anchor, at, row = marks["back, 31 %"]
    assert anchor == "end" and at < 1.35, "left of the loop, which begins there"
    assert len({y for _, _, y in marks.values()}) == 3, "each in a row of its own, for all three would meet"
    first = page(make_site, steps, "edges: [{from: a, to: a, type: loop, share: 31%}]\n")
    (mark,) = [m for m in first.root.iter() if m.get("class") == "at" and "31" in "".join(m.itertext())]
    assert float(mark.get("data-at") or 0) > 0.6, "the first step has no room on its left"
