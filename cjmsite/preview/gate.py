"""Who may ask: the names under which this server may be spoken to, and from which pages.

Another page in the same browser can send requests to a server on this machine, and a name of its own can be made to
lead here. Both are known by what the browser says of itself: `Host`, `Origin` and `Sec-Fetch-Site`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

LOCAL = ("localhost", "127.0.0.1", "[::1]")

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d*)?", re.ASCII | re.IGNORECASE)

Headers = Iterable[tuple[bytes, bytes]]

SECURITY_HEADERS = (
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'",
    ),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
)
"""On every answer. Nothing here lets another origin read anything."""


class Refusal(Struct, frozen=True):
    """Why a request is not answered."""

    status: int
    reason: str


class Gate:
    """The names that a server answers to: this machine's own, and those that were allowed by hand."""

    def __init__(self, port: int, allowed: Sequence[str] = ()) -> None:
        self._names: set[str] = set()
        for name in (*LOCAL, *allowed):
            plain = name.strip().lower()
            has_port = plain.rpartition(":")[2].isdigit() and (plain.count(":") == 1 or "]:" in plain)
            self._names |= {plain} if has_port else {f"{plain}:{port}"}
            if port == 80 and not has_port:
                self._names.add(plain)

    def refusal(self, headers: Headers) -> Refusal | None:
        """Why a request is refused, or None."""
        given: dict[str, list[str]] = {}
        for name, value in headers:
            given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").strip(" \t"))
        hosts = given.get("host", [])
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
            return Refusal(400, "A request names one host.")
        if hosts[0].lower() not in self._names:
            return Refusal(403, "This preview does not answer to that name. `--allow-host NAME` would allow it.")
        origins = given.get("origin", [])
        if any(origin.lower() not in {f"http://{name}" for name in self._names} for origin in origins):
            return Refusal(403, "This preview answers only its own pages.")
        site = given.get("sec-fetch-site", ["none"])
        shown_alone = given.get("sec-fetch-dest", ["document"]) == ["document"]  # and in no frame of another page
        goes_there = given.get("sec-fetch-mode") == ["navigate"] and shown_alone
        if site != ["none"] and site != ["same-origin"] and not goes_there:
            return Refusal(403, "This preview answers only its own pages.")
        return None


def is_local(host: str) -> bool:
    """Whether a server at this address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
