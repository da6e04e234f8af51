"""What a journey lends to other pages, so that any two can be compared, and where the page of a pair is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cjmsite.render import results
from tests.conftest import MadeSite
from tests.render.reading import read, words
from tests.render.test_journey_pair import FILES, LATER, NOW, PAGE

Make = Callable[..., MadeSite]

CALLS = """
---
title: Calls
source: answers
measure: mean
expr: score
date: when
grain: month
min_n: 1
target: 40
---
"""
ANSWERS = "when,score\n2026-10-01,3\n2026-10-02,5\n"
SETTINGS = """
title: Acme
sources:
  answers:
    file: content/data/answers.csv
    columns: {when: {type: date}, score: {}}
"""
WITH_FIGURES = {
    **FILES,
    "cjmsite.yaml": SETTINGS,
    "content/data/answers.csv": ANSWERS,
    "content/metrics/calls.md": CALLS,
    "content/journeys/later.md": LATER.replace("compare_with: now", "compare_with: now\ntargets: {calls: 55%}"),
}


def lent(site: MadeSite, id_: str) -> dict[str, Any]:
    """What a journey's script hands over, as the browser would take it."""
    text = site.page(f"journeys/{id_}.js")
    assert text.startswith("cjmDocument(") and text.endswith(");\n")
    inside = text.removeprefix("cjmDocument(").removesuffix(");\n")
    address, data = json.loads(f"[{inside}]")
    assert address == f"journeys/{id_}.html"
    found: dict[str, Any] = data
    return found


def test_every_journey_lends_its_steps_and_figures(make_site: Make) -> None:
    data = lent(make_site(WITH_FIGURES), "now")
    assert [(step["id"], step.get("mean")) for step in data["steps"]] == [
        ("looks", -1),
        ("calls", -2),
        ("is-content", 1),
    ]
    assert data["steps"][0]["facts"] == {
        "Touchpoint": ["The app"],
        "Wait": ["3\N{NO-BREAK SPACE}days"],
        "Effort": ["6 of 7"],
        "Pain": ["Slow"],
        "Gain": ["Free"],
    }
    (figure,) = data["figures"]
    assert (figure["title"], figure["target"], figure["url"]) == ("Calls", 40, "metrics/calls.html")
    assert lent(make_site(WITH_FIGURES), "later")["figures"] == []


def test_what_is_lent_ends_no_script_and_is_small(make_site: Make) -> None:
    steps = "".join(f"      - {{title: Step number {k}, emotion: 1, quote: Said at {k}}}\n" for k in range(40))
    files = {"content/journeys/x.md": f"---\ntitle: </script><b>\nstages:\n  - title: S\n    steps:\n{steps}---\n"}
    text = make_site(files).page("journeys/x.js")
    assert "<" not in text
    assert len(text) < 8000, "a site of a thousand journeys must not explode"


def test_only_published_journeys_lend(make_site: Make) -> None:
    site = make_site({**FILES, "content/journeys/later.md": LATER.replace("title:", "draft: true\ntitle:")})
    scripts = [
        output.url
        for output in results.outputs(site.db)
        if output.url.startswith("journeys/") and output.url[-3:] == ".js"
    ]
    assert scripts == ["journeys/now.js"]


def test_a_journey_has_targets_of_its_own(make_site: Make) -> None:
    site = make_site(WITH_FIGURES)
    row = next(row for row in read(site, PAGE).all("tr") if words(row).startswith("Calls 4"))
    cells = [words(cell) for cell in row if cell.tag == "td"]
    assert cells[2:5] == ["40", "+15", "55"]
    assert cells[5] == "Today"
    later = WITH_FIGURES["content/journeys/later.md"].replace("state:", "metrics: [calls]\nstate:")
    site.edit({"content/journeys/later.md": later})
    assert "here to reach 55" in read(site, "journeys/later.html").text
    assert lent(site, "later")["figures"][0]["target"] == 55


def test_a_target_that_is_none_is_told_with_its_place(make_site: Make) -> None:
    site = make_site(
        {**WITH_FIGURES, "content/journeys/now.md": NOW.replace("metrics:", "targets: {calls: soon}\nmetrics:")}
    )
    assert any("a target is a number like 45 or 45%" in finding.message for finding in results.found(site.db))
    site.edit({"content/journeys/now.md": NOW.replace("metrics:", "targets: {cals: 4}\nmetrics:")})
    assert any("cals" in finding.message and finding.code == "broken-ref" for finding in results.found(site.db))


def test_the_page_of_a_pair_is_in_the_sitemap_and_in_the_search(make_site: Make) -> None:
    site = make_site({**FILES, "cjmsite.yaml": "title: Acme\nbase_url: https://x.org/w/\n"})
    assert f"<loc>https://x.org/w/{PAGE}</loc>" in site.page("sitemap.xml")
    text = site.page("assets/search-index.js")
    records = json.loads(text.removeprefix("cjmSearchIndex(").removesuffix(");\n"))
    (found,) = [record for record in records if record["k"] == "comparison"]
    assert (found["u"], found["t"]) == (PAGE, "Today and Tomorrow")


def test_a_changed_step_renews_what_is_lent(make_site: Make) -> None:
    site = make_site(FILES)
    assert lent(site, "now")["steps"][1]["title"] == "Calls"
    site.edit({"content/journeys/now.md": NOW.replace("title: Calls", "title: Rings")})
    assert lent(site, "now")["steps"][1]["title"] == "Rings"


def test_quotes_are_found_as_what_they_are(make_site: Make) -> None:
    said = LATER.replace(
        "title: Gets a message,", "title: Gets a message, quote: {text: At last, source: Interview 3},"
    )
    site = make_site({**FILES, "content/journeys/later.md": said})
    text = site.page("assets/search-index.js")
    records = json.loads(text.removeprefix("cjmSearchIndex(").removesuffix(");\n"))
    assert [record for record in records if record["k"] == "quote"] == [
        {
            "u": "journeys/later.html#gets-a-message",
            "t": "“At last”",
            "k": "quote",
            "c": "Gets a message, Tomorrow",
            "x": "Interview 3",
        }
    ]
