"""One page of a site that nobody knows yet: found by its address, and made without a look at what others say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.pipeline import content
from cjmsite.render import results
from tests.conftest import TODAY, MadeSite, write_files

SITE = {
    "cjmsite.yaml": "title: Small\n",
    "content/index.md": "# Home\n",
    "content/about.md": "---\ntitle: About us\n---\nWords.\n",
    "content/first/index.md": "---\ntitle: First\n---\nWords.\n",
    "content/first/one.md": "---\ntitle: One\n---\nWords.\n",
    "content/first/two.md": "---\ntitle: Two\n---\nWords.\n",
    "content/second/index.md": "---\ntitle: Second\n---\nWords.\n",
    "content/second/three.md": "---\ntitle: Three\n---\nWords.\n",
    "content/personas/nora.md": "---\nname: Nora\n---\nWords.\n",
}


def made(root: Path, files: dict[str, str]) -> MadeSite:
    write_files(root, files)
    return MadeSite(root, build.open_site(root, build.Options(TODAY)))


def test_a_page_is_made_without_a_look_at_pages_that_have_nothing_to_do_with_it(tmp_path: Path) -> None:
    site = made(tmp_path, SITE)
    page = site.page("first/one.html")
    assert "About us" in page and "Second" in page and 'rel="next"' in page
    looked_at = {path for path in SITE if site.db.knows((content.checked, (path,)))}
    assert {"content/first/one.md", "content/first/two.md", "content/second/index.md"} <= looked_at
    assert "content/second/three.md" not in looked_at


@pytest.mark.parametrize(
    "stated",
    [
        "id: other",
        "id : other",
        '"id": other',
        "'id' : other",
        '"\\x69d": other',
        "? id\n: other",
        "? id  # a remark\n: other",
        '? "id"\n\n# a remark\n\n: other',
        "? |-\n  id\n: other",
        "{title: Words, id: other}",
        "{\n  ? id\n  : other,\n}",
    ],
)
def test_an_id_is_found_however_it_is_written(tmp_path: Path, stated: str) -> None:
    site = made(tmp_path, {**SITE, "content/second/three.md": f"---\n{stated}\n---\nWords.\n"})
    assert results.output_at(site.db, "other.html") is not None
    assert results.output_at(site.db, "second/three.html") is None


def test_each_address_has_the_output_that_a_build_writes_there(tmp_path: Path) -> None:
    strange = {
        "content/a.md": "---\ntitle: A\ndraft: true\n---\nWords.\n",
        "content/b.md": "---\ntitle: B\nid: a\n---\nWords.\n",
        "content/c.md": "---\ntitle: C\nid: first/one\n---\nWords.\n",
        "content/d.md": "---\ntitle: [\n---\nWords.\n",
        "content/e.md": "---\ntitle: E\nid: D\n---\nWords.\n",
        "content/f.md": "---\ntitle: F\nid: 404\naliases: [first/two.html, old.html]\n---\nWords.\n",
        "content/personas/index.md": "---\ntitle: People\n---\nWords.\n",
    }
    site = made(tmp_path, {**SITE, **strange})
    written = {output.url: output for output in results.outputs(site.db)}
    asked = {*written, "a.html", "b.html", "d.html", "D.html", "First/one.html", "personas/index.html", "nothing.html"}
    assert {url: results.output_at(site.db, url) for url in asked} == {url: written.get(url) for url in asked}
    assert written["a.html"].argument == "content/b.md"
