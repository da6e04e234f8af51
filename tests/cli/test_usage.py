"""Finding the site and the command that are meant, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_without_a_command_there_is_help(run: Run) -> None:
    result = run()
    assert result.exit_code == 0
    assert "build" in result.stdout


def test_help_explains_each_command(run: Run) -> None:
    for command in ("new", "build", "check", "why", "impact", "export", "import", "plugins", "schema", "help"):
        assert run("help", command).stdout == run(command, "--help").stdout
    assert run("help").stdout == run("--help").stdout
    assert run("help", "biuld").exit_code == 2


def test_a_wrong_command_gets_the_nearest_right_one(run: Run) -> None:
    result = run("biuld")
    assert result.exit_code == 2
    assert "did you mean `build`?" in result.stderr
    assert "did you mean `new`?" in run("init").stderr


def test_without_a_site_the_next_step_is_told(run: Run, folder: Path) -> None:
    for command in (("build",), ("check",), ("why", "index.html")):
        result = run(*command)
        assert result.exit_code == 2
        assert f"no cjmsite.yaml in `{folder.resolve()}` nor in a folder above it" in result.stderr
        assert "cjmsite new my-site" in result.stderr


def test_a_site_below_is_pointed_out(run: Run, folder: Path) -> None:
    (folder / "wiki").mkdir()
    (folder / "wiki" / "cjmsite.yaml").write_text("title: Acme\n")
    assert "cd wiki" in run("check").stderr


def test_settings_under_a_wrong_name_are_pointed_out(run: Run, folder: Path) -> None:
    (folder / "cjmsite.yml").write_text("title: Acme\n")
    assert "rename it to `cjmsite.yaml`" in run("check").stderr


def test_the_nearest_site_around_the_folder_is_meant(run: Run, site, monkeypatch: pytest.MonkeyPatch) -> None:
    root = site({"content/sub/cjmsite.yaml": "title: Inner\n"})
    (root / "content" / "sub" / "content").mkdir()
    monkeypatch.chdir(root / "content" / "journeys")
    assert run("check").exit_code == 0
    assert run("check", str(root / "content" / "sub")).exit_code == 0
    assert run("check", str(root / "cjmsite.yaml")).exit_code == 0


def test_a_folder_that_is_not_there_is_said(run: Run, site) -> None:
    site()
    result = run("check", "nowhere")
    assert result.exit_code == 2
    assert "there is no folder `nowhere`" in result.stderr


def test_an_unknown_option_is_a_matter_of_usage(run: Run, site) -> None:
    site()
    assert run("build", "--fast").exit_code == 2
    assert run("check", "--format", "checkstyle").exit_code == 2


def test_control_characters_in_a_command_do_not_reach_the_terminal(run: Run) -> None:
    assert "\x1b" not in run("\x1b[31mbuild").stderr
