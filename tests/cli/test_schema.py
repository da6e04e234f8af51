"""`cjmsite schema`: valid, and true: what builds is allowed by it, and what is refused is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cjmsite import plugins
from cjmsite.read import frontmatter, yamltext
from cjmsite.read.halves import halve
from cjmsite.read.validation import validate
from cjmsite.read.yamlvalues import Yaml
from cjmsite.schema import DIALECT, schemas
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
SCHEMAS = schemas(plugins.collect((), {}, ROOT))
FOLDERS = {"personas": "persona", "touchpoints": "touchpoint", "journeys": "journey", "metrics": "metric"}


def mistakes(kind: str, value: Any) -> list[str]:
    checker = jsonschema.Draft202012Validator(SCHEMAS[kind], format_checker=jsonschema.FormatChecker())
    return [f"{problem.json_path}: {problem.message}" for problem in checker.iter_errors(value)]


def kind_of(path: str) -> str:
    parts = path.split("/")
    return "page" if len(parts) < 2 or parts[-1] == "index.md" else FOLDERS.get(parts[-2], "page")


def accepted(kind: str, value: Yaml) -> bool:
    from cjmsite.model.settings import Settings

    registry = plugins.collect((), {}, ROOT)
    model = Settings if kind == "settings" else registry.kinds[kind].model
    return validate(model, value, "x.md")[0] is not None


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == DIALECT


def test_all_pages_of_the_demo_follow_their_schema() -> None:
    pages = sorted((ROOT / "content").rglob("*.md"))
    assert len(pages) > 60
    for page in pages:
        front = frontmatter.parse(halve(page.read_bytes(), page.name).front, page.name).value or {}
        assert mistakes(kind_of(page.relative_to(ROOT).as_posix()), front) == [], page
    settings = yamltext.parse((ROOT / "cjmsite.yaml").read_text("utf-8"), "cjmsite.yaml").value
    assert mistakes("settings", settings) == []


def test_all_examples_of_the_guide_follow_their_schema() -> None:
    shown = 0
    for page in sorted((ROOT / "content" / "guide").glob("*.md")):
        words = page.read_text("utf-8")
        for path, text in re.findall(r"^```\S+[^\n]*file=(\S+)[^\n]*\n(.*?)^```$", words, re.M | re.S):
            if f'"{path.split("/")[-2:][0]}"' in words:
                continue  # of a kind that a plugin on the same page adds
            if path.endswith(".md"):
                front = frontmatter.parse(halve(text.encode(), path).front, path).value or {}
                assert mistakes(kind_of(path), front) == [], f"{page.name}: {path}"
                shown += 1
            elif path == "cjmsite.yaml":
                assert mistakes("settings", yamltext.parse(text, path).value) == [], page.name
                shown += 1
    assert shown > 5


STEP = "title: J\nstages: [{title: A, steps: [{title: B, %s}]}]"
SOURCE = "title: S\nsources: {s: {file: a.csv, %s}}"
METRIC = "title: M\nsource: s\n%s"

RIGHT = [
    ("persona", "name: 1984"),
    ("persona", "name: Nora\npains: Waiting\ngoals: Predictable bills\nneeds:"),
    ("persona", "name: Nora\npains: [Waiting, {text: Letters, severity: 3}, 7]\ngoals: [A, B]"),
    ("persona", "name: Nora\ngoals: {end: A, life: [B]}\nevidence: quantitative\nshare: 31%"),
    ("persona", "name: Nora\nshare: 0.31\nquote: Again?\nphoto: nora.jpg\nimage: {src: a.png, alt: A}"),
    ("persona", "name: Nora\nchannels: {app: 5}\ntraits: {calm: 1}\nskills: [{name: typing, score: 2}]"),
    ("persona", "name: Nora\ndemographics: {age: 34}\njobs: {when: a, want: b}\nreview_by: 2027-02-01"),
    (
        "persona",
        "name: Nora\nlinks: {title: A, url: https://example.com}\naliases: old\ntags: a\nextra: {x: [1, {y: z}]}",
    ),
    ("touchpoint", "title: T\nchannel: web\nsla: 2 min\nevents: {source: a, match: {x: 1}}\nmetrics: nps"),
    ("touchpoint", "title: T\nchannel: web\nsla: PT5M\nscreenshot: a.png\nvolume: {value: 12.5}"),
    ("journey", STEP % "emotion: -2"),
    ("journey", STEP % "emotion: {nora: -1.5, tom: 2}, moment_of_truth: true, next: c, wait: 3d"),
    ("journey", STEP % "moment_of_truth: fmot, frontstage: Smiles, backstage: [{team: a, action: b}, c], quote: Ah"),
    ("journey", STEP % "touchpoints: a, metrics: [b], image: a.png, duration: 8 w, optional: false"),
    ("journey", "title: J\nstages: {title: A, steps: {title: B}}\nedges: {from: b, to: b, share: 12 %}"),
    ("metric", METRIC % "target: 45\nwarn: 40.5\nmax_age: 45d"),
    ("metric", METRIC % "target: {2026: 40, 2026-07: 45, 2026-07-15: 50%}\nwarn: 40%"),
    ("metric", METRIC % "numerator: 'a > 1'\ndenominator: {agg: count}\nscale: [0, 10]\nfilter: a == 1"),
    ("metric", METRIC % "events: {date: 2026-01-31, label: Change}\ndimensions: {a: b}"),
    ("page", "title: P\nweight: 3"),
    ("page", "order: 3\nkind: page\ntoc: false"),
    ("settings", "title: S\nplugins: csv"),
    ("settings", "title: S\nplugins: [csv, acme: {limit: 3}, {other: }, ./plugins/x.py]\nrules: {a: off}"),
    ("settings", SOURCE % "columns: {a: Q1, b: {from: {name: x, nth: 2}}, c: {}}"),
    ("settings", SOURCE % "locale: de, null_values: [NA, ''], columns: {a: {scale: [0, 10], 'true': ja}}"),
    ("settings", SOURCE % "locale: {decimal: ','}, expect: {rows: '>= 10'}, filter: a == 1"),
]

WRONG = [
    ("persona", "tagline: No name"),
    ("persona", "name: ''"),
    ("persona", "name: Nora\nfavourite: x"),
    ("persona", "name: Nora\nshare: 31"),
    ("persona", "name: Nora\nshare: a third"),
    ("persona", "name: Nora\ntraits: {calm: 6}"),
    ("persona", "name: Nora\nchannels: [app]"),
    ("persona", "name: Nora\nevidence: strong"),
    ("persona", "name: Nora\nreview_by: next year"),
    ("persona", "name: Nora\nid: Not An Id"),
    ("persona", "name: Nora\npains: [{severity: 2}]"),
    ("persona", "name: [Nora]"),
    ("touchpoint", "title: T\nchannel: fax"),
    ("touchpoint", "title: T\nchannel: web\nsla: soon"),
    ("touchpoint", "title: T\nchannel: web\nsla: P"),
    ("journey", STEP % "emotion: 3"),
    ("journey", STEP % "emotion: {nora: 3}"),
    ("journey", STEP % "moment_of_truth: maybe"),
    ("journey", STEP % "frontstage: [{team: a}]"),
    ("journey", "title: J\nstages: [{steps: []}]"),
    ("journey", "title: J\nstages: [{title: A}]\nedges: [{from: a}]"),
    ("metric", METRIC % "target: high"),
    ("metric", METRIC % "target: {Q1: 45}"),
    ("metric", METRIC % "scale: [0, 5, 10]"),
    ("metric", METRIC % "p: 100"),
    ("page", "title: P\ntoc: perhaps"),
    ("settings", "tagline: No title"),
    ("settings", "title: S\nrules: {a: fatal}"),
    ("settings", "title: S\nbase_url: wiki.example.com"),
    ("settings", "title: S\nplugins: [{a: {}, b: {}}]"),
    ("settings", SOURCE % "columns: {a: {type: money}}"),
    ("settings", SOURCE % "header_rows: 9"),
]


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_short_forms_that_are_read_are_allowed(kind: str, text: str) -> None:
    front = yamltext.parse(text, "x.md")
    assert accepted(kind, front)
    assert mistakes(kind, front.value) == []


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_what_is_refused_is_not_allowed(kind: str, text: str) -> None:
    front = yamltext.parse(text, "x.md")
    assert not accepted(kind, front)
    assert mistakes(kind, front.value) != []


def test_a_schema_is_printed_alone_or_with_all_others(run: Run, folder: Path) -> None:
    alone = json.loads(run("schema", "persona").stdout)
    everything = json.loads(run("schema").stdout)
    assert everything["persona"] == alone == SCHEMAS["persona"]
    assert set(everything) == {"persona", "touchpoint", "journey", "metric", "page", "settings", "site"}


def test_a_wrong_name_gets_the_nearest_right_one(run: Run, folder: Path) -> None:
    result = run("schema", "personna")
    assert result.exit_code == 2
    assert "did you mean `persona`?" in result.stderr


def test_kinds_of_plugins_have_a_schema_in_their_site(run: Run, site) -> None:
    plugin = """
        from cjmsite.api import DocumentModel, Kind, PersonaRef, hookimpl

        class Insight(DocumentModel):
            who: PersonaRef

        @hookimpl
        def cjm_kinds(config):
            return (Kind("insight", Insight, "Insight", "Insights", "insights"),)
        """
    site({"cjmsite.yaml": "title: A\nplugins: [csv, ./p.py]\n", "p.py": plugin})
    assert "who" in json.loads(run("schema", "insight").stdout)["required"]
    assert run("schema", "insight", "--no-local-code").exit_code == 2


def test_a_built_site_json_follows_its_schema(run: Run, folder: Path) -> None:
    run("new", "wiki")
    run("build", "wiki")
    assert mistakes("site", json.loads((folder / "wiki/site/site.json").read_text("utf-8"))) == []
