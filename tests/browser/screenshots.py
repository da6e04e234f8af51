"""Takes the pictures of the README and of the guide: `python -m tests.browser.screenshots [FOLDER]`.

Without a folder the README's picture is renewed; with one, every sample page is taken there at three widths,
light and dark, and printed to PDF, to be looked at.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from cjmsite import build
from tests.browser.conftest import REPOSITORY
from tests.browser.test_demo_site import one_of_each
from tests.chromium import chromium
from tests.conftest import TODAY

README_PICTURE = REPOSITORY / "content" / "guide" / "images" / "journey.png"
README_PAGE = "journeys/buying-a-table.html"


def take(folder: Path | None) -> None:
    """Build the demo site and take the pictures."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        out = Path(scratch) / "site"
        build.build(build.open_site(REPOSITORY, build.Options(today=TODAY)), out)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        if folder is None:
            page = browser.new_page(viewport={"width": 1440, "height": 1080}, device_scale_factor=1)
            page.goto((out / README_PAGE).as_uri())
            README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=README_PICTURE)
            return
        folder.mkdir(parents=True, exist_ok=True)
        for theme in ("light", "dark"):
            for width in (1440, 820, 390):
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
                for name, url in one_of_each(out).items():
                    page.goto((out / url).as_uri())
                    page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
                page.close()
        page = browser.new_page()
        for name, url in one_of_each(out).items():
            page.goto((out / url).as_uri())
            page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True, print_background=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
