"""Connections that may not use up the server: who asks for nothing is hung up on, and there are only so many at once.

Each one holds a file of the process, of which there are as few as 256. Without any left, the site cannot be read.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0
"""Seconds in which a request has to be said to its end."""
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
    """One connection. It waits from when it is made, and from the first byte of a request, until that is whole."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait; where there are too many, the one that has waited longest goes."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > limit():
            waiting = [other for other in self.connections if isinstance(other, Connection) and other._waiting]
            min(waiting, key=Connection._patience_ends, default=self).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait on if it is not a whole request."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_more()
        elif self._waiting is None and self.timeout_keep_alive_task is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(PATIENCE, self._hang_up)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        self._waiting = None
        self.transport.close()

    def _patience_ends(self) -> float:
        return self._waiting.when() if self._waiting is not None else float("inf")
