"""Scales that cannot be the ones people were asked on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_FROM = 30


def is_suspect(values: Sequence[Any], scale: tuple[float, float]) -> bool:
    """Whether many answers all lie within 1 to 5, although the scale is said to go to 10."""
    return 10 <= scale[1] <= 11 and len(values) >= _FROM and min(values) >= 1 and max(values) <= 5
