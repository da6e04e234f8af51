"""What is installed and set on this machine, whatever the site. Needs nothing that may be missing."""

from __future__ import annotations

import time

from cjmsite.doctor import clock, console, extensions, parts, versions
from cjmsite.doctor.finding import Finding, gathered


def check() -> list[Finding]:
    """Every check of the machine, in order."""
    return gathered(versions.check, parts.check, extensions.check, console.check, lambda: clock.check(time.time()))
