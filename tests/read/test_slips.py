"""Slips of people who never saw YAML: each is told at its place, in words that say what to write."""

from __future__ import annotations

import pytest

from cjmsite.diagnostics import did_you_mean
from cjmsite.read import frontmatter, yamltext
from cjmsite.read.halves import halve


@pytest.mark.parametrize(("written", "value"), [("-1", -1), ("−1", -1), ("–1", -1), ("−0.5", -0.5), ("–.5", -0.5)])
def test_every_sign_that_looks_like_a_minus_is_one_before_digits(written: str, value: float) -> None:
    read = yamltext.parse(f"emotion: {written}", "x.md").value["emotion"]
    assert read == value and read.raw == written


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tagline: #1 Kunde\nsegment: x", "1:10"),
        ("gains: #1", "1:8"),
        ("gains:\n  - #1\n  - x", "2:5"),
    ],
)
def test_a_value_that_became_a_comment_is_told(text: str, place: str) -> None:
    (problem,) = yamltext.parse(text, "x.md").problems
    assert (problem.code, problem.severity, problem.hint) == ("lost-comment", "warning", "put the text in quotes")
    assert problem.span and f"{problem.span.line}:{problem.span.column}" == place


@pytest.mark.parametrize(
    "text", ["gains: # later\n  - a", "gains: '#1'", "gains: a #1", "gains: #", "gains:\n#x\n  - a"]
)
def test_a_comment_that_is_meant_is_not_told(text: str) -> None:
    assert yamltext.parse(text, "x.md").problems == ()


HARD = "non-breaking spaces here; use ordinary ones"
QUOTES = 'typographic quotes do not count; use `"`'


@pytest.mark.parametrize(
    ("front", "place", "words"),
    [
        ("stages:\n\u00a0\u00a0- title: A", "3:1", HARD),
        ("name: Nora\ngoal:\u00a0x\nneeds: b", "3:6", HARD),
        ("goal:\u00a0x", "2:6", HARD),
        ("a:\n \u00a0b: x", "3:2", HARD),
        ("goal: „Ich will: x.“", "2:16", QUOTES),
        ("tagline: *Wichtig*", "2:10", "text that begins with `*` needs quotes"),
        ("goals: [*Wichtig]", "2:9", "text that begins with `*` needs quotes"),
        ("owner:CX", "2:1", "a space is missing after the colon"),
        ("title: A\nowner:CX", "3:1", "a space is missing after the colon"),
        ("owner:CX\ntitle: A", "3:6", "a space is missing after the colon"),
    ],
)
def test_what_broke_the_front_matter_is_named(front: str, place: str, words: str) -> None:
    (problem,) = frontmatter.parse(halve(f"---\n{front}\n---\n".encode(), "x.md").front, "x.md").problems
    assert words in f"{problem.message} {problem.hint}"
    assert problem.span and f"{problem.span.line}:{problem.span.column}" == place


def test_an_item_without_its_dash_is_one_finding() -> None:
    text = "steps:\n  - title: A\n    emotion: 1\n    owner: x\n    title: B\n    emotion: 2\n    owner: y\n"
    (problem,) = yamltext.parse(text, "x.md").problems
    assert (problem.code, problem.hint) == ("duplicate-key", "is a `- ` missing before `title`?")
    assert problem.span and (problem.span.line, problem.span.column) == (5, 5)


@pytest.mark.parametrize(("start", "words"), [(b"PK\x03\x04\x14", "Word"), (b"%PDF-1.7\n", "PDF"), (b"{\\rtf1", "RTF")])
def test_a_file_that_is_no_text_is_called_what_it_is(start: bytes, words: str) -> None:
    (problem,) = halve(start + b"\x00\x9c\xff", "x.md").front.problems
    assert problem.code == "not-text" and words in problem.message


@pytest.mark.parametrize(
    ("wrong", "known", "right"),
    [
        ("cast", ("nps", "csat", "ces"), "csat"),
        ("form", ("to", "from", "format"), "from"),
        ("ziele", ("title", "tags"), None),
        ("taglin", ("tags", "tagline"), "tagline"),
        ("Stage", ("stages", "state"), "stages"),
        ("mapping", ("mapping_status", "metrics"), "mapping_status"),
        ("x", ("y",), None),
        ("personal", ("personas", "personae", "persona"), "persona"),
        ("personaz", ("personas", "personae"), "personae"),  # of two that are as near, whatever their order
        ("personaz", ("personae", "personas"), "personae"),
    ],
)
def test_the_nearest_word_is_named_only_when_it_is_near(wrong: str, known: tuple[str, ...], right: str | None) -> None:
    assert did_you_mean(wrong, known) == (right and f"did you mean `{right}`?")
