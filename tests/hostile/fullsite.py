"""A site in which every field that takes free words holds the same text, of our choosing."""

from __future__ import annotations

import csv
import io
import json

PERSONA = """
name: T
title: T
tagline: T
summary: T
tags: [T]
owner: T
created: 2026-01-02
updated: 2026-01-03
reviewed: 2026-01-04
review_by: 2027-01-05
sources: [T]
links: [{title: T, url: "https://example.com/T"}]
image: {src: a.png, alt: T, credit: T}
lang: de
order: 1
extra: {any: T}
type: primary
segment: T
photo: {src: a.png, alt: T, credit: T}
quote: {text: T, source: T}
demographics: {age: T, gender: T, location: T, occupation: T, household: T, income_band: T, education: T}
share: 31%
value: T
goals: {end: [T], experience: [T], life: [T]}
jobs: [{when: T, want: T, so_that: T}]
needs: [T]
pains: [{text: T, severity: 2, source: T, owner: T}]
gains: [T]
motivations: [T]
fears: [T]
behaviours: [T]
buying_behaviour: T
channels: {T: 4}
skills: [{name: T, score: 2, low: T, high: T}]
traits: {T: 3}
accessibility_needs: [T]
devices: [T]
brands: [T]
evidence: {level: qualitative, kind: interview, status: observed, method: T, n: 14, date: 2026-03-18,
  link: "https://example.com/T", participant: T}
"""

TOUCHPOINT = """
title: T
summary: T
tags: [T]
owner: T
sources: [T]
links: [{title: T, url: "mailto:T@example.com"}]
image: {src: a.png, alt: T, credit: T}
channel: web
type: action
initiator: customer
owned: owned
stage_hint: T
team: T
systems: [T]
url: "https://example.com/?q=T"
screenshot: {src: a.png, alt: T, credit: T}
satisfaction: 2
importance_customer: 5
importance_business: 4
volume: {value: 12, period: month}
cost_per_contact: T
sla: 2d
pains: [T]
gains: [T]
opportunities: [T]
metrics: [nps]
events: [{source: survey, match: {T: T}}]
"""

JOURNEY = """
title: T
summary: T
tags: [T]
owner: T
sources: [T]
links: [{title: T, url: "https://example.com/T"}]
image: {src: a.png, alt: T, credit: T}
personas: [nora]
state: current
level: 1
goal: T
scenario: T
expectations: [T]
scope: {starts: T, ends: T}
version: T
outcome_metric: nps
targets: {nps: 40}
metrics: [nps]
mapping_status: live
evidence: {level: qualitative, method: T}
compare_with: other
stages:
  - title: T
    summary: T
    lifecycle: awareness
    goal: T
    entry: T
    exit: T
    duration: 2d
    owner: T
    metrics: [nps]
    steps:
      - id: one
        title: T
        summary: T
        image: {src: a.png, alt: T, credit: T}
        actor: nora
        action: T
        thought: T
        quote: {text: T, source: T}
        expectation: T
        emotion: {nora: -1}
        emotion_label: T
        intensity: high
        tension: 3
        effort: 4
        duration: 5 min
        wait: 1d
        touchpoint: web
        moment_of_truth: true
        pains: [{text: T, severity: 2, source: T, owner: T}]
        gains: [T]
        opportunities: [T]
        insights: [T]
        evidence: {level: hypothesis, method: T, link: "https://example.com/T"}
        frontstage: [{team: T, action: T, system: T, tech: T}]
        backstage: [{team: T, action: T, system: T, tech: T}]
        support: [T]
        artifact: T
        owner: T
        metrics: [nps]
        next: [two]
        journey: other
        extra: {any: T}
      - {id: two, title: T, emotion: 1, optional: true, touchpoints: [web], quote: T}
edges: [{from: one, to: two, type: next, share: 40%}]
"""

OTHER = "title: T\nvariant_of: main\nparent: main\nstages: [{title: T, steps: [{title: T, emotion: 0}]}]\n"

METRIC = """
title: T
summary: T
tags: [T]
owner: T
sources: [T]
links: [{title: T, url: "https://example.com/T"}]
source: survey
measure: nps
expr: score
date: when
grain: month
dimensions: {T: segment}
unit: T
digits: 1
direction: up
target: {2026-01: 40}
warn: 30
min_n: 1
max_age: 900d
question: T
events: [{date: 2026-02-01, label: T}]
"""

PAGE = "title: T\nsummary: T\ndescription: T\nsection: T\ndate: 2026-01-01\ntags: [T]\nowner: T\nsources: [T]\n"
PAGE += 'links: [{title: T, url: "https://example.com/T"}]\n'

SETTINGS = """
title: T
tagline: T
description: T
base_url: https://cx.example.com/
edit_link: "https://git.example.com/T/{path}"
extra: {any: T}
sources:
  survey:
    title: T
    file: content/data/survey.csv
    licence: T
    url: "https://example.com/T"
    columns: {score: {type: integer, scale: [0, 10]}, when: {type: date, format: "%Y-%m-%d"}, segment: {}}
"""

BODY = "# T\n\nT\n\n## T\n\nT *T* **T** ~~T~~\n\n> T\n\n- T\n\n| T | T |\n|---|---|\n| T | T |\n"

PNG = b"\x89PNG\r\n\x1a\n"


FUNNEL = """
title: T
source: survey
measure: funnel
method: eventual
per: segment
steps: [{title: T, filter: "score >= 0"}, {title: Second, filter: "score >= 9"}]
date: when
min_n: 1
"""


def full_site(text: str, body: str | None = None) -> dict[str, str | bytes]:
    """The files of the site. `body` is what stands in every Markdown body; by default the text in all its forms."""
    front = {
        "personas/nora": PERSONA,
        "touchpoints/web": TOUCHPOINT,
        "journeys/main": JOURNEY,
        "journeys/other": OTHER,
        "metrics/nps": METRIC,
        "metrics/funnel": FUNNEL,
        "guide/index": PAGE,
        "guide/page": PAGE,
        "personas/index": PAGE,
        "index": PAGE,
    }
    quoted = json.dumps(text)  # which is YAML as well
    words = BODY.replace("T", text.replace("\n", " ")) if body is None else body
    files: dict[str, str | bytes] = {
        f"content/{name}.md": f"---{_filled(yaml, quoted)}---\n{words}".encode() for name, yaml in front.items()
    }
    files["cjmsite.yaml"] = _filled(SETTINGS, quoted).encode()
    for folder in ("personas", "touchpoints", "journeys"):
        files[f"content/{folder}/a.png"] = PNG
    files["content/data/survey.csv"] = _csv(text)
    return files


def _filled(yaml: str, quoted: str) -> str:
    lines = []
    for line in yaml.strip("\n").split("\n"):
        for before, after in ((": T", ""), ("[T", "]"), ("{T", ":"), ("- T", "")):
            line = line.replace(before + after, before[:-1] + quoted + after)
        lines.append(line)
    return "\n" + "\n".join(lines) + "\n"


def _csv(text: str) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["score", "when", "segment"])
    for month in range(1, 11):
        for score in range(11):
            rows.writerow([score, f"2026-{month:02}-05", text if score % 2 else f"{text} 2"])
    return out.getvalue().encode()
