"""Workers: the same bytes however many there are, and whatever happens to them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build, forks
from cjmsite.cache import memory
from cjmsite.read import inputs
from cjmsite.render import results
from cjmsite.stopwatch import Stopwatch
from cjmsite.write import folder
from tests.conftest import TODAY, write_files
from tests.write.folders import dead_links, files_in, site_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")

KILLS = int(os.environ.get("CJMSITE_KILLS", "2"))
PAGES = 210
OPTIONS = build.Options(today=TODAY)

PLUGIN = """
import os, sys
from cjmsite.api import Lane, Rule, hookimpl

@hookimpl
def cjm_lanes(config):
    return [Lane("own", "Own", lambda site, document, step: words())]

def words():
    {act}
    return "words"
"""

JOURNEY = """
---
title: Buying
personas: nora
stages: [{title: Buy, steps: [{title: Pays, emotion: 1}]}]
---
"""


def pages(root: Path, count: int = PAGES, words: str = "Words") -> None:
    found = {
        f"content/part-{n % 7}/p{n}.md": f"# Page {n}\n\n{words} {n} [on](../part-{(n + 1) % 7}/p{n + 1}.md)\n"
        for n in range(count - 1)
    }
    found[f"content/part-{(count - 1) % 7}/p{count - 1}.md"] = f"# Last\n\n{words}\n"
    write_files(root, {"cjmsite.yaml": "title: Many\n", **found})


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many") / "one"
    pages(made)
    return made


@pytest.fixture(scope="module")
def expected(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | str]:
    out = tmp_path_factory.mktemp("serial") / "out"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CJMSITE_WORKERS", "1")
        assert build.build(build.open_site(root, OPTIONS), out).written
    return files_in(out)


def children() -> set[str]:
    """The processes that this one made and has not taken leave of; a browser of other tests may be among them."""
    made = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                made.add(stat.parent.name)
    return made


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


def built(root: Path, out: Path) -> build.Outcome:
    db, known = build.resume(root, OPTIONS, fresh=True)
    return build.build(db, out, known)


@pytest.mark.parametrize("count", ["2", "5"])
def test_any_number_of_workers_makes_the_same_bytes(
    root: Path, expected: dict[str, bytes | str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: str
) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", count)
    assert built(root, tmp_path / "out").written
    assert files_in(tmp_path / "out") == expected
    db, known = build.resume(root, OPTIONS)
    written = build.build(db, tmp_path / "out", known).written
    assert written and (written.new, written.changed, written.deleted) == (0, 0, 0)
    assert not set(db.runs) & {"body", "shell", "digest"}


METRIC = {
    "cjmsite.yaml": "title: Many\nsources:\n  survey: {file: data.csv, columns: {score: {type: integer}}}\n",
    "data.csv": "score\n" + "9\n" * 50,
    "content/metrics/nps.md": "---\ntitle: NPS\nsource: survey\nmeasure: nps\nexpr: score\n---\nWords.\n",
}


def test_what_only_a_worker_imports_is_known_where_its_answers_go(tmp_path: Path) -> None:
    pages(tmp_path, forks.MANY + 20)
    write_files(tmp_path, METRIC)
    began = [sys.executable, "-m", "cjmsite", "build", "--quiet"]
    environment = os.environ | {"CJMSITE_WORKERS": "2"}
    ended = subprocess.run(began, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "100" in (tmp_path / "site/metrics/nps.html").read_text("utf-8")


def test_a_worker_that_is_killed_is_no_harm(
    root: Path, expected: dict[str, bytes | str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "3")
    parent = os.getpid()
    real = forks._answer
    count = 0

    def dying(db: Any, key: Any) -> None:
        nonlocal count
        count += 1
        if os.getpid() != parent and count > 20 and key[0] is results.digest:
            (tmp_path / "killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        real(db, key)

    monkeypatch.setattr(forks, "_answer", dying)
    assert built(root, tmp_path / "out").written
    assert (tmp_path / "killed").exists()
    assert files_in(tmp_path / "out") == expected
    assert [path.name for path in (root / memory.FOLDER).iterdir() if path.name.startswith("made")] == []


def test_where_no_process_can_be_made_the_site_is(
    root: Path, expected: dict[str, bytes | str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "3")
    real, made = os.fork, 0

    def fork() -> int:
        nonlocal made
        made += 1
        if made > 1:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return real()

    monkeypatch.setattr(os, "fork", fork)
    assert built(root, tmp_path / "out").written
    assert files_in(tmp_path / "out") == expected


@pytest.mark.parametrize("act", ["raise ValueError('no')", "sys.exit(0)", "print('x' * 100_000, flush=True)"])
@pytest.mark.parametrize("count", ["1", "3"])
def test_what_a_plugin_does_in_a_worker_is_what_it_does_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str, count: str
) -> None:
    pages(tmp_path / "one", forks.MANY + 1)
    write_files(
        tmp_path / "one",
        {
            "cjmsite.yaml": "title: Many\nplugins: [./own.py]\nlanes: [emotion, own]\n",
            "own.py": PLUGIN.format(act=act),
            "content/personas/nora.md": "---\nname: Nora\n---\n",
            "content/journeys/buying.md": JOURNEY,
        },
    )
    monkeypatch.setenv("CJMSITE_WORKERS", count)
    outcome = built(tmp_path / "one", tmp_path / "out")
    codes = [finding.code for finding in outcome.findings if finding.severity == "error"]
    if "print" in act:
        assert outcome.written and codes == []
    else:
        assert outcome.written is None and codes and set(codes) <= {"plugin-failed", "template-failed"}


@pytest.mark.parametrize("long, shared", [(0.0, 2), (1e9, 0)], ids=["long", "not long"])
def test_few_pages_are_shared_when_they_take_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: float, shared: int
) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "2")
    monkeypatch.setattr(forks, "_TRIED", 0.0)
    monkeypatch.setattr(forks, "_LONG", long)
    journeys = {f"content/journeys/j{n}.md": JOURNEY.replace("Buying", f"Buying {n}") for n in range(30)}
    site = {
        "cjmsite.yaml": "title: Few\nplugins: [./own.py]\nlanes: [emotion, own]\n",
        "own.py": PLUGIN.format(act="pass"),
        "content/personas/nora.md": "---\nname: Nora\n---\n",
        **journeys,
    }

    def build_it() -> int:
        watch = Stopwatch()
        db, known = build.resume(tmp_path / "one", OPTIONS, watch=watch)
        assert build.build(db, tmp_path / "out", known).written
        build.build(build.open_site(tmp_path / "one", OPTIONS), tmp_path / "clean")
        assert files_in(tmp_path / "out") == files_in(tmp_path / "clean")
        return watch.workers

    write_files(tmp_path / "one", site)
    assert build_it() == shared
    write_files(tmp_path / "one", {"content/personas/nora.md": "---\nname: Nora Lind\n---\n"})
    assert build_it() == shared, "every journey shows her name"


def test_workers_that_saw_a_file_otherwise_are_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is written each time that a worker looks at it."""
    root = tmp_path / "one"
    pages(root, forks.MANY + 20)
    page, moved = root / "content/part-0/p0.md", tmp_path / "counter"
    moved.write_text("")
    real = inputs.stamp._function
    parent = os.getpid()

    def stamp(db: Any, path: str) -> Any:
        if os.getpid() != parent and path.endswith("/p0.md"):
            with moved.open("a") as file:
                file.write("x")
            page.write_text(f"# Page {'x' * moved.stat().st_size}\n\nWords\n")
        assert real is not None
        return real(db, path)

    monkeypatch.setenv("CJMSITE_WORKERS", "4")
    with monkeypatch.context() as patched:
        patched.setattr(inputs.stamp, "_function", stamp)
        built(root, tmp_path / "out")
    assert moved.stat().st_size, "nobody looked"
    db, known = build.resume(root, OPTIONS)
    assert build.build(db, tmp_path / "out", known).written
    assert build.build(build.open_site(root, OPTIONS), tmp_path / "clean").written
    assert files_in(tmp_path / "out") == files_in(tmp_path / "clean")


# The whole process


def start(root: Path, out: Path, *arguments: str, workers: str = "3") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cjmsite", "build", str(root), "--out", str(out), *arguments]
    environment = {**os.environ, "CJMSITE_WORKERS": workers, "SOURCE_DATE_EPOCH": "1795262400"}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )


def ended(process: subprocess.Popen[bytes]) -> int:
    """How a process ended; what it says is read, or it would wait for that."""
    process.communicate()
    return process.returncode


def living(group: int) -> bool:
    """Whether any process of a group is left."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


def litter(root: Path) -> list[str]:
    """What lies beside a table and its answers."""
    folder = root / memory.FOLDER
    answers = [path.name for path in folder.glob(f"{memory.FILE}-*")]
    assert len(answers) < 2
    return [path.name for path in folder.glob("*") if path.name not in (memory.FILE, *answers)]


@pytest.mark.parametrize("delay", [0.7, 1.5])
def test_ctrl_c_leaves_no_process_and_nothing_else(tmp_path: Path, delay: float) -> None:
    pages(tmp_path / "one", 600)
    process = start(tmp_path / "one", tmp_path / "out", "-q")
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[0].decode()
    assert not living(process.pid)
    # Where it came before the command was there, the process ends by the signal itself, which shells call 130 too.
    stopped = (0, 130, -signal.SIGINT)
    assert process.returncode in stopped or "KeyboardInterrupt" in said  # before our first line
    assert process.returncode != 130 or "Traceback" not in said
    assert litter(tmp_path / "one") in ([], [".gitignore"])


def test_a_build_that_is_killed_is_completed_by_the_next(tmp_path: Path) -> None:
    root, out = tmp_path / "one", tmp_path / "out"
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    pages(root, 300)
    began = time.monotonic()
    assert ended(start(root, out, "-q")) == 0
    whole = time.monotonic() - began
    for number in range(KILLS):
        pages(root, 300, f"Words of round {number}")
        fresh = ["--no-cache"] if chance.random() < 0.3 else []
        process = start(root, out, "-q", *fresh)
        time.sleep(chance.uniform(0.2, 1.1) * whole)
        process.kill()
        process.communicate()
        assert not living(process.pid), "workers go when nobody is left to tell"
        there = {name: content for name, content in site_in(out).items() if ".cjmsite-staging" not in name}
        assert "index.html" in there and dead_links(there) == [], f"seed {seed}, round {number}"
    assert ended(start(root, out, "-q")) == 0
    assert litter(root) == [".gitignore"]
    assert ended(start(root, tmp_path / "clean", "-q", "--no-cache", workers="1")) == 0
    assert files_in(out) == files_in(tmp_path / "clean"), f"seed {seed}"


@pytest.mark.parametrize("names", [("out", "out"), ("out", "other")], ids=["one folder", "two folders"])
def test_two_builds_at_once_do_not_hurt_each_other(root: Path, tmp_path: Path, names: tuple[str, str]) -> None:
    copy = tmp_path / "one"
    shutil.copytree(root, copy)
    processes = [start(copy, tmp_path / name, "-q") for name in names]
    for process in processes:
        said = process.communicate()[0]
        assert process.returncode == 0, said
    assert ended(start(copy, tmp_path / "clean", "-q", "--no-cache", workers="1")) == 0
    for name in names:
        assert files_in(tmp_path / name) == files_in(tmp_path / "clean")
    assert litter(copy) == [".gitignore"]


def in_two(told: Callable[[], int]) -> tuple[int, int]:
    return os.getpid(), told() + 1


def test_a_work_beside_another_gets_what_it_needs_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "2")
    with forks.beside(in_two, worth_it=True) as end:
        process, found = end(41)
    assert found == 42 and process != os.getpid()


@pytest.mark.parametrize("worth_it, count", [(False, "2"), (True, "1")])
def test_a_work_that_is_not_worth_a_process_is_done_here(
    monkeypatch: pytest.MonkeyPatch, worth_it: bool, count: str
) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", count)
    with forks.beside(in_two, worth_it=worth_it) as end:
        assert end(41) == (os.getpid(), 42)


def test_a_work_beside_another_that_dies_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "2")
    own = os.getpid()

    def work(told: Callable[[], int]) -> tuple[int, int]:
        if os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return in_two(told)

    with forks.beside(work, worth_it=True) as end:
        assert end(41) == (own, 42)


def test_who_leaves_early_ends_the_work_beside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "2")
    begun, ended_ = tmp_path / "begun", tmp_path / "ended"

    def work(told: Callable[[], int]) -> None:
        begun.touch()
        told()
        ended_.touch()

    with pytest.raises(RuntimeError), forks.beside(work, worth_it=True):
        while not begun.exists():
            time.sleep(0.01)
        raise RuntimeError
    assert not ended_.exists()


def test_a_site_that_cannot_be_written_keeps_no_half_cache(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJMSITE_WORKERS", "2")
    site = shutil.copytree(root, tmp_path / "one", ignore=shutil.ignore_patterns(memory.FOLDER))

    def refuse(*_: object, **__: object) -> None:
        while not list((site / memory.FOLDER).glob(f"{memory.FILE}.*")):  # until the cache is being written
            time.sleep(0.001)
        raise folder.WriteFailed("the disk is full")

    monkeypatch.setattr(folder, "publish", refuse)
    with pytest.raises(folder.WriteFailed):
        built(site, tmp_path / "out")
    assert list((site / memory.FOLDER).glob(f"{memory.FILE}*")) == []
