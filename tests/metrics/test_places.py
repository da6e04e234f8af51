"""One survey that names its touchpoints, stages, personas or segments feeds every page and step of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

ROWS = "score,touch,who,part,group\n" + "".join(
    f"{score},{touch},{who},{part},{group}\n"
    for score, touch, who, part, group, times in (
        (10, "Price letter", "nora", "Decide", "Families", 30),
        (3, "sign-up-web", "nora", "Decide", "Families", 30),
        (8, "Sgn-up web", "tom", "Change", "Single", 30),
    )
    for _ in range(times)
)
SITE: dict[str, str | bytes | None] = {
    "cjmsite.yaml": """
        title: T
        sources:
          survey:
            file: content/data/survey.csv
            columns: {score: {type: integer, scale: [0, 10]}, touch: {}, who: {}, part: {}, group: {}}
        """,
    "content/data/survey.csv": ROWS,
    "content/metrics/nps.md": """
        ---
        title: NPS
        source: survey
        measure: nps
        expr: score
        dimensions: {touchpoint: touch, persona: who, stage: part, segment: group}
        ---
        """,
    "content/personas/nora.md": "---\nname: Nora Lind\n---\n",
    "content/personas/tom.md": "---\nname: Tom\nsegment: single\n---\n",
    "content/touchpoints/price-letter.md": "---\ntitle: Price letter\nchannel: mail\n---\n",
    "content/touchpoints/sign-up-web.md": "---\ntitle: Signing up\nchannel: web\nmetrics: [nps]\n---\n",
    "content/touchpoints/call.md": "---\ntitle: Call\nchannel: phone\n---\n",
    "content/journeys/switching.md": """
        ---
        title: Switching
        personas: [nora, tom]
        stages:
          - title: Decide
            steps:
              - {title: Opens the letter, touchpoint: price-letter, emotion: 0}
              - {title: Signs, touchpoint: sign-up-web, emotion: 1}
          - title: Celebrate
            steps:
              - {title: Is glad, emotion: 1}
        ---
        """,
}


@pytest.fixture
def made(make_site: Make) -> MadeSite:
    return make_site(SITE)


def test_the_page_of_a_touchpoint_shows_its_own_part(made: MadeSite) -> None:
    page = made.page("touchpoints/price-letter.html")
    assert "NPS: Price letter" in page and '<span class="val"><bdi>100' in page


def test_a_touchpoint_that_names_the_metric_shows_its_part_and_not_the_whole(made: MadeSite) -> None:
    page = made.page("touchpoints/sign-up-web.html")
    assert page.count('<span class="val">') == 1
    assert "NPS: Signing up" in page and '<span class="val"><bdi>−100' in page


def test_a_touchpoint_of_which_no_row_speaks_shows_nothing(made: MadeSite) -> None:
    assert '<span class="val">' not in made.page("touchpoints/call.html")


def test_the_map_shows_the_part_of_each_step_and_stage(made: MadeSite) -> None:
    page = made.page("journeys/switching.html")
    for name in ("NPS: Price letter", "NPS: Signing up", "NPS: Decide"):
        assert f'<span class="name">{name}</span>' in page
    assert '<span class="name">NPS</span>' not in page


def test_a_persona_shows_the_part_of_its_name_or_of_its_segment(made: MadeSite) -> None:
    nora, tom = made.page("personas/nora.html"), made.page("personas/tom.html")
    assert "NPS: Nora Lind" in nora and '<span class="val"><bdi>0' in nora
    assert "NPS: Tom" in tom and "NPS: Single" in tom


def test_the_page_of_the_metric_leads_to_the_places_by_their_titles(make_site: Make) -> None:
    four = "{touchpoint: touch, persona: who, stage: part, segment: group}"
    metric = str(SITE["content/metrics/nps.md"])
    by_place = metric.replace(four, "{touchpoint: touch}")
    assert by_place != metric
    page = make_site({**SITE, "content/metrics/nps.md": by_place}).page("metrics/nps.html")
    assert '<th scope="row"><a href="../touchpoints/price-letter.html">Price letter</a></th>' in page
    assert '<th scope="row"><a href="../touchpoints/sign-up-web.html">Signing up</a></th>' in page
    assert '<th scope="row">Sgn-up web</th>' in page


def test_rows_that_name_a_touchpoint_that_is_none_are_told_with_the_nearest(made: MadeSite) -> None:
    (found,) = [finding for finding in made.findings() if finding.code == "metric-place"]
    assert (found.severity, found.hint) == ("info", "did you mean `sign-up-web`?")
    assert found.message == "the rows name the touchpoint `Sgn-up web`, and the site has none of that name"


def test_a_part_from_too_few_answers_is_not_shown(made: MadeSite) -> None:
    made.edit({"content/data/survey.csv": ROWS.replace("10,Price letter,nora,Decide,Families\n", "", 1)})
    page = made.page("touchpoints/price-letter.html")
    assert '<span class="val">' not in page and "Too few for a figure" in page


def test_a_tidy_file_feeds_touchpoints_too(made: MadeSite) -> None:
    made.edit(
        {
            "cjmsite.yaml": "title: T\nsources:\n  survey: {file: content/data/survey.csv, format: tidy}\n",
            "content/data/survey.csv": (
                "metric,date,value,n,touchpoint\nnps,2026-10-01,12,99,\nnps,2026-10-01,34,50,price-letter\n"
            ),
            "content/metrics/nps.md": "---\ntitle: NPS\nsource: survey\nunit: points\n---\n",
        }
    )
    assert '<span class="val"><bdi>34' in made.page("touchpoints/price-letter.html")


def test_a_map_leaves_out_parts_that_nobody_named_and_that_say_nothing(made: MadeSite) -> None:
    made.edit({"content/data/survey.csv": ROWS.replace("10,Price letter,nora,Decide,Families\n", "", 1)})
    page = made.page("journeys/switching.html")
    assert "NPS: Price letter" not in page, "no figure, and the touchpoint does not name it"
    made.edit({"content/touchpoints/price-letter.md": "---\ntitle: Price letter\nchannel: mail\nmetrics: [nps]\n---\n"})
    page = made.page("journeys/switching.html")
    assert "NPS: Price letter" in page and "Too few for a figure" in page
