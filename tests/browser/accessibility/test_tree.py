"""Landmarks, headings, tables, drawings and dialogs as a screen reader is told of them, in the order of reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from cjmsite import build
from tests.browser.accessibility.tree import LANDMARKS, Node, outline, tree
from tests.browser.test_journey_map import FILES
from tests.chromium import Watched
from tests.conftest import TODAY, write_files

pytestmark = pytest.mark.browser

HEAD = """
banner
  navigation: Site
main
  navigation: Breadcrumb
  heading 1: Today
  group: Personas shown
  navigation: Views of this journey
  combobox: Compare
"""

STRIP = "  group: Emotion over 6 steps. Highest: Does thing 5, +1.8. Lowest: Does thing 4, −1.3.\n"

BELOW = """
  region: What the map says
    heading 2: What the map says
  region: The story
    heading 2: The story
    heading 2: Stage 2
  region: Also used elsewhere
    heading 2: Also used elsewhere
  region: Related journeys
    heading 2: Related journeys
  navigation: Neighbours
contentinfo
"""

VIEWS = {
    "map": STRIP
    + """\
  region: Journey map, scrolls both ways
    table: Today, 6 steps in 3 stages. Rows are lanes, columns are steps. Emotion runs from −2 to +2.
      9 heads of columns; rows: Goal, Touchpoint, Emotion
""",
    "story": """\
  region: Emotion story
    heading 2: The emotion story
    region: The emotion story, scrolls sideways
      group: Emotion over 6 steps. Highest: Does thing 5, +1.8. Lowest: Does thing 4, −1.3.
""",
    "wheel": """\
  region: Lifecycle wheel
    heading 2: The lifecycle wheel
    region: Stages of the wheel
      table: (no name)
        4 heads of columns; rows: 1 Stage 1, 2 Stage 2, 3 Stage 3
    group: The journey as a loop of 3 stages. Distance from the centre is emotion, from −2 to +2.
""",
    "matrix": """\
  region: Matrix
    heading 2: The matrix
    combobox: Stage
    region: The matrix, scrolls both ways
      table: (no name)
        7 heads of columns; rows: Does thing 1, Does thing 2, Does thing 3, Does thing 4, Does thing 5, Does thing 6
""",
    "flow": """\
  region: Flow
    heading 2: The flow
    region: The flow, scrolls sideways
      group: The journey as a graph from left to right. 6 steps, one after the other. {higher}
""".replace("{higher}", "The higher a step stands, the better it feels."),
    "time": """\
  region: Real time
    heading 2: Real time
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journeys of the tests of the map."""
    root = tmp_path_factory.mktemp("told")
    write_files(root, FILES)
    assert build.build(build.open_site(root, build.Options(today=TODAY)), root / "site").written is not None
    return root / "site"


def told(page: Page, folder: Path, url: str) -> Node:
    """What is told of a page, opened afresh."""
    path, _, hash = url.partition("#")
    page.goto("about:blank")
    page.goto((folder / path).as_uri() + (f"#{hash}" if hash else ""))
    page.wait_for_function("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")
    return tree(page)


@pytest.mark.parametrize("view", VIEWS)
def test_a_journey_is_told_in_order_in_every_view(site: Path, watched: Watched, view: str) -> None:
    page = told(watched.page, site, f"journeys/today.html#view={view}")
    expected = (HEAD + VIEWS[view] + BELOW.lstrip("\n")).strip()
    assert "\n".join(outline(page)) == expected


def test_two_journeys_are_told_side_by_side(site: Path, watched: Watched) -> None:
    lines = outline(told(watched.page, site, "journeys/today--tomorrow.html"))
    assert lines[:5] == ["banner", "  navigation: Site", "main", "  navigation: Breadcrumb", lines[4]]
    assert lines[4].startswith("  heading 1: Today and Tomorrow")
    (drawing,) = [line.strip() for line in lines if line.strip().startswith("group: Emotion over")]
    assert "Today and Tomorrow" in drawing and "Nothing is said" not in drawing
    table = lines[lines.index("  region: Step by step") :]
    assert table[1:3] == ["    heading 2: Step by step", "    region: Both journeys, step by step"]
    assert table[4].strip() == "5 heads of columns; rows: " + ", ".join(
        head.name for head in tree(watched.page).all("rowheader")
    )
    assert len(tree(watched.page).all("rowheader")) == 6


def test_the_map_is_read_stage_then_steps_then_lanes(site: Path, watched: Watched) -> None:
    table = told(watched.page, site, "journeys/big.html").one("table", "Big")
    rows = table.all("row")
    assert [head.name for head in rows[0].all("columnheader")] == [f"{k} Stage {k}" for k in range(1, 9)]
    assert [head.name for head in rows[1].all("columnheader")] == [f"Does thing {k}" for k in range(1, 41)]
    lanes = [row for row in rows[2:] if row.all("rowheader")]
    assert len(lanes) == len(rows) - 2, "every lane begins with its name"
    (emotion,) = [row for row in lanes if row.all("rowheader")[0].name == "Emotion"]
    cells = emotion.all("cell")
    assert len(cells) == 40 and all("Nora:" in cell.text() and "Tom:" in cell.text() for cell in cells)
    assert [row.all("rowheader")[0].name for row in lanes[:4]] == ["Ways", "Goal", "Expects", "Does"]


def test_the_drawer_and_the_search_say_what_they_are(site: Path, watched: Watched) -> None:
    page = watched.page
    told(page, site, "journeys/big.html#does-thing-7")
    page.locator("#cjm-drawer").wait_for()
    drawer = tree(page).one("complementary", "Does thing 7")
    assert [head.properties["level"] for head in drawer.all("heading")][0] == 2
    assert drawer.all("button")[-1].name or drawer.all("button")
    assert any("Close" in button.name for button in drawer.all("button"))
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("thing")
    page.locator("dialog [role=option]").first.wait_for()
    dialog = tree(page).all("dialog")[0]
    assert dialog.properties["modal"] and dialog.name
    (field,) = dialog.all("combobox", "searchbox", "textbox")
    assert field.name == "Search the site" and field.properties["expanded"]
    assert dialog.all("listbox") and len(dialog.all("option")) >= 5
    assert dialog.all("option")[0].properties["selected"]


DRAWN = """
() => [...document.querySelectorAll('main svg')]
  .filter(svg => !svg.closest('[aria-hidden="true"]') && svg.checkVisibility())
  .map(svg => {
    const ids = (svg.getAttribute('aria-labelledby') ?? '').split(' ');
    const names = ids.map(id => document.getElementById(id)?.textContent ?? '').join(' ');
    return [svg.getAttribute('role'), names || svg.getAttribute('aria-label') || ''];
  })
"""

DEMO = (
    "index.html",
    "journeys/weekly-shop.html",
    "journeys/weekly-shop--weekly-shop-2027.html",
    "journeys/index.html",
    "personas/yasmine.html",
    "touchpoints/index.html",
    "metrics/basket-adds.html",
    "metrics/index.html",
    "views/portfolio.html",
    "views/atlas.html",
    "views/touchpoints.html",
    "views/channels.html",
    "guide/index.html",
)


@pytest.mark.parametrize("url", DEMO)
def test_every_page_has_one_main_part_an_unbroken_order_of_headings_and_names(
    demo: Path, watched: Watched, url: str
) -> None:
    page = told(watched.page, demo, url)
    assert [len(page.all(role)) for role in ("banner", "main", "contentinfo")] == [1, 1, 1]
    levels = [int(head.properties["level"]) for head in page.all("heading")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels
    nameless = [node.role for node in page.all("link", "button", "combobox", "searchbox", "image") if not node.name]
    assert nameless == []
    regions = page.all(*LANDMARKS - {"banner", "main", "contentinfo"})
    assert [node.role for node in regions if not node.name] == [], "a landmark has a name"
    assert all(node.parts for node in regions), "no landmark is empty"


@pytest.mark.parametrize("url", DEMO)
def test_every_table_has_heads_and_every_drawing_a_sentence_and_a_table_or_list(
    demo: Path, watched: Watched, url: str
) -> None:
    page = told(watched.page, demo, url)
    for table in page.all("table"):
        assert table.all("columnheader"), f"{url}: no heads of columns: {table.text()[:80]}"
        assert table.all("rowheader"), f"{url}: no heads of rows: {table.text()[:80]}"
    told_drawings = watched.page.evaluate(DRAWN)
    for role, name in told_drawings:
        assert role in ("img", "group"), f"{url}: a drawing that is neither hidden nor named: {name!r}"
        assert len(name.split()) >= 3, f"{url}: {name!r} is no sentence"
    if told_drawings:
        watched.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert tree(watched.page).all("table", "list")
