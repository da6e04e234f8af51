"""Incremental equals clean: after any edit, what the living database answers is what a new one answers.

The edits are random, from a seed that the failure names; `CJMSITE_EDITS` asks for more of them.
"""

from __future__ import annotations

import datetime
import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.diagnostics import Diagnostic
from cjmsite.pipeline import story
from cjmsite.query import Database
from cjmsite.read import inputs
from cjmsite.render import results
from tests.conftest import TODAY, MadeSite, write_files

EDITS = int(os.environ.get("CJMSITE_EDITS", "25"))

SETTINGS = """
title: {title}
theme: ./themes/mine
plugins: [csv, ./plugins/local.py]
markdown: {{html: {html}}}
rules: {{{rules}}}
lanes: [{lanes}]
sources:
  survey:
    file: content/data/*.csv
    columns:
      score: {{from: Q1, type: integer, scale: [0, 10]}}
      when: {{from: Date, type: date}}
    null_values: [{null}]
"""

PERSONA = """
---
name: {name}
tagline: {words}
photo: {photo}
draft: {draft}
aliases: [{alias}]
review_by: {review_by}
---
{words}

See [the journey](../journeys/buying.md#{anchor}) and [{other}](persona:{other}).
"""

TOUCHPOINT = """
---
title: {title}
channel: {channel}
metrics: [{metric}]
extra: {extra}
---
{words}
"""

JOURNEY = """
---
title: {title}
personas: [nora, tom]
owner: {words}
outcome_metric: {metric}
stages:
  - title: Find
    steps:
      - title: Looks
        touchpoint: {touchpoint}
        emotion: {{nora: {emotion}, tom: 1}}
        quote: {words}
  - title: Buy
    steps:
      - title: {step}
        emotion: 1
        metrics: [{metric}]
---
{words}

## Find
{words}
"""

METRIC = """
---
title: Satisfaction
source: survey
measure: {measure}
expr: score
date: when
grain: {grain}
target: {target}
min_n: 1
---
{words}
"""

PLUGIN = """
from cjmsite.api import Lane, Rule, hookimpl, warning

@hookimpl
def cjm_lanes(config):
    return [Lane("local", "{label}", lambda site, document, step: "{words}")]

@hookimpl
def cjm_rules(config):
    def check(site):
        if len(site.cards("persona")) > {limit}:
            yield warning("many-personas", "more than {limit}")
    return [Rule("many", "Many personas", check, {{"many-personas": "warning"}})]
"""


class Author:
    """Somebody who keeps changing a site, at random."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.writers: dict[str, Callable[[], str | bytes]] = {
            "cjmsite.yaml": self.settings,
            "content/personas/nora.md": self.persona,
            "content/personas/tom.md": self.persona,
            "content/personas/new.md": self.persona,
            "content/touchpoints/shop.md": self.touchpoint,
            "content/touchpoints/web.md": self.touchpoint,
            "content/journeys/buying.md": self.journey,
            "content/metrics/nps.md": self.metric,
            "content/data/a.csv": self.data,
            "content/data/b.csv": self.data,
            "content/guide/index.md": self.page,
            "content/guide/more.md": self.page,
            "content/journeys/index.md": self.page,
            "content/index.md": self.page,
            "content/personas/a.svg": self.drawing,
            "content/personas/b.svg": self.drawing,
            "themes/mine/templates/persona.html": self.template,
            "themes/mine/templates/base.html": self.base,
            "themes/mine/templates/parts/mine.html": self.macros,
            "themes/mine/templates/parts/words.html": self.macro,
            "more/extra.md": self.page,
            "themes/mine/static/theme.css": self.style,
            "plugins/local.py": self.plugin,
        }

    def words(self) -> str:
        return " ".join(
            self.random.choice(["alpha", "beta", "gamma", "delta", "<b>", "&", "épice", "☕"]) for _ in range(3)
        )

    def pick(self, *choices: object) -> str:
        return str(self.random.choice(choices))

    def settings(self) -> str:
        return SETTINGS.format(
            title=self.pick("One", "Two", "[broken"),
            html=self.pick("true", "false"),
            rules=self.pick("", "owner-missing: error", "touchpoint-unused: off"),
            lanes=self.pick("", "", "touchpoint, emotion, local", "emotion, nothing"),
            null=self.pick('""', '"", NA'),
        )

    def persona(self) -> str:
        return PERSONA.format(
            name=self.pick("Nora Lind", "Tom", "‘Æsa’"),
            words=self.words(),
            photo=self.pick("a.svg", "b.svg", "missing.svg"),
            draft=self.pick("false", "false", "true"),
            alias=self.pick("", "old/nora.html", "personas/shared"),
            review_by=self.pick("2026-11-20", "2026-12-01", "2027-01-01"),
            anchor=self.pick("looks", "pays", "nowhere"),
            other=self.pick("nora", "tom", "new"),
        )

    def touchpoint(self) -> str:
        return TOUCHPOINT.format(
            title=self.pick("Shop", "Web shop"),
            channel=self.pick("web", "store", "fax"),
            metric=self.pick("", "nps"),
            extra=self.extra(),
            words=self.words(),
        )

    def extra(self) -> str:
        """The same in the eyes of Python, one way or another."""
        return self.pick("{a: 1, b: x}", "{a: true, b: x}", "{a: 1.0, b: x}", "{b: x, a: 1}")

    def journey(self) -> str:
        return JOURNEY.format(
            title=self.pick("Buying", "Buying a lamp"),
            words=self.pick("plain", "two words"),
            metric=self.pick("nps", "csat"),
            touchpoint=self.pick("shop", "web", "none"),
            emotion=self.pick(-2, 0.5, 2, 3),
            step=self.pick("Pays", "Pays at the till", "Looks"),
        )

    def metric(self) -> str:
        return METRIC.format(
            measure=self.pick("nps", "mean", "median"),
            grain=self.pick("month", "year", "none"),
            target=self.pick(45, 8, "{2026-01: 4}"),
            words=self.words(),
        )

    def data(self) -> bytes:
        rows = [f"2026-0{self.random.randint(1, 3)}-1{n},{self.pick(0, 5, 8, 9, 10, 11, 'NA')}" for n in range(8)]
        return "\r\n".join(["Date,Q1", *rows]).encode()

    def page(self) -> str:
        link = self.pick("../personas/nora.md", "more.md", "guide/more.md", "metric:nps", "page:guide/more")
        return f"---\ntitle: {self.pick('Guide', 'More')}\norder: {self.pick(1, 2)}\n---\n{self.words()} [x]({link})\n"

    def drawing(self) -> str:
        return f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{self.pick(1, 2)}</desc></svg>"

    def template(self) -> str:
        return '{% extends "atlas:persona.html" %}\n' + self.pick(
            "", "{# same #}", "{% block nonsense %}{% endblock %}"
        )

    def base(self) -> str:
        return (
            '{% extends "atlas:base.html" %}\n{% import "parts/mine.html" as mine %}\n'
            "{% block footer %}{{ mine.said() }}{{ super() }}{% endblock %}"
        )

    def macros(self) -> str:
        name = self.pick("said", "said", "unsaid")
        return (
            f'{{% from "parts/words.html" import word %}}{{% macro {name}() %}}<p>{{{{ word() }}}}</p>{{% endmacro %}}'
        )

    def macro(self) -> str:
        return f"{{% macro word() %}}{self.pick('one', 'two', 'three')}{{% endmacro %}}"

    def style(self) -> str:
        return f":root {{ --accent: {self.pick('red', 'blue')}; }}\n"

    def plugin(self) -> str:
        return PLUGIN.format(label=self.pick("Local", "Own"), words=self.pick("a", "b"), limit=self.pick(1, 5))

    def begin(self) -> None:
        write_files(self.root, {name: write() for name, write in self.writers.items()})

    def link(self) -> str:
        """Have a link in the content lead to another folder."""
        path = self.root / "content/linked"
        path.unlink(missing_ok=True)
        path.symlink_to(self.root / self.pick("content/guide", "content/personas", "more", "content"))
        return "linked content/linked"

    def respell(self) -> str:
        """Write the same in another way."""
        name = "content/touchpoints/shop.md"
        path = self.root / name
        if path.exists():
            text = re.sub("^extra: .*$", f"extra: {self.extra()}", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
            path.write_text(text, encoding="utf-8")
        return f"respelt {name}"

    def edit(self) -> str:
        """Change something; says what, in words that end with the paths, those by a link among them."""
        said = self.change()
        linked = [path.replace("more/", "content/linked/") for path in said.split()[1:] if path.startswith("more/")]
        return " ".join((said, *linked))

    def change(self) -> str:
        if self.random.random() < 0.05:
            return self.link()
        if self.random.random() < 0.05:
            return self.respell()
        name = self.random.choice(list(self.writers))
        path = self.root / name
        what = self.random.random()
        if what < 0.15 and name != "cjmsite.yaml" and path.exists():
            path.unlink()
            return f"deleted {name}"
        if what < 0.2 and name.endswith(".md") and path.exists():
            moved = path.with_name(f"{path.stem}-moved.md")
            path.rename(moved)
            return f"moved {name} {moved.relative_to(self.root).as_posix()}"
        moved = path.with_name(f"{path.stem}-moved.md")
        if what < 0.3 and moved.exists():
            moved.rename(path)
            return f"brought {moved.relative_to(self.root).as_posix()} {name}"
        write_files(self.root, {name: self.writers[name]()})
        return f"wrote {name}"


def everything(db: Database) -> tuple[tuple[Diagnostic, ...], dict[str, bytes | None]]:
    found = build.look(db)
    return found, {output.url: results.content(db, output) for output in results.outputs(db)}


def sweep(db: Database, *needed: str) -> None:
    """Forget whatever some pages do not need."""
    db.asked = set()
    for url in needed:
        results.output_at(db, url)
        results.is_held(db)
    asked, db.asked = db.asked, None
    for _ in db.known.sweep(asked.__contains__):
        pass


@pytest.mark.parametrize(
    ("told", "resumed"),
    [(False, False), (True, False), (True, True)],
    ids=["looking-at-all", "told-what-changed", "told-after-a-build"],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_edit_the_living_site_equals_a_clean_one(
    tmp_path: Path, seed: int, told: bool, resumed: bool
) -> None:
    root = tmp_path / "site-source"
    author = Author(root, seed)
    author.begin()
    options = build.Options(today=TODAY)
    living, known = build.resume(root, options)
    everything(living)
    if resumed:
        build.keep(living, known)
        living, _ = build.resume(root, options)
    history: list[str] = []
    for _ in range(EDITS):
        edits = [author.edit() for _ in range(author.random.choice((1, 1, 1, 2, 5)))]
        history += edits
        if author.random.random() < 0.1:
            days = author.random.randint(0, 60)
            options = build.Options(today=TODAY + datetime.timedelta(days=days), drafts=author.random.random() < 0.5)
            history.append(f"options {options}")
        if told:
            living.advance(inputs.touched(living, [path for edit in edits for path in edit.split()[1:]]))
        else:
            living.advance()
        build.set_options(living, options)
        if author.random.random() < 0.3:
            history.append("swept")
            sweep(living, *author.random.choice(((), ("index.html",))))
        if told and author.random.random() < 0.4:
            results.page(living, "index.html")  # only some answers are asked for; the rest stays in doubt
            continue
        clean = everything(build.open_site(root, options))
        assert everything(living) == clean, f"seed {seed}, after: {history[-8:]}"


def test_a_template_that_an_imported_one_imports_is_of_every_page(make_site: Callable[..., MadeSite]) -> None:
    templates = "themes/mine/templates/"
    site = make_site(
        {
            "cjmsite.yaml": "title: T\ntheme: ./themes/mine\n",
            **{f"content/{name}.md": f"# {name}\n" for name in ("a", "b", "c")},
            templates + "base.html": '{% extends "atlas:base.html" %}{% import "parts/my.html" as my %}'
            "{% block footer %}{{ my.hello() }}{% endblock %}",
            templates + "parts/my.html": '{% from "parts/words.html" import word %}'
            "{% macro hello() %}<p>{{ word() }}</p>{% endmacro %}",
            templates + "parts/words.html": "{% macro word() %}ONE{% endmacro %}",
        }
    )
    assert all("<p>ONE</p>" in site.page(f"{name}.html") for name in "abc")
    site.edit({templates + "parts/words.html": "{% macro word() %}TWO{% endmacro %}"})
    assert all("<p>TWO</p>" in site.page(f"{name}.html") for name in "abc")


def test_a_linked_folder_may_lead_elsewhere(make_site: Callable[..., MadeSite]) -> None:
    site = make_site({"content/team/a.md": "# Team\n", "other/x/a.md": "# Other\n"})
    link = site.root / "content/a-link"

    def lead(to: str) -> list[str]:
        link.unlink(missing_ok=True)
        link.symlink_to(site.root / to)
        site.db.advance(inputs.touched(site.db, ["content/a-link"]))
        return sorted(url for url in site.outputs() if url.endswith("a.html"))

    assert lead("content/team") == ["team/a.html"], "pages are where they lie, not where a link leads to them"
    assert lead("other/x") == ["a-link/a.html", "team/a.html"]
    assert lead("content") == ["team/a.html"]
    assert lead("other/x") == ["a-link/a.html", "team/a.html"]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("content/touchpoints/web.md", "extra: {a: 1, b: x}", "extra: {a: true, b: x}"),
        ("content/touchpoints/web.md", "extra: {a: 1, b: x}", "extra: {a: 1.0, b: x}"),
        ("content/touchpoints/web.md", "extra: {a: 1, b: x}", "extra: {b: x, a: 1}"),
        ("content/touchpoints/web.md", "channel: web", "channel: web\ndraft: false"),
        ("content/metrics/nps.md", "digits: 1", "digits: 1\nmin_n: 30"),
        ("content/journeys/buying.md", "{nora: 1, tom: -1}", "{tom: -1, nora: 1}"),
        ("cjmsite.yaml", "score: {type: number}, day: {type: date}", "day: {type: date}, score: {type: number}"),
    ],
)
def test_what_is_equal_and_written_otherwise_is_followed(
    make_site: Callable[..., MadeSite], path: str, before: str, after: str
) -> None:
    files = {
        "cjmsite.yaml": "title: T\nsources:\n  survey:\n    file: content/a.csv\n"
        "    columns: {score: {type: number}, day: {type: date}}\n",
        "content/a.csv": "score,day\n" + "".join(f"{n % 5},2026-0{1 + n % 6}-01\n" for n in range(90)),
        "content/personas/nora.md": "---\nname: Nora\n---\n",
        "content/personas/tom.md": "---\nname: Tom\n---\n",
        "content/touchpoints/web.md": "---\ntitle: Web\nchannel: web\nextra: {a: 1, b: x}\n---\n",
        "content/metrics/nps.md": "---\ntitle: M\nsource: survey\nmeasure: mean\nexpr: score\ndate: day\ngrain: month\n"
        "digits: 1\n---\n",
        "content/journeys/buying.md": "---\ntitle: J\npersonas: [nora, tom]\nstages:\n- title: One\n  metrics: [nps]\n"
        "  steps:\n  - title: A\n    touchpoint: web\n    emotion: {nora: 1, tom: -1}\n---\n",
    }
    site = make_site(files)
    was = everything(site.db)
    assert before in files[path]
    site.edit({path: files[path].replace(before, after)})
    clean = everything(build.open_site(site.root, build.Options(today=TODAY)))
    assert clean != was, "it is shown, or this proves nothing"
    assert everything(site.db) == clean


def test_nothing_is_made_again_when_nothing_changed(make_site: Callable[..., MadeSite]) -> None:
    site = small_site(make_site)
    site.db.runs.clear()
    site.edit({})
    site.findings()
    assert not [name for name in site.db.runs if name in ("digest", "checked", "body", "metric", "reading", "registry")]


def test_a_word_in_a_body_makes_only_the_pages_that_show_it(make_site: Callable[..., MadeSite]) -> None:
    site = small_site(make_site)
    before = digests(site)
    site.db.runs.clear()
    site.edit({"content/personas/nora.md": "---\nname: Nora\n---\nOther words.\n"})
    site.findings()
    after = digests(site)
    assert not [name for name in site.db.runs if name in ("checked", "shell", "links", "of_rule")]
    # the persona's page, site.json and the search records hold the body; nothing else does
    changed = {"personas/nora.html", "site.json", "assets/search-index.js"}
    assert {url for url, digest in after.items() if digest != before[url]} == changed
    assert site.db.runs["digest"] == 3


def digests(site: MadeSite) -> dict[str, str | None]:
    return {output.url: results.digest(site.db, output.url) for output in results.outputs(site.db)}


def test_a_title_makes_the_pages_that_name_it(make_site: Callable[..., MadeSite]) -> None:
    site = small_site(make_site)
    before = {url: content for url, content in site.outputs().items() if url.endswith(".html")}
    site.db.runs.clear()
    site.edit({"content/touchpoints/shop.md": "---\ntitle: Store\nchannel: store\n---\n"})
    after = {url: content for url, content in site.outputs().items() if url.endswith(".html")}
    changed = {url for url in after if before.get(url) != after[url]}
    assert {"touchpoints/shop.html", "touchpoints/index.html", "journeys/buying.html"} <= changed
    assert "personas/nora.html" not in changed


def test_a_data_file_makes_its_metric_and_the_pages_that_show_it(make_site: Callable[..., MadeSite]) -> None:
    site = small_site(make_site)
    before = site.outputs()
    site.db.runs.clear()
    site.edit({"content/data/a.csv": "Date,Q1\n2026-01-10,10\n2026-01-11,10\n"})
    after = site.outputs()
    changed = {url for url in after if before.get(url) != after[url]}
    assert site.db.runs["reading"] == 1 and site.db.runs["metric"] == 1
    assert "metrics/nps.html" in changed and "journeys/buying.html" in changed
    assert "checked" not in site.db.runs
    assert "personas/nora.html" not in changed


def small_site(make_site: Callable[..., MadeSite]) -> MadeSite:
    site = make_site(
        {
            "cjmsite.yaml": """
                title: Small
                sources:
                  survey:
                    file: content/data/a.csv
                    columns: {score: {from: Q1, type: integer}, when: {from: Date, type: date}}
                """,
            "content/personas/nora.md": "---\nname: Nora\n---\nWords.\n",
            "content/touchpoints/shop.md": "---\ntitle: Shop\nchannel: store\n---\n",
            "content/journeys/buying.md": """
                ---
                title: Buying
                personas: nora
                stages:
                  - title: Buy
                    steps:
                      - {title: Pays, touchpoint: shop, emotion: 1, metrics: nps}
                ---
                """,
            "content/metrics/nps.md": """
                ---
                {title: NPS, source: survey, measure: nps, expr: score, date: when, grain: month, min_n: 1}
                ---
                """,
            "content/data/a.csv": "Date,Q1\n2026-01-10,10\n2026-01-11,0\n2026-01-12,9\n",
        }
    )
    assert [finding for finding in site.findings() if finding.severity == "error"] == []
    site.outputs()
    return site


def test_a_new_page_puts_only_its_neighbours_in_doubt(make_site: Callable[..., MadeSite]) -> None:
    """A page of another folder that links into this one is as it was, and so is all that names pages by their id."""
    site = make_site(
        {
            "content/index.md": "# Home\n",
            "content/a/index.md": "# A\n",
            "content/a/one.md": "# One\n\nSee [two](../b/two.md), [its address](../b/two.html), persona:nora.\n",
            "content/b/index.md": "# B\n",
            "content/b/two.md": "# Two\n\nSee [one](../a/one.md) and [Nora](persona:nora).\n",
            "content/personas/nora.md": "---\nname: Nora\n---\n",
        }
    )
    site.outputs()
    site.findings()
    site.edit({"content/b/three.md": "# Three\n"})
    pages = {url for _, (url,) in site.db.in_doubt(results.shell)}
    assert "b/two.html" in pages and "a/one.html" not in pages
    assert site.db.in_doubt(story.body) == []
    assert "three.html" in site.page("b/index.html") + site.page("b/two.html")
