"""Addresses that run something, ask another site, or hide what they are: in Markdown, in raw HTML, in drawings."""

from __future__ import annotations

import re
from collections.abc import Callable

import html5lib
import pytest

from cjmsite.diagnostics import Diagnostic
from cjmsite.model.address import classify
from cjmsite.read import markdown, svg
from cjmsite.read.rendered import fill
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

DANGEROUS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg/onload=alert(1)>",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "view-source:https://example.com/",
    "ms-word:ofe|u|https://evil.example/a.docx",
    "search-ms:query=x&crumb=location:\\\\evil",
    "ftp://example.com/",
    "ws://example.com/",
    "jar:https://example.com/!/",
    "feed:javascript:alert(1)",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example\\share",
    "/\t/evil.example/",
    "/%5cevil.example/",
    "https:\\\\evil.example",
    "about:blank",
]
FORMS = ["[x](<{}>)", "[x][r]\n\n[r]: <{}>", "![x](<{}>)", "[![x](a.png)](<{}>)", "# [x](<{}>)", "| [x](<{}>) |\n|---|"]


def errors(site: MadeSite) -> list[Diagnostic]:
    return [finding for finding in site.findings() if finding.severity == "error"]


def addresses(html: str) -> list[str]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [value for element in tree.iter() for name, value in element.attrib.items() if name in ("href", "src")]


@pytest.mark.parametrize("address", DANGEROUS)
def test_no_form_of_markdown_makes_a_dangerous_link(address: str) -> None:
    for form in FORMS:
        for written in (address, "".join(f"&#{ord(c)};" if c in "jvdfbw:/" else c for c in address)):
            rendered = markdown.render(form.format(written))
            html = "".join(section.heading + section.html for section in rendered.sections)
            html = fill(html, [None] * len(rendered.targets))
            assert set(addresses(html)) <= {"#"}, html
            for target in rendered.targets:
                assert target.address.kind == "unsafe" or target.address.written == "a.png", target


@pytest.mark.parametrize("address", [a for a in DANGEROUS if not re.search(r"[\s<>\x01\\]", a)])
def test_a_dangerous_link_is_an_error_at_its_place(make_site: Make, address: str) -> None:
    site = make_site({"content/a.md": f"# A\n\nRead [this]({address}) and [that](y.md).\n"})
    found = errors(site)
    assert [(f.code, f.span.line, f.span.column) for f in found if f.span] == [("unsafe-link", 3, 13)]
    assert found[0].hint and "https:" in found[0].hint
    assert "broken-link" in site.codes()
    assert ">this</span>" in site.page("a.html")


def test_an_autolink_of_a_dangerous_scheme_is_refused(make_site: Make) -> None:
    site = make_site({"content/a.md": "<javascript:alert(1)> <ms-word:abc|x> <https://example.com/> <a@example.com>\n"})
    assert [f.code for f in errors(site)] == ["unsafe-link", "unsafe-link"]
    assert sorted(a for a in addresses(site.page("a.html")) if "example.com" in a) == [
        "https://example.com/",
        "mailto:a@example.com",
    ]


@pytest.mark.parametrize(
    "address",
    ["https://example.com/a?b=c&d#e", "http://example.com", "mailto:a@example.com?subject=x", "tel:+4612345", "HTTPS://EXAMPLE.COM"],
)  # fmt: skip
def test_harmless_addresses_stay_as_they_are(make_site: Make, address: str) -> None:
    site = make_site({"content/a.md": f"[x]({address})\n"})
    assert errors(site) == []
    assert address in addresses(site.page("a.html"))


FIELDS = {
    "links of a page": ("content/a.md", "---\ntitle: A\nlinks: [{{title: x, url: {}}}]\n---\n", (3, 25)),
    "link of evidence": ("content/personas/a.md", "---\nname: A\nevidence: {{link: {}}}\n---\n", (3, 18)),
    "address of a touchpoint": ("content/touchpoints/a.md", "---\ntitle: A\nchannel: web\nurl: {}\n---\n", (4, 6)),
    "origin of a source": ("cjmsite.yaml", "title: T\nsources:\n  s:\n    file: content/s.csv\n    url: {}\n", (5, 10)),
    "edit link": ("cjmsite.yaml", "title: T\nedit_link: {}\n", (2, 12)),
    "base address": ("cjmsite.yaml", "title: T\nbase_url: {}\n", (2, 11)),
}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_that_becomes_a_link_is_held_to_the_same_schemes(make_site: Make, field: str) -> None:
    path, text, place = FIELDS[field]
    for address in (
        "'javascript:alert(1)'",
        "'ms-word:ofe|u|x'",
        "'//evil.example'",
        "'data:text/html,x'",
        "'https://'",
        "x.html",
    ):
        site = make_site({"content/b.md": "# B\n", "content/s.csv": "a\n1\n", path: text.format(address)})
        found = [(f.code, f.span.line, f.span.column) for f in errors(site) if f.span and f.span.path == path]
        assert ("bad-address", *place) in found, address
        assert all("javascript" not in a for a in addresses(site.page("b.html")))
    site = make_site({"content/s.csv": "a\n1\n", path: text.format("https://example.com/x")})
    assert "bad-address" not in site.codes()


@pytest.mark.parametrize("field", ["image", "photo"])
def test_an_image_of_another_site_is_refused_in_front_matter(make_site: Make, field: str) -> None:
    for address, code in {
        "https://example.com/x.png": "image-remote",
        "'//evil.example/x.png'": "unsafe-link",
        "'//[x.png'": "unsafe-link",
        "'data:image/png;base64,AA=='": "unsafe-link",
        "'javascript:x.png'": "unsafe-link",
        "../../../x.png": "path-outside",
        "missing.png": "broken-link",
    }.items():
        site = make_site({"content/personas/a.md": f"---\nname: A\n{field}: {address}\n---\n"})
        assert [(f.code, f.span.line, f.span.column) for f in site.findings() if f.span and f.code == code] == [
            (code, 3, len(field) + 3)
        ], address


# Raw HTML

RAW = {
    "script": "<script>alert(1)</script>",
    "an event handler": "<p onclick=alert(1)>x</p>",
    "a style": '<p style="position:fixed">x</p><style>*{display:none}</style>',
    "an image of another site": "<img src=https://evil.example/x.png><img src=//evil.example/x.png>",
    "a set of images": "<img srcset='https://evil.example/x 1x'><picture><source srcset=//evil.example/x></picture>",
    "a frame": "<iframe src=https://evil.example></iframe><object data=x></object><embed src=x>",
    "a form": "<form action=https://evil.example><input name=password><button formaction=x>y</button></form>",
    "a base": "<base href=https://evil.example/><link rel=stylesheet href=x><meta http-equiv=refresh content=0>",
    "an SVG": "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "math": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "a script link": "<a href='javascript:alert(1)'>x</a><a href='java&#x09;script:alert(1)'>x</a>",
    "a data link": "<a href='data:text/html,x'>x</a><a href='vbscript:x'>x</a><a href='file:///etc'>x</a>",
    "a host": "<a href='//evil.example'>x</a><a href='\\\\evil.example'>x</a><a href='/\\evil.example'>x</a>",
    "an id": "<a id=cjm-data>x</a><li id=cjm-main>x</li><p id=cjm-list name=x>y</p>",
    "a hole": "<a href='cjm:99999999999'>x</a><img src='cjm:7'> \"cjm:0\"",
    "a new window": "<a href=https://example.com target=_blank ping=https://evil.example>x</a>",
    "an unclosed tag": "<a href='https://example.com/?<p><img src=x onerror=alert(1)>",
    "a comment": "<!-- <p> --> <!--[if IE]><script>alert(1)</script><![endif]-->",
    "something in a list": "- <b onclick=alert(1)>x</b>\n\n<details ontoggle=alert(1) open>x</details>",
    "a template": "<template><script>alert(1)</script></template><slot name=x></slot>",
    "words without script": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
}  # fmt: skip
_ELEMENTS = (
    "script style iframe object embed form input button base link meta svg math template noscript slot picture source"
)


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_raw_html_is_words_unless_a_site_allows_it(make_site: Make, raw: str) -> None:
    site = make_site({"content/a.md": f"# A\n\n{raw}\n"})
    bare = make_site({"content/a.md": "# A\n\n"}).page("a.html")
    site.edit({"content/a.md": f"# A\n\n{raw}\n"})
    before = {element.tag for element in html5lib.parse(bare, namespaceHTMLElements=False).iter()}
    elements = {element.tag for element in html5lib.parse(site.page("a.html"), namespaceHTMLElements=False).iter()}
    assert elements - before <= {"p", "ul", "li", "div"}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_raw_html_that_is_allowed_is_sanitised(raw: str) -> None:
    rendered = markdown.render(f"[first](https://example.com)\n\n{raw}\n", html=True)
    html = fill("".join(s.heading + s.html for s in rendered.sections), ["x.html"] * len(rendered.targets))
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        assert isinstance(element.tag, str), "a comment"
        assert element.tag not in _ELEMENTS.split()
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name not in ("style", "srcset", "target", "ping", "name", "id"), name
            if name in ("href", "src"):
                assert classify(value) in ("web", "inside") and not value.startswith("cjm:"), value
            if name == "src":
                assert value in ("#", "x.html")


def test_html_that_is_allowed_keeps_what_is_harmless(make_site: Make) -> None:
    body = (
        "A <kbd>Ctrl</kbd> <mark>x</mark> <sub>2</sub>[^1] [link](b.md) ![x](x.png)\n\n"
        "<details><summary>More</summary>Words</details>\n\n| a |\n|---|\n| b |\n\n[^1]: Note\n"
    )
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nmarkdown: {html: true}\n",
            "content/a.md": body,
            "content/b.md": "# B",
            "content/x.png": b"",
        }
    )
    assert errors(site) == []
    page = site.page("a.html")
    for kept in (
        "<kbd>Ctrl</kbd>",
        "<mark>x</mark>",
        "<sub>2</sub>",
        "<details>",
        'href="b.html"',
        'src="media/x.png"',
    ):
        assert kept in page
    assert 'id="fn1"' in page and 'href="#fn1"' in page and 'id="fnref1"' in page and 'role="region"' in page


# What Markdown may cost

COSTLY = {
    "quotes in quotes": ">" * 5000 + "x",
    "lists in lists": "".join("  " * n + "- x\n" for n in range(1000)),
    "open brackets": "[" * 20_000,
    "open links": "[a](" * 20_000,
    "open images": "![" * 10_000,
    "stars": "*a **b " * 10_000,
    "ticks": "".join("e" + "`" * n for n in range(1500)),
    "comments": "<!--" * 10_000,
    "links in one paragraph": "[a](b)\n" * 8000,
    "references": "".join(f"[a{n}]: b\n" for n in range(10_000)),
    "footnotes": "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(2000)) + "[^0]",
    "a long word": "x" * 1_000_000,
    "entities": "&" * 50_000 + "&#x;" * 10_000,
    "code of a strange language": "```" + "x" * 10_000 + "\ncode\n```",
    "braces in Perl": "```perl\n" + "{" * 5000 + "\n```",
}


@pytest.mark.parametrize("text", COSTLY.values(), ids=COSTLY)
def test_no_markdown_of_a_few_kilobytes_takes_seconds(text: str) -> None:
    import time

    for html in (False, True):
        started = time.process_time()
        markdown.render(text, html=html)
        assert time.process_time() - started < 2.5


def test_a_mark_for_a_link_in_the_words_is_not_one() -> None:
    digits = "9" * 5000
    rendered = markdown.render(f'[x](b.md "cjm:{digits}") \'"cjm:0"\' `"cjm:0"` href="cjm:0"')
    assert fill(rendered.sections[0].html, ["b.html"]).count("b.html") == 1


# Drawings

DRAWINGS = {
    "a script": "<script>alert(1)</script>",
    "a script by another name": '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    "an event handler": '<rect onclick="alert(1)"/>',
    "an event handler on the next line": '<rect\nonload\n=\n"alert(1)"/>',
    "a script link": '<a href="javascript:alert(1)"><text>x</text></a>',
    "a script link in entities": '<a href="&#106;avascript:alert(1)"><text>x</text></a>',
    "a script link by xlink": '<a xmlns:q="http://www.w3.org/1999/xlink" q:href=" javascript:alert(1)"/>',
    "foreign content": "<foreignObject><p>x</p></foreignObject>",
    "a page of its own": '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="https://evil.example"/>',
    "an image of elsewhere": '<image href="https://evil.example/x.png"/>',
    "an image of a host": '<image href="//evil.example/x.png"/>',
    "a drawing of elsewhere": '<use href="https://evil.example/x.svg#a"/>',
    "a drawing in an address": '<use href="data:image/svg+xml,x#a"/>',
    "an animated link": '<a><animate attributeName="href" values="javascript:alert(1)"/></a>',
    "a set handler": '<set attributeName="onmouseover" to="alert(1)"/>',
    "an imported style": '<style>@import "https://evil.example/x.css";</style>',
    "an escaped import": '<style>@\\69mport "//evil.example/x.css";</style>',
    "a ground of elsewhere": '<rect style="fill:url(https://evil.example/x.svg#a)"/>',
    "a filter of elsewhere": '<rect filter="url(//evil.example/x.svg#a)"/>',
}


@pytest.mark.parametrize("inner", DRAWINGS.values(), ids=DRAWINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_drawing_that_runs_or_asks_is_not_published(inner: str, encoding: str) -> None:
    drawing = f'<?xml version="1.0" encoding="{encoding}"?><svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
    assert svg.fault(drawing.encode(encoding))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg", b"\x89PNG", b"<svg xmlns='x'>\xff</svg>", b'<?xml version="1.0" encoding="utf-7"?><svg/>',
        b'<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        b'<?xml-stylesheet href="//evil.example/x.css"?><svg/>',
    ],
)  # fmt: skip
def test_a_drawing_that_is_none_or_declares_entities_is_not_published(content: bytes) -> None:
    assert svg.fault(content)


def test_a_plain_drawing_is_published_and_a_dangerous_one_is_an_error_at_the_link(make_site: Make) -> None:
    plain = b"""<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/x" i:version="1" viewBox="0 0 1 1">
    <style>.a{fill:url(#g)}</style><defs><linearGradient id="g"/></defs>
    <a href="https://example.com/"><use href="#g"/></a>
    <image href="data:image/png;base64,AA=="/><rect class="a" style="fill:red" filter="url(#f)"/></svg>"""
    site = make_site(
        {"content/a.md": "![x](p.svg)\n\n![y](q.svg)\n", "content/p.svg": plain, "content/q.svg": b"<svg onload='x'/>"}
    )
    found = errors(site)
    assert [(f.code, f.span.line, f.span.column) for f in found if f.span] == [("unsafe-svg", 3, 6)]
    assert site.outputs()["media/p.svg"] == plain
    assert "media/q.svg" not in site.outputs()
