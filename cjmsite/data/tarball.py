"""Tar archives, in which data feeds arrive: their members by name, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from cjmsite.data.stored import PIECE

_MARK = b"ustar"
_MARK_AT = 257


def is_tar(content: bytes) -> bool:
    """Whether bytes are a tar archive."""
    return content[_MARK_AT : _MARK_AT + len(_MARK)] == _MARK


def open_tar(raw: BinaryIO, choose: Callable[[list[str]], list[str]]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The chosen members of an archive: names and bytes. Raises EOFError where it is damaged."""
    import tarfile  # not above: every build would wait for it

    try:
        with tarfile.open(fileobj=raw, mode="r:") as archive:
            members = {member.name.removeprefix("./"): member for member in archive if member.isfile()}
            for name in choose(list(members)):
                held = archive.extractfile(members[name])
                yield name, iter(partial(held.read, PIECE), b"") if held is not None else iter(())
    except tarfile.TarError as broken:
        raise EOFError(str(broken)) from None
