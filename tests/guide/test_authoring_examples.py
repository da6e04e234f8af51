"""The examples of the authoring format, word for word, build as one site with the few documents they refer to."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import MadeSite

NORA = """
---
name: Nora Lind
tagline: Wants it done before the school run
segment: young-families
photo: nora.jpg
quote: If I have to call, you have already lost me.
demographics: {age: 34, location: Malmö, occupation: Nurse, household: Partner and two children}
goals: [Predictable bills, Spend no evening on paperwork]
needs: [Plain language, Everything on the phone]
pains: [Waiting on hold, Letters in legal language]
motivations: [Security for the children]
buying_behaviour: Compares three offers on the phone, decides within a day
channels: {app: 5, web: 4, phone: 1}        # preference 1-5
traits: {digital confidence: 4, price sensitivity: 5}
share: 31%                                  # of the customer base
evidence: {level: qualitative, n: 14, date: 2026-03-18}
owner: insights
---
Nora works shifts ...
"""

PRICE_LETTER = """
---
title: Price change letter
channel: mail
initiator: company
owner: billing
metrics: [letter-csat]
events: [{source: crm-cases, match: {Reason: Price change}}]     # how real event logs name this touchpoint
---
Sent 60 days before a price change. Required by law.
"""

SWITCHING = """
---
title: Switching energy supplier
personas: [nora, tom]
state: current                       # current | future | research
compare_with: switching-2027
goal: I want a cheaper, greener supplier without a gap in service.
scenario: A price letter arrives in the middle of a busy week.
owner: onboarding-team
review_by: 2027-02-01
outcome_metric: onboarding-nps
stages:
  - title: Awareness
    lifecycle: awareness
    goal: Find out whether switching is worth it
    steps:
      - title: Opens the price letter
        touchpoint: price-letter
        emotion: {nora: -1, tom: -2}      # -2 .. +2; a bare number holds for all personas
        thought: Again?
        quote: {text: I read it three times., source: interview-7}
        pains: [The letter is hard to read]
  - title: Decision
    lifecycle: decision
    steps:
      - title: Signs with BankID
        touchpoint: sign-up-web
        emotion: 1
        moment_of_truth: true
        frontstage: [{team: web, action: Shows the contract in one page}]
        backstage: [{team: sales-ops, action: Credit check, system: Experian}]
        metrics: [signup-conversion]
        next: [signs-with-bankid, calls-for-help]       # only where the path branches or loops
---
Introductory story.

## Awareness
### Opens the price letter
What fourteen people told us about the letter ...
"""

ONBOARDING_NPS = """
---
title: Onboarding NPS
measure: nps
source: onboarding-survey            # declared under sources: in cjmsite.yaml
expr: score
date: when
grain: month
dimensions: {touchpoint: touch, segment: segment}
unit: points
direction: up
target: 45
warn: 40
min_n: 30
max_age: 45d
owner: insights
---
Asked fourteen days after the first bill. Method: ...
"""

SETTINGS = """
title: Northwind Energy CX wiki
theme: atlas
plugins: [csv, google-analytics, crm, survey]
sources:
  onboarding-survey:
    file: content/data/onboarding-*.csv
    format: qualtrics
    columns:                                  # allow-list: nothing else leaves the reader
      score: {from: Q12, type: integer, scale: [0, 10]}
      when: {from: RecordedDate, type: datetime, format: "%Y-%m-%d %H:%M:%S"}
      touch: {from: Q3}
      segment: {from: Segment}
"""

SCORES = (10, 9, 9, 7, 3)


def survey(month: int) -> str:
    """A file of the shape of a Qualtrics export: ids, questions, import ids, then a row for each answer."""
    rows = [
        '"RecordedDate","Status","Finished","Q12","Q12_NPS_GROUP","Q3","Segment"',
        '"Recorded Date","Response Type","Finished","How likely are you\nto recommend us?","Group","Where?","Segment"',
        ",".join(f'"{{""ImportId"":""QID{n}""}}"' for n in range(7)),
    ]
    for n in range(40):
        score = SCORES[n % 5]
        group = 3 if score > 8 else 2 if score > 6 else 1
        rows.append(f'"2026-{month:02d}-{n % 28 + 1:02d} 10:00:00","0","1","{score}","{group}","app","families"')
    return "\n".join(rows) + "\n"


def test_the_examples_build_as_they_stand(make_site: Callable[..., MadeSite]) -> None:
    site = make_site(
        {
            "cjmsite.yaml": SETTINGS,
            "content/personas/nora.md": NORA,
            "content/personas/nora.jpg": b"\xff\xd8\xff\xe0 a picture",
            "content/personas/tom.md": "---\nname: Tom\n---\n",
            "content/touchpoints/price-letter.md": PRICE_LETTER,
            "content/touchpoints/sign-up-web.md": "---\ntitle: Sign-up\nchannel: web\n---\n",
            "content/journeys/switching.md": SWITCHING,
            "content/journeys/switching-2027.md": """
                ---
                title: Switching in 2027
                state: future
                personas: nora
                stages: [{title: Awareness, steps: [{title: Reads one line, emotion: 1}]}]
                ---
                """,
            "content/metrics/onboarding-nps.md": ONBOARDING_NPS,
            "content/metrics/letter-csat.md": """
                ---
                {title: Letter CSAT, source: onboarding-survey, measure: mean, expr: score}
                ---
                """,
            "content/metrics/signup-conversion.md": """
                ---
                {title: Sign-ups, source: onboarding-survey, measure: count}
                ---
                """,
            "content/data/onboarding-2026-09.csv": survey(9),
            "content/data/onboarding-2026-10.csv": survey(10),
        }
    )
    findings = site.findings()
    assert [f for f in findings if f.severity == "error"] == []
    # the journey is an excerpt: it names a step that is not in it
    assert [f.code for f in findings if f.severity == "warning"] == ["step-next-unknown"]
    journey = site.page("journeys/switching.html")
    for words in ("I read it three times.", "Signs with BankID", "Moment of truth", "Credit check", "fourteen people"):
        assert words in journey
    # 24 promoters, 8 passives and 8 detractors of 40
    assert site.page("metrics/onboarding-nps.html").count("40") >= 1
    assert "The letter is hard to read" in journey
