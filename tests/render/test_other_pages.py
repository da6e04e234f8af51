"""Home, lists, personas, touchpoints, metrics, plain pages and redirects, as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import MadeSite
from tests.render.reading import pages_of, read, words

Make = Callable[..., MadeSite]

SETTINGS = """
title: Northwind
tagline: CX wiki
plugins: [csv]
edit_link: https://git.example.com/edit/main/{path}
sources:
  answers:
    file: content/data/answers.csv
    columns:
      score: {type: integer, scale: [0, 10]}
      when: {type: date}
      shop: {}
"""
NPS = """
---
title: Onboarding NPS
measure: nps
source: answers
expr: score
date: when
grain: month
dimensions: {shop: shop}
unit: points
target: 45
warn: 40
owner: insights
max_age: 45d
question: Would you recommend us?
---
Asked fourteen days after the first bill.
"""
JOURNEY = """
---
title: Switching supplier
personas: [nora]
owner: onboarding
outcome_metric: onboarding-nps
review_by: 2026-09-01
stages:
  - title: Hears of it
    lifecycle: awareness
    steps:
      - {title: Opens the letter, touchpoint: letter, emotion: {nora: -1.5}}
  - title: Signs
    lifecycle: decision
    metrics: [onboarding-nps]
    steps:
      - {title: Signs on the phone, emotion: {nora: 1}, metrics: [onboarding-nps]}
---
"""
NORA = """
---
name: Nora Lind
segment: Young families
tagline: Wants it done
quote: If I have to call, you have lost me.
share: 31%
goals: [Predictable bills]
pains: [{text: Waiting on hold, severity: 3, source: interviews}]
channels: {app: 5, pigeon post: 1}
traits: [{name: Price, score: 4, low: Price first, high: Quality first}]
jobs: [{when: the bill comes, want: to pay at once, so_that: it is gone}]
evidence: {level: qualitative, n: 14, date: 2026-03-18}
---
Nora works shifts.
"""


def answers(rows: list[tuple[int, str, str, int]]) -> str:
    """Answers as a file: (score, day, shop, how many)."""
    lines = ["score,when,shop"]
    for score, day, shop, count in rows:
        lines += [f"{score},{day},{shop}"] * count
    return "\n".join(lines) + "\n"


GOOD = answers(
    [
        (10, "2026-09-03", "north", 40),
        (2, "2026-09-04", "north", 20),
        (10, "2026-10-03", "north", 40),
        (8, "2026-10-03", "north", 20),
        (3, "2026-10-05", "south", 30),
        (10, "2026-10-06", "south", 10),
    ]
)
SITE = {
    "cjmsite.yaml": SETTINGS,
    "content/data/answers.csv": GOOD,
    "content/metrics/onboarding-nps.md": NPS,
    "content/journeys/switching.md": JOURNEY,
    "content/personas/nora.md": NORA,
    "content/touchpoints/letter.md": "---\ntitle: Price letter\nchannel: mail\nsystems: [CRM, Print]\n---\n",
}


def test_the_journey_says_its_outcome_with_interval_gap_and_n(make_site: Make) -> None:
    (finding,) = read(make_site(SITE), "journeys/switching.html").words("p", cls="finding")
    # 50 promoters, 20 passives, 30 detractors of 100
    assert finding.startswith("Lowest point: Opens the letter (−1.5). Onboarding NPS: 20 [")
    assert finding.endswith("], 25 below target, n = 100.")


def test_a_number_from_too_few_answers_is_said_and_not_shown(make_site: Make) -> None:
    few = answers([(10, "2026-10-03", "north", 12)])
    site = make_site({**SITE, "content/data/answers.csv": few})
    (finding,) = read(site, "journeys/switching.html").words("p", cls="finding")
    assert finding.endswith("Onboarding NPS: too few for a figure (n = 12, at least 30).")
    page = read(site, "metrics/onboarding-nps.html")
    assert page.words("p", cls="finding") == ["Not shown: too few for a figure (n = 12, at least 30)."]
    assert "100" not in words(page.one("div", cls="m-head"))
    assert page.data["trend"]["points"][0]["value"] is None


def test_the_metric_page_says_value_target_change_parts_and_receipt(make_site: Make) -> None:
    page = read(make_site(SITE), "metrics/onboarding-nps.html")
    assert page.words("p", cls="m-val") == ["20"]
    assert words(page.one("div", cls="m-head")).startswith("20 points")
    (finding,) = page.words("p", cls="finding")
    assert "25 points below the target of 45" in finding
    assert "Down from 33 in Sep 2026" in finding
    assert "Off target" in words(page.one("div", cls="m-head"))
    assert "By shop Oct 2026" in page.text
    rows = [words(row) for table in page.all("table") for row in table.iter("tr")]
    assert any(row.startswith("south −50") for row in rows)
    receipt = words(page.one("aside", cls="receipt"))
    for said in ("answers.csv", "SHA-256", "160 read, 160 kept", "50 promoters, 20 passives, 30 detractors"):
        assert said in receipt
    assert "Would you recommend us?" in page.text
    assert "Switching supplier Journey Outcome, Signs" in page.text and "Signs on the phone" in page.text
    assert page.data["trend"]["target"] == 45 and page.data["trend"]["points"][0]["value"] is not None


def test_shares_are_written_as_percent_everywhere(make_site: Make) -> None:
    metric = (
        "---\ntitle: North\nmeasure: ratio\nsource: answers\nnumerator: \"shop == 'north'\"\ndenominator: {}\n"
        'unit: "%"\ntarget: 80\ndigits: 0\n---\n'
    )
    site = make_site({**SITE, "content/metrics/north.md": metric})
    page = read(site, "metrics/north.html")
    assert page.words("p", cls="m-val") == ["75 %"]  # 120 of 160
    assert "5 points below the target of 80 %" in page.words("p", cls="finding")[0]
    entry = next(entry for entry in read(site, "metrics/index.html").words("li") if entry.startswith("North"))
    assert "75 %" in entry and "target 80" in entry and "n = 160" in entry


def test_home_says_what_matters_and_orders_what_needs_attention(make_site: Make) -> None:
    page = read(make_site(SITE), "index.html")
    assert page.words("h1") == ["Awareness is the lowest stage"]
    assert page.words("p", cls="lead") == [
        "One journey, one persona, one touchpoint and one metric. One figure is off target and one review is overdue."
    ]
    heat = words(page.one("table", cls="heat"))
    assert "Awareness, lowest" in heat and "−1.5 very low" in heat and "+1 good" in heat
    first, second = page.words("li", cls="off") + [
        words(li) for li in page.one("ul", cls="attn") if li.get("class") is None
    ]
    assert first.startswith("Onboarding NPS") and "25 below target" in first and "n = 100" in first
    assert second.startswith("Review Switching supplier") and "81 days Overdue" in second


def test_a_metric_says_how_old_its_data_is(make_site: Make) -> None:
    facts = words(read(make_site(SITE), "metrics/onboarding-nps.html").one("dl", cls="facts"))
    assert "Data up to 6 Oct 2026, renewed every 45 days" in facts
    old = make_site({**SITE, "content/data/answers.csv": GOOD.replace("2026-", "2025-")})
    facts = words(read(old, "metrics/onboarding-nps.html").one("dl", cls="facts"))
    assert "Data up to 6 Oct 2025, older than 45 days" in facts


def test_a_number_stands_once_in_the_map(make_site: Make) -> None:
    site = make_site(SITE)
    rows = read(site, "journeys/switching.html").rows()
    assert "Onboarding NPS 20 target 45 Off target" in rows["KPI"][1]
    assert "KPI of the stage" not in rows  # its only metric is shown at a step
    site.edit({"content/journeys/switching.md": JOURNEY.replace(", metrics: [onboarding-nps]}", "}")})
    rows = read(site, "journeys/switching.html").rows()
    assert "Onboarding NPS" in rows["KPI of the stage"][1] and "KPI" not in rows


def test_a_cell_shows_two_numbers_of_its_touchpoint_and_leads_to_the_others(make_site: Make) -> None:
    files = {f"content/metrics/m{n}.md": NPS.replace("Onboarding NPS", f"Metric {n}") for n in range(4)}
    letter = "---\ntitle: Price letter\nchannel: mail\nmetrics: [m0, m1, m2, m3]\n---\n"
    page = read(make_site({**SITE, **files, "content/touchpoints/letter.md": letter}), "journeys/switching.html")
    cell = page.rows()["KPI"][0]
    assert "Metric 0" in cell and "Metric 1" in cell and "Metric 2" not in cell
    assert cell.endswith("2 more below")
    numbers = next(words(s) for s in page.all("section") if s.get("aria-labelledby") == "cjm-numbers")
    assert all(f"Metric {n}" in numbers for n in range(4))


def test_data_that_is_too_old_needs_attention(make_site: Make) -> None:
    old = GOOD.replace("2026-", "2025-")
    page = read(make_site({**SITE, "content/data/answers.csv": old}), "index.html")
    assert "Data up to 6 Oct 2025. Owner: insights" in page.text
    assert "Old data" in page.text


def test_a_site_of_nothing_has_a_home(make_site: Make) -> None:
    page = read(make_site({}), "index.html")
    assert page.words("h1") == ["Test site"]
    assert "Nothing is here yet." in page.text


def test_the_persona_page_says_where_it_hurts_most(make_site: Make) -> None:
    page = read(make_site(SITE), "personas/nora.html")
    assert page.words("p", cls="finding") == [
        "Hurts most: Opens the letter (−1.5), in Switching supplier, owner onboarding."
    ]
    link = next(page.one("p", cls="finding").iter("a"))
    assert link.get("href") == "../journeys/switching.html#opens-the-letter"
    assert "31 % of customers" in page.text
    assert "Qualitative, n = 14, 18 Mar 2026" in page.text
    assert "Waiting on hold Severity 3 of 4, interviews" in page.text
    assert "Pigeon post" in page.text
    assert "I want to pay at once" in page.text
    assert page.data["curves"] == {"switching": [-1.5, 1]}
    assert [svg.get("data-curve") for svg in page.all("svg", cls="mini")] == ["switching"]


def test_the_touchpoint_page_says_where_it_is_used_and_how_it_feels_there(make_site: Make) -> None:
    page = read(make_site(SITE), "touchpoints/letter.html")
    assert page.words("p", cls="finding") == ["Met in 1 step of 1 journey. Lowest: Opens the letter (−1.5)."]
    assert "Opens the letter Switching supplier Hears of it Nora −1.5 −1.5" in page.text
    assert "CRM Print" in words(page.one("dl", cls="facts"))


PARTS = """
---
title: %s
personas: [nora]
owner: Sales
state: %s
stages:
  - title: Asks
    owner: Service
    steps:
      - {title: Reads, touchpoint: letter, emotion: {nora: -1.5}}
      - {title: Pays, touchpoint: letter, emotion: {nora: -1}, owner: Payments guild}
  - title: Ends
    steps: [{title: Goes, touchpoint: letter, emotion: {nora: 1}}]
---
"""


def test_each_step_of_a_touchpoint_names_whom_to_ask_and_what_shall_be_comes_last(make_site: Make) -> None:
    site = make_site({**SITE, "content/journeys/a.md": PARTS % ("A dream", "future")})
    site.edit({"content/journeys/b.md": PARTS % ("Being", "current")})
    table = read(site, "touchpoints/letter.html").one("table", cls="data")
    met = [[words(cell) for cell in row] for row in table.iter("tr")][1:]
    assert [(row[1], row[0], row[-1]) for row in met] == [
        ("Being", "Reads", "Service"),
        ("Being", "Pays", "Payments guild"),
        ("Being", "Goes", "Sales"),
        ("Switching supplier", "Opens the letter", "onboarding"),
        ("A dream Future", "Reads", "Service"),
        ("A dream Future", "Pays", "Payments guild"),
        ("A dream Future", "Goes", "Sales"),
    ]
    persona = read(site, "personas/nora.html")
    walked = [words(next(iter(row))) for row in persona.one("table", cls="jr").iter("tr")][1:]
    assert walked == ["Being", "Switching supplier", "A dream"]
    assert persona.words("p", cls="finding") == [
        "Hurts most: Reads (−1.5), in Being, owner Service; another step is as low."
    ]


def test_a_journey_is_found_by_each_team_that_owns_a_part_of_it(make_site: Make) -> None:
    site = make_site({**SITE, "content/journeys/a.md": PARTS % ("Asking", "current")})
    page = read(site, "journeys/index.html")
    (entry,) = [one for one in page.one("ul", id="cjm-list") if words(one).startswith("Asking")]
    assert (entry.get("data-owner") or "").split() == ["sales", "payments-guild", "service"]
    assert "Owners of parts Payments guild, Service" in words(entry)
    menu = next(menu for menu in page.all("select") if menu.get("data-filter-by") == "owner")
    assert [words(option) for option in menu] == ["All", "Payments guild", "Sales", "Service", "onboarding"]


def test_lists_carry_what_the_filter_compares(make_site: Make) -> None:
    site = make_site({**SITE, "content/journeys/two.md": JOURNEY.replace("onboarding\n", "Team Zwölf\n", 1)})
    page = read(site, "journeys/index.html")
    (listed,) = page.all("ul", id="cjm-list")
    owners = [entry.get("data-owner") for entry in listed]
    menu = next(menu for menu in page.all("select") if menu.get("data-filter-by") == "owner")
    values = [option.get("value") for option in menu]
    assert set(owners) <= set(values) and "team-zwölf" in values
    assert page.one("input", type="search").get("data-filter") == "#cjm-list"


def test_a_page_of_the_guide_lists_its_headings(make_site: Make) -> None:
    text = "# Start\n\nWords.\n\n## One\n\n### Deep\n\n## Two\n\n"
    page = read(make_site({"content/guide/index.md": text}), "guide/index.html")
    assert page.words("h1") == ["Start"]
    assert [link.get("href") for link in page.one("nav", cls="toc").iter("a")] == ["#one", "#deep", "#two"]


def test_the_frame_of_a_page_leads_everywhere(make_site: Make) -> None:
    page = read(make_site(SITE), "personas/nora.html")
    assert page.one("html").get("data-root") == "../"
    bar = page.one("nav", cls="bar")
    current = [words(link) for link in bar.iter("a") if link.get("aria-current")]
    assert current == ["Personas"]
    assert page.words("nav", cls="crumb") == ["Personas"]
    edit = [link.get("href") for link in page.all("a") if words(link) == "Edit this page"]
    assert edit == ["https://git.example.com/edit/main/content/personas/nora.md"]
    assert "Built 21 Nov 2026" in words(page.one("footer"))


def test_a_former_address_leads_on(make_site: Make) -> None:
    page = read(
        make_site({"content/guide/new.md": "---\ntitle: New\naliases: [old/place]\n---\nHi\n"}), "old/place.html"
    )
    refresh = next(meta for meta in page.all("meta") if meta.get("http-equiv") == "refresh")
    assert refresh.get("content") == "0; url=../guide/new.html"
    assert page.one("link", rel="canonical").get("href") == "../guide/new.html"


def test_the_page_for_lost_readers_works_at_any_depth(make_site: Make) -> None:
    plain = read(make_site(SITE), "404.html")
    assert plain.one("html").get("data-root") == ""
    rooted = read(make_site(SITE, base_url="https://example.com/wiki"), "404.html")
    assert rooted.one("html").get("data-root") == "/wiki/"
    assert all((link.get("href") or "").startswith(("/wiki/", "#", "data:")) for link in rooted.all("link"))
    assert {link.get("href") for link in rooted.one("nav", cls="bar").iter("a")} >= {"/wiki/index.html"}


def test_a_kind_of_a_plugin_shows_its_fields_as_facts(make_site: Make) -> None:
    plugin = '''
    """Teams."""
    from cjmsite.api import DocumentModel, Kind, PersonaRef, hookimpl

    class Team(DocumentModel):
        lead: str = ""
        size: int = 0
        serves: tuple[PersonaRef, ...] = ()

    @hookimpl
    def cjm_kinds(config):
        return [Kind("team", Team, "Team", "Teams", "teams")]
    '''
    site = make_site(
        {
            **SITE,
            "cjmsite.yaml": "title: T\nplugins: [plugins/teams.py]\n",
            "plugins/teams.py": plugin,
            "content/metrics/onboarding-nps.md": None,
            "content/teams/web.md": (
                "---\ntitle: Web\nlead: Chapter lead\nsize: 4\nserves: [nora, ghost]\n---\nWe build.\n"
            ),
        }
    )
    page = read(site, "teams/web.html")
    assert words(page.one("dl", cls="facts")) == "Lead Chapter lead Size 4 Serves Nora Lind ghost"
    assert [link.get("href") for link in page.one("dl", cls="facts").iter("a")] == ["../personas/nora.html"]
    assert "We build." in page.text


def test_a_right_to_left_site_says_so_on_every_page(make_site: Make) -> None:
    site = make_site({**SITE, "cjmsite.yaml": SETTINGS + "lang: ar\n"})
    for url, page in pages_of(site).items():
        assert page.one("html").get("dir") == "rtl", url


@pytest.mark.parametrize(
    ("asked", "bounds"),
    [
        ("measure: nps", [-100, 100]),
        ("measure: csat\nmethod: mean", [0, 10]),
        ("measure: csat\nmethod: top2box", [0, 100]),
        ("measure: mean", None),
    ],
)
def test_the_trend_knows_the_bounds_of_its_scale(make_site: Make, asked: str, bounds: list[int] | None) -> None:
    metric = f"---\ntitle: M\nsource: answers\nexpr: score\ndate: when\ngrain: month\n{asked}\n---\n"
    site = make_site({**SITE, "content/metrics/onboarding-nps.md": metric})
    assert read(site, "metrics/onboarding-nps.html").data["trend"]["domain"] == bounds
