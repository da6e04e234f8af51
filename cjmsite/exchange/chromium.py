"""Pages as PDF and PNG, printed by an installed Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from cjmsite.exchange.problem import ExchangeError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_SECONDS = 60
_WIDEST, _TALLEST = 8000, 12000
"""The largest picture; more than this no program opens."""

_LARGE = 8_000_000
"""Points of a picture of which twice as many in both directions are too many."""

_MEASURE = """<script>addEventListener('load', () => setTimeout(() => {
  const box = document.querySelector('.map-box'), main = document.querySelector('main'), doc = document.documentElement;
  const height = main ? Math.ceil(main.getBoundingClientRect().bottom) : doc.scrollHeight;
  doc.setAttribute('data-size', [box ? box.scrollWidth + doc.clientWidth - box.clientWidth : 1440, height]);
}, 300));</script>"""

_MAP_ALONE = """<style>
body > :not(main, svg, script), main > :not(.j-head, section:has(.map)) { display: none; }
.j-head > :is(nav, .crumb, .meta), .cards { display: none; }
html, body { margin: 0; padding: 0; min-height: 0; }
main.wrap { max-width: none; padding: 24px; }
.map-box { display: block; max-height: none; overflow: visible; }
.lane-btn .i { visibility: hidden; }
</style>"""
"""What a picture of the map leaves out of its page: everything but title, people, message and map."""


def find() -> str:
    """The program. Raises ExchangeError where there is none."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        if not shutil.which(named):
            raise ExchangeError(f"CHROMIUM_PATH is `{named}`, which is no program")
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    found = found or next((path for path in _ELSEWHERE if Path(path).is_file()), None)
    if found is None:
        raise ExchangeError(
            "PDF and PNG are printed by Chromium, Chrome or Edge, and none was found: install one, or set "
            "CHROMIUM_PATH to it. `cjmsite export html` and `svg` need no browser"
        )
    return found


def pdf(html: str) -> bytes:
    """A page as PDF, on the paper that its style asks for."""
    with tempfile.TemporaryDirectory(prefix="cjmsite-") as folder:
        made = Path(folder) / "page.pdf"
        # as wide as a desk's screen: the page measures itself before it is printed
        _run(Path(folder), html, f"--print-to-pdf={made}", "--no-pdf-header-footer", "--window-size=1600,1200")
        return _content(made)


def png(html: str) -> bytes:
    """The map of a page as a picture, as wide as it is; twice as fine where that is not too much."""
    with tempfile.TemporaryDirectory(prefix="cjmsite-") as folder:
        html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html).replace(
            "</head>", f"{_MAP_ALONE}</head>", 1
        )
        measuring = html + _MEASURE
        width, height = 1440, 900
        for _ in range(2):  # the height depends on the width
            told = _run(
                Path(folder), measuring, "--dump-dom", "--virtual-time-budget=3000", f"--window-size={width},{height}"
            )
            size = re.search(r'data-size="(\d+),(\d+)"', told)
            if size is None:
                raise ExchangeError("Chromium did not say how large the page is")
            width, height = min(int(size[1]), _WIDEST), min(int(size[2]), _TALLEST)
        made = Path(folder) / "page.png"
        _run(
            Path(folder),
            html,
            f"--screenshot={made}",
            f"--window-size={width},{height}",
            f"--force-device-scale-factor={2 if width * height < _LARGE else 1}",
            "--hide-scrollbars",
        )
        return _content(made)


def _run(folder: Path, html: str, *arguments: str) -> str:
    """Open a page in a Chromium of its own that knows nothing of the user's."""
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    command = [find(), *quietly(folder), *arguments, page.as_uri()]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise ExchangeError(f"Chromium did not answer within {_SECONDS} seconds") from None
    except OSError as failure:
        raise ExchangeError(f"Chromium cannot be started: {failure.strerror}") from None
    return done.stdout.decode("utf-8", "replace")


def quietly(folder: Path) -> list[str]:
    """How a Chromium is started that shows nothing, asks nobody, and knows nothing of the user's."""
    return [
        "--headless=new",
        *(["--no-sandbox"] if _is_root() else []),
        "--disable-gpu",
        "--disable-extensions",
        "--disable-background-networking",
        "--no-first-run",
        f"--user-data-dir={folder / 'profile'}",
    ]


def _is_root() -> bool:
    """Whether this is the administrator, as in a container: Chromium then runs only without its sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _content(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size == 0:
        raise ExchangeError("Chromium made no file; `chromium --version` says whether it runs at all")
    return path.read_bytes()
