"""What is measured in a reader's browser: the server is that of the guide, and the tables say what was found."""

from __future__ import annotations

import gzip
import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bench import browsing, lighthouse, readiness
from bench.hosting import HEADERS, hosted
from bench.lighthouse import Scored
from bench.readiness import Readied
from tests.browser.conftest import CSP
from tests.chromium import chromium

GUIDE = Path(__file__).parents[2] / "content" / "guide"


def report(performance: float, accessibility: float = 1.0, blocked: float = 10.0) -> dict[str, Any]:
    """As much of a report of Lighthouse as is read."""
    return {
        "categories": {
            "performance": {"score": performance, "auditRefs": []},
            "accessibility": {"score": accessibility, "auditRefs": [{"id": "target-size", "weight": 7}]},
            "best-practices": {"score": 1, "auditRefs": [{"id": "no-weight", "weight": 0}]},
        },
        "audits": {
            "target-size": {"title": "Targets are too small", "score": accessibility},
            "no-weight": {"title": "Nothing", "score": 0},
            "largest-contentful-paint": {"numericValue": 1400},
            "total-blocking-time": {"numericValue": blocked},
            "cumulative-layout-shift": {"numericValue": 0},
        },
    }


def test_the_server_compresses_and_sends_the_headers_of_the_guide(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>Home</p>" * 50, encoding="utf-8")
    (tmp_path / "404.html").write_text("Not here", encoding="utf-8")
    (tmp_path / "assets" / "atlas.css").write_text("p { color: red }", encoding="utf-8")
    (tmp_path.parent / "secret.txt").write_text("no", encoding="utf-8")
    with hosted(tmp_path) as address:
        asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked) as answer:
            assert gzip.decompress(answer.read()).startswith(b"<p>Home")
            assert answer.headers["Cache-Control"] == "no-cache"
            assert answer.headers["Content-Security-Policy"] == CSP
        with urllib.request.urlopen(address + "assets/atlas.css?v=1") as answer:
            assert "immutable" in answer.headers["Cache-Control"]
        for gone in ("nothing.html", "%2e%2e/secret.txt"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(address + gone)
    published = (GUIDE / "publishing.md").read_text(encoding="utf-8")
    assert all(f'{name} "{value}" always' in published for name, value in HEADERS.items())


def test_the_phone_is_as_much_slower_as_the_machine_is_fast() -> None:
    assert [lighthouse.slowdown(speed) for speed in (90, 150, 475, 1300, 1533, 2000, 4000)] == [1, 1, 1.5, 3, 4, 6, 6]


def test_the_median_counts_and_wishes_are_told_once() -> None:
    row = Scored("Home")
    for performance, accessibility in ((0.9, 1.0), (1.0, 0.96), (0.99, 0.96)):
        lighthouse.take(row, report(performance, accessibility))
    assert row.median("performance") == 99 and row.median("accessibility") == 96
    readied = [
        Readied("Map", [300.0, 200.0, 250.0], [50.0], [120.0], [40.0], 0.0),
        Readied("Empty", [100.0], [1.0], [0.0]),
    ]
    text = browsing.render([row], readied, 1.5, 475, 0.0)
    assert "| Home | 99 | 96 | 100 | 1.4 s | 10 ms | 0 |" in text
    assert text.count("Home: Targets are too small (target-size).") == 1 and "Nothing" not in text
    assert "| Map | 250 ms | 50 ms | 120 ms | 40 ms | 0 |" in text
    assert "| Empty | 100 ms | 1 ms | 0 ms |  | 0 |" in text
    assert "1.5 times slower" in text and "Other work" not in text
    assert "Other work" in browsing.render([row], readied, 1.5, 475, 7.0)


def test_the_tables_have_their_place_in_the_guide(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text((GUIDE / "speed.md").read_text(encoding="utf-8"), encoding="utf-8")
    browsing.write("Once.\n", page)
    browsing.write("Twice.\n", page)
    text = page.read_text(encoding="utf-8")
    assert "Twice." in text and "Once." not in text and "## The figures" in text
    page.write_text("No marks", encoding="utf-8")
    with pytest.raises(SystemExit, match="no place"):
        browsing.write("Thrice.", page)


@pytest.mark.browser
def test_a_map_of_forty_steps_is_measured_and_nothing_in_it_shifts(tmp_path: Path) -> None:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: install it or set CHROMIUM_PATH")
    readiness.write_sources(tmp_path)
    browsing.build(tmp_path, tmp_path / "site")
    text = (tmp_path / "site/journeys/long.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<th[^>]* class="step', text)) == 40 or text.count('id="does-thing-') == 40
    # In a thread of its own: in this one the browser of other tests may be running already.
    readiness.add_empty(tmp_path / "site")
    with hosted(tmp_path / "site") as address, ThreadPoolExecutor(1) as apart:
        *rows, empty = apart.submit(readiness.measure, path, address, 1).result()
    for row in rows:
        assert row.shifted == 0
        assert row.whole[0] > row.script[0] > 0 and row.answer[0] > 0
    assert 0 < empty.whole[0] < rows[0].whole[0] and empty.answer == []
