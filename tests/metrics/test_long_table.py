"""`cjmsite metrics` and the long table behind it: every number of a site with what it needs to be believed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cjmsite import build
from cjmsite.cli import place
from cjmsite.cli.main import cli
from cjmsite.pipeline import numbers
from cjmsite.render import results
from tests.conftest import write_files

COLUMNS = [
    "kpi",
    "stage",
    "touchpoint",
    "persona",
    "segment",
    "period_start",
    "grain",
    "value",
    "low",
    "high",
    "n",
    "unit",
    "status",
    "source",
    "as_of",
    "quality",
]
KPIS = """
    metric,date,value,n,numerator,denominator,touchpoint,segment
    solved,2026-08-01,0.61,412,,,,
    solved,2026-09-01,0.75,400,300,400,,
    solved,2026-10-01,0.50,400,200,400,,
    solved,2026-10-01,0.40,100,40,100,letter,=young
    solved,2026-10-01,0.40,5,2,5,letter,old
    """


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")
    write_files(
        tmp_path,
        {
            "cjmsite.yaml": "title: T\nsources:\n  desk: {file: content/data/kpis.csv, format: tidy}\n",
            "content/data/kpis.csv": KPIS,
            "content/metrics/solved.md": (
                "---\ntitle: Solved\nsource: desk\ngrain: month\nunit: '%'\ntarget: 70\nmax_age: 10d\n---\n"
            ),
            "content/metrics/silent.md": "---\ntitle: Silent\nsource: nowhere\n---\n",
        },
    )
    return tmp_path


def run(site: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["metrics", str(site), *options], prog_name="cjmsite")


def test_the_long_table_has_a_row_for_each_metric_period_and_part(site: Path) -> None:
    result = run(site, "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == COLUMNS
    assert [(row["period_start"], row["touchpoint"], row["segment"]) for row in rows] == [
        ("2026-08-01", "", ""),
        ("2026-09-01", "", ""),
        ("2026-10-01", "", ""),
        ("2026-10-01", "letter", "'=young"),
        ("2026-10-01", "letter", "old"),
    ]
    newest = rows[2]
    assert {name: newest[name] for name in ("kpi", "grain", "value", "n", "unit", "status", "source", "as_of")} == {
        "kpi": "solved",
        "grain": "month",
        "value": "0.5",
        "n": "400",
        "unit": "%",
        "status": "off",
        "source": "desk",
        "as_of": "2026-10-31",
    }
    assert float(newest["low"]) == pytest.approx(0.4513, abs=1e-4)


def test_the_quality_of_a_number_is_said_in_words(site: Path) -> None:
    rows = json.loads(run(site, "--format", "json").stdout)
    assert [row["quality"] for row in rows] == ["no-interval", "", "stale worse", "", "small-n"]
    assert rows[-1]["value"] is None and rows[-1]["n"] == 5
    assert rows[2]["value"] == 0.5
    assert list(rows[0]) == COLUMNS


def test_the_table_for_people_is_rounded_and_leaves_out_empty_columns(site: Path) -> None:
    lines = run(site, "--latest").stdout.splitlines()
    assert lines[0].split() == [name for name in COLUMNS if name not in ("stage", "persona")]
    assert lines[1].split()[:7] == ["solved", "2026-10-01", "month", "50.0", "45.1", "54.9", "400"]
    assert len(lines) == 4


def test_metrics_without_numbers_are_named_beside_the_table(site: Path) -> None:
    result = run(site)
    assert result.stderr == "Without numbers: silent. `cjmsite check` says why.\n"
    assert run(site, "--metric", "solved").stderr == ""


def test_an_unknown_metric_is_told_with_the_nearest(site: Path) -> None:
    result = run(site, "--metric", "solvd")
    assert result.exit_code == 2
    assert "there is no metric `solvd`; did you mean `solved`?" in result.stderr


def test_a_site_without_numbers_says_so(tmp_path: Path) -> None:
    write_files(tmp_path, {"cjmsite.yaml": "title: T\n"})
    assert run(tmp_path).stdout == "There are no numbers yet.\n"
    assert run(tmp_path, "--format", "json").stdout == "[]\n"


def test_what_was_computed_is_known_in_the_next_run_and_to_a_build(site: Path) -> None:
    (site / "content/metrics/silent.md").unlink()
    first = run(site, "--format", "csv")
    assert first.exit_code == 0
    db, memory = build.resume(site, build.Options(place.today()))
    assert db.is_right((numbers.metric, ("solved",)))
    assert not db.knows((results.found, ())), "a build must not take this for a whole site of which little changed"
    assert build.build(db, site / "out", memory).written is not None
    assert "metric" not in db.runs
    assert run(site, "--format", "csv").output == first.output
    (site / "content/data/kpis.csv").write_text("metric,date,value,n\nsolved,2026-10-01,0.9,400\n", "utf-8")
    assert run(site, "--format", "csv").output != first.output
