"""A folder that cannot be looked into is not an empty one: a build must not delete its pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cjmsite import build
from tests.conftest import TODAY, write_files
from tests.write.folders import files_in


def refuse(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    real = os.scandir

    def scandir(path: Any = ".") -> Any:
        if str(path).endswith(folder):
            raise OSError(5, "Input/output error", str(path))  # a network share that is away
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_folder_of_pages_is_an_error_and_deletes_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = tmp_path / "one", tmp_path / "out"
    write_files(root, {"cjmsite.yaml": "title: S\n", "content/index.md": "# A\n", "content/guide/g.md": "# G\n"})
    options = build.Options(today=TODAY)
    assert build.build(build.open_site(root, options), out).written
    before = files_in(out)
    refuse(monkeypatch, "content/guide")
    outcome = build.build(build.open_site(root, options), out)
    assert outcome.written is None
    told = [(f.code, f.span.path) for f in outcome.findings if f.severity == "error" and f.span]
    assert told == [("unreadable-folder", "content/guide")]
    assert files_in(out) == before


def test_a_folder_of_a_theme_is_an_error_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"cjmsite.yaml": "title: S\ntheme: ./look\n", "content/index.md": "# A\n", "look/static/theme.css": ""}
    write_files(tmp_path, files)
    refuse(monkeypatch, "look/static")
    found = build.look(build.open_site(tmp_path, build.Options(today=TODAY)))
    assert [(f.code, f.span.path) for f in found if f.severity == "error" and f.span] == [
        ("unreadable-folder", "look/static")
    ]
