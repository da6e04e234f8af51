"""`cjmsite plugins`, and the commands that plugins add."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Run
from tests.conftest import write_files

MINE = '''
    """Counts what there is."""
    import click
    from cjmsite.api import Export, Rule, hookimpl

    @hookimpl
    def cjm_commands(commands, config):
        @commands.command("count")
        @click.argument("kind")
        @click.pass_obj
        def count(site, kind):
            """Count the documents of a kind."""
            click.echo(len(site.cards(kind)))

    @hookimpl
    def cjm_rules(config):
        return (Rule("mine", "Mine", lambda site: (), {"mine-found": "warning"}),)

    @hookimpl
    def cjm_exports(config):
        return (Export("counts", "Counts", lambda site: {"counts.txt": "1"}),)
    '''
WITH_MINE = {"cjmsite.yaml": "title: Acme\nplugins: [csv, ./plugins/mine.py]\n", "plugins/mine.py": MINE}


def test_plugins_are_listed_with_what_they_add(run: Run, site) -> None:
    site(WITH_MINE)
    result = run("plugins")
    assert result.exit_code == 0
    assert "plugins/mine.py" in result.stdout
    assert "Counts what there is." in result.stdout
    assert "hooks: cjm_commands, cjm_exports, cjm_rules" in result.stdout
    assert "commands: count" in result.stdout


def test_the_list_for_programs_has_it_all(run: Run, site) -> None:
    site(WITH_MINE)
    body = json.loads(run("plugins", "--format", "json").stdout)
    assert [plugin["name"] for plugin in body["plugins"]] == ["journeys", "metrics", "csv", "./plugins/mine.py"]
    assert {"persona", "journey", "touchpoint", "metric", "page"} <= set(body["kinds"])
    assert "nps" in body["measures"]
    assert "tidy" in body["formats"]
    assert body["commands"] == ["count"]
    assert body["findings"]["mine-found"] == "warning"
    assert body["findings"]["orphan-page"] == "warning"
    assert body["problems"] == []


def test_without_a_site_the_installed_ones_are_listed(run: Run, folder: Path) -> None:
    result = run("plugins")
    assert result.exit_code == 0
    assert "journeys" in result.stdout
    assert "csv" in result.stdout


def test_a_plugin_that_fails_is_named(run: Run, site) -> None:
    site({"cjmsite.yaml": "title: Acme\nplugins: [csv, ./plugins/mine.py]\n", "plugins/mine.py": "1 / 0\n"})
    result = run("plugins")
    assert result.exit_code == 1
    assert "error[plugin-failed]" in result.stderr
    assert "ZeroDivisionError" in result.stderr
    assert json.loads(run("plugins", "--format", "json").stdout)["problems"] != []


def test_a_plugin_s_command_runs_with_the_site(run: Run, site, monkeypatch) -> None:
    root = site(WITH_MINE)
    monkeypatch.chdir(root / "content")
    assert run("count", "persona").stdout == "1\n"
    assert "Count the documents of a kind." in run("count", "--help").stdout
    assert "Count the documents of a kind." in run("help", "count").stdout
    assert run("count").exit_code == 2
    assert "did you mean `count`?" in run("conut", "persona").stderr


def test_a_plugin_s_command_is_unknown_outside_its_site(run: Run, folder: Path) -> None:
    assert run("count", "persona").exit_code == 2


def test_a_core_command_loads_no_plugin_of_the_site_to_be_found(run: Run, site) -> None:
    root = site(
        {
            "cjmsite.yaml": "title: Acme\nplugins: [csv, ./plugins/mine.py]\n",
            "plugins/mine.py": 'from pathlib import Path\nPath("ran").write_text("")\n',
        }
    )
    assert run("--help").exit_code == 0
    assert run("build", "--help").exit_code == 0
    assert not (root / "ran").exists()


def test_a_core_command_is_not_taken_over(run: Run, site) -> None:
    site(
        {
            "cjmsite.yaml": "title: Acme\nplugins: [csv, ./plugins/mine.py]\n",
            "plugins/mine.py": MINE.replace('"count"', '"check"'),
        }
    )
    assert run("check").stdout == "Nothing to mend.\n"


def test_what_is_installed_and_not_listed_never_runs(tmp_path: Path) -> None:
    spy = "from pathlib import Path\nPath(__file__).with_name('it-ran').touch()\nplugin = None\n"
    write_files(
        tmp_path,
        {
            "lib/spy.py": spy,
            "lib/spy-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: spy\nVersion: 1\n",
            "lib/spy-1.dist-info/entry_points.txt": (
                "[cjmsite.plugins]\nspy = spy\n[cjmsite.themes]\nspy = spy\n[pydantic]\nspy = spy:plugin\n"
            ),
            "one/cjmsite.yaml": "title: T\n",
            "one/content/a.md": "# A\n",
        },
    )
    command = [sys.executable, "-m", "cjmsite", "build", "-q"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path / "lib"), *sys.path))}
    subprocess.run(command, cwd=tmp_path / "one", env=environment, check=True)
    assert not (tmp_path / "lib/it-ran").exists()
