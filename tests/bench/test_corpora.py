"""The corpora of the benchmarks: the same from the same seed, and right for the tool that reads them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bench import corpus, install, journeys, preview, sites
from bench.tools import CJMSITE, PEERS
from cjmsite import build
from tests.conftest import TODAY

SEED = 7
LINK = re.compile(r"\]\(([^)]+)\)")


@pytest.mark.parametrize("flavour", corpus.FLAVOURS)
def test_the_same_seed_gives_the_same_pages_and_another_seed_others(flavour: str) -> None:
    first = dict(corpus.files(flavour, 60, SEED))
    assert first == dict(corpus.files(flavour, 60, SEED))
    other = dict(corpus.files(flavour, 60, SEED + 1))
    assert first.keys() == other.keys()
    assert first["section-001/page-00001.md"] != other["section-001/page-00001.md"]


def test_the_same_seed_gives_the_same_journeys_in_another_process() -> None:
    """Hashes of strings differ between two processes; nothing here may hang on them."""
    code = (
        "import hashlib; from bench import corpus, journeys; "
        "text = repr([*journeys.files(2, 7), *corpus.files('hugo', 3, 7)]); "
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1 and runs.pop().strip()


@pytest.mark.parametrize("flavour", corpus.FLAVOURS)
def test_every_page_has_the_marker_once_and_the_text_of_all_flavours(flavour: str) -> None:
    files = dict(corpus.files(flavour, 60, SEED))
    pages = {path: text for path, text in files.items() if "/page-" in path}
    assert len(pages) == 60
    for path, text in files.items():
        assert text.count(corpus.MARKER) == 1, path
        assert "<<" not in text, path
    reference = dict(corpus.files("mkdocs", 60, SEED))
    for path, text in pages.items():
        assert _words(text) == _words(reference[path])


def _words(text: str) -> list[str]:
    """The words of a page without its heading, its addresses and what a fence says beside its language."""
    body = text.split("---\n", 2)[2]
    return re.sub(r"^# .*$|\]\([^)]*\)| run=false", "", body, flags=re.MULTILINE).split()


@pytest.mark.parametrize("tool", [*PEERS, CJMSITE], ids=lambda tool: tool.name)
def test_every_link_leads_to_a_page_as_the_tool_resolves_it(tool, tmp_path: Path) -> None:
    corpus.write(tmp_path, tool.name, 60, SEED)
    checked = 0
    for path in tmp_path.rglob("page-*.md"):
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if tool.name in ("hugo", "eleventy"):  # a page is a folder there
                found = (path.with_suffix("") / target).resolve().with_suffix(".md")
            else:
                found = (path.parent / target).resolve().with_suffix(".md")
            assert found.is_file(), f"{path.name}: {target}"
            checked += 1
    assert checked == 180


def test_the_corpus_of_pages_builds_without_a_finding(tmp_path: Path) -> None:
    own = install.install(CJMSITE, tmp_path)
    for figures in (False, True):
        site = sites.pages(own, tmp_path / f"site-{figures}", 60, SEED, figures=figures)
        made = build.build(build.open_site(site.folder, build.Options(TODAY)), site.folder / "site")
        assert [f for f in made.findings if f.severity != "info"] == []
        for number in range(1, 61):
            page = (site.folder / "site" / f"{corpus.page_path(number)}.html").read_text(encoding="utf-8")
            assert corpus.MARKER in page
        assert (site.folder / "site" / journeys.SHOWN).is_file() is figures


def test_the_corpus_of_journeys_builds_without_a_finding(tmp_path: Path) -> None:
    own = install.install(CJMSITE, tmp_path)
    site = sites.maps(own, tmp_path / "site", 2, SEED)
    made = build.build(build.open_site(site.folder, build.Options(TODAY)), site.folder / "out")
    assert [f for f in made.findings if f.severity != "info"] == []
    for number in (1, 2):
        page = (site.folder / "out" / "journeys" / f"journey-{number:05d}.html").read_text(encoding="utf-8")
        assert corpus.MARKER in page
        for step in range(1, journeys.STEPS + 1):
            assert re.search(rf"Step {step}\b", page), step
    assert (site.folder / "out" / journeys.SHOWN).is_file()
    assert (site.folder / site.edited).is_file()


def test_one_data_file_in_ten_touches_about_every_third_journey() -> None:
    """What the guide says of the journeys; the share follows from how metrics are dealt out."""
    files = dict(journeys.files(200, SEED))
    changed = {path for path, text in files.items() if "\nsource: survey-01\n" in text}
    names = [Path(path).stem for path in changed]
    assert len(names) == 5
    touched = [
        path
        for path, text in files.items()
        if path.startswith("content/journeys/") and any(f"[{name}]" in text for name in names)
    ]
    assert 0.3 < len(touched) / 200 < 0.6


def laid(name: str, folder: Path) -> Path:
    tool = next(tool for tool in PEERS if tool.name == name)
    installed = install.Installed(tool, folder / "tools", "program", "1.0")
    return sites.pages(installed, folder / "site", 120, SEED).folder


def test_the_navigation_of_mkdocs_and_zensical_names_the_home_page_and_the_sections(tmp_path: Path) -> None:
    settings = yaml.safe_load((laid("mkdocs", tmp_path / "m") / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["nav"] == [
        {"Home": "index.md"},
        *({f"Section {n:03d}": f"section-{n:03d}/index.md"} for n in (1, 2, 3)),
    ]
    project = tomllib.loads((laid("zensical", tmp_path / "z") / "zensical.toml").read_text(encoding="utf-8"))["project"]
    assert project["nav"] == settings["nav"]
    assert project["theme"] == {"font": False}


@pytest.mark.parametrize("name", ["eleventy", "observable"])
def test_a_site_of_a_node_tool_sees_what_was_installed_for_it(name: str, tmp_path: Path) -> None:
    folder = laid(name, tmp_path)
    assert json.loads((folder / "package.json").read_text(encoding="utf-8")) == {"type": "module"}
    assert (folder / "node_modules").readlink() == tmp_path / "tools" / "node_modules"


@pytest.mark.parametrize("tool", PEERS, ids=lambda tool: tool.name)
def test_every_page_to_be_edited_or_previewed_is_in_the_site(tool, tmp_path: Path) -> None:
    folder = laid(tool.name, tmp_path)
    assert (folder / tool.content / f"{sites.EDITED}.md").is_file()
    for number in preview.NUMBERS:
        assert corpus.MARKER in (folder / tool.content / f"{corpus.page_path(number)}.md").read_text(encoding="utf-8")
