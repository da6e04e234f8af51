"""One Firefox for the tests that need it, spoken to in WebDriver BiDi over its own port: no driver in between.

Only what a smoke run needs: open a page, press keys, click, ask the page something, and every complaint of the console.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

PREFERENCES = {
    # Nothing of the house is asked for: no updates, no reports, no lists.
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
}

KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowDown": "\ue015", "ArrowRight": "\ue014", "Home": "\ue011"}


def firefox() -> str | None:
    """An installed Firefox."""
    named = os.environ.get("FIREFOX_PATH")
    return named or next((found for name in ("firefox-esr", "firefox") if (found := shutil.which(name))), None)


class Refused(Exception):
    """Firefox could not do what it was asked for; the message is its own."""


class Firefox:
    """A running Firefox with one page open, and what was wrong in that page so far."""

    def __init__(self, socket: ClientConnection) -> None:
        self.troubles: list[str] = []
        self._socket = socket
        self._asked = 0
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded", "network.fetchError"])
        self.context = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": 1440, "height": 900})

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """What Firefox answers; what it tells in between is noted."""
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(timeout=60))
            if said.get("id") == self._asked:
                if said["type"] == "error":
                    raise Refused(f"{method}: {said['error']}: {said['message']}")
                result: dict[str, Any] = said["result"]
                return result
            self._note(said)

    def _note(self, said: dict[str, Any]) -> None:
        params = said.get("params", {})
        if said.get("method") == "log.entryAdded" and params["level"] in ("error", "warn"):
            self.troubles.append(f"{params['level']}: {params['text']}")
        if said.get("method") == "network.fetchError" and "ABORTED" not in params["errorText"]:
            self.troubles.append(f"failed: {params['request']['url']} {params['errorText']}")

    def open(self, url: str) -> None:
        """Open a page afresh and wait until it has loaded."""
        self.ask("browsingContext.navigate", context=self.context, url="about:blank", wait="complete")
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def see(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        wrapped = f"JSON.stringify(({expression}) ?? null)"
        answer = self.ask("script.evaluate", expression=wrapped, target={"context": self.context}, awaitPromise=True)
        if answer["type"] == "exception":
            raise Refused(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def wait(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        until = time.monotonic() + 10
        while not self.see(f"!!({expression})"):
            assert time.monotonic() < until, f"never came true: {expression}; troubles: {self.troubles}"
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of KEYS, or text to type."""
        pressed = [KEYS.get(key, key) for key in keys]
        actions = [{"type": kind, "value": key} for key in pressed for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("input.performActions", context=self.context, actions=[source])

    def click(self, selector: str) -> None:
        """Click the middle of an element, as a mouse would."""
        found = json.dumps(selector)
        self.wait(f"document.querySelector({found})")
        place = self.see(
            f"(el => {{ el.scrollIntoView({{block: 'center', inline: 'center'}}); const b = el.getBoundingClientRect();"
            f" return [b.x + b.width / 2, b.y + b.height / 2]; }})(document.querySelector({found}))"
        )
        x, y = (round(number) for number in place)
        actions: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        source = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}
        self.ask("input.performActions", context=self.context, actions=[source])

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(Refused, OSError, EOFError):
            self.ask("browser.close")


@pytest.fixture(scope="session")
def running_firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for all tests; skipped with a reason where there is none, required under CI=true."""
    path = firefox()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Firefox is required under CI=true; install it or set FIREFOX_PATH")
        pytest.skip("no Firefox found: install it or set FIREFOX_PATH to run the smoke test in it")
    home = tmp_path_factory.mktemp("firefox")
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (home / "user.js").write_text("\n".join(lines), encoding="utf-8")
    log = home / "said.txt"
    command = [path, "--headless", "--no-remote", "--profile", str(home), "--remote-debugging-port", "0"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, stdout=written, stderr=written, env={**os.environ, "HOME": str(home), "MOZ_HEADLESS": "1"}
        )
    try:
        with connect(_address(log, process) + "/session", max_size=None, proxy=None) as socket:
            started = Firefox(socket)
            yield started
            started.close()
    finally:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Where it listens: it says so as soon as it does."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"BiDi listening on (ws://\S+)", log.read_text(encoding="utf-8", errors="replace")):
            return found.group(1)
        time.sleep(0.1)
    pytest.fail(f"Firefox did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


@pytest.fixture
def fox(running_firefox: Firefox) -> Firefox:
    """The running Firefox, with nothing noted yet."""
    running_firefox.troubles.clear()
    return running_firefox
