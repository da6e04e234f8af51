"""`cjmsite new --ci`: the files are those of the guide, valid for their hosts, and their steps work."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cjmsite.cli import new
from cjmsite.scaffold import ci
from tests.cli.conftest import SITE, Run, folder, run, site
from tests.conftest import write_files
from tests.publishing.recipes import bash, make_repository, recipe
from tests.report.test_schemas import GITLAB, JENKINS, hold_to_github
from tests.write.folders import files_in

__all__ = ["folder", "run", "site"]

FILES = {
    "github": [".github/workflows/site.yml"],
    "gitlab": [".gitlab-ci.yml"],
    "azure": ["azure-pipelines.yml", "staticwebapp.config.json"],
}
SCHEMAS = {"github": "github-workflows", "gitlab": "gitlab-ci", "azure": "azure-pipelines"}
PUBLISHED = {"github": "site", "gitlab": "public", "azure": "site"}
"""The folder that each host takes."""
SHELL = {"github": ["-e"], "gitlab": ["-e", "-o", "pipefail"], "azure": []}
"""How each host runs its lines: Azure goes on after a line that failed."""

hosts = pytest.mark.parametrize("host", FILES)
BROKEN = {"content/journeys/wrong.md": "---\ntitle: Wrong\npersonas: [nobody]\nstages: [{title: A}]\n---\n"}


def pipeline(root: Path, host: str) -> Any:
    """The file that says what a host does; YAML 1.1 reads the key `on` as true."""
    return yaml.safe_load((root / FILES[host][0]).read_text("utf-8"))


def steps(read: Any, host: str) -> list[str]:
    """The shell lines of a pipeline, step by step."""
    if host == "github":
        return [step["run"] for job in read["jobs"].values() for step in job["steps"] if "run" in step]
    if host == "gitlab":
        return [*read["check"]["script"], *read["pages"]["script"]]
    return [step["script"] for step in read["steps"] if "script" in step]


def test_the_hosts_of_the_help_are_those_that_exist() -> None:
    assert tuple(ci.HOSTS) == new.HOSTS == tuple(FILES)


@hosts
def test_the_files_are_those_of_the_guide(run: Run, site, host: str) -> None:
    root = site()
    made = run("new", "--ci", host)
    assert (made.exit_code, made.stderr) == (0, "")
    for name in FILES[host]:
        assert (root / name).read_text("utf-8") == recipe(name)
        assert f"Wrote {name}\n" in made.stdout
    assert "  1. In `" in made.stdout and "git.example.com/your/cjmsite" in made.stdout
    assert "  2. " in made.stdout


@hosts
def test_a_new_site_can_have_them_from_the_start(run: Run, folder: Path, host: str) -> None:
    made = run("new", "wiki", "--ci", host)
    assert made.exit_code == 0
    assert made.stdout.index("Made a site") < made.stdout.index("Wrote wiki/")
    for name in FILES[host]:
        assert (folder / "wiki" / name).read_text("utf-8") == recipe(name)
    assert run("check", "wiki").stdout == "Nothing to mend.\n"


@hosts
def test_each_is_valid_by_the_schema_of_its_host(run: Run, site, host: str) -> None:
    root = site()
    run("new", "--ci", host)
    shipped = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{SCHEMAS[host]}.json"
    schema = json.loads(shipped.read_text("utf-8"))
    text = (root / FILES[host][0]).read_text("utf-8")
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.validate(yaml.load(text, Loader=_Yaml12))
    for key in ("jobs:", "  script:", "  - task:"):
        if re.search(f"^{key}", text, re.MULTILINE):
            with pytest.raises(jsonschema.ValidationError):
                validator.validate(yaml.load(text.replace(key, key.replace(":", "x:")), Loader=_Yaml12))


class _Yaml12(yaml.SafeLoader):
    """YAML in which `on` is a word, as the hosts read it."""


_Yaml12.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in found if tag != "tag:yaml.org,2002:bool" or sign in "tTfF"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_github_gives_no_more_rights_than_needed(run: Run, site) -> None:
    read = pipeline(run_in(site(), run, "github"), "github")
    assert read["permissions"] == {"contents": "read"}
    assert "permissions" not in read["jobs"]["check"]
    publish = read["jobs"]["publish"]
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert "pull_request_target" not in read[True]
    assert "default_branch" in publish["if"]
    assert not any("run" in step for step in publish["steps"]), "what may publish runs nothing of the repository"
    used = [step["uses"] for job in read["jobs"].values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used), "the host's own, of a known version"
    assert len(used) == 5


def run_in(root: Path, run: Run, host: str) -> Path:
    """The folder, with the files in it."""
    assert run("new", "--ci", host).exit_code == 0
    return root


@hosts
def test_the_whole_history_is_fetched_and_the_cache_is_kept(run: Run, site, host: str) -> None:
    root = run_in(site(), run, host)
    read = pipeline(root, host)
    text = (root / FILES[host][0]).read_text("utf-8")
    if host == "github":
        checkout, cache = (
            step["with"]
            for step in read["jobs"]["check"]["steps"]
            if step.get("uses", "").startswith(("actions/checkout", "actions/cache"))
        )
        assert checkout == {"fetch-depth": 0, "persist-credentials": False}
        assert cache["path"] == ".cjmsite-cache"
        versions = [cache["key"], *cache["restore-keys"].split()]
        assert "hashFiles('cjmsite.yaml')" in cache["key"] and "version" in cache["key"]
        joined = cache["restore-keys"].strip().split("\n")
        assert all(cache["key"].startswith(prefix.strip()) for prefix in joined), versions
    elif host == "gitlab":
        assert read["check"]["variables"]["GIT_DEPTH"] == "0"
        assert read["check"]["cache"]["paths"] == [".cjmsite-cache/"]
        assert "cjmsite.yaml" in read["check"]["cache"]["key"]["files"]
    else:
        assert read["steps"][0]["fetchDepth"] == "0"
        (cache,) = (step["inputs"] for step in read["steps"] if step.get("task") == "Cache@2")
        assert cache["path"] == ".cjmsite-cache"
        assert all(cache["key"].startswith(prefix) for prefix in cache["restoreKeys"].splitlines())
        assert "cjmsite.yaml" in cache["key"]
    assert not re.search(r"(?i)(secret|password|token)\s*[:=]\s*[\w-]{12,}", text), "no secret in the file"


@pytest.mark.parametrize("inside", ["", "docs/wiki"])
@hosts
def test_the_steps_do_what_they_are_for(run: Run, folder: Path, monkeypatch, host: str, inside: str) -> None:
    site = make_repository(folder, inside)
    monkeypatch.chdir(site)
    assert run("new", "--ci", host).exit_code == 0
    assert (folder / FILES[host][0]).is_file(), "it is where the host looks for it"
    output = folder / "output.txt"
    for step in steps(pipeline(folder, host), host):
        if not step.startswith("pip install "):
            done = bash(step, folder, *SHELL[host], GITHUB_OUTPUT=str(output), CI="true")
            assert done.returncode == 0, step + done.stdout + done.stderr
    published = folder / PUBLISHED[host]
    page = (published / "personas" / "nora.html").read_text("utf-8")
    assert "3 Nov 2026" in page or "2026-11-03" in page, "the day of the last change, from git"
    assert (published / "404.html").is_file()
    if host == "github":
        assert re.fullmatch(r"version=cjmsite-[\w.]+\n", output.read_text())
    elif host == "gitlab":
        jsonschema.validate(json.loads((folder / "codequality.json").read_text("utf-8")), GITLAB)
    else:
        JENKINS.validate(str(folder / "check.xml"))
        assert (published / "staticwebapp.config.json").is_file()


def test_the_cache_of_one_run_serves_the_next_one_elsewhere(run: Run, folder: Path, monkeypatch) -> None:
    first, second = folder / "first", folder / "second"
    monkeypatch.chdir(make_repository(first))
    run("new", "--ci", "github")
    assert bash("git add -A && git -c user.name=T -c user.email=t@example.com commit -q -m CI", first).returncode == 0
    assert bash(f"git clone -q {first.as_uri()} {second}", folder).returncode == 0
    read = pipeline(first, "github")
    (kept,) = (step["with"]["path"] for step in read["jobs"]["check"]["steps"] if "cache@" in step.get("uses", ""))
    for runner in (first, second):
        for step in steps(read, "github"):
            if not step.startswith("pip install "):
                done = bash(step, runner, *SHELL["github"], GITHUB_OUTPUT=str(folder / "output"))
                assert done.returncode == 0, done.stdout + done.stderr
        if runner is first:
            assert list((first / kept).iterdir())
            shutil.copytree(first / kept, second / kept)
    made = [files_in(runner / "site") for runner in (first, second)]
    assert made[0] == made[1] and len(made[0]) > 15
    assert kept not in bash("git status --porcelain", second).stdout


@hosts
def test_a_mistake_stops_them_and_is_told_to_the_host(run: Run, folder: Path, monkeypatch, host: str) -> None:
    site = make_repository(folder, "wiki", BROKEN)
    monkeypatch.chdir(site)
    run("new", "--ci", host)
    (folder / PUBLISHED[host]).mkdir()
    ended = []
    for step in steps(pipeline(folder, host), host):
        if step.startswith(("cjmsite check", "cjmsite build")):
            ended.append(bash(step, folder, *SHELL[host]))
    check, build = ended
    assert (check.returncode, build.returncode) == (1, 1)
    assert list((folder / PUBLISHED[host]).iterdir()) == []
    path = "wiki/content/journeys/wrong.md"
    if host == "github":
        hold_to_github(check.stdout.splitlines()[0])
        assert f"file={path},line=3" in check.stdout
    else:
        assert f"{path}:3:12: error[broken-ref]" in check.stderr, "the log says it to people"
        report = (folder / ("codequality.json" if host == "gitlab" else "check.xml")).read_text("utf-8")
        assert path in report and "broken-ref" in report


@hosts
def test_nothing_is_overwritten(run: Run, site, host: str) -> None:
    name = FILES[host][-1]
    root = site({name: "mine\n"})
    again = run("new", "--ci", host)
    assert again.exit_code == 2
    assert f"`{name}` already; nothing was written" in again.stderr
    assert (root / name).read_text() == "mine\n"
    assert all(not (root / other).exists() for other in FILES[host][:-1]), "all of them or none"


def test_a_site_that_is_there_is_told_how_to_get_them(run: Run, folder: Path) -> None:
    write_files(folder / "wiki", SITE)
    made = run("new", "wiki", "--ci", "gitlab")
    assert made.exit_code == 2
    assert "In that folder, `cjmsite new --ci gitlab`" in made.stderr
    assert not (folder / "wiki/.gitlab-ci.yml").exists()


def test_a_new_site_is_made_whole_or_not_at_all(run: Run, folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".gitlab-ci.yml").write_text("mine\n")
    made = run("new", "wiki", "--ci", "gitlab")
    assert made.exit_code == 2
    assert not (folder / "wiki").exists()


def test_what_cannot_be_meant_is_refused(run: Run, site, folder: Path) -> None:
    assert "there is no site here" in run("new", "--ci", "github").stderr
    root = site()
    for words in (["new", "persona", "Tom", "--ci", "github"], ["new", "page", "--ci", "github"]):
        result = run(*words)
        assert result.exit_code == 2
        assert "`cjmsite new --ci github`" in result.stderr
    assert run("new").exit_code == 2
    assert "github" in run("new", "--ci", "gitea").stderr
    (folder / ".git").mkdir()
    strange = root / "wiki of 'all'"
    write_files(strange, SITE)
    assert not (root / ".github").exists()


def test_a_folder_that_cannot_stand_in_them_is_refused(run: Run, folder: Path, monkeypatch) -> None:
    (folder / ".git").mkdir()
    write_files(folder / "wiki; rm -rf ~", SITE)
    monkeypatch.chdir(folder / "wiki; rm -rf ~")
    result = run("new", "--ci", "azure")
    assert result.exit_code == 2
    assert "letters, digits" in result.stderr
    assert not list(folder.glob("*.yml"))


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://git.acme.com/cx/cjmsite.git", f"git.acme.com/cx/cjmsite.git@{COMMIT}"),
        ("https://git.acme.com:8443/cx/cjmsite", f"git.acme.com:8443/cx/cjmsite@{COMMIT}"),
        ("https://robot:s3cret@git.acme.com/cx/cjmsite", f"git.acme.com/cx/cjmsite@{COMMIT}"),
        ("https://token@git.acme.com/cx/cjmsite", f"git.acme.com/cx/cjmsite@{COMMIT}"),
        ("ssh://git@git.acme.com/cx/cjmsite", ci.SOMEWHERE),
        ("file:///home/me/cjmsite", ci.SOMEWHERE),
        ('https://git.acme.com/x"; rm -rf ~; "', ci.SOMEWHERE),
        ("https://git.acme.com/$(id)", ci.SOMEWHERE),
    ],
)
def test_where_cjmsite_came_from_is_known_and_holds_no_secret(url: str, expected: str) -> None:
    written = json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}})
    source = ci.source_of(written)
    assert source == f"cjmsite @ git+https://{expected}"
    for host, names in FILES.items():
        text = ci.ci_files(host, "", source)[0].text
        assert f'pip install "{source}"' in text
        assert not {"s3cret", "robot", "token@"} & set(re.findall(r"s3cret|robot|token@", text))
        told = " ".join(ci.steps(host, ci.ci_files(host, "", source)))
        assert (names[0] in told) is (ci.SOMEWHERE in source or host == "azure"), "only what is left is told"


@pytest.mark.parametrize("known", [None, "", "{", "[]", "{}", '{"url": 1, "vcs_info": {"commit_id": "0"}}', "null"])
def test_where_it_came_from_may_not_be_known(known: str | None) -> None:
    assert ci.source_of(known) == f"cjmsite @ git+https://{ci.SOMEWHERE}"


def test_the_commands_of_the_recipes_are_words_of_the_program(run: Run, site) -> None:
    """Every option that a recipe uses is one that the help knows."""
    root = site()
    said = set()
    for host in FILES:
        run("new", "--ci", host)
        for step in steps(pipeline(root, host), host):
            for line in step.splitlines():
                words = shlex.split(line)
                if words[0] == "cjmsite" and words[1] in ("check", "build"):
                    said.add(words[1])
                    told = run(words[1], "--help").stdout
                    assert all(word in told for word in words if word.startswith("--"))
    assert said == {"check", "build"}
