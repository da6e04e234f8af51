"""The demo site in a real browser: built once, opened from disk and from a server under a sub-path."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from cjmsite import build
from tests.conftest import TODAY

REPOSITORY = Path(__file__).parents[2]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


def chromium() -> str | None:
    """An installed Chromium."""
    named = os.environ.get("CHROMIUM_PATH")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return named or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; skipped with a reason where there is none, required under CI=true."""
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is required under CI=true; install it or set CHROMIUM_PATH")
        pytest.skip("no Chromium found: install it or set CHROMIUM_PATH to run the browser tests")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


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


class Watched:
    """A page that notes everything a reader's console and network would show as wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda m: self.troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("request", lambda request: self.requests.append(request.url))

    def _failed(self, request: Request) -> None:
        # An image that was still loading when the next page was opened did not fail.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.troubles.append(f"failed: {request.url} {request.failure}")


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A fresh page in a fresh context."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Watched(context.new_page())
    context.close()
