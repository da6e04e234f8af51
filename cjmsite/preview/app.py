"""Requests and answers: who may ask, for what, and what goes over the wire. An ASGI application."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cjmsite.preview.address import output_address
from cjmsite.preview.desk import Answer
from cjmsite.preview.gate import SECURITY_HEADERS, Gate
from cjmsite.preview.session import Preview
from cjmsite.preview.tabs import Tab

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

STATIC = Path(__file__).parent / "static"
OWN = "/_cjmsite/"
HEARTBEAT = 15.0
"""Seconds after which a silent stream shows that it is still there."""
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class App:
    """Answers requests for a preview."""

    def __init__(self, preview: Preview, gate: Gate) -> None:
        self._preview = preview
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        refusal = self._gate.refusal(scope["headers"])
        if refusal is not None:
            await _reply(scope, send, _plain(refusal.status, refusal.reason))
            return
        if scope["method"] not in ("GET", "HEAD"):
            await _reply(scope, send, _plain(405, "There is nothing to send here."))
            return
        raw: bytes = scope["raw_path"]
        url = output_address(raw)
        if url is None:
            await _reply(scope, send, _plain(400, "This is no address."))
        elif raw == b"/_cjmsite/events" and scope["method"] == "GET":
            await self._events(scope, receive, send)
        elif raw == b"/_cjmsite/about":
            await self._tell_about(scope, send)
        elif raw.decode("ascii", "replace") in _CLIENT_FILES:
            await _reply(scope, send, _client_file(raw.decode("ascii")))
        else:
            try:
                answer = await self._preview.answer(url)
            except Exception:
                answer = _plain(500, "cjmsite itself failed, which is a bug. The terminal says more.")
            await _reply(scope, send, answer)

    def _question(self, scope: Scope) -> dict[str, str] | None:
        """What stands behind the question mark; None without the right token."""
        given = {key: values[-1] for key, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        if not hmac.compare_digest(given.get("token", "").encode(), self._preview.token.encode()):
            return None
        return given

    async def _tell_about(self, scope: Scope, send: Send) -> None:
        question = self._question(scope)
        if question is None:
            await _reply(scope, send, _plain(403, "The token is not right."))
            return
        told = await self._preview.about(question.get("page", ""))
        await _reply(scope, send, Answer(200, "application/json", json.dumps(told, ensure_ascii=False).encode()))

    async def _events(self, scope: Scope, receive: Receive, send: Send) -> None:
        question = self._question(scope)
        if question is None:
            await _reply(scope, send, _plain(403, "The token is not right."))
            return
        headers = [*_headers("text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b": hello\n\n", "more_body": True})
        browser = (scope.get("client") or ("",))[0]
        lent = frozenset(filter(None, question.get("lent", "").split("\n")))
        tab = Tab(question.get("page", ""), question.get("version", ""), question.get("tab", ""), browser, lent)
        await self._preview.open_tab(tab)
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _: tab.hang_up())
        try:
            while (message := await tab.next(HEARTBEAT)) is not None:
                line = f"data: {message}\n\n" if message else ": still here\n\n"
                await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
        finally:
            self._preview.close_tab(tab)
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _headers(type_: str) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", type_.encode()), *((name.encode(), value.encode()) for name, value in SECURITY_HEADERS)]


def _plain(status: int, reason: str) -> Answer:
    return Answer(status, "text/plain; charset=utf-8", reason.encode() + b"\n")


_CLIENT_FILES = {f"{OWN}{path.name}": path for path in STATIC.iterdir() if path.suffix in _TYPES}


def _client_file(address: str) -> Answer:
    path = _CLIENT_FILES[address]
    return Answer(200, _TYPES[path.suffix], path.read_bytes())


async def _reply(scope: Scope, send: Send, answer: Answer) -> None:
    headers = [*_headers(answer.type), (b"content-length", str(len(answer.content)).encode())]
    # Kept by the browser for the script, which compares with what it shows, and asked for anew by everybody else.
    headers.append((b"cache-control", b"no-cache"))
    if answer.location:
        headers.append((b"location", answer.location.encode("ascii")))
    if answer.status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else answer.content
    await send({"type": "http.response.body", "body": body})
