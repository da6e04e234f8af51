"""Documents that somebody may have meant by a word that is no address: by their ids and by their titles."""

from __future__ import annotations

import difflib
import unicodedata

from cjmsite.pipeline import configuration, content
from cjmsite.query import Database

SHOWN = 3
_NEAR = 0.75


def documents(db: Database, kind: str, name: str) -> tuple[str, ...]:
    """The published documents whose id or title is near a name, best first, as `kind:id`. No kind means any."""
    wanted = _folded(name.removesuffix(".md").removesuffix(".html").rpartition("/")[2])
    if len(wanted) < 2:
        return ()
    kinds = configuration.registry(db).kinds
    cards = [card for known in ([kind] if kind in kinds else kinds) for card in content.cards(db, known)]
    rated = ((max(_nearness(wanted, _folded(text)) for text in (card.id, card.title)), card) for card in cards)
    best = sorted(((rate, card) for rate, card in rated if rate >= _NEAR), key=lambda found: (-found[0], found[1].id))
    return tuple(f"{card.kind}:{card.id}" for _, card in best[:SHOWN])


def _nearness(wanted: str, text: str) -> float:
    """How near a name is to a text or to one of its words; 1 is the same, and a beginning of a word is near."""
    words = text.split()
    ratios = (difflib.SequenceMatcher(None, wanted, part).ratio() for part in (text, *words))
    begins = any(word.startswith(wanted) for word in words) or wanted in text
    return max(0.9 if begins and len(wanted) > 2 else 0.0, *ratios)


def _folded(text: str) -> str:
    """A text without case, marks and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
