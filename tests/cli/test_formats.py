"""Reports for people and programs, each held to the shape that its readers expect."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree

import click
import jsonschema
import pytest

from cjmsite.cli import check
from cjmsite.diagnostics import Diagnostic, Span, error, note, warning
from cjmsite.report import github, gitlab, jsonlist, junit, sarif, text
from cjmsite.report.excerpt import excerpt
from cjmsite.report.formats import FORMATS
from cjmsite.report.report import Report
from cjmsite.report.safetext import safe

NASTY = 'a "quoted" <b>&amp;</b> 100 %, one: two\nthree \x1b[31m\x00\x07 ]]> é \u202e'
FINDINGS = (
    error("broken-ref", NASTY, Span("content/a, b: c/zoë.md", 12, 5, 9), "did you mean `nora`?"),
    warning("orphan-page", "nothing leads here", Span("content/x.md", 2)),
    warning("orphan-page", "nothing leads here", Span("content/x.md", 9)),
    note("metric-no-target", "no target"),
    Diagnostic(
        "duplicate-key",
        "error",
        "twice",
        Span("cjmsite.yaml", 3, 1),
        None,
        (("the first", Span("cjmsite.yaml", 1, 1)),),
    ),
)
REPORT = Report(FINDINGS)
EMPTY = Report(())


def plain(report: Report, width: int = 100) -> str:
    return click.unstyle(text.write(report, width))


def test_the_formats_of_the_help_are_those_that_exist() -> None:
    assert tuple(FORMATS) == check.FORMATS


# JSON


def test_json_says_everything() -> None:
    body = json.loads(jsonlist.write(REPORT))
    assert (body["version"], body["failed"]) == (1, True)
    assert body["counts"] == {"error": 2, "warning": 2, "info": 1}
    first = body["findings"][0]
    assert first["message"] == NASTY
    assert (first["path"], first["line"], first["column"], first["end_column"]) == ("content/a, b: c/zoë.md", 12, 5, 9)
    assert body["findings"][3]["path"] is None
    assert body["findings"][4]["related"] == [
        {"message": "the first", "path": "cjmsite.yaml", "line": 1, "column": 1, "end_column": None}
    ]
    assert json.loads(jsonlist.write(EMPTY)) == {
        "version": 1,
        "failed": False,
        "counts": {"error": 0, "warning": 0, "info": 0},
        "findings": [],
    }


# GitHub


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub's runner reads it."""
    match = re.fullmatch(r"::(\w+) ([^\n]*?)::(.*)", line)
    assert match
    properties = dict(part.split("=", 1) for part in match[2].split(","))

    def unescaped(value: str, *, prop: bool) -> str:
        pairs = [("%0D", "\r"), ("%0A", "\n")] + ([("%3A", ":"), ("%2C", ",")] if prop else [])
        for escaped, character in [*pairs, ("%25", "%")]:
            value = value.replace(escaped, character)
        return value

    return match[1], {k: unescaped(v, prop=True) for k, v in properties.items()}, unescaped(match[3], prop=False)


def test_github_annotations_survive_any_text() -> None:
    lines = github.write(REPORT).splitlines()
    assert len(github.write(REPORT).split("\n")) == len(FINDINGS) + 1
    command, properties, message = read_command(lines[0])
    assert command == "error"
    assert properties == {
        "file": "content/a, b: c/zoë.md",
        "line": "12",
        "col": "5",
        "title": "broken-ref",
        "endColumn": "9",
    }
    assert message.startswith('a "quoted" <b>&amp;</b> 100 %, one: two three')
    assert message.endswith("\nhint: did you mean `nora`?")
    assert [read_command(line)[0] for line in lines[1:]] == ["warning", "warning", "notice", "error"]
    assert github.write(EMPTY) == ""


# GitLab

GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def test_gitlab_gets_a_code_quality_report() -> None:
    entries = json.loads(gitlab.write(REPORT))
    jsonschema.validate(entries, GITLAB)
    assert len({entry["fingerprint"] for entry in entries}) == len(FINDINGS)
    assert json.loads(gitlab.write(EMPTY)) == []


def test_fingerprints_stay_when_lines_move() -> None:
    one = warning("orphan-page", "nothing leads here", Span("content/x.md", 2))
    moved = warning("orphan-page", "nothing leads here", Span("content/x.md", 40, 3))
    other = warning("orphan-page", "nothing leads here", Span("content/y.md", 2))
    assert gitlab.fingerprints((one,)) == gitlab.fingerprints((moved,))
    assert gitlab.fingerprints((one,)) != gitlab.fingerprints((other,))


# SARIF

SARIF = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {"type": "object", "required": ["id"]},
                                    }
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "result": {
            "type": "object",
            "additionalProperties": False,
            "required": ["message", "ruleId", "level"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"type": "object", "required": ["text"]},
                "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
            },
        },
        "location": {
            "type": "object",
            "additionalProperties": False,
            "required": ["physicalLocation"],
            "properties": {
                "id": {"type": "integer", "minimum": -1},
                "message": {"type": "object", "required": ["text"]},
                "physicalLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "required": ["uri"],
                            "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9%/._~-]+$"}},
                        },
                        "region": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {
                                "startLine": {"type": "integer", "minimum": 1},
                                "startColumn": {"type": "integer", "minimum": 1},
                                "endColumn": {"type": "integer", "minimum": 1},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""The part of SARIF 2.1.0 that is used here, with its own names and limits."""


def test_sarif_is_valid_and_points_at_its_rules() -> None:
    log = json.loads(sarif.write(REPORT))
    jsonschema.validate(log, SARIF)
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result, finding in zip(run["results"], FINDINGS, strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"] == finding.code
    assert [result["level"] for result in run["results"]] == ["error", "warning", "warning", "note", "error"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/a%2C%20b%3A%20c/zo%C3%AB.md"
    assert place["region"] == {"startLine": 12, "startColumn": 5, "endColumn": 9}
    assert "locations" not in run["results"][3]
    jsonschema.validate(json.loads(sarif.write(EMPTY)), SARIF)


# JUnit


def counted(report: Report) -> tuple[int, int]:
    """The cases and the failures, as the suites count them."""
    suites = ElementTree.fromstring(junit.write(report)).findall("testsuite")
    return sum(int(suite.attrib["tests"]) for suite in suites), sum(int(suite.attrib["failures"]) for suite in suites)


def test_junit_counts_what_fails_and_names_what_does_not() -> None:
    root = ElementTree.fromstring(junit.write(REPORT))
    assert counted(REPORT) == (5, 4)
    assert len(root.findall("testsuite/testcase")) == 5
    assert len(root.findall("testsuite/testcase/failure")) == 4
    assert [suite.findtext("system-out") for suite in root if suite.findtext("system-out")] == [
        "info[metric-no-target] no target"
    ]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert (failure.text or "").startswith('content/a, b: c/zoë.md:12:5: error[broken-ref] a "quoted" <b>&amp;</b>')


def test_junit_follows_the_threshold() -> None:
    assert counted(Report(FINDINGS, fail_on="error")) == (5, 2)


def test_junit_of_a_clean_site_is_a_case_that_passes() -> None:
    assert counted(EMPTY) == (1, 0)
    root = ElementTree.fromstring(junit.write(EMPTY))
    assert len(root.findall("testsuite/testcase")) == 1


# Text


def test_text_names_places_as_editors_link_them() -> None:
    shown = plain(REPORT)
    assert "content/x.md:2:1: warning[orphan-page] nothing leads here\n" in shown
    assert "\ninfo[metric-no-target] no target\n" in shown
    assert "cjmsite.yaml:1:1: the first\n" in shown
    assert "hint: did you mean `nora`?" in shown


def test_text_ends_with_a_count_by_code() -> None:
    assert plain(REPORT).endswith(
        "Found 2 errors, 2 warnings and 1 note in 3 files.\n"
        "     1  error    broken-ref\n"
        "     1  error    duplicate-key\n"
        "     2  warning  orphan-page\n"
        "     1  info     metric-no-target"
    )
    assert plain(Report(FINDINGS[1:2])).endswith("Found 1 warning in 1 file.")
    assert plain(EMPTY) == "Nothing to mend."


def test_nothing_in_a_finding_steers_the_terminal() -> None:
    line = "title: \x1b]0;owned\x07 \x9b31m \u202etxt\u2066"
    found = error("a\x1bb", NASTY, Span("content/\x1b[2J.md", 1, 8), "\x1b[0m")
    shown = plain(Report((found,), line=lambda path, number: line))
    assert [c for c in shown if not c.isprintable() and c != "\n"] == []
    assert shown.count("\n") < 12


def marked(line: str, column: int, end: int | None, width: int = 60) -> str:
    """What stands above the carets."""
    shown, carets = excerpt(line, column, end, width)
    assert set(carets.lstrip()) == {"^"}
    assert len(shown) <= width
    start = len(carets) - len(carets.lstrip())
    return shown[start : len(carets)]


@pytest.mark.parametrize(
    ("line", "column", "end", "expected"),
    [
        ("owner: billing", 8, 15, "billing"),
        ("owner: billing", 8, None, "b"),
        ("\towner:\tbilling", 9, 16, "billing"),
        ("a\tb", 2, 3, "   "),
        ("x" * 500 + "wrong" + "y" * 500, 501, 506, "wrong"),
        ("wrong" + "y" * 500, 1, 6, "wrong"),
        ("x" * 500 + "wrong", 501, 506, "wrong"),
    ],
)
def test_the_mark_stands_under_the_place(line: str, column: int, end: int | None, expected: str) -> None:
    assert marked(line, column, end) == expected


def test_the_mark_counts_wide_and_composed_letters_as_the_terminal_does() -> None:
    assert excerpt("東京: x", 5, 6, 60) == ("東京: x", "      ^")
    assert excerpt("e\u0301e\u0301: x", 7, 8, 60) == ("e\u0301e\u0301: x", "    ^")


def test_a_place_beyond_the_line_is_marked_at_its_end() -> None:
    assert excerpt("ab", 90, 95, 60) == ("ab", "  ^")
    assert excerpt("", 1, None, 60) == ("", "^")


def test_a_mark_longer_than_the_line_is_cut() -> None:
    shown, carets = excerpt("x" * 300, 1, 300, 60)
    assert len(shown) <= 60
    assert len(carets) <= 60


def test_text_is_cut_and_made_safe() -> None:
    assert safe("one\ntwo\tthree") == "one two three"
    assert safe("x" * 50, 10) == "x" * 9 + "…"
    assert safe("👩\u200d🔧") == "👩\u200d🔧"
