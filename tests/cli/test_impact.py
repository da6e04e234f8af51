"""What a change would be felt by, as `cjmsite impact` says it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cjmsite import impact
from cjmsite.cli.impact import KINDS
from tests.cli.conftest import Run

FILES: dict[str, str | bytes | None] = {
    "content/personas/tom.md": "---\nname: Tom\n---\n",
    "content/touchpoints/letter.md": """
        ---
        title: Letter
        channel: mail
        owner: Billing
        volume: {value: 100, period: month}
        metrics: [opened]
        ---
        """,
    "content/touchpoints/phone.md": "---\ntitle: Phone\nchannel: phone\n---\n",
    "content/metrics/opened.md": "---\ntitle: Letters opened\nsource: mail\nmeasure: mean\nexpr: share\n---\n",
    "content/journeys/moving.md": """
        ---
        title: Moving
        owner: Movers
        personas: [nora, tom]
        parent: switching
        stages:
          - title: Leave
            owner: Leavers
            steps:
              - {title: Finds the letter, touchpoints: [phone, letter], emotion: {nora: -2, tom: 0}}
              - {title: Calls, touchpoint: phone, emotion: {tom: 1}}
        ---
        """,
    "content/page.md": "---\ntitle: Page\n---\n[The letter](touchpoints/letter.md)\n",
}


@pytest.fixture
def ask(run: Run, site: Any) -> Any:
    """Ask for an impact as data."""
    site(FILES)

    def ask(target: str) -> Any:
        result = run("impact", target, "--format", "json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return ask


def test_a_touchpoint_strikes_every_step_that_names_it(ask: Any) -> None:
    found = ask("touchpoint:letter")
    steps = [(step["journey"], step["step"], step["emotion"], step["owner"]) for step in found["steps"]]
    assert steps == [
        ("moving", "finds-the-letter", -1.0, "Leavers"),
        ("switching", "opens-the-letter", -1.0, "CX"),
    ]
    assert found["personas"] == ["nora", "tom"]
    assert found["metrics"] == [{"id": "opened", "status": "none"}]
    assert found["owners"] == ["Billing", "CX", "Leavers"]
    assert found["volume_per_year"] == 1200


def test_a_persona_strikes_the_steps_where_it_feels_something(ask: Any) -> None:
    found = ask("persona:tom")
    assert [step["step"] for step in found["steps"]] == ["finds-the-letter", "calls"]
    assert [step["emotion"] for step in found["steps"]] == [0, 1], "what Tom feels, not the mean"
    assert found["personas"] == ["nora"]
    assert found["touchpoints"] == ["phone", "letter"]


def test_a_metric_strikes_the_touchpoints_that_carry_it(ask: Any) -> None:
    assert ask("metric:opened")["touchpoints"] == ["letter"]


def test_a_journey_strikes_others_through_what_they_share(ask: Any) -> None:
    found = ask("journey:switching")
    assert found["journeys"] == ["moving"]
    assert [step["step"] for step in found["steps"]] == ["opens-the-letter", "signs", "finds-the-letter"]
    assert found["named_by"] == [{"kind": "journey", "id": "moving"}], "its child"


def test_in_words_it_says_what_it_is_about(run: Run, site: Any) -> None:
    site(FILES)
    told = run("impact", "touchpoint:letter").stdout
    assert "A change to Letter is felt in 2\u00a0steps, 2\u00a0journeys and 2\u00a0personas." in told
    assert "1\u00a0moment of truth among them, met 1,200 times a year." in told
    assert "  −1  Finds the letter  (Leave)" in told
    assert "To be asked: Billing, CX, Leavers" in told


def test_a_thing_that_nobody_uses_says_so(run: Run, site: Any) -> None:
    site({"content/touchpoints/sign.md": "---\ntitle: Sign\nchannel: store\n---\n"})
    assert (
        run("impact", "touchpoint:sign").stdout == "No step of a journey names Sign: a change to it is felt nowhere.\n"
    )


@pytest.mark.parametrize("target", ["touchpoint:lettr", "letter", "touchpoints/letter.md", "lettre"])
def test_what_is_not_there_gets_the_nearest_right_name(run: Run, site: Any, target: str) -> None:
    site()
    result = run("impact", target)
    assert result.exit_code == 2
    assert "did you mean `touchpoint:letter`?" in result.stderr


def test_a_kind_that_cannot_be_asked_is_told(run: Run, site: Any) -> None:
    site(FILES)
    assert "kinds: touchpoint, persona, metric, journey" in run("impact", "page:page").stderr


def test_the_help_names_the_kinds_that_there_are() -> None:
    assert KINDS == impact.KINDS


def test_what_shall_be_comes_after_what_is(run: Run, site: Any) -> None:
    stages = "stages:\n  - {title: S, steps: [{title: Reads, touchpoint: letter}]}\n"
    dream = f"---\ntitle: A dream\nstate: future\n{stages}---\n"
    site({**FILES, "content/journeys/a-dream.md": dream})
    said = run("impact", "touchpoint:letter").stdout
    heads = [line for line in said.splitlines() if line in ("A dream (future)", "Moving", "Switching")]
    assert heads[0] == "Moving" and heads[-1] == "A dream (future)"
