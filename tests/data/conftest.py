"""How the tests of the numbers run: none of them asserts speed, found examples included."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no-clock", deadline=None)
settings.load_profile("no-clock")
