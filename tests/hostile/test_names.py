"""Names that people get nearly right: of files, folders, ids and references. Each is told once, where it is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from cjmsite.report.source import line_of
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

MAYA = "---\nname: Maya\nowner: CX\n---\nMaya moves.\n"
JOURNEY = """---
title: Moving
owner: CX
goal: I
personas: {personas}
stages:
  - title: Move
    lifecycle: use
    steps:
      - {{title: Packs, emotion: {{{feeling}: 1}}, moment_of_truth: true}}
---
"""


def journey(personas: str, feeling: str = "maya") -> str:
    return JOURNEY.format(personas=personas, feeling=feeling)


def told(site: MadeSite) -> list[tuple[str, str, str | None]]:
    """Every finding that matters: its code, place and hint."""
    return [
        (f.code, f"{f.span.path.removeprefix('content/')}:{f.span.line}:{f.span.column}" if f.span else "", f.hint)
        for f in site.findings()
        if f.severity != "info"
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("maya.MD", "rename it to `maya.md`"),
        ("maya.md.txt", "rename it to `maya.md`"),
        ("maya.markdown", "rename it to `maya.md`"),
        ("maya.md.docx", "save it as plain text, as `maya.md`"),
    ],
)
def test_a_file_that_is_nearly_a_page_is_told_and_named_to_those_who_refer_to_it(
    make_site: Make, name: str, hint: str
) -> None:
    site = make_site({f"content/personas/{name}": MAYA, "content/journeys/moving.md": journey("[maya]")})
    named = f"`content/personas/{name}` is not read: {hint}"
    assert told(site) == [
        ("broken-ref", "journeys/moving.md:5:12", named),
        ("broken-ref", "journeys/moving.md:10:34", named),
        ("not-read", f"personas/{name}:1:1", hint),
    ]
    site.edit({"content/journeys/moving.md": None, "content/a.md": "# A\n\n[x](personas/maya.md)\n"})
    assert ("broken-link", "a.md:3:5", named) in told(site)


def test_files_that_lie_beside_pages_are_not_called_pages(make_site: Make) -> None:
    site = make_site(
        {"content/notes.txt": "x", "content/a.md.bak": "x", "content/readme.docx": b"PK", "content/md": "x"}
    )
    assert site.codes() == []


def test_an_id_of_another_file_is_told_at_its_line_alone(make_site: Make) -> None:
    site = make_site(
        {
            "content/personas/juergen.md": MAYA.replace("name: Maya", "name: Jürgen\nid: maya"),
            "content/personas/maya.md": MAYA,
            "content/journeys/moving.md": journey("[maya, juergen]", "juergen"),
        }
    )
    assert told(site) == [("duplicate-id", "personas/juergen.md:3:5", "take another `id:`")]


def test_a_journey_without_stages_lacks_a_key(make_site: Make) -> None:
    site = make_site({"content/journeys/moving.md": "---\ntitle: Moving\n---\n"})
    assert [(code, place) for code, place, _ in told(site)] == [("missing-key", "journeys/moving.md:2:1")]


def test_a_folder_that_is_nearly_that_of_a_kind_is_told_instead_of_keys(make_site: Make) -> None:
    site = make_site({"content/persona/maya.md": MAYA, "content/journey/x.md": journey("maya")})
    assert told(site) == [
        ("unknown-folder", "journey/x.md:1:1", "did you mean `journeys`?"),
        ("unknown-folder", "persona/maya.md:1:1", "did you mean `personas`?"),
    ]
    site.edit({"content/persona/maya.md": "---\ntitle: A page\n---\n", "content/journey/x.md": None})
    assert "unknown-folder" not in site.codes()


def test_a_list_without_brackets_is_shown_with_them(make_site: Make) -> None:
    other = MAYA.replace("Maya", "Jürgen")
    site = make_site({"content/personas/maya.md": MAYA, "content/personas/juergen.md": other})
    site.edit({"content/journeys/moving.md": journey("juergen, maya").replace("{maya: 1}", "1")})
    (finding,) = [finding for finding in told(site) if finding[0] == "broken-ref"]
    assert finding == ("broken-ref", "journeys/moving.md:5:11", "a list is written `[juergen, maya]`")


def test_somebody_unknown_who_feels_is_one_finding_under_the_name(make_site: Make) -> None:
    site = make_site({"content/personas/maya.md": MAYA, "content/journeys/moving.md": journey("[maya]", "myaa")})
    assert told(site) == [("broken-ref", "journeys/moving.md:10:34", "did you mean `maya`?")]


@pytest.mark.parametrize("disk", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_accents_are_the_same_however_they_are_spelled(make_site: Make, disk: str, typed: str) -> None:
    on_disk = unicodedata.normalize(disk, "jürgen")
    name = unicodedata.normalize(typed, "jürgen")
    site = make_site(
        {
            f"content/personas/{on_disk}.md": MAYA,
            f"content/personas/{on_disk}.png": b"\x89PNG",
            "content/journeys/moving.md": journey(f"[{name}]", name),
            "content/a.md": f"# A\n\n[a](personas/{name}.md) [b](persona:{name}) ![c](personas/{name}.png)\n",
        }
    )
    assert told(site) == []
    assert (
        site.page("a.html").count('href="personas/j%C3%BCrgen.html"')
        + site.page("a.html").count('href="personas/jürgen.html"')
        >= 2
    )


def test_a_document_of_word_with_the_name_of_a_page_is_told_and_never_shown(make_site: Make) -> None:
    site = make_site({"content/a.md": b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml"})
    (finding,) = [finding for finding in site.findings() if finding.severity == "error"]
    assert (finding.code, "Word" in finding.message) == ("not-text", True)
    assert line_of(site.db)("content/a.md", 1) is None
