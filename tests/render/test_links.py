"""Where a link of a page leads, and what is told of one that leads nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import MadeSite

SITE = {
    "content/guide/index.md": "# Guide\n",
    "content/guide/here.md": "# Here\n",
    "content/guide/near-by.md": "# Near by\n\n## Sounds\n",
    "content/personas/nora.md": "---\nname: Nora\n---\n",
    "content/personas/far-away.md": "---\nname: Far\ndraft: true\n---\n",
}


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("near-bye.md", "broken-link", "did you mean `near-by.md`?"),
        ("nora.md", "broken-link", "there is one at `content/personas/nora.md`"),
        ("nothing-like-it.md", "broken-link", None),
        ("near-by.md#sound", "broken-anchor", "did you mean `sounds`?"),
        ("near-by.html#sound", "broken-anchor", "did you mean `sounds`?"),
        ("near-bye.html", "broken-link", "did you mean `guide/near-by.html`?"),
        ("../personas/far-away.html", "broken-link", None),
        ("../personas/far-away.md", "draft-ref", None),
        ("persona:nor", "broken-ref", "did you mean `nora`?"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_what_is_near(
    make_site: Callable[..., MadeSite], written: str, code: str, hint: str | None
) -> None:
    site = make_site({**SITE, "content/guide/here.md": f"# Here\n\nSee [it]({written}).\n"})
    (found,) = [finding for finding in site.findings() if finding.span and finding.span.path.endswith("here.md")]
    assert (found.code, found.hint) == (code, hint)
    assert found.span and (found.span.line, found.span.column) == (3, 10)


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("near-by.md", "near-by.html"),
        ("near-by.html", "near-by.html"),
        ("near-by.html#sounds", "near-by.html#sounds"),
        ("../personas/index.html", "../personas/index.html"),
        ("/index.html", "../index.html"),
        ("persona:nora", "../personas/nora.html"),
    ],
)
def test_pages_are_named_by_their_file_by_their_address_or_by_their_id(
    make_site: Callable[..., MadeSite], written: str, leads: str
) -> None:
    site = make_site({**SITE, "content/guide/here.md": f"# Here\n\nSee [it]({written}).\n"})
    assert f'<a href="{leads}">it</a>' in site.page("guide/here.html")
    assert not [finding for finding in site.findings() if finding.span and finding.span.path.endswith("here.md")]


def test_an_address_is_one_when_its_page_comes(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({**SITE, "content/guide/here.md": "# Here\n\nSee [it](later.html).\n"})
    assert "broken-link" in site.codes()
    site.edit({"content/guide/later.md": "# Later\n"})
    assert "broken-link" not in site.codes()
    assert '<a href="later.html">it</a>' in site.page("guide/here.html")
