"""A soak notices what drifts, can be repeated, and leaves alone what is not its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.soak import __main__ as soak
from bench.soak import ground, held
from bench.soak.writer import Writer
from tests.write.folders import files_in

SHORT = ["--pages", "24", "--minutes", "0.01"]


def test_the_same_seed_makes_the_same_edits(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        root = tmp_path / name
        ground.lay(root, 24, 3)
        writer = Writer(root, 3)
        done = [writer.edit() for _ in range(60)]
        files = {path: content for path, content in files_in(root).items() if not path.startswith(".git/")}
        made.append(([deed for deed in done if not deed.startswith("checkout")], files))
    assert made[0] == made[1]
    assert len({deed.split()[0] for deed in made[0][0]}) > 10, "hardly anything else was done"


def test_a_quiet_round_is_no_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main([*SHORT, "--scratch", str(tmp_path / "soak")]) == 0
    assert "1 rounds" in (said := capsys.readouterr().out) and "0 drifts" in said


def test_a_large_site_is_compared_as_a_whole_now_and_then(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main([*SHORT, "--scratch", str(tmp_path / "soak"), "--whole", "3"]) == 0
    said = capsys.readouterr().out
    assert "2 rounds" in said and "0 drifts" in said
    assert "1 whole builds" in said or "0 whole builds" in said  # none where the last edit was a mistake


def test_a_build_that_differs_is_kept_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = held.build

    def tampered(*arguments: object) -> held.Ran:
        ran = real(*arguments)  # type: ignore[arg-type]
        return held.Ran(ran.code, ran.said, {**ran.files, "index.html": str(arguments[3:]).encode()})

    monkeypatch.setattr(held, "build", tampered)
    monkeypatch.setattr(held, "PATIENCE", 0.1)
    assert soak.main([*SHORT, "--scratch", str(tmp_path / "soak")]) == 1
    assert "Round 1: build: index.html; preview: " in capsys.readouterr().out
    why = json.loads((tmp_path / "soak/drift-1/why.json").read_text())
    assert {"build: index.html", "preview: index.html"} <= {*why["wrong"]} and why["edits"]
    assert (tmp_path / "soak/drift-1/site/cjmsite.yaml").is_file()


def test_a_folder_that_holds_something_else_is_not_emptied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letters").write_text("dear")
    assert soak.main([*SHORT, "--scratch", str(tmp_path)]) == 2
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "letters").read_text() == "dear"
