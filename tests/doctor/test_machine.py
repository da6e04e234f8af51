"""`cjmsite doctor` on machines that lack something: packages that are old or gone, letters, browsers, clocks."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from cjmsite.doctor import parts, versions
from cjmsite.exchange import chromium
from tests.conftest import write_files
from tests.doctor.conftest import ask

needs_path = pytest.mark.skipif(os.name != "posix", reason="programs are found otherwise there")


def installed(folder: Path, name: str, version: str, entry_points: str = "") -> None:
    """A package that says that it is installed."""
    files: dict[str, str | bytes | None] = {
        f"{name}-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    }
    if entry_points:
        files[f"{name}-{version}.dist-info/entry_points.txt"] = entry_points
    write_files(folder, files)


def test_outside_a_site_the_machine_alone_is_looked_at(tmp_path: Path) -> None:
    said = ask(tmp_path)
    assert said.code == 0, said.problems()
    assert said.about("Python") == [("good", f"{sys.version.split()[0]} at {sys.executable}")]
    assert said.about("packages")[0][0] == "good"
    assert said.about("output") == []


def test_a_package_that_is_too_old_is_a_problem_with_the_command_that_mends_it(tmp_path: Path) -> None:
    installed(tmp_path / "old", "jinja2", "2.11.3")
    said = ask(tmp_path, env={"PYTHONPATH": str(tmp_path / "old")})
    assert said.code == 1
    (problem,) = said.problems()
    assert "jinja2: version 2.11.3 is too old: cjmsite needs >=3.1" in problem
    assert 'pip install "jinja2>=3.1' in problem


def test_a_package_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    write_files(
        tmp_path / "own",
        {
            "cjmsite-0.1.0.dist-info/METADATA": (
                "Metadata-Version: 2.1\nName: cjmsite\nVersion: 0.1.0\n"
                "Requires-Dist: not-to-be-had>=2\nRequires-Dist: only-there ; sys_platform == 'none'\n"
                "Provides-Extra: pdf\nRequires-Dist: a-printer>=1 ; extra == 'pdf'\n"
            )
        },
    )
    said = ask(tmp_path, env={"PYTHONPATH": str(tmp_path / "own")})
    assert said.about("not-to-be-had") == [("problem", "is not installed")]
    assert said.about("only-there") == []
    assert said.about("pdf") == [("note", "this optional part is not installed: a-printer")]
    assert said.about("a-printer") == []


def test_two_versions_of_cjmsite_are_a_problem(tmp_path: Path) -> None:
    installed(tmp_path / "other", "cjmsite", "0.0.1")
    (problem,) = ask(tmp_path, env={"PYTHONPATH": str(tmp_path / "other")}).problems()
    assert "but 0.0.1 is what is installed" in problem


@pytest.mark.parametrize(
    ("version", "relation", "bound", "holds"),
    [
        ("3.1.6", ">=", "3.1.6", True),
        ("3.1.10", ">=", "3.1.6", True),
        ("3.1", ">=", "3.1.0", True),
        ("2.11.3", ">=", "3.0", False),
        ("4.0.0rc1", ">=", "4.0", True),
        ("2024.1", ">=", "2024.1", True),
        ("3.0", "<", "3", False),
        ("2.9.9", "<", "3", True),
        ("1.4.9", "~=", "1.4", True),
        ("2.0", "~=", "1.4", False),
        ("1.2.3", "==", "1.2.*", True),
        ("1.3", "==", "1.2.*", False),
        ("1.0", "!=", "1", False),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, relation: str, bound: str, holds: bool) -> None:
    assert versions.holds(version, relation, bound) is holds


def test_a_plugin_whose_module_is_gone_is_a_problem(tmp_path: Path) -> None:
    installed(tmp_path / "gone", "acme-maps", "1.0", "[cjmsite.plugins]\nacme = acme_maps.plugin\n")
    (problem,) = ask(tmp_path, env={"PYTHONPATH": str(tmp_path / "gone")}).problems()
    assert "`acme` is installed, but its module `acme_maps.plugin` is missing" in problem
    assert "acme-maps" in problem


def test_a_name_that_two_packages_claim_is_a_problem_that_names_both(tmp_path: Path) -> None:
    for name in ("acme", "ajax"):
        installed(tmp_path / "two", f"{name}-maps", "1.0", f"[cjmsite.themes]\nmaps = {name}_maps\n")
        write_files(tmp_path / "two", {f"{name}_maps.py": ""})
    (problem,) = ask(tmp_path, env={"PYTHONPATH": str(tmp_path / "two")}).problems()
    assert "`maps` is claimed by `acme-maps` (acme_maps) and `ajax-maps` (ajax_maps)" in problem


def test_installed_plugins_that_the_site_does_not_list_are_not_run(tmp_path: Path) -> None:
    installed(tmp_path / "trap", "trap", "1.0", "[cjmsite.plugins]\ntrap = trap_package\n")
    write_files(tmp_path / "trap", {"trap_package/__init__.py": "raise SystemExit('it ran')\n"})
    assert ask(tmp_path, env={"PYTHONPATH": str(tmp_path / "trap")}).problems() == []


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="processes cannot be copied there")
def test_the_processors_that_a_build_uses_are_told(tmp_path: Path) -> None:
    chosen = ask(tmp_path, env={"CJMSITE_WORKERS": "3"}).about("processors")
    assert chosen == [("good", f"{os.cpu_count()}; large builds use 3, as CJMSITE_WORKERS says")]
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert f"large builds use {min(free or 1, 16)}" in ask(tmp_path).about("processors")[0][1] or free == 1


@needs_path
def test_without_git_the_note_says_what_is_missed(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    said = ask(tmp_path, env={"PATH": str(tmp_path / "bin")})
    ((state, message),) = said.about("git")
    assert state == "note" and "do not say when they were last changed" in message
    assert said.code == 0


@needs_path
@pytest.mark.parametrize(
    ("says", "state", "words"),
    [
        ("git version 2.39.5", "good", "2.39.5 at "),
        ("git version 2.50.1 (Apple Git-155)", "good", "2.50.1 at "),
        ("git version 2.11.0", "problem", "2.11.0 at "),
        ("", "problem", "does not run"),
    ],
)
def test_git_has_to_know_whether_a_clone_is_shallow(tmp_path: Path, says: str, state: str, words: str) -> None:
    write_files(tmp_path, {"bin/git": f"#!/bin/sh\necho '{says}'\n"})
    (tmp_path / "bin" / "git").chmod(0o755)
    said = ask(tmp_path, env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"})
    ((found, message),) = said.about("git")
    assert (found, words in message) == (state, True), message


@needs_path
def test_another_cjmsite_that_comes_first_is_told_of(tmp_path: Path) -> None:
    write_files(tmp_path, {"bin/cjmsite": "#!/bin/sh\n"})
    other = tmp_path / "bin" / "cjmsite"
    other.chmod(0o755)
    told = ask(tmp_path, env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}).about("command")
    assert told == [("note", f"`cjmsite` in this terminal is another one, {other}")]
    own = Path(sys.executable).parent
    if (own / "cjmsite").exists():
        (tmp_path / "links").mkdir()
        (tmp_path / "links" / "cjmsite").symlink_to(own / "cjmsite")  # as pipx has it
        assert ask(tmp_path, env={"PATH": str(tmp_path / "links")}).about("command")[0][0] == "good"
    (tmp_path / "none").mkdir()
    assert ask(tmp_path, env={"PATH": str(tmp_path / "none")}).about("command")[0][0] == "note"


@needs_path
def test_chromium_is_found_by_its_name_or_by_the_variable(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "chromium"
    write_files(tmp_path, {"bin/chromium": "#!/bin/sh\n"})
    program.chmod(0o755)
    assert ask(tmp_path, env={"PATH": str(program.parent)}).about("Chromium") == [("good", str(program))]
    named = ask(tmp_path, env={"CHROMIUM_PATH": str(program)}).about("Chromium")
    assert named == [("good", f"{program}, named by CHROMIUM_PATH")]
    wrong = ask(tmp_path, env={"CHROMIUM_PATH": str(tmp_path / "none")})
    assert wrong.code == 1 and "which is no program" in wrong.problems()[0]
    (tmp_path / "empty").mkdir()
    ((state, message),) = ask(tmp_path, env={"PATH": str(tmp_path / "empty")}).about("Chromium")
    assert state == "note" and "PDF" in message
    assert (*chromium.NAMES, *chromium._ELSEWHERE) == parts.BROWSERS, "it looks where the export looks"


def test_a_terminal_that_is_not_utf8_is_told_of(tmp_path: Path) -> None:
    said = ask(tmp_path, env={"PYTHONIOENCODING": "cp437", "PYTHONUTF8": "0"})
    assert said.about("letters")[0][0] == "note"
    assert "cp437" in said.about("letters")[0][1]


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are UTF-8 on other systems")
def test_names_of_files_that_are_not_utf8_are_a_problem(tmp_path: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    said = ask(tmp_path, env=env)
    assert said.code == 1
    assert said.about("letters")[0][0] == "problem"


@pytest.mark.parametrize(
    ("given", "state", "words"),
    [
        ("1795219200", "note", "the day 2026-11-21"),
        ("soon", "problem", "which is no time"),
        ("9" * 30, "problem", "which is no time"),
    ],
)
def test_source_date_epoch_is_told_of(tmp_path: Path, given: str, state: str, words: str) -> None:
    if state == "note" and int(given) > time.time() + 86_400:
        pytest.skip("the clock of this machine is before the day of the test")
    said = ask(tmp_path, env={"SOURCE_DATE_EPOCH": given})
    ((found, message),) = said.about("SOURCE_DATE_EPOCH")
    assert (found, words in message) == (state, True)
    assert said.code == (1 if state == "problem" else 0)


def test_a_source_date_epoch_that_is_still_to_come_is_a_problem(tmp_path: Path) -> None:
    said = ask(tmp_path, env={"SOURCE_DATE_EPOCH": str(int(time.time()) + 10 * 86_400)})
    ((found, message),) = said.about("SOURCE_DATE_EPOCH")
    assert (found, "still to come" in message) == ("problem", True)
    assert said.code == 1


@pytest.mark.skipif(shutil.which("faketime") is None, reason="needs faketime")
def test_a_clock_that_stands_before_the_installation_is_a_problem(tmp_path: Path) -> None:
    said = ask(tmp_path, within=("faketime", "2001-01-01"))
    assert said.about("clock")[0][0] == "problem"


def test_a_package_that_cannot_be_imported_stops_the_look_at_the_site_alone(tmp_path: Path) -> None:
    """What is broken is what the doctor is asked about."""
    installed(tmp_path / "old", "pydantic", "1.10.0")
    write_files(tmp_path, {"old/pydantic/__init__.py": "", "wiki/cjmsite.yaml": "title: Acme\n"})
    said = ask(tmp_path / "wiki", env={"PYTHONPATH": str(tmp_path / "old")})
    assert said.code == 1
    assert said.about("pydantic")[0][0] == "problem"
    ((state, message),) = said.about("site")
    assert state == "problem" and message.startswith("cannot be looked at yet")
