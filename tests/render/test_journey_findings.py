"""What the program finds in a journey: each finding from a small site, in the words that a reader sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import MadeSite
from tests.render.reading import Read, read, words

Make = Callable[..., MadeSite]

PEOPLE = {
    "content/personas/nora.md": "---\nname: Nora Lind\n---\n",
    "content/personas/tom.md": "---\nname: Tom Becker\n---\n",
    "content/touchpoints/app.md": "---\ntitle: The app\nchannel: app\n---\n",
    "content/touchpoints/line.md": "---\ntitle: Service line\nchannel: phone\n---\n",
    "content/touchpoints/shop.md": "---\ntitle: The shop\nchannel: store\n---\n",
}


def page(make: Make, steps: str, head: str = "", **files: str) -> Read:
    """The page of a journey with these steps, of Nora and Tom."""
    journey = f"---\ntitle: J\npersonas: [nora, tom]\n{head}stages:\n  - title: S\n    steps:\n{steps}\n---\n"
    return read(make({**PEOPLE, "content/journeys/j.md": journey, **files}), "journeys/j.html")


def found(page: Read) -> dict[str, str]:
    """The panel: the words of each finding by the figure that it begins with, and what follows."""
    panels = [
        panel
        for panel in page.all("ul", cls="panel")
        if any(words(big) for big in panel.iter("span") if "big" in (big.get("class") or ""))
    ]
    return (
        {words(item): next((a.get("href") or "" for a in item.iter("a")), "") for item in panels[0]} if panels else {}
    )


def one(page: Read, start: str) -> tuple[str, str]:
    """The only finding whose words begin so, and where it leads."""
    ((text, url),) = [(text, url) for text, url in found(page).items() if start in text]
    return text, url


STEPS = """\
      - {title: Looks, touchpoint: app, emotion: {nora: 1, tom: 1}, gains: [Quick]}
      - {title: Calls, touchpoint: line, emotion: {nora: -1, tom: -2}, pains: [Long], expectation: A minute, wait: 3h}
      - {title: Goes there, touchpoint: shop, emotion: 0, effort: 6, duration: 1h, moment_of_truth: true}
      - {title: Is content, touchpoint: shop, emotion: {nora: 2, tom: 1}, opportunities: [Say so]}"""


def test_lowest_and_highest_point_lead_to_their_steps(make_site: Make) -> None:
    shown = page(make_site, STEPS)
    assert one(shown, "lowest point") == ("−1.5 Calls is the lowest point Nora −1, Tom −2: very low.", "#calls")
    assert one(shown, "highest point") == (
        "+1.5 Is content is the highest point Nora +2, Tom +1: very good.",
        "#is-content",
    )


def test_the_lowest_point_names_who_owns_it(make_site: Make) -> None:
    owned = STEPS.replace("wait: 3h}", "wait: 3h, owner: Service line}")
    assert one(page(make_site, owned), "lowest point")[0].endswith("very low. Owner: Service line.")


def test_the_biggest_drop_names_both_steps(make_site: Make) -> None:
    text, url = one(page(make_site, STEPS), "biggest drop")
    assert (text, url) == ("−2.5 Calls is the biggest drop From Looks (+1) to Calls (−1.5).", "#calls")


def test_the_headline_names_a_drop_that_does_not_end_at_the_lowest_point(make_site: Make) -> None:
    steps = "\n".join(
        f"      - {{title: {title}, emotion: {value}}}" for title, value in [("A", 2), ("B", -1), ("C", -1.5), ("D", 0)]
    )
    assert page(make_site, steps).words("p", cls="finding") == ["Lowest point: C (−1.5). Biggest drop: B (−3)."]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["{nora: 2, tom: -2}"], "People feel differently at A: Nora +2, Tom −2."),
        (["{nora: 1, tom: -1}", "{nora: -2, tom: 2}"], "People feel differently, most of all at B: Tom +2, Nora −2."),
        (["{nora: -1}"], "Its one step: A (−1)."),
        (["0", "0"], "Both steps feel neutral (0)."),
        (["1", "1", "1", "null"], "All three steps that say it feel good (+1)."),
        (["2", "1", "1.5"], "Every step feels good, least of all B (+1)."),
        (["-1", "-2", "-1.5"], "Every step feels low, most of all B (−2)."),
        (["2", "0", "1"], "No step feels low. Lowest point: B (0). "),
        (["null", "1"], "Only one step says how it feels: B (+1)."),
        (["null", "null"], "No step says yet how it feels."),
    ],
)
def test_the_headline_says_what_is_true_of_any_curve(make_site: Make, values: list[str], said: str) -> None:
    steps = "\n".join(
        f"      - {{title: {name}, emotion: {value}}}" for name, value in zip("ABCD", values, strict=False)
    )
    (told,) = page(make_site, steps).words("p", cls="finding")
    assert f"{told} ".startswith(f"{said.strip()} ")


def test_of_many_people_who_feel_opposite_the_ends_are_named_and_the_mean_is_called_one(make_site: Make) -> None:
    cast = ("nora", "tom", "ida", "jon", "kai")
    files = {f"content/personas/{id_}.md": f"---\nname: {id_.capitalize()} Berg\n---\n" for id_ in cast}
    felt = "{nora: 1, tom: -2, ida: 0, jon: 0, kai: -1}"
    steps = f"      - {{title: A, emotion: {felt}}}\n      - {{title: B, emotion: {felt.replace('-', '')}}}"
    text, _ = one(page(make_site, steps, **files), "lowest point")
    assert text == "−0.4 A is the lowest point Five people, from Tom −2 to Nora +1: low in the mean."


def test_a_moment_of_truth_at_which_one_person_feels_low_does_not_simply_hold(make_site: Make) -> None:
    steps = "      - {title: A, emotion: {nora: 2, tom: -2}, moment_of_truth: true}\n      - {title: B, emotion: 1}"
    text, _ = one(page(make_site, steps), "truth hurts")
    assert text == "0 of 1 moment of truth hurts No mean is low, but somebody feels low at A."


def test_a_curve_that_is_good_or_low_throughout_has_no_lowest_or_highest_point(make_site: Make) -> None:
    good = page(make_site, "      - {title: A, emotion: 1}\n      - {title: B, emotion: 2}")
    assert one(good, "A feels least good") and one(good, "B is the highest point")


def test_what_hurts_throughout_has_no_highest_point(make_site: Make) -> None:
    low = page(make_site, "      - {title: A, emotion: -1}\n      - {title: B, emotion: -2}")
    assert one(low, "A hurts least") and one(low, "B is the lowest point")


def test_changes_of_channel_that_cost_feeling_are_counted(make_site: Make) -> None:
    text, url = one(page(make_site, STEPS), "changes of channel")
    assert text == "1 of 2 changes of channel costs feeling Worst from App to Phone: Calls (−2.5)."
    assert url == "#calls"


def test_a_step_without_a_contact_does_not_hide_a_change_of_channel(make_site: Make) -> None:
    steps = """\
      - {title: A, touchpoint: app, emotion: 1}
      - {title: B, emotion: 1}
      - {title: C, touchpoint: line, emotion: -1}"""
    assert "Worst from App to Phone: C (−2)" in one(page(make_site, steps), "change of channel")[0]


def test_hand_offs_between_teams_that_cost_feeling_are_counted_and_marked(make_site: Make) -> None:
    steps = """\
      - {title: A, emotion: 1, frontstage: [{team: Shop, action: Shows}]}
      - {title: B, emotion: 1, frontstage: [{team: Shop, action: Takes}]}
      - {title: C, emotion: -1, frontstage: [{team: Care, action: Asks}]}"""
    shown = page(make_site, steps)
    assert one(shown, "hand-off")[0] == "1 of 1 hand-off between teams costs feeling Worst from Shop to Care: C (−2)."
    assert shown.rows()["Frontstage"] == ["Shop Shows", "Shop Takes", "Hand-off from Shop Care Asks"]


def test_a_change_of_channel_is_marked_where_it_happens(make_site: Make) -> None:
    assert page(make_site, STEPS).rows()["Touchpoint"] == [
        "The app App",
        "Service line Phone Changes from App",
        "The shop Store Changes from Phone",
        "The shop Store",
    ]


def test_an_expectation_at_a_step_that_feels_bad_is_not_met(make_site: Make) -> None:
    text, url = one(page(make_site, STEPS), "expectation")
    assert (text, url) == ("1 of 1 expectation is not met Worst: “A minute”. At Calls.", "#calls")


def test_moments_of_truth_that_hold_say_so(make_site: Make) -> None:
    assert one(page(make_site, STEPS), "truth hurts")[0] == "0 of 1 moment of truth hurts It holds: Goes there."


def test_a_touchpoint_that_only_hurts_gives_nothing_back(make_site: Make) -> None:
    text, url = one(page(make_site, STEPS), "nothing back")
    assert text.startswith("1 of 3 touchpoints gives nothing back")
    assert "Service line" in text and url == "#calls"


def test_a_step_where_two_touchpoints_give_nothing_back_is_named_once(make_site: Make) -> None:
    steps = "      - {title: Calls, touchpoints: [phone, app], emotion: -1, pains: [Nobody knows]}"
    text, _ = one(page(make_site, steps), "nothing back")
    assert text.endswith("Met at Calls.")


def test_waiting_is_set_against_all_the_time_that_is_noted(make_site: Make) -> None:
    text, _ = one(page(make_site, STEPS), "longest wait")
    assert text == "3 h is the longest wait: Calls It is the only wait that is noted, 75 % of the time."
    long = "      - {title: A, wait: 30d, emotion: 1}\n      - {title: B, wait: 2d, duration: 5 min, emotion: 0}"
    text, _ = one(page(make_site, long), "longest wait")
    assert text.endswith("32 days of waiting in two steps, almost all of the time."), "five minutes are not nothing"


def test_the_hardest_step_is_named(make_site: Make) -> None:
    assert (
        one(page(make_site, STEPS), "is the effort")[0]
        == "6 of 7 is the effort of “Goes there” No other step is as hard."
    )


def test_pains_without_an_opportunity_and_feelings_without_evidence_are_told(make_site: Make) -> None:
    shown = page(make_site, STEPS)
    assert one(shown, "no opportunity") == ("1 of 1 step with pains has no opportunity Calls.", "#calls")
    text, _ = one(shown, "how we know")
    assert text.startswith("4 of 4 steps say how it feels and not how we know Looks, Calls, Goes there and one more.")
    assert text.endswith("Neither does the map as a whole.")


def test_a_source_of_a_quote_is_evidence(make_site: Make) -> None:
    steps = (
        "      - {title: A, emotion: 1, quote: {text: So it is, source: Interview 3}}\n      - {title: B, emotion: 2}"
    )
    text, _ = one(page(make_site, steps, "evidence: {level: qualitative, n: 3}\n"), "how we know")
    assert text == "1 of 2 steps says how it feels and not how we know B. The map as a whole says what it rests on."


def test_the_widest_gap_between_persons_is_found(make_site: Make) -> None:
    steps = "      - {title: A, emotion: {nora: 1, tom: 0.5}}\n      - {title: B, emotion: {nora: 1, tom: -1}}"
    assert one(page(make_site, steps), "widest gap") == (
        "2.0 is the widest gap, between Nora and Tom At “B”: Nora +1, Tom −1.",
        "#b",
    )


def test_a_map_that_says_nothing_has_no_findings(make_site: Make) -> None:
    assert found(page(make_site, "      - {title: A}\n      - {title: B}")) == {}


def test_every_finding_that_names_a_step_leads_to_it(make_site: Make) -> None:
    shown = page(make_site, STEPS)
    ids = {element.get("id") for element in shown.root.iter()}
    assert len(found(shown)) >= 10
    assert all(url.removeprefix("#") in ids for url in found(shown).values())
