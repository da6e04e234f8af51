"""The recipes for hosts that take a folder: the right headers, nothing that is open by mistake, pages last."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SITE
from tests.conftest import MadeSite
from tests.guide.test_guide import GUIDE
from tests.publishing.recipes import HEADERS, bash, make_repository, recipe
from tests.render.reading import POLICY

FOR_EVER = "public, max-age=31536000, immutable"


def versioned(site: MadeSite) -> list[str]:
    """The files that pages ask for with a version."""
    text = b"".join(content for url, content in site.outputs().items() if url.endswith(".html")).decode("utf-8")
    return sorted(set(re.findall(r'="(?:\.\./)*(assets/[^"?]+)\?v=[0-9a-f]+"', text)))


@pytest.fixture
def site(make_site: Callable[..., MadeSite]) -> MadeSite:
    """A site with pages of several kinds."""
    return make_site(SITE)


def test_azure_lets_nobody_in_who_has_not_signed_in(site: MadeSite) -> None:
    said = json.loads(recipe("staticwebapp.config.json"))
    assert all(route["allowedRoles"] == ["authenticated"] for route in said["routes"])
    assert said["routes"][-1]["route"] == "/*"
    assert said["responseOverrides"]["404"] == {"rewrite": "/404.html"}
    assert said["globalHeaders"] == {**HEADERS, "Cache-Control": "no-cache"}


def test_azure_keeps_what_has_a_version_and_asks_for_the_rest(site: MadeSite) -> None:
    routes = json.loads(recipe("staticwebapp.config.json"))["routes"]

    def kept(path: str) -> str | None:
        route = next(route for route in routes if route["route"] in (path, "/*"))
        found: str | None = route.get("headers", {}).get("Cache-Control")
        return found

    assert "assets/atlas.css" in versioned(site)
    for url in (*site.outputs(), "media/a.png"):
        assert kept(f"/{url}") == (FOR_EVER if url in versioned(site) else None), url


def test_netlify_sends_the_headers_and_names_every_file_with_a_version(site: MadeSite) -> None:
    said = tomllib.loads(recipe("netlify.toml"))
    rules = {rule["for"]: rule["values"] for rule in said["headers"]}
    assert rules.pop("/*") == HEADERS
    assert rules == {f"/{url}": {"Cache-Control": FOR_EVER} for url in versioned(site)}
    assert said["build"]["publish"] == "site"
    install, _, build = said["build"]["command"].partition(" && ")
    assert install.startswith("pip install ")
    assert build == "cjmsite build --strict --out site"


def test_netlify_s_command_builds(tmp_path: Path) -> None:
    make_repository(tmp_path)
    command = tomllib.loads(recipe("netlify.toml"))["build"]["command"].partition(" && ")[2]
    assert bash(command, tmp_path).returncode == 0
    assert (tmp_path / "site" / "index.html").is_file()


def test_cloudfront_sends_the_headers_and_tells_versions_apart() -> None:
    said = json.loads(recipe("cloudfront-headers.json"))["SecurityHeadersConfig"]
    assert said["ContentSecurityPolicy"] == {"Override": True, "ContentSecurityPolicy": POLICY}
    assert said["ReferrerPolicy"]["ReferrerPolicy"] == HEADERS["Referrer-Policy"]
    assert said["FrameOptions"]["FrameOption"] == HEADERS["X-Frame-Options"]
    assert said["ContentTypeOptions"] == {"Override": True}
    keys = json.loads(recipe("cloudfront-cache.json"))["ParametersInCacheKeyAndForwardedToOrigin"]
    assert keys["QueryStringsConfig"] == {
        "QueryStringBehavior": "whitelist",
        "QueryStrings": {"Quantity": 1, "Items": ["v"]},
    }


AWS = '''#!{python}
"""`aws s3 sync FOLDER s3://BUCKET`, with the rule of its filters: the last one that fits decides."""
import fnmatch, json, pathlib, shutil, sys

service, verb, source, target, *options = sys.argv[1:]
assert (service, verb) == ("s3", "sync") and target.startswith("s3://"), sys.argv
bucket = pathlib.Path("bucket")
log = pathlib.Path("log.jsonl").open("a")
filters, cache, delete, size_only = [], None, False, False
while options:
    option, _, value = options.pop(0).partition("=")
    if value:
        options.insert(0, value)
    if option in ("--exclude", "--include"):
        filters.append((option == "--include", options.pop(0)))
    elif option == "--cache-control":
        cache = options.pop(0)
    else:
        delete |= {{"--delete": True, "--size-only": False}}[option]
        size_only |= option == "--size-only"

def taken(name):
    answer = True
    for include, pattern in filters:
        if fnmatch.fnmatchcase(name, pattern):
            answer = include
    return answer

def files(root):
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())

for name in filter(taken, files(pathlib.Path(source))):
    here, there = pathlib.Path(source, name), bucket / name
    if size_only and there.is_file() and there.stat().st_size == here.stat().st_size:
        continue
    there.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(here, there)
    print(json.dumps(["put", name, cache]), file=log)
if delete:
    for name in filter(taken, files(bucket)):
        if not pathlib.Path(source, name).is_file():
            (bucket / name).unlink()
            print(json.dumps(["delete", name, None]), file=log)
'''
"""Stands in for the real one, which needs an account."""


@pytest.fixture
def published(tmp_path: Path) -> list[list[str]]:
    """What the script for S3 did to a bucket that held an older site."""
    import sys

    make_repository(tmp_path)
    for name, text in (("aws", AWS.format(python=sys.executable)), ("publish-s3.sh", recipe("publish-s3.sh"))):
        (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / name).chmod(0o755)
    for old in ("personas/gone.html", "assets/atlas.css", "index.html"):
        (tmp_path / "bucket" / old).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bucket" / old).write_text("old")
    done = bash("./publish-s3.sh cx-wiki", tmp_path, PATH=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    for path in (tmp_path / "site").rglob("*"):
        name = path.relative_to(tmp_path / "site").as_posix()
        if path.is_file() and not name.startswith("."):
            assert (tmp_path / "bucket" / name).read_bytes() == path.read_bytes()
    return [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]


def test_s3_gets_every_file_once_with_its_header(published: list[list[str]], site: MadeSite) -> None:
    put = {name: cache for deed, name, cache in published if deed == "put"}
    assert len(put) == sum(deed == "put" for deed, *_ in published)
    assert {name for name, cache in put.items() if cache == FOR_EVER} == set(versioned(site))
    assert {cache for name, cache in put.items() if name not in versioned(site)} == {"no-cache"}
    assert "assets/search-index.js" in put
    assert not any(name.startswith(".") for name in put)


def test_s3_gets_pages_last_and_loses_what_is_gone_after_them(published: list[list[str]]) -> None:
    kinds = [deed if deed == "delete" else "page" if name.endswith(".html") else "other" for deed, name, _ in published]
    assert kinds == sorted(kinds, key=["other", "page", "delete"].index)
    assert [name for deed, name, _ in published if deed == "delete"] == ["personas/gone.html"]


def test_the_policy_is_one_everywhere() -> None:
    text = (GUIDE / "publishing.md").read_text("utf-8")
    assert text.count("default-src") == text.count(POLICY) == 5
