"""Reading made pages as a reader does: words, tables, links; every page is parsed strictly first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from tests.conftest import MadeSite

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)


class Read:
    """A page: parsed strictly as HTML, so that a page with a parse error fails its test."""

    def __init__(self, html: str) -> None:
        self.html = html
        html5lib.HTMLParser(strict=True).parse(html)
        self.root: Element = html5lib.parse(html, namespaceHTMLElements=False)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a tag with these attributes; `cls` is one of its classes."""
        return [element for element in _elements(self.root) if _fits(element, tag, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def words(self, tag: str, **attributes: str) -> list[str]:
        """The words of such elements."""
        return [words(element) for element in self.all(tag, **attributes)]

    @property
    def text(self) -> str:
        """All words of the main part."""
        return words(self.one("main"))

    @property
    def data(self) -> dict[str, Any]:
        """The block that the script reads."""
        block: dict[str, Any] = json.loads("".join(self.one("script", id="cjm-data").itertext()))
        return block

    def rows(self) -> dict[str, list[str]]:
        """The lanes of the map: name -> words of its cells."""
        found = {}
        for row in _elements(self.one("table", cls="map")):
            cells = [cell for cell in row if cell.tag == "td"]
            heads = [cell for cell in row if cell.tag == "th" and cell.get("scope") == "row"]
            if row.tag == "tr" and heads:
                name = next((words(b) for b in heads[0] if b.tag == "button"), words(heads[0]))
                found[name] = [words(cell) for cell in cells]
        return found


def _fits(element: Element, tag: str, attributes: Mapping[str, str]) -> bool:
    if element.tag.rpartition("}")[2] != tag:
        return False
    for name, value in attributes.items():
        if name == "cls":
            if value not in (element.get("class") or "").split():
                return False
        elif element.get(name.replace("_", "-")) != value:
            return False
    return True


def _elements(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def words(element: Element) -> str:
    """The words in an element, with plain spaces."""
    return re.sub(r"\s+", " ", "".join(_texts(element)).replace("\u00a0", " ")).strip()


_APART = frozenset({"p", "div", "li", "td", "th", "tr", "dt", "dd", "h1", "h2", "h3", "br", "small", "b", "svg"})


def _texts(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style"):
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if child.tag in _APART:
                yield " "
            yield from _texts(child)
            if child.tag in _APART - {"b"}:
                yield " "
        yield child.tail or ""


def read(site: MadeSite, url: str) -> Read:
    """A page of a site."""
    return Read(site.page(url))


def pages_of(site: MadeSite) -> dict[str, Read]:
    """Every page of a site."""
    return {url: Read(content.decode()) for url, content in site.outputs().items() if url.endswith(".html")}
