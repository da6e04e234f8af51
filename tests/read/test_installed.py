"""Files of installed themes and plugins are read as they were when they were looked at, like those of the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjmsite import build
from cjmsite.read import inputs
from tests.conftest import TODAY, write_files


@pytest.mark.parametrize(("later", "code"), [("b {}", "changing-file"), (None, "missing-file")])
def test_an_installed_file_that_is_another_by_now_is_not_taken_for_it(
    tmp_path: Path, later: str | None, code: str
) -> None:
    write_files(tmp_path / "one", {"cjmsite.yaml": "title: One\n"})
    write_files(tmp_path, {"elsewhere/own.css": "a {}"})
    db = build.open_site(tmp_path / "one", build.Options(TODAY))
    installed = str(tmp_path / "elsewhere/own.css")
    assert inputs.load_installed(db, installed) == b"a {}"
    write_files(tmp_path, {"elsewhere/own.css": later})
    with pytest.raises(inputs.Changing) as caught:
        inputs.load_installed(db, installed)
    assert caught.value.code == code
