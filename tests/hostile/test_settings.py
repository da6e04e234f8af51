"""Settings that are wrong, and files that settings name: one finding at its place, and every page still checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cjmsite.diagnostics import Diagnostic
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

CASES: dict[str, tuple[str | bytes | None, str | None, str]] = {
    # name: (cjmsite.yaml, line:column code, a part of message or hint)
    "not there": (None, "1:1 missing-file", "there is no file `cjmsite.yaml`"),
    "empty": ("", "1:1 missing-key", "add `title"),
    "a sentence": ("Northwind\n", "1:1 ", "`key: value` lines"),
    "a list": ("- title: x\n", "1:1 ", "`key: value` lines"),
    "UTF-16": ("title: T\n".encode("utf-16"), "1:1 not-utf8", "UTF-16"),
    "a NUL": (b"title: T\nlang: e\0n\n", "2:8 control-character", "NUL"),
    "broken": ("title: T\nlang: [en\n", "2:7 yaml-syntax", "not closed"),
    "a repeated key": ("title: T\ntitle: U\n", "2:1 duplicate-key", "keep one"),
    "an alias": ("title: &t T\ntagline: *t\n", "1:8 yaml-alias", "anchors are not read"),
    "no title": ("lang: en\n", "1:1 missing-key", "add `title"),
    "an empty title": ('title: ""\n', "1:8 empty-text", "some text"),
    "an unknown key": ("title: T\ntheem: atlas\n", "2:1 unknown-key", "did you mean `theme`"),
    "an unknown theme": ("title: T\ntheme: atlsa\n", "2:8 theme-missing", "did you mean `atlas`"),
    "an unknown theme far from all": ("title: T\ntheme: zzz\n", "2:8 theme-missing", "./themes/name"),
    "no theme folder": ("title: T\ntheme: ./themes/none\n", "2:8 theme-missing", "no theme folder"),
    "an unknown plugin": ("title: T\nplugins: [cvs]\n", "2:11 plugin-missing", "did you mean `csv`"),
    "an unknown format": (
        "title: T\nsources: {s: {file: content/s.csv, format: cvs}}\n",
        "2:44 unknown-format", "did you mean `csv`",
    ),
    "an unknown source type": (
        "title: T\nsources: {s: {type: fil}}\n",
        "2:21 unknown-source-type", "did you mean `file`",
    ),
    "an unknown key of a source": (
        "title: T\nsources: {s: {fle: content/s.csv}}\n",
        "2:15 unknown-key", "did you mean `file`",
    ),
    "a source without a file": ("title: T\nsources: {s: {}}\n", "2:14 missing-key", "name the file"),
    "a missing file": ("title: T\nsources: {s: {file: content/z.csv}}\n", "2:21 missing-file", "content/s.csv"),
    "a column of an unknown type": (
        "title: T\nsources: {s: {file: content/s.csv, columns: {a: {type: integr}}}}\n",
        "2:56 bad-choice", "did you mean `integer`",
    ),
    "a severity that is none": ("title: T\nrules: {broken-link: fatal}\n", "2:22 bad-choice", "error"),
    "a rule that is none": ("title: T\nrules: {broken-lnk: off}\n", "2:21 unknown-rule", "did you mean `broken-link`"),
    "a list for a text": ("title: [T]\n", "1:8 wrong-type", "text"),
    "a text for a switch": ("title: T\nmarkdown: {html: perhaps}\n", "2:18 wrong-type", "true"),
    "an address that leads to another host": ("title: T\nbase_url: https://x//y\n", "2:11 bad-address", "a host"),
    "an address that is none": ("title: T\nbase_url: 'https://[/'\n", "2:11 bad-address", "a host"),
    "an address with a question": ("title: T\nbase_url: https://x/?q=1\n", "2:11 bad-address", "a host"),
    "an address without a scheme": ("title: T\nbase_url: cx.example.com\n", "2:11 bad-address", "https://"),
    "a script for an address": ("title: T\nedit_link: 'javascript:{path}'\n", "2:12 bad-address", "https://"),
    "an output folder outside": ("title: T\nout: ../../elsewhere\n", "2:6 bad-folder", "like `content`"),
    "an output folder on the disk": ("title: T\nout: /var/www\n", "2:6 bad-folder", "like `content`"),
    "a content folder outside": ("title: T\ncontent: ../wiki\n", "2:10 bad-folder", "like `content`"),
    "a content folder that is not there": ("title: T\ncontent: pages\n", "2:10 missing-folder", "pages"),
}  # fmt: skip


def errors(site: MadeSite) -> list[Diagnostic]:
    return [finding for finding in site.findings() if finding.severity == "error"]


@pytest.mark.parametrize("name", CASES)
def test_wrong_settings_are_one_finding_at_its_place_and_hide_no_mistake_in_a_page(make_site: Make, name: str) -> None:
    settings, place, words = CASES[name]
    files = {"content/a.md": "---\ntitl: x\n---\n", "content/s.csv": "a\n1\n"}
    site = make_site({**files, "cjmsite.yaml": settings})
    found = errors(site)
    here = [finding for finding in found if finding.span and finding.span.path == "cjmsite.yaml"]
    assert len(here) == 1, found
    span = here[0].span
    assert span and f"{span.line}:{span.column} {here[0].code}".startswith(str(place))
    assert words in f"{here[0].message} {here[0].hint}"
    if "not there" not in name or name == "not there":
        pages = [f"{f.span.path}:{f.span.line}" for f in found if f.span and f.span.path != "cjmsite.yaml"]
        assert pages == ([] if "content folder that is not there" in name else ["content/a.md:2"])


def test_settings_that_are_right_hold_beside_settings_that_are_wrong(make_site: Make) -> None:
    plugin = (
        "from cjmsite.api import *\nfrom cjmsite.api import hookimpl\nclass Offer(DocumentModel):\n    price: Name\n\n"
        "@hookimpl\ndef cjm_kinds(config):\n    return [Kind('offer', Offer, 'Offer', 'Offers', 'offers')]\n"
    )
    site = make_site(
        {
            "cjmsite.yaml": "title: T\nlangg: en\nplugins: [./own.py]\ncontent: pages\nrules: {unknown-kind: error}\n",
            "own.py": plugin,
            "pages/offers/a.md": "---\ntitle: A\nprice: 3\n---\n",
            "pages/b.md": "---\nkind: offer\n---\n",
        }
    )
    assert [(f.code, f.span.path) for f in errors(site) if f.span] == [
        ("unknown-key", "cjmsite.yaml"),
        ("missing-key", "pages/b.md"),
    ]


@pytest.mark.parametrize(
    "name", ["broken-link", "yaml-syntax", "path-outside", "unsafe-link", "wrong-type", "output-clash"]
)
def test_a_mistake_that_is_switched_off_never_gets_through(make_site: Make, name: str) -> None:
    """Whoever switches a finding off gets less, never something dangerous, and never a crash."""
    site = make_site(
        {
            "cjmsite.yaml": f"title: T\nrules: {{{name}: off}}\n",
            "content/a.md": "---\ntitle: [\n---\n",
            "content/b.md": "---\nlinks: [{title: x, url: 'javascript:x'}]\norder: x\n---\n",
            "content/c.md": "---\naliases: [d]\n---\n[x](javascript:x) ![y](../../z.png) [z](no.md)\n",
            "content/d.md": "# D\n",
            "content/link.png": b"",
        }
    )
    (site.root / "content" / "out").symlink_to(site.root.parent)
    site.findings()
    outputs = site.outputs()
    assert b"javascript:" not in b"".join(content for url, content in outputs.items() if url.endswith(".html"))
    assert outputs["d.html"]
