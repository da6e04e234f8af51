"""Words that want to be markup: whatever an author or a file says, pages hold the templates' elements alone."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import html5lib
import pytest
from pydantic import BaseModel

from cjmsite import build
from cjmsite.site import Site
from tests.conftest import TODAY, MadeSite, write_files
from tests.hostile.fullsite import BODY, full_site

Make = Callable[..., MadeSite]

PAYLOADS = {
    "closes an attribute": '"><script>alert(1)</script>',
    "single quotes": "'><img src=x onerror='alert(1)'>",
    "adds an attribute": '" onfocus="alert(1)" autofocus="" style="x" x="',
    "adds one without quotes": "x onmouseover=alert(1) y",
    "closes the script": "</script></style></title></textarea><script>alert(1)</script>",
    "opens a comment": "<!--<script>",
    "closes a comment": "--><svg/onload=alert(1)>",
    "template code": "{{ 7*7 }}{% raw %}${7*7}<%= 7*7 %>",
    "line separators": "\u2028alert(1)\u2029//</title><img src=x onerror=alert(1)>",
    "entities": "&lt;script&gt;&#x3c;script&#62;&quot;&#34; onclick=alert(1)",
    "a form that clobbers": '<form name=body><input name=attributes></form><a id="cjm-data">{"kind":"x"}</a>',
    "mathml": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "a base": "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "right to left": "\u202egpj.exe\u202c\u2066<b>\u2069",
}


class Pages:
    """The elements of a site's pages, and what their addresses lead to."""

    def __init__(self, outputs: Mapping[str, bytes]) -> None:
        self.elements: dict[str, Counter[tuple[str, tuple[str, ...]]]] = {}
        self.addresses: set[str] = set()
        self.blocks: dict[str, Any] = {}
        for url, content in outputs.items():
            if url.endswith(".html"):
                self.elements[url] = Counter(self._read(url, content))

    def _read(self, url: str, content: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
        tree = html5lib.parse(content.decode(), namespaceHTMLElements=False)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                yield "a comment", ()
                continue
            sized = element.tag == "h1" and element.get("class") in ("long", "long longer")  # as long titles are
            yield element.tag, tuple(sorted(str(name) for name in element.attrib if not (sized and name == "class")))
            for name, value in element.attrib.items():
                if str(name).rpartition("}")[2] in ("href", "src", "action", "content", "srcset", "data", "formaction"):
                    self.addresses.add(value)
            if element.get("id") == "cjm-data":
                assert element.tag == "script"
                self.blocks[url] = json.loads(element.text or "", parse_constant=lambda word: pytest.fail(word))


MARKDOWN = frozenset(["a", "code", "em", "li", "ol", "p", "s", "strong", "ul"])


def _pages_of(root: Path, body: str) -> Pages:
    write_files(root, full_site("Some words", body=body))
    return Pages(MadeSite(root, build.open_site(root, build.Options(today=TODAY))).outputs())


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The same site with harmless words."""
    return _pages_of(tmp_path_factory.mktemp("twin"), "Some words\n")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The same site with harmless words in every form of Markdown."""
    return _pages_of(tmp_path_factory.mktemp("told"), BODY.replace("T", "Other words"))


def test_the_site_of_these_tests_fills_every_field(make_site: Make) -> None:
    site = make_site(full_site("Some words"))
    assert [finding for finding in site.findings() if finding.severity == "error"] == []
    given = Site(site.db, "")
    seen: dict[str, set[str]] = {}
    for kind in ("persona", "touchpoint", "journey", "metric", "page"):
        for document in given.documents(kind):
            _note(document.data, seen)
    _note(given.settings, seen)
    not_words = {  # names of files, columns, kinds and languages, which are held to what they name
        "id", "kind", "aliases", "lang", "extra", "image", "method", "weight", "numerator", "denominator", "filter",
        "lanes", "theme", "content", "out", "plugins", "markdown", "rules", "type", "format", "encoding", "delimiter",
        "table", "locale", "null_values", "timezone", "options", "expect", "map", "true", "false", "compare_with",
        "variant_of", "parent", "text", "header", "any_of", "edges", "percent", "per", "until", "formula", "parameters",
    }  # fmt: skip
    for model in _models(type(given.settings), *(kind.model for kind in given.kinds())):
        words = {name for name, info in model.model_fields.items() if _takes_words(info.annotation)}
        missing = words - seen.get(model.__name__, set()) - not_words
        assert model.__name__ not in seen or not missing, f"{model.__name__}: {missing}"
    assert {"Persona", "Touchpoint", "Journey", "Stage", "Step", "Act", "Quote", "Point", "Link", "Evidence"} <= set(
        seen
    )


def _note(value: Any, seen: dict[str, set[str]]) -> None:
    if isinstance(value, BaseModel):
        seen.setdefault(type(value).__name__, set()).update(value.model_fields_set)
        for name in value.model_fields_set:
            _note(getattr(value, name), seen)
    elif isinstance(value, tuple | list):
        for item in value:
            _note(item, seen)
    elif isinstance(value, dict):
        for item in value.values():
            _note(item, seen)


def _takes_words(annotation: Any) -> bool:
    if annotation is str or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return True
    return get_origin(annotation) is not Literal and any(map(_takes_words, get_args(annotation)))


def _models(*models: type[BaseModel]) -> set[type[BaseModel]]:
    from cjmsite.read.wanted import models_in

    found: set[type[BaseModel]] = set()
    pending = list(models)
    while pending:
        model = pending.pop()
        if model not in found:
            found.add(model)
            pending += [inner for info in model.model_fields.values() for inner in models_in(info.annotation)]
    return found


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_words_of_an_author_or_of_a_data_file_become_markup(make_site: Make, twin: Pages, payload: str) -> None:
    site = make_site(full_site(payload, body="Some words\n"))
    outputs = site.outputs()
    pages = Pages(outputs)
    assert pages.elements.keys() == twin.elements.keys()
    for url, elements in pages.elements.items():
        assert elements - twin.elements[url] == Counter(), url
        assert twin.elements[url] - elements == Counter(), url
    for address in pages.addresses:
        assert re.match(r"(https?|mailto|tel):|data:,|[^:]*$|0; ?url=[^:]*$|default-src|width=", address) or (
            payload in address or address in payload or address in twin.addresses
        ), address
    assert not any(address.lower().startswith(("//", "javascript", "\\")) for address in pages.addresses)
    assert pages.blocks.keys() == twin.blocks.keys()
    assert len(pages.blocks) >= 4
    assert payload.strip() in set(_texts(pages.blocks))
    _files_for_machines_are_whole(outputs, payload.strip())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _files_for_machines_are_whole(outputs: Mapping[str, bytes], title: str) -> None:
    script = outputs["assets/search-index.js"].decode()
    match = re.fullmatch(r"cjmSearchIndex\((.*)\);\n", script, re.DOTALL)
    assert match and not set(script) & set("<>&\u2028\u2029")
    records = json.loads(match[1])
    assert title in {record["t"] for record in records}
    assert not any(re.match(r"[a-z]+:|/|\\", record["u"]) for record in records)
    assert title in {entry["title"] for entry in json.loads(outputs["site.json"])["documents"]}
    for location in ElementTree.fromstring(outputs["sitemap.xml"]).iter("{*}loc"):
        assert location.text and location.text.startswith("https://cx.example.com/")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_words_in_markdown_become_markup_of_their_own(make_site: Make, told: Pages, payload: str) -> None:
    body = BODY.replace("T", payload)
    pages = Pages(make_site(full_site("Some words", body=body)).outputs())
    for url, elements in pages.elements.items():
        for tag, attributes in elements - told.elements[url]:
            assert tag in MARKDOWN, (url, tag)
            assert set(attributes) <= {"class", "href"}, (url, tag, attributes)


HEADINGS = ["cjm-data", "cjm-main", "cjm-list", "CJM Data", "body", "forms", "location", "__proto__", "fn1", "#x"]


def test_no_heading_or_step_takes_the_name_of_a_part_of_the_page(make_site: Make) -> None:
    body = "".join(f"## {heading}\n\nx[^1]\n\n" for heading in HEADINGS) + "[^1]: y\n"
    files = full_site("Some words", body=body)
    journey = files["content/journeys/main.md"]
    assert isinstance(journey, bytes)
    files["content/journeys/main.md"] = journey.replace(b"id: one", b"id: cjm-data").replace(
        b"from: one,", b"from: cjm-data,"
    )
    outputs = make_site(files).outputs()
    plain = make_site(full_site("Some words", body="## A\n\n## B\n\n## C\n")).outputs()
    for url, content in outputs.items():
        if not url.endswith(".html"):
            continue
        ids = Counter(re.findall(r'\sid="([^"]*)"', content.decode()))
        assert {id_ for id_, count in ids.items() if count > 1} == set(), url
        own = {id_ for id_ in ids if id_.startswith("cjm-")}
        before = set(re.findall(r'\sid="(cjm-[^"]*)"', plain[url].decode()))
        assert {id_ for id_ in own - before if not id_.startswith(("cjm-stage-", "cjm-card-"))} == set(), url
        assert not re.search(r'<(?!meta)[^>]*\sname="(?!cjm-)', content.decode())


def test_a_title_of_a_hundred_thousand_letters_is_no_trouble(make_site: Make, tmp_path: Path) -> None:
    site = make_site({"content/a.md": f"---\ntitle: {'x' * 100_000}\n---\n# {'y' * 100_000}\n"})
    assert build.build(site.db, tmp_path / "out").written
