"""The page of a journey, as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import MadeSite
from tests.render.reading import pages_of, read, words

Make = Callable[..., MadeSite]

NORA = "---\nname: Nora Lind\ntagline: Wants it done\n---\n"
TOM = "---\nname: Tom Becker\n---\n"
LETTER = "---\ntitle: Price change letter\nchannel: mail\n---\n"
SWITCHING = """
---
title: Switching energy supplier
personas: [nora, tom]
owner: onboarding-team
reviewed: 2026-09-03
review_by: 2026-11-01
goal: I want a cheaper supplier.
stages:
  - title: Awareness
    goal: Find out whether it is worth it
    steps:
      - title: Opens the price letter
        touchpoint: price-letter
        emotion: {nora: -1, tom: -2}
        emotion_label: annoyed
        thought: Again?
        quote: {text: I read it three times., source: interview-7}
        pains: [The letter is hard to read]
        next: [signs-with-bankid, calls-for-help]
      - title: Compares three offers
        emotion: {nora: 1}
  - title: Decision
    steps:
      - title: Signs with BankID
        emotion: 1
        moment_of_truth: true
        frontstage: [{team: web, action: Shows the contract, system: CMS}]
        opportunities: [Sign by voice]
---
Introductory story.

## Awareness
### Opens the price letter
What fourteen people told us.
"""
BASE = {
    "content/personas/nora.md": NORA,
    "content/personas/tom.md": TOM,
    "content/touchpoints/price-letter.md": LETTER,
    "content/journeys/switching.md": SWITCHING,
}
PAGE = "journeys/switching.html"


def test_the_first_sentence_names_the_lowest_point_and_leads_to_it(make_site: Make) -> None:
    page = read(make_site(BASE), PAGE)
    (finding,) = page.all("p", cls="finding")
    assert words(finding) == "Lowest point: Opens the price letter (−1.5)."
    assert [link.get("href") for link in finding.iter("a")] == ["#opens-the-price-letter"]
    assert page.one("th", id="opens-the-price-letter").get("scope") == "col"


def test_the_map_is_a_table_of_steps_under_stages(make_site: Make) -> None:
    page = read(make_site(BASE), PAGE)
    stages = [(words(head), head.get("colspan")) for head in page.all("th", cls="stage")]
    assert stages == [("1 Awareness", "2"), ("2 Decision", "1")]
    assert page.words("th", cls="step") == ["Opens the price letter", "Compares three offers", "Signs with BankID"]
    rows = page.rows()
    assert list(rows) == [
        "Ways",
        "Goal",
        "Touchpoint",
        "Says or thinks",
        "Emotion",
        "Pains and gains",
        "Moment of truth",
        "Line of interaction",
        "Frontstage",
        "Line of visibility",
        "Support",
        "Opportunities",
        "More",
    ]
    assert rows["Touchpoint"] == ["Price change letter Mail", "none", "none"]
    assert rows["Says or thinks"][0] == "I read it three times. interview-7 Again?"
    assert rows["Emotion"][0].endswith("Nora: −1 Tom: −2 annoyed")
    assert "Nora: +1" in rows["Emotion"][1] and "Tom" not in rows["Emotion"][1]
    assert rows["Support"] == ["none", "none", "CMS"]
    assert rows["More"][0] == "Then: Signs with BankID Then: calls-for-help Story"


def test_every_step_is_a_card_too_for_small_screens(make_site: Make) -> None:
    page = read(make_site(BASE), PAGE)
    ids = [card.get("id") for card in page.all("article")]
    assert ids == [
        "cjm-card-opens-the-price-letter",
        "cjm-card-compares-three-offers",
        "cjm-card-signs-with-bankid",
    ]
    assert "The letter is hard to read" in page.words("article")[0]
    assert len([path for path in page.all("path", cls="ln") if " 0C" in (path.get("d") or "")]) == 2, "the rail"


def test_the_story_of_a_step_leads_back_to_the_map(make_site: Make) -> None:
    page = read(make_site(BASE), PAGE)
    heading = page.one("h3", id="story-opens-the-price-letter")
    assert words(heading) == "Opens the price letter"
    assert "#opens-the-price-letter" in [link.get("href") for p in page.all("p", cls="in-map") for link in p.iter("a")]


def test_a_review_that_is_due_is_said_to_be_overdue(make_site: Make) -> None:
    page = read(make_site(BASE), PAGE)
    assert "Next review 1 Nov 2026, overdue" in words(page.one("dl", cls="meta"))
    assert "Last reviewed 3 Sep 2026" in words(page.one("dl", cls="meta"))


def test_the_script_gets_persons_stages_steps_and_feelings(make_site: Make) -> None:
    data = read(make_site(BASE), PAGE).data
    assert [(person["short"], person["cls"]) for person in data["personas"]] == [("Nora", "p1"), ("Tom", "p2")]
    assert [stage["steps"] for stage in data["stages"]] == [2, 1]
    assert [step["emotion"] for step in data["steps"]] == [{"nora": -1, "tom": -2}, {"nora": 1}, {"nora": 1, "tom": 1}]
    assert data["steps"][0]["mean"] == -1.5


def test_a_bare_feeling_without_personas_is_drawn_once_for_everyone(make_site: Make) -> None:
    journey = "---\ntitle: J\nstages: [{title: S, steps: [{title: A, emotion: 1}, {title: B, emotion: -1}]}]\n---\n"
    page = read(make_site({"content/journeys/j.md": journey}), "journeys/j.html")
    assert [person["name"] for person in page.data["personas"]] == ["Everyone"]
    assert page.words("p", cls="finding") == ["Lowest point: B (−1)."]
    assert page.all("button", cls="persona") == []


def test_a_map_that_says_nothing_about_feelings_has_no_curve_and_says_so(make_site: Make) -> None:
    journey = "---\ntitle: J\npersonas: [nora]\nstages: [{title: S, steps: [{title: A}]}]\n---\n"
    page = read(make_site({"content/journeys/j.md": journey, "content/personas/nora.md": NORA}), "journeys/j.html")
    assert page.words("p", cls="finding") == ["No step says yet how it feels."]
    assert page.all("div", data_chart="over") == []
    assert "Emotion" not in page.rows()


def test_a_stage_without_steps_keeps_its_column(make_site: Make) -> None:
    journey = "---\ntitle: J\nstages: [{title: Empty}, {title: S, steps: [{title: A, emotion: 1}]}]\n---\n"
    page = read(make_site({"content/journeys/j.md": journey}), "journeys/j.html")
    assert page.words("th", cls="step") == ["No steps yet", "A"]
    assert [step["emotion"] for step in page.data["steps"]] == [{}, {"everyone": 1}]
    assert len(page.rows()["Emotion"]) == 2


def test_a_journey_of_empty_stages_is_a_page(make_site: Make) -> None:
    page = read(
        make_site({"content/journeys/j.md": "---\ntitle: J\nstages: [{title: Empty}]\n---\n"}), "journeys/j.html"
    )
    assert page.words("th", cls="step") == ["No steps yet"]


@pytest.mark.parametrize("count", [0, 1, 10, 12])
def test_any_number_of_personas_has_marks_that_differ(make_site: Make, count: int) -> None:
    names = [f"person-{n}" for n in range(count)]
    files = {f"content/personas/{name}.md": f"---\nname: Person{n} Same\n---\n" for n, name in enumerate(names)}
    emotions = ", ".join(f"{name}: {(n % 5) - 2}" for n, name in enumerate(names))
    files["content/journeys/j.md"] = (
        f"---\ntitle: J\npersonas: [{', '.join(names)}]\n"
        f"stages: [{{title: S, steps: [{{title: A, emotion: {{{emotions}}}}}, {{title: B}}]}}]\n---\n"
    )
    page = read(make_site(files), "journeys/j.html")
    classes = [person["cls"] for person in page.data["personas"]]
    assert len(classes) == count
    assert len(set(classes)) == min(count, 10)


def test_a_persona_keeps_its_class_on_every_map(make_site: Make) -> None:
    other = "---\ntitle: Other\npersonas: [tom]\nstages: [{title: S, steps: [{title: A, emotion: {tom: 1}}]}]\n---\n"
    site = make_site({**BASE, "content/journeys/other.md": other})
    assert read(site, "journeys/other.html").data["personas"][0]["cls"] == "p2"


def test_what_is_not_on_the_site_stands_as_plain_text(make_site: Make) -> None:
    journey = (
        "---\ntitle: J\npersonas: [ghost]\ncompare_with: nowhere\noutcome_metric: nothing\n"
        "stages: [{title: S, metrics: [gone], steps: "
        "[{title: A, touchpoint: lost, journey: nowhere, actor: ghost, emotion: {ghost: 1}, next: [away]}]}]\n---\n"
    )
    page = read(make_site({"content/journeys/j.md": journey}), "journeys/j.html")
    rows = page.rows()
    assert rows["Touchpoint"] == ["lost"]
    assert "In detail: nowhere" in rows["More"][0]
    assert "nothing: no numbers yet." in page.words("p", cls="finding")[0]
    assert not [link for link in page.all("a") if "lost" in (link.get("href") or "")]


def test_lanes_stand_in_the_order_that_the_journey_or_the_site_asks_for(make_site: Make) -> None:
    site = make_site({**BASE, "cjmsite.yaml": "title: T\nlanes: [emotion, touchpoint, nonsense]\n"})
    assert list(read(site, PAGE).rows()) == ["Ways", "Emotion", "Touchpoint"]
    site.edit({"content/journeys/switching.md": SWITCHING.replace("owner:", "lanes: [frontstage, said]\nowner:")})
    assert list(read(site, PAGE).rows()) == ["Ways", "Line of interaction", "Frontstage", "Says or thinks"]


def test_a_lane_of_a_plugin_appears_with_its_texts(make_site: Make) -> None:
    plugin = '''
    """A lane of lengths."""
    from cjmsite.api import Lane, hookimpl

    @hookimpl
    def cjm_lanes(config):
        return [Lane("length", "Length", lambda site, journey, placed: f"{len(placed.step.title)} <letters>")]
    '''
    site = make_site({**BASE, "cjmsite.yaml": "title: T\nplugins: [plugins/length.py]\n", "plugins/length.py": plugin})
    page = read(site, PAGE)
    assert page.rows()["Length"] == ["22 <letters>", "21 <letters>", "17 <letters>"]
    assert "Length 22 <letters>" in page.words("article")[0]


def test_touchpoints_that_other_journeys_use_are_told(make_site: Make) -> None:
    other = "---\ntitle: Moving house\nstages: [{title: S, steps: [{title: A, touchpoint: price-letter}]}]\n---\n"
    page = read(make_site({**BASE, "content/journeys/moving.md": other}), PAGE)
    assert "Also used elsewhere" in page.text
    assert "Price change letter Moving house" in page.text
    files = {
        f"content/journeys/moving-{k}.md": other.replace("Moving house", f"Moving house {k} times") for k in range(2, 9)
    }
    page = read(make_site({**BASE, **files}), PAGE)
    assert "letter Moving house 2 times Moving house 3 times Moving house 4 times and five more" in page.text
    assert "Moving house 5 times" not in page.text, "the page of the touchpoint has them all"


def test_a_step_may_be_called_like_the_card_of_another(make_site: Make) -> None:
    journey = (
        "---\ntitle: J\nstages: [{title: Map, steps: [{title: Payment}, {title: Card payment}, {title: Main}]}]\n---\n"
    )
    page = read(make_site({"content/journeys/j.md": journey}), "journeys/j.html")
    ids = [element.get("id") for element in page.root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_the_notes_in_the_lane_name_the_extremes_and_the_widest_gap(make_site: Make) -> None:
    emotions = ["{nora: 2, tom: 1}", "{nora: 1, tom: -1}", "{nora: -2, tom: -1}"]
    steps = ", ".join(f"{{title: S{n}, emotion: {emotion}}}" for n, emotion in enumerate(emotions))
    journey = f"---\ntitle: J\npersonas: [nora, tom]\nstages: [{{title: S, steps: [{steps}]}}]\n---\n"
    page = read(make_site({**BASE, "content/journeys/j.md": journey}), "journeys/j.html")
    assert page.words("span", cls="note") == ["Highest +1.5", "Widest gap 2.0", "Lowest −1.5"]
    notes = [" ".join((element.get("class") or "").split()) for element in page.all("span", cls="note")]
    assert notes == ["note pos bot k4", "note bot k2", "note neg top k5"], "above or below, close to the curves"


def test_all_numbers_of_a_page_are_written_in_one_language(make_site: Make) -> None:
    site = make_site(
        {
            "cjmsite.yaml": "title: Nordwind\nlang: de\n",
            "content/personas/nora.md": "---\nname: Nora\n---\n",
            "content/personas/tom.md": "---\nname: Tom\n---\n",
            "content/touchpoints/desk.md": "---\ntitle: Tresen\nchannel: store\nvolume: {value: 12500}\n---\n",
            "content/journeys/wechsel.md": """
                ---
                title: Wechsel
                personas: [nora, tom]
                evidence: {n: 1200}
                edges: [{from: liest, to: wartet, share: 12.5%}]
                stages:
                  - title: Start
                    lifecycle: use
                    steps:
                      - {title: Liest, touchpoint: desk, emotion: {nora: -1.5, tom: 0.3}}
                      - {title: Wartet, emotion: {nora: 1.5, tom: 1}}
                ---
                """,
        }
    )
    pages = pages_of(site)
    found = {number for page in pages.values() for number in re.findall(r"\d+[.,]\d+", page.text)}
    assert found == {"1,5", "0,3", "0,6", "0,7", "1,8", "1,3", "1.200", "12.500"}
    assert "\u22121,5" in pages["journeys/wechsel.html"].text


def test_the_curves_stand_in_the_page_without_any_script(make_site: Make) -> None:
    feelings = ("nora: -1, tom: -2", "nora: 1, tom: 2", "nora: 0")
    steps = "".join(f"      - {{title: Step {k}, emotion: {{{said}}}}}\n" for k, said in enumerate(feelings))
    text = f"---\ntitle: T\npersonas: [nora, tom]\nstages:\n  - title: A\n    steps:\n{steps}---\n"
    page = read(make_site({**BASE, "content/journeys/switching.md": text}), PAGE)
    found = [path.get("d") or "" for path in page.all("path", cls="ln")]
    drawn = [d for d in found if d.startswith("M0.5")]
    assert drawn == [
        "M0.5,114C0.833,84,1.167,54,1.5,54C1.833,54,2.167,69,2.5,84",
        "M0.5,144L1.5,24",
    ], "level at a peak, through the middle of each column, and no further than what is said"


def test_a_journey_without_a_story_says_what_it_is_about_and_leaves_no_gap(make_site: Make) -> None:
    journey = "---\ntitle: J\ngoal: Be done\nstages: [{title: S, steps: [{title: A}]}]\n---\n"
    page = read(make_site({"content/journeys/j.md": journey}), "journeys/j.html")
    assert "About this journey Goal Be done" in page.text and "The story" not in page.text
    told = read(make_site({"content/journeys/j.md": journey + "Words.\n"}), "journeys/j.html")
    assert "The story Words. Goal Be done" in told.text


def test_who_acts_alone_stands_in_the_first_line_of_a_cell(make_site: Make) -> None:
    steps = "{title: A, actor: nora}, {title: B, actor: nora, action: Reads it}"
    journey = f"---\ntitle: J\npersonas: [nora]\nstages: [{{title: S, steps: [{steps}]}}]\n---\n"
    site = make_site({"content/journeys/j.md": journey, "content/personas/nora.md": "---\nname: Nora\n---\n"})
    page = site.page("journeys/j.html")
    assert '<div class="txt"><small class="cap">Nora</small></div>' in page
    assert '<div class="txt">Reads it<br><small class="cap">Nora</small></div>' in page
