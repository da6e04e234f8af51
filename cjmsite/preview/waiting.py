"""Waiting, but not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable


async def within(seconds: float, event: Awaitable[object]) -> bool:
    """Wait for something; says whether it came in time."""
    try:
        await asyncio.wait_for(event, seconds)
    except TimeoutError:
        return False
    return True
