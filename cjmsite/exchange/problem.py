"""Why a file cannot be read or written; the message is for the person who gave it."""

from __future__ import annotations


class ExchangeError(Exception):
    """A file that is not what its name says, or a program that is not there. The message says what to do."""
