"""Journeys with anything in them, for the tests of round trips."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cjmsite.model.journey import Journey

NASTY = st.sampled_from(
    [
        "=1+1",
        "-2",
        "+49 30",
        "@nora",
        "'=x",
        "''",
        '"quoted"',
        '{"a": 1}',
        "[1]",
        "{not json",
        "yes",
        "null",
        "1.10",
        "2026-01-01",
        "5 min",
        "a: b",
        "- a",
        "# no comment",
        "a, b; c",
        "two\nlines",
        'text {"severity": 3}',
        "#2",
        "Ünï çödé 日本 🙂",
        "a\u2028b",
        "x'",
        "tab\there",
        "~",
        "&anchor",
        "*alias",
        "!tag",
        "%",
        "`",
        "|",
    ]
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=20)
TEXT = st.one_of(NASTY, WORDS.map(str.strip).filter(bool))
IDS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
FEELING = st.sampled_from([-2, -1.5, -1, -0.25, 0, 0.5, 1, 2])
DURATION = st.sampled_from(["5 min", "2 h", "45 d", "8 w", "90 s", "PT1.5S", "0 s"])
POINT = st.one_of(
    TEXT, st.fixed_dictionaries({"text": TEXT}, optional={"severity": st.integers(1, 4), "source": TEXT, "owner": TEXT})
)
ACT = st.one_of(TEXT, st.fixed_dictionaries({"action": TEXT}, optional={"team": TEXT, "system": TEXT}))
EVIDENCE = st.fixed_dictionaries(
    {},
    optional={
        "level": st.sampled_from(["hypothesis", "qualitative"]),
        "n": st.integers(0, 10**6),
        "date": st.dates().map(lambda day: day.isoformat()),
        "method": TEXT,
    },
)
EXTRA = st.recursive(
    st.one_of(st.booleans(), st.integers(-(10**6), 10**6), TEXT, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXT, inner, max_size=2)),
    max_leaves=4,
)

STEP = st.fixed_dictionaries(
    {"title": TEXT},
    optional={
        "id": IDS,
        "thought": TEXT,
        "summary": st.one_of(TEXT, st.just("")),
        "quote": st.one_of(TEXT, st.fixed_dictionaries({"text": TEXT}, optional={"source": TEXT})),
        "image": st.fixed_dictionaries({"src": IDS}, optional={"alt": TEXT}),
        "emotion": st.one_of(FEELING, st.dictionaries(IDS, FEELING, max_size=3)),
        "effort": st.integers(1, 7),
        "duration": DURATION,
        "touchpoint": IDS,
        "touchpoints": st.lists(IDS, max_size=3),
        "moment_of_truth": st.sampled_from([True, False, "fmot"]),
        "optional": st.booleans(),
        "pains": st.lists(POINT, max_size=3),
        "opportunities": POINT,
        "frontstage": st.lists(ACT, max_size=2),
        "evidence": EVIDENCE,
        "metrics": st.lists(IDS, max_size=2),
        "next": st.lists(TEXT, max_size=2),
        "extra": st.dictionaries(TEXT, EXTRA, max_size=2),
    },
)
STAGE = st.fixed_dictionaries(
    {"title": TEXT, "steps": st.lists(STEP, max_size=3)},
    optional={"lifecycle": st.sampled_from(["awareness", "custom"]), "goal": TEXT, "duration": DURATION},
)
DATA = st.fixed_dictionaries(
    {"title": TEXT, "stages": st.lists(STAGE, min_size=1, max_size=3)},
    optional={
        "personas": st.lists(IDS, max_size=2),
        "tags": st.lists(TEXT, max_size=2),
        "goal": TEXT,
        "level": st.integers(0, 2),
        "scope": st.fixed_dictionaries({"starts": TEXT, "ends": TEXT}),
        "edges": st.lists(
            st.fixed_dictionaries({"from": TEXT, "to": TEXT}, optional={"share": st.just(0.25)}), max_size=2
        ),
        "links": st.lists(st.fixed_dictionaries({"title": TEXT, "url": st.just("https://example.com/a")}), max_size=2),
        "version": TEXT,
        "review_by": st.dates().map(lambda day: day.isoformat()),
        "draft": st.booleans(),
        "extra": st.dictionaries(TEXT, EXTRA, max_size=2),
    },
)


def _made(data: dict[str, Any]) -> Journey:
    return Journey.model_validate(data)


JOURNEYS = DATA.map(_made)
BODIES = st.one_of(
    st.just(""),
    st.just("Words.\n"),
    st.lists(st.sampled_from(["", "# Title", "=danger", "'", "''", "  indented", "a, b", '"', "line"]), max_size=6).map(
        "\n".join
    ),
)
