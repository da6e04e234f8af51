"""What the tests of the rules share: a site in which nothing is wrong, and one finding at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from cjmsite.diagnostics import Diagnostic
from tests.conftest import MadeSite

Find = Callable[..., list[Diagnostic]]

CLEAN: dict[str, str | bytes | None] = {
    "content/personas/nora.md": "---\nname: Nora\nowner: CX\n---\n",
    "content/personas/tom.md": "---\nname: Tom\nowner: CX\n---\n",
    "content/touchpoints/letter.md": "---\ntitle: Letter\nchannel: mail\nowner: CX\n---\n",
    "content/journeys/switching.md": """
        ---
        title: Switching
        owner: CX
        goal: I want a cheaper supplier
        personas: [nora, tom]
        stages:
          - title: Decide
            lifecycle: decision
            steps:
              - {title: Opens the letter, touchpoint: letter, emotion: {nora: -1, tom: -2}}
              - {title: Compares, emotion: 0}
          - title: Change
            lifecycle: onboarding
            steps:
              - {title: Signs, emotion: 1, moment_of_truth: true}
              - {title: Waits, emotion: {nora: -1}}
        ---
        """,
}


@pytest.fixture
def find(make_site: Callable[..., MadeSite]) -> Find:
    """The findings of the clean site with other files, all of them or those with one code."""

    def find(files: Mapping[str, str | bytes | None] | None = None, code: str | None = None) -> list[Diagnostic]:
        found = make_site({**CLEAN, **(files or {})}).findings()
        return [finding for finding in found if code in (None, finding.code)]

    return find


def places(found: list[Diagnostic]) -> list[str]:
    """Where the findings are: `file:line:column`."""
    return [f"{f.span.path}:{f.span.line}:{f.span.column}" if f.span else "" for f in found]
