"""Installing the peers, each into a folder of its own below the scratch folder, with the newest versions there are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from bench.tools import Tool, cjmsite_program


class NotInstalled(Exception):
    """A tool that cannot be had here; the message is the reason, in one line."""


class Installed(Struct, frozen=True):
    """A tool that can be run."""

    tool: Tool
    folder: Path
    program: str
    version: str


def install(tool: Tool, scratch: Path) -> Installed:
    """Install a tool unless it is there already. Raises NotInstalled."""
    folder = scratch / "tools" / tool.name
    if tool.installer == "here":
        return Installed(tool, folder, cjmsite_program(), _own_version())
    programs = sorted(folder.glob(tool.program))
    if not programs:
        folder.mkdir(parents=True, exist_ok=True)
        (_with_pip if tool.installer == "pip" else _with_npm)(tool, folder)
        programs = sorted(folder.glob(tool.program))
    if not programs:
        raise NotInstalled("it installed, but its program is not where it used to be")
    return Installed(tool, folder, str(programs[0]), _version(tool, folder))


def _with_pip(tool: Tool, folder: Path) -> None:
    _run([sys.executable, "-m", "venv", str(folder)], folder)
    _run([str(folder / "bin" / "pip"), "install", "--quiet", *tool.packages], folder)


def _with_npm(tool: Tool, folder: Path) -> None:
    wanted = {"private": True, "type": "module", "dependencies": dict.fromkeys(tool.packages, "*")}
    package = folder / "package.json"
    install = ["npm", "install", "--no-audit", "--no-fund"]
    package.write_text(json.dumps(wanted), encoding="utf-8")
    try:
        _run(install, folder)
    except NotInstalled:
        if tool.name != "eleventy":
            raise
        # Where a version that it asks for is not to be had, the one before it does the same.
        package.write_text(json.dumps(wanted | {"overrides": {"@11ty/recursive-copy": "4.0.4"}}), encoding="utf-8")
        _run(install, folder)


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError as failure:
        raise NotInstalled(f"`{Path(command[0]).name}` cannot be run: {failure.strerror}") from None
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if "error" in line.casefold()]
        reason = said[0].strip() if said else f"exit code {done.returncode}"
        raise NotInstalled(f"`{' '.join([Path(command[0]).name, *command[1:3]])}` failed: {reason[:160]}")


def _version(tool: Tool, folder: Path) -> str:
    if tool.installer == "npm":
        package = folder / "node_modules" / tool.packages[0] / "package.json"
        return str(json.loads(package.read_text(encoding="utf-8"))["version"])
    ask = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
    python = [str(folder / "bin" / "python"), "-c", ask, tool.packages[0]]
    return subprocess.run(python, capture_output=True, text=True, check=True).stdout.strip()


def _own_version() -> str:
    """The version, and the commit where this is a checkout: between two releases much changes."""
    from cjmsite import __version__

    git = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(git, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    except OSError:
        return __version__
    return f"{__version__} ({done.stdout.strip()})" if done.returncode == 0 else __version__
