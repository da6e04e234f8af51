"""The demo site in a real browser: built once, opened from disk and from a server under a sub-path."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cjmsite import build
from tests.conftest import TODAY

REPOSITORY = Path(__file__).parents[2]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site in a folder."""
    out = tmp_path_factory.mktemp("demo") / "site"
    db = build.open_site(REPOSITORY, build.Options(today=TODAY))
    outcome = build.build(db, out)
    assert outcome.written is not None, outcome.findings
    return out


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under /deep/wiki/ with the policy as a header, as a strict host would."""

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix("/deep/wiki") if path.startswith("/deep/wiki/") else "/no/such/place"
        return super().translate_path(inside)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(demo: Path) -> Iterator[str]:
    """The address of the demo site on a server, below a sub-path."""
    handler = functools.partial(_Handler, directory=str(demo))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/deep/wiki/"
    server.shutdown()
    server.server_close()
