"""Running the preview: a socket, a server on it, and an end with Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import socket
from pathlib import Path
from typing import Any

from cjmsite.preview.app import App
from cjmsite.preview.gate import Gate
from cjmsite.preview.session import Choices, Preview
from cjmsite.preview.terminal import Terminal

TRIES = 50
"""How many ports after the default one are tried."""

BACKLOG = 64
"""How many connections may wait to be taken."""


class PortTaken(Exception):
    """Somebody else listens there."""


def open_socket(host: str, port: int, *, tries: int = 1) -> socket.socket:
    """A listening socket on a port, or on the next free one of several. Raises PortTaken, or OSError for a bad host."""
    for number in range(port, min(port + tries, 65536)):
        try:
            listening = socket.create_server(
                (host.strip("[]"), number), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG
            )
            # Inherited by every connection; without it an answer waits for the receipt of its own head.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listening
        except OSError as failure:
            if failure.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise PortTaken(str(port))


def run(listening: socket.socket, root: Path, gate: Gate, choices: Choices, terminal: Terminal) -> None:
    """Serve until somebody presses Ctrl-C, which is then raised as KeyboardInterrupt."""
    import uvicorn

    from cjmsite.preview.connections import Connection, limit

    async def serve() -> None:
        preview = Preview(root, choices, terminal)
        config = uvicorn.Config(
            App(preview, gate),
            http=Connection,
            backlog=min(BACKLOG, limit()),  # so many are taken at once, before one can be refused
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config, preview)
        asyncio.get_running_loop().set_exception_handler(_tell)
        await preview.start()
        try:
            await server.serve(sockets=[listening])
        finally:
            await preview.stop()

    class _Server(uvicorn.Server):
        """Hangs up on the tabs first, whose streams would otherwise keep it waiting."""

        def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
            super().__init__(config)
            self._preview = preview

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            self._preview.hang_up()
            await super().shutdown(sockets)

    asyncio.run(serve())


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say what went wrong, but not that connections came faster than they were refused: those are taken later."""
    failure = context.get("exception")
    if not (isinstance(failure, OSError) and failure.errno in (errno.EMFILE, errno.ENFILE)):
        loop.default_exception_handler(context)
