"""Answers on a scale whose ends, or all of whose steps, carry words: `10 - Extremely likely` beside 9."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WHOLE = re.compile(r"\d{1,2}")
_BEFORE = re.compile(r"(\d{1,2})(?: ?[=:] ?| ?[-–—] | ?\()(?=[^\W\d_])[^\d\n]{1,120}")
_AFTER = re.compile(r"[^\W\d_][^\d\n]{0,120}?(?: ?[=:] ?| [-–—] ?| ?\()(\d{1,2})\)?")
_TOP = 10


def find_steps(words: Sequence[str]) -> dict[str, str]:
    """What each worded answer counts, where others are bare numbers or all are worded; nothing where they are none.

    Numbers that only number the choices look alike: whether these are answers on a scale, the name has to say.
    """
    steps: dict[str, str] = {}
    for word in words:
        if _WHOLE.fullmatch(word):
            continue
        found = _BEFORE.fullmatch(word) or _AFTER.fullmatch(word)
        if found is None:
            return {}
        steps[word] = found[1]
    numbers = [*steps.values(), *(word for word in words if word not in steps)]
    if len(words) < 2 or len(set(steps.values())) < len(steps) or max(map(int, numbers)) > _TOP:
        return {}
    return steps
