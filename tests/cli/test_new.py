"""`cjmsite new`: what it makes builds, and what is there stays."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml

from cjmsite.cli import new
from cjmsite.scaffold import starters
from tests.cli.conftest import Run

KINDS = ("persona", "touchpoint", "journey", "metric", "page")


def sources(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_new_site_builds_without_a_single_finding(run: Run, folder: Path) -> None:
    made = run("new", "my-site")
    assert made.exit_code == 0
    assert "cd my-site" in made.stdout
    built = run("build", "my-site", "--strict", "-v")
    assert (built.exit_code, built.stderr) == (0, ""), built.stderr
    assert run("check", "my-site").stdout == "Nothing to mend.\n"
    page = (folder / "my-site" / "site" / "journeys" / "weekend-rental.html").read_text("utf-8")
    assert "Queues at the desk" in page
    metric = (folder / "my-site" / "site" / "metrics" / "pickup-satisfaction.html").read_text("utf-8")
    assert "made up" in metric
    assert "77" in metric


@pytest.mark.parametrize("day", ["0", "951782400", "1798675200", "4102444800"])
def test_a_new_site_is_clean_on_any_day(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", day)
    run("new", "wiki")
    assert run("check", "wiki").stdout == "Nothing to mend.\n"


def test_example_figures_say_so_wherever_they_are(run: Run, folder: Path) -> None:
    run("new", "wiki")
    assert (folder / "wiki/content/data/example-figures.csv").is_file()
    assert "made up" in (folder / "wiki/content/metrics/pickup-satisfaction.md").read_text("utf-8")
    assert "made up" in (folder / "wiki/cjmsite.yaml").read_text("utf-8")


def test_the_title_comes_from_the_folder(run: Run, folder: Path) -> None:
    run("new", "sub/acme_cx")
    assert "title: Acme cx\n" in (folder / "sub/acme_cx/cjmsite.yaml").read_text()
    run("new", "Größe: 4 % & more")
    assert run("check", "Größe: 4 % & more").stdout == "Nothing to mend.\n"


def test_a_site_can_be_made_in_the_current_folder(run: Run, folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    assert run("new", ".").exit_code == 0
    assert (folder / "cjmsite.yaml").is_file()
    assert (folder / "notes.txt").read_text() == "mine"


def test_nothing_is_overwritten(run: Run, folder: Path) -> None:
    run("new", "wiki")
    (folder / "wiki" / "content" / "personas" / "maya.md").write_text("mine")
    before = sources(folder)
    again = run("new", "wiki")
    assert again.exit_code == 2
    assert "nothing was written" in again.stderr
    (folder / "wiki" / "cjmsite.yaml").unlink()
    third = run("new", "wiki")
    assert third.exit_code == 2
    assert "README.md" in third.stderr
    before.pop("wiki/cjmsite.yaml")
    assert sources(folder) == before
    (folder / "file").write_text("")
    assert run("new", "file").exit_code == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_document_builds_and_is_not_overwritten(run: Run, site, kind: str) -> None:
    root = site()
    made = run("new", kind, "Price letter: “Nº 4”")
    assert made.exit_code == 0, made.output
    assert made.stderr == ""
    assert "price-letter-nº-4.md" in made.stdout
    assert "Next: " in made.stdout
    assert run("build").exit_code == 0
    before = sources(root)
    again = run("new", kind, "Price letter: “Nº 4”")
    assert again.exit_code == 2
    assert "nothing was written" in again.stderr
    assert sources(root) == before


@pytest.mark.parametrize("template", new.TEMPLATES)
def test_every_journey_begins_without_warnings(run: Run, site, template: str) -> None:
    root = site()
    assert run("new", "journey", "Moving house", "--template", template).exit_code == 0
    result = run("check")
    assert result.exit_code == 0, result.stdout
    text = (root / "content/journeys/moving-house.md").read_text("utf-8")
    assert "personas: [nora]" in text
    assert "# touchpoint: letter" in text
    stories = text.count("- title:")
    assert stories >= (4 if template == "blank" else 10)


@pytest.mark.parametrize("template", new.TEMPLATES)
def test_journeys_begin_well_on_an_empty_site_too(run: Run, folder: Path, template: str) -> None:
    (folder / "cjmsite.yaml").write_text("title: Acme\n")
    run("new", "journey", "Moving house", "--template", template)
    result = run("check")
    assert result.exit_code == 0, result.stdout


def test_the_hints_of_a_beginning_are_true_yaml(run: Run, site) -> None:
    """Whoever takes the `#` away gets something that builds."""
    root = site()
    for kind in ("persona", "touchpoint"):
        run("new", kind, "Tom")
        path = root / "content" / f"{kind}s" / "tom.md"
        lines = [
            line.removeprefix("# ") if not line.startswith(("# metrics", "# Below")) else ""
            for line in path.read_text("utf-8").split("\n")
        ]
        path.write_text("\n".join(lines), "utf-8")
    found = run("check", "--fail-on", "error")
    assert found.exit_code == 0, found.stdout


def test_a_metric_begins_as_a_draft(run: Run, site) -> None:
    site()
    run("new", "metric", "Onboarding NPS")
    assert run("check").exit_code == 0
    assert "unknown-source" in run("check", "--drafts").stdout


def test_an_id_as_name_is_said_in_words(run: Run, site) -> None:
    root = site()
    run("new", "touchpoint", "price-letter")
    assert "title: Price letter\n" in (root / "content/touchpoints/price-letter.md").read_text()


def test_a_document_lands_in_the_site_around_the_current_folder(run: Run, site, monkeypatch) -> None:
    root = site({"cjmsite.yaml": "title: Acme\ncontent: pages\n"})
    monkeypatch.chdir(root / "content")
    assert "Wrote ../pages/personas/tom.md" in run("new", "persona", "Tom").stdout
    assert (root / "pages/personas/tom.md").is_file()


def test_the_example_can_be_taken_out_as_the_guide_says(run: Run, folder: Path, monkeypatch) -> None:
    run("new", "wiki")
    root = folder / "wiki"
    monkeypatch.chdir(root)
    for path in root.glob("content/*/*"):
        path.unlink()
    settings = (root / "cjmsite.yaml").read_text("utf-8")
    start, end = settings.index("sources:\n  example"), settings.index("# For an export")
    (root / "cjmsite.yaml").write_text(settings[:start] + settings[end:], "utf-8")
    found = run("check")
    assert found.exit_code == 1
    assert "content/index.md" in found.stdout
    (root / "content/index.md").write_text("Ours.\n", "utf-8")
    run("new", "persona", "Nora Lind")
    run("new", "journey", "Moving house")
    assert run("check").exit_code == 0


@pytest.mark.parametrize("template", new.TEMPLATES)
def test_every_stage_of_a_new_journey_can_be_compared(run: Run, site, template: str) -> None:
    root = site()
    run("new", "journey", "Moving house", "--template", template)
    text = (root / "content/journeys/moving-house.md").read_text("utf-8")
    stages = yaml.safe_load(text.split("---\n")[1])["stages"]
    assert all(stage["lifecycle"] for stage in stages)


@pytest.mark.parametrize(("measure", "method"), [("csat", "top2box"), ("ces", "net")])
def test_a_new_metric_names_what_its_measure_needs(run: Run, site, measure: str, method: str) -> None:
    root = site(
        {
            "cjmsite.yaml": """
                title: Acme
                sources:
                  survey:
                    file: content/data/s.csv
                    columns: {score: {type: integer}, when: {type: date}}
                """,
            "content/data/s.csv": "score,when\n5,2026-10-02\n4,2026-10-03\n",
        }
    )
    run("new", "metric", "Happy")
    path = root / "content/metrics/happy.md"
    text = path.read_text("utf-8").replace("measure: nps", f"measure: {measure}").replace("draft: true", "draft: false")
    path.write_text(text, "utf-8")
    assert run("build").exit_code == 1, "it needs a method"
    text = text.replace("# method: top2box", f"method: {method}")
    path.write_text(text.replace("# scale:", "scale:") if measure == "csat" else text, "utf-8")
    built = run("build")
    assert built.exit_code == 0, built.output


def test_a_kind_without_a_name_is_not_taken_for_a_folder(run: Run, site) -> None:
    root = site()
    before = sources(root)
    for word in KINDS:
        result = run("new", word)
        assert result.exit_code == 2
        assert f"cjmsite new ./{word}" in result.stderr
    mistyped = run("new", "personna")
    assert mistyped.exit_code == 2
    assert "did you mean `persona`?" in mistyped.stderr
    assert "did you mean `journey`?" in run("new", "jurney", "Moving").stderr
    assert sources(root) == before
    assert run("new", "./persona").exit_code == 0


def test_names_without_letters_and_stray_templates_are_refused(run: Run, site) -> None:
    site()
    assert run("new", "persona", "!!!").exit_code == 2
    assert run("new", "persona", "Tom", "--template", "purchase").exit_code == 2
    assert run("new", "journey", "Tom", "--template", "nonsense").exit_code == 2


def test_a_document_needs_a_site(run: Run, folder: Path) -> None:
    result = run("new", "persona", "Tom")
    assert result.exit_code == 2
    assert "cjmsite new my-site" in result.stderr
    assert "cjmsite new wiki" in run("new", "site", "wiki").stderr


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("persona", "con", "`con` cannot be a file name on Windows"),
        ("persona", "CON", "choose another name"),
        ("persona", "index", "`personas/index.html` already"),
        ("journey", "Index", "`journeys/index.html` already"),
        ("page", "404", "`404.html` already"),
        ("page", "team/nul", "`nul` cannot be a file name"),
        ("page", "personas/Tom", "cjmsite new persona NAME"),
        ("page", "../outside", "needs a letter or a digit"),
    ],
)
def test_a_name_that_the_next_build_would_refuse_is_refused(run: Run, site, kind: str, name: str, told: str) -> None:
    root = site()
    before = sources(root)
    made = run("new", kind, name)
    assert made.exit_code == 2
    assert told in made.stderr
    assert sources(root) == before


@pytest.mark.parametrize("name", ["index", "personas/index"])
def test_a_page_may_stand_for_the_home_page_and_for_a_list(run: Run, site, name: str) -> None:
    root = site()
    assert run("new", "page", name).exit_code == 0
    assert (root / f"content/{name}.md").is_file()
    assert run("build").exit_code == 0


def test_a_page_keeps_the_folder_of_its_name(run: Run, site) -> None:
    root = site()
    assert "Wrote content/team/wer-wir-sind.md" in run("new", "page", "team/Wer wir sind").stdout
    assert "title: Wer wir sind\n" in (root / "content/team/wer-wir-sind.md").read_text("utf-8")
    assert "Wrote content/plan-do.md" in run("new", "page", "Plan / do").stdout
    assert "Wrote content/personas/salesdesk.md" in run("new", "persona", "Sales/desk").stdout
    assert run("build").exit_code == 0


def test_a_long_name_gives_an_id_that_ends_with_a_word(run: Run, site) -> None:
    root = site()
    name = "Moving house with the whole family " * 9
    assert run("new", "journey", name).exit_code == 0
    assert run("new", "persona", "ab" * 150).exit_code == 0
    (journey,) = (path.stem for path in (root / "content/journeys").glob("moving*"))
    assert journey == "moving-house-with-the-whole-family-moving-house"
    assert run("new", "page", "東京" * 150).exit_code == 0
    assert run("build").exit_code == 0


def test_a_name_without_quotes_is_told_how_to_have_them(run: Run, folder: Path) -> None:
    for words in (("persona", "Nora", "Lind"), ("My", "new", "site")):
        result = run("new", *words)
        assert result.exit_code == 2
        meant = 'persona "Nora Lind"' if words[0] == "persona" else '"My new site"'
        assert f"cjmsite new {meant}`" in result.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", " "])
def test_a_site_without_a_name_is_not_made_in_the_current_folder(run: Run, folder: Path, name: str) -> None:
    assert run("new", name).exit_code == 2
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("inside", ["site", "site/sub", "content/other", "plugins/x"])
def test_no_site_is_made_where_another_one_writes_or_reads(run: Run, site, inside: str) -> None:
    root = site()
    before = sources(root)
    result = run("new", inside)
    assert result.exit_code == 2
    assert "outside of that site" in result.stderr
    assert sources(root) == before


def test_a_journey_begins_with_the_personas_that_have_none_yet(run: Run, site) -> None:
    root = site({"content/personas/anna.md": "---\nname: Anna\nowner: CX\n---\n"})
    run("new", "persona", "Zoe")
    run("new", "journey", "Moving house")
    assert "personas: [anna, zoe]" in (root / "content/journeys/moving-house.md").read_text("utf-8")
    assert run("check").exit_code == 0
    run("new", "journey", "Moving on")
    assert "personas: [anna, nora]" in (root / "content/journeys/moving-on.md").read_text("utf-8")


def test_the_commands_of_the_readme_give_a_site_without_warnings(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    part = readme.partition("## Five minutes")[2].partition("```console\n")[2].partition("```")[0]
    lines = [shlex.split(line.removeprefix("$ "), comments=True) for line in part.splitlines()]
    ran = []
    for program, *arguments in lines:
        if program == "cd":
            monkeypatch.chdir(arguments[0])
        elif program == "cjmsite":
            ran.append(arguments[0])
            if arguments == ["serve"]:  # which ends with Ctrl-C; it has tests of its own
                continue
            result = run(*arguments)
            assert result.exit_code == 0, result.output
            assert "warning[" not in result.output
    assert ran == ["new", "new", "new", "serve", "build", "check"]


def test_a_plugin_s_kind_begins_with_its_starter(run: Run, site) -> None:
    root = site(
        {
            "cjmsite.yaml": "title: Acme\nplugins: [csv, ./plugins/insights.py]\n",
            "plugins/insights.py": """
                from cjmsite.api import DocumentModel, Kind, hookimpl

                class Insight(DocumentModel):
                    statement: str

                @hookimpl
                def cjm_kinds(config):
                    starter = "---\\ntitle: {title}\\nstatement: Seen on {day} as {id} {unknown}\\n---\\n"
                    return (Kind("insight", Insight, "Insight", "Insights", "insights", starter=starter),)
                """,
        }
    )
    assert run("new", "insight", "Letters scare").exit_code == 0
    text = (root / "content/insights/letters-scare.md").read_text()
    assert text == "---\ntitle: Letters scare\nstatement: Seen on 2026-11-21 as letters-scare {unknown}\n---\n"
    assert run("build").exit_code == 0


def test_the_choices_of_the_help_are_those_that_exist() -> None:
    assert new.TEMPLATES == starters.JOURNEYS
    assert new.KINDS == starters.KINDS
