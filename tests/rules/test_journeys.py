"""Rules about journeys: lens, size, ways, lanes, feelings, futures."""

from __future__ import annotations

import pytest

from tests.rules.conftest import CLEAN, Find, places

JOURNEY = "content/journeys/switching.md"


def changed(*pairs: tuple[str, str]) -> dict[str, str | bytes | None]:
    """The clean journey with some words replaced."""
    text = CLEAN[JOURNEY]
    assert isinstance(text, str)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return {JOURNEY: text}


def test_a_journey_without_goal_or_personas_is_noted(find: Find) -> None:
    found = find(changed(("goal: I want a cheaper supplier", "goal: ''")))
    assert [(f.code, f.severity) for f in found] == [("goal-missing", "info")]
    assert places(found) == [f"{JOURNEY}:2:8"]
    nobody = find(changed(("personas: [nora, tom]\n", "\n"), ("{nora: -1, tom: -2}", "-1"), ("{nora: -1}", "1")))
    assert [(f.code, f.severity) for f in nobody] == [
        ("persona-missing", "info"),
        ("persona-unused", "warning"),
        ("persona-unused", "warning"),
    ]


def test_eight_stages_and_twenty_five_steps_are_enough(find: Find) -> None:
    def sized(stages: int, steps: int) -> dict[str, str | bytes | None]:
        rows = []
        left = steps
        for number in range(stages):
            here = left if number == stages - 1 else min(1, left)
            left -= here
            listed = ", ".join(f"{{title: S{number}-{k}, emotion: {k % 2}, touchpoint: letter}}" for k in range(here))
            rows.append(f"  - {{title: Stage {number}, lifecycle: use, steps: [{listed}]}}")
        head = "---\ntitle: T\nowner: CX\ngoal: I\npersonas: [nora, tom]\nstages:\n"
        return {JOURNEY: head + "\n".join(rows) + "\n---\n"}

    assert [f.code for f in find(sized(8, 25))] == ["no-moment-of-truth"]
    assert [f.code for f in find(sized(9, 25))] == ["no-moment-of-truth", "too-many-stages"]
    assert [f.code for f in find(sized(8, 26))] == ["no-moment-of-truth", "too-many-steps"]
    assert {f.severity for f in find(sized(9, 26))} == {"info"}


def test_a_stage_that_the_overview_cannot_place_is_noted(find: Find) -> None:
    found = find(changed(("            lifecycle: decision\n", "")))
    assert [(f.code, f.severity) for f in found] == [("stage-not-placed", "info")]
    assert places(found) == [f"{JOURNEY}:7:12"]
    assert found[0].message == ("the stage `Decide` has no `lifecycle:`, so the home page's overview cannot place it")
    assert find(changed(("lifecycle: decision", "lifecycle: custom"))) == []
    no_feelings = (", emotion: {nora: -1, tom: -2}", ""), (", emotion: 0", "")
    assert find(changed(("            lifecycle: decision\n", ""), *no_feelings)) == []
    assert find(changed(("            lifecycle: decision\n", ""), ("goal:", "state: future\n        goal:"))) == []


def test_a_journey_without_moment_of_truth_is_noted(find: Find) -> None:
    found = find(changed((", moment_of_truth: true", "")))
    assert [(f.code, f.severity) for f in found] == [("no-moment-of-truth", "info")]


def test_a_way_may_name_a_step_by_id_or_title(find: Find) -> None:
    assert find(changed(("{title: Compares,", "{title: Compares, next: [signs, Opens the letter],"))) == []
    assert (
        find(
            changed(
                ("{title: Signs,", "{title: Signs, id: done,"), ("{title: Compares,", "{title: Compares, next: done,")
            )
        )
        == []
    )


def test_a_way_to_an_unknown_step_is_a_warning_with_the_nearest_right_one(find: Find) -> None:
    found = find(changed(("{title: Compares,", "{title: Compares, next: [signs, sings],")))
    assert [(f.code, f.severity) for f in found] == [("step-next-unknown", "warning")]
    assert found[0].hint == "did you mean `signs`?"
    assert places(found) == [f"{JOURNEY}:11:41"]
    far = find(changed(("{title: Compares,", "{title: Compares, next: zzz,")))
    assert far[0].hint == "steps: compares, opens-the-letter, signs, waits"


def test_edges_know_their_steps(find: Find) -> None:
    right = ("personas: [nora, tom]", "personas: [nora, tom]\n        edges: [{from: compares, to: Signs}]")
    wrong = ("personas: [nora, tom]", "personas: [nora, tom]\n        edges: [{from: compare, to: nowhere}]")
    assert find(changed(right)) == []
    found = find(changed(wrong))
    assert [(f.code, f.severity) for f in found] == [("edge-step-unknown", "warning")] * 2
    assert places(found) == [f"{JOURNEY}:6:16", f"{JOURNEY}:6:29"]


def test_lanes_that_no_plugin_adds_are_errors_with_the_nearest_right_one(find: Find) -> None:
    found = find(
        {
            "cjmsite.yaml": "title: T\nlanes: [emotion, emotoin]\n",
            **changed(("personas: [nora, tom]", "personas: [nora, tom]\n        lanes: [touchpoint, tuchpoint]")),
        }
    )
    assert [(f.code, f.severity, f.hint) for f in found] == [
        ("lane-unknown", "error", "did you mean `emotion`?"),
        ("lane-unknown", "error", "did you mean `touchpoint`?"),
    ]
    assert places(found) == ["cjmsite.yaml:2:18", f"{JOURNEY}:6:21"]


def test_lanes_of_a_plugin_are_known(find: Find) -> None:
    plugin = """
        from cjmsite.api import Lane, hookimpl

        @hookimpl
        def cjm_lanes(config):
            return (Lane("weather", "Weather", lambda site, journey, step: None),)
        """
    settings = "title: T\nplugins: [csv, ./weather.py]\nlanes: [weather]\n"
    assert find({"cjmsite.yaml": settings, "weather.py": plugin}) == []


@pytest.mark.parametrize("value", ["0", "1"])
def test_a_curve_that_is_flat_for_somebody_is_noted(find: Find, value: str) -> None:
    pairs = (
        ("{nora: -1, tom: -2}", f"{{nora: {value}, tom: -2}}"),
        ("emotion: 0", f"emotion: {{nora: {value}, tom: 1}}"),
        ("emotion: 1, m", f"emotion: {{nora: {value}, tom: 1}}, m"),
        ("{nora: -1}}", f"{{nora: {value}, tom: 0}}}}"),
    )
    found = find(changed(*pairs))
    assert [(f.code, f.severity) for f in found] == [("emotion-flat", "info")]
    assert f"`nora`: +{value}" in found[0].message
    assert find(changed(*pairs[:3], ("{nora: -1}}", "{tom: 0}}"))) == []


def test_feelings_of_somebody_who_is_not_on_the_journey_are_a_warning(find: Find) -> None:
    found = find(
        {
            **changed(("personas: [nora, tom]", "personas: [nora]")),
            "content/journeys/other.md": """
                ---
                title: Other
                owner: CX
                goal: I
                personas: [tom]
                stages: [{title: A, lifecycle: use, steps: [{title: B, emotion: 1, moment_of_truth: true}]}]
                ---
                """,
        }
    )
    assert [(f.code, f.severity) for f in found] == [("emotion-persona", "warning")]
    assert places(found) == [f"{JOURNEY}:10:75"]
    assert found[0].hint == "add it to `personas:`, which has nora"


def test_a_missing_future_is_told_only_to_those_who_ask(find: Find) -> None:
    assert find() == []
    asked = {"cjmsite.yaml": "title: T\nrules: {current-without-future: warning}\n"}
    found = find(asked)
    assert [(f.code, f.severity) for f in found] == [("current-without-future", "warning")]
    future = """
        ---
        title: Switching in 2028
        owner: CX
        goal: I
        personas: [nora]
        state: future
        compare_with: switching
        stages: [{title: A, steps: [{title: B, moment_of_truth: true}]}]
        ---
        """
    assert find({**asked, "content/journeys/later.md": future}) == []


def test_a_site_judges_findings_itself(find: Find) -> None:
    wrong = changed((", moment_of_truth: true", ""))
    assert find({**wrong, "cjmsite.yaml": 'title: T\nrules: {no-moment-of-truth: "off"}\n'}) == []
    strict = find({**wrong, "cjmsite.yaml": "title: T\nrules: {no-moment-of-truth: error}\n"})
    assert [f.severity for f in strict] == ["error"]
    typo = find({"cjmsite.yaml": "title: T\nrules: {no-moment-of-thruth: error}\n"})
    assert [(f.code, f.hint) for f in typo] == [("unknown-rule", "did you mean `no-moment-of-truth`?")]
