"""Renews the reference pictures: `python -m tests.browser.pictures [NAME …]`, like `map` or `map-1440-dark`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from cjmsite import build
from tests.browser.conftest import REPOSITORY
from tests.browser.pictures.compare import REFERENCES, write_reference
from tests.browser.pictures.shots import SHOTS, take
from tests.chromium import ARGUMENTS, chromium
from tests.conftest import TODAY


def renew(names: list[str]) -> None:
    """Take the pictures with these names, or all, and forget those of pages that are no longer taken."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        site = Path(scratch) / "site"
        outcome = build.build(build.open_site(REPOSITORY, build.Options(today=TODAY)), site)
        if outcome.written is None:
            raise SystemExit("\n".join(str(finding) for finding in outcome.findings if finding.severity == "error"))
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for shot in SHOTS:
            if not names or any(shot.name.startswith(name) for name in names):
                write_reference(shot.name, *take(browser, site, shot))
                print(shot.name)
    kept = {f"{shot.name}.png" for shot in SHOTS}
    for old in REFERENCES.glob("*.png"):
        if old.name not in kept:
            old.unlink()


if __name__ == "__main__":
    renew(sys.argv[1:])
