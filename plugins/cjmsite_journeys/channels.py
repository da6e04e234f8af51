"""The names of channels, and which of them have an icon."""

from __future__ import annotations

from cjmsite.api import format

NAMES = {
    "web": "Web",
    "app": "App",
    "email": "E-mail",
    "sms": "Text message",
    "push": "Push message",
    "phone": "Phone",
    "chat": "Chat",
    "social": "Social media",
    "store": "Store",
    "mail": "Mail",
    "event": "Event",
    "partner": "Partner",
    "delivery": "Delivery",
    "iot": "Connected device",
    "other": "Other",
}


def channel_name(channel: str) -> str:
    """The name of a channel for readers."""
    return NAMES.get(channel) or format.label(channel)


def channel_icon(channel: str) -> str:
    """The name of its icon."""
    return channel if channel in NAMES else "other"
