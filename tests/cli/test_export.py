"""Taking a journey away and bringing one in, on the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.conftest import write_files

STORY = "\nThe story of [Nora](../personas/nora.md).\n\n## Decide\n\nWords.\n"
JOURNEY = """---
# why we drew this
title: Switching
owner: CX
goal: I want a cheaper supplier
personas: [nora]
stages:
  - title: Decide
    lifecycle: decision
    steps:
      - {title: Opens the letter, touchpoint: letter, emotion: {nora: -1}, moment_of_truth: true, thought: "=cmd()"}
      - {title: Signs, emotion: 1, pains: [Too long, {text: Too dear, severity: 3}]}
---
"""
PATH = "content/journeys/switching.md"


@pytest.fixture
def wiki(run: Run, site: Any) -> Path:
    """The small site, with a story."""
    root: Path = site({PATH: (JOURNEY + STORY).encode()})
    return root


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_workshop_in_a_spreadsheet_changes_what_it_touched_and_nothing_else(run: Run, wiki: Path) -> None:
    assert run("export", "xlsx", "switching").exit_code == 0
    book = openpyxl.load_workbook(wiki / "switching.xlsx")
    steps = book["Steps"]
    columns = {cell.value: cell.column for cell in steps[1]}
    assert steps.cell(2, columns["thought"]).value == "'=cmd()", "it is no formula"
    steps.cell(3, columns["title"]).value = "Signs at last"
    steps.append({columns["stage"]: "Use", columns["title"]: "Gets the bill", columns["emotion"]: -2})
    book.save(wiki / "switching.xlsx")
    refused = run("import", "xlsx", "switching.xlsx")
    assert refused.exit_code == 2
    assert "there is a journey `switching` already" in refused.stderr
    assert "new: Signs at last, Gets the bill" in refused.stderr and "gone: Signs" in refused.stderr
    assert (wiki / PATH).read_text() == JOURNEY + STORY
    done = run("import", "xlsx", "switching.xlsx", "--force")
    assert done.exit_code == 0, done.stderr
    assert "2 stages, 3 steps" in done.stdout and "# why we drew this" in (wiki / PATH).read_text()
    text = (wiki / PATH).read_text()
    assert text.endswith(STORY)
    assert "- title: Signs at last" in text and "- {text: Too dear, severity: 3}" in text
    assert 'thought: "=cmd()"' in text and "moment_of_truth: true" in text
    assert "  - title: Use\n" in text
    assert run("check").exit_code == 0


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_what_was_not_touched_is_left_alone(run: Run, wiki: Path, format_: str) -> None:
    assert run("export", format_, "journey:switching").exit_code == 0
    told = run("import", format_, f"switching.{format_}", "--force")
    assert "says the same already; it was left as it is" in told.stdout
    assert (wiki / PATH).read_text() == JOURNEY + STORY, "with its comment"


def test_a_table_of_steps_is_enough(run: Run, wiki: Path) -> None:
    (wiki / "Moving house.csv").write_text(
        "sep=;\nStage;Step;Emotion;Pains\nVorher;Sucht das Formular;-1,5;Für Fremde unlesbar\n"
        "Vorher;Ruft an;-2;\nDanach;Hat Licht;1;\n",
        encoding="cp1252",
    )
    done = run("import", "csv", "Moving house.csv")
    assert done.exit_code == 0, done.stderr
    assert "Wrote content/journeys/moving-house.md: 2 stages, 3 steps." in done.stdout
    text = (wiki / "content/journeys/moving-house.md").read_text("utf-8")
    assert "title: Moving house\n" in text and "emotion: -1.5" in text and "pains: [Für Fremde unlesbar]" in text


def test_wrong_cells_are_named_as_the_spreadsheet_names_them(run: Run, wiki: Path) -> None:
    write_files(wiki, {"bad.csv": "stage,title,emotion,paisn\nA,B,5,x\nA,,1,\n"})
    told = run("import", "csv", "bad.csv")
    assert told.exit_code == 2
    assert "cell D2: there is no column `paisn`; did you mean `pains`?" in told.stderr
    write_files(wiki, {"bad.csv": "stage,title,emotion\nA,B,5\nA,,1\n"})
    told = run("import", "csv", "bad.csv")
    assert "cell C2: " in told.stderr and "-2" in told.stderr
    assert "cell B3: " in told.stderr
    assert not (wiki / "content/journeys/bad.md").exists()


@pytest.mark.parametrize(
    ("format_", "content"), [("xlsx", b"PK\x03\x04no"), ("xlsx", b"a,b"), ("csv", b""), ("csv", b"a\0b")]
)
def test_a_file_that_is_something_else_is_told(run: Run, wiki: Path, format_: str, content: bytes) -> None:
    (wiki / "x.dat").write_bytes(content)
    told = run("import", format_, "x.dat")
    assert told.exit_code == 2
    assert "Traceback" not in told.stderr


def test_a_reference_to_nothing_is_told_after_the_import(run: Run, wiki: Path) -> None:
    write_files(wiki, {"new.csv": "stage,title,touchpoint\nA,B,leter\n"})
    told = run("import", "csv", "new.csv")
    assert told.exit_code == 0
    assert "broken-ref" in told.stderr and "did you mean `letter`?" in told.stderr


def test_without_openpyxl_the_way_out_is_told(run: Run, wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    told = run("export", "xlsx", "switching")
    assert told.exit_code == 2
    assert "pip install openpyxl" in told.stderr and "CSV" in told.stderr


def test_mermaid_goes_out_and_comes_back(run: Run, wiki: Path) -> None:
    told = run("export", "mermaid", "switching", "-o", "-").stdout
    assert told == ("journey\n  title Switching\n  section Decide\n    Opens the letter: 2: Nora\n    Signs: 4: Nora\n")
    diagram = told.replace("title Switching", "title Leaving").replace("Signs: 4: Nora", "Signs: 5: Nora, Cat")
    write_files(wiki, {"leaving.md": f"Some words\n\n```mermaid\n{diagram}```\n"})
    done = run("import", "mermaid", "leaving.md")
    assert done.exit_code == 0, done.stderr
    assert "No persona of this site: Cat." in done.stdout
    text = (wiki / "content/journeys/leaving.md").read_text()
    assert "title: Leaving" in text and "personas: [nora]" in text and "emotion: 2" in text


@pytest.mark.parametrize("text", ["flowchart LR\n", "", "journey\n  Opens: much: Nora\n", "journey\n  Opens: 9\n"])
def test_what_is_no_journey_diagram_is_told(run: Run, wiki: Path, text: str) -> None:
    write_files(wiki, {"x.mmd": text})
    told = run("import", "mermaid", "x.mmd")
    assert told.exit_code == 2
    assert "journey" in told.stderr or "score from 0 to 5" in told.stderr


def test_json_has_the_data_and_the_story(run: Run, wiki: Path) -> None:
    found = json.loads(run("export", "json", "switching", "-o", "-").stdout)
    assert found["data"]["stages"][0]["steps"][1]["pains"][1] == {"text": "Too dear", "severity": 3}
    assert found["body"] == STORY


def test_one_html_file_holds_everything(run: Run, wiki: Path) -> None:
    html = run("export", "html", "switching", "-o", "-").stdout
    assert not re.search(r"<(?:link|img|script)[^>]+(?:href|src)=\"(?!data:)", html)
    assert '<a href="../' not in html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy and "script-src 'sha256-" in policy[1] and "connect-src" not in policy[1]
    assert "Opens the letter" in html


def test_svg_needs_no_browser(run: Run, wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    svg = run("export", "svg", "switching", "-o", "-").stdout
    import xml.etree.ElementTree as ElementTree

    words = " ".join(ElementTree.fromstring(svg).itertext())
    assert "Opens the" in words and "=cmd()" in words and "Letter" in words
    monkeypatch.setattr("cjmsite.exchange.chromium._ELSEWHERE", ())
    told = run("export", "pdf", "switching")
    assert told.exit_code == 2
    assert "CHROMIUM_PATH" in told.stderr and "need no browser" in told.stderr


def test_svg_has_every_row_of_words_of_the_map_and_the_line_of_visibility(run: Run, wiki: Path) -> None:
    import xml.etree.ElementTree as ElementTree

    write_files(
        wiki,
        {
            "content/data/calls.csv": "day,ok\n2026-01-01,1\n2026-01-02,0\n2026-01-03,1\n",
            "content/metrics/solved.md": "---\ntitle: Solved calls\nsource: calls\nmeasure: count\nmin_n: 1\n---\n",
            "content/journeys/full.md": """
                ---
                title: Full
                stages:
                  - title: One
                    goal: I want it now
                    metrics: [solved]
                    steps:
                      - title: Asks
                        expectation: Kindness
                        action: Rings twice
                        gains: [A name, A voice]
                        insights: [Nobody reads]
                        moment_of_truth: true
                        effort: 5
                        wait: 2d
                        frontstage: [{team: Desk, action: Listens}]
                        backstage: [Looks it up]
                        support: [Phone system]
                        owner: Care
                        metrics: [solved]
                ---
                """,
        },
    )
    settings = wiki / "cjmsite.yaml"
    settings.write_text(
        f"{settings.read_text()}\nsources: {{calls: {{file: content/data/calls.csv, columns: {{ok: {{}}}}}}}}\n"
    )
    root = ElementTree.fromstring(run("export", "svg", "full", "-o", "-").stdout)
    told = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]
    words = " ".join(told)
    for said in (
        "Goal I want it now", "Expects Kindness", "Does Rings twice", "Gains – A name – A voice",
        "Insights Nobody reads",
        "Moments of truth ◆", "Waits 2 days Effort 5 of 7", "Frontstage Desk: Listens", "Backstage Looks it up",
        "Support Phone system", "KPI Solved calls: 3", "KPI of the stage Solved calls: 3", "Owner Care",
    ):  # fmt: skip
        assert said in words.replace("\u00a0", " "), (said, told)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path[@class='sight']")) == 1


def test_a_persona_has_the_same_hue_in_the_drawing_as_on_the_page(run: Run, wiki: Path) -> None:
    write_files(wiki, {"content/personas/adam.md": "---\nname: Adam\n---\n"})
    page = run("export", "html", "switching", "-o", "-").stdout
    number = re.search(r'class="key p(\d+)"', page)
    assert number and int(number[1]) > 1, "another persona comes before her"
    svg = run("export", "svg", "switching", "-o", "-").stdout
    style = (Path(__file__).parents[2] / "themes/cjmsite_atlas/js/css/1-tokens.css").read_text()
    hues = re.findall(rf"--p{number[1]}: light-dark\((#[0-9a-f]+)", style.lower())
    assert f'stroke="{hues[0]}"' in svg.lower(), hues


def test_a_journey_in_a_language_from_right_to_left_is_drawn_so(run: Run, wiki: Path) -> None:
    import xml.etree.ElementTree as ElementTree

    def places(text: str) -> list[tuple[float, str]]:
        """Where each word of the curve's scale and the names of steps begin, measured from the left."""
        root = ElementTree.fromstring(text)
        return [(float(one.get("x", "")), one.text or "") for one in root.iter("{http://www.w3.org/2000/svg}text")]

    plain = run("export", "svg", "switching", "-o", "-").stdout
    source = wiki / "content/journeys/switching.md"
    source.write_text(source.read_text().replace("---\n", "---\nlang: he\n", 1))
    turned = run("export", "svg", "switching", "-o", "-").stdout
    width = float(ElementTree.fromstring(plain).get("width", ""))
    assert places(turned) == [(width - x, word) for x, word in places(plain)]
    assert "direction: rtl" in turned and "direction" not in plain


def test_an_export_writes_over_nothing_by_itself(run: Run, wiki: Path) -> None:
    assert run("export", "csv", "switching").stdout == "Wrote switching.csv\n"
    told = run("export", "csv", "switching")
    assert told.exit_code == 2
    assert "`--force` writes over it" in told.stderr
    assert run("export", "csv", "switching", "--force").exit_code == 0


def test_a_journey_that_is_not_there_gets_the_nearest(run: Run, wiki: Path) -> None:
    assert "did you mean `switching`?" in run("export", "csv", "swiching").stderr
    assert "journeys: switching" in run("export", "csv", "zzz").stderr


def test_all_is_for_pdf_and_everything_else_needs_a_journey(
    run: Run, wiki: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "--all is for pdf" in run("export", "svg", "--all").stderr
    assert "a journey is missing" in run("export", "svg").stderr
    monkeypatch.setenv("CHROMIUM_PATH", "/bin/true")
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    assert "pip install pypdf" in run("export", "pdf", "--all").stderr
