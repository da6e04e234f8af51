"""Connections that may not use up the server: who asks for nothing, or does not take what was asked for, is hung up
on, and there are only so many at once.

Each one holds a file of the process, of which there are as few as 256. Without any left, the site cannot be read.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from cjmsite.preview.gate import SECURITY_HEADERS
from cjmsite.preview.heads import LONGEST, StrictConnection

PATIENCE = 10.0
"""Seconds in which a request has to be said to its end, and something of an answer has to be taken."""
SPARE = 150
"""Files that are left for the site, its data and the watches."""
MOST = 512
FEWEST = 16


def limit() -> int:
    """How many connections there may be at once."""
    try:
        import resource
    except ImportError:  # Windows, where connections are no files
        return MOST
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST if files == resource.RLIM_INFINITY else max(FEWEST, min(MOST, files - SPARE))


class Connection(H11Protocol):
    """One connection. It waits from when it is made, and from the first byte of a request, until that is whole; and
    while an answer is not taken.
    """

    _waiting: asyncio.TimerHandle | None = None
    _untaken = 0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.conn = StrictConnection(h11.SERVER, LONGEST)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait; where there are too many, the one that has waited longest goes."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > limit():
            others = (other for other in self.connections if isinstance(other, Connection))
            min(others, key=Connection._patience_ends).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait on if it is not a whole request."""
        super().data_received(data)
        if self.flow.write_paused:
            return
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_more()
        elif self._waiting is None and self.timeout_keep_alive_task is None:
            self._wait()

    def pause_writing(self) -> None:
        """Begin to wait: so much lies here that nobody takes."""
        super().pause_writing()
        self._wait()

    def resume_writing(self) -> None:
        """It was taken."""
        super().resume_writing()
        self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._wait_no_more()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, with the headers of every answer."""
        headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close"), *SECURITY_HEADERS]
        refusal = h11.Response(status_code=400, headers=headers, reason="Bad Request")
        for part in (refusal, h11.Data(data=b"This is no request.\n"), h11.EndOfMessage()):
            self.transport.write(self.conn.send(part) or b"")
        self.transport.close()

    def _wait(self) -> None:
        self._wait_no_more()
        self._untaken = self.transport.get_write_buffer_size()
        self._waiting = self.loop.call_later(PATIENCE, self._hang_up)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        if not self.flow.write_paused:
            self._waiting = None
            self.transport.close()
        elif self.transport.get_write_buffer_size() < self._untaken:
            self._wait()  # slowly, but it comes
        else:
            self.transport.abort()

    def _patience_ends(self) -> float:
        ends = self._waiting or self.timeout_keep_alive_task
        return ends.when() if ends is not None else float("inf")
