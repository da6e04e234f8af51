"""A build that is killed, at every single change that it makes to the disk."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.write.folders import dead_links, files_in, killed_at, publish, site_in


def page(*links: str) -> bytes:
    return "".join(f'<a href="{link}">x</a>' for link in links).encode()


OLD = {
    "index.html": page("journeys/index.html", "assets/atlas.css"),
    "journeys/index.html": page("../index.html", "going.html", "../assets/atlas.css", "../personas/only.html"),
    "journeys/going.html": page("index.html"),
    "personas/only.html": page("../journeys/going.html", "../assets/old.js"),
    "assets/atlas.css": b"old style",
    "assets/old.js": b"old script",
    "assets/search-index.js": b"old index",
}
NEW = {
    "index.html": page("journeys/index.html", "assets/atlas.css", "assets/new.js", "guide/deep/start.html"),
    "journeys/index.html": page("../index.html", "coming.html", "../assets/atlas.css"),
    "journeys/coming.html": page("index.html", "../guide/deep/start.html"),
    "guide/deep/start.html": page("../../journeys/coming.html", "../../assets/new.js"),
    "assets/atlas.css": b"new style",
    "assets/new.js": b"new script",
    "assets/search-index.js": b"new index",
}
OTHER = {"index.html": page("a.html"), "a.html": page("index.html")}

FIRST: dict[str, bytes] = {}
SWAPPED_OLD = {
    "index.html": page("a.html"),
    "a.html": b"a file",
    "b.html/c.html": b"in a folder",
    "b.html/d/e.css": b"",
}
SWAPPED_NEW = {"index.html": page("b.html"), "b.html": b"a file", "a.html/x/y.html": b"in a folder"}


@pytest.mark.parametrize(
    ("old", "new", "linked"),
    [(FIRST, NEW, True), (OLD, NEW, True), (SWAPPED_OLD, SWAPPED_NEW, False), (NEW, FIRST, False)],
    ids=["the first build", "a change", "files and folders change places", "nothing is left"],
)
def test_a_build_killed_at_any_step_is_completed_by_the_next(
    tmp_path: Path, old: Mapping[str, bytes], new: Mapping[str, bytes], linked: bool
) -> None:
    step = 0
    while True:
        step += 1
        out = tmp_path / f"out-{step}"
        if old:
            publish(out, old)
        killed = killed_at(step, lambda out=out: publish(out, new))
        if out.exists():
            there = {name: content for name, content in site_in(out).items() if ".cjmsite-staging" not in name}
            for name, content in there.items():
                assert content in (old.get(name), new.get(name), "/"), f"step {step}: {name} is not whole"
            if linked:
                assert dead_links(there) == [], f"step {step}"
                if old:
                    assert "index.html" in there
        twin = tmp_path / f"twin-{step}"
        if out.exists():
            shutil.copytree(out, twin, symlinks=True)
        publish(out, new)
        assert site_in(out) == dict(new), f"step {step}: the next build"
        publish(twin, OTHER)
        assert site_in(twin) == dict(OTHER), f"step {step}: a next build of another site"
        if not killed:
            break
    assert step > 10


def test_a_build_killed_twice_still_knows_what_is_its_own(tmp_path: Path) -> None:
    for first in range(5, 50, 9):
        for second in range(5, 50, 8):
            out = tmp_path / f"{first}-{second}"
            publish(out, OLD)
            killed_at(first, lambda out=out: publish(out, NEW))
            killed_at(second, lambda out=out: publish(out, OTHER))
            publish(out, {"index.html": b"the end"})
            assert site_in(out) == {"index.html": b"the end"}, (first, second)


def test_no_link_leads_to_a_page_that_a_killed_build_never_made(tmp_path: Path) -> None:
    first = {"index.html": page("about.html"), "about.html": page("index.html"), "last.html": page()}
    second = first | {"new.html": page("newer.html"), "newer.html": page("new.html")}
    third = first | {"about.html": page("new.html"), "new.html": page("last.html"), "last.html": page("other.html")}
    third["other.html"] = page("new.html")
    left = 0
    for step in range(1, 30):
        out = tmp_path / f"{step}"
        publish(out, first)
        if not killed_at(step, lambda out=out: publish(out, second)):
            break
        left += "new.html" in site_in(out) and "newer.html" not in site_in(out)
        for later in range(1, 40):
            twin = tmp_path / f"{step}-{later}"
            shutil.copytree(out, twin)
            killed = killed_at(later, lambda twin=twin: publish(twin, third))
            assert dead_links(site_in(twin)) == [], (step, later)
            publish(twin, third)
            assert site_in(twin) == third, (step, later)
            if not killed:
                break
    assert left


def test_a_build_that_changes_nothing_touches_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, NEW)
    before = files_in(out)
    assert not killed_at(1, lambda: publish(out, NEW))
    assert files_in(out) == before
