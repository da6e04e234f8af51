"""Reports for machines hold the schemas of those who read them, whatever stands in a finding."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from cjmsite.diagnostics import SEVERITIES, Diagnostic, Span
from cjmsite.report import github, gitlab, junit, sarif
from cjmsite.report.report import Report
from tests.cli.conftest import Run, folder, run, site
from tests.cli.test_formats import EMPTY, REPORT

__all__ = ["folder", "run", "site"]

SCHEMAS = Path(__file__).parent / "schemas"
SARIF: dict[str, Any] = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
JENKINS = xmlschema.XMLSchema(SCHEMAS / "jenkins-junit.xsd")

GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's page on code quality reports asks for; GitLab publishes no schema that is as strict."""

ANT_SUITE = {
    "name": r".+",
    "package": r".+",
    "id": r"\d+",
    "hostname": r".+",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "tests": r"\d+",
    "failures": r"\d+",
    "errors": r"\d+",
    "time": r"\d+(\.\d+)?",
}
"""The attributes that Ant's readers want of every suite, and their form."""

PROBLEMS: dict[str, str | bytes | None] = {
    "content/touchpoints/chat.md": "---\ntitle: Chat <b>&amp;</b>\nchannel: web\nowner: CX\n---\n",
    "content/journeys/bröken.md": "---\ntitle: Broken\npersonas: [nobody]\nstages: []\n---\n[gone](gone.md)\n",
    'content/team/weiß, "nicht": 100 %.md': "---\ntitle: X\n---\n![](missing.png)\n",
}


def hold(report: Report) -> None:
    """Hold every format to its schema."""
    log = json.loads(sarif.write(report))
    jsonschema.Draft4Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    entries = json.loads(gitlab.write(report))
    jsonschema.validate(entries, GITLAB)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    JENKINS.validate(junit.write(report))
    hold_to_ant(ElementTree.fromstring(junit.write(report)))
    lines = github.write(report).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(report.findings)
    for line in lines:
        hold_to_github(line)


def hold_to_ant(root: ElementTree.Element) -> None:
    """Ant's form of JUnit XML: `testsuites` says nothing itself, and a suite's parts have an order."""
    assert (root.tag, dict(root.attrib)) == ("testsuites", {})
    for number, suite in enumerate(root):
        assert suite.tag == "testsuite"
        assert set(suite.attrib) == set(ANT_SUITE)
        assert suite.get("id") == str(number)
        for name, form in ANT_SUITE.items():
            assert re.fullmatch(form, suite.attrib[name], re.DOTALL), f"{name}: {suite.attrib[name]}"
        order = [part.tag for part in suite]
        cases = order.count("testcase")
        assert order == ["properties", *["testcase"] * cases, "system-out", "system-err"]
        assert int(suite.attrib["tests"]) == cases
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        for case in suite.iter("testcase"):
            assert set(case.attrib) == {"name", "classname", "time"}
            assert [part.tag for part in case] in ([], ["failure"])
            assert all(failure.get("type") for failure in case)


def hold_to_github(line: str) -> None:
    """A workflow command: one line, known properties with values in which `:` and `,` are written in percent."""
    found = re.fullmatch(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)", line)
    assert found, line
    properties = [part.split("=", 1) for part in found[2].split(",")]
    names = [name for name, _ in properties]
    assert set(names) <= {"file", "line", "endLine", "col", "endColumn", "title"}
    assert len(set(names)) == len(names)
    for name, value in properties:
        assert value.isdigit() if name in ("line", "col", "endColumn") else value
        assert not re.search(r"%(?!25|0D|0A|3A|2C)", value)


def test_the_schemas_are_those_that_were_taken_over() -> None:
    rows = list(csv.DictReader((SCHEMAS / "SOURCES.tsv").read_text("utf-8").splitlines(), delimiter="\t"))
    assert {row["file"] for row in rows} == {path.name for path in SCHEMAS.iterdir()} - {"SOURCES.tsv"}
    for row in rows:
        assert hashlib.sha256((SCHEMAS / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert row["licence"]


def test_a_report_that_is_not_right_is_found_by_the_schemas() -> None:
    log = json.loads(sarif.write(REPORT))
    log["runs"][0]["results"][0]["level"] = "major"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SARIF).validate(log)
    with pytest.raises(xmlschema.XMLSchemaException):
        JENKINS.validate(junit.write(REPORT).replace(' time="0"', ' line="3"', 2))


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["nasty", "empty"])
def test_every_format_holds_its_schema(report: Report) -> None:
    hold(report)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
PATHS = st.from_regex(r"[\w ,:%\"'<&-]{1,12}(/[\w ,:%\"'<&-]{1,12}){0,2}\.md", fullmatch=True)
SPANS = st.builds(Span, PATHS, st.integers(1, 9999), st.integers(1, 300), st.none() | st.integers(1, 400))
FINDINGS = st.builds(
    Diagnostic,
    st.sampled_from(["broken-ref", "orphan-page", "no-rows"]),
    st.sampled_from(SEVERITIES),
    TEXT,
    st.none() | SPANS,
    st.none() | TEXT,
    st.lists(st.tuples(TEXT, SPANS), max_size=2).map(tuple),
)
REPORTS = st.builds(
    lambda findings, fail_on, day: Report(tuple(findings), fail_on=fail_on, day=day),
    st.lists(FINDINGS, max_size=4),
    st.sampled_from(["error", "warning"]),
    st.dates(datetime.date(1970, 1, 1), datetime.date(2100, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(REPORTS)
def test_no_text_or_path_breaks_a_report(report: Report) -> None:
    hold(report)


@pytest.mark.parametrize("files", [None, PROBLEMS], ids=["a clean site", "a site with problems"])
def test_the_files_of_the_command_line_hold_them_too(run: Run, site, files) -> None:
    root: Path = site(files)
    ends = set()
    for name in ("sarif", "junit", "gitlab", "github"):
        ends.add(run("check", "--format", name, "--output", f"out/{name}").exit_code)
    assert ends == ({1} if files else {0})
    log = json.loads((root / "out/sarif").read_text("utf-8"))
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert bool(log["runs"][0]["results"]) is bool(files)
    entries = json.loads((root / "out/gitlab").read_text("utf-8"))
    jsonschema.validate(entries, GITLAB)
    assert all((root / entry["location"]["path"]).is_file() for entry in entries)
    JENKINS.validate(str(root / "out/junit"))
    suites = ElementTree.parse(root / "out/junit").getroot()
    hold_to_ant(suites)
    assert {suite.get("timestamp") for suite in suites} == {"2026-11-21T00:00:00"}
    for line in (root / "out/github").read_text("utf-8").splitlines():
        hold_to_github(line)
