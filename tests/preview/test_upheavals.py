"""Whole folders that come, go and are swapped, and files that cannot be read for a while: the preview comes through."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import write_files
from tests.preview.conftest import SITE, Serving, begin

PAGE = "content/guide/more.md"


def text(words: str) -> str:
    return f"---\ntitle: More\n---\n{words}\n"


@pytest.fixture(params=[(), ("--poll",)], ids=["doorbell", "polling"])
def serving(request: pytest.FixtureRequest, serve: Callable[..., Serving]) -> Iterator[Serving]:
    running = serve({"content/linked-to.md": "# Linked\n"}, *request.param)
    running.shows("/guide/more.html", "First words.")
    time.sleep(1.5)  # by then it listens
    yield running
    said = "".join(running.lines)
    assert "Traceback" not in said and "bug" not in said
    running.edit({PAGE: text("Words at the end.")})
    running.shows("/guide/more.html", "Words at the end.")


def is_gone(serving: Serving, path: str) -> Callable[[], bool]:
    return lambda: serving.get(path)[0] in (302, 404)


def test_a_folder_is_moved_in_and_out(serving: Serving, tmp_path: Path) -> None:
    write_files(tmp_path / "elsewhere", {f"deep/page-{n}.md": f"# Page {n}\n\nMoved in {n}.\n" for n in range(40)})
    for _ in range(2):
        (tmp_path / "elsewhere").rename(serving.root / "content/moved")
        serving.shows("/moved/deep/page-39.html", "Moved in 39.")
        serving.shows("/moved/deep/page-0.html", "Moved in 0.")
        serving.edit({"content/moved/deep/page-0.md": "# Page 0\n\nEdited there.\n"})
        serving.shows("/moved/deep/page-0.html", "Edited there.")
        (serving.root / "content/moved").rename(tmp_path / "elsewhere")
        serving.until(is_gone(serving, "/moved/deep/page-0.html"))
        write_files(tmp_path / "elsewhere", {"deep/page-0.md": "# Page 0\n\nMoved in 0.\n"})


def test_the_content_is_renamed_away_and_back(serving: Serving) -> None:
    away = serving.root / "content-away"
    for round_ in range(2):
        (serving.root / "content").rename(away)
        serving.said("there is no folder `content`")
        assert serving.get("/guide/more.html")[0] in (200, 404)
        time.sleep(0.3)
        away.rename(serving.root / "content")
        serving.until(lambda: serving.get("/guide/index.html")[0] == 200)
        serving.edit({PAGE: text(f"Words {round_} after that.")})
        serving.shows("/guide/more.html", f"Words {round_} after that.")
        serving.until(lambda: "Nora Lind" in serving.get("/personas/index.html")[1])


def test_the_whole_site_is_swapped_for_a_copy_or_away_for_a_while(serve: Callable[..., Serving]) -> None:
    """As when it is restored or fetched anew. What is saved from then on is told of at once, as ever."""
    serving = serve()
    serving.shows("/guide/more.html", "First words.")
    time.sleep(1.5)
    beside = serving.root.with_name("beside")

    def save_and_be_told(words: str) -> None:
        before = len(serving.lines)
        serving.edit({PAGE: text(words)})
        serving.until(lambda: "content/guide/more.md" in "".join(serving.lines[before:]), 6)
        serving.shows("/guide/more.html", words)

    shutil.copytree(serving.root, beside)
    serving.root.rename(serving.root.with_name("old"))
    beside.rename(serving.root)
    time.sleep(2.5)
    save_and_be_told("Words in the copy.")
    serving.root.rename(beside)
    serving.said("there is no folder `content`")
    time.sleep(1.5)
    beside.rename(serving.root)
    serving.until(lambda: "All errors are mended" in "".join(serving.lines), 6)
    save_and_be_told("Words of the last copy.")


def test_the_settings_are_deleted_and_restored(serving: Serving) -> None:
    settings = (serving.root / "cjmsite.yaml").read_text()
    for title in ("Small wiki", "Other wiki"):
        (serving.root / "cjmsite.yaml").unlink()
        time.sleep(1)
        assert serving.get("/guide/more.html")[0] == 200
        serving.edit({"cjmsite.yaml": settings.replace("Small wiki", title)})
        serving.shows("/guide/more.html", title)
        serving.until(lambda: serving.get("/metrics/nps.html")[0] == 200)


def test_a_link_is_swapped(serving: Serving) -> None:
    """As a release, or a data store, does whose `current` leads to one folder after the other."""
    write_files(serving.root, {"store/a/page.md": "# P\n\nOf store a.\n", "store/b/page.md": "# P\n\nOf store b.\n"})
    for name in "aba":
        beside = serving.root / "content/current.new"
        beside.symlink_to(f"../store/{name}")
        beside.replace(serving.root / "content/current")
        serving.shows("/current/page.html", f"Of store {name}.")
        serving.edit({f"store/{name}/page.md": f"# P\n\nOf store {name}, edited.\n"})
        serving.shows("/current/page.html", f"Of store {name}, edited.")
        serving.edit({f"store/{name}/page.md": f"# P\n\nOf store {name}.\n"})
        serving.shows("/current/page.html", f"Of store {name}.")


def test_links_that_lead_in_a_circle(serving: Serving) -> None:
    serving.edit({"content/extra/a.md": "# A\n"})
    serving.shows("/extra/a.html", "A</h1>")
    (serving.root / "content/extra/a.md").unlink()
    (serving.root / "content/extra/a.md").symlink_to("b.md")
    (serving.root / "content/extra/b.md").symlink_to("a.md")
    for number in range(3):
        serving.edit({PAGE: text(f"Round {number}.")})
        serving.shows("/guide/more.html", f"Round {number}.")
        time.sleep(0.5)
    assert "bug" not in "".join(serving.lines)


@pytest.mark.parametrize("name", [".more.md.dropbox.tmp", ".unison.more.md.0f.unison.tmp", "more.md.tmp", "~more.tmp"])
def test_names_of_programs_that_copy_are_no_pages(serving: Serving, name: str) -> None:
    beside = (serving.root / PAGE).with_name(name)
    for number in range(3):
        beside.write_text(text(f"Copied {number}."))
        time.sleep(0.05)
        beside.replace(serving.root / PAGE)
        serving.shows("/guide/more.html", f"Copied {number}.")
    assert not name.startswith(".") or name not in "".join(serving.lines)


def test_rsync_itself(serving: Serving, tmp_path: Path) -> None:
    if shutil.which("rsync") is None:
        pytest.skip("no rsync")
    source = tmp_path / "from"
    shutil.copytree(serving.root / "content", source)
    for how in ("--delay-updates", "--inplace", "--delete-after"):
        write_files(source, {"guide/more.md": text(f"Sent with {how}."), f"guide/new{how}.md": "# New\n"})
        subprocess.run(["rsync", "-a", "--delete", how, f"{source}/", str(serving.root / "content")], check=True)
        serving.shows("/guide/more.html", f"Sent with {how}.")
        serving.until(lambda how=how: serving.get(f"/guide/new{how}.html")[0] == 200)
        (source / f"guide/new{how}.md").unlink()


@pytest.mark.parametrize("arguments", [(), ("--poll",)])
def test_a_page_that_may_not_be_read_for_a_while(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """As somebody who may not read everything."""
    somebody = ["setpriv", "--reuid=65534", "--clear-groups"]
    write_files(tmp_path / "small-wiki", SITE)
    page = tmp_path / "small-wiki" / PAGE
    asked = [*somebody, "cat", str(page)]
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    if shutil.which("setpriv") is None or subprocess.run(asked, capture_output=True).returncode:
        pytest.skip("there is nobody else here")
    serving = begin(tmp_path / "small-wiki", *arguments, before=somebody)
    try:
        serving.shows("/guide/more.html", "First words.")
        time.sleep(1.5)
        page.chmod(0)
        serving.edit({PAGE: text("Secret words.")})
        serving.said("`content/guide/more.md` cannot be read")
        assert "First words." in serving.get("/guide/more.html")[1]
        page.chmod(0o644)
        serving.until(lambda: "Secret words." in serving.get("/guide/more.html")[1], 40)
        page.parent.chmod(0)
        time.sleep(1)
        page.parent.chmod(0o755)
        serving.until(lambda: serving.get("/guide/index.html")[0] == 200, 40)
        serving.edit({PAGE: text("The last words.")})
        serving.shows("/guide/more.html", "The last words.")
        assert "Traceback" not in "".join(serving.lines)
    finally:
        serving.stop()


ENDLESS = {
    "themes/own/templates/page.html": '{% extends "atlas:page.html" %}\n{% block content %}\n'
    + "{% for a in range(99999) %}" * 3
    + "{% endfor %}" * 3
    + "{% endblock %}\n",
    "plugins/own.py": "while True:\n    pass\n",
}

PATIENT = """
import sys
from cjmsite.cli.main import cli
from cjmsite.preview import endless, worker

endless.ENDLESS, worker.LONG = 1.0, 0.5
cli(sys.argv[sys.argv.index("serve"):])
"""


@pytest.mark.parametrize("arguments", [(), ("--poll",)], ids=["doorbell", "polling"])
@pytest.mark.parametrize("path", ENDLESS)
def test_code_that_never_ends_is_told_of_and_broken_off_when_it_is_mended(
    tmp_path: Path, path: str, arguments: tuple[str, ...]
) -> None:
    """While pages are made, and while the preview takes note of what changed."""
    good = {"themes/own/templates/page.html": '{% extends "atlas:page.html" %}\n', "plugins/own.py": "# nothing\n"}
    settings = f"{SITE['cjmsite.yaml']}plugins: [csv, ./plugins/own.py]\ntheme: ./themes/own\n".replace("        ", "")
    write_files(tmp_path, {**SITE, **good, "cjmsite.yaml": settings})
    serving = begin(tmp_path, *arguments, before=[sys.executable, "-c", PATIENT])
    try:
        serving.shows("/guide/more.html", "First words.")
        time.sleep(1.5)
        for number in range(2 if "templates" in path else 1):
            before = len(serving.lines)
            serving.edit({path: ENDLESS[path]})
            time.sleep(0.3)
            asking = threading.Thread(target=serving.get, args=("/guide/more.html",))
            asking.start()
            serving.until(lambda before=before: f"very long in {path}, line" in "".join(serving.lines[before:]))
            serving.edit({path: good[path], PAGE: text(f"Mended {number}.")})
            serving.shows("/guide/more.html", f"Mended {number}.")
            asking.join()
        serving.edit({path: ENDLESS[path]})
        time.sleep(0.5)
    finally:
        assert serving.stop() == 130, "also while it goes on"
    assert "Traceback" not in "".join(serving.lines)
