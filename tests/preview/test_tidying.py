"""A preview that runs for days holds no more than one that was just started."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cjmsite import build
from cjmsite.preview import judge
from cjmsite.preview.changes import Changes
from cjmsite.preview.checks import Checks
from cjmsite.preview.desk import Desk
from cjmsite.preview.living import Living
from cjmsite.preview.session import Choices, Preview
from cjmsite.preview.tidying import Tidying
from tests.conftest import TODAY, write_files
from tests.preview.conftest import SITE


class Shown:
    """A preview without a server, of which one page is open."""

    def __init__(self, root: Path) -> None:
        self.living = Living(root, build.Options(TODAY))
        self.desk = Desk(self.living, "token")
        self.checks = Checks(self.living)
        self.changes = Changes(self.living)
        self.tidying = Tidying(self.living, self.desk, self.checks)
        self.desk.answer("personas/nora.html")
        self.check()

    def check(self) -> None:
        for _ in self.checks.run(self.desk.opened):
            pass

    def tidy(self) -> None:
        for _ in self.tidying.run([("personas/nora.html", frozenset())], lambda: False):
            pass

    def holds(self) -> int:
        return len(self.living.db.known.here)


@pytest.mark.parametrize("built", [False, True])
def test_pages_that_were_renamed_and_addresses_that_lead_nowhere_are_forgotten(tmp_path: Path, built: bool) -> None:
    write_files(tmp_path, SITE)
    options = build.Options(TODAY)
    if built:
        db, known = build.resume(tmp_path, options)
        build.look(db)
        build.keep(db, known)
    shown = Shown(tmp_path)
    page = tmp_path / "content/guide/more.md"
    before = 0
    assert shown.desk.answer("guide/nothing.html").status == 404
    for number in range(30):
        if number == 1:  # by then it has taken up what it needs of a build
            shown.tidy()
            before = shown.holds()
        after = page.with_name(f"more-{number}.md")
        page.rename(after)
        shown.changes.tell([page, after])
        page = after
        assert shown.desk.answer(f"guide/more-{number}.html").status == 200
        shown.check()
    for number in range(200):
        assert shown.desk.answer(f"guide/nothing-{number}.html").status == 404
    assert shown.holds() > before + 30 * 20 + 200, "or there is nothing to forget"
    shown.tidy()
    assert shown.holds() <= before + 1  # the addresses of all outputs, as no other had to be looked for before
    assert "guide/more-28.html" not in shown.desk.opened

    clean = Shown(tmp_path)
    assert shown.checks.found == clean.checks.found
    for url in ("guide/more-29.html", "guide/more-28.html", "guide/index.html", "personas/nora.html"):
        assert shown.desk.answer(url) == clean.desk.answer(url)
    page.rename(tmp_path / "content/guide/more.md")
    shown.changes.tell([page, tmp_path / "content/guide/more.md"])
    assert b"First words." in shown.desk.answer("guide/more.html").content


def test_something_is_forgotten_where_files_change_so_fast_that_no_look_for_mistakes_comes_to_its_end(
    tmp_path: Path,
) -> None:
    write_files(tmp_path, SITE)
    shown = Shown(tmp_path)
    page = tmp_path / "content/guide/more.md"
    held = []
    for number in range(120):
        after = page.with_name(f"more-{number}.md")
        page.rename(after)
        shown.changes.tell([page, after])
        page = after
        shown.tidying.begin()
        if number == 0:
            shown.tidy()
        assert shown.desk.answer(f"guide/more-{number}.html").status == 200
        assert next(shown.checks.run(shown.desk.opened)) is False
        for _ in shown.tidying.run([("personas/nora.html", frozenset())], lambda: True):
            pass
        held.append(shown.holds())
    assert max(held) < held[0] + 200, "a renamed page is some 20 answers"
    shown.check()
    clean = Shown(tmp_path)
    assert shown.checks.found == clean.checks.found
    for url in ("guide/more-119.html", "guide/more-118.html", "guide/index.html", "personas/nora.html"):
        assert shown.desk.answer(url) == clean.desk.answer(url)


def test_nothing_that_a_change_needs_is_forgotten(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    tidy, untidy = Shown(tmp_path), Shown(tmp_path)
    tidy.tidy()
    write_files(tmp_path, {"content/guide/more.md": "# More\n\nOther words.\n"})
    for shown in (tidy, untidy):
        shown.living.db.runs.clear()
        shown.changes.tell([tmp_path / "content/guide/more.md"])
        shown.desk.answer("personas/nora.html")
        shown.check()
    assert tidy.living.db.runs == untidy.living.db.runs


def test_nothing_is_forgotten_while_the_settings_are_wrong(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    shown = Shown(tmp_path)
    for broken in ("title: [", "nonsense: 1"):
        write_files(tmp_path, {"cjmsite.yaml": broken})
        shown.changes.tell([tmp_path / "cjmsite.yaml"])
        shown.check()
        before = shown.holds()
        shown.tidy()
        assert shown.holds() >= before


def test_a_running_preview_forgets_them_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, SITE)
    monkeypatch.setattr(judge, "QUIET", 0.1)
    failed: list[Exception] = []
    silent: Callable[..., None] = lambda *_: None  # noqa: E731
    terminal: Any = SimpleNamespace(failed=failed.append, found=silent, changed=silent)

    async def bother() -> list[int]:
        preview = Preview(tmp_path, Choices(lambda: build.Options(TODAY)), terminal)
        await preview.start()
        found = []
        for turn in range(4):
            for number in range(1500):
                await preview.answer(f"nothing-{turn}-{number}.html")
            for _ in range(200):
                await asyncio.sleep(0.1)
                if len(preview._living.db.known.here) < 1500:
                    break
            found.append(len(preview._living.db.known.here))
        await preview.stop()
        return found

    with ThreadPoolExecutor(1) as thread:  # a browser of other tests may have a loop in this one
        # Where it was still being asked while it forgot, it may keep what was asked last until there is more of that.
        assert max(thread.submit(asyncio.run, bother()).result()) < 3000
    assert not failed


def test_all_steps_of_a_walk_are_taken(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    taken: list[int] = []

    async def walk() -> None:
        preview = Preview(tmp_path, Choices(lambda: build.Options(TODAY)), SimpleNamespace())  # type: ignore[arg-type]
        async for _ in preview._turns.walk(map(taken.append, (1, 2, 3)), makes_way=False):
            pass
        await preview.stop()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, walk()).result()
    assert taken == [1, 2, 3]
