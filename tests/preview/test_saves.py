"""However a file comes to be another one, the page that is made from it shows it."""

from __future__ import annotations

import mmap
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cjmsite.preview.stillness import Stillness
from cjmsite.read import inputs
from tests.chromium import Watched
from tests.conftest import write_files
from tests.preview.conftest import SITE, Serving, begin

PAGE = "content/guide/more.md"


def text(words: str) -> str:
    return f"---\ntitle: More\n---\n{words}\n"


def in_place(path: Path, words: str) -> None:
    path.write_text(text(words))


def like_vim(path: Path, words: str) -> None:
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    path.write_text(text(words))
    backup.unlink()


def like_vim_with_swap_file(path: Path, words: str) -> None:
    swap = path.with_name(f".{path.name}.swp")
    swap.write_bytes(b"b0VIM 8.2")
    like_vim(path, words)
    swap.unlink()


def like_vs_code(path: Path, words: str) -> None:
    with path.open("r+") as file:
        file.truncate(0)
        file.flush()
        file.write(text(words))


def like_jetbrains(path: Path, words: str) -> None:
    new, old = path.with_name(path.name + "___jb_tmp___"), path.with_name(path.name + "___jb_old___")
    new.write_text(text(words))
    path.rename(old)
    new.rename(path)
    old.unlink()


def like_an_atomic_writer(path: Path, words: str) -> None:
    new = path.parents[2] / "elsewhere.tmp"
    new.write_text(text(words))
    new.replace(path)


def like_word(path: Path, words: str) -> None:
    lock = path.with_name("~$more.md")
    lock.write_bytes(b"\x05owner")
    new, old = path.with_name("~WRD0001.tmp"), path.with_name("~WRL0002.tmp")
    new.write_text(text(words))
    path.rename(old)
    new.rename(path)
    old.unlink()
    lock.unlink()


def like_vim_that_keeps_the_file(path: Path, words: str) -> None:
    backup = path.with_name(path.name + "~")
    shutil.copy2(path, backup)
    with path.open("r+b", buffering=0) as file:
        file.truncate(0)
        file.write(text(words)[:20].encode())
        time.sleep(0.004)
        file.write(text(words)[20:].encode())
        os.fsync(file.fileno())
    backup.unlink()


def like_emacs(path: Path, words: str) -> None:
    lock = path.with_name(f".#{path.name}")
    lock.symlink_to("writer@desk.1234:1795219200")
    autosave = path.with_name(f"#{path.name}#")
    autosave.write_text(text(words)[:20])
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    path.write_text(text(words))
    for other in (backup, autosave, lock):
        other.unlink()


def like_gedit(path: Path, words: str) -> None:
    new, backup = path.with_name(".goutputstream-AB12CD"), path.with_name(path.name + "~")
    new.write_text(text(words))
    os.link(path, backup)
    new.replace(path)
    backup.unlink()


def like_rsync(path: Path, words: str) -> None:
    new = path.with_name(f".{path.name}.Ab12Cd")
    new.write_text(text(words))
    os.utime(new, (1.7e9, 1.7e9))
    new.replace(path)


def keeping_its_time(path: Path, words: str) -> None:
    before = path.stat()
    path.write_text(text(words))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def like_a_slow_writer(path: Path, words: str) -> None:
    with path.open("wb", buffering=0) as file:
        for letter in text(words):
            file.write(letter.encode())
            time.sleep(0.002)


def like_a_save_through_a_map_of_memory(path: Path, words: str) -> None:
    content = text(words).encode()
    path.write_bytes(b" " * len(content))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), len(content)) as mapped:
        mapped[:] = content


def away_for_a_while(path: Path, words: str) -> None:
    path.unlink()
    time.sleep(0.3)
    path.write_text(text(words))


def by_vim_itself(path: Path, words: str) -> None:
    if shutil.which("vim") is None:
        in_place(path, words)
        return
    how = "set backup writebackup backupcopy=no backupdir=. directory=. undofile undodir=."
    command = ["vim", "-u", "NONE", "-N", "-es", "-c", how, "-c", f"$s/.*/{words}/", "-c", "wq", path.name]
    subprocess.run(command, cwd=path.parent, check=True, capture_output=True)
    for other in path.parent.glob("*more.md*"):
        if other != path:
            other.unlink()


def by_sed_itself(path: Path, words: str) -> None:
    if shutil.which("sed") is None or sys.platform == "darwin":
        in_place(path, words)
        return
    subprocess.run(["sed", "-i", f"$s/.*/{words}/", str(path)], check=True)


SAVES = [
    in_place,
    like_vim,
    like_vim_with_swap_file,
    like_vs_code,
    like_jetbrains,
    like_an_atomic_writer,
    like_word,
    like_vim_that_keeps_the_file,
    like_emacs,
    like_gedit,
    like_rsync,
    keeping_its_time,
    like_a_slow_writer,
    like_a_save_through_a_map_of_memory,
    away_for_a_while,
    by_vim_itself,
    by_sed_itself,
]


POLLED = [in_place, like_vim, like_an_atomic_writer, like_word, keeping_its_time, like_a_slow_writer, away_for_a_while]
"""Those after which the disk looks otherwise than after another one: nothing else tells of a save there."""


@pytest.mark.parametrize(("arguments", "saves"), [((), SAVES), (("--poll",), POLLED)], ids=["doorbell", "polling"])
def test_every_way_to_save_shows(
    serve: Callable[..., Serving], arguments: tuple[str, ...], saves: list[Callable[[Path, str], None]]
) -> None:
    serving = serve({PAGE: text("Words 0.")}, *arguments)
    serving.shows("/guide/more.html", "Words 0.")
    for number, save in enumerate(saves):
        save(serving.root / PAGE, f"Words {number} of {save.__name__}.")
        serving.shows("/guide/more.html", f"Words {number} of {save.__name__}.")
        assert sorted(path.name for path in (serving.root / "content/guide").iterdir()) == ["index.md", "more.md"]


def test_files_and_folders_come_go_and_are_renamed(serve: Callable[..., Serving]) -> None:
    serving = serve()
    assert serving.get("/deep/er/new.html")[0] == 404
    serving.edit({"content/deep/er/new.md": "---\ntitle: New\n---\nA new page.\n"})
    serving.shows("/deep/er/new.html", "A new page.")
    (serving.root / "content/deep/er/new.md").rename(serving.root / "content/deep/er/other.md")
    serving.shows("/deep/er/other.html", "A new page.")
    serving.until(lambda: serving.get("/deep/er/new.html")[0] == 404)
    (serving.root / "content/deep").rename(serving.root / "content/shallow")
    serving.shows("/shallow/er/other.html", "A new page.")
    serving.edit({"content/shallow/er/other.md": "---\ntitle: New\n---\nA moved page.\n"})
    serving.shows("/shallow/er/other.html", "A moved page.")
    shutil.rmtree(serving.root / "content/shallow")
    serving.until(lambda: serving.get("/shallow/er/other.html")[0] == 404)
    assert "Warning" not in "".join(serving.lines)
    serving.edit({"content/personas/nora.md": None})
    serving.until(lambda: "Nora Lind" not in serving.get("/personas/index.html")[1])
    serving.said("there is no persona `nora`")


def test_what_lies_behind_a_link_shows_as_soon_as_anything_else(serve: Callable[..., Serving], tmp_path: Path) -> None:
    """And not only in the look at everything twice a minute."""
    folder = tmp_path / "small-wiki/content"
    folder.mkdir(parents=True)
    (folder / "linked").symlink_to("../store")
    serving = serve({"store/one.md": text("Words."), "store/deep/two.md": text("Words.")})
    serving.shows("/linked/one.html", "Words.")
    numbers = iter(range(1000))

    def told() -> bool:
        serving.edit({"store/deep/two.md": text(f"Other words {next(numbers)}.")})
        time.sleep(0.5)
        return "content/linked/deep/two.md" in "".join(serving.lines)

    serving.until(told)
    serving.shows("/linked/deep/two.html", "Other words")


def test_a_file_behind_a_link_shows_as_soon_as_anything_else(serve: Callable[..., Serving], tmp_path: Path) -> None:
    content = tmp_path / "small-wiki/content"
    (content / "guide").mkdir(parents=True)
    (content / "guide/linked.md").symlink_to("../../store/one.md")
    serving = serve({"store/one.md": "---\ntitle: One\n---\n"})
    serving.shows("/guide/linked.html", "One")
    numbers = iter(range(1000))

    def told() -> bool:
        serving.edit({"store/one.md": f"---\ntitle: Number {next(numbers)}\n---\n"})
        time.sleep(0.5)
        return "content/guide/linked.md" in "".join(serving.lines)

    serving.until(told)  # perhaps by the look at everything with which it begins
    del serving.lines[:]
    serving.until(told)
    serving.shows("/guide/linked.html", f"Number {next(numbers) - 1}")


@pytest.mark.parametrize("limit", ["max_inotify_watches=3", "max_inotify_instances=0"])
def test_without_watches_left_the_files_are_looked_at(tmp_path: Path, limit: str) -> None:
    """In a name space of its own, whose limits are ours to set."""
    name, _, value = limit.partition("=")
    inside = ["unshare", "--user", "--map-root-user", "sh", "-c", f'echo {value} > /proc/sys/user/{name} && exec "$@"']
    if shutil.which("unshare") is None or subprocess.run([*inside, "sh", "true"], capture_output=True).returncode:
        pytest.skip("the limits of watches cannot be set here")
    write_files(tmp_path / "small-wiki", SITE)
    serving = begin(tmp_path / "small-wiki", before=[*inside, "sh"])
    try:
        serving.shows("/guide/more.html", "First words.")
        serving.said("files are looked at once a second instead")
        serving.said("max_user_instances=512" if "instances" in limit else "max_user_watches=524288")
        serving.edit({PAGE: text("Other words."), "content/guide/new.md": text("New words.")})
        serving.shows("/guide/new.html", "New words.")
        serving.shows("/guide/more.html", "Other words.")
    finally:
        serving.stop()


def test_the_checkout_of_a_branch_is_one_change(serve: Callable[..., Serving]) -> None:
    serving = serve()

    def told() -> list[str]:
        return [line for line in serving.lines if "files" in line]

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=serving.root, check=True, capture_output=True)

    serving.shows("/guide/more.html", "First words.")
    serving.edit({PAGE: text("Second words.")})
    serving.said("content/guide/more.md")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "many")
    serving.edit({f"content/many/page-{n:03}.md": f"---\ntitle: Page {n}\n---\nOld {n}.\n" for n in range(300)})
    serving.shows("/many/page-299.html", "Old 299.")
    serving.until(lambda: len(told()) > 0)
    git("add", "-A")
    git("commit", "-qm", "two")
    git("checkout", "-q", "main")
    serving.until(lambda: serving.get("/many/page-000.html")[0] == 404)
    serving.until(lambda: "Last change" in serving.get("/guide/more.html")[1])
    serving.until(lambda: len(told()) > 1)
    git("checkout", "-q", "many")
    serving.shows("/many/page-299.html", "Old 299.")
    serving.shows("/many/page-000.html", "Old 0.")
    serving.until(lambda: len(told()) > 2)
    assert len(told()) == 3


def test_a_file_that_is_read_rings_nothing(serve: Callable[..., Serving]) -> None:
    serving = serve()
    serving.shows("/guide/more.html", "First words.")
    serving.edit({PAGE: text("Other words.")})
    serving.shows("/guide/more.html", "Other words.")
    serving.said("content/guide/more.md")
    before = len(serving.lines)
    for path in serving.root.rglob("*.md"):
        path.read_bytes()
    serving.get("/guide/more.html")
    assert len(serving.lines) == before


def test_nothing_is_written(serve: Callable[..., Serving]) -> None:
    serving = serve()
    before = sorted(serving.root.rglob("*"))
    for path in ("/", "/journeys/buying.html", "/site.json", "/assets/atlas.css"):
        assert serving.get(path)[0] == 200
    assert sorted(serving.root.rglob("*")) == before


def open_and_look(serving: Serving, page: Page) -> None:
    """Open the page, and note with every frame what it says (`shown`) and whether a mistake is told (`wrong`)."""
    page.goto(serving.url + "guide/more.html")
    expect(page.locator("cjm-preview .panel")).to_be_attached(timeout=20_000)
    page.evaluate(
        "window.shown = new Set(); window.wrong = 0; (function look() {"
        "shown.add(document.querySelector('main').innerText);"
        "wrong += document.querySelector('cjm-preview').shadowRoot.querySelectorAll('.errors').length;"
        "requestAnimationFrame(look) })()"
    )


def shown(page: Page) -> list[str]:
    """What the page said so far, the next frame included: what is there now may not have been painted yet."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    said: list[str] = page.evaluate("[...shown]")
    return said


def test_a_file_that_is_empty_for_a_moment_shows_no_empty_page(serve: Callable[..., Serving], watched: Watched) -> None:
    """Many editors empty a file and then write it; on a slow disk some time goes by in between."""
    serving, page = serve(), watched.page
    open_and_look(serving, page)
    before = shown(page)[0]
    path = serving.root / PAGE
    with path.open("wb", buffering=0) as file:
        time.sleep(0.1)
        file.write(text("Other words.").encode())
    expect(page.get_by_text("Other words.")).to_be_attached()
    states = shown(page)
    assert len(states) == 2 and states[0] == before and "Other words." in states[1]
    path.write_bytes(b"")
    expect(page.get_by_text("Other words.")).to_have_count(0)
    assert watched.troubles == []


def test_a_writer_who_pauses_is_waited_for(serve: Callable[..., Serving], watched: Watched) -> None:
    """Half of a page is neither shown nor called wrong; what else is saved meanwhile shows at once."""
    serving, page = serve(), watched.page
    open_and_look(serving, page)
    path = serving.root / PAGE
    begun = time.monotonic()
    with path.open("wb", buffering=0) as file:
        for piece in (b"---\ntit", b"le: More\n---\nHalf ", b"of a page and the "):
            file.write(piece)
            for _ in range(4):
                time.sleep(0.2)
                assert "Half" not in serving.get("/guide/more.html")[1]
        serving.edit({"content/guide/index.md": "---\ntitle: Guide\n---\nSaved meanwhile.\n"})
        saved = time.monotonic()
        serving.shows("/guide/index.html", "Saved meanwhile.")
        assert time.monotonic() - saved < 1
        file.write(b"other half.\n")
    closed = time.monotonic()
    expect(page.get_by_text("Half of a page and the other half.")).to_be_attached()
    assert time.monotonic() - closed < 1 < closed - begun
    assert len(shown(page)) == 2
    assert page.evaluate("wrong") == 0
    assert watched.troubles == []


PATIENT = """
import sys
from cjmsite.cli.main import cli
from cjmsite.preview import stillness

stillness.STILL = 2.5
cli(sys.argv[sys.argv.index("serve"):])
"""


def test_a_writer_who_pauses_is_waited_for_where_nothing_tells_of_a_file_that_is_closed(tmp_path: Path) -> None:
    """With `--poll`: half of a page, old or new, is not shown, and what else is saved meanwhile is."""
    write_files(tmp_path, SITE)
    serving = begin(tmp_path, "--poll", before=[sys.executable, "-c", PATIENT])
    try:
        serving.shows("/guide/more.html", "First words.")
        old = tmp_path / PAGE
        new = old.with_name("new.md")
        serving.edit({"content/personas/tom.md": "---\nname: Tom Saved\n---\n"})
        old.write_bytes(b"")
        for piece in (b"---\ntit", b"le: More\n---\nHalf ", b"of a page and the ", b"other half.\n"):
            for path in (old, new):
                with path.open("ab") as file:
                    file.write(piece)
            pause = time.monotonic() + 0.9
            while time.monotonic() < pause and not piece.startswith(b"other"):
                time.sleep(0.1)
                assert "First words." in serving.get("/guide/more.html")[1]
                status, said = serving.get("/guide/new.html")
                assert status in (404, 500) and "Half" not in said, "it is not there, or cannot be made yet"
        assert "Tom Saved" in serving.get("/personas/tom.html")[1]
        for page in ("more", "new"):
            serving.shows(f"/guide/{page}.html", "Half of a page and the other half.")
        assert "error" not in "".join(serving.lines)
    finally:
        serving.stop()


def test_a_file_that_is_always_written_to_is_not_waited_for_without_end() -> None:
    numbers = iter(range(10**6))
    states: dict[str, object] = {}
    stillness = Stillness(lambda key: states[key[1][0]])
    keys = {name: (inputs.stamp, (name,)) for name in ("log", "page")}
    taken: list[tuple[float, str]] = []
    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cjmsite.preview.stillness.STILL", 0.1)
        patch.setattr("cjmsite.preview.stillness.LONGEST", 0.5)
        while not any(name == "log" for _, name in taken):
            states = {"log": next(numbers), "page": 1}
            still = stillness.part(keys.values())
            taken += [(time.monotonic() - begun, name) for name, key in keys.items() if key in still]
            for key in still:
                keys.pop(key[1][0])
            time.sleep(0.02)
    assert {name for _, name in taken} == {"log", "page"}
    assert stillness.waiting == ()
    assert next(when for when, name in taken if name == "page") < 0.4 < next(w for w, name in taken if name == "log")


def test_a_file_that_its_writer_never_closes_shows_all_the_same(serve: Callable[..., Serving]) -> None:
    serving = serve()
    serving.shows("/guide/more.html", "First words.")
    time.sleep(1)
    with (serving.root / PAGE).open("wb", buffering=0) as file:
        file.write(text("Held words.").encode())
        serving.shows("/guide/more.html", "Held words.")
        for number in range(200):
            file.write(f"\nWords {number}.\n".encode())
            time.sleep(0.06)
        assert "Words 9." in serving.get("/guide/more.html")[1]


def test_what_editors_lay_beside_a_file_is_neither_told_of_nor_a_page(serve: Callable[..., Serving]) -> None:
    serving = serve()
    serving.shows("/guide/more.html", "First words.")
    folder = (serving.root / PAGE).parent
    beside = ["~$more.md", ".more.md.swp", ".#more.md", "more.md~", "#more.md#"]
    for number, save in enumerate((like_vim_with_swap_file, like_emacs, like_word, like_gedit)):
        before = len(serving.lines)
        save(serving.root / PAGE, f"Words {number}.")
        serving.shows("/guide/more.html", f"Words {number}.")
        serving.until(lambda before=before: len(serving.lines) > before)
        assert "content/guide/more.md" in serving.lines[before]
    before = len(serving.lines)
    for number in range(3):  # as when what the preview says goes to a file beside the site
        (serving.root / "preview.log").write_text(f"{number}\n")
        time.sleep(0.1)
    assert "preview.log" not in "".join(serving.lines[before:])
    for name in beside:
        (folder / name).write_text("---\n")
    in_place(serving.root / PAGE, "The last words.")
    serving.shows("/guide/more.html", "The last words.")
    time.sleep(1)
    assert "~$" not in "".join(serving.lines)
