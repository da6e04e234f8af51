"""What a build may touch in its folder, and what it must leave alone."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cjmsite.write import guard, manifest
from cjmsite.write.folder import WriteFailed, Written
from cjmsite.write.guard import OutputRefused
from tests.write.folders import files_in, publish, site_in

ROOT = Path(__file__).parents[2]
SITE = {"index.html": b"home", "journeys/a.html": b"a", "assets/atlas.css": b"style"}
MINE = manifest.digest(b"mine")
NEXT = {"index.html": b"home 2", "journeys/b.html": b"b", "assets/atlas.css": b"style 2"}


def test_a_build_says_what_it_did(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert publish(out, SITE) == Written(3, 0, 0, 0)
    assert publish(out, SITE) == Written(0, 0, 3, 0)
    assert publish(out, NEXT) == Written(1, 2, 0, 1)
    assert site_in(out) == NEXT


@pytest.mark.parametrize("same", [True, False])
def test_a_file_of_which_only_the_capitals_changed_is_there_in_the_end(tmp_path: Path, same: bool) -> None:
    """Also where the disk tells no capitals apart, so that the new name leads to the old file."""
    out = tmp_path / "out"
    before, after = b"page", b"page" if same else b"page 2"
    publish(out, {"index.html": b"home", "Case.html": before})
    os.link(out / "Case.html", out / "case.html")
    publish(out, {"index.html": b"home", "case.html": after})
    assert site_in(out) == {"index.html": b"home", "case.html": after}


@pytest.mark.parametrize("name", ["index.html", manifest.NAME])
def test_a_pipe_in_the_place_of_a_file_of_ours_is_not_waited_for(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    (out / name).unlink()
    os.mkfifo(out / name)
    publish(out, SITE, force=True)
    assert site_in(out) == SITE


def test_files_of_others_survive(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    (out / "CNAME").write_text("cx.example.com")
    (out / "journeys" / "notes.txt").write_text("mine")
    publish(out, NEXT)
    publish(out, {"index.html": b"alone"})
    assert site_in(out) == {"CNAME": b"cx.example.com", "index.html": b"alone", "journeys/notes.txt": b"mine"}


def test_a_file_changed_by_hand_is_not_deleted(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    (out / "journeys" / "a.html").write_text("my own words")
    assert publish(out, NEXT).kept == ("journeys/a.html",)
    assert (out / "journeys" / "a.html").read_text() == "my own words"
    with pytest.raises(OutputRefused, match=r"a\.html.*not written by cjmsite.*--force"):
        publish(out, SITE)
    publish(out, SITE, force=True)
    assert site_in(out) == SITE


def test_a_foreign_file_in_the_place_of_a_page_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    (out / "journeys" / "b.html").write_text("mine")
    before = files_in(out)
    with pytest.raises(OutputRefused, match=r"b\.html"):
        publish(out, NEXT)
    assert files_in(out) == before


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_becomes_a_page_must_hold_nothing_foreign(tmp_path: Path, force: bool) -> None:
    out = tmp_path / "out"
    publish(out, {"index.html": b"", "a.html/b.html": b""})
    (out / "a.html" / "mine.txt").write_text("mine")
    before = files_in(out)
    with pytest.raises(OutputRefused, match=r"mine\.txt.*in the way"):
        publish(out, {"index.html": b"", "a.html": b""}, force=force)
    assert files_in(out) == before


def test_a_page_that_becomes_a_folder_and_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for site in ({"a.html": b"1"}, {"a.html/b/c.html": b"2", "a.html/d.html": b"3"}, {"a.html": b"4"}):
        publish(out, site)
        assert site_in(out) == site


def test_names_in_every_script_are_written(tmp_path: Path) -> None:
    site = {
        "personas/zoë-ångström.html": b"1",
        "路线/客户.html": b"2",
        "media/हिन्दी.png": b"3",
        "a b+c,d;e=f@g'h.html": b"4",
    }
    assert publish(tmp_path / "out", site).new == 4
    assert site_in(tmp_path / "out") == site
    publish(tmp_path / "out", {"index.html": b""})
    assert site_in(tmp_path / "out") == {"index.html": b""}


@pytest.mark.parametrize(
    "url",
    [
        "../x.html", "a/../../x.html", "/etc/x.html", "a//b.html", "", "a/", "./a.html", "c:/x.html",
        "a\\b.html", "a:b.html",
        "con", "CON.html", "nul.md", "aux/x.html", "com1.html", "COM¹.html", "lpt0", "x./y.html", "x.html ", "x.html.",
        "a\0b.html", "a\nb.html", "\udcff.html", 'a"b.html', "a<b.html", "what?.html", "*.html",
        ".git/hooks/post-checkout", ".GIT/config", ".gitmodules", ".cjmsite-manifest.json", ".cjmsite-staging/x",
        "n" * 300 + ".html", "é" * 150 + ".html", "/".join(["folder"] * 60) + ".html",
    ],
)  # fmt: skip
def test_no_address_leads_out_or_cannot_be_a_file_everywhere(tmp_path: Path, url: str) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    before = files_in(tmp_path)
    with pytest.raises(OutputRefused):
        publish(out, {**SITE, url: b"x"}, force=True)
    assert files_in(tmp_path) == before


def test_one_address_cannot_be_a_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="would be a file, and the folder of"):
        publish(tmp_path / "out", {"a.html": b"", "a.html/b.html": b""})
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_through_a_link_that_leads_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.html").write_text("theirs")
    (outside / "index.html").write_text("theirs")
    out = tmp_path / "out"
    publish(out, {"index.html": b"home"})
    (out / "journeys").symlink_to(outside)
    before = files_in(tmp_path)
    with pytest.raises(OutputRefused, match="behind a link"):
        publish(out, SITE, force=True)
    assert files_in(tmp_path) == before
    (out / "journeys").unlink()
    for name in ("index.html", ".cjmsite-staging", ".cjmsite-manifest.json.new"):
        (out / name).unlink(missing_ok=True)
        (out / name).symlink_to(outside if name == ".cjmsite-staging" else outside / "a.html")
    publish(out, SITE)
    assert (outside / "a.html").read_text() == (outside / "index.html").read_text() == "theirs"
    assert (out / "index.html").read_bytes() == b"home" and not (out / "index.html").is_symlink()


def test_nothing_is_deleted_through_a_link_that_leads_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    out = tmp_path / "out"
    publish(out, SITE)
    shutil.move(out / "journeys", outside)
    (out / "journeys").symlink_to(outside)
    publish(out, {"index.html": b"home"})
    assert (outside / "a.html").read_bytes() == b"a"


@pytest.mark.parametrize(
    "stored",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"version": 99, "files": {"mine.txt": "x"}}', b"[" * 100_000,
        b'{"version": 1, "files": ["mine.txt"]}', b'{"version": 1, "files": {"mine.txt": 7}}',
        json.dumps({"version": 1, "files": {"../mine.txt": MINE, "mine.txt": MINE}}).encode(),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_understood_deletes_nothing(tmp_path: Path, stored: bytes) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    (tmp_path / "mine.txt").write_text("mine")
    (out / manifest.NAME).write_bytes(stored)
    with pytest.raises(OutputRefused, match="files that cjmsite did not write"):
        guard.check(out, tmp_path / "source", "content")
    publish(out, SITE)
    publish(out, {"index.html": b"home"})
    assert site_in(out) == {"index.html": b"home", "mine.txt": b"mine"}
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_list_that_names_folders_deletes_none(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    (out / "kept").mkdir()
    (out / "kept" / "mine.txt").write_text("mine")
    listed = {
        "version": 1,
        "files": {"kept": "00", "index.html/x": "00", **json.loads((out / manifest.NAME).read_bytes())["files"]},
    }
    (out / manifest.NAME).write_text(json.dumps(listed))
    publish(out, NEXT)
    assert site_in(out) == {**NEXT, "kept/mine.txt": b"mine"}


# Which folders


def _refusal(out: Path, root: Path, content: str = "content", force: bool = False) -> str:
    with pytest.raises(OutputRefused) as refused:
        guard.check(out, root, content, force=force)
    return str(refused.value)


def test_folders_in_which_a_build_could_destroy_something_are_refused_even_by_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "work" / "wiki"
    (root / "docs" / "content").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "people" / "ada"))
    (tmp_path / "people" / "ada").mkdir(parents=True)
    for out in (
        Path("/"), tmp_path / "people" / "ada", tmp_path / "people", root, tmp_path / "work", tmp_path,
        root / ".." / "wiki", root / "docs", root / "docs" / "content", root / "docs" / "content" / "out",
        root / ".git" / "out", root / "themes",
        tmp_path / "other" / ".git" / "x",
    ):  # fmt: skip
        assert "output folder" in _refusal(out, root, "docs/content", force=True), out


def test_a_link_to_the_source_is_seen_through(tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    (root / "content").mkdir(parents=True)
    (tmp_path / "out").symlink_to(root / "content")
    assert "content" in _refusal(tmp_path / "out", root, force=True)
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    assert "leads nowhere" in _refusal(tmp_path / "nowhere", root, force=True)


def test_a_link_in_the_site_does_not_choose_another_output_folder(tmp_path: Path) -> None:
    """The site may be a branch of somebody else; where to write is for the one who builds it to say."""
    root = tmp_path / "wiki"
    root.mkdir()
    publish(tmp_path / "served", SITE)
    (root / "site").symlink_to(tmp_path / "served")
    assert "a link that leads out of the site" in _refusal(root / "site", root, force=True)
    guard.check(tmp_path / "served", root, "content")


def test_a_folder_with_foreign_files_or_a_repository_needs_force(tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "beach.jpg").write_bytes(b"")
    assert "--force" in _refusal(tmp_path / "holiday", root)
    guard.check(tmp_path / "holiday", root, "content", force=True)
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    assert "git repository" in _refusal(tmp_path / "repository", root)
    (tmp_path / "file").write_text("")
    assert "is a file" in _refusal(tmp_path / "file", root, force=True)
    (tmp_path / "empty").mkdir()
    guard.check(tmp_path / "empty", root, "content")
    guard.check(tmp_path / "new", root, "content")


# When the disk says no


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 kB, where this machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if os.name != "posix" or shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_old_site(small_disk: Path) -> None:
    out = small_disk / "out"
    publish(out, SITE)
    before = files_in(out)
    with pytest.raises(WriteFailed, match="the disk is full; the site in .* is as it was"):
        publish(out, {**NEXT, "media/film.mp4": b"\1" * 400_000})
    assert files_in(out) == before
    publish(out, NEXT)
    assert site_in(out) == NEXT


def test_a_disk_without_room_for_more_names_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    before = files_in(out)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
    try:
        with pytest.raises(WriteFailed, match="is as it was"):
            publish(out, {**NEXT, "media/film.mp4": b"\1" * 6_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert files_in(out) == before


class _Trouble:
    """Makes the nth change of a name fail with 'no permission'."""

    def __init__(self) -> None:
        self.left = 0
        sys.addaudithook(self.watch)

    def watch(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.left and event in ("os.rename", "os.link", "os.mkdir", "os.rmdir"):
            if event == "os.rmdir" and str(arguments[0]).endswith("-staging"):
                return
            self.left -= 1
            if not self.left:
                raise PermissionError(errno.EACCES, "Permission denied", str(arguments[0]))

    def at(self, step: int, action: Callable[[], object]) -> Exception | None:
        self.left = step
        try:
            action()
        except Exception as failure:
            return failure
        finally:
            self.left = 0
        return None


def test_a_change_that_fails_at_any_step_is_taken_back(tmp_path: Path) -> None:
    trouble = _Trouble()
    failed = 0
    for step in range(1, 40):
        out = tmp_path / f"out-{step}"
        publish(out, {**SITE, "x.html": b"file", "y.html/z.html": b"in a folder"})
        (out / "mine.txt").write_text("mine")
        before = files_in(out)
        new = {**NEXT, "y.html": b"file", "x.html/z.html": b"in a folder"}
        failure = trouble.at(step, lambda out=out, new=new: publish(out, new))
        if failure is None:
            assert site_in(out) == {**new, "mine.txt": b"mine"}
            continue
        failed += 1
        assert isinstance(failure, WriteFailed)
        assert files_in(out) == before, f"step {step}"
    assert failed > 10


def test_an_interrupt_in_the_middle_takes_the_change_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    before = files_in(out)
    code = (
        "import os, sys, signal\n"
        "from pathlib import Path\n"
        "from tests.write.folders import publish\n"
        "count = 0\n"
        "def watch(event, arguments):\n"
        "    global count\n"
        "    count += event == 'os.rename'\n"
        "    if event == 'os.rename' and count == 3:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.addaudithook(watch)\n"
        f"publish(Path({str(out)!r}), {NEXT!r})\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert "KeyboardInterrupt" in run.stderr
    assert files_in(out) == before


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_folder_that_cannot_be_written_says_so(open_folder: Path) -> None:
    """Asked as an ordinary user: the superuser may write everywhere."""
    out = open_folder / "out"
    publish(out, SITE)
    before = files_in(out)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.seteuid(65534)
            else:
                for folder in (out, out / "journeys", out / "assets"):
                    folder.chmod(0o555)
            publish(out, NEXT)
        except WriteFailed as failure:
            code = 0 if "no permission to write" in str(failure) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    for folder in (out, out / "journeys", out / "assets"):
        folder.chmod(0o755)
    assert files_in(out) == before


@pytest.mark.skipif(shutil.which("chattr") is None, reason="no chattr")
def test_a_single_file_that_cannot_be_replaced_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(out, SITE)
    before = files_in(out)
    if subprocess.run(["chattr", "+i", str(out / "index.html")], capture_output=True).returncode:
        pytest.skip("this file system or user cannot make a file immutable")
    try:
        with pytest.raises(WriteFailed, match="no permission to write .*is as it was"):
            publish(out, NEXT)
        assert files_in(out) == before
    finally:
        subprocess.run(["chattr", "-i", str(out / "index.html")], check=True)
    publish(out, NEXT)
    assert site_in(out) == NEXT


# Two at once


def test_a_second_build_waits_says_so_and_wins(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.write.folders import publish\n"
        "name, out = sys.argv[1], Path(sys.argv[2])\n"
        "files = {f'p{n}.html': f'{name} {n}'.encode() for n in range(200)}\n"
        "files['index.html'] = name.encode()\n"
        "if name == 'first':\n"
        "    def watch(event, arguments):\n"
        "        if event == 'os.rename' and 'index.html' in str(arguments[1]):\n"
        "            print('half', flush=True); sys.stdin.readline()\n"
        "    sys.addaudithook(watch)\n"
        "publish(out, files, on_wait=lambda: print('waits', flush=True))\n"
        "print('done', flush=True)\n"
    )
    arguments = [sys.executable, "-c", code]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([*arguments, "first", str(out)], **pipes) as first:  # type: ignore[call-overload]
        assert first.stdout.readline() == "half\n"
        with subprocess.Popen([*arguments, "second", str(out)], **pipes) as second:
            assert second.stdout.readline() == "waits\n"
            timer = threading.Timer(20, second.kill)
            timer.start()
            time.sleep(0.05)
            assert second.poll() is None
            first.stdin.write("\n")
            first.stdin.flush()
            assert first.stdout.readline() == "done\n"
            assert second.stdout.readline() == "done\n"
            timer.cancel()
    assert site_in(out) == {"index.html": b"second", **{f"p{n}.html": f"second {n}".encode() for n in range(200)}}
