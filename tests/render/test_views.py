"""The pages about the whole site: what they count, compare and leave out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cjmsite.registry import PluginError, View
from tests.conftest import MadeSite
from tests.render.reading import Read, read, words

Make = Callable[..., MadeSite]

PEOPLE: dict[str, str] = {
    "content/personas/nora.md": "---\nname: Nora Lind\nsegment: Families\n---\n",
    "content/personas/tom.md": "---\nname: Tom Berg\n---\n",
    "content/touchpoints/web.md": "---\ntitle: Web shop\nchannel: web\nowner: Shop\n---\n",
    "content/touchpoints/call.md": "---\ntitle: Call\nchannel: phone\nvolume: {value: 20, period: day}\n---\n",
    "content/touchpoints/sign.md": "---\ntitle: Sign\nchannel: store\n---\n",
}


def journey(title: str, stages: str, more: str = "") -> str:
    return f"---\ntitle: {title}\n{more}stages:\n{stages}---\n"


BUYING = journey(
    "Buying",
    """  - title: Look
    lifecycle: awareness
    steps:
      - {title: Opens it, touchpoint: web, emotion: {nora: 1}, evidence: {level: quantitative}}
  - title: Pay
    lifecycle: purchase
    owner: Payments
    steps:
      - {title: Pays, touchpoint: web, emotion: {nora: 1, tom: 0.5}}
      - {title: Calls, touchpoint: call, emotion: {nora: -2, tom: -1}, moment_of_truth: true}
""",
    "personas: [nora, tom]\nevidence: {level: qualitative}\n",
)


def cells(page: Read, row: str) -> list[str]:
    """The words of the cells of the row with this head."""
    for tr in page.all("tr"):
        heads = [cell for cell in tr if cell.tag == "th" and cell.get("scope") == "row"]
        if heads and words(heads[0]).startswith(row):
            return [words(cell) for cell in tr if cell.tag == "td"]
    raise AssertionError(f"no row {row}")


def test_a_site_without_journeys_has_no_views(make_site: Make) -> None:
    site = make_site({"content/index.md": "Home.\n"})
    assert not [url for url in site.outputs() if url.startswith("views/")]
    assert "Overview" not in site.page("index.html")


def test_a_view_that_needs_touchpoints_is_not_there_without_them(make_site: Make) -> None:
    site = make_site({"content/journeys/a.md": journey("A", "  - {title: S, steps: [{title: T, emotion: 1}]}\n")})
    found = [url for url in site.outputs() if url.startswith("views/")]
    assert found == ["views/atlas.html", "views/portfolio.html"]
    page = read(site, "views/portfolio.html")
    assert "No stage of a journey says yet where in the customer's life it belongs." in page.text


def test_the_portfolio_shows_each_side_of_a_cell_and_its_white_spots(make_site: Make) -> None:
    site = make_site({**PEOPLE, "content/journeys/buying.md": BUYING})
    site.edit({"content/personas/eva.md": "---\nname: Eva\n---\n"})
    page = read(site, "views/portfolio.html")
    awareness, purchase = cells(page, "Nora Lind")
    assert awareness.startswith("+1 good, 1 step") and "Quantitative" in awareness
    assert "Some have none" not in awareness and "No owner" in awareness
    assert purchase.startswith("−0.5 low, 2 steps") and "Qualitative" in purchase and "Payments" in purchase
    assert cells(page, "Eva") == ["White spot", "White spot"]
    assert "2 of 6 cells are white spots: no journey is drawn. In 2 of 6 a step has no owner." in page.text
    assert "No journey of today reaches consideration, decision" in page.text
    assert any("Eva" in item and "Awareness and Purchase" in item for item in page.words("li"))
    links = [a.get("href") for a in page.all("a") if words(a).startswith("−0.5")]
    assert links == ["../journeys/buying.html#calls"], "a cell leads to its lowest step"


def test_everyone_together_has_no_white_spots_and_unsaid_feelings_are_not_counted(make_site: Make) -> None:
    machine = """  - title: Pay
    lifecycle: purchase
    steps: [{title: Presses, emotion: -1}, {title: Runs}]
  - {title: Go, lifecycle: use, steps: [{title: Goes}]}
"""
    site = make_site({**PEOPLE, "content/journeys/a.md": journey("At the machine", machine)})
    site.edit({"content/journeys/buying.md": BUYING})
    page = read(site, "views/portfolio.html")
    awareness, purchase, use = cells(page, "Everyone")
    assert (
        awareness == "Nothing said"
        and purchase.startswith("−1 low, 1 of 2 steps")
        and use.startswith("Nothing said, 1 step")
    )
    assert "2 of 8 cells are white spots" in page.text, "Nora's and Tom's, and of everyone's only what is there"
    assert not [item for item in page.words("li") if item.startswith("Everyone")]
    assert [words(row.find("th")) for row in page.one("tbody", id="cjm-list")] == ["Nora Lind Families", "Tom Berg"]


def test_the_portfolio_names_the_stages_that_nobody_has_researched(make_site: Make) -> None:
    site = make_site({**PEOPLE, "content/journeys/buying.md": BUYING})
    assert "No research" not in read(site, "views/portfolio.html").text
    guessed = BUYING.replace("evidence: {level: qualitative}", "evidence: {level: hypothesis}")
    site.edit({"content/journeys/buying.md": guessed})
    assert "No research stands behind purchase." in read(site, "views/portfolio.html").text
    site.edit({"content/journeys/buying.md": guessed.replace(", evidence: {level: quantitative}", "")})
    assert "No research stands behind awareness or purchase." in read(site, "views/portfolio.html").text


def test_the_portfolio_leads_to_what_is_off_target_and_to_what_nobody_researched(make_site: Make) -> None:
    stage = "  - {title: Use, lifecycle: use, metrics: [waits, calls], steps: [{title: Starts, emotion: {nora: 1}}]}\n"
    metric = "---\ntitle: NAME\nmeasure: mean\nsource: s\nexpr: x\ntarget: 9\n---\n"
    guessed = {
        f"content/journeys/{name.lower()}.md": journey(name, stage, "personas: [nora]\n")
        for name in ("Trying", "Using")
    }
    known = {"content/journeys/known.md": journey("Known", stage, "personas: [nora]\nevidence: {level: qualitative}\n")}
    site = make_site(
        {
            **PEOPLE,
            "cjmsite.yaml": "title: T\nplugins: [csv]\n"
            "sources: {s: {file: content/s.csv, columns: {x: {type: number}}}}\n",
            "content/s.csv": "x\n" + "4\n5\n" * 40,
            "content/metrics/waits.md": metric.replace("NAME", "Waits"),
            "content/metrics/calls.md": metric.replace("NAME", "Calls"),
            **guessed,
        }
    )
    (cell,) = cells(read(site, "views/portfolio.html"), "Nora Lind")
    assert "Waits, Calls" in cell and "No evidence In Trying, Using" in cell
    site.edit(known)
    page = read(site, "views/portfolio.html")
    assert "Qualitative Unresearched: Trying, Using" in cells(page, "Nora Lind")[0]
    row = page.one("tbody", id="cjm-list")
    links = {words(a): a.get("href") for a in row.iter("a")}
    assert links["Waits"] == "../metrics/waits.html"
    assert links["Trying"] == "../journeys/trying.html#starts"


def test_the_portfolio_says_where_two_personas_feel_furthest_apart(make_site: Make) -> None:
    site = make_site({**PEOPLE, "content/journeys/buying.md": BUYING})
    assert "Furthest apart: Purchase (Nora Lind −0.5, Tom Berg −0.3)." in read(site, "views/portfolio.html").text
    site.edit({"content/journeys/buying.md": BUYING.replace("tom: 0.5", "tom: 1").replace("tom: -1", "tom: -2")})
    assert "Furthest apart" not in read(site, "views/portfolio.html").text


def test_what_shall_be_is_not_how_it_feels_today(make_site: Make) -> None:
    future = BUYING.replace("title: Buying", "title: Dream\nstate: future").replace("-2", "2")
    site = make_site({**PEOPLE, "content/journeys/buying.md": BUYING, "content/journeys/dream.md": future})
    assert cells(read(site, "views/portfolio.html"), "Nora Lind")[1].startswith("−0.5")
    assert "One is a future state." in read(site, "views/atlas.html").text


def test_the_atlas_puts_children_below_their_parents(make_site: Make) -> None:
    step = "  - {title: S, lifecycle: use, steps: [{title: T, emotion: 1%s}]}\n"
    site = make_site(
        {
            "content/journeys/a.md": journey("Alpha", step % "", "parent: z\n"),
            "content/journeys/b.md": journey("Beta", step % "", "level: 2\n"),
            "content/journeys/c.md": journey("Gamma", step % ", journey: b", "parent: z\n"),
            "content/journeys/z.md": journey("Zeta", step % "", "level: 0\n"),
        }
    )
    page = read(site, "views/atlas.html")
    rows = [(tr.get("class"), words(tr).split(" ")[0]) for tr in page.all("tr") if tr.get("data-level")]
    assert rows == [("d0", "Zeta"), ("d1", "Alpha"), ("d1", "Gamma"), ("d2", "Beta")]
    assert "One lifecycle, two journeys and one detail." in page.text


def test_the_atlas_leads_to_two_journeys_side_by_side(make_site: Make) -> None:
    future = BUYING.replace("title: Buying", "title: Dream\nstate: future\nvariant_of: buying")
    now = BUYING.replace("title: Buying", "title: Buying\ncompare_with: dream")
    site = make_site({**PEOPLE, "content/journeys/buying.md": now, "content/journeys/dream.md": future})
    page = read(site, "views/atlas.html")
    assert "Compare with Dream, side by side" in page.text and "Variant of Buying" in page.text
    (link,) = [a.get("href") for a in page.all("a") if words(a) == "side by side"]
    assert link is not None and link.removeprefix("../") in site.outputs()


def test_journeys_that_are_each_other_s_parents_are_still_shown(make_site: Make) -> None:
    step = "  - {title: S, steps: [{title: T}]}\n"
    site = make_site(
        {
            "content/journeys/a.md": journey("Alpha", step, "parent: b\n"),
            "content/journeys/b.md": journey("Beta", step, "parent: a\n"),
            "content/journeys/c.md": journey("Gamma", step, "parent: c\n"),
        }
    )
    page = read(site, "views/atlas.html")
    assert [tr.get("class") for tr in page.all("tr") if tr.get("data-level")] == ["d0", "d0", "d0"]


def test_the_matrix_begins_with_the_widest_reach(make_site: Make) -> None:
    other = journey("Asking", "  - {title: Ask, steps: [{title: Phones, touchpoint: call, emotion: -1}]}\n")
    site = make_site({**PEOPLE, "content/journeys/buying.md": BUYING, "content/journeys/asking.md": other})
    page = read(site, "views/touchpoints.html")
    heads = [words(th) for th in page.all("th", scope="row")]
    assert [head.split(" ")[0] for head in heads] == ["Call", "Web"]
    assert cells(page, "Call") == [
        "2 journeys 2 steps, 2 personas 20 a day",
        "−1 1 step",
        "−1.5 moment of truth 1 step",
    ]
    assert cells(page, "Web shop")[1] == "Not met"
    assert "A change is felt widest at Call: 2 steps of 2 journeys, 2 personas." in page.text
    assert "Sign" in page.words("li")


def test_a_site_with_many_journeys_keeps_a_matrix_that_can_be_read(make_site: Make) -> None:
    step = "  - {title: S, steps: [{title: T, touchpoint: web}]}\n"
    many = {f"content/journeys/j{n:02}.md": journey(f"J {n}", step) for n in range(40)}
    page = read(make_site({**PEOPLE, **many}), "views/touchpoints.html")
    assert len(cells(page, "Web shop")) == 25
    assert cells(page, "Web shop")[0].startswith("40 journeys")
    assert "Columns are the 24 journeys that share most touchpoints, of 40" in page.text


def test_the_sentence_of_the_matrix_counts_also_what_is_no_row(make_site: Make) -> None:
    points = {f"content/touchpoints/t{n:03}.md": f"---\ntitle: T {n}\nchannel: web\n---\n" for n in range(160)}
    steps = "\n".join(f"      - {{title: S {n}, touchpoint: t{n:03}}}" for n in range(158))
    both = {f"content/journeys/{name}.md": journey(name, f"  - title: Use\n    steps:\n{steps}\n") for name in "ab"}
    page = read(make_site({**points, **both}), "views/touchpoints.html")
    assert len(page.all("th", scope="row")) == 150
    assert "158 of 160 touchpoints serve more than one journey." in page.text
    assert "8 touchpoints of no wider reach are not shown." in page.text
    assert page.words("li")[-2:] == ["T 158", "T 159"]


def test_channels_of_one_stage_that_differ_are_told(make_site: Make) -> None:
    page = read(make_site({**PEOPLE, "content/journeys/buying.md": BUYING}), "views/channels.html")
    assert cells(page, "Web")[1] == "+0.8 1 step Web shop"
    assert cells(page, "Phone") == ["Not used", "−1.5 1 step Call"]
    assert cells(page, "Furthest apart") == ["", "2.3"]
    assert cells(page, "Purchase") == ["Tone", "Web +0.8", "Phone −1.5", "2.3 apart"]
    assert "Widest apart in Purchase: Phone (−1.5) against Web (+0.8)." in page.text


@pytest.mark.parametrize("name", ["", "Portfolio", "a/b", "../x", "a b"])
def test_a_view_s_name_is_an_address(name: str) -> None:
    with pytest.raises(PluginError):
        View(name, "T", "S", "t.html", lambda site: {})


def test_hostile_words_are_words(make_site: Make) -> None:
    bad = '"<script>alert(1)</script>"'
    site = make_site(
        {
            "content/personas/nora.md": f"---\nname: {bad}\nsegment: {bad}\n---\n",
            "content/touchpoints/web.md": f"---\ntitle: {bad}\nchannel: web\nowner: {bad}\n---\n",
            "content/journeys/b.md": BUYING.replace("Buying", bad).replace("[nora, tom]", "[nora]"),
        }
    )
    for view in ("portfolio", "atlas", "touchpoints", "channels"):
        assert "<script>alert" not in site.page(f"views/{view}.html")
