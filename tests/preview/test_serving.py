"""Starting, stopping, and what a preview shows that a build does not."""

from __future__ import annotations

import asyncio
import datetime
import json
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from cjmsite import build, why
from cjmsite.cli import serve as command
from cjmsite.cli.main import cli
from cjmsite.model.settings import Settings
from cjmsite.preview import audience, editor, judge, session
from cjmsite.preview import desk as desks
from cjmsite.preview.changes import Changes
from cjmsite.preview.checks import Checks
from cjmsite.preview.desk import Desk
from cjmsite.preview.living import Living
from cjmsite.preview.server import PortTaken, open_socket
from cjmsite.preview.shown import prepare
from cjmsite.preview.tabs import Tab
from cjmsite.preview.watch import Doorbell, WatchesExhausted
from cjmsite.read import inputs
from cjmsite.render import results
from tests.conftest import TODAY, write_files
from tests.engine.test_incremental import Author
from tests.preview.conftest import SITE, Serving


def test_a_port_that_is_asked_for_is_taken_or_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken):
            open_socket("127.0.0.1", port)
        with open_socket("127.0.0.1", port, tries=20) as next_one:
            assert port < next_one.getsockname()[1] <= port + 20


def test_a_taken_port_and_an_open_door_are_told_in_words(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = CliRunner().invoke(cli, ["serve", str(tmp_path), "--port", port])
    assert result.exit_code == 2 and f"port {port} is taken" in result.output
    result = CliRunner().invoke(cli, ["serve", str(tmp_path), "--host", "0.0.0.0"])
    assert result.exit_code == 2 and "--allow-host" in result.output
    result = CliRunner().invoke(cli, ["serve", str(tmp_path), "--host", "no.such.invalid", "--allow-host", "x"])
    assert result.exit_code == 2 and "cannot listen" in result.output


def test_ctrl_c_ends_it_at_once_with_a_tab_open(serve: Callable[..., Serving]) -> None:
    serving = serve()
    target = f"/_cjmsite/events?token={serving.token()}&page=index.html"
    request = f"GET {target} HTTP/1.1\r\nHost: localhost:{serving.port}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", serving.port)) as tab:
        tab.sendall(request.encode())
        assert b"200" in tab.recv(1000)
        assert serving.stop() == 130
    assert "Traceback" not in "".join(serving.lines)


def test_nothing_is_said_by_what_watches_the_folders() -> None:
    """It would at its end, where files change just then."""
    said = "import logging, cjmsite.preview.watch; logging.getLogger('watchdog.observers.inotify').error('late')"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True)
    assert done.stderr == b""


def test_addresses_without_their_ending_lead_to_the_page(serve: Callable[..., Serving]) -> None:
    serving = serve()
    for address, page in {
        "/journeys": "/journeys/index.html",
        "/journeys/buying": "/journeys/buying.html",
        "/journeys/buying/": "/journeys/buying.html",
    }.items():
        status, headers, _ = serving.ask(address)
        assert (status, headers["location"]) == (302, page)
    assert serving.get("/journeys/")[1].count("data-page=") == 1
    status, lost = serving.get("/no/such/place.html")
    assert status == 404 and 'href="/assets/atlas.css"' in lost and "There is no page here" in lost


def test_drafts_are_shown_and_marked_only_where_they_are_asked_for(serve: Callable[..., Serving]) -> None:
    draft = {"content/guide/draft.md": "---\ntitle: Draft\ndraft: true\n---\nNot yet.\n"}
    assert serve(draft).get("/guide/draft.html")[0] == 404
    status, text = serve(draft, "--drafts").get("/guide/draft.html")
    assert status == 200 and "not on the published site" in text


def test_editors_are_the_same_in_settings_options_and_links(tmp_path: Path) -> None:
    assert tuple(editor.PATTERNS) == command.EDITORS
    chosen = Settings.model_json_schema()["properties"]["editor"]["enum"]
    assert tuple(chosen) == command.EDITORS


def test_a_script_that_a_page_loads_later_is_one_of_its_assets() -> None:
    page = '<html><head></head><body><div data-script="../assets/journey.js"></div></body></html>'
    assert "assets/journey.js" in prepare("journeys/a.html", page, "token").assets


def test_only_the_title_and_description_of_a_head_change_without_a_reload() -> None:
    page = '<html><head><title>A</title><meta name="description" content="a">{}</head><body>{}</body></html>'
    first = prepare("a.html", page.format("", "x"), "t")
    assert prepare("a.html", page.format("", "y").replace("A</title>", "B</title>"), "t").head == first.head
    assert prepare("a.html", page.format('<link rel="stylesheet" href="x.css">', "x"), "t").head != first.head
    assert prepare("a.html", page.format("", '<script src="y.js"></script>'), "t").head != first.head
    assert prepare("a/b.html", page.format("", '<img src="../media/c%20d.png">'), "t").assets == {"media/c d.png"}


def test_without_watches_left_the_files_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cjmsite.preview import watch

    class Exhausted(watch.Observer):  # type: ignore[misc, valid-type]
        def schedule(self, *_: object, **__: object) -> None:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watch, "Observer", Exhausted)

    async def listen() -> None:
        async def ring(_: frozenset[Path]) -> None: ...

        Doorbell(ring, lambda: False).watch({tmp_path: True})

    # in a thread of its own: the browser of other tests may hold the event loop of this one
    with ThreadPoolExecutor(1) as thread, pytest.raises(WatchesExhausted, match="limit"):
        thread.submit(asyncio.run, listen()).result()


@pytest.mark.parametrize(("seed", "kept"), [(11, 300), (12, 300), (13, 3)])
def test_after_any_edits_the_preview_shows_what_a_build_would_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, kept: int
) -> None:
    """Good pages equal those of a new build; only where a build has no page may the last good one stay."""
    monkeypatch.setattr(desks, "KEPT", kept)
    root = tmp_path / "site-source"
    author = Author(root, seed)
    author.begin()
    options = build.Options(today=TODAY)
    living = Living(root, options)
    desk, changes, checks = Desk(living, "token"), Changes(living), Checks(living)
    chance = random.Random(seed)
    for _ in range(25):
        edits = [author.edit() for _ in range(chance.choice((1, 1, 3)))]
        paths = [root / path for edit in edits for path in edit.split()[1:]]
        if chance.random() < 0.3:
            living.take([key for keys in changes.look_around() for key in keys])
        else:
            changes.tell(paths)
        clean = build.open_site(root, options)
        if results.is_held(living.db):
            continue
        for output in results.outputs(clean):
            expected = results.content(clean, output)
            answer = desk.answer(output.url)
            if expected is None:
                continue
            if output.url.endswith(".html"):
                shown = results.page(clean, output.url).text
                assert shown is not None
                assert len(shown) <= len(expected.decode()), "only versions of styles and scripts are left out"
                expected = prepare(output.url, shown, "token").content
            assert answer.content == expected, (seed, output.url, edits)
        if chance.random() < 0.5:
            for _step in checks.run(desk.opened):
                pass
            everything = set(build.look(clean))
            assert set(checks.found) <= everything
            # Of pages that nobody opened the preview does not know whether they can be made.
            assert {f.code for f in everything - set(checks.found)} <= {"template-failed", "plugin-failed"}


def test_a_picture_stays_as_long_as_a_last_good_page_shows_it(tmp_path: Path) -> None:
    page, dot = tmp_path / "content/guide/more.md", "media/guide/dot.svg"
    write_files(tmp_path, {**SITE, "content/guide/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    living = Living(tmp_path, build.Options(today=TODAY))
    desk, changes = Desk(living, "token"), Changes(living)
    asked = []
    for words in ("![A dot](dot.svg)", "---\ntitle: [\n---\n![A dot](dot.svg)", "No picture", "![A dot](dot.svg)"):
        page.write_text(f"{words}\n")
        changes.tell([page])
        asked.append((desk.answer("guide/more.html").status, desk.answer(dot).status))
    assert asked == [(200, 200), (200, 200), (200, 404), (200, 200)]


def test_the_day_goes_on(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    living = Living(tmp_path, build.Options(today=TODAY))
    desk = Desk(living, "token")
    first = desk.answer("index.html").content
    living.set_day(build.Options(today=TODAY + datetime.timedelta(days=1)))
    assert desk.answer("index.html").content != first


@pytest.mark.parametrize(
    ("failure", "changes", "bugs"),
    [(IndexError(), True, 0), (IndexError(), False, 1), (inputs.Changing("content/a.md"), False, 0)],
)
def test_what_fails_while_a_file_becomes_another_one_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, changes: bool, bugs: int
) -> None:
    """A page that was read half an hour ago and put away is read again in the middle of the check."""
    write_files(tmp_path, {"cjmsite.yaml": "title: A\n", "content/a.md": "# A\n\n[b](b.md)\n"})
    failed: list[Exception] = []
    terminal: Any = SimpleNamespace(failed=failed.append, found=lambda *_: None, changed=lambda *_: None)
    monkeypatch.setattr(judge, "RINGS", 0.5)

    async def look() -> int:
        preview = session.Preview(tmp_path, session.Choices(lambda: build.Options(TODAY)), terminal)
        run, times = Checks.run, 0

        def running(checks: Checks, opened: Collection[str]) -> Iterator[bool]:
            nonlocal times
            times += 1
            if times == 1:
                raise failure
            return run(checks, opened)

        monkeypatch.setattr(Checks, "run", running)
        judging = asyncio.create_task(preview._judge.run())
        await asyncio.sleep(0.2)
        if changes:
            await preview._lookout.ring(frozenset({tmp_path / "content/a.md"}))
        await asyncio.sleep(1)
        judging.cancel()
        await preview.stop()
        return times

    with ThreadPoolExecutor(1) as thread:  # a browser of other tests may have a loop in this one
        assert thread.submit(asyncio.run, look()).result() == 2 - bugs
    assert len(failed) == bugs


def test_tabs_wait_for_a_file_that_is_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever needs it: the page, what it shows beside its words, what is wrong with it, and what it was made from."""
    write_files(tmp_path, {"cjmsite.yaml": "title: A\n", "content/a.md": "# A\n"})
    failed: list[Exception] = []
    terminal: Any = SimpleNamespace(failed=failed.append, found=lambda *_: None, changed=lambda *_: None)

    def being_written(*_: object) -> None:
        raise inputs.Changing("content/b.md")

    async def look() -> list[str]:
        preview = session.Preview(tmp_path, session.Choices(lambda: build.Options(TODAY)), terminal)
        tab = Tab("a.html", "")
        with monkeypatch.context() as patched:
            patched.setattr(Desk, "around", being_written)
            patched.setattr(audience, "note", being_written)
            patched.setattr(why, "reasons", being_written)
            await preview.open_tab(tab)
            await preview._lookout.ring(frozenset({tmp_path / "content/a.md"}))
            assert await preview.about("a.html") == {"milliseconds": None, "made_from": []}
        told = [await tab.next(0.05)]
        await preview._lookout.ring(frozenset({tmp_path / "content/b.md"}))
        told.append(await tab.next(0.05))
        await preview.stop()
        return [json.loads(message)["type"] if message else "" for message in told]

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, look()).result() == ["", "page"]
    assert not failed


def test_what_a_request_noticed_is_told_with_what_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anybody listens, a page that is asked for is the saved one; the first look finds what else was saved."""
    write_files(tmp_path, SITE)
    told: list[tuple[str, ...]] = []
    terminal: Any = SimpleNamespace(found=lambda *_: None, changed=lambda files, *_: told.append(files))
    monkeypatch.setattr(session, "SETTLE", 60)

    def options() -> build.Options:
        return build.Options(TODAY)

    async def look() -> None:
        preview = session.Preview(tmp_path, session.Choices(options), terminal)
        for page in ("guide/index.html", "guide/more.html"):
            await preview.answer(page)
        write_files(tmp_path, {"content/guide/more.md": "# Other words\n", "content/guide/index.md": "# Other words\n"})
        assert b"Other words" in (await preview.answer("guide/more.html")).content
        await preview._lookout._look_around(options())
        await preview.stop()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, look()).result()
    assert told == [("content/guide/more.md", "content/guide/index.md")]


def unheard(root: Path) -> Serving:
    """A preview of the small site to which nobody listens after its first line."""
    write_files(root, SITE)
    command = [sys.executable, "-m", "cjmsite", "serve", str(root), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    found = re.search(r"http://\S+/", process.stdout.readline())
    assert found
    return Serving(root, process, found[0])


def test_a_terminal_that_is_closed_takes_nothing_from_the_tabs(tmp_path: Path) -> None:
    """As when what the preview says is piped to `head`, or when the window that it was started in is gone."""
    serving = unheard(tmp_path)
    process = serving.process
    assert process.stdout is not None
    process.stdout.close()
    try:
        asked = f"/_cjmsite/events?page=guide/more.html&token={serving.token()}"
        serving.get("/guide/more.html")
        with socket.create_connection(("127.0.0.1", serving.port), timeout=10) as tab:
            tab.sendall(f"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\n\r\n".encode())
            time.sleep(1.5)
            for number in range(2):
                serving.edit({"content/guide/more.md": f"# More\n\nWords {number}.\n", "content/new.md": "---\na: [\n"})
                told = b""
                while b'"type": "page"' not in told or b"content/new.md" not in told:
                    told += tab.recv(65536)
                serving.edit({"content/new.md": None})
                while b'"errors": []' not in told.partition(b"content/new.md")[2]:
                    told += tab.recv(65536)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


@pytest.mark.parametrize("listens", [True, False])
def test_a_terminal_that_is_held_holds_up_nothing(tmp_path: Path, listens: bool) -> None:
    """As with Ctrl-S, or when what the preview says is piped to a pager."""
    serving = unheard(tmp_path)
    process = serving.process
    try:
        for number in range(3):  # each time some 100,000 characters, where a pipe takes 65,536
            serving.edit({f"content/many/page-{number}-{n}.md": "---\ncolour: red\n---\n" for n in range(300)})
            serving.edit({"content/guide/more.md": f"# More\n\nWords {number}.\n"})
            serving.shows("/guide/more.html", f"Words {number}.")
            time.sleep(1)
    finally:
        process.send_signal(signal.SIGINT)
        if not listens:
            process.wait(20)
        said = process.communicate(timeout=20)[0]
    assert process.returncode == 130 and "Fatal" not in said
    if listens:
        assert said.count("unknown-key") > 300, "all of it is said"


def test_files_of_which_only_their_folder_was_told_yet_are_not_missing(tmp_path: Path) -> None:
    """Of many files that come at once some are told of later, and their folder has them already."""
    root = tmp_path / "site-source"
    pages = {f"content/many/{name}.md": f"---\ntitle: {name}\n---\nWords.\n" for name in ("one", "two")}
    write_files(root, {"cjmsite.yaml": "title: Small\n", **pages})
    living = Living(root, build.Options(TODAY))
    changes, first, second = Changes(living), *(root / path for path in pages)
    results.found(living.db)
    first.unlink()
    second.unlink()
    changes.tell([first, second])
    results.found(living.db)
    write_files(root, pages)
    changes.tell([first])
    assert [f.code for f in results.found(living.db) if f.severity == "error"] == []
    assert results.page(living.db, "many/two.html").text
