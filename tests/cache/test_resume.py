"""Going on from the last run equals beginning anew: same findings, same bytes, whatever happened in between.

The edits are random, from a seed that the failure names; `CJMSITE_EDITS` asks for more of them.
"""

from __future__ import annotations

import datetime
import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from msgspec import Struct, field

from cjmsite import build
from cjmsite.cache import memory
from cjmsite.diagnostics import Span
from cjmsite.pipeline import story
from cjmsite.query import Database
from cjmsite.read import inputs
from cjmsite.render import results
from tests.conftest import TODAY, write_files
from tests.engine.test_incremental import Author, everything
from tests.write.folders import files_in

ROUNDS = int(os.environ.get("CJMSITE_EDITS", "7"))


class Reader(Struct):
    """Somebody who builds a site again and again, each time in a run of its own."""

    root: Path
    work: Path
    options: build.Options = field(default_factory=lambda: build.Options(today=TODAY))
    number: int = 0

    def build(self, name: str = "out") -> tuple[Database, bool]:
        """Build with the cache and without; says whether something was written."""
        self.number += 1
        out, clean = self.work / name, self.work / f"clean-{self.number}"
        db, known = build.resume(self.root, self.options)
        made = build.build(db, out, known)
        self.hold(out, clean, made, db)
        return db, made.written is not None

    def hold(self, out: Path, clean: Path, made: build.Outcome, db: Database) -> None:
        new = build.open_site(self.root, self.options)
        expected = build.build(new, clean)
        assert made.findings == expected.findings
        assert everything(db) == everything(new)
        assert (made.written is None) == (expected.written is None)
        if expected.written is not None:
            assert files_in(out) == files_in(clean)
            shutil.rmtree(clean)

    def check(self) -> None:
        """Check as the command does."""
        db, known = build.resume(self.root, self.options)
        found = build.look(db)
        build.keep(db, known)
        assert found == build.look(build.open_site(self.root, self.options))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command itself, on the day of these options."""
        day = datetime.datetime.combine(self.options.today, datetime.time(12), datetime.UTC)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(day.timestamp()))}
        command = [sys.executable, "-m", "cjmsite", "build", str(self.root), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True)


def rewrite_keeping_the_time(author: Author) -> str:
    """Other words of the same length, and the time of the old ones."""
    path = author.root / "content/personas/tom.md"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_text("---\nname: Tom\n---\nwords\n")
    before = path.stat()
    text = path.read_text("utf-8")
    letter = author.random.choice("abcdefgh")
    path.write_text(text[:-2] + letter + "\n", "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return "kept the time of tom.md"


def touch_all(author: Author) -> str:
    for path in author.root.rglob("content/**/*.md"):
        os.utime(path)
    return "touched all pages"


def jump(author: Author) -> str:
    """Files of another day, written by a clock that was wrong."""
    years = author.random.choice((-9, 9))
    for path in author.root.rglob("content/**/*.md"):
        if author.random.random() < 0.5:
            moment = path.stat().st_mtime_ns + years * 365 * 86_400 * 10**9
            os.utime(path, ns=(moment, moment))
    return f"jumped {years} years"


TRICKS: tuple[Callable[[Author], str], ...] = (rewrite_keeping_the_time, touch_all, jump)


@pytest.mark.parametrize("seed", [11, 12])
def test_going_on_equals_beginning_anew(tmp_path: Path, seed: int) -> None:
    author = Author(tmp_path / "site-0", seed)
    author.begin()
    reader = Reader(author.root, tmp_path)
    chance = author.random
    history: list[str] = []
    for step in range(ROUNDS):
        for _ in range(chance.choice((0, 1, 1, 2, 5))):
            history.append(author.edit())
        if chance.random() < 0.3:
            history.append(chance.choice(TRICKS)(author))
        if chance.random() < 0.25:
            days = chance.randint(0, 60)
            reader.options = build.Options(
                today=TODAY + datetime.timedelta(days=days),
                drafts=chance.random() < 0.5,
                base_url=chance.choice((None, "https://example.com/")),
            )
            history.append(f"{reader.options}")
        if chance.random() < 0.15:
            author.root = author.root.rename(tmp_path / f"site-{step + 1}")
            reader.root = author.root
            history.append("moved the site")
        if chance.random() < 0.3:
            reader.check()
            history.append("checked")
            history.append(author.edit())  # within the same tick of the clock as far as a disk can tell
        name = chance.choice(("out", "out", "out", "other"))
        try:
            reader.build(name)
        except AssertionError:
            print(f"seed {seed}, step {step}: {history[-12:]}")
            raise
        history.append("built")


def site(root: Path, pages: int = 12) -> None:
    write_files(root, {"cjmsite.yaml": "title: Small\n"})
    write_files(
        root, {f"content/p{n}.md": f"# Page {n}\n\nWords [to the next](p{(n + 1) % pages}.md)\n" for n in range(pages)}
    )


def test_a_copy_with_its_cache_reads_no_page_again(tmp_path: Path) -> None:
    site(tmp_path / "one")
    first = Reader(tmp_path / "one", tmp_path)
    first.build()
    shutil.copytree(tmp_path / "one", tmp_path / "two", copy_function=shutil.copyfile)
    db, known = build.resume(tmp_path / "two", first.options)
    outcome = build.build(db, tmp_path / "two-out", known)
    assert outcome.written and outcome.written.new > 12
    assert not set(db.runs) & {"front", "body", "checked", "shell", "digest", "found", "registry"}
    assert db.runs["fingerprint"] >= 12
    assert files_in(tmp_path / "two-out") == files_in(tmp_path / "out")


def test_nothing_is_worked_out_where_nothing_changed(tmp_path: Path) -> None:
    site(tmp_path / "one")
    for path in (tmp_path / "one").rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    reader = Reader(tmp_path / "one", tmp_path)
    for _ in range(2):
        reader.build()
    db, known = build.resume(reader.root, reader.options)
    written = build.build(db, tmp_path / "out", known).written
    assert written and (written.new, written.changed, written.deleted) == (0, 0, 0)
    assert set(db.runs) <= {"stamp", "fingerprint", "is_file"}


def test_two_edits_within_one_tick_are_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(tmp_path / "one")
    page = tmp_path / "one/content/p1.md"
    reader = Reader(tmp_path / "one", tmp_path)
    moment = 0
    real = inputs.stamp._function

    def frozen(db: Database, path: str) -> inputs.Stamp | None:
        """A disk that gave the same time to all of this."""
        found = real(db, path) if real else None
        if found is None or not path.endswith("p1.md"):
            return found
        return inputs.Stamp(moment, moment, found.size, found.inode)

    monkeypatch.setattr(inputs.stamp, "_function", frozen)
    for pair in ("ab", "cd"):
        moment = (time.time_ns() // 10**9 + 1) * 10**9  # a disk that counts whole seconds
        for letter in pair:
            page.write_text(f"# Page {letter}\n", "utf-8")
            reader.build()
            assert f"Page {letter}" in (tmp_path / "out/p1.html").read_text("utf-8")


def test_a_file_that_changes_while_it_is_built_is_right_in_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site(tmp_path / "one")
    reader = Reader(tmp_path / "one", tmp_path)
    reader.build()
    real = results.digest._function
    edits = iter(range(100))

    def editing(db: Database, url: str) -> str | None:
        """Somebody writes while pages are made."""
        made = real(db, url) if real else None
        if (number := next(edits)) % 3 == 0:
            write_files(reader.root, {f"content/p{number % 12}.md": f"# Other {number}\n\nWords\n"})
        return made

    for edited in ("p1", "p5"):
        write_files(reader.root, {f"content/{edited}.md": "# Edited\n"})
        with monkeypatch.context() as patched:
            patched.setattr(results.digest, "_function", editing)
            db, known = build.resume(reader.root, reader.options)
            build.build(db, tmp_path / "out", known)
        reader.build()


@pytest.mark.parametrize(
    ("drawing", "code"), [("<svg><path/></svg>", "changing-file"), (None, "missing-file")], ids=["changes", "goes"]
)
def test_a_picture_that_changes_or_goes_between_looking_and_writing_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawing: str | None, code: str
) -> None:
    root = tmp_path / "one"
    site(root)
    write_files(root, {"content/a.md": "# A\n\n![x](a.svg)\n", "content/a.svg": "<svg/>"})
    reader = Reader(root, tmp_path)
    reader.build()
    write_files(root, {"content/a.svg": "<svg><g/></svg>"})
    before = files_in(tmp_path / "out")
    publish = build.folder.publish

    def late(*arguments: object, **options: object) -> object:
        write_files(root, {"content/a.svg": drawing})
        return publish(*arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(build.folder, "publish", late)
        db, known = build.resume(root, reader.options)
        outcome = build.build(db, tmp_path / "out", known)
    (found,) = outcome.findings
    assert outcome.written is None and found.code == code and found.span == Span("content/a.svg")
    assert files_in(tmp_path / "out") == before
    write_files(root, {"content/a.svg": "<svg/>"})
    reader.build()


@pytest.mark.parametrize(
    ("meanwhile", "code"), [("<svg><path/></svg>", "changing-file"), (None, "missing-file")], ids=["changes", "goes"]
)
def test_a_picture_that_is_another_for_a_moment_is_not_taken_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: str | None, code: str
) -> None:
    """Its page was found right and is only made again, for the title: nobody else would tell of the picture."""
    root = tmp_path / "one"
    site(root)
    drawing = {"content/personas/nora.svg": "<svg/>"}
    write_files(root, {"content/personas/nora.md": "---\nname: Nora\nphoto: {src: nora.svg}\n---\n", **drawing})
    reader = Reader(root, tmp_path)
    reader.build()
    before = files_in(tmp_path / "out")
    settings = root / "cjmsite.yaml"
    settings.write_text(settings.read_text("utf-8").replace("title: Small", "title: Smaller"), "utf-8")
    real = results.shell._function
    assert real

    def late(db: Database, url: str) -> object:
        """Somebody writes between looking and making."""
        write_files(root, {"content/personas/nora.svg": meanwhile})
        return real(db, url)

    with monkeypatch.context() as patched:
        patched.setattr(results.shell, "_function", late)
        db, known = build.resume(root, reader.options)
        outcome = build.build(db, tmp_path / "out", known)
        assert [found.code for found in outcome.findings] == [code] and outcome.written is None
        assert files_in(tmp_path / "out") == before
        build.keep(db, known)
    write_files(root, drawing)
    reader.build()
    assert "../media/personas/nora.svg" in (tmp_path / "out/personas/index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["content/p3.md", "content/a.svg", "data/guide.csv"])
@pytest.mark.parametrize("times", [1, 99])
def test_a_file_that_the_disk_does_not_give_for_a_moment_is_read_in_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, times: int
) -> None:
    root = tmp_path / "one"
    site(root)
    settings = root / "cjmsite.yaml"
    source = "sources: {s: {file: data/guide.csv, columns: {a: {}, b: {type: number}}}}\n"
    settings.write_text(settings.read_text("utf-8") + source, "utf-8")
    write_files(
        root,
        {
            "data/guide.csv": "a,b\nx,1\n",
            "content/metrics/m.md": "---\ntitle: M\nsource: s\nmeasure: sum\nexpr: b\n---\n",
            "content/a.svg": "<svg/>",
            "content/a.md": "# A\n\n![x](a.svg)\n",
        },
    )
    refused = 0

    def refusing(path: str, mode: str, **options: Any) -> IO[Any]:
        nonlocal refused
        if path.endswith(name) and refused < times:
            refused += 1
            raise OSError(errno.EIO, "Input/output error")
        return open(path, mode, **options)  # noqa: PTH123

    with monkeypatch.context() as patched:
        patched.setattr(inputs, "open", refusing, raising=False)
        db, known = build.resume(root, build.Options(today=TODAY))
        outcome = build.build(db, tmp_path / "out", known)
        assert refused and outcome.written is None
        told = "unreadable-file" if times > 1 else "changing-file"  # looked at a second time, it is there
        assert [found.code for found in outcome.findings if found.severity == "error"] == [told]
        build.keep(db, known)
    Reader(root, tmp_path).build()


def test_a_file_that_changes_while_another_page_shows_its_words_is_named_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "one"
    site(root)
    write_files(root, {"content/index.md": "# Home\n\nFirst words\n"})
    words = story.filled

    def late(db: Database, path: str, url: str) -> object:
        if path == "content/index.md":
            raise inputs.Changing(path)
        return words(db, path, url)

    monkeypatch.setattr(story, "filled", late)
    outcome = build.build(build.open_site(root, build.Options(TODAY)), tmp_path / "out")
    (found,) = outcome.findings
    assert outcome.written is None and found.code == "changing-file" and found.span == Span("content/index.md")


def test_the_command_goes_on_from_what_the_last_one_knew(tmp_path: Path) -> None:
    site(tmp_path / "one")
    reader = Reader(tmp_path / "one", tmp_path)
    out = str(tmp_path / "out")
    assert reader.run("--out", out).returncode == 0
    write_files(reader.root, {"content/p3.md": "# Other\n"})
    assert "1 changed" not in reader.run("--out", out, "-v").stdout  # the lists that name it change too
    assert reader.run("--out", str(tmp_path / "clean"), "--no-cache").returncode == 0
    assert files_in(tmp_path / "out") == files_in(tmp_path / "clean")


def test_many_runs_do_not_make_the_cache_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(tmp_path / "one")
    reader = Reader(tmp_path / "one", tmp_path)
    reader.build()
    folder = tmp_path / "one" / memory.FOLDER
    first = size_of(folder)
    body = "word " * 3000
    sizes = []
    for number in range(max(30, ROUNDS)):
        write_files(reader.root, {f"content/p{number % 12}.md": f"# Page {number}\n\n{body} {number}\n"})
        db, known = build.resume(reader.root, reader.options)
        assert build.build(db, tmp_path / "out", known).written
        sizes.append(size_of(folder))
    reader.build()
    full = build.open_site(reader.root, reader.options)
    assert max(sizes) < 4 * (first + 12 * 6 * len(body)) + (2 << 20), sizes[-5:]
    assert any(later < earlier for earlier, later in zip(sizes, sizes[1:], strict=False)), "it was never written anew"
    assert build.look(full) == ()


def size_of(folder: Path) -> int:
    """How much a cache holds."""
    return sum(map(len, files_in(folder).values()))


PLUGIN = """
from pathlib import Path
from cjmsite.api import Part, View, hookimpl

@hookimpl
def cjm_views(config):
    return [View("v", "V", "v", "views/v.html", lambda site: {"finding": (Part("x"),)}, needs=("persona",))]

@hookimpl
def cjm_templates(config):
    return Path(__file__).parent / "templates"
"""
VIEW = '{% extends "views/view.html" %}{% block view %}<p>ONE</p>{% endblock %}'


def with_a_plugin(root: Path) -> None:
    """A site with a view of a plugin of its own."""
    files = {"cjmsite.yaml": "title: T\nplugins: [./plugins/p.py]\n", "content/personas/n.md": "---\nname: N\n---\n"}
    write_files(root, {**files, "plugins/p.py": PLUGIN, "plugins/templates/views/v.html": VIEW})


def test_a_copied_site_is_made_from_its_own_files(tmp_path: Path) -> None:
    """With the cache and the plugins of the first one."""
    one, two = tmp_path / "one", tmp_path / "two"
    with_a_plugin(one)
    Reader(one, tmp_path).build()
    shutil.copytree(one, two)
    write_files(two, {"plugins/templates/views/v.html": VIEW.replace("ONE", "TWO")})
    Reader(two, tmp_path).build()
    assert "<p>TWO</p>" in (tmp_path / "out/views/v.html").read_text(encoding="utf-8")
    shutil.rmtree(one)
    Reader(two, tmp_path).build()


def test_a_site_that_was_renamed_in_its_repository_has_the_days_of_its_new_place(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    write_files(tmp_path / "one", {"cjmsite.yaml": "title: T\n", "content/a.md": "# A\n"})
    (tmp_path / ".gitignore").write_text("out\nclean*\n.cjmsite-cache\n")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    Reader(tmp_path / "one", tmp_path).build()
    (tmp_path / "one").rename(tmp_path / "two")
    Reader(tmp_path / "two", tmp_path).build()


@pytest.mark.parametrize("name", ["plugins/p.py", "cjmsite.yaml", "plugins/templates/views/v.html"])
def test_a_link_out_of_the_site_is_refused_though_the_same_stands_in_it(tmp_path: Path, name: str) -> None:
    one = tmp_path / "one"
    with_a_plugin(one)
    reader = Reader(one, tmp_path)
    assert reader.build()[1]
    (one / name).rename(tmp_path / "outside")
    (one / name).symlink_to(tmp_path / "outside")
    assert not reader.build()[1]
    (one / name).unlink()
    (tmp_path / "outside").rename(one / name)
    assert reader.build()[1]


def test_what_was_read_counts_for_the_size_of_the_cache_too(tmp_path: Path) -> None:
    site(tmp_path / "one")
    Reader(tmp_path / "one", tmp_path).build()
    past = memory.remember(tmp_path / "one").past
    assert past is not None and not past.is_wasteful
    past.read.extend([0] * (1 << 17))
    assert not past.is_wasteful, "a megabyte more is no reason yet"
    past.read.extend([0] * past.end)  # as many small edits leave behind
    assert past.is_wasteful


def test_another_title_in_the_navigation_makes_only_the_parts_that_show_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "1")  # what is done in another process is not counted in this one
    folders = {f"content/part-{n}/index.md": f"# Part {n}\n" for n in range(4)}
    pages = {f"content/part-{n}/page-{m}.md": f"# Page {m}\n" for n in range(4) for m in range(6)}
    write_files(tmp_path / "one", {"cjmsite.yaml": "title: Small\n", **folders, **pages})
    reader = Reader(tmp_path / "one", tmp_path)
    reader.build()
    write_files(tmp_path / "one", {"content/part-2/index.md": "# Renamed\n"})
    db, _ = reader.build()
    assert "Renamed" in (tmp_path / "out/part-0/page-3.html").read_text(encoding="utf-8")
    with_its_title = 1 + 6 + 4  # itself, its pages' breadcrumbs, the home page and what lists it
    assert db.runs["shell"] <= with_its_title < 4 * 7
    assert db.runs["digest"] > 4 * 7


def test_a_shared_part_that_fails_is_told_once_with_its_own_line(tmp_path: Path) -> None:
    site(tmp_path / "one")
    write_files(tmp_path / "one", {"cjmsite.yaml": "title: Small\ntheme: ./own\n"})
    bar = tmp_path / "one/own/templates/parts/bar.html"
    bar.parent.mkdir(parents=True)
    bar.write_text("<nav>\n{{ nothing_like_it }}\n</nav>\n", encoding="utf-8")
    reader = Reader(tmp_path / "one", tmp_path)
    db, known = build.resume(reader.root, reader.options)
    outcome = build.build(db, tmp_path / "out", known)
    assert outcome.written is None
    assert [(found.code, found.span and (found.span.path, found.span.line)) for found in outcome.findings] == [
        ("template-failed", ("own/templates/parts/bar.html", 2))
    ]
    bar.write_text("<nav>\n{{ site.title }}\n</nav>\n", encoding="utf-8")
    reader.build()
    assert "<nav>\nSmall\n</nav>" in (tmp_path / "out/p3.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("count", [8, 130])
def test_a_page_that_changes_between_its_front_matter_and_its_words_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Its words belong to another page then; without them it would be an empty one."""
    root = tmp_path / "one"
    site(root, count)
    reader = Reader(root, tmp_path)
    reader.build()
    before = files_in(tmp_path / "out")
    write_files(root, {f"content/p{n}.md": f"# Page {n}\n\nSecond words\n" for n in range(count)})
    real = story.body._function
    assert real

    def late(db: Database, path: str) -> object:
        if path == "content/p3.md":
            write_files(root, {path: f"# Page 3\n\nThird words {time.monotonic_ns()}\n"})
        return real(db, path)

    with monkeypatch.context() as patched:
        patched.setattr(story.body, "_function", late)
        db, known = build.resume(root, reader.options)
        outcome = build.build(db, tmp_path / "out", known)
        assert outcome.written is None and files_in(tmp_path / "out") == before
        (found,) = outcome.findings
        assert found.code == "changing-file" and found.span and found.span.path == "content/p3.md"
        assert build.look(db) == (found,)
        build.keep(db, known)
    reader.build()
    assert "Third words" in (tmp_path / "out/p3.html").read_text(encoding="utf-8")


def test_the_command_tells_of_a_page_that_changes_while_it_runs(tmp_path: Path) -> None:
    root = tmp_path / "one"
    site(root)
    write_files(root, {"late.py": "", "cjmsite.yaml": "title: Small\nplugins: [./late.py]\n"})
    write_files(
        root,
        {
            "late.py": "from pathlib import Path\nfrom cjmsite.pipeline import story\nreal = story.body._function\n"
            "def late(db, path):\n"
            "    if path.endswith('p3.md'):\n"
            f"        Path({str(root / 'content/p3.md')!r}).write_text('# Page 3\\n\\nOther words\\n', 'utf-8')\n"
            "    return real(db, path)\n"
            "story.body._function = late\n"
        },
    )
    ran = Reader(root, tmp_path).run("--out", str(tmp_path / "out"), "--report", str(tmp_path / "took.json"))
    assert ran.returncode == 1 and "Traceback" not in ran.stderr
    assert "content/p3.md:1:1: error[changing-file]" in ran.stderr
    assert not (tmp_path / "out").exists()
