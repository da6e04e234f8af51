"""What people write in their own way: one finding, and a hint with the right way to write just that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

PERSONA = ("personas", "---\nname: Nora\n{}\n---\n")
STEP = ("journeys", "---\ntitle: T\nstages:\n  - title: A\n    steps:\n      - title: B\n        {}\n---\n")
TOUCHPOINT = ("touchpoints", "---\ntitle: T\n{}\n---\n")
JOURNEY = ("journeys", "---\ntitle: T\n{}\n---\n")
PAGE = (".", "---\ntitle: T\n{}\n---\n")
SCALE = "from -2 (very low) to 2 (very good)"

CASES = [
    (PERSONA, "review_by: 31.12.2026", "bad-date", "`2026-12-31`"),
    (PERSONA, "review_by: 12/31/2026", "bad-date", "`2026-12-31`"),
    (PERSONA, "review_by: 2026/12/31", "bad-date", "`2026-12-31`"),
    (PERSONA, "share: 12,5 %", "bad-share", "`12.5%`"),
    (PERSONA, "share: 31", "bad-share", "`31%`"),
    (PERSONA, "traits: {calm: 9}", "out-of-range", "at least 1 and at most 5"),
    (PERSONA, "gains: [Kein Papier, und zwar: nie]", "wrong-type", "text that holds `: ` needs quotes"),
    (PERSONA, "needs: [Kein Papier, und zwar: nie]", "wrong-type", "text that holds `: ` needs quotes"),
    (PERSONA, "quote: {text: “Schon, wieder”}", "unknown-key", 'typographic quotes do not count; use `"`'),
    (PERSONA, "weight: 3", "unknown-key", "did you mean `order`?"),
    (PERSONA, "nav_order: 3", "unknown-key", "did you mean `order`?"),
    (PAGE, "weigth: 3", "unknown-key", "did you mean `weight`?"),
    (PAGE, "oder: 3", "unknown-key", "did you mean `order`?"),
    (TOUCHPOINT, "channel: web\nslug: t", "unknown-key", "did you mean `id`?"),
    (STEP, "name: B", "unknown-key", "did you mean `title`?"),
    (STEP, "channel: web", "unknown-key", "name its page with `touchpoint:`"),
    (STEP, "feeling: 1", "unknown-key", "did you mean `emotion`?"),
    (STEP, "pain_points: [slow]", "unknown-key", "did you mean `pains`?"),
    (STEP, "KPIs: [nps]", "unknown-key", "did you mean `metrics`?"),
    (STEP, "team: CX", "unknown-key", "did you mean `owner`?"),
    (PERSONA, "frustrations: [slow]", "unknown-key", "did you mean `pains`?"),
    (PERSONA, "jobs: cheap", "wrong-type", "`key: value` lines are expected here"),
    (JOURNEY, "stages: [Awareness]", "wrong-type", "like `- title: …`"),
    (JOURNEY, "stages: Awareness", "wrong-type", "like `- title: …`"),
    (STEP, "emotion: -0,5", "wrong-type", "with a point: `-0.5`"),
    (STEP, "emotion: 3", "out-of-range", SCALE),
    (STEP, "emotion: sad", "wrong-type", SCALE),
    (STEP, "emotion: {nora: 3}", "out-of-range", SCALE),
    (STEP, "effort: 4,2", "wrong-type", "with a point: `4.2`"),
    (STEP, "duration: 5 Minuten", "bad-duration", "`5 min`"),
    (STEP, "wait: 3 days", "bad-duration", "`3d`"),
    (STEP, "moment_of_truth: ja", "bad-choice", "`true`, or one of mot, zmot"),
    (TOUCHPOINT, "owner: CX", "missing-key", "add `channel: …`, one of web, app, email"),
    (TOUCHPOINT, "channel: shop", "bad-choice", "did you mean `store`?"),
    (TOUCHPOINT, "channel: telephone", "bad-choice", "did you mean `phone`?"),
]


@pytest.mark.parametrize(("form", "line", "code", "words"), CASES, ids=[case[1] for case in CASES])
def test_the_hint_is_the_right_way_to_write_it(
    make_site: Make, form: tuple[str, str], line: str, code: str, words: str
) -> None:
    folder, text = form
    files = {"content/personas/nora.md": "---\nname: N\n---\n", f"content/{folder}/x.md": text.format(line)}
    (finding,) = [finding for finding in make_site(files).findings() if finding.severity == "error"]
    assert finding.code == code
    assert words in f"{finding.message} {finding.hint}"


@pytest.mark.parametrize("line", ["review_by: 05/06/2026", "share: 310 of all", "review_by: soon"])
def test_what_cannot_be_known_is_not_guessed(make_site: Make, line: str) -> None:
    site = make_site({"content/personas/x.md": PERSONA[1].format(line)})
    (finding,) = [finding for finding in site.findings() if finding.severity == "error"]
    assert finding.hint is None
