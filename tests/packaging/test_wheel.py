"""What is shipped: the wheel, built from the sources and installed in a fresh environment, builds a site."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import write_files
from tests.plugins.environment import environment_with, run, wheel_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return wheel_of(ROOT, tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that has the wheel and its dependencies, and does not see the sources."""
    return environment_with(
        tmp_path_factory.mktemp("fresh") / "environment", wheel, without=("cjmsite", "_cjmsite", "__editable__")
    )


def test_the_wheel_holds_every_file_that_is_needed_and_no_other(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for source, shipped in (("cjmsite", "cjmsite"), ("plugins", ""), ("themes", "")):
        for path in (ROOT / source).rglob("*"):
            name = f"{shipped}/{path.relative_to(ROOT / source).as_posix()}".lstrip("/")
            if path.is_file() and "__pycache__" not in name and not name.startswith("cjmsite_atlas/js/"):
                assert name in names
    assert any(re.fullmatch(r"cjmsite-.*\.dist-info/licenses/LICENSE", name) for name in names)
    assert "cjmsite_atlas/static/LICENSES.txt" in names
    assert "cjmsite/py.typed" in names
    tops = {name.split("/")[0] for name in names}
    assert all(top.startswith("cjmsite") for top in tops), tops
    assert not any("node_modules" in name or name.endswith((".pyc", ".test.mjs", ".orig")) for name in names)


IMPORT = r"^\s*(?:from|import) ([a-z_]\w*)(?:\.\w+)*(?: import | as |,|$)"


def test_it_says_what_it_needs(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("METADATA"))
    entries = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "Requires-Python: >=3.11" in metadata and "License-Expression: MIT" in metadata
    assert "cjmsite = cjmsite.__main__:main" in entries
    required = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*extra)", metadata, re.MULTILINE)
    imported = {
        match
        for folder in ("cjmsite", "plugins", "themes/cjmsite_atlas")
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
        for match in re.findall(IMPORT, path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    names = {
        "babel": "babel", "click": "click", "duckdb": "duckdb", "jinja2": "jinja2", "markdown_it": "markdown-it-py",
        "mdit_py_plugins": "mdit-py-plugins", "nh3": "nh3", "pluggy": "pluggy", "pydantic": "pydantic",
        "pygments": "pygments", "yaml": "pyyaml",
        "rich": "rich", "watchdog": "watchdog",
        "markupsafe": "jinja2", "pydantic_core": "pydantic",
    }  # fmt: skip
    foreign = {name for name in imported if name not in sys.stdlib_module_names and not name.startswith("cjmsite")}
    optional = set(re.findall(r"^Requires-Dist: ([\w-]+).*extra == '(?!dev)", metadata, re.MULTILINE))
    assert {names.get(name, name) for name in foreign} <= set(required) | optional


def test_the_installed_program_builds_a_site(programs: Path, tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    write_files(
        root,
        {
            "cjmsite.yaml": """
                title: Northwind
                sources: {s: {file: content/s.csv, columns: {score: {type: integer, scale: [0, 10]}}}}
            """,
            "content/personas/nora.md": "---\nname: Nora\n---\nShe works shifts.\n",
            "content/journeys/j.md": "---\ntitle: J\npersonas: nora\nstages: [{title: A, steps: [{title: S}]}]\n---\n",
            "content/metrics/nps.md": "---\ntitle: NPS\nsource: s\nmeasure: nps\nexpr: score\nmin_n: 1\n---\n",
            "content/s.csv": "score\n9\n10\n0\n",
        },
    )
    python = programs / "python"
    where = run(
        python, "-c", "import cjmsite, cjmsite_atlas; print(cjmsite.__file__, cjmsite_atlas.__file__)", cwd=tmp_path
    ).stdout
    assert str(ROOT) not in where
    program = programs / "cjmsite"
    assert "cjmsite" in run(program, "--version", cwd=tmp_path).stdout
    run(program, "build", "--out", "out", cwd=root)
    out = root / "out"
    for name in (
        "index.html",
        "404.html",
        "journeys/j.html",
        "assets/atlas.css",
        "assets/atlas.js",
        "assets/theme.js",
        ".nojekyll",
    ):
        assert (out / name).is_file(), name
    metrics = json.loads((out / "site.json").read_text())["metrics"]
    assert round(metrics[0]["series"][0]["value"], 1) == 33.3
    run(program, "build", "--out", "again", cwd=root)
    assert (root / "again" / "index.html").read_bytes() == (out / "index.html").read_bytes()
