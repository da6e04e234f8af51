"""The files about every page are the same, whether a run put them together in groups of documents or one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.render import machines
from tests.conftest import TODAY, write_files


def test_the_first_build_of_a_large_site_holds_no_groups_and_writes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"content/page-{number}.md": f"---\ntitle: Page {number}\n---\nWords {number}.\n" for number in range(90)}
    write_files(tmp_path, {"cjmsite.yaml": "title: T\n", **pages})
    written = {}
    for few in (0, 1000):
        monkeypatch.setattr(machines, "_FEW", few)
        db = build.open_site(tmp_path, build.Options(today=TODAY))
        out = tmp_path / f"out-{few}"
        assert build.build(db, out).written is not None
        assert ("search_lines" in db.runs, "site_lines" in db.runs) == (few > 0, few > 0)
        written[few] = [(out / name).read_bytes() for name in (machines.SEARCH, machines.SITE_FILE)]
    assert written[0] == written[1000]
    assert all(f"Words {number}.".encode() in text for number in (0, 89) for text in written[0])
