"""The home page's overview of feelings, its list of what is here, and the sitemap that leads to it all."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.conftest import MadeSite
from tests.render.reading import read, words

Make = Callable[..., MadeSite]

PERSONAS = {
    "content/personas/nora.md": "---\nname: Nora\n---\n",
    "content/personas/tom.md": "---\nname: Tom\n---\n",
}


def journey(title: str, who: str, *lifecycles: str | None) -> str:
    """A journey with a stage of one step for each of these places in the lifecycle."""
    stages = [
        f"  - {{title: Stage {number}, {f'lifecycle: {place}, ' if place else ''}"
        f"steps: [{{title: Step {number}, emotion: {{{who}: -1}}}}]}}"
        for number, place in enumerate(lifecycles)
    ]
    return "\n".join(["---", f"title: {title}", f"personas: [{who}]", "stages:", *stages, "---", ""])


def test_a_journey_without_places_is_named_with_the_reason_and_its_persona_has_a_row(make_site: Make) -> None:
    site = make_site(
        {
            **PERSONAS,
            "content/journeys/buying.md": journey("Buying", "nora", "decision", "use"),
            "content/journeys/moving.md": journey("Moving", "tom", None, "custom"),
        }
    )
    home = read(site, "index.html")
    table = home.one("table", cls="heat")
    assert [[words(cell) for cell in row if words(cell)] for row in table.iter("tr")] == [
        ["Persona", "Decision", "Use"],
        ["Nora", "\u22121 low, 1 step", "\u22121 low, 1 step"],
        ["Tom", "Nothing said", "Nothing said"],
    ]
    reason = "One journey is not shown here, as stages of it have no place in the lifecycle: Moving."
    assert reason in home.text
    assert home.all("a", href="journeys/moving.html")


def test_where_no_stage_has_a_place_the_reason_stands_without_an_empty_table(make_site: Make) -> None:
    site = make_site({**PERSONAS, "content/journeys/moving.md": journey("Moving", "tom", None)})
    home = read(site, "index.html")
    assert home.all("table", cls="heat") == []
    assert "One journey is not shown here" in home.text


def test_journeys_that_are_shown_in_part_are_told_apart(make_site: Make) -> None:
    placed = {**PERSONAS, "content/journeys/a.md": journey("A", "nora", "use")}
    assert "not shown" not in read(make_site(placed), "index.html").text
    partly = {**placed, "content/journeys/b.md": journey("B", "nora", "use", None)}
    site = make_site(partly)
    assert "One journey is not shown here in full, as stages of it" in read(site, "index.html").text
    more = {f"content/journeys/{name}.md": journey(name.upper(), "tom", None) for name in "cdef"}
    site.edit(more)
    assert (
        "Five journeys are not shown here, or not in full, as stages of theirs have no place in the lifecycle: "
        "B, C, D and two more."
    ) in read(site, "index.html").text


def test_what_is_here_lists_kinds_first_and_pages_last(make_site: Make) -> None:
    site = make_site(
        {
            **PERSONAS,
            "cjmsite.yaml": "title: T\nsources: {a: {file: content/a.csv, columns: {x: {}}}}\n",
            "content/a.csv": "x\n1\n",
            "content/about.md": "---\ntitle: About\n---\n",
            "content/metrics/m.md": "---\ntitle: M\nsource: a\nmeasure: count\n---\n",
        }
    )
    (listed,) = read(site, "index.html").all("ul", cls="index")
    assert [words(link) for link in listed.iter("a")] == ["Personas", "Nora", "Tom", "Metrics", "About"]


def test_the_sitemap_lists_each_page_once_and_nothing_else(make_site: Make) -> None:
    files = {
        **PERSONAS,
        "cjmsite.yaml": "title: T\nbase_url: https://wiki.example.com/cx/\n",
        "content/index.md": "---\ntitle: Home\n---\n",
        "content/personas/index.md": "---\ntitle: Our people\naliases: [people]\n---\n",
        "content/touchpoints/index.md": "---\ntitle: None yet\n---\n",
        "content/guide/index.md": "---\ntitle: Guide\naliases: [manual]\n---\n",
        "content/personas/eve.md": "---\nname: Eve\ndraft: true\n---\n",
    }
    for drafts in (False, True):
        site = make_site(files, drafts=drafts)
        listed = re.findall("<loc>https://wiki.example.com/cx/(.*?)</loc>", site.outputs()["sitemap.xml"].decode())
        assert sorted(listed) == [
            "",
            "guide/index.html",
            "personas/index.html",
            "personas/nora.html",
            "personas/tom.html",
        ]
        assert {url or "index.html" for url in listed} <= set(site.outputs())


def test_figures_that_moved_more_than_chance_explains_are_told_worse_ones_first(make_site: Make) -> None:
    def rows(month: str, calm: int, falls: int) -> list[str]:
        return [f"2026-{month}-{1 + n % 28:02d},{int(n < calm)},{int(n < falls)},{n % 2}" for n in range(400)]

    def metric(column: str) -> str:
        said = f"measure: mean\nsource: s\nexpr: {column}\ndate: when\ngrain: month\nowner: Team {column}\n"
        return f"---\ntitle: The {column}\n{said}---\n"

    columns = "{when: {type: date}, rises: {type: number}, falls: {type: number}, stays: {type: number}}"
    home = read(
        make_site(
            {
                "cjmsite.yaml": "title: T\nplugins: [csv]\n"
                f"sources: {{s: {{file: content/data/s.csv, columns: {columns}}}}}\n",
                "content/data/s.csv": "\n".join(
                    ["when,rises,falls,stays", *rows("09", 100, 300), *rows("10", 300, 100)]
                ),
                **{f"content/metrics/{name}.md": metric(name) for name in ("rises", "falls", "stays")},
            }
        ),
        "index.html",
    )
    told = [words(one) for one in home.one("ul", cls="moved")]
    assert [text.split(" Owner")[0] for text in told] == ["The falls", "The rises"]
    assert "Owner: Team falls" in told[0] and "since Sep 2026" in told[0] and "Worse" in told[0]
    assert "Better" in told[1]


def test_figures_that_moved_and_do_not_stand_at_home_are_counted_and_found_in_the_list(make_site: Make) -> None:
    days = [(month, n) for month in ("09", "10") for n in range(400)]
    csv = ["when,x", *(f"2026-{month}-{1 + n % 28:02d},{int(month == '10' or n % 4 == 0)}" for month, n in days)]
    figure = "measure: mean\nsource: s\nexpr: x\ndate: when\ngrain: month\n"
    metrics = {f"content/metrics/m{n:02d}.md": f"---\ntitle: Figure {n}\n{figure}---\n" for n in range(11)}
    still = "---\ntitle: Still\nmeasure: count\nsource: s\ndate: when\ngrain: month\n---\n"
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nplugins: [csv]\n"
            "sources: {s: {file: content/s.csv, columns: {when: {type: date}, x: {type: number}}}}\n",
            "content/s.csv": "\n".join(csv),
            "content/metrics/still.md": still,
            **metrics,
        }
    )
    home = read(site, "index.html")
    assert len(list(home.one("ul", cls="moved"))) == 8
    more = home.one("a", href="metrics/index.html#moved=moved")
    assert words(more) == "And 3 more figures"
    entries = read(site, "metrics/index.html").one("ul", cls="list")
    moved = [entry.get("data-moved") for entry in entries]
    assert sorted(moved, key=str) == ["", *["moved better"] * 11]


def test_the_headline_says_for_whom_a_stage_is_the_lowest(make_site: Make) -> None:
    few = {**PERSONAS, "content/journeys/a.md": journey("A", "nora", "purchase", "use")}
    low = few["content/journeys/a.md"].replace("Step 1, emotion: {nora: -1}", "Step 1, emotion: {nora: -2}")
    both = journey("B", "tom", "purchase")
    site = make_site({**few, "content/journeys/a.md": low, "content/journeys/b.md": both})
    assert read(site, "index.html").words("h1") == ["Use is the lowest stage, for the one persona who reaches it"]
    site.edit({"content/journeys/b.md": journey("B", "tom", "use")})
    assert "low for all two personas" in read(site, "index.html").words("h1")[0]


def test_everyone_together_is_no_persona(make_site: Make) -> None:
    steps = "steps: [{title: T, emotion: -1}]"
    stages = (
        f"  - {{title: S, lifecycle: use, {steps}}}\n  - {{title: R, lifecycle: support, {steps.replace('1', '2')}}}\n"
    )
    site = make_site(
        {
            **PERSONAS,
            "content/journeys/a.md": f"---\ntitle: A\nstages:\n{stages}---\n",
            "content/journeys/b.md": journey("B", "nora", "use"),
        }
    )
    assert read(site, "index.html").words("h1") == ["Support is the lowest stage"]


def test_figures_that_got_worse_besides_those_off_target_are_more(make_site: Make) -> None:
    rows = [
        f"2026-{month}-{1 + n % 28:02d},{int(n < good)}"
        for month, good in (("09", 300), ("10", 100))
        for n in range(400)
    ]
    said = "measure: mean\nsource: s\nexpr: x\ndate: when\ngrain: month\n"
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nplugins: [csv]\n"
            "sources: {s: {file: content/s.csv, columns: {when: {type: date}, x: {type: number}}}}\n",
            "content/s.csv": "\n".join(["when,x", *rows]) + "\n",
            "content/metrics/a.md": f"---\ntitle: A\n{said}target: 0.9\n---\n",
            "content/metrics/b.md": f"---\ntitle: B\n{said}---\n",
        }
    )
    home = read(site, "index.html").text
    assert "One figure is off target and one more got worse." in home
    site.edit({"content/metrics/a.md": None})
    assert "One figure got worse." in read(site, "index.html").text


def test_a_name_that_is_written_from_right_to_left_keeps_its_place_in_the_sentence(make_site: Make) -> None:
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nplugins: [csv]\n"
            "sources: {s: {file: content/s.csv, columns: {x: {type: number}}}}\n",
            "content/s.csv": "x\n" + "1\n" * 40,
            "content/metrics/a.md": "---\ntitle: A\nmeasure: mean\nsource: s\nexpr: x\ntarget: 2\n---\n",
            "content/journeys/j.md": journey("رحلة", "nora", "use").replace("personas", "metrics: [a]\npersonas"),
            "content/personas/nora.md": "---\nname: نورا\n---\n",
            "content/personas/tom.md": "---\nname: Tom\n---\n",
        }
    )
    detail = read(site, "index.html").one("bdi")
    assert (detail.get("dir"), words(detail)) == ("ltr", "\u2068رحلة\u2069. Nobody owns it")
