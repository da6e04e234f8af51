"""A plugin of a third party: the same code as a file of the site, and as a package that is built and installed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from msgspec import Struct

from tests.conftest import write_files
from tests.plugins.environment import environment_with, run, wheel_of

PACKAGE = Path(__file__).parent / "package"
CODE = PACKAGE / "src" / "cjmsite_acme"

OF_OFFERS = ("broken-ref", "offer-long")
FILES = {
    "cjmsite.yaml": """
        title: Northwind
        plugins:
          - csv
          - PLUGIN: {greeting: Good day, most: 10}
        sources:
          visits:
            type: acme-log
            options: {file: content/data/visits.log}
            columns: {day: {type: date}, count: {type: integer}}
          calls: {file: content/data/calls.csv, format: acme-csv, columns: {minutes: {type: number}}}
    """,
    "content/offers/green.md": "---\ntitle: Green electricity\nprice: 12.5\npersonas: [nora]\n---\nAll of it.\n",
    "content/offers/gas.md": "---\ntitle: Gas\npersonas: [norra]\n---\n",
    "content/personas/nora.md": "---\nname: Nora\nowner: x\n---\n",
    "content/journeys/switching.md": """
        ---
        title: Switching
        personas: [nora]
        stages: [{title: A, steps: [{title: Signs, emotion: 1, extra: {risk: "Two <systems> may disagree"}}]}]
        ---
    """,
    "content/metrics/visits.md": "---\ntitle: Visits\nsource: visits\nmeasure: sum\nexpr: count\n---\n",
    "content/metrics/longest.md": "---\ntitle: Longest\nsource: calls\nmeasure: highest\nexpr: minutes\n---\n",
    "content/data/visits.log": "2026-01-01 40\n2026-01-02 2\n",
    "content/data/calls.csv": "day;minutes\n1;3.5\n2;12.25\n",
}


class Place(Struct):
    """A site that uses the plugin, and the command that builds it."""

    root: Path
    programs: Path

    def run(self, *arguments: str, expect: int | None = 0) -> str:
        done = run(self.programs / "python", "-m", "cjmsite", *arguments, cwd=self.root, expect=expect)
        return done.stdout + done.stderr


def _place(root: Path, plugin: str, programs: Path) -> Place:
    write_files(root, {**FILES, "cjmsite.yaml": FILES["cjmsite.yaml"].replace("PLUGIN", plugin)})
    return Place(root, programs)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the package installed."""
    folder = tmp_path_factory.mktemp("third-party")
    shutil.copytree(PACKAGE, folder / "source")
    wheel = wheel_of(folder / "source", folder / "wheels")
    return environment_with(folder / "environment", wheel)


@pytest.fixture(params=["a file of the site", "an installed package"])
def place(request: pytest.FixtureRequest, tmp_path: Path, programs: Path) -> Place:
    root = tmp_path / "site-source"
    if request.param == "an installed package":
        return _place(root, "acme", programs)
    shutil.copytree(CODE, root / "plugins", ignore=shutil.ignore_patterns("__pycache__", "__init__.py"))
    shutil.copy(CODE / "__init__.py", root / "plugins" / "own_acme.py")
    return _place(root, "./plugins/own_acme.py", programs)


def test_it_adds_a_kind_a_row_a_view_a_check_a_source_a_format_a_measure_a_file_and_a_command(place: Place) -> None:
    told = place.run("check", "--format", "json", expect=1)
    findings = [
        (f["path"], f["line"], f["code"], f["hint"])
        for f in json.loads(told)["findings"]
        if f["code"] in ("broken-ref", "offer-long")
    ]
    assert findings == [
        ("content/offers/gas.md", 3, "broken-ref", "did you mean `nora`?"),
        ("content/offers/green.md", 2, "offer-long", None),
    ]
    (place.root / "content/offers/gas.md").write_text("---\ntitle: Gas\npersonas: [nora]\n---\n")
    place.run("build", "--out", "out")
    out = place.root / "out"
    assert "<p>All of it.</p>" in (out / "offers/green.html").read_text()
    assert "Green electricity" in (out / "offers/index.html").read_text()
    assert "../personas/nora.html" in (out / "offers/green.html").read_text()
    assert '<em class="risk">Two &lt;systems&gt; may disagree</em>' in (out / "journeys/switching.html").read_text()
    assert '<p class="shelf">Gas / Green electricity</p>' in (out / "views/shelf.html").read_text()
    assert "views/portfolio.html" in (out / "index.html").read_text(), "the views stand behind one entry"
    assert (out / "acme/offers.txt").read_text() == "Gas\nGreen electricity\n"
    metrics = {m["id"]: m for m in json.loads((out / "site.json").read_text())["metrics"]}
    assert [value["value"] for value in metrics["visits"]["series"]] == [42]
    assert [value["value"] for value in metrics["longest"]["series"]] == [12.25]
    assert place.run("greet") == "Good day, Northwind: 2 offers\n"


def test_its_options_are_validated(place: Place) -> None:
    settings = place.root / "cjmsite.yaml"
    settings.write_text(settings.read_text().replace("most: 10", "most: ten, moist: 1"))
    write_files(place.root, {"content/personas/tom.md": "---\nname: Tom\ngaols: [To pay less]\n---\n"})
    told = place.run("check", expect=None)
    assert "cjmsite.yaml:4:5" in told and "its options are not right" in told
    assert "`most`" in told and "`moist`" in told
    assert "content/personas/tom.md:3:1" in told and "did you mean `goals`?" in told
    assert "content/offers" not in told, "what only the plugin knows waits for it"


def test_it_is_listed_with_its_origin_and_hooks(place: Place) -> None:
    told = place.run("plugins")
    assert "cjm_commands" in told and "cjm_lanes" in told
    assert ("cjmsite-acme" in told and "2.0.1" in told) or "plugins/own_acme.py" in told


def test_it_is_not_run_unless_it_is_listed(programs: Path, tmp_path: Path) -> None:
    site = _place(tmp_path / "site-source", "tsv", programs)
    (site.root / "cjmsite.yaml").write_text("title: T\n")
    assert "offers" not in site.run("plugins")
    assert "no command `greet`" in site.run("greet", expect=2)
