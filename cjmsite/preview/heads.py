"""What the head of a request may look like. Whatever can be read in two ways is no request.

Nothing but reading is possible here, so a request has no body: two programs that count the length of one differently
would take a part of it for the next request.
"""

from __future__ import annotations

import re

import h11

MOST = 100
"""How many headers a request may have; a browser sends some twenty."""
LONGEST = 65536
"""Bytes that the head of a request may have."""

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FOLDED = re.compile(rb"\n[ \t]")


class StrictConnection(h11.Connection):
    """A server's side of HTTP/1.1 that lets no head through which the standard calls obsolete, wrong or dangerous."""

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """What comes next. Raises RemoteProtocolError for what is no request."""
        waiting = self.trailing_data[0] if self.their_state is h11.IDLE else b""
        event = super().next_event()
        if isinstance(event, h11.Request):
            rest = len(self.trailing_data[0])
            if (fault := _fault(event, waiting[: len(waiting) - rest])) is not None:
                raise h11.RemoteProtocolError(fault)
        return event


def _fault(request: h11.Request, head: bytes) -> str | None:
    """What is wrong with a request whose head these are, as a parser that forgives took it, and as it came."""
    if request.http_version not in (b"1.0", b"1.1"):
        return "there is no such version"
    if b"#" in request.target:
        return "what stands behind # is for the browser alone"
    if len(request.headers) > MOST:
        return "too many headers"
    if len(head) > LONGEST:
        return "too long a head"
    if head.count(b"\n") != head.count(b"\r\n") or _FOLDED.search(head) or _CONTROL.search(head):
        return "lines are not separated as they should be"
    lengths = {value for name, value in request.headers if name == b"content-length"}
    if lengths - {b"0"} or any(name == b"transfer-encoding" for name, _ in request.headers):
        return "there is nothing to send here"
    return None
