"""Personal values planted in every column of every sample: none reaches a site made from them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/*"))
PLANTS = (
    "planted{0}@example.com",
    "+49 151 77{0:03} 8899",
    "sk_live_planted{0}abcdefgh",
    "R_planted{0}XYZ123",
    "10.77.88.{0}",
)
"""What is planted, in so many rows, with the number of the column in it."""

MARKS = (b"planted", b"+49 151 77", b"10.77.88.")
HEADERS = {"survey/surveymonkey_2header_starwars.csv": 2}
FORMATS = {
    "survey/surveymonkey_2header_starwars.csv": "surveymonkey",
    "ga4/bq_export_nested.ndjson": "ndjson",
    "ga4/data_api_runreport.json": "json",
}
UNREADABLE = ("quirks/bom_utf32le.csv",)


def planted_text(text: str, headers: int) -> tuple[str, int]:
    """A table with planted rows below the header of each of its blocks, and the number of its first columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    width = 0
    since = 0
    for row in csv.reader(io.StringIO(text)):
        if not row or row[0].startswith("#"):
            out.write(",".join(row) + "\n")
            since = 0
            continue
        writer.writerow(row)
        since += 1
        if since == headers:
            width = width or len(row)
            for plant in PLANTS:
                writer.writerow([plant.format(column) for column in range(len(row))])
        if since > 60 and "#" not in text[:1]:
            break
    return out.getvalue(), width


def planted_json(text: str) -> str:
    def plant(value: Any, number: int) -> Any:
        if isinstance(value, dict):
            return {key: value if key == "key" else plant(value, number) for key, value in value.items()}
        if isinstance(value, list):
            return [plant(inner, number) for inner in value]
        return PLANTS[number].format(number)

    if text.lstrip().startswith("{\n"):
        document = json.loads(text)
        document["rows"] += [plant(document["rows"][0], number) for number in range(len(PLANTS))]
        return json.dumps(document)
    lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    return "\n".join(json.dumps(plant(lines[0], number)) for number in range(len(PLANTS))) + "\n" + text


def planted(name: str) -> tuple[bytes, int]:
    content = (SAMPLES / name).read_bytes()
    content = gzip.decompress(content) if name.endswith(".gz") else content
    if name.endswith("json"):
        return planted_json(content.decode()).encode(), 0
    for encoding in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252", "latin-1"):
        try:
            text, width = planted_text(content.decode(encoding), HEADERS.get(name, 1))
            return text.encode(), width
        except UnicodeDecodeError:
            continue
    raise AssertionError(name)


def column_names(name: str, width: int) -> dict[str, Any]:
    if name.endswith("json"):
        bigquery = ("event_name", "platform", "client_id")
        paths = bigquery if name.endswith("ndjson") else ("dimensionValues.0.value", "metricValues.0.value")
        return {f"c{at}": {"from": path} for at, path in enumerate(paths)}
    return {f"c{at}": {"from": {"position": at + 1}} for at in range(width)}


@pytest.mark.parametrize("name", [name for name in FILES if name not in UNREADABLE])
def test_nothing_planted_in_a_sample_reaches_the_site(make_site: Make, name: str) -> None:
    content, width = planted(name)
    columns = column_names(name, width)
    source: dict[str, Any] = {
        "file": "content/data/s.csv",
        "format": FORMATS.get(name, "csv"),
        "totals": "keep",
        "columns": columns,
        "options": {"token": "sk_live_planted_option"},
    }
    if name.startswith("ga4/reports"):
        source["table"] = {"index": 1}
    if name.endswith(".json"):
        source["root"] = "rows"
    settings = {"title": "T", "plugins": ["journeys", "metrics", "csv", "survey"], "sources": {"s": source}}
    metrics = {
        f"content/metrics/by-{column}.md": (
            f"---\ntitle: By {column}\nsource: s\nmeasure: count\nmin_n: 0\ndimensions: {{part: {column}}}\n---\n"
        )
        for column in columns
    }
    site = make_site({"cjmsite.yaml": json.dumps(settings), **metrics, "content/data/s.csv": content})
    outputs = site.outputs()
    found = {url: mark for url, page in outputs.items() for mark in MARKS if mark in page}
    assert found == {}
    assert any(url.startswith("metrics/by-c0") for url in outputs)
    codes = site.codes()
    assert codes.count("personal-data") == len(columns), "each column, used as a dimension, is told and not shown"


def test_columns_that_nobody_maps_leave_no_trace(make_site: Make) -> None:
    text = "score,email,phone\n" + "".join(f"{n % 11},planted{n}@example.com,+49 151 77000 {n:04}\n" for n in range(50))
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nsources: {s: {file: content/data/s.csv, columns: {score: {type: integer}}}}\n",
            "content/metrics/m.md": "---\ntitle: M\nsource: s\nmeasure: mean\nexpr: score\n---\n",
            "content/data/s.csv": text.encode(),
        }
    )
    assert site.findings() == () or "personal-data" not in site.codes()
    assert not [url for url, page in site.outputs().items() if any(mark in page for mark in MARKS)]


SMALL = "part,day\n" + "a,2026-01-05\n" * 40 + "b,2026-01-05\n" * 3 + "c,2026-01-05\n" * 20


def test_small_groups_are_withheld_with_what_would_give_them_away(make_site: Make) -> None:
    site = make_site(
        {
            "cjmsite.yaml": """
                title: T
                sources:
                  s: {file: content/data/s.csv, suppress_below: 5, columns: {part: {}, day: {type: date}}}
            """,
            "content/metrics/m.md": (
                "---\ntitle: M\nsource: s\nmeasure: count\ndate: day\ngrain: month\ndimensions: {part: part}\n---\n"
            ),
            "content/data/s.csv": SMALL.encode(),
        }
    )
    document = json.loads(site.outputs()["site.json"])
    text = json.dumps(document)
    assert '"value": 40' in text and '"value": 63' in text
    assert '"value": 3,' not in text and '"value": 20,' not in text, "63 less 40 less 20 would be 3"
    page = site.page("metrics/m.html")
    assert "Too few to be shown" in page


def test_an_owner_may_say_that_a_column_is_public(make_site: Make) -> None:
    text = "day,email\n" + "".join(f"2026-01-05,shop{n % 3}@example.com\n" for n in range(30))
    files = {
        "cjmsite.yaml": (
            "title: T\nsources: {s: {file: content/data/s.csv, columns: {email: {public: true}, day: {type: date}}}}\n"
        ),
        "content/metrics/m.md": "---\ntitle: M\nsource: s\nmeasure: count\ndimensions: {shop: email}\n---\n",
        "content/data/s.csv": text.encode(),
    }
    site = make_site(files)
    assert "personal-data" not in site.codes()
    assert "shop1@example.com" in site.page("metrics/m.html")
    site.edit({"cjmsite.yaml": files["cjmsite.yaml"].replace("email: {public: true}", "email: {}")})
    assert "personal-data" in site.codes()
    assert "shop1@example.com" not in site.page("metrics/m.html")
