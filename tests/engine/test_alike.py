"""Values that are equal, and whether they are also alike."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct

from cjmsite.alike import alike
from cjmsite.model.common import Model
from cjmsite.query import Database, query
from cjmsite.read.yamlvalues import WrittenFloat


class Pair(Struct, frozen=True):
    left: Any
    right: Any


class Written(Model):
    words: str = "none"
    extra: dict[str, Any] = {}


def spelt(raw: str) -> WrittenFloat:
    number = WrittenFloat(raw)
    number.raw = raw
    return number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1: "x"}, {True: "x"}),
        ((1, (2, [3])), (1, (2, [3.0]))),
        (Pair(1, {"x": [0]}), Pair(1, {"x": [False]})),
        (spelt("1.0"), spelt("1e0")),
    ],
)
def test_what_is_equal_may_not_be_alike(one: object, other: object) -> None:
    assert one == other
    assert not alike(one, other)
    assert alike(one, one)


def test_copies_are_alike() -> None:
    def made() -> object:
        return {"x": [1, 2.5, True, None, "words", b"bytes"], "y": Pair((), {"z": Written(extra={"k": spelt("1.10")})})}

    assert made() == made() and alike(made(), made())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Written(), Written(words="none")),
        (Written(extra={"a": 1, "b": 2}), Written(extra={"b": 2, "a": 1})),
        (Written(extra={"a": [1]}), Written(extra={"a": [True]})),
    ],
)
def test_models_differ_by_what_was_written(one: Written, other: Written) -> None:
    assert one == other and not alike(one, other) and not alike([one], [other])
    assert alike(one, type(one)(**one.model_dump(exclude_unset=True)))


@query
def mapping(db: Database) -> dict[str, int]:
    return dict.fromkeys(db.get("words").split(), 1)


@query
def listed(db: Database) -> str:
    return " ".join(mapping(db))


def test_the_wave_does_not_stop_at_another_order() -> None:
    db = Database()
    db.set("words", "a b")
    assert listed(db) == "a b"
    db.set("words", "b a")
    assert listed(db) == "b a"
