"""Content that tries to break out of its place, and content out of all proportion."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import MadeSite
from tests.render.reading import POLICY, pages_of, words
from tests.render.test_other_pages import SITE

Make = Callable[..., MadeSite]

SCRIPT = "</script><script>alert(1)</script><!--"
HOSTILE = [
    SCRIPT,
    "\"' onmouseover=alert(1) x='",
    "{{ 7 * 7 }}{% raw %}",
    "<img src=x onerror=alert(1)>&lt;b&gt;",
    "\u2028line\u2029paragraph\u202e",
    "W" * 60,
    "long " * 400,
]


def quoted(text: str) -> str:
    """A text as a YAML string."""
    import json

    return json.dumps(text)


def site_with(make_site: Make, text: str) -> MadeSite:
    t = quoted(text)
    journey = f"""---
title: {t}
summary: {t}
personas: [nora]
owner: {t}
goal: {t}
scenario: {t}
version: {t}
expectations: [{t}]
evidence: {{level: qualitative, method: {t}}}
stages:
  - title: {t}
    goal: {t}
    owner: {t}
    steps:
      - title: {t}
        touchpoint: letter
        emotion: {{nora: -1}}
        emotion_label: {t}
        thought: {t}
        action: {t}
        expectation: {t}
        artifact: {t}
        quote: {{text: {t}, source: {t}}}
        pains: [{{text: {t}, source: {t}}}]
        gains: [{t}]
        insights: [{t}]
        opportunities: [{{text: {t}, owner: {t}}}]
        frontstage: [{{team: {t}, action: {t}, system: {t}}}]
        backstage: [{t}]
        support: [{t}]
        next: [{t}]
        metrics: [onboarding-nps]
---
## {text.strip().splitlines()[0]}

Words.
"""
    persona = f"""---
name: {t}
tagline: {t}
segment: {t}
quote: {{text: {t}, source: {t}}}
demographics: {{location: {t}}}
goals: [{t}]
needs: [{t}]
channels: [{{channel: {t}, preference: 3}}]
traits: [{{name: {t}, score: 2, low: {t}, high: {t}}}]
jobs: [{{when: {t}, want: {t}}}]
links: [{{title: {t}, url: 'https://example.com/?\"<>&x=1'}}]
owner: {t}
---
"""
    touchpoint = f"""---
title: {t}
channel: web
team: {t}
systems: [{t}]
pains: [{t}]
url: 'https://example.com/"<x>'
owner: {t}
---
"""
    return make_site(
        {
            **SITE,
            "cjmsite.yaml": SITE["cjmsite.yaml"].replace("Northwind", "Northwind").replace("CX wiki", "wiki"),
            "content/journeys/switching.md": journey,
            "content/personas/nora.md": persona,
            "content/touchpoints/letter.md": touchpoint,
        }
    )


@pytest.mark.parametrize(
    "text", HOSTILE, ids=["script", "attribute", "template", "markup", "separators", "word", "long"]
)
def test_no_text_leaves_its_place(make_site: Make, text: str) -> None:
    site = site_with(make_site, text)
    pages = pages_of(site)
    assert {"index.html", "journeys/switching.html", "personas/nora.html", "touchpoints/letter.html"} <= set(pages)
    wanted = re.sub(r"\s+", " ", text).strip()
    for url in ("journeys/switching.html", "personas/nora.html", "touchpoints/letter.html"):
        assert words(pages[url].one("h1")) == wanted, url
    for url, page in pages.items():
        scripts = page.all("script")
        assert all(script.get("src") or script.get("type") == "application/json" for script in scripts), url
        assert "alert(1)" not in [image.get("src") for image in page.all("img")]
        assert not [e.tag for e in page.root.iter() if any(str(name).startswith("on") for name in e.attrib)], url
        assert not [e.tag for e in page.root.iter() if e.get("style") is not None], url


def test_every_page_carries_the_policy_and_nothing_inline(make_site: Make) -> None:
    for url, page in pages_of(make_site(SITE)).items():
        (policy,) = [m for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
        assert policy.get("content") == POLICY, url
        assert page.all("style") == [], url
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", page.html), url


def test_ids_do_not_repeat_and_every_inner_link_leads_somewhere(make_site: Make) -> None:
    for url, page in pages_of(make_site(SITE)).items():
        ids = [element.get("id") for element in page.root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), url
        for element in page.root.iter():
            for name in ("href", "aria-labelledby", "data-filter"):
                target = element.get(name) or ""
                if name == "href" and (not target.startswith("#") or "=" in target):
                    continue  # `#view=flow` asks the script for another view
                assert not target or target.removeprefix("#") in ids, f"{url}: {target}"


def test_the_data_block_is_safe_in_html(make_site: Make) -> None:
    html = site_with(make_site, SCRIPT + "&\u2028\u2029").page("journeys/switching.html")
    block = re.search(r'id="cjm-data">(.*?)</script>', html, re.DOTALL)
    assert block and not re.search("[<>&\u2028\u2029]", block[1])
    assert "NaN" not in block[1]
