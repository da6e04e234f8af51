"""What axe finds on a page."""

from __future__ import annotations

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_OPTIONS = {
    "rules": {"target-size": {"enabled": True}},  # how large a target is for a finger: only if it is told to
    "resultTypes": ["violations"],
    "selectors": False,
}


def violations(page: Page) -> list[str]:
    """What is wrong with a page: rule, weight and the first elements."""
    page.evaluate(AXE_SCRIPT)
    # Only what is wrong leaves the browser: what is right is many times as much, and takes longer than to find it.
    found = page.evaluate(f"axe.run({json.dumps(_OPTIONS)}).then(results => results.violations)")
    return [
        f"{violation['id']} ({violation['impact']}): {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in found
    ]
