"""Data files that are broken or strange, as whole sites: a finding that helps, pages without them, no crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cjmsite import build
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

SETTINGS = """
    title: T
    sources:
      s:
        file: content/data/s.csv
        columns: {score: {type: number}, when: {type: date}, part: {}}
"""
METRIC = (
    "---\ntitle: Metric\nsource: s\nmeasure: mean\nexpr: score\ndate: when\ngrain: month\ndimensions: {part: part}\n"
    "min_n: 1\n---\n"
)
PLACES = ("content/data/s.csv", "cjmsite.yaml", "content/metrics/m.md")
GOOD = "score,when,part\n1,2026-01-02,a\n3,2026-01-03,b\n"


def site_with(make_site: Make, content: str | bytes | None, metric: str = METRIC, **more: str) -> MadeSite:
    files = {"cjmsite.yaml": SETTINGS, "content/metrics/m.md": metric, "content/a.md": "# A\n[x](y.md)\n", **more}
    return make_site({**files, "content/data/s.csv": content})


BROKEN: dict[str, bytes | str | None] = {
    "missing": None,
    "empty": b"",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "blank lines": b"\n\n\n\n",
    "a header alone": b"score,when,part\n",
    "binary": bytes(range(256)) * 50,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a page": b"<!doctype html><title>Sign in</title><p>Your session has ended</p>",
    "a zip that is none": b"PK\x03\x04" + b"\0" * 100,
    "another header": b"points,day\n1,2026-01-02\n",
    "a header twice": b"score,score,when,part\n1,2,2026-01-02,a\n",
    "words for numbers": b"score,when,part\nnone,2026-01-02,a\n",
    "days that are none": b"score,when,part\n1,2026-02-30,a\n2,2026-13-01,a\n3,soon,a\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_used_is_told_and_hides_nothing(make_site: Make, tmp_path: Path, name: str) -> None:
    site = site_with(make_site, BROKEN[name])
    found = site.findings()
    told = [
        finding
        for finding in found
        if finding.span and finding.span.path in ("content/data/s.csv", "cjmsite.yaml", "content/metrics/m.md")
    ]
    assert any(finding.severity in ("error", "warning") for finding in told), found
    assert all(len(finding.message) < 400 for finding in told)
    assert "broken-link" in site.codes()
    build.build(site.db, tmp_path / "out")


STRANGE = {
    "NaN and endless": "score,when,part\nNaN,2026-01-02,a\ninf,2026-01-02\n-Infinity,2026-01-03,a\n1e999,2026-01-03\n",
    "ragged": "score,when,part\n1,2026-01-02\n2,2026-01-03,b,c,d\n3,2026-01-04,b\n",
    "a quote left open": 'score,when,part\n1,2026-01-02,"a\n2,2026-01-03,b\n',
    "a NUL": "score,when,part\n1,2026-01-02,a\0b\n",
    "5000 digits": f"score,when,part\n{'9' * 5000},2026-01-02,a\n2,2026-01-03,b\n",
    "a year of old": "score,when,part\n1,0001-01-01,a\n2,9999-12-31,b\n",
    "formulas": "score,when,part\n1,2026-01-02,=cmd|' /C calc'!A0\n2,2026-01-03,+1\n3,2026-01-03,@SUM(1)\n",
    "markup": "score,when,part\n1,2026-01-02,<script>alert(1)</script>\n2,2026-01-02,</script><!--\n",
    "a long cell": f"score,when,part\n1,2026-01-02,{'x' * 200_000}\n",
    "many parts": "score,when,part\n" + "".join(f"{n},2026-01-02,part {n}\n" for n in range(3000)),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_strange_rows_never_reach_a_page_as_anything_but_numbers_and_words(make_site: Make, name: str) -> None:
    site = site_with(make_site, STRANGE[name])
    site.findings()
    outputs = site.outputs()
    for url, content in outputs.items():
        if url.endswith(".html"):
            text = content.decode()
            assert "NaN" not in text and "Infinity" not in text and ">inf<" not in text and "<script>alert" not in text
            block = text.partition('id="cjm-data">')[2].partition("</script>")[0]
            json.loads(block or "{}", parse_constant=lambda word: pytest.fail(word))
    if "site.json" in outputs:
        json.loads(outputs["site.json"], parse_constant=lambda word: pytest.fail(word))


METRICS = {
    "an unknown source": (METRIC.replace("source: s", "source: ss"), "3:9 unknown-source", "did you mean `s`"),
    "an unknown measure": (METRIC.replace("mean", "meen"), "4:10 unknown-measure", "did you mean `mean`"),
    "an unknown column": (METRIC.replace("expr: score", "expr: scor"), "5:7", "did you mean `score`"),
    "an unknown column to split by": (METRIC.replace("{part: part}", "{part: prt}"), "8:20", "did you mean `part`"),
    "a filter that is code": (METRIC.replace("min_n", 'filter: ["score > 1; DROP TABLE x"]\nmin_n'), "9:", ""),
    "a filter that calls": (METRIC.replace("min_n", "filter: [\"read_csv('/etc/passwd') = 1\"]\nmin_n"), "9:", ""),
    "a column that is code": (
        METRIC.replace("expr: score", "expr: \"score) FROM read_text('/etc/passwd') --\""),
        "5:7",
        "",
    ),
    "a part that is code": (METRIC.replace("{part: part}", '{part: "(SELECT 1)"}'), "8:20", ""),
    "an event on no day": (METRIC.replace("min_n", "events: {date: 20260230, label: x}\nmin_n"), "9:16", ""),
    "no rows": (METRIC.replace("min_n", "filter: [\"part = 'z'\"]\nmin_n"), "", ""),
}


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_that_cannot_be_computed_is_told_at_its_place(make_site: Make, tmp_path: Path, name: str) -> None:
    metric, place, words = METRICS[name]
    site = site_with(make_site, GOOD, metric)
    found = [
        f
        for f in site.findings()
        if f.span and f.span.path == "content/metrics/m.md" and f.severity in ("error", "warning")
    ]
    if place:
        found = [f for f in found if f.severity == "error"]
        assert len(found) == 1, found
        span = found[0].span
        assert span and f"{span.line}:{span.column} {found[0].code}".startswith(place)
        assert words in f"{found[0].message} {found[0].hint}"
    else:
        assert found
    assert "broken-link" in site.codes()
    assert "root:" not in str(site.findings())
    build.build(site.db, tmp_path / "out")
