"""The marks of persons: five shapes in turn, drawn round the origin, as the page's script draws them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct


def short(value: float) -> str:
    """A coordinate with at most three decimals."""
    return f"{round(value, 3) + 0.0:g}"


@lru_cache(1_000)  # five shapes in a few sizes, round the origin
def marker(cls: str, r: float = 5.0, x: float = 0, y: float = 0) -> str:
    """The outline of the mark of `p1` to `p10`: disc, square, triangle, diamond, wedge.

    The style sheet fills those of odd persons and leaves those of even persons hollow.
    """
    shape = (int(cls[1:]) - 1) % 5
    if shape == 0:
        return (
            f"M{short(x - r)},{short(y)}a{short(r)},{short(r)},0,1,0,{short(2 * r)},0"
            f"a{short(r)},{short(r)},0,1,0,{short(-2 * r)},0Z"
        )
    if shape == 1:
        return f"M{short(x - r * 0.9)},{short(y - r * 0.9)}h{short(r * 1.8)}v{short(r * 1.8)}h{short(-r * 1.8)}Z"
    corners: tuple[tuple[float, float], ...]
    if shape == 2:
        corners = ((0, -1.2), (1.15, 0.85), (-1.15, 0.85))
    elif shape == 3:
        corners = ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0))
    else:
        corners = ((0, 1.2), (1.15, -0.85), (-1.15, -0.85))
    return "M" + "L".join(f"{short(x + dx * r)},{short(y + dy * r)}" for dx, dy in corners) + "Z"


class Mark(Struct, frozen=True):
    """A person's mark at a value: its outline round the origin, and whether it opens round another mark."""

    cls: str
    value: float
    d: str
    ring: bool


_WIDEST = 4  # more persons than this on one value share the outermost ring


def nested(values: Mapping[str, float], r: float = 5.0) -> tuple[Mark, ...]:
    """The marks of several persons (class -> value) on one axis.

    Those on one value nest: the first one shrinks and the others open round it, so that all stay visible.
    """
    crowd: dict[float, int] = {}
    for value in values.values():
        crowd[value] = crowd.get(value, 0) + 1
    seen: dict[float, int] = {}
    marks = []
    for cls, value in values.items():
        rank = seen.get(value, 0)
        seen[value] = rank + 1
        size = r if crowd[value] == 1 else r - 1.5 + min(rank, _WIDEST) * 3.5
        marks.append(Mark(cls, value, marker(cls, size), rank > 0))
    return tuple(marks)
