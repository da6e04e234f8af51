"""`cjmsite inspect`: from an export to a figure, by way of the command line alone."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import SITE, Run
from tests.conftest import write_files
from tests.inspect.files import FILES
from tests.plugins.test_adobe import HITS, NAMES
from tests.plugins.test_survey import RESPONSES

SURVEY = "content/data/Onboarding_November 4, 2026.csv"
METRIC = """---
title: NPS
source: onboarding
measure: nps
expr: q12
date: recorded_date
grain: month
min_n: 1
unit: points
direction: up
owner: CX
---
"""


def make(folder: Path, **files: str | bytes) -> None:
    write_files(folder, {**SITE, **files})


def test_a_survey_becomes_a_figure_in_two_commands(folder: Path, run: Run) -> None:
    make(folder, **{SURVEY: RESPONSES, "content/metrics/nps.md": METRIC})
    shown = run("inspect", SURVEY)
    assert shown.exit_code == 0, shown.output
    for said in ("recognised    qualtrics", "its third row holds import ids", "1: not finished", "utf-8", "3 rows"):
        assert said in shown.output
    assert "example.com" not in shown.output
    written = run("inspect", SURVEY, "--write", "onboarding")
    assert written.exit_code == 0, written.output
    assert "Added the source `onboarding`" in written.output
    settings = (folder / "cjmsite.yaml").read_text(encoding="utf-8")
    assert settings.startswith("title: Acme\n") and "plugins: [csv, survey]" in settings
    built = run("build")
    assert built.exit_code == 0, built.output
    page = json.loads((folder / "site/site.json").read_text(encoding="utf-8"))
    assert "-100" in json.dumps(page) or "−100" in (folder / "site/metrics/nps.html").read_text(encoding="utf-8")


def test_the_same_as_data(folder: Path, run: Run) -> None:
    make(folder, **{SURVEY: RESPONSES})
    data = json.loads(run("inspect", SURVEY, "--format", "json").output)
    assert (data["format"], data["recognised"], data["plugin"]) == ("qualtrics", True, "survey")
    columns = {column["name"]: column for column in data["tables"][0]["columns"]}
    assert columns["Q12"]["type"] == "integer"
    assert columns["RecipientEmail"]["samples"][0] == "x@xxxxxxx.xxx"
    assert data["tables"][0]["dropped"] == {"a preview, not an answer": 1, "not finished": 1}
    assert "format: qualtrics" in data["mapping"]


def test_one_of_several_tables_is_looked_at(folder: Path, run: Run) -> None:
    make(folder, **{"content/data/report.csv": FILES["report"][1]})
    shown = run("inspect", "content/data/report.csv", "--table", "2")
    assert "table: {has: [Nth day]}" in shown.output
    beyond = run("inspect", "content/data/report.csv", "--table", "9")
    assert beyond.exit_code == 2 and "has 3" in beyond.output


def test_a_member_of_an_archive_is_looked_at(folder: Path, run: Run) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("column_headers.tsv", NAMES)
        archive.writestr("hit_data.tsv", HITS.encode("latin-1"))
        archive.writestr("more-hit_data.tsv", HITS.encode("latin-1"))
    make(folder, **{"content/data/feed.zip": buffer.getvalue()})
    several = run("inspect", "content/data/feed.zip")
    assert several.exit_code == 1 and "hit_data.tsv" in several.output
    one = run("inspect", "content/data/feed.zip!hit_data.tsv")
    assert one.exit_code == 0, one.output
    assert "file: [content/data/feed.zip!column_headers.tsv, content/data/feed.zip!hit_data.tsv]" in one.output
    assert "visit_id" in one.output


def test_a_file_in_doubt_is_not_written(folder: Path, run: Run) -> None:
    plugin = (
        "from cjmsite.api import Format, hookimpl, signs\n\n@hookimpl\ndef cjm_formats(config):\n"
        "    return [Format(name, name, signs=(signs.has_columns('day', 'calls'),)) for name in ('one', 'two')]\n"
    )
    settings = "title: Acme\nplugins: [csv, ./plugins/two.py]\n"
    make(folder, **{"cjmsite.yaml": settings, "plugins/two.py": plugin, "content/data/x.csv": "day,calls\n1,2\n"})
    shown = run("inspect", "content/data/x.csv")
    assert "in doubt" in shown.output and "one" in shown.output and "two" in shown.output
    refused = run("inspect", "content/data/x.csv", "--write", "calls")
    assert refused.exit_code == 2 and "--as" in refused.output
    assert (folder / "cjmsite.yaml").read_text(encoding="utf-8") == settings
    assert run("inspect", "content/data/x.csv", "--write", "calls", "--as", "two").exit_code == 0
    assert "format: two" in (folder / "cjmsite.yaml").read_text(encoding="utf-8")


def test_what_cannot_be_done_is_said(folder: Path, run: Run) -> None:
    make(folder, **{"content/data/x.csv": "day,calls\n2026-01-01,2\n"})
    outside = folder.parent / "outside.csv"
    outside.write_text("a,b\n1,2\n", encoding="utf-8")
    for arguments, words in (
        (("content/data/y.csv",), "no file"),
        (("content/data",), "a folder"),
        (("content/data/x.csv", "--as", "qualtrix"), "did you mean `qualtrics`"),
        (("content/data/x.csv", "--write", "My Calls"), "write it like `my-calls`"),
        ((str(outside), "--write", "calls"), "not in the site"),
    ):
        refused = run("inspect", *arguments)
        assert refused.exit_code == 2, arguments
        assert words in refused.output, refused.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><body>Sign in</body></html>", "a web page (HTML)"),
        (b"%PDF-1.4", "a PDF"),
        (b"", "is empty"),
        (b"\x00\x01\x02" * 50, "NUL"),
        (b'{"a": [1,2', "is not JSON from here on"),
        (b"PK\x03\x04broken", "damaged"),
    ],
)
def test_what_is_no_export_gets_no_source(folder: Path, run: Run, content: bytes, words: str) -> None:
    make(folder, **{"content/data/x.csv": content})
    shown = run("inspect", "content/data/x.csv")
    assert (shown.exit_code, words in shown.output, "sources:" in shown.output) == (1, True, False), shown.output
    assert run("inspect", "content/data/x.csv", "--write", "calls").exit_code == 2
    assert "calls" not in (folder / "cjmsite.yaml").read_text(encoding="utf-8")


def test_a_file_outside_the_site_is_given_a_place_in_it(folder: Path, run: Run) -> None:
    make(folder)
    outside = folder.parent / "calls.csv"
    outside.write_text("day,calls\n2026-01-01,2\n", encoding="utf-8")
    assert "file: content/data/calls.csv  # copy it there first" in run("inspect", str(outside)).output


def test_a_file_that_cannot_be_decoded_is_looked_at_in_the_encoding_that_is_said(folder: Path, run: Run) -> None:
    make(folder, **{"content/data/x.csv": "place,calls\nM\x90laga,2\n".encode("latin-1") + b"J\xe9na,3\n"})
    asked = run("inspect", "content/data/x.csv")
    assert asked.exit_code == 1 and "neither UTF-8 nor cp1252" in asked.output.replace("(byte 0x90 on line 2) ", "")
    assert "encoding: cp850" in run("inspect", "content/data/x.csv", "--encoding", "cp850").output


@pytest.mark.parametrize("name", ["shop_20260101.zip", "shop_20260101.tar.gz"])
def test_the_archive_of_a_data_feed_is_recognised_as_it_is(folder: Path, run: Run, name: str) -> None:
    members = {
        "browser.tsv": b"1\tSafari\n",
        "column_headers.tsv": NAMES.encode(),
        "hit_data.tsv": HITS.encode("latin-1"),
    }
    buffer = io.BytesIO()
    if name.endswith("zip"):
        with zipfile.ZipFile(buffer, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)
    else:
        with tarfile.open(fileobj=buffer, mode="w:gz") as tarball:
            for member, content in members.items():
                info = tarfile.TarInfo(member)
                info.size = len(content)
                tarball.addfile(info, io.BytesIO(content))
    metric = "---\ntitle: Visits\nsource: hits\nmeasure: count_distinct\nexpr: visit_id\nunit: visits\n---\n"
    make(folder, **{f"content/data/{name}": buffer.getvalue(), "content/metrics/visits.md": metric})
    written = run("inspect", f"content/data/{name}", "--write", "hits")
    assert written.exit_code == 0, written.output
    assert f"{name}!column_headers.tsv, content/data/{name}!hit_data.tsv" in (folder / "cjmsite.yaml").read_text()
    rows = json.loads(run("metrics", "--format", "json").stdout)
    assert [row["value"] for row in rows if row["kpi"] == "visits"] == [2]


def test_hits_under_any_name_are_known_by_the_names_beside_them(folder: Path, run: Run) -> None:
    hits, names = HITS.encode("latin-1"), NAMES.encode()
    make(folder, **{"content/data/01-shop_20260101.tsv": hits, "content/data/column_headers.tsv": names})
    shown = run("inspect", "content/data/01-shop_20260101.tsv")
    assert shown.exit_code == 0, shown.output
    assert "`column_headers.tsv` beside it names as many columns as it has" in shown.output
    assert "file: [content/data/column_headers.tsv, content/data/01-shop_20260101.tsv]" in shown.output
    make(folder, **{"content/data/other.tsv": "a\tb\tc\td\te\tf\n1\t2\t3\t4\t5\t6\n"})
    assert "adobe" not in run("inspect", "content/data/other.tsv").output
