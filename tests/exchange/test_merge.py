"""A changed journey is put into the file that is there, and leaves alone what did not change."""

from __future__ import annotations

import difflib

from hypothesis import HealthCheck, given, settings

from cjmsite.exchange import document
from cjmsite.exchange.merge import merge
from cjmsite.model.journey import Journey
from cjmsite.read import yamltext
from cjmsite.read.validation import validate
from tests.exchange.journeys import BODIES, JOURNEYS

FILE = """---
# agreed in March
title: Switching   # its name in the app
personas: [nora,   tom]
# --- the path ---
stages:
  # told by five people
  - title: Decide
    goal: >-
      I want to be
      sure
    steps:
      - title: Opens the letter
        # a bad day
        emotion: {nora: -1,  tom: -2}   # from interviews
        pains:
          - "Small print"   # seen twice
          - Too dear
      # the long one
      - {title: Asks, emotion: 0}
      - title: Signs
        emotion: 1
  - title: Use
    steps:
      - title: Gets the bill
---
Story.
"""


def read(text: str) -> Journey:
    front, _, _ = text.removeprefix("---\n").partition("\n---\n")
    found, problems = validate(Journey, yamltext.parse(front, "x.md"), "x.md")
    assert found is not None, (problems, text)
    return found


def changed(before: str, after: str) -> list[str]:
    """The lines that go and come."""
    told = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return [line for line in told if line[0] in "+-" and not line.startswith(("+++", "---"))]


def edited(*pairs: tuple[str, str]) -> Journey:
    text = FILE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return read(text)


def test_a_changed_cell_changes_its_line_and_keeps_the_comment_behind_it() -> None:
    made = merge(FILE, read(FILE), edited(("{nora: -1,  tom: -2}", "{nora: 2, tom: -2}")), "Story.\n")
    assert changed(FILE, made.text) == [
        "-        emotion: {nora: -1,  tom: -2}   # from interviews",
        "+        emotion: {nora: 2, tom: -2}   # from interviews",
    ]
    assert made.lost == ()


def test_a_new_step_stands_where_it_was_put() -> None:
    row = "      - {title: Asks, emotion: 0}\n"
    made = merge(FILE, read(FILE), edited((row, row + "      - {title: Sleeps on it, wait: 1 d}\n")), "Story.\n")
    assert changed(FILE, made.text) == ["+      - {title: Sleeps on it, wait: 1 d}"] or changed(FILE, made.text) == [
        "+      - title: Sleeps on it",
        "+        wait: 1 d",
    ]


def test_a_renamed_step_keeps_what_else_is_said_of_it() -> None:
    made = merge(FILE, read(FILE), edited(("title: Opens the letter", "title: Reads the letter")), "Story.\n")
    assert changed(FILE, made.text) == ["-      - title: Opens the letter", "+      - title: Reads the letter"]


def test_a_step_that_goes_takes_its_comments_and_they_are_named() -> None:
    made = merge(FILE, read(FILE), edited(("      - {title: Asks, emotion: 0}\n", "")), "Story.\n")
    assert changed(FILE, made.text) == ["-      # the long one", "-      - {title: Asks, emotion: 0}"]
    assert made.lost == ("# the long one",)


def test_a_new_field_of_the_journey_and_a_new_stage_leave_the_rest() -> None:
    new = edited(
        ("personas: [nora,   tom]", "personas: [nora, tom]\ngoal: Be done"),
        ("  - title: Use\n", "  - title: Use\n    owner: CX\n"),
    )
    made = merge(FILE, read(FILE), new, "Story.\n")
    assert changed(FILE, made.text) == ["+goal: Be done", "+    owner: CX"]


def test_a_file_laid_out_in_another_way_is_written_anew_and_says_the_same() -> None:
    odd = "---\n{title: Switching, # in braces\n stages: [{title: S, steps: [{title: A}]}]}\n---\n"
    new = read(odd.replace("title: A", "title: B"))
    made = merge(odd, read(odd), new, "Story.\n")
    assert read(made.text) == new
    assert made.lost and "in braces" in made.lost[0]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=JOURNEYS, new=JOURNEYS, body=BODIES)
def test_the_file_always_says_the_new_journey(old: Journey, new: Journey, body: str) -> None:
    made = merge(document.markdown(old, "Old.\n"), old, new, body)
    assert read(made.text) == new
    assert document.body_of(made.text) == body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journey=JOURNEYS, body=BODIES)
def test_the_same_journey_leaves_every_line(journey: Journey, body: str) -> None:
    text = document.markdown(journey, body)
    assert merge(text, journey, journey, body).text == text
