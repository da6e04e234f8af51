"""Large files of a site: read once and piece by piece, recorded as any other file, and never in two states at once."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from cjmsite.data import bulk, stored
from cjmsite.pipeline import numbers
from cjmsite.read import inputs, large
from tests.conftest import MadeSite

Make = Callable[..., MadeSite]

ROWS = "day,channel,score\n" + "".join(
    f"2026-{1 + n % 3:02}-{1 + n % 27:02},{('app', 'web')[n % 2]},{n * 7 % 11}\n" for n in range(3_000)
)
FILES = {
    "cjmsite.yaml": """
        title: Big
        sources:
          s:
            file: data/long.csv
            columns: {day: {type: date}, channel: {}, score: {type: integer, scale: [0, 10]}}
        """,
    "content/metrics/nps.md": """
        ---
        title: NPS
        source: s
        measure: nps
        expr: score
        date: day
        grain: month
        ---
        """,
    "data/long.csv": ROWS.encode(),
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A world in which a few thousand bytes are many."""
    monkeypatch.setattr(bulk, "BULK_FROM", 1_000)
    monkeypatch.setattr(large, "LARGE", 1_000)
    monkeypatch.setattr(large, "_PIECE", 777)
    monkeypatch.setattr(large, "_FINE", 0.0)
    return monkeypatch


def values(site: MadeSite) -> list[tuple[float | None, int]]:
    result = numbers.metric(site.db, "nps")
    assert result is not None and not result.problems
    return [(value.value, value.n) for value in result.series]


def codes(site: MadeSite) -> list[str]:
    return [problem.code for problem in numbers.reading(site.db, "s").problems]


def test_a_large_file_gives_the_same_numbers_and_is_never_in_memory(
    make_site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = values(make_site(FILES))
    monkeypatch.setattr(bulk, "BULK_FROM", 1_000)
    monkeypatch.setattr(large, "LARGE", 1_000)
    monkeypatch.setattr(large.LargeFile, "whole", lambda self: pytest.fail("all of it is in memory"))
    site = make_site(FILES)
    assert values(site) == ordinary
    (file,) = numbers.reading(site.db, "s").files
    assert (file.sha256, file.size) == (hashlib.sha256(ROWS.encode()).hexdigest(), len(ROWS))


def test_a_large_file_is_read_through_once_for_its_figures_and_its_fingerprint(
    make_site: Make, small: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    pieces = large.LargeFile.pieces

    def counted(self: large.LargeFile) -> Any:
        reads.append(self.path)
        return pieces(self)

    small.setattr(large.LargeFile, "pieces", counted)
    site = make_site(FILES)
    assert numbers.source(site.db, "s") is not None  # the settings are read by now
    small.setattr(inputs, "_LITTLE", "no number of bytes: nobody asks for any")
    assert not codes(site)
    assert reads == ["data/long.csv"]


def test_a_large_file_is_read_again_when_its_content_changed_and_not_when_it_was_only_touched(
    make_site: Make, small: pytest.MonkeyPatch
) -> None:
    site = make_site(FILES)
    before = values(site)
    runs = site.db.runs["reading"]
    os.utime(site.root / "data/long.csv", ns=(1, 1))
    site.edit({})
    assert values(site) == before and site.db.runs["reading"] == runs
    site.edit({"data/long.csv": ROWS.replace(",app,", ",app,1").encode()})
    assert codes(site) and site.db.runs["reading"] == runs + 1
    site.edit({"data/long.csv": ROWS.encode()})
    assert values(site) == before


@pytest.mark.parametrize("deed", ["written", "replaced", "touched", "deleted"])
def test_a_large_file_that_changes_while_it_is_read_is_a_finding_until_it_is_read_again(
    make_site: Make, small: pytest.MonkeyPatch, deed: str
) -> None:
    site = make_site(FILES)
    path: Path = site.root / "data/long.csv"
    look = bulk.is_plain

    def disturbed(*arguments: Any) -> bool:
        found = look(*arguments)
        if deed == "written":
            with path.open("r+b") as file:
                file.seek(len(ROWS) // 2)
                file.write(b"9")
        elif deed == "replaced":
            other = path.with_name("other")
            other.write_bytes(path.read_bytes())
            other.replace(path)
        elif deed == "touched":
            path.touch()
        else:
            path.unlink()
        return found

    with small.context() as patched:
        patched.setattr(bulk, "is_plain", disturbed)
        assert codes(site) == ["changing-file"]
    path.write_bytes(ROWS.encode())
    site.edit({})
    assert values(site) == values(make_site(FILES))


def test_a_large_file_that_the_disk_does_not_give_is_a_finding_until_it_does(
    make_site: Make, small: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> IO[Any]:
        raise OSError(errno.EIO, "Input/output error")

    site = make_site(FILES)
    with small.context() as patched:
        patched.setattr(large, "open", refused, raising=False)
        assert codes(site) == ["unreadable-file"]
    site.edit({})
    assert values(site) == values(make_site(FILES))


@pytest.mark.parametrize("odd", ["2026-01-05,app\n\n# made by hand\n", "2026-01-05,caf\xe9,7\n"])
def test_a_large_file_with_something_odd_in_it_is_never_in_memory_either(
    make_site: Make, small: pytest.MonkeyPatch, odd: str
) -> None:
    content = (ROWS + odd).encode("cp1252")
    ordinary = values(make_site({**FILES, "data/long.csv": (ROWS + odd).encode()}))
    small.setattr(large.LargeFile, "whole", lambda self: pytest.fail("all of it is in memory"))
    site = make_site({**FILES, "data/long.csv": content})
    assert values(site) == ordinary
    (file,) = numbers.reading(site.db, "s").files
    assert (file.sha256, file.rows_read) == (hashlib.sha256(content).hexdigest(), 3_001)


def test_a_large_packed_file_is_never_in_memory(make_site: Make, small: pytest.MonkeyPatch) -> None:
    ordinary = values(make_site(FILES))
    packed = gzip.compress(ROWS.encode())
    small.setattr(large.LargeFile, "whole", lambda self: pytest.fail("all of it is in memory"))
    small.setattr(stored.OnDisk, "whole", lambda self: pytest.fail("all of it is in memory"))
    small.setattr(stored, "MEMORY", 2_000)
    settings = FILES["cjmsite.yaml"].replace("long.csv", "long.csv.gz")  # type: ignore[attr-defined]
    site = make_site({**FILES, "cjmsite.yaml": settings, "data/long.csv": None, "data/long.csv.gz": packed})
    assert values(site) == ordinary
    assert numbers.reading(site.db, "s").files[0].sha256 == hashlib.sha256(packed).hexdigest()


def test_a_link_that_leads_a_large_file_out_of_the_site_is_refused(
    make_site: Make, small: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(ROWS.encode())
    site = make_site({**FILES, "data/long.csv": None, "data/other.csv": "a,b\n"})
    (site.root / "data/long.csv").symlink_to(outside)
    site.edit({})
    assert codes(site) == ["path-outside"]


def test_what_was_written_a_moment_ago_is_looked_at_when_the_moment_is_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 1_000)
    path = tmp_path / "long.csv"
    path.write_bytes(ROWS.encode())
    found = large.find("long.csv", path, large.nobody)
    assert found is not None
    path.write_bytes(ROWS.replace("app", "web").encode())
    assert large.look(path) != found.stamp


def test_whoever_waits_is_told_how_far_the_reading_has_come(
    make_site: Make, small: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = make_site(FILES)
    told: list[tuple[str, int, int]] = []
    site.db.set(inputs.PROGRESS, lambda stage, done, total: told.append((stage, done, total)))
    small.setattr(large, "_MB", 10)
    assert values(site)
    assert {stage for stage, _, _ in told} == {"Reading data/long.csv (MB)"}
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] == told[-1][2] == len(ROWS) >> 10
    site.edit({"data/long.csv": ROWS.encode() + b"# made by hand\n" + ROWS.encode()})
    numbers.metric(site.db, "nps")
    assert ("Reading data/long.csv, row by row", 0, 0) in told
