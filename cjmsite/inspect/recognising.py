"""Which format a file is of, judged by the signs that each format declares; in doubt, all that it may be."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from cjmsite.data.format import Format
from cjmsite.data.look import Look

ENOUGH = 10
"""What the signs of a format must add up to."""

LEAD = 4
"""By how much the best format must be ahead of the next one."""


class Candidate(Struct, frozen=True):
    """A format that a file may be of: what its signs add up to, and those that spoke for it or against it."""

    format: Format
    score: int
    reasons: tuple[str, ...]


class Verdict(Struct, frozen=True):
    """What a file was recognised as. In doubt `best` is none and `candidates` are all that it may be.

    Where no format of a product fits, `best` is one that says no more than how the file is written, and not `sure`.
    """

    best: Candidate | None
    candidates: tuple[Candidate, ...]
    sure: bool


def recognise(look: Look, formats: Iterable[Format]) -> Verdict:
    """The verdict over a file."""
    judged = sorted((_judge(look, fmt) for fmt in formats), key=lambda candidate: -candidate.score)
    known = tuple(candidate for candidate in judged if candidate.score >= ENOUGH)
    if known:
        sure = len(known) == 1 or known[0].score - known[1].score >= LEAD
        return Verdict(known[0] if sure else None, known, sure)
    plain = [candidate for candidate in judged if candidate.score > 0 and is_plain(candidate.format)]
    return Verdict(plain[0] if plain else None, tuple(c for c in judged if c.score > 3 and c not in plain), False)


def is_plain(fmt: Format) -> bool:
    """Whether a format is one of no product: its signs never add up to enough."""
    return sum(sign.weight for sign in fmt.signs if sign.weight > 0) < ENOUGH


def _judge(look: Look, fmt: Format) -> Candidate:
    if fmt.reads and look.container not in fmt.reads and not ("json" in fmt.reads and look.container == "text"):
        return Candidate(fmt, 0, ())
    shown = [sign for sign in fmt.signs if sign.shown_by(look)]
    return Candidate(fmt, sum(sign.weight for sign in shown), tuple(sign.says for sign in shown))
