"""The guide's configuration of nginx, in the real one: the demo site under a sub-path, every page and file of it."""

from __future__ import annotations

import datetime
import http.client
import os
import posixpath
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from msgspec import Struct

from cjmsite import build
from tests.publishing.recipes import HEADERS, recipe

DEMO = Path(__file__).parents[2]
FOR_EVER = "public, max-age=31536000, immutable"


def nginx() -> str | None:
    """The real nginx; Debian puts it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def everybody() -> str | None:
    """Who runs nginx where the tests are run by root, which may read everything; None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    return next(user.pw_name for user in pwd.getpwall() if user.pw_name in ("nobody", "www-data"))


class Answer(Struct, frozen=True):
    """What nginx says."""

    status: int
    headers: dict[str, str]
    body: bytes


class Served(Struct, frozen=True):
    """The demo site, its folder and where it is shown."""

    folder: Path
    port: int

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for an address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": "intranet.example.com", **headers})
        answer = connection.getresponse()
        found = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return found


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """nginx with the guide's file, changed in nothing but the port and the folders of this machine."""
    program = nginx()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("nginx is required under CI=true: install Debian's nginx-light")
        pytest.skip("no nginx found: install it (Debian: nginx-light) to crawl the site under a sub-path")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="cjmsite-nginx-"))
    site = home / "site"
    db = build.open_site(
        DEMO, build.Options(today=datetime.date(2026, 11, 21), base_url=f"http://127.0.0.1:{port}/cx/")
    )
    assert build.build(db, site).written is not None
    (home / "mime.types").write_text(
        "types { text/html html; text/css css; application/javascript js; application/json json; image/svg+xml svg;"
        " image/png png; image/jpeg jpg; image/webp webp; application/xml xml; text/plain txt; text/csv csv; }"
    )
    config = recipe("cx-wiki.conf")
    for known, here in (("listen 80;", f"listen 127.0.0.1:{port};"), ("alias /srv/cx-wiki/;", f"alias {site}/;")):
        assert config.count(known) == 1
        config = config.replace(known, here)
    (home / "cx-wiki.conf").write_text(config)
    temporary = "".join(
        f"{kind}_temp_path {home}/tmp-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (home / "nginx.conf").write_text(
        f"daemon off; pid {home}/pid; worker_processes 1; error_log {home}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary} include {home}/mime.types; include {home}/cx-wiki.conf; }}\n"
    )
    user = everybody()
    if user:
        subprocess.run(["chown", "-R", user, str(home)], check=True)
    command = [program, "-e", f"{home}/error.log", "-p", str(home), "-c", f"{home}/nginx.conf"]
    process = subprocess.Popen(command, user=user, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            assert process.poll() is None, process.communicate()[1]
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Served(site, port)
        log = (home / "error.log").read_text()
        assert not re.search(r"\[(warn|emerg|alert|crit)\]", log), log
    finally:
        process.terminate()
        process.communicate(timeout=20)
        shutil.rmtree(home, ignore_errors=True)


def links(page: bytes, address: str) -> tuple[set[str], set[str]]:
    """The addresses that a page names, and the ids to which other pages may lead."""
    tree = html5lib.parse(page.decode("utf-8"), namespaceHTMLElements=False)
    named = {
        urljoin(address, element.attrib[name])
        for element in tree.iter()
        for name in ("href", "src")
        if name in element.attrib and element.tag not in ("use",)
    }
    refreshed = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page.decode("utf-8"))
    ids = {element.attrib["id"] for element in tree.iter() if "id" in element.attrib}
    return named | {urljoin(address, target) for target in refreshed}, ids


def test_every_page_and_file_is_there_and_sent_with_its_headers(served: Served) -> None:
    home = f"http://127.0.0.1:{served.port}/cx/"
    waiting, seen = [home], {home}
    ids: dict[str, set[str]] = {}
    wanted: dict[str, tuple[str, str]] = {}
    while waiting:
        address = waiting.pop()
        parts = urlsplit(address)
        answer = served.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert answer.status == 200, address
        for name, value in HEADERS.items():
            assert answer.headers[name.lower()] == value, f"{address}: {name}"
        kept = answer.headers["cache-control"]
        assert kept == (FOR_EVER if parts.query else "no-cache"), address
        assert not parts.query or re.fullmatch(r"/cx/assets/\w+\.(css|js)", parts.path), address
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        named, ids[parts.path] = links(answer.body, address)
        for found in named:
            target, _, anchor = found.partition("#")
            if not target.startswith(home):
                assert not target.startswith((f"http://127.0.0.1:{served.port}", "/")), f"{address} leaves the sub-path"
                continue
            if anchor and "=" not in anchor:  # `#view=flow` is for the script
                wanted[f"{urlsplit(target).path}#{anchor}"] = (urlsplit(target).path, unquote(anchor))
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    reached = {unquote(urlsplit(address).path).removeprefix("/cx/") or "index.html" for address in seen}
    there = {path.relative_to(served.folder).as_posix() for path in served.folder.rglob("*.html")}
    assert len(there) > 50
    assert sum("?v=" in address for address in seen) >= 4
    lost = {name for name in there - reached if b'http-equiv="refresh"' not in (served.folder / name).read_bytes()}
    assert lost <= {"404.html"}, "every page can be reached from the first one"
    assert sorted(link for link, (path, anchor) in wanted.items() if path in ids and anchor not in ids[path]) == []


def test_a_missing_page_is_told_in_the_style_of_the_site_at_any_depth(served: Served) -> None:
    for path in (
        "/cx/gone.html",
        "/cx/journeys/gone.html",
        "/cx/a/b/c/",
        "/cx/assets/gone.js?v=0123456789",
        "/cx/media/",
    ):
        answer = served.get(path)
        assert answer.status in (403, 404) and b"There is no page here" in answer.body, path
        assert answer.headers["cache-control"] == "no-cache"
        for name, value in HEADERS.items():
            assert answer.headers[name.lower()] == value
        for asset in re.findall(r'(?:href|src)="([^"]*/assets/[^"]+)"', answer.body.decode()):
            assert asset.startswith("/cx/")
            assert served.get(asset).status == 200


def test_the_files_of_the_generator_are_not_shown(served: Served) -> None:
    hidden = [path.name for path in served.folder.iterdir() if path.name.startswith(".")]
    assert hidden
    for name in hidden:
        assert served.get(f"/cx/{name}").status == 404
    for path in ("/cx/../error.log", "/cx../error.log", "/cx/%2e%2e/error.log", "/cx/..%2ferror.log"):
        assert served.get(path).status in (400, 404), path


def test_what_has_no_version_is_asked_for_and_sent_only_if_it_changed(served: Served) -> None:
    for path in ("/cx/index.html", "/cx/assets/search-index.js", "/cx/assets/atlas.css"):
        first = served.get(path)
        assert first.headers["cache-control"] == "no-cache"
        again = served.get(path, **{"If-None-Match": first.headers["etag"]})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["cache-control"] == "no-cache"


def test_a_version_is_one_of_the_content(served: Served) -> None:
    page = served.get("/cx/index.html").body.decode()
    (style,) = re.findall(r'href="(assets/atlas\.css\?v=\w+)"', page)
    answer = served.get(f"/cx/{style}")
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.body == (served.folder / "assets/atlas.css").read_bytes()
    assert served.get("/cx/index.html?v=1").headers["cache-control"] == "no-cache", "a page is never kept for ever"


def test_the_folder_without_its_slash_leads_to_the_site(served: Served) -> None:
    answer = served.get("/cx")
    assert (answer.status, answer.headers["location"]) == (301, "/cx/")
    inside = served.get("/cx/journeys")
    assert posixpath.basename(inside.headers.get("location", "").rstrip("/")) == "journeys"


def test_large_files_are_sent_compressed(served: Served) -> None:
    for path in ("/cx/index.html", "/cx/assets/atlas.css", "/cx/assets/atlas.js", "/cx/assets/search-index.js"):
        assert served.get(path, **{"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
