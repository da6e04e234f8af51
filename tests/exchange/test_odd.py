"""Journeys at the edge: nothing in them, or far too much; every form takes them."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from cjmsite.exchange import csvfile, htmlfile, jsonfile, mermaid, sheets, svgfile, xlsx
from cjmsite.exchange.problem import ExchangeError
from cjmsite.exchange.svgrows import Names
from cjmsite.model.journey import Journey

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung " * 30

ODD = {
    "no steps": {"title": "A", "stages": [{"title": "S"}]},
    "an empty stage between": {
        "title": "A",
        "stages": [
            {"title": "S", "steps": [{"title": "x"}]},
            {"title": "T"},
            {"title": "U", "steps": [{"title": "y"}]},
        ],
    },
    "two stages of one name": {
        "title": "A",
        "stages": [{"title": "S", "steps": [{"title": "x"}]}, {"title": "S", "steps": [{"title": "y"}]}],
    },
    "long words and eleven persons": {
        "title": LONG,
        "personas": [f"p{n}" for n in range(11)],
        "stages": [
            {
                "title": LONG,
                "steps": [
                    {"title": LONG, "quote": LONG, "pains": [LONG], "emotion": {f"p{n}": n % 5 - 2 for n in range(11)}},
                    {"title": "<script>&amp;]]>", "thought": "日本語の長い文章がここにあります" * 9},
                ],
            }
        ],
    },
}


@pytest.mark.parametrize("name", ODD)
def test_every_form_takes_it(name: str) -> None:
    journey = Journey.model_validate(ODD[name])
    drawing = svgfile.write(journey, {}, Names())
    ElementTree.fromstring(drawing)
    assert "<script" not in drawing
    assert mermaid.write(journey, {}).startswith("journey\n")
    assert jsonfile.write("a", journey, "")
    tables = sheets.of_journey("a", journey, "")
    for form in (csvfile, xlsx):
        found, problems = sheets.to_journey(form.read(form.write(tables)))
        assert found == journey, problems


def test_what_a_workbook_cannot_hold_is_told_and_not_cut() -> None:
    journey = Journey.model_validate({"title": "A", "stages": [{"title": "S", "goal": "x" * 40_000}]})
    tables = sheets.of_journey("a", journey, "")
    with pytest.raises(ExchangeError, match="40,000 letters"):
        xlsx.write(tables)
    assert sheets.to_journey(csvfile.read(csvfile.write(tables)))[0] == journey


def test_one_file_takes_in_what_the_page_loads_and_lets_go_of_the_site() -> None:
    page = (
        '<head><meta http-equiv="Content-Security-Policy" content="x">'
        '<link rel="stylesheet" href="../assets/a.css?v=1">'
        '<link rel="stylesheet" href="../assets/p.css" media="print"></head>'
        '<header class="wrap"><nav>Site</nav></header>'
        '<img alt="" src="../media/i.svg"><a class="x" href="other.html#y">Other</a>'
        '<a href="#here">Here</a><a href="https://example.com/a">Web</a><script src="../assets/a.js?v=2"></script>'
    )
    files = {
        "assets/a.css": b"a{}</style><script>",
        "assets/p.css": b"p{}",
        "assets/a.js": b"'</script>'",
        "media/i.svg": b"<svg/>",
    }
    made = htmlfile.single_file(page, "journeys/a.html", files.get)
    assert "<style>a{}<\\/style><script></style>" in made and '<style media="print">p{}</style>' in made
    assert "<script>'<\\/script>'</script>" in made
    assert 'src="data:image/svg+xml;base64,' in made
    assert '<a class="x">Other</a>' in made and '<a href="#here">' in made and 'href="https://example.com/a"' in made
    assert "Site" not in made and "default-src 'none'" in made
    public = htmlfile.single_file(page, "journeys/a.html", files.get, "https://wiki.example.com/cx/")
    assert 'href="https://wiki.example.com/cx/journeys/other.html#y"' in public
