"""The preview answers the person in front of it, and nobody else, whatever is sent to it."""

from __future__ import annotations

import os
import random
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.conftest import CSP
from tests.conftest import write_files
from tests.preview.conftest import SITE, Serving, begin

SECRET = "sesame-3141"

PATHS = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%252e%252e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/../../secret.txt",
    "/assets/..%2f..%2f..%2fsecret.txt",
    "/..\\secret.txt",
    "/..%5csecret.txt",
    "/assets/%5c..%5c..%5csecret.txt",
    "//secret.txt",
    "/./secret.txt",
    "/secret.txt%00.html",
    "/index.html%00",
    "/cjmsite.yaml",
    "/content/guide/more.md",
    "/content/data/a.csv",
    "/data/a.csv",
    "/media/data/a.csv",
    "/cjmsite.yaml::$DATA",
    "/CJMSIT~1.YAM",
    "/c:/secret.txt",
    "/C:%5csecret.txt",
    "/con",
    "/nul.html",
    "/_cjmsite/../secret.txt",
    "/_cjmsite/%2e%2e/app.py",
    "/_cjmsite/..%2fapp.py",
    "/_cjmsite/",
    "/_cjmsite/__init__.py",
    "/index.html?raw??",
    "/@fs/etc/passwd",
    "/etc/passwd",
    "/%c0%ae%c0%ae/secret.txt",
    "/%ff",
    "/a%0d%0aSet-Cookie:x=1",
]


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server for all attacks: it has to survive them."""
    folder = tmp_path_factory.mktemp("attacked")
    root = folder / "small-wiki"
    write_files(root, {**SITE, "secret.txt": SECRET, "content/secret.txt": SECRET})
    write_files(folder, {"secret.txt": SECRET})
    running = begin(root)
    assert running.get("/")[0] == 200  # whose first page takes longer than an attacker waits, on a busy machine
    yield running
    assert running.process.poll() is None, "the server died"
    assert running.stop() == 130


@pytest.mark.parametrize("path", PATHS)
def test_no_address_leads_to_a_file_that_is_no_output(serving: Serving, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nConnection: close\r\n\r\n".encode("latin-1")
    answer = serving.raw(request).decode("utf-8", "replace")
    status = int(answer.split(" ", 2)[1])
    assert status in (400, 404) or path.startswith("/index.html?")
    assert SECRET not in answer and "title: Small wiki" not in answer and "Q1" not in answer and "root:" not in answer
    assert "set-cookie" not in answer.lower()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1.evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Host": "localhost:{port}@evil.example"}, 400),
        ({"Host": ""}, 400),
        ({"Host": "127.0.0.1.:{port}"}, 403),
        ({"Host": "localhost.:{port}"}, 403),
        ({"Host": "[::ffff:127.0.0.1]:{port}"}, 403),
        ({"Host": "127.1:{port}"}, 403),
        ({"Host": "2130706433:{port}"}, 403),
        ({"Host": "0.0.0.0:{port}"}, 403),
        ({"Host": "127.0.0.1:0{port}"}, 403),
        ({"Host": "127.0.0.1:{port}, evil.example"}, 400),
        ({"Host": "localhost:{port}\xa0"}, 400),
        ({"Host": "user:word@localhost:{port}"}, 400),
        ({"Host": "localhost:{port}/"}, 400),
        ({"Host": "::1:{port}"}, 400),
        ({"Host": "[::1%25lo]:{port}"}, 400),
        ({"Host": "localho\u00ad\u00adst:{port}"}, 400),
        ({"Host": "xn--lcalhost-x:{port}"}, 403),
        ({"Host": "LOCALHOST:{port}"}, 200),
        ({"Host": "[::1]:{port}"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "object"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/", "/assets/atlas.css", "/_cjmsite/client.js"])
def test_only_its_own_pages_under_its_own_names_are_answered(
    serving: Serving, path: str, headers: dict[str, str], status: int
) -> None:
    given = {name: value.format(port=serving.port) for name, value in headers.items()}
    got, answered, text = serving.ask(path, given)
    assert got == status
    if status != 200:
        assert "Small wiki" not in text and "data-token" not in text
    assert not [name for name in answered if name.lower().startswith("access-control")]


def test_the_event_stream_wants_its_token(serving: Serving) -> None:
    token = serving.token()
    for question in ("", "?token=", "?token=x", f"?token={token[:-1]}", f"?token={token}x", f"?tokens={token}"):
        for place in ("events", "about"):
            assert serving.get(f"/_cjmsite/{place}{question}")[0] == 403
    assert serving.get(f"/_cjmsite/about?token={token}&page=index.html")[0] == 200
    assert serving.get(f"/_cjmsite/events?token={token}", {"Origin": "http://evil.example"})[0] == 403
    request = f"GET /_cjmsite/events?token={token}&page=index.html HTTP/1.1\r\nHost: localhost:{serving.port}\r\n\r\n"
    assert b"text/event-stream" in serving.raw(request.encode())
    again = re.search(r'data-token="([^"]+)"', serving.get("/")[1])
    assert again and again[1] == token and len(token) >= 32


def test_every_answer_carries_the_policy(serving: Serving) -> None:
    for path in (
        "/",
        "/journeys/buying.html",
        "/nothing.html",
        "/assets/atlas.js",
        "/site.json",
        "/_cjmsite/client.js",
    ):
        _, headers, _ = serving.ask(path)
        found = {name.lower(): value for name, value in headers.items()}
        assert found["content-security-policy"] == CSP
        assert found["cross-origin-resource-policy"] == "same-origin"
        assert found["x-content-type-options"] == "nosniff"
        assert "server" not in found


def test_only_reading_is_possible(serving: Serving) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert serving.get("/", method=method)[0] in (400, 405)
    assert serving.get("/", method="HEAD") == (200, "")


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: \x00\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_server_goes_on(serving: Serving, request_: bytes) -> None:
    answer = serving.raw(request_ if b"\r\n\r\n" in request_ else request_ + b"\r\n\r\n")
    assert not answer or int(answer.split(b" ", 2)[1]) in (400, 403, 404, 431)
    assert serving.get("/")[0] == 200


@pytest.mark.parametrize(
    "request_",
    [
        *(
            f"GET / HTTP/{version}\r\nHost: HERE\r\n\r\n"
            for version in ("0.9", "1.2", "1.9", "2.0", "3.0", "9.9", "1.10")
        ),
        *(
            f"{method} / HTTP/1.1\r\nHost: HERE\r\n{headers}\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: HERE\r\n\r\n"
            for method in ("GET", "POST")
            for headers in (
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Transfer-Encoding:\x0bchunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Content-Length: 5\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: 0\r\nContent-Length: 5\r\n",
                "Content-Length: 99999999999999999999\r\n",
            )
        ),
        "GET / HTTP/1.0\r\nHost: HERE\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: HERE\r\nX: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\tHERE\r\n\r\n",
        "GET / HTTP/1.1\nHost: HERE\n\n",
        "GET / HTTP/1.1\r\nHost: HERE\nX: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: HERE\r\nX: a\rY: b\r\n\r\n",
        *(f"GET / HTTP/1.1\r\nHost: HERE\r\nX: a{sign}b\r\n\r\n" for sign in "\x00\x01\x1b\x7f"),
        "GET / HTTP/1.1\r\nHost: HERE\r\n" + "X: a\r\n" * 101 + "\r\n",
        "GET /#top HTTP/1.1\r\nHost: HERE\r\n\r\n",
        "GET /?a#top HTTP/1.1\r\nHost: HERE\r\n\r\n",
    ],
)
def test_a_request_that_can_be_read_in_two_ways_is_none_and_nothing_follows_it(serving: Serving, request_: str) -> None:
    here = f"127.0.0.1:{serving.port}"
    with socket.create_connection(("127.0.0.1", serving.port), timeout=10) as connection:
        connection.sendall(request_.replace("HERE", here).encode("latin-1"))
        answer = b""
        with suppress(ConnectionResetError):  # as far as it came: what is not read any more is thrown away
            while more := connection.recv(65536):  # up to the end, which is no time-out
                answer += more
    assert answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1 ") == 1
    assert CSP.encode() in answer and b"nosniff" in answer


@pytest.mark.parametrize("path", ["/%", "/%zz", "/%e2%28%a1", "/%f0%80%80%af", "/%ed%a0%80", "/%c2%85"])
def test_an_address_that_is_no_text_is_malformed(serving: Serving, path: str) -> None:
    assert serving.get(path)[0] == 400


def test_noise_in_headers_never_ends_the_server(serving: Serving) -> None:
    chance = random.Random(7)
    names = [b"Host", b"Origin", b"Sec-Fetch-Site", b"Connection", b"Cookie", b"Accept", b"X-" + b"y" * 300]
    for _ in range(120):
        head = b"".join(
            chance.choice(names)
            + chance.choice([b": ", b":", b" : ", b""])
            + chance.randbytes(chance.randrange(60))
            + b"\r\n"
            for _ in range(chance.randrange(6))
        )
        answer = serving.raw(b"GET / HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n")
        assert not answer or b" 200 " not in answer[:15]
    assert serving.get("/")[0] == 200


def memory(serving: Serving) -> int:
    """Kilobytes that the server holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{serving.process.pid}/status").read_text())
    assert found
    return int(found[1])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is looked up in /proc")
@pytest.mark.parametrize(
    ("first", "more"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"a" * 65536),
        (b"GET / HTTP/1.1\r\n", b"X: a\r\n" * 10000),
        (b"GET / HTTP/1.1\r\nHost: HERE\r\nContent-Length: 99999999999\r\n\r\n", b"a" * 65536),
        (b"POST / HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n"),
        (b"", b"GET /assets/atlas.css HTTP/1.1\r\nHost: HERE\r\n\r\n" * 100),
    ],
    ids=["a header", "headers", "a body", "chunks", "requests that nobody waits for"],
)
def test_what_never_ends_takes_no_memory(serving: Serving, first: bytes, more: bytes) -> None:
    here = f"127.0.0.1:{serving.port}".encode()
    assert serving.get("/")[0] == 200
    before = memory(serving)
    with socket.create_connection(("127.0.0.1", serving.port), timeout=2) as connection:
        with suppress(OSError):  # it hangs up, or takes no more
            connection.sendall(first.replace(b"HERE", here))
            for _ in range(400):
                connection.sendall(more.replace(b"HERE", here))
        assert serving.get("/")[0] == 200
        assert memory(serving) < before + 20_000


def test_more_connections_than_files_leave_the_site_readable(tmp_path: Path) -> None:
    """A crowd that asks for nothing: it is hung up on, and the site does not look empty for want of files."""
    root = tmp_path / "small-wiki"
    write_files(root, SITE)
    if os.name != "posix":
        pytest.skip("files and connections are not one here")
    serving = begin(root, before=["sh", "-c", 'ulimit -n 64; exec "$@"', "sh"])
    crowd: list[socket.socket] = []
    try:
        serving.shows("/guide/more.html", "First words.")
        for _ in range(80):
            crowd.append(socket.create_connection(("127.0.0.1", serving.port), timeout=5))
            crowd[-1].sendall(b"GET / HT")
        serving.edit({"content/guide/more.md": "---\ntitle: More\n---\nOther words.\n"})
        serving.shows("/guide/more.html", "Other words.")
        assert serving.get("/journeys/buying.html")[0] == 200
    finally:
        for connection in crowd:
            connection.close()
        assert serving.stop() == 130
    assert "Traceback" not in "".join(serving.lines)


IMPATIENT = """
import sys
from cjmsite.cli.main import cli
from cjmsite.preview import connections

connections.PATIENCE = 0.3
cli(sys.argv[sys.argv.index("serve"):])
"""


def test_who_does_not_ask_in_time_is_hung_up_on(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    serving = begin(tmp_path, before=[sys.executable, "-c", IMPATIENT])
    whole = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\n\r\n".encode()
    try:
        for asked in ((b"",), (b"GET / HTTP/1.1\r\n",), (whole, b"GET / HT")):
            heard = b""
            with socket.create_connection(("127.0.0.1", serving.port), timeout=10) as slow:
                for piece in asked[:-1]:
                    slow.sendall(piece)
                    heard += slow.recv(65536)
                slow.sendall(asked[-1])
                while more := slow.recv(65536):  # up to the end, which is no time-out
                    heard += more
            assert heard[:15] == (b"HTTP/1.1 200 OK" if whole in asked else b"")
    finally:
        assert serving.stop() == 130


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are looked up in /proc")
def test_who_does_not_take_the_answers_is_hung_up_on(tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    serving = begin(tmp_path, before=[sys.executable, "-c", IMPATIENT])

    def sockets() -> int:
        count = 0
        for file in list(Path(f"/proc/{serving.process.pid}/fd").iterdir()):
            with suppress(FileNotFoundError):  # closed since it was listed
                count += "socket:" in str(file.readlink())
        return count

    many = f"GET /assets/atlas.css HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\n\r\n".encode() * 1000
    crowd: list[socket.socket] = []
    try:
        serving.shows("/", "Small wiki")
        before = sockets()
        for _ in range(5):
            crowd.append(socket.create_connection(("127.0.0.1", serving.port), timeout=5))
            crowd[-1].sendall(many)
        serving.until(lambda: sockets() > before)
        serving.until(lambda: sockets() <= before)
        assert serving.get("/")[0] == 200
    finally:
        for connection in crowd:
            connection.close()
        assert serving.stop() == 130
    assert "Traceback" not in "".join(serving.lines)


def test_a_name_is_answered_when_it_was_allowed(serve: Callable[..., Serving]) -> None:
    serving = serve(None, "--host", "0.0.0.0", "--allow-host", "wiki.example")
    serving.said("other machines in this network can read this site")
    assert serving.get("/", {"Host": f"wiki.example:{serving.port}"})[0] == 200
    assert serving.get("/", {"Host": f"evil.example:{serving.port}"})[0] == 403


def test_rows_of_data_are_never_in_what_is_told_of_a_mistake(serve: Callable[..., Serving], tmp_path: Path) -> None:
    serving = serve(
        {"content/data/a.csv": "Date,Q1\n2026-01-10,10\nsecret-person@example.com,9\n2026-01-12,secret-word\n"}
    )
    token = serving.token()
    serving.shows("/", "Small wiki")
    serving.said("not-a-date")
    request = f"GET /_cjmsite/events?token={token}&page=index.html HTTP/1.1\r\nHost: localhost:{serving.port}\r\n\r\n"
    told = (
        serving.raw(request.encode()) + serving.get(f"/_cjmsite/about?token={token}&page=metrics/nps.html")[1].encode()
    )
    assert b"secret-person" not in told and "secret-person" not in "".join(serving.lines)
