"""A whole build that goes on from an earlier one, killed at any write: pages, list, stamps and cache together.

The edits are random, from a seed that the failure names; `CJMSITE_EDITS` asks for more of them.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

from cjmsite import build
from tests.conftest import TODAY, write_files
from tests.write.folders import dead_links, files_in, killed_at, site_in

KILLS = int(os.environ.get("CJMSITE_EDITS", "14"))
OPTIONS = build.Options(today=TODAY)
FOLDERS = ("", "a/", "b/c/")


class Wiki:
    """A site without mistakes, whose pages come, go, are renamed and link to each other."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.pages: dict[str, list[str]] = {}
        self.numbers = iter(range(10**6))
        for _ in range(20):
            self._add()
        self.write()

    def edit(self) -> None:
        """Do something to one page."""
        page = self.chance.choice(sorted(self.pages))
        what = self.chance.random()
        if what < 0.3:
            self._add()
        elif what < 0.5 and len(self.pages) > 10:
            del self.pages[page]
        elif what < 0.7:
            renamed = self.pages[f"{self.chance.choice(FOLDERS)}renamed-{next(self.numbers)}"] = self.pages.pop(page)
            renamed.reverse()
        else:
            self.pages[page] = self._some()

    def write(self) -> None:
        """Bring the files up to date; those that stay the same are left alone."""
        files = {"cjmsite.yaml": "title: Small\n", "content/index.md": self._text("", "Home", self._some())}
        for page, links in self.pages.items():
            files[f"content/{page}.md"] = self._text(page, page, [link for link in links if link in self.pages])
        for path in self.root.rglob("*.md"):
            if path.relative_to(self.root).as_posix() not in files:
                path.unlink()
        for name, text in files.items():
            path = self.root / name
            if not path.exists() or path.read_text("utf-8") != text:
                write_files(self.root, {name: text})

    def _add(self) -> None:
        page = f"{self.chance.choice(FOLDERS)}page-{next(self.numbers)}"
        for other in self._some():
            self.pages[other].append(page)
        self.pages[page] = self._some()

    def _some(self) -> list[str]:
        return self.chance.sample(sorted(self.pages), min(3, len(self.pages)))

    def _text(self, page: str, title: str, links: list[str]) -> str:
        up = "../" * page.count("/")
        return f"---\ntitle: {title}\n---\n" + " ".join(f"[x]({up}{link}.md)" for link in links) + "\n"


def test_a_build_that_goes_on_and_is_killed_anywhere_is_completed_by_the_next(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    wiki = Wiki(tmp_path / "one", chance)
    out = tmp_path / "out"

    def run() -> None:
        db, known = build.resume(wiki.root, OPTIONS)
        assert build.build(db, out, known).written is not None

    run()
    killed = 0
    for number in range(KILLS):
        for _ in range(chance.choice((1, 1, 3, 8))):
            wiki.edit()
        wiki.write()
        killed += killed_at(chance.randrange(1, 90), run)
        there = {name: content for name, content in site_in(out).items() if ".cjmsite-staging" not in name}
        where = f"seed {seed}, kill {number}"
        assert "index.html" in there and dead_links(there) == [], where
        assert [name for name, content in there.items() if content == b""] in ([], [".nojekyll"]), where
        if chance.random() < 0.6:
            run()
            clean = tmp_path / f"clean-{number}"
            assert build.build(build.open_site(wiki.root, OPTIONS), clean).written is not None
            assert files_in(out) == files_in(clean), where
            shutil.rmtree(clean)
    assert killed > KILLS / 4
