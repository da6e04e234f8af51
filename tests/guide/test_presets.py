"""The guide's list of formats is the one that the formats declare."""

from __future__ import annotations

from tests.guide.presets import PAGE, UNSEEN, formats, renew


def test_the_list_of_formats_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == renew(text), "renew it with `python -m tests.guide.presets`"


def test_what_was_made_from_documentation_alone_says_so() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for _, fmt in formats():
        section = text.partition(f"\n### {fmt.name}\n")[2].partition("\n### ")[0]
        assert (UNSEEN in section) == fmt.unseen, fmt.name
