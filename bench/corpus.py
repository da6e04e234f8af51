"""The corpus of pages: the same text for every tool, with front matter and links in the form that the tool reads.

A page has about 400 words, four headings, a list, a table, a code block, three links to other pages and the marker,
which an edit replaces. Fifty pages make a section.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec import Struct

from bench import words

MARKER = "marker-0"
SECTION = 50
"""Pages in a section."""

FLAVOURS = ("hugo", "eleventy", "mkdocs", "zensical", "observable", "cjmsite")

_CODE = {
    "python": (
        "import csv\n\ndef mean(path, column):\n    total = count = 0\n    with open(path, newline='') as rows:\n"
        "        for row in csv.DictReader(rows):\n            total += float(row[column])\n            count += 1\n"
        "    return total / count  # %(number)d, %(word)s\n"
    ),
    "yaml": (
        "stage: %(word)s\nkpis:\n  - id: kpi-%(number)d\n    source: crm.csv\n    column: score\n    reduce: median\n"
        "  - id: kpi-%(number)d-b\n    source: analytics.csv\n    reduce: count\n"
    ),
    "sql": (
        "SELECT stage, date_trunc('month', day) AS month, count(*) AS n, avg(score) AS mean\nFROM crm\n"
        "WHERE region = '%(word)s' AND id > %(number)d\nGROUP BY stage, month\nORDER BY month;\n"
    ),
    "json": (
        '{\n  "id": "node-%(number)d",\n  "label": "%(word)s",\n  "children": [1, 2, 3],\n  "weight": %(number)d.5,\n'
        '  "open": true\n}\n'
    ),
}


class Page(Struct, frozen=True):
    """One page of the corpus; links are left as numbers until the flavour is known."""

    number: int
    title: str
    description: str
    tags: tuple[str, ...]
    blocks: tuple[str, ...]
    """Markdown with `<<12>>` where an address of page 12 belongs, and `<<run>>` where a fence takes attributes."""
    links: tuple[int, ...]

    @property
    def section(self) -> int:
        """The number of its section, from 1."""
        return section_of(self.number)


def section_of(number: int) -> int:
    """The section of a page, from 1."""
    return (number - 1) // SECTION + 1


def page_path(number: int) -> str:
    """Where a page lies below the content folder, without its suffix."""
    return f"section-{section_of(number):03d}/page-{number:05d}"


def make_page(seed: int, number: int, total: int) -> Page:
    """One page; it depends on the seed, its number and how many pages there are, and on nothing else."""
    chance = Random(seed * 1_000_003 + number)
    first = (section_of(number) - 1) * SECTION + 1
    last = min(first + SECTION - 1, total)
    links = (chance.randint(first, last), chance.randint(first, last), chance.randint(1, total))
    language = chance.choice(sorted(_CODE))
    code = _CODE[language] % {"number": number, "word": chance.choice(words.VOCABULARY)}
    name = [chance.choice(words.VOCABULARY) for _ in range(4)]
    rows = "\n".join(
        f"| {words.plain(chance, 1)} | {words.plain(chance, 2)} "
        f"| {chance.randint(1, 9999)} | {chance.random() * 100:.2f} |"
        for _ in range(chance.randint(4, 6))
    )
    return Page(
        number,
        title=f"{words.plain(chance, 2)} {number}",
        description=words.plain(chance, 14),
        tags=tuple(sorted(chance.sample([f"tag-{n:02d}" for n in range(40)], 3))),
        links=links,
        blocks=(
            f"{words.paragraph(chance, chance.randint(40, 65))} See [{name[0]} {links[0]}](<<{links[0]}>>).",
            f"## {words.plain(chance, 2)}",
            words.paragraph(chance, chance.randint(45, 70)),
            "\n".join(f"- {words.sentence(chance, chance.randint(5, 9))}" for _ in range(chance.randint(4, 6))),
            f"## {words.plain(chance, 1)} and {words.plain(chance, 1).lower()}",
            f"{words.paragraph(chance, chance.randint(30, 50))} Compare [{name[1]}](<<{links[1]}>>) "
            f"with [{name[2]} {links[2]}](<<{links[2]}>>).",
            f"| Stage | Channel | Count | Mean |\n|---|---|---:|---:|\n{rows}",
            f"### {words.plain(chance, 2)}",
            words.paragraph(chance, chance.randint(35, 60)),
            f"```{language}<<run>>\n{code}```",
            f"{words.paragraph(chance, chance.randint(20, 40))} Reference {MARKER}.",
        ),
    )


def write(folder: Path, flavour: str, pages: int, seed: int) -> None:
    """Write the corpus of a flavour into a tool's content folder."""
    for path, text in files(flavour, pages, seed):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def files(flavour: str, pages: int, seed: int) -> Iterator[tuple[str, str]]:
    """Every file of the corpus: its path below the content folder, and its text."""
    index = "_index.md" if flavour == "hugo" else "index.md"
    sections = section_of(pages)
    for section in range(1, sections + 1):
        titles = []
        for number in range((section - 1) * SECTION + 1, min(section * SECTION, pages) + 1):
            made = make_page(seed, number, pages)
            titles.append((f"page-{number:05d}", made.title))
            yield f"{page_path(number)}.md", _text(made, flavour)
        yield f"section-{section:03d}/{index}", _section_index(flavour, section, titles)
    yield index, _home(flavour, sections)


def _text(page: Page, flavour: str) -> str:
    body = "\n\n".join(page.blocks)
    for target in set(page.links):
        body = body.replace(f"<<{target}>>", _address(flavour, page.section, target))
    # A bare sql fence is a live cell in Observable Framework.
    body = body.replace("<<run>>", " run=false" if flavour == "observable" and "```sql" in body else "")
    heading = "" if flavour in ("hugo", "eleventy") else f"# {page.title}\n\n"
    day = datetime.date(2022, 1, 1) + datetime.timedelta(days=page.number % 1000)
    return (
        f'---\ntitle: "{page.title}"\ndescription: "{page.description}"\nsection: section-{page.section:03d}\n'
        f"weight: {(page.number - 1) % SECTION + 1}\ndate: {day}\ntags:\n"
        + "".join(f"  - {tag}\n" for tag in page.tags)
        + f"---\n\n{heading}{body}\n"
    )


def _address(flavour: str, section: int, target: int) -> str:
    """A relative link from a page in a section to another page, as the tool resolves it."""
    name = f"page-{target:05d}"
    here = section_of(target) == section
    if flavour in ("hugo", "eleventy"):
        return f"../{name}/" if here else f"../../section-{section_of(target):03d}/{name}/"
    if flavour == "observable":
        return f"./{name}" if here else f"../section-{section_of(target):03d}/{name}"
    return f"{name}.md" if here else f"../section-{section_of(target):03d}/{name}.md"


def _section_index(flavour: str, section: int, titles: list[tuple[str, str]]) -> str:
    title = f"Section {section:03d}"
    more = ""
    if flavour == "eleventy":
        more = (
            f'eleventyNavigation:\n  key: "{title}"\n  order: {section}\nlayout: section.njk\n'
            f"sectionKey: section-{section:03d}\ntags: sections\n"
        )
    links = {"observable": "- [{1}](./{0})"}.get(flavour, "- [{1}]({0}.md)")
    return _index(flavour, title, section, more, [links.format(*pair) for pair in titles])


def _home(flavour: str, sections: int) -> str:
    link = "./section-{0:03d}/" if flavour == "observable" else "section-{0:03d}/index.md"
    links = [f"- [Section {n:03d}]({link.format(n)})" for n in range(1, sections + 1)]
    return _index(flavour, "Home", 0, "layout: home.njk\n" if flavour == "eleventy" else "", links)


def _index(flavour: str, title: str, weight: int, more: str, links: list[str]) -> str:
    head = f'---\ntitle: "{title}"\ndescription: "{title} of the corpus"\nweight: {weight}\n{more}---\n\n'
    body = f"Start page of {title.lower()}. Reference {MARKER}.\n"
    if flavour in ("hugo", "eleventy"):  # their templates list the pages
        return head + body
    return f"{head}# {title}\n\n{body}\n" + "\n".join(links) + "\n"
