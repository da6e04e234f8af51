"""Which pictures there are, and how each is taken: the same from run to run on one machine."""

from __future__ import annotations

import io
from pathlib import Path

from msgspec import Struct
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

HEIGHTS = {1440: 1200, 390: 1300}
"""How much of a page is taken, from its top, by its width."""

SCALE = 2
"""How many pixels of a page become one of its picture, in each direction."""

STEADY = """
*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }
footer { visibility: hidden !important; }
"""
"""Nothing moves; the footer, which names days and commits, is left out."""

FONTS = """
() => [['400', ''], ['700', ''], ['400', 'monospace']].map(([fontWeight, fontFamily]) => {
  const probe = document.createElement('span');
  probe.textContent = 'Handglove 0123456789 ↑ − … “fjord” ÄÖ · ● ▲ →';
  Object.assign(probe.style, { position: 'absolute', whiteSpace: 'nowrap', fontSize: '40px', fontWeight, fontFamily });
  document.body.append(probe);
  const { width, height } = probe.getBoundingClientRect();
  probe.remove();
  return `${Math.round(width)}x${Math.round(height)}`;
}).join(' ')
"""
"""How wide and high the same words are: another font is another picture, and nobody's fault."""


class Shot(Struct, frozen=True):
    """One picture."""

    page: str
    url: str
    width: int = 1440
    theme: str = "light"

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.page}-{self.width}-{self.theme}"


JOURNEY = "journeys/weekly-shop.html"

SHOTS = (
    Shot("home", "index.html"),
    Shot("home", "index.html", theme="dark"),
    Shot("home", "index.html", width=390),
    Shot("map", JOURNEY),
    Shot("map", JOURNEY, theme="dark"),
    Shot("map", JOURNEY, width=390),
    Shot("map", JOURNEY, width=390, theme="dark"),
    Shot("story", JOURNEY + "#view=story"),
    Shot("story", JOURNEY + "#view=story", width=390),
    Shot("matrix", JOURNEY + "#view=matrix"),
    Shot("matrix", JOURNEY + "#view=matrix", theme="dark"),
    Shot("wheel", JOURNEY + "#view=wheel"),
    Shot("flow", JOURNEY + "#view=flow"),
    Shot("time", JOURNEY + "#view=time"),
    Shot("pair", "journeys/weekly-shop--weekly-shop-2027.html"),
    Shot("persona", "personas/yasmine.html"),
    Shot("persona", "personas/yasmine.html", width=390),
    Shot("metric", "metrics/basket-adds.html"),
    Shot("metric", "metrics/basket-adds.html", theme="dark"),
    Shot("metric", "metrics/basket-adds.html", width=390),
    Shot("metrics", "metrics/index.html"),
    Shot("metrics", "metrics/index.html", width=390),
    Shot("portfolio", "views/portfolio.html"),
    Shot("portfolio", "views/portfolio.html", theme="dark"),
    Shot("portfolio", "views/portfolio.html", width=390),
)


def take(browser: Browser, site: Path, shot: Shot) -> tuple[Image.Image, str]:
    """A picture, made smaller, and the fonts that it was made with."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": HEIGHTS[shot.width]},
        color_scheme="dark" if shot.theme == "dark" else "light",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = context.new_page()
    path, _, hash = shot.url.partition("#")
    page.goto((site / path).as_uri() + (f"#{hash}" if hash else ""))
    page.wait_for_function("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")
    page.add_style_tag(content=STEADY)
    fonts = str(page.evaluate(FONTS))
    taken = _still(page)
    context.close()
    width, height = taken.width // SCALE, taken.height // SCALE
    return taken.resize((width, height), Image.Resampling.BOX), fonts


def _still(page: Page) -> Image.Image:
    """What is shown when two pictures in a row are the same: everything is drawn."""
    before = None
    for _ in range(20):
        now = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        if before is not None and ImageChops.difference(before, now).getbbox() is None:
            return now
        before = now
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} never comes to rest")
