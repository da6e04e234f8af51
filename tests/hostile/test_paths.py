"""Files and addresses that lead where they must not: out of the site, onto each other, to names no disk holds."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.diagnostics import Diagnostic
from tests.conftest import MadeSite

PNG = b"\x89PNG\r\n\x1a\n"
SECRET = "the secret of another folder"

Make = Callable[..., MadeSite]


def errors(site: MadeSite) -> list[Diagnostic]:
    return [finding for finding in site.findings() if finding.severity == "error"]


def told(site: MadeSite) -> list[str]:
    return [
        f"{f.span.path}:{f.span.line}:{f.span.column} {f.code}" if f.span else f.code
        for f in site.findings()
        if f.severity == "error" or f.code == "broken-link"
    ]


def nothing_leaks(site: MadeSite) -> bool:
    return all(SECRET.encode() not in content for content in site.outputs().values())


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the site with something to steal."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in ("page.md", "data.csv", "x.html", "theme.css", "image.png", "acme.py"):
        (folder / name).write_text(SECRET)
    return folder


def test_a_page_that_is_a_link_out_of_the_site_is_refused(make_site: Make, outside: Path) -> None:
    site = make_site({"content/a.md": "# A\n"})
    (site.root / "content" / "b.md").symlink_to(outside / "page.md")
    (site.root / "content" / "folder").symlink_to(outside)
    site.db.advance()
    assert told(site) == ["content/b.md:1:1 path-outside", "content/folder:1:1 path-outside"]
    assert nothing_leaks(site)


@pytest.mark.parametrize("written", ["folder/image.png", ".hidden/image.png", ".hidden.png", "image.png"])
@pytest.mark.parametrize("how", ["![x]({})", "[x]({})", "front"])
def test_an_image_behind_a_link_out_of_the_site_is_refused(
    make_site: Make, outside: Path, written: str, how: str
) -> None:
    text = f"---\nimage: {written}\n---\n" if how == "front" else how.format(written)
    site = make_site({"content/a.md": text})
    content = site.root / "content"
    (content / "folder").symlink_to(outside)
    (content / ".hidden").symlink_to(outside)
    (content / ".hidden.png").symlink_to(outside / "image.png")
    (content / "image.png").symlink_to(outside / "image.png")
    site.db.advance()
    at = "2:8" if how == "front" else f"1:{text.index(written) + 1}"
    code = "not-published" if "hidden" in written else "path-outside"
    assert f"content/a.md:{at} {code}" in told(site)
    assert nothing_leaks(site)


def test_a_link_within_the_site_is_followed(make_site: Make) -> None:
    site = make_site({"content/a.md": "![x](b.png)", "shared/c.png": PNG})
    (site.root / "content" / "b.png").symlink_to(site.root / "shared" / "c.png")
    (site.root / "content" / "loop").symlink_to(site.root / "content")
    site.db.advance()
    assert errors(site) == []
    assert site.outputs()["media/b.png"] == PNG


SOURCE = "title: T\nsources:\n  survey:\n    file: {}\n    columns: {{score: {{type: integer}}}}\n"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("../outside/data.csv", "path-outside"),
        ("content/../../outside/data.csv", "path-outside"),
        ("content/link/data.csv", "path-outside"),
        ("content/link.csv", "path-outside"),
        ("content/*.csv", "missing-file"),
        ("content/lnk.csv", "missing-file"),
    ],
)
def test_data_is_read_from_the_site_alone(make_site: Make, outside: Path, written: str, code: str) -> None:
    site = make_site({"cjmsite.yaml": SOURCE.format(written), "content/a.md": "# A"})
    (site.root / "content" / "link").symlink_to(outside)
    (site.root / "content" / "link.csv").symlink_to(outside / "data.csv")
    site.db.advance()
    found = [f for f in errors(site) if f.span and f.span.path == "cjmsite.yaml"]
    assert [(f.code, f.span.line, f.span.column) for f in found if f.span] == [(code, 4, 11)]
    if written == "content/lnk.csv":
        assert found[0].hint == "did you mean `content/link.csv`?"


def test_an_absolute_path_is_no_data_file(make_site: Make, outside: Path) -> None:
    site = make_site({"cjmsite.yaml": SOURCE.format(outside / "data.csv"), "content/a.md": "# A"})
    assert "cjmsite.yaml:4:11 path-outside" in told(site)


@pytest.mark.parametrize(
    ("theme", "code"),
    [
        ("./../outside", "path-outside"), ("themes/../../outside", "path-outside"),
        ("./linked", "path-outside"), ("./nowhere", "theme-missing"),
    ],
)  # fmt: skip
def test_a_theme_folder_is_of_the_site(make_site: Make, outside: Path, theme: str, code: str) -> None:
    (outside / "templates").mkdir()
    (outside / "templates" / "404.html").write_text(SECRET)
    (outside / "static").mkdir()
    (outside / "static" / "x.css").write_text(SECRET)
    site = make_site({"cjmsite.yaml": f"title: T\ntheme: {theme}\n", "content/a.md": "# A"})
    (site.root / "linked").symlink_to(outside)
    site.db.advance()
    assert told(site) == [f"cjmsite.yaml:2:8 {code}"]
    assert nothing_leaks(site)


def test_a_template_or_a_static_file_that_is_a_link_out_of_the_site_is_refused(make_site: Make, outside: Path) -> None:
    files = {"cjmsite.yaml": "title: T\ntheme: ./themes/mine\n", "content/a.md": "# A", "themes/mine/static/a.css": ""}
    site = make_site(files)
    (site.root / "themes/mine/templates").mkdir()
    (site.root / "themes/mine/templates/404.html").symlink_to(outside / "x.html")
    (site.root / "themes/mine/static/theme.css").symlink_to(outside / "theme.css")
    site.db.advance()
    assert "themes/mine/templates/404.html:1:1 path-outside" in told(site)
    assert "themes/mine/static/theme.css:1:1 path-outside" in told(site)
    assert nothing_leaks(site)


@pytest.mark.parametrize("written", ["./../outside/acme.py", "./linked/acme.py", "./acme.py", "/etc/acme.py"])
def test_a_local_plugin_is_a_file_of_the_site(make_site: Make, outside: Path, written: str) -> None:
    (outside / "acme.py").write_text("raise SystemExit('it ran')")
    site = make_site({"cjmsite.yaml": f"title: T\nplugins: [{written}]\n", "content/a.md": "# A"})
    (site.root / "linked").symlink_to(outside)
    (site.root / "acme.py").symlink_to(outside / "acme.py")
    site.db.advance()
    found = errors(site)
    assert [(f.code, f.span.line, f.span.column) for f in found if f.span] == [("plugin-missing", 2, 11)]
    assert "out of the site" in found[0].message and "it ran" not in found[0].message


@pytest.mark.parametrize("folder", ["../outside", "/etc", ".", "..", ".git", "content/.git", "a\\b", "C:/x"])
def test_the_content_folder_is_below_the_root(make_site: Make, outside: Path, folder: str) -> None:
    site = make_site({"cjmsite.yaml": f"title: T\ncontent: '{folder}'\n", "content/a.md": "# A\n[x](y.md)\n"})
    assert "cjmsite.yaml:2:10 bad-folder" in told(site)
    assert "content/a.md:2:5 broken-link" in told(site)
    assert nothing_leaks(site)


LINKS = {
    "../../outside/page.md": "path-outside",
    "/../../outside/page.md": "path-outside",
    "%2e%2e/%2e%2e/outside/page.md": "path-outside",
    "../../outside/image.png": "path-outside",
    "%2E%2E%2F%2E%2E%2Foutside%2Fimage.png": "path-outside",
    "..%5c..%5coutside%5cimage.png": "unsafe-link",
    "a%00.png": "path-outside",
    "/etc/passwd": "not-published",
    "data.csv": "not-published",
    "../cjmsite.yaml": "path-outside",
    ".hidden/b.md": "broken-link",
    ".env.zip": "not-published",
}


@pytest.mark.parametrize("written", LINKS)
def test_a_link_that_leads_out_is_a_finding_and_leads_nowhere(make_site: Make, outside: Path, written: str) -> None:
    site = make_site(
        {
            "content/a.md": f"# A\n\nsee [this]({written})\n",
            "content/data.csv": SECRET,
            "content/.hidden/b.md": SECRET,
            "content/.env.zip": SECRET,
        }
    )
    assert told(site) == [f"content/a.md:3:12 {LINKS[written]}"]
    assert 'href="#"' in site.page("a.html") or written == "..%5c..%5coutside%5cimage.png"
    assert nothing_leaks(site)


NAMES = {
    "con.md": "reserved-name",
    "NUL.md": "reserved-name",
    "com1.md": "reserved-name",
    "COM¹.md": "reserved-name",
    "lpt9.notes.md": "reserved-name",
    "aux/page.md": "reserved-name",
    "page..md": "reserved-name",
    "a b.md": "bad-file-name",
    "a:b.md": "bad-file-name",
    "what?.md": "bad-file-name",
    "-dash.md": "bad-file-name",
    "quote'.md": "bad-file-name",
    "a\nb.md": "bad-file-name",
    "a\x1b[31mb.md": "bad-file-name",
    "é" * 120 + ".md": "bad-file-name",
}


@pytest.mark.parametrize("name", NAMES, ids=[ascii(name)[:20] for name in NAMES])
def test_a_name_that_is_no_address_everywhere_is_refused(make_site: Make, name: str) -> None:
    site = make_site({f"content/{name}": "# A\n", "content/b.md": "# B\n[x](y.md)"})
    assert sorted(told(site)) == sorted([f"content/{name}:1:1 {NAMES[name]}", "content/b.md:2:5 broken-link"])
    assert all(finding.hint for finding in errors(site))


def test_a_stated_id_is_held_to_the_same_names(make_site: Make) -> None:
    site = make_site({"content/personas/a.md": "---\nname: A\nid: con\n---\n"})
    assert told(site) == ["content/personas/a.md:3:5 reserved-name"]


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_a_name_that_is_no_text_is_told_and_passed_over(make_site: Make) -> None:
    site = make_site({"content/b.md": "# B"})
    Path(os.fsdecode(os.fsencode(site.root / "content") + b"/\xff\xfe.md")).write_text("# A")
    site.db.advance()
    assert told(site) == ["content/??.md:1:1 bad-file-name"]
    assert "b.html" in site.outputs()


def test_names_in_every_script_are_addresses(make_site: Make) -> None:
    names = ["हिन्दी", "ไทย", "العربية", "日本語", "größe", "ελληνικά", "tiếng-việt"]
    site = make_site({f"content/{name}.md": "# A\n" for name in names})
    assert errors(site) == []
    assert {f"{unicodedata.normalize('NFC', name)}.html" for name in names} <= set(site.outputs())


NAMED_A = "---\nname: A\n---\n"


@pytest.mark.skipif(os.name != "posix", reason="names that cannot be made there")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("aux.png", "bad-address"),
        ("COM¹.png", "bad-address"),
        ("what?.png", "bad-address"),
        ("a:b.png", "unsafe-link"),
        (".gitx.png", "not-published"),
    ],
)
def test_an_image_whose_name_is_no_address_everywhere_is_refused(make_site: Make, name: str, code: str) -> None:
    site = make_site({"content/a.md": f"![x](<{name.replace('?', '%3F')}>)", f"content/{name}": PNG})
    found = errors(site)
    assert [finding.code for finding in found] == [code]
    assert found[0].span and found[0].span.path in (f"content/{name}", "content/a.md")


CLASHES = [
    ({"content/guide.md": "# A", "content/guide/index.md": "# B"}, None),
    ({"content/personas/a.md": NAMED_A, "content/personas/b.md": "---\nname: B\nid: a\n---\n"}, "duplicate-id"),
    ({"content/Guide.md": "# A", "content/guide.md": "# B"}, "output-clash"),
    ({"content/é.md": "# A", "content/" + unicodedata.normalize("NFD", "é") + ".md": "# B"}, "duplicate-id"),
    ({"content/straße.md": "# A", "content/STRASSE.md": "# B"}, "output-clash"),
    ({"content/404.md": "# A"}, "output-clash"),
    ({"content/a.md": "---\naliases: [b.html]\n---\n", "content/b.md": "# B"}, "output-clash"),
    ({"content/a.md": "---\naliases: [B.HTML]\n---\n", "content/b.md": "# B"}, "output-clash"),
    ({"content/a.md": "---\naliases: [old, old]\n---\n"}, None),
    ({"content/a.md": "---\naliases: [old]\n---\n", "content/b.md": "---\naliases: /old.html\n---\n"}, "output-clash"),
    ({"content/a.md": "---\naliases: [b.html/c.html]\n---\n", "content/b.md": "# B"}, "output-clash"),
    ({"content/a.md": "---\naliases: [assets/atlas.css]\n---\n"}, "output-clash"),
    ({"content/a.md": "---\naliases: [site.json]\n---\n"}, "output-clash"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "code"), CLASHES)
def test_two_sources_of_one_output_are_both_named(make_site: Make, files: dict[str, str], code: str | None) -> None:
    site = make_site(files)
    if code is None:
        assert errors(site) == []
        return
    if len(list((site.root / "content").rglob("*.md"))) < len(files):
        pytest.skip("this disk does not tell cases apart")
    found = errors(site)
    assert [finding.code for finding in found] == [code]
    assert found[0].span and found[0].span.path in files
    if len(files) == 2:
        other = next(path for path in files if path != found[0].span.path)
        assert unicodedata.normalize("NFC", other) in unicodedata.normalize("NFC", found[0].message)


@pytest.mark.parametrize(
    "alias",
    [
        "../x.html", "/../x", "a/../../x", "https://x/", "a:b", "con", "a/nul.html", ".git/config.html", "a\\\\b", "?",
        "x" * 300,
    ],
)  # fmt: skip
def test_a_former_address_is_an_address_of_the_site(make_site: Make, alias: str) -> None:
    site = make_site({"content/a.md": f'---\ntitle: A\naliases: ["{alias}"]\n---\n'})
    found = errors(site)
    assert [finding.code for finding in found] == ["path-outside"]
    assert found[0].span and (found[0].span.path, found[0].span.line) == ("content/a.md", 3)


def test_an_image_that_is_gone_between_check_and_build_is_a_finding(make_site: Make, tmp_path: Path) -> None:
    site = make_site({"content/a.md": "![x](b.png)", "content/b.png": PNG})
    assert errors(site) == []
    (site.root / "content" / "b.png").unlink()
    outcome = build.build(site.db, tmp_path / "out")
    assert outcome.written is None
    assert [(f.code, f.span.path) for f in outcome.findings if f.severity == "error" and f.span] == [
        ("missing-file", "content/b.png")
    ]
    assert not (tmp_path / "out").exists()
