"""Where the person who works on a site reads along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cjmsite.diagnostics import Diagnostic


class Terminal(Protocol):
    """What a preview tells that person."""

    def changed(self, files: tuple[str, ...], tabs: int, milliseconds: float) -> None:
        """Files changed, and so many open tabs were told."""

    def found(self, findings: tuple[Diagnostic, ...], line: Callable[[str, int], str | None]) -> None:
        """What is wrong now."""

    def polls(self, reason: str, remedy: str) -> None:
        """There is no doorbell, and what would give one; files are looked at once a second."""

    def hangs(self, file: str, line: int) -> None:
        """Somebody's code takes long, and may never end."""

    def failed(self, failure: Exception) -> None:
        """A bug."""
