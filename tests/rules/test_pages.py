"""Rules about pages: reach, alternative texts, owners, reviews, use."""

from __future__ import annotations

from pathlib import Path

from cjmsite import build
from tests.conftest import TODAY
from tests.rules.conftest import Find, places

PAGE = "---\ntitle: Notes\n---\n"
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'


def test_a_clean_site_has_no_findings(find: Find) -> None:
    assert find() == []


def test_the_demo_passes_a_strict_build() -> None:
    db = build.open_site(Path(__file__).parents[2], build.Options(TODAY))
    assert [finding for finding in build.look(db) if finding.severity != "info"] == []


def test_a_page_in_a_folder_that_nothing_leads_to_is_an_orphan(find: Find) -> None:
    found = find({"content/notes/one.md": PAGE}, "orphan-page")
    assert places(found) == ["content/notes/one.md:2:8"]
    assert found[0].severity == "warning"


def test_pages_of_the_navigation_are_no_orphans(find: Find) -> None:
    assert find({"content/notes.md": PAGE, "content/guide/index.md": PAGE, "content/guide/one.md": PAGE}) == []


def test_links_from_pages_that_are_reached_count_and_others_do_not(find: Find) -> None:
    reached = {
        "content/index.md": "---\ntitle: Home\n---\nSee [one](a/one.md).\n",
        "content/a/one.md": "---\ntitle: One\n---\nSee [two](page:b/two).\n",
        "content/b/two.md": "---\ntitle: Two\n---\n",
        "content/personas/nora.md": "---\nname: Nora\nowner: CX\n---\n[Three](../c/three.md#here)\n",
        "content/c/three.md": "---\ntitle: Three\n---\n## Here\n",
    }
    assert find(reached) == []
    island = {
        "content/a/one.md": "---\ntitle: One\n---\nSee [two](../b/two.md).\n",
        "content/b/two.md": "---\ntitle: Two\n---\nSee [one](../a/one.md).\n",
    }
    found = find({**island, "content/index.md": None, "content/personas/nora.md": reached["content/personas/nora.md"]})
    assert [finding.code for finding in found] == ["orphan-page", "orphan-page"]


def test_the_home_page_and_introductions_of_lists_are_no_orphans(find: Find) -> None:
    assert find({"content/index.md": PAGE, "content/journeys/index.md": PAGE, "content/personas/index.md": PAGE}) == []


def test_drafts_are_no_orphans(find: Find) -> None:
    assert find({"content/notes/one.md": "---\ntitle: One\ndraft: true\n---\n"}) == []


def test_images_in_bodies_need_alternative_texts(find: Find) -> None:
    body = "---\ntitle: P\n---\n![A square](s.svg)\n\nText ![](s.svg) and ![ ](s.svg)\n"
    found = find({"content/p.md": body, "content/s.svg": SQUARE}, "alt-text-missing")
    assert [f.span.line for f in found if f.span] == [6, 6]
    assert {f.severity for f in found} == {"warning"}


def test_images_in_front_matters_need_alternative_texts_but_photos_of_personas_do_not(find: Find) -> None:
    files = {
        "content/s.svg": SQUARE,
        "content/personas/nora.md": "---\nname: Nora\nowner: CX\nphoto: /s.svg\n---\n",
        "content/touchpoints/letter.md": "---\ntitle: L\nchannel: mail\nowner: CX\nscreenshot: /s.svg\n---\n",
        "content/p.md": "---\ntitle: P\nimage: {src: s.svg, alt: A square}\n---\n",
        "content/journeys/two.md": """
            ---
            title: Two
            owner: CX
            goal: I
            personas: [nora]
            stages: [{title: A, steps: [{title: B, moment_of_truth: true, image: /s.svg}]}]
            ---
            """,
    }
    found = find(files)
    assert [f.code for f in found] == ["alt-text-missing", "alt-text-missing"]
    assert places(found) == ["content/journeys/two.md:6:70", "content/touchpoints/letter.md:5:13"]


def test_touchpoints_and_personas_that_no_journey_uses_are_named(find: Find) -> None:
    files = {
        "content/personas/eva.md": "---\nname: Eva\nowner: CX\n---\n",
        "content/personas/anti.md": "---\nname: Anti\nowner: CX\ntype: negative\n---\n",
        "content/touchpoints/chat.md": "---\ntitle: Chat\nchannel: chat\nowner: CX\n---\n",
        "content/p.md": "---\ntitle: P\n---\n[chat](touchpoint:chat)\n",
    }
    found = find(files)
    assert [(f.code, f.severity) for f in found] == [("persona-unused", "warning"), ("touchpoint-unused", "warning")]
    assert places(found) == ["content/personas/eva.md:2:7", "content/touchpoints/chat.md:2:8"]


def test_a_use_in_a_draft_is_no_use(find: Find) -> None:
    files = {
        "content/touchpoints/chat.md": "---\ntitle: Chat\nchannel: chat\nowner: CX\n---\n",
        "content/journeys/two.md": """
            ---
            title: T
            draft: true
            stages: [{title: A, steps: [{title: B, touchpoint: chat}]}]
            ---
            """,
    }
    assert [f.code for f in find(files)] == ["touchpoint-unused"]


def test_a_review_is_overdue_from_the_day_after_it(find: Find) -> None:
    due = {"content/p.md": "---\ntitle: P\nreview_by: 2026-11-21\n---\n"}
    late = {"content/p.md": "---\ntitle: P\nreview_by: 2026-11-20\n---\n"}
    assert find(due) == []
    found = find(late)
    assert [(f.code, f.severity) for f in found] == [("review-overdue", "warning")]
    assert found[0].message == "the review was due on 2026-11-20, 1 day ago"
    assert places(found) == ["content/p.md:3:12"]


def test_what_nobody_owns_is_noted(find: Find) -> None:
    files = {
        "content/personas/nora.md": "---\nname: Nora\n---\n",
        "content/touchpoints/letter.md": "---\ntitle: Letter\nchannel: mail\nteam: Post\n---\n",
        "content/p.md": "---\ntitle: P\n---\n",
    }
    found = find(files)
    assert [(f.code, f.severity) for f in found] == [("owner-missing", "info")]
    assert places(found) == ["content/personas/nora.md:2:7"]
