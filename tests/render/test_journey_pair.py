"""The page of two journeys that are compared."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import MadeSite
from tests.render.reading import pages_of, read, words

Make = Callable[..., MadeSite]

NOW = """
---
title: Today
personas: [nora]
compare_with: later
metrics: [calls]
stages:
  - title: S
    steps:
      - {title: Looks, emotion: -1, touchpoint: app, wait: 3d, pains: [Slow], gains: [Free], effort: 6}
      - {title: Calls, emotion: -2}
      - {title: Is content, emotion: 1}
---
"""
LATER = """
---
title: Tomorrow
personas: [nora]
state: future
compare_with: now
stages:
  - title: S
    steps:
      - {title: Looks once, id: looks, emotion: 1, touchpoint: line, wait: 1h, gains: [Free], effort: 2}
      - {title: Gets a message, emotion: 1}
      - {title: Is content, emotion: 1}
---
"""
FILES = {
    "content/personas/nora.md": "---\nname: Nora\n---\n",
    "content/touchpoints/app.md": "---\ntitle: The app\nchannel: app\n---\n",
    "content/touchpoints/line.md": "---\ntitle: The line\nchannel: phone\n---\n",
    "content/journeys/now.md": NOW,
    "content/journeys/later.md": LATER,
}
PAGE = "journeys/now--later.html"


def test_two_journeys_that_name_each_other_have_one_page_from_today_to_tomorrow(make_site: Make) -> None:
    pages = [url for url in pages_of(make_site(FILES)) if "--" in url]
    assert pages == [PAGE]


def test_a_pair_that_only_one_of_them_names_has_a_page_too(make_site: Make) -> None:
    site = make_site({**FILES, "content/journeys/now.md": NOW.replace("compare_with: later\n", "")})
    assert [url for url in pages_of(site) if "--" in url] == [PAGE]


def test_no_pair_no_page(make_site: Make) -> None:
    for other in ("nobody", "now"):
        journey = NOW.replace("compare_with: later", f"compare_with: {other}")
        site = make_site({"content/journeys/now.md": journey})
        assert [url for url in pages_of(site) if "--" in url] == []


def test_steps_are_matched_and_what_is_new_stands_where_it_comes(make_site: Make) -> None:
    page = read(make_site(FILES), PAGE)
    rows = [[words(cell) for cell in row] for row in page.all("tr") if row.get("id")]
    heads = [words(cell) for row in page.all("tr") if row.get("id") for cell in row if cell.tag == "th"]
    assert [head.split(" −")[0].split(" +")[0] for head in heads] == ["Looks", "Gets a message", "Calls", "Is content"]
    assert [row.get("id") for row in page.all("tr") if row.get("id")] == [
        "looks",
        "gets-a-message",
        "calls",
        "is-content",
    ]
    assert [row[2] for row in rows] == ["+2", "New", "Gone", ""]
    assert rows[0][1].startswith("Looks") and rows[0][3].startswith("Looks once")
    for change in (
        "Now called “Looks once”",
        "Touchpoint: The app → The line",
        "Wait: 3 days → 1 h",
        "No longer: Slow",
    ):
        assert change in rows[0][4]
    assert "Effort 6 → 2 of 7" in rows[0][4] and "Free" not in rows[0][4]


def test_a_step_that_moves_to_another_stage_says_so_and_one_whose_stage_is_renamed_does_not(make_site: Make) -> None:
    def journey(head: str, first: str, second: str) -> str:
        stages = f"  - {{title: {first}}}\n  - {{title: {second}}}".replace("[", "steps: [")
        return f"---\n{head}\nstages:\n{stages}\n---\n"

    now = journey("title: Now\ncompare_with: later", "One, [{title: A}, {title: B}]", "Two, [{title: C}]")
    later = journey("title: Later\nstate: future", "First, [{title: A}]", "Two, [{title: B}, {title: C}]")
    page = read(make_site({"content/journeys/now.md": now, "content/journeys/later.md": later}), PAGE)
    told = {row.get("id"): words(list(row)[4]) for row in page.all("tr") if row.get("id")}
    assert told == {"a": "", "b": "Moves to “Two”", "c": ""}


def test_the_sentence_says_what_tomorrow_changes(make_site: Make) -> None:
    assert read(make_site(FILES), PAGE).words("p", cls="finding") == [
        "Over the two steps that both have, the mean goes from 0 to +1. Largest change: Looks (+2). "
        "One step is new and one is gone."
    ]


def test_the_script_gets_both_curves_and_the_journeys_lead_to_the_page(make_site: Make) -> None:
    site = make_site(FILES)
    data = read(site, PAGE).data
    assert data["pair"] == {"names": ["Today", "Tomorrow"], "from": [-1, None, -2, 1], "to": [1, 1, None, 1]}
    assert [stage["steps"] for stage in data["stages"]] == [4]
    for url in ("journeys/now.html", "journeys/later.html"):
        assert read(site, url).data["compare"]["url"] == "now--later.html"


def test_figures_say_which_journey_they_measure(make_site: Make) -> None:
    page = read(make_site(FILES), PAGE)
    row = next(row for row in page.all("tr") if "calls" in words(row) and not row.get("id"))
    assert words(row).endswith("Today")


def test_a_change_in_one_journey_renews_the_page(make_site: Make) -> None:
    site = make_site(FILES)
    assert "+2" in site.page(PAGE)
    site.edit({"content/journeys/later.md": LATER.replace("id: looks, emotion: 1", "id: looks, emotion: -1")})
    assert read(site, PAGE).words("span", cls="delta") == []


def test_a_stage_stands_in_one_piece_whatever_is_new_or_gone_in_it(make_site: Make) -> None:
    def journey(other: str, *stages: str) -> str:
        return (
            f"---\ntitle: J\ncompare_with: {other}\nstages:\n" + "".join(f"  - {stage}\n" for stage in stages) + "---\n"
        )

    now = journey(
        "later",
        "{title: Choose, steps: [{title: Looks}]}",
        "{title: Prove, steps: [{title: Fills in}, {title: Shows the passport}]}",
        "{title: Use, steps: [{title: Waits}, {title: Pays}]}",
    )
    later = journey(
        "now\nstate: future",
        "{title: Choose, steps: [{title: Looks}]}",
        "{title: Show who I am, steps: [{title: Reads the chip}, {title: Fills in}]}",
        "{title: Meet, steps: [{title: Says hello}]}",
        "{title: use, steps: [{title: Taps}, {title: Pays}, {title: Waits}, {title: Thanks}]}",
    )
    page = read(make_site({"content/journeys/now.md": now, "content/journeys/later.md": later}), PAGE)
    rows = [[words(cell) for cell in row] for row in page.all("tr") if row.get("id")]
    told = [(row[0], row[1] or row[3]) for row in rows]
    assert told == [
        ("Choose", "Looks"),
        ("Prove", "Reads the chip"),
        ("", "Fills in"),
        ("", "Shows the passport"),
        ("Meet", "Says hello"),
        ("Use", "Taps"),
        ("", "Waits"),
        ("", "Thanks"),
        ("", "Pays"),
    ]
    bands = page.data["stages"]
    assert [(band["title"], band["steps"]) for band in bands] == [("Choose", 1), ("Prove", 3), ("Meet", 1), ("Use", 4)]
