"""`cjmsite build --report FILE`: what it says of a large site, and that it costs nothing where nobody asks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cjmsite.cache.memory import FILE, FOLDER
from cjmsite.forks import MANY, workers
from cjmsite.stopwatch import ONE_BY_ONE
from tests.cli.conftest import DAY, SITE, Run
from tests.conftest import write_files

GUIDE = Path(__file__).parents[2] / "content" / "guide" / "speed.md"
PAGES = MANY + 10

SLOW = """
    import time
    from cjmsite.api import Export, Rule, hookimpl

    def check(site):
        time.sleep(0.3)
        return ()

    @hookimpl
    def cjm_rules(config):
        return (Rule("slow", "Waits", check, {"slow": "info"}),)

    @hookimpl
    def cjm_exports(config):
        return (Export("list", "A list", lambda site: {"list.txt": "SECRET WORDS"}),)
    """

LARGE: dict[str, str | bytes | None] = {
    **SITE,
    "cjmsite.yaml": """
        title: Acme
        plugins: [csv, ./plugins/slow.py]
        sources:
          letters: {format: csv, file: data/letters.csv, columns: {day: {type: date}, score: {type: integer}}}
        """,
    "plugins/slow.py": SLOW,
    "data/letters.csv": "day,score\n2026-10-01,5\n2026-10-02,4\n2026-11-01,1\n",
    "content/metrics/answers.md": """
        ---
        title: Answers
        measure: count
        source: letters
        date: day
        direction: up
        owner: CX
        ---
        """,
    "content/notes/index.md": "---\ntitle: Notes\n---\n",
    **{f"content/notes/note-{n}.md": f"---\ntitle: Note {n}\n---\nSECRET WORDS\n" for n in range(PAGES)},
}


class Site:
    """A site that is built by the true program, each time with a report."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.report = root.with_suffix(".json")  # beside the site: no file of it changes
        self.said = ""
        self.errors = ""

    def build(self, *options: str, exit_code: int = 0, day: str = DAY) -> dict[str, Any]:
        env = {**os.environ, "SOURCE_DATE_EPOCH": day, "CJMSITE_WORKERS": "2"}
        command = [sys.executable, "-m", "cjmsite", "build", "--report", str(self.report), *options]
        done = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)
        self.said, self.errors = done.stdout, done.stderr
        assert done.returncode == exit_code, done.stderr
        found: dict[str, Any] = json.loads(self.report.read_text("utf-8"))
        return found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, Any]]:
    """A site with enough pages for workers, and the report of its first build."""
    site = Site(tmp_path_factory.mktemp("large") / "site")
    write_files(site.root, LARGE)
    return site, site.build()


def names(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["name"] for entry in entries]


def keys_of(report: dict[str, Any]) -> set[str]:
    """The keys as the guide writes them: one level of objects whose parts mean different things."""
    opened = ("stages", "cache", "slowest")
    found = {key for key in report if key not in opened}
    return found | {f"{key}.{part}" for key in opened for part in report[key]}


def test_the_report_has_the_keys_of_the_guide_and_no_others(large: tuple[Site, dict[str, Any]]) -> None:
    _, report = large
    section = GUIDE.read_text("utf-8").partition("## The report of a build")[2].partition("## The figures")[0]
    assert keys_of(report) == set(re.findall(r"^\| `([a-z_.]+)` \|", section, re.MULTILINE))
    for entries in report["slowest"].values():
        assert all(list(entry) == ["name", "plugin", "seconds"] for entry in entries)
        assert [entry["seconds"] for entry in entries] == sorted((e["seconds"] for e in entries), reverse=True)
        assert 0 < len(entries) <= 20
    assert all(list(entry) == ["name", "seconds"] for entry in report["plugins"])
    assert all(list(entry) == ["name", "runs", "seconds"] for entry in report["queries"])
    assert list(report["counts"]) == ["pages", "metrics", "files"]
    assert list(report["written"]) == ["new", "changed", "unchanged", "deleted"]
    assert list(report["cache"]["changed_files"]) == ["count", "first"]
    assert report["memory"] is None or list(report["memory"]) == ["main", "largest_worker"]
    assert report["version"] == 1


def test_a_first_build_tells_of_every_stage_and_of_what_its_workers_did(large: tuple[Site, dict[str, Any]]) -> None:
    _, report = large
    assert all(seconds > 0 for seconds in report["stages"].values()), report["stages"]
    assert report["seconds"] == pytest.approx(sum(report["stages"].values()), abs=0.001)
    assert report["cache"]["state"] == "none"
    assert report["cache"]["worked_out"] > 5 * PAGES
    assert report["written"]["new"] == report["counts"]["files"]
    # Every body was read once, no matter by whom.
    runs = {entry["name"]: entry["runs"] for entry in report["queries"]}
    assert runs["cjmsite.pipeline.story:body"] == PAGES + 5
    if workers() > 1:
        assert report["workers"] == 2
        assert report["memory"]["largest_worker"] > 1_000_000


def test_each_subject_belongs_to_the_plugin_that_declared_it(large: tuple[Site, dict[str, Any]]) -> None:
    _, report = large
    slowest = report["slowest"]
    assert slowest["rules"][0]["name"] == "slow"
    assert slowest["rules"][0]["plugin"] == "./plugins/slow.py"
    assert 0.3 <= slowest["rules"][0]["seconds"] < 3
    seconds = {entry["name"]: entry["seconds"] for entry in report["plugins"]}
    assert seconds["./plugins/slow.py"] >= 0.3
    assert {"cjmsite", "journeys", "metrics", "csv"} <= set(seconds)
    owners = {kind: {entry["name"]: entry["plugin"] for entry in entries} for kind, entries in slowest.items()}
    assert owners["metrics"] == {"answers": "metrics"}
    assert owners["sources"] == {"letters": "csv"}
    assert owners["exports"]["list"] == "./plugins/slow.py"
    assert owners["exports"]["site.json"] == "cjmsite"
    assert set(owners["pages"].values()) <= {"journeys", "metrics", "cjmsite"}


def test_the_report_names_files_and_shows_nothing_of_them(large: tuple[Site, dict[str, Any]]) -> None:
    site, _ = large
    text = site.report.read_text("utf-8")
    assert "content/notes/note-" in text
    assert "SECRET" not in text
    assert str(site.root) not in text


def test_a_run_where_nothing_changed_works_nothing_out_and_loads_little(large: tuple[Site, dict[str, Any]]) -> None:
    site, _ = large
    site.build()  # the first one made a folder in the site, which is a change, too
    report = site.build("-v")
    assert report["cache"]["state"] == "used"
    assert report["cache"]["changed_files"] == {"count": 0, "first": []}
    assert report["cache"]["worked_out"] == 0, report["queries"]
    assert report["cache"]["taken"] > PAGES
    assert not any(report["slowest"].values())
    assert report["workers"] == 0
    assert report["written"] == {"new": 0, "changed": 0, "unchanged": report["counts"]["files"], "deleted": 0}
    assert "Went on from the last run" in site.said
    assert "0 worked out" in site.said
    for report_wanted in (["--report", str(site.report)], []):
        shown = loaded(site.root, "build", "-q", *report_wanted)
        assert "cjmsite.build" in shown
        assert "pydantic" not in shown
        assert ("cjmsite.stopwatch" in shown) == bool(report_wanted)


def loaded(folder: Path, *arguments: str) -> list[str]:
    """The modules that a run of the program has loaded at its end."""
    code = (
        "import sys\nfrom cjmsite.cli.main import cli\n"
        "try: cli.main(sys.argv[1:])\nexcept SystemExit as end: assert not end.code\n"
        "print(*sys.modules)"
    )
    env = {**os.environ, "SOURCE_DATE_EPOCH": DAY}
    return subprocess.check_output([sys.executable, "-c", code, *arguments], cwd=folder, env=env, text=True).split()


def test_a_changed_a_new_and_a_deleted_page_are_told(large: tuple[Site, dict[str, Any]]) -> None:
    site, _ = large
    site.build()
    changed, new, gone = (f"content/notes/{name}.md" for name in ("note-7", "new", "note-8"))
    write_files(site.root, {changed: "---\ntitle: Note 7\n---\nOther words\n"})
    report = site.build("-v")
    assert report["cache"]["changed_files"] == {"count": 1, "first": [changed]}
    assert f"Files changed: {changed}\n" in site.said
    assert names(report["slowest"]["bodies"]) == [changed]
    assert names(report["slowest"]["pages"]) == ["notes/note-7.html"]
    assert report["cache"]["worked_out"] < 50
    assert report["written"]["new"] == report["written"]["deleted"] == 0
    write_files(site.root, {new: "---\ntitle: New\n---\n", gone: None})
    report = site.build()
    assert report["cache"]["changed_files"] == {"count": 2, "first": [new, gone]}
    assert report["written"]["new"] == report["written"]["deleted"] == 1


def test_why_everything_had_to_be_worked_out(large: tuple[Site, dict[str, Any]]) -> None:
    site, _ = large
    cache = site.root / FOLDER / FILE
    assert site.build()["cache"]["changed_options"] == []
    other = site.build("--base-url", "https://acme.example/", day=str(int(DAY) + 86_400))
    assert other["cache"]["changed_options"] == ["today", "base_url"]
    whole = cache.read_bytes()
    cache.write_bytes(whole[:18] + bytes(32) + whole[50:])
    assert site.build()["cache"]["state"] == "code"
    cache.write_bytes(cache.read_bytes()[:-1])
    assert site.build("-v")["cache"]["state"] == "damaged"
    assert "The cache was damaged" in site.said
    assert site.build("--no-cache")["cache"]["state"] == "off"


def test_a_build_that_stops_at_an_error_is_reported_too(folder: Path) -> None:
    site = Site(folder)
    write_files(folder, {**SITE, "content/personas/tom.md": "---\nnam: Tom\n---\n"})
    report = site.build(exit_code=1)
    assert report["written"] is None
    assert "Nothing was written" in site.errors
    assert report["cache"]["worked_out"] > 0


def test_a_report_that_cannot_be_written_is_an_error_after_the_build(run: Run, site) -> None:
    root = site()
    result = run("build", "--report", "x" * 300)
    assert result.exit_code == 2
    assert "cannot write `xxx" in result.stderr
    assert result.stdout.startswith("Built ")
    assert (root / "site" / "index.html").is_file()


@pytest.mark.parametrize("command", [("build", "--report"), ("check", "--format", "sarif", "--output")])
def test_a_report_makes_one_folder_and_not_those_of_a_slip_of_typing(run: Run, site, command) -> None:
    root = site({"file": "no folder"})
    assert run(*command, "reports/took.json").exit_code == 0
    assert (root / "reports/took.json").is_file()
    shutil.rmtree(root / "site", ignore_errors=True)
    for wrong, words in {
        "/no/such/took.json": "there is no folder `/no`",
        "buidl/reports/took.json": "there is no folder `buidl`; make it, or mend the path",
        "file/took.json": "is a file, not a folder",
    }.items():
        result = run(*command, wrong)
        assert result.exit_code == 2 and words in result.stderr, result.stderr
    assert not (root / "buidl").exists()
    assert not (root / "site").exists()


def test_a_report_does_not_become_a_part_of_the_site(run: Run, site) -> None:
    root = site()
    result = run("build", "--report", "site/took.json")
    assert result.exit_code == 2
    assert "somewhere else" in result.stderr
    assert not (root / "site").exists()


def test_quiet_keeps_the_report_to_its_file(run: Run, site) -> None:
    root = site()
    result = run("build", "-q", "-v", "--report", "took.json")
    assert (result.exit_code, result.output) == (0, "")
    assert json.loads((root / "took.json").read_text("utf-8"))["counts"]["pages"] > 3


def test_the_timed_queries_are_queries() -> None:
    import importlib

    for name in ONE_BY_ONE:
        module, _, function = name.partition(":")
        assert getattr(importlib.import_module(module), function).name == name
