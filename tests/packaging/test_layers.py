"""The layers of the package, as import-linter holds them, and that no module or plugin is left out of the contracts."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def packages(folder: str) -> set[str]:
    return {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}


def test_imports_go_downwards_and_bundled_plugins_import_the_interface_alone() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_bundled_plugin_and_theme_is_held_to_the_contract() -> None:
    bundled = packages("plugins") | packages("themes")
    assert set(CONFIG["root_packages"]) == bundled | {"cjmsite"}
    assert set(CONFIG["contracts"][1]["source_modules"]) == bundled


def test_every_module_but_the_interface_is_closed_to_plugins() -> None:
    modules = {path.stem for path in (ROOT / "cjmsite").glob("*.py")} | packages("cjmsite")
    closed = {name.removeprefix("cjmsite.") for name in CONFIG["contracts"][1]["forbidden_modules"]}
    assert closed == modules - {"__init__", "__main__", "api"}
