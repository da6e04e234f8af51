"""The true program, in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import DAY, SITE
from tests.conftest import write_files


def start(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None, code: str | None = None
) -> subprocess.Popen[bytes]:
    """The program in a folder, or code that runs it in its own way."""
    program = ["-m", "cjmsite"] if code is None else ["-c", code]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": DAY, **(env or {})}
    for name in ("CJMSITE_DEBUG", "FORCE_COLOR"):
        if name not in (env or {}):
            environment.pop(name, None)
    return subprocess.Popen(
        [sys.executable, *program, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A test runner in the background may have Ctrl-C switched off, which a child would inherit.
        preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) if os.name == "posix" else None,
    )


def finished(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None, code: str | None = None
) -> tuple[int, bytes, bytes]:
    process = start(folder, *arguments, env=env, code=code)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_python_m_cjmsite_builds_checks_and_tells_its_version(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    assert finished(tmp_path, "build")[0] == 0
    assert (tmp_path / "site" / "index.html").is_file()
    assert finished(tmp_path, "check")[0] == 0
    assert finished(tmp_path, "--version")[1].startswith(b"cjmsite ")
    assert finished(tmp_path, "chek")[0] == 2
    assert finished(tmp_path, "check", env={"SOURCE_DATE_EPOCH": "soon"})[0] == 2


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX only")
def test_ctrl_c_stops_with_130_and_leaves_the_old_site(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    assert finished(tmp_path, "build")[0] == 0
    old = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    slow = """
        import time
        from pathlib import Path
        from cjmsite.api import Rule, hookimpl

        def check(site):
            Path("waiting").touch(), time.sleep(60)  # on one line: nobody knows at which of them it is stopped
            return ()

        @hookimpl
        def cjm_rules(config):
            return (Rule("slow", "Waits", check, {"slow": "info"}),)
        """
    write_files(
        tmp_path,
        {
            "cjmsite.yaml": "title: Other title\nplugins: [csv, ./plugins/slow.py]\n",
            "plugins/slow.py": slow,
        },
    )
    process = start(tmp_path, "build")
    deadline = time.monotonic() + 60
    while not (tmp_path / "waiting").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err.decode().strip() == "Stopped in a plugin: slow.py, line 6."
    assert out == b""
    assert {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()} == old


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("place", ["imported", "asked", "ours"])
def test_ctrl_c_that_a_library_makes_another_failure_of_is_ctrl_c(tmp_path: Path, place: str) -> None:
    # As pydantic does while it builds a model, which takes most of the time until a build begins.
    wraps = """
import os, signal

def wraps():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt as stopped:
        raise ValueError("Error building the model") from None
"""
    plugin = f"""{wraps}
from cjmsite.api import hookimpl

@hookimpl
def cjm_rules(config):
    {"wraps()" if place == "asked" else "return ()"}

{"wraps()" if place == "imported" else ""}
"""
    site = "title: Ours\nplugins: [csv, ./plugins/own.py]\n"
    write_files(tmp_path, {**SITE, "cjmsite.yaml": site, "plugins/own.py": plugin})
    if place == "ours":
        write_files(tmp_path, {"ours/pydantic/__init__.py": f"{wraps}\nwraps()\n"})
    code, out, err = finished(tmp_path, "build", env={"PYTHONPATH": str(tmp_path / "ours")})
    assert (code, out, err.decode().strip()) == (130, b"", "Stopped.")
    assert not (tmp_path / "site").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_that_is_pressed_again_is_the_same_ctrl_c(tmp_path: Path) -> None:
    plugin = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
    site = "title: Ours\nplugins: [csv, ./plugins/own.py]\n"
    write_files(tmp_path, {**SITE, "cjmsite.yaml": site, "plugins/own.py": plugin})
    code = """
import os, signal
from cjmsite import plugins

told = plugins.line_of_plugin

def pressed_again(*arguments, **options):
    os.kill(os.getpid(), signal.SIGINT)
    return told(*arguments, **options)

plugins.line_of_plugin = pressed_again
from cjmsite.__main__ import main
main()
"""
    ended, _, err = finished(tmp_path, "build", code=code)
    assert (ended, err.decode().strip()) == (130, "Stopped in a plugin: own.py, line 2.")


@pytest.mark.skipif(os.name != "posix", reason="limits as POSIX has them")
def test_limits_of_the_system_are_no_bug_and_leave_nothing_half_written(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    program = f"{sys.executable} -m cjmsite"
    for limit, command in (("-n 8", "build --no-cache"), ("-f 0", "new s1")):
        done = subprocess.run(["sh", "-c", f"ulimit {limit}; {program} {command}"], cwd=tmp_path, capture_output=True)
        assert done.returncode == 2 and b"bug" not in done.stderr, (limit, done.stderr)
    assert finished(tmp_path, "new", "s1")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="file names as POSIX has them")
def test_what_the_system_does_not_let_us_do_is_no_bug(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    (tmp_path / "loop").symlink_to("loop")
    for arguments in (("build", "x" * 300), ("build", "--out", "x" * 300), ("build", "--out", "loop")):
        code, _, err = finished(tmp_path, *arguments)
        assert code == 2 and b"bug" not in err and err.startswith(b"Error: "), (arguments, err)
    command = f"cd gone && rmdir ../gone && exec {sys.executable} -m cjmsite check"
    (tmp_path / "gone").mkdir()
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True)
    assert done.returncode == 2 and b"current folder" in done.stderr, done.stderr
    for closed in ("2>&-", ">&-", "2>&- >&-"):
        command = f"{sys.executable} -m cjmsite build {closed}"
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True)
        assert done.returncode == 0 and (tmp_path / "site" / "index.html").exists(), closed
        shutil.rmtree(tmp_path / "site")
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m cjmsite check > /dev/full"], cwd=tmp_path, capture_output=True
    )
    assert done.returncode == 2 and b"No space left" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_ends_the_program_without_a_word_also_while_it_starts(tmp_path: Path) -> None:
    code = """
import os, signal, sys

class Stops:
    def find_spec(self, name, *rest):
        if name == "cjmsite.cli.main":
            os.kill(os.getpid(), signal.SIGINT)

from cjmsite.__main__ import main
sys.meta_path.insert(0, Stops())
main()
"""
    assert finished(tmp_path, code=code) == (-signal.SIGINT, b"", b"")


def test_a_bug_is_told_in_few_words_and_in_full_on_request(tmp_path: Path) -> None:
    # An import that fails inside the program is a bug of the program.
    write_files(tmp_path, {**SITE, "broken/rich/__init__.py": "", "broken/pydantic/__init__.py": ""})
    env = {"PYTHONPATH": str(tmp_path / "broken")}
    code, out, err = finished(tmp_path, "check", env=env)
    assert (code, out) == (3, b"")
    assert b"which is a bug: ImportError" in err
    assert b"cjmsite check --debug" in err
    assert b"Traceback" not in err
    assert b"Traceback" in finished(tmp_path, "check", "--debug", env=env)[2]
    assert b"Traceback" in finished(tmp_path, "check", env={**env, "CJMSITE_DEBUG": "1"})[2]


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8"])
def test_every_console_can_show_every_finding(tmp_path: Path, encoding: str) -> None:
    write_files(tmp_path, {**SITE, "content/personas/zoë.md": "---\nnaam: Zoë 東 🙂 …\n---\n"})
    code, out, err = finished(tmp_path, "check", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert code == 1, err
    text = out.decode(encoding)
    assert "error[unknown-key] unknown key `naam`" in text
    assert "zoë.md" in text


def test_formats_for_programs_are_utf8_on_every_console(tmp_path: Path) -> None:
    write_files(tmp_path, {**SITE, "content/personas/zoë.md": "---\nnaam: Zoë\n---\n"})
    out = finished(tmp_path, "check", "--format", "json", env={"PYTHONIOENCODING": "ascii"})[1]
    assert "content/personas/zoë.md" in out.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal that a test can read")
def test_a_long_run_shows_how_far_it_is_on_a_terminal_and_only_there(tmp_path: Path) -> None:
    slow = """
        import time
        from cjmsite.api import Rule, hookimpl

        def check(site):
            time.sleep(1.2)
            return ()

        @hookimpl
        def cjm_rules(config):
            return (Rule("slow", "Waits", check, {"slow": "info"}),)
        """
    settings = "title: Acme\nplugins: [csv, ./plugins/slow.py]\n"
    write_files(tmp_path, {**SITE, "cjmsite.yaml": settings, "plugins/slow.py": slow})
    code, out, err = finished(tmp_path, "build")
    assert (code, err) == (0, b"")
    ours, theirs = os.openpty()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": DAY, "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cjmsite", "build", "--no-cache"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # how Linux says that nobody writes any more
        pass
    os.close(ours)
    summary = process.communicate(timeout=60)[0]
    assert process.returncode == 0
    assert b"Making pages" in shown
    assert b"Making pages" not in summary
    assert summary.startswith(b"Built ")


def test_a_reader_that_goes_away_is_no_bug(tmp_path: Path) -> None:
    write_files(tmp_path, {**SITE, **{f"content/personas/p{n}.md": "---\nnam: x\n---\n" for n in range(400)}})
    process = start(tmp_path, "check")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert b"bug" not in process.stderr.read()
    process.wait(timeout=60)


def test_what_plugins_left_for_the_end_is_still_done(tmp_path: Path) -> None:
    late = """
        import atexit, threading, time
        from pathlib import Path
        from cjmsite.api import Rule, hookimpl

        def write_late():
            time.sleep(0.5)
            Path("by-a-thread").write_text("")

        def check(site):
            atexit.register(Path("at-exit").write_text, "")
            if Path("with-a-thread").exists():
                threading.Thread(target=write_late).start()
            return ()

        @hookimpl
        def cjm_rules(config):
            return (Rule("late", "Leaves something for later", check, {"late": "info"}),)
        """
    settings = "title: Acme\nplugins: [csv, ./plugins/late.py]\n"
    write_files(tmp_path, {**SITE, "cjmsite.yaml": settings, "plugins/late.py": late})
    assert finished(tmp_path, "check")[0] == 0
    assert (tmp_path / "at-exit").exists()
    (tmp_path / "with-a-thread").write_text("")
    assert finished(tmp_path, "check", env={"CJMSITE_NO_CACHE": "1"})[0] == 0
    assert (tmp_path / "by-a-thread").exists()
