"""A fresh virtual environment that sees what the tests' own environment has installed, without any network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path


def run(*command: str | Path, cwd: Path | None = None, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run a command; its output is the message when it does not end as expected."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CJMSITE", "PIP_"))}
    environment |= {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert expect is None or done.returncode == expect, done.stdout + done.stderr
    return done


def wheel_of(project: Path, into: Path) -> Path:
    """Build a project's wheel with what is installed."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", into, project)
    return next(into.glob("*.whl"))


def environment_with(folder: Path, *wheels: Path, without: tuple[str, ...] = ()) -> Path:
    """A virtual environment with some wheels installed; gives its folder of programs.

    `without` names installed packages that it must not see.
    """
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    shared = Path(sysconfig.get_path("purelib"))
    if without:
        seen = folder / "seen"
        seen.mkdir()
        for entry in shared.iterdir():
            if not entry.name.casefold().replace("-", "_").startswith(without):
                (seen / entry.name).symlink_to(entry)
        (own / "shared.pth").write_text(f"{seen}\n")
    else:
        (own / "shared.pth").write_text(f"import site; site.addsitedir({str(shared)!r})\n")
    install = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps")
    run(*install, "--no-build-isolation", *wheels)
    return programs
