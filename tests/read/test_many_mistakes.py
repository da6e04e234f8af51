"""A file with several mistakes tells them all in one run, and others are not blamed for them."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import MadeSite

NORA = "---\nname: Nora\nowner: insights\n---\nWords.\n"


def test_references_are_checked_although_another_key_is_wrong(make_site: Callable[..., MadeSite]) -> None:
    site = make_site(
        {
            "content/personas/nora.md": NORA,
            "content/journeys/buying.md": """
                ---
                title: Buying
                personas: [nora, tim]
                emotoin: 3
                stages:
                  - title: Buy
                    steps:
                      - {title: Pays, touchpoint: shop, emotion: 7}
                ---
                """,
        }
    )
    found = {(f.code, f.span.line, f.span.column) for f in site.findings() if f.severity == "error" and f.span}
    assert found == {
        ("broken-ref", 3, 18),
        ("unknown-key", 4, 1),
        ("broken-ref", 8, 35),
        ("out-of-range", 8, 50),
    }


def test_nobody_is_called_unused_while_the_file_that_uses_it_is_wrong(make_site: Callable[..., MadeSite]) -> None:
    site = make_site(
        {
            "content/personas/nora.md": NORA,
            "content/journeys/buying.md": "---\ntitle: Buying\npersonas: nora\nemotoin: 3\n---\n",
        }
    )
    assert "persona-unused" not in site.codes()
    site.edit({"content/journeys/buying.md": "---\ntitle: [broken\n---\n"})
    assert "persona-unused" not in site.codes()
    site.edit({"content/journeys/buying.md": None})
    assert "persona-unused" in site.codes()


def test_a_comma_in_a_flow_mapping_is_explained(make_site: Callable[..., MadeSite]) -> None:
    site = make_site(
        {
            "content/journeys/buying.md": """
                ---
                title: Buying
                stages:
                  - title: Buy
                    steps:
                      - title: Pays
                        frontstage: [{team: Till, action: Takes typing, scanning and voice}]
                ---
                """
        }
    )
    (finding,) = [f for f in site.findings() if f.code == "unknown-key"]
    assert finding.hint == "between `{` and `}`, text that holds a comma needs quotes"


def test_lines_where_words_of_a_list_are_expected_are_told_as_such(make_site: Callable[..., MadeSite]) -> None:
    site = make_site(
        {"cjmsite.yaml": "title: T\ngates: {target: fail, stale: fail}\n", "content/index.md": "# Hello\n"}
    )
    (found,) = site.findings()
    assert found.code == "wrong-type" and found.span and (found.span.line, found.span.column) == (2, 17)
    assert found.message.endswith("is expected here, not `key: value` lines") and "target, regression" in found.message
    assert found.hint == "like `[target, regression]`"
