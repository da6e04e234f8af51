"""The memo: it recomputes what changed, and nothing else."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from cjmsite.query import CycleError, Database, Query, eager, query, volatile


@query
def words(db: Database) -> tuple[str, ...]:
    return tuple(str(db.get("text")).split())


@query
def count(db: Database) -> int:
    return len(words(db))


@query
def report(db: Database) -> str:
    return f"{count(db)} words"


@query
def chosen(db: Database) -> str:
    return str(db.get("left")) if db.get("which") == "left" else str(db.get("right"))


@query
def fails(db: Database) -> int:
    return 10 // int(db.get("divisor"))


@query
def asks_for_itself(db: Database) -> int:
    return asks_for_itself(db) + 1


def changed(db: Database, **inputs: object) -> None:
    db.advance()
    for name, value in inputs.items():
        db.set(name, value)
    db.runs.clear()


def test_an_answer_is_computed_once() -> None:
    db = Database()
    db.set("text", "a b c")
    assert report(db) == report(db) == "3 words"
    assert db.runs["report"] == 1


def test_the_wave_stops_where_a_value_came_out_equal() -> None:
    db = Database()
    db.set("text", "a b c")
    report(db)
    changed(db, text="x y z")
    assert report(db) == "3 words"
    assert db.runs["words"] == 1 and db.runs["count"] == 1
    assert "report" not in db.runs


def test_a_read_that_is_no_longer_made_no_longer_counts() -> None:
    db = Database()
    for name, value in {"which": "left", "left": "L", "right": "R"}.items():
        db.set(name, value)
    assert chosen(db) == "L"
    changed(db, which="right")
    assert chosen(db) == "R"
    changed(db, left="other")
    assert chosen(db) == "R"
    assert "chosen" not in db.runs


def test_an_exception_is_remembered_and_goes_when_its_cause_is_mended() -> None:
    db = Database()
    db.set("divisor", 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fails(db)
    assert db.runs["fails"] == 1
    changed(db, divisor=5)
    assert fails(db) == 2


def test_an_exception_that_is_raised_again_and_again_tells_the_same_way_each_time() -> None:
    db = Database()
    db.set("divisor", 0)
    ways = []
    for _ in range(3):
        with pytest.raises(ZeroDivisionError) as caught:
            fails(db)
        ways.append([entry.name for entry in caught.traceback])
    assert ways[0][-1] == "fails"
    assert ways[0] == ways[1] == ways[2]


def test_a_query_that_needs_its_own_answer_is_named() -> None:
    with pytest.raises(CycleError, match="asks_for_itself"):
        asks_for_itself(Database())


def test_told_what_changed_only_what_hangs_on_it_is_looked_at() -> None:
    world = {"left": 1, "right": 2}

    @volatile
    def look(db: Database, side: str) -> int:
        return world[side]

    @query
    def left(db: Database) -> int:
        return look(db, "left")

    @query
    def both(db: Database) -> int:
        return left(db) + look(db, "right")

    db = Database()
    assert both(db) == 3
    world.update(left=5, right=6)
    db.advance([(look, ("left",))])
    db.runs.clear()
    assert both(db) == 7  # nobody said that the right side changed
    assert db.runs == {"look": 1, "left": 1, "both": 1}
    assert [key for key in db.known.looks() if db.differs(key)] == [(look, ("right",))]
    db.advance([(look, ("right",))])
    assert both(db) == 11
    world.update(left=0, right=0)
    db.advance()
    assert both(db) == 0


def test_doubt_that_nobody_resolved_is_not_forgotten() -> None:
    world = {"x": 1}

    @volatile
    def look(db: Database) -> int:
        return world["x"]

    @query
    def middle(db: Database) -> int:
        return look(db) // 10

    @query
    def top(db: Database) -> int:
        return middle(db)

    db = Database()
    assert top(db) == 0
    for value, expected in ((3, 0), (25, 2), (26, 2)):
        world["x"] = value
        db.advance([(look, ())])
        db.advance([])
        assert middle(db) == expected
    db.runs.clear()
    assert top(db) == 2
    assert db.runs == {"top": 1}


def test_an_input_that_says_something_new_is_seen_at_once() -> None:
    db = Database()
    db.set("text", "a b")
    assert report(db) == "2 words"
    db.set("text", "a b c")
    assert report(db) == "3 words"


def test_an_answer_that_was_let_go_is_worked_out_again_and_changes_nothing() -> None:
    db = Database()
    db.set("text", "a b c")
    report(db)
    db.runs.clear()
    db.let_go((words, ()))
    assert report(db) == "3 words" and not db.runs
    assert words(db) == ("a", "b", "c") and db.runs == {"words": 1}
    changed(db)
    assert report(db) == "3 words" and not db.runs


def test_what_is_confirmed_while_a_change_is_being_told_hears_of_that_change_all_the_same() -> None:
    world = {"a": 0, "b": 0}

    @volatile
    def look(db: Database, name: str) -> int:
        return world[name]

    @query
    def sign(db: Database) -> bool:
        return look(db, "a") >= 0

    @query
    def both(db: Database, number: int) -> tuple[bool, int]:
        return sign(db), look(db, "b")

    @eager
    def first(db: Database) -> int:
        return sum(both(db, number)[1] for number in range(40)) if look(db, "b") else 0

    db = Database()
    assert first(db) == 0
    assert [both(db, number) for number in range(40)] == [(True, 0)] * 40
    world["a"] = 1
    db.advance([(look, ("a",))])  # and all are in doubt for this, of which nobody asks yet
    world["b"] = 1
    db.advance([(look, ("b",))])  # `first` hears of it before some of them, and asks for them
    assert [both(db, number) for number in range(40)] == [(True, 1)] * 40
    assert first(db) == 40


class Odd(BaseException):
    """What hardly anybody catches."""


@pytest.mark.parametrize("raised", [RecursionError, Odd, KeyboardInterrupt])
def test_an_eager_query_that_does_not_come_to_its_end_stops_no_wave(raised: type[BaseException]) -> None:
    world = {"depth": 0}

    @volatile
    def look(db: Database) -> int:
        return world["depth"]

    @eager
    def deep(db: Database) -> int:
        if look(db):
            raise raised
        return 0

    @query
    def beside(db: Database) -> int:
        return look(db)

    @query
    def above(db: Database) -> int:
        return beside(db) + deep(db)

    db = Database()
    assert above(db) == 0
    world["depth"] = 1
    with pytest.raises(raised) if raised is KeyboardInterrupt else nullcontext():
        db.advance([(look, ())])
    assert beside(db) == 1
    with pytest.raises(raised):
        above(db)
    world["depth"] = 0
    db.advance([(look, ())])
    assert above(db) == beside(db) == 0


def swept(db: Database, *asked: Query[[], object]) -> set[str]:
    """The queries of which an answer is left when nobody asks for any other than these."""
    db.asked = set()
    for one in asked:
        one(db)
    for _ in db.known.sweep(db.asked.__contains__):
        pass
    db.asked = None
    return {memo.key[0].short for memo in db.known.here.values()}


def test_what_nobody_asks_for_is_forgotten_with_what_was_made_for_it_alone() -> None:
    db = Database()
    for name, value in {"text": "a b c", "divisor": 5}.items():
        db.set(name, value)
    report(db), fails(db), count(db)
    assert swept(db, report, fails) == {"report", "count", "words", "fails", "_given"}
    assert swept(db, count) == {"count", "words", "_given"}
    db.runs.clear()
    assert count(db) == 3 and not db.runs
    changed(db, text="a b")
    assert report(db) == "2 words" and fails(db) == 2
    assert swept(db) == set()


def test_what_is_no_longer_read_is_forgotten() -> None:
    world = {"pages": ("a", "b"), "a": 1, "b": 2}

    @volatile
    def look(db: Database, name: str) -> object:
        return world[name]

    @query
    def page(db: Database, name: str) -> object:
        return look(db, name)

    @query
    def site(db: Database) -> list[object]:
        return [page(db, name) for name in look(db, "pages")]  # type: ignore[attr-defined]

    db = Database()
    assert site(db) == [1, 2]
    for number in range(100):
        world |= {"pages": ("a", f"b{number}"), f"b{number}": number}
        db.advance()
        assert site(db) == [1, number]
        swept(db, site)
    assert len(db.known.here) == 6
    world |= {"pages": ("a", "b"), "b": 3, "a": 4}
    db.advance()
    assert site(db) == [4, 3]


@pytest.mark.parametrize("told", ["ab", "ba"])
@pytest.mark.parametrize("eager_too", [False, True])
def test_an_answer_worked_out_again_while_a_change_is_being_told_may_be_another(told: str, eager_too: bool) -> None:
    world = {"a": 1, "b": 1}

    @volatile
    def look(db: Database, name: str) -> int:
        return world[name]

    @(eager if eager_too else query)
    def base(db: Database) -> int:
        return look(db, "a")

    @query
    def last(db: Database) -> int:
        return base(db) * 10

    @eager
    def first(db: Database) -> int:
        return base(db) if look(db, "b") > 1 else 0

    db = Database()
    assert (last(db), first(db)) == (10, 0)
    db.let_go((base, ()))
    world.update(a=2, b=2)
    db.advance([(look, (name,)) for name in told])
    assert (last(db), first(db)) == (20, 2)


def test_a_look_of_which_the_answer_was_lost_may_have_been_another() -> None:
    world = {"a": 1}

    @volatile
    def look(db: Database) -> int:
        return world["a"]

    @query
    def last(db: Database) -> int:
        return look(db) * 10

    db = Database()
    assert last(db) == 10
    db.let_go((look, ()))
    world["a"] = 2
    db.advance()
    assert last(db) == 20


def test_a_look_that_is_taken_again_while_something_else_is_told_counts_as_another() -> None:
    world = {"a": 1}

    @volatile
    def look(db: Database) -> int:
        return world["a"]

    @query
    def last(db: Database) -> int:
        return look(db) * 10

    @eager
    def late(db: Database) -> int:
        return look(db) if db.get("day") > 1 else 0

    db = Database()
    db.set("day", 1)
    assert (last(db), late(db)) == (10, 0)
    db.let_go((look, ()))
    world["a"] = 2
    db.set("day", 2)
    db.advance([(look, ())])
    assert (last(db), late(db)) == (20, 2)


def test_an_answer_that_was_let_go_changes_with_the_world() -> None:
    db = Database()
    db.set("text", "a b c")
    report(db)
    db.let_go((words, ()))
    changed(db, text="a b")
    assert report(db) == "2 words"
    db.let_go((fails, ()))  # which nobody has asked for
    db.set("divisor", 5)
    assert fails(db) == 2
