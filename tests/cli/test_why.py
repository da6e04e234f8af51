"""`cjmsite why`: true answers, because they are what the database recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import write_files


@pytest.fixture
def wiki(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site that `new` makes, as the current folder."""
    run("new", "wiki")
    monkeypatch.chdir(folder / "wiki")
    return folder / "wiki"


def reasons(run: Run, target: str) -> dict[str, list[str]]:
    result = run("why", target, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, list[str]] = json.loads(result.stdout)
    return found


def test_a_journey_is_made_from_what_it_shows(run: Run, wiki: Path) -> None:
    found = reasons(run, "journeys/weekend-rental.html")
    assert found["source"] == "content/journeys/weekend-rental.md"
    assert set(found["documents"]) == {
        "content/metrics/pickup-satisfaction.md",
        "content/personas/jonas.md",
        "content/personas/maya.md",
        "content/touchpoints/booking-page.md",
        "content/touchpoints/confirmation-email.md",
        "content/touchpoints/rental-desk.md",
    }
    assert found["data"] == ["content/data/example-figures.csv"]
    assert found["settings"] == ["cjmsite.yaml"]
    assert "atlas:journey.html" in found["templates"]
    assert not any(path.startswith("/") for path in found["templates"])


def test_a_persona_s_page_is_not_made_from_other_personas(run: Run, wiki: Path) -> None:
    write_files(wiki, {"content/personas/tom.md": "---\nname: Tom\n---\n"})
    found = reasons(run, "personas/tom.html")
    assert found["source"] == "content/personas/tom.md"
    assert found["documents"] == []
    assert found["data"] == []


@pytest.mark.parametrize(
    "target",
    [
        "personas/maya.html",
        "/personas/maya.html",
        "personas/maya",
        "personas/maya.html#pains",
        "persona:maya",
        "https://wiki.example.com/cx/personas/maya.html?x=1#y",
        "https://wiki.example.com/personas/maya",
    ],
)
def test_an_address_may_be_written_in_many_ways(run: Run, wiki: Path, target: str) -> None:
    assert reasons(run, target)["url"] == "personas/maya.html"


def test_a_built_file_means_its_page(run: Run, wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("build")
    assert reasons(run, "site/personas/maya.html")["url"] == "personas/maya.html"
    assert reasons(run, (wiki / "site/index.html").as_uri())["url"] == "index.html"
    assert reasons(run, "personas/")["url"] == "personas/index.html"
    monkeypatch.chdir(wiki / "site" / "personas")
    assert reasons(run, "maya.html")["url"] == "personas/maya.html"


def test_a_data_file_goes_into_the_pages_that_show_its_figures(run: Run, wiki: Path) -> None:
    write_files(wiki, {"content/other.md": "---\ntitle: Other\n---\nWords.\n"})
    found = reasons(run, "content/data/example-figures.csv")
    assert "metrics/pickup-satisfaction.html" in found["pages"]
    assert "journeys/weekend-rental.html" in found["pages"]
    assert "other.html" not in found["pages"]
    assert "personas/maya.html" not in found["pages"]


def test_what_why_says_is_what_a_change_changes(run: Run, wiki: Path) -> None:
    """The proof: edit a file, build, and compare the pages that came out different with those that were named."""
    run("build")
    site = wiki / "site"
    before = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    source = "content/touchpoints/rental-desk.md"
    found = reasons(run, source)
    path = wiki / source
    path.write_text(path.read_text("utf-8").replace("title: Rental desk", "title: Hire counter"), "utf-8")
    run("build")
    after = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    changed = {url for url in before if before[url] != after.get(url)} - {".cjmsite-manifest.json"}
    assert len(changed) > 3
    assert changed <= {*found["pages"], *found["lists"]}
    assert "personas/index.html" not in changed


def test_text_answers_both_questions(run: Run, wiki: Path) -> None:
    page = run("why", "metrics/pickup-satisfaction.html").stdout
    assert page.startswith("metrics/pickup-satisfaction.html is the page of content/metrics/pickup-satisfaction.md\n")
    assert "content/data/example-figures.csv  (source `example-figures`)" in page
    file = run("why", "content/personas/maya.md").stdout
    assert file.startswith("content/personas/maya.md goes into\n")
    assert "  journeys/weekend-rental.html\n" in file


def test_a_file_that_goes_nowhere_is_explained(run: Run, wiki: Path) -> None:
    write_files(
        wiki,
        {
            "content/plan.md": "---\ntitle: Plan\ndraft: true\n---\n",
            "content/wrong.md": "---\ntitel: Plan\n---\n",
            "content/data/unused.csv": "a\n1\n",
        },
    )
    assert "it is a draft" in run("why", "content/plan.md").stdout
    assert "its front matter has mistakes" in run("why", "content/wrong.md").stdout
    assert "no source under `sources:`" in run("why", "content/data/unused.csv").stdout
    assert "only files in `content/`" in run("why", "README.md").stdout


def test_what_is_not_there_is_said_with_the_nearest(run: Run, wiki: Path) -> None:
    result = run("why", "persona/maya.html")
    assert result.exit_code == 2
    assert "did you mean `personas/maya.html`?" in result.stderr
    assert run("why", "../outside.md").exit_code == 2


def test_a_word_for_a_page_is_answered_with_what_it_may_mean(run: Run, wiki: Path) -> None:
    run("new", "journey", "Konto eröffnen")
    run("new", "persona", "Jürgen Weiß")
    told = {
        "konto": "did you mean `journey:konto-eröffnen`?",
        "Konto eröfnen": "did you mean `journey:konto-eröffnen`?",
        "persona:jurgen": "did you mean `persona:jürgen-weiß`?",
        "jurgen": "did you mean `persona:jürgen-weiß`?",
        "journey:jurgen": "give the address of a page",
        "rental desk": "did you mean `touchpoint:rental-desk`",
        "persona:mya": "did you mean `persona:maya`?",
        "zzzz": "give the address of a page",
    }
    for target, hint in told.items():
        result = run("why", target)
        assert result.exit_code == 2
        assert hint in result.stderr, target


def test_a_copied_image_names_its_file(run: Run, wiki: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
    write_files(wiki, {"content/pic.svg": svg, "content/pic.md": "---\ntitle: P\n---\n![A square](pic.svg)\n"})
    assert "media/pic.svg is a copy of content/pic.svg" in run("why", "media/pic.svg").stdout
    assert {"media/pic.svg", "pic.html"} <= set(reasons(run, "content/pic.svg")["pages"])


def test_a_view_of_the_site_is_no_file_for_machines(run: Run, wiki: Path) -> None:
    assert run("why", "views/portfolio.html").stdout.startswith("views/portfolio.html is a view of the whole site")
    assert run("why", "site.json").stdout.startswith("site.json is a file for machines")
