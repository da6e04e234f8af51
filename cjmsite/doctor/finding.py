"""What a check found: a value, with a remedy where something has to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

State = Literal["good", "note", "problem"]


class Finding(Struct, frozen=True):
    """One thing that was looked at. A note is worth knowing; a problem has to be mended."""

    state: State
    about: str
    message: str
    mend: str | None = None


def good(about: str, message: str) -> Finding:
    """All is well."""
    return Finding("good", about, message)


def remark(about: str, message: str, mend: str | None = None) -> Finding:
    """Nothing is wrong, but somebody may want to know."""
    return Finding("note", about, message, mend)


def problem(about: str, message: str, mend: str) -> Finding:
    """Something is wrong; `mend` says what to do."""
    return Finding("problem", about, message, mend)


def gathered(*checks: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What all checks found. One that the system does not let look is told of, and stops no other."""
    found: list[Finding] = []
    for check in checks:
        try:
            found += check()
        except OSError as failure:
            found.append(remark("system", f"did not let cjmsite look: {failure}"))
    return found
