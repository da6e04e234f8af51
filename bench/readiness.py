"""How much a map of 40 steps asks of a slow phone until it can be used.

What counts is the time of the processor that the page's thread takes, as Chromium counts it, times the slowness of the
phone. Unlike the time on a clock it does not wait for others, but caches that are shared with them make it longer: on a
busy machine a tenth or more. It holds all that a browser does for a page, so also what a reader does not wait for, such
as telling the language of its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

SLOWER = 4

WATCH = """
globalThis.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) shifted += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""

LATER = "globalThis.requestIdleCallback = () => 0;"
"""What is left for a moment in which nobody waits, what is far below, holds up no reader and is counted apart."""

LONG, EMPTY = "journeys/long.html", "empty.html"
PAGES = (
    ("Map of 40 steps, 1280 px", LONG, 1280),
    ("The same as cards, 390 px", LONG, 390),
    ("An empty page, 390 px", EMPTY, 390),
)


class Readied(Struct):
    """A page in one width: milliseconds on the slow phone, round by round."""

    page: str
    whole: list[float] = field(default_factory=list)
    """Everything from the first byte until the reader can go on: reading, laying out, the script, painting."""
    script: list[float] = field(default_factory=list)
    """The script's part: what passes between a painted page and one that answers in every way."""
    later: list[float] = field(default_factory=list)
    """What the page does beside that when nobody waits."""
    answer: list[float] = field(default_factory=list)
    """A click on a persona, until it shows, where nothing is left for later."""
    shifted: float = 0.0


def journey(stages: int = 8, steps: int = 5) -> dict[str, str]:
    """The sources of a site with one long journey of two personas."""
    lines = ["---", "title: A long journey", "personas: [nora, tom]", "stages:"]
    for stage in range(stages):
        lines += [f"  - title: Stage {stage + 1}", f"    goal: To get through {stage + 1}", "    steps:"]
        for step in range(stage * steps, (stage + 1) * steps):
            nora, tom = (step * 7 % 9) / 2 - 2, (step * 5 % 9) / 2 - 2
            lines += [
                f"      - title: Does thing {step + 1}",
                f"        touchpoint: t{step % 3}",
                f"        emotion: {{nora: {nora}, tom: {tom}}}",
                "        thought: What do they want of me now?",
                '        quote: {text: "I asked twice, and then I asked again.", source: Interview 4}',
                "        expectation: It takes a minute",
                "        action: Fills in the form",
                "        pains: [Asked twice]",
                "        gains: [It is kept]",
                "        frontstage: [{team: Desk, action: Shows the form}]",
                "        backstage: [{team: Office, action: Checks it, system: CRM}]",
                "        opportunities: [Ask once]",
                "        owner: Office",
            ]
    files = {
        "cjmsite.yaml": "title: Measured\n",
        "content/personas/nora.md": "---\nname: Nora Lind\n---\n",
        "content/personas/tom.md": "---\nname: Tom Becker\n---\n",
        "content/journeys/long.md": "\n".join([*lines, "---", ""]),
    }
    for number, channel in enumerate(("web", "phone", "store")):
        files[f"content/touchpoints/t{number}.md"] = f"---\ntitle: Place {number}\nchannel: {channel}\n---\n"
    return files


def measure(chromium: str, address: str, rounds: int) -> list[Readied]:
    """The pages of the site of the long journey, each round in a browser's context of its own."""
    readied = [Readied(name) for name, _, _ in PAGES]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds):
            for row, (_, page, width) in zip(readied, PAGES, strict=True):
                _once(browser, address + page, width, row)
        browser.close()
    return readied


def _once(browser: Browser, address: str, width: int, row: Readied) -> None:
    with _opened(browser, address, width, WATCH + LATER) as (page, devtools):
        loaded = _spent(devtools)
        row.whole.append(loaded["TaskDuration"])
        row.script.append(loaded["ScriptDuration"])
        row.shifted = max(row.shifted, page.evaluate("shifted"))
    with _opened(browser, address, width, WATCH) as (page, devtools):
        page.wait_for_timeout(700)
        row.later.append(max(0.0, _spent(devtools)["TaskDuration"] - loaded["TaskDuration"]))
        if page.locator("button.persona").count():
            row.answer.append(_clicked(page, devtools))


def _clicked(page: Page, devtools: CDPSession) -> float:
    """What a click takes, without looking for its place: that is done by a script of the one who measures."""
    button = page.locator("button.persona").first
    button.hover()
    place = button.bounding_box()
    assert place, "the button is in sight, for the mouse is over it"
    page.wait_for_timeout(300)
    before = _spent(devtools)["TaskDuration"]
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.wait_for_timeout(300)
    return _spent(devtools)["TaskDuration"] - before


@contextmanager
def _opened(browser: Browser, address: str, width: int, script: str) -> Iterator[tuple[Page, CDPSession]]:
    """A page at rest, whose thread is watched."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.add_init_script(script)
    page.goto(address)
    page.wait_for_timeout(700)
    yield page, devtools
    context.close()


def _spent(devtools: CDPSession) -> dict[str, float]:
    """The processor's time that the page's thread took so far, in milliseconds of the slow phone."""
    told = devtools.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] * 1000 * SLOWER for each in told}


def write_sources(root: Path) -> None:
    """Lay the sources of the long journey out in a folder."""
    for name, text in journey().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def add_empty(site: Path) -> None:
    """A page with nothing beside those of the built site: what a browser itself takes for one."""
    (site / EMPTY).write_text("<!doctype html><html lang=en><title>Empty</title>", encoding="utf-8")
