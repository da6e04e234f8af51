"""Parts that cjmsite can do without, and what it does better with them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from cjmsite.doctor import versions
from cjmsite.doctor.finding import Finding, good, problem, remark

_GIT = (2, 15)
"""The first version that says whether a clone is shallow."""

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
"""Where `cjmsite export` looks for its printer; a test compares."""


def check() -> list[Finding]:
    """The command, the fast reader of YAML, forked workers, git, a browser, and the extras of the installation."""
    return [command(), *yaml_reader(), workers(), git(), browser(), *_extras()]


def command() -> Finding:
    """Whether `cjmsite`, typed into this terminal, is the one that runs here."""
    found = shutil.which("cjmsite")
    if found is None:
        mend = "type `python -m cjmsite` instead, or put the folder of its program on PATH"
        return remark("command", "`cjmsite` is not found by this terminal", mend)
    if Path(found).resolve().parent != Path(sys.executable).parent:
        mend = f"type `{sys.executable} -m cjmsite`, or take the other one away"
        return remark("command", f"`cjmsite` in this terminal is another one, {found}", mend)
    return good("command", found)


def yaml_reader() -> list[Finding]:
    """Whether YAML is read by the library in C."""
    try:
        import yaml
    except ImportError:  # told of among the packages
        return []
    if yaml.__with_libyaml__:
        return [good("YAML", "is read by the fast library")]
    mend = "install a PyYAML that was built with LibYAML: `pip install --force-reinstall --only-binary :all: pyyaml`"
    return [remark("YAML", "is read by the slow library, which takes about eight times as long", mend)]


def workers() -> Finding:
    """Whether a large build may use several processors."""
    from cjmsite.forks import workers as number

    processors = os.cpu_count() or 1
    if os.environ.get("CJMSITE_WORKERS", "").isdigit():
        return good("processors", f"{processors}; large builds use {number()}, as CJMSITE_WORKERS says")
    if number() == 1 < processors:
        return remark("processors", f"{processors}; a build uses one of them here, with the same result")
    return good("processors", f"{processors}; large builds use {number()}")


def git() -> Finding:
    """Whether there is a git, and one that knows whether a history is whole."""
    found = shutil.which("git")
    without = "without it, pages do not say when they were last changed"
    if found is None:
        return remark("git", f"is not installed: {without}", "install git, or leave it: everything else works")
    asked = subprocess.run([found, "--version"], capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    version = re.search(r"\d+\.\d+[.\d]*", asked.stdout)
    if version is None:
        return problem("git", f"{found} does not run: {without}", "install git again")
    if versions.numbers(version[0]) < _GIT:
        oldest = ".".join(map(str, _GIT))
        return problem("git", f"{version[0]} at {found} is too old: {without}", f"install git {oldest} or newer")
    return good("git", f"{version[0]} at {found}")


def browser() -> Finding:
    """Whether there is a Chromium, and whether the one that was named is there."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        if shutil.which(named) or (Path(named).is_file() and os.access(named, os.X_OK)):
            return good("Chromium", f"{named}, named by CHROMIUM_PATH")
        mend = "set CHROMIUM_PATH to the program itself, or unset it"
        return problem("Chromium", f"CHROMIUM_PATH names `{named}`, which is no program", mend)
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found:
        return good("Chromium", found)
    mend = "install Chromium, Chrome or Edge, or set CHROMIUM_PATH to one"
    return remark("Chromium", "none found: `cjmsite export` prints no PDF and no PNG; all else works without", mend)


def _extras() -> list[Finding]:
    try:
        own = metadata.distribution("cjmsite")
    except metadata.PackageNotFoundError:
        return []
    return [
        remark(name, f"this optional part is not installed: {', '.join(lacking)}", f'`pip install "cjmsite[{name}]"`')
        for name, lacking in versions.missing_extras(own)
    ]
