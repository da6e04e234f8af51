"""Marks in a page where words of a body, shared parts or versions of files go, so that new ones need no new page around
them.

A template gets marks in place of a body's HTML, and the HTML is put in last. A mark holds a secret of this run:
nothing that comes from content or data can pass for one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence

from cjmsite.pipeline import story

_SECRET = os.urandom(8).hex()


class Marks:
    """The marks of one page. `stories` are the files of which it shows the body, in the order of their numbers.

    `numbers` says whether it was made with values of metrics.
    """

    def __init__(self) -> None:
        self.secret = _SECRET
        self.numbers = False
        self._numbers: dict[str, int] = {}

    @property
    def stories(self) -> tuple[str, ...]:
        """The files of the bodies that may be shown."""
        return tuple(self._numbers)

    def put(self, path: str, section: int, heading: story.Heading) -> tuple[str, str]:
        """The marks for a section's heading and for what stands under it; nothing where there is nothing."""
        number = self._numbers.setdefault(path, len(self._numbers))
        mark = f"{self.secret}.{number}.{section}"
        return (f"[{mark}.h]" if heading.level else ""), (f"[{mark}.t]" if heading.told else "")


def version_mark(target: str) -> str:
    """The mark behind the address of a static file."""
    return f"[{_SECRET}.{target}]"


def part_mark(name: str) -> str:
    """The mark in place of a part that other pages have too, by the name of its template."""
    return f"[{_SECRET}:{name}]"


def parts_of(text: str, secret: str) -> tuple[str, ...]:
    """The names of the shared parts of a page."""
    return tuple(dict.fromkeys(re.findall(rf"\[{secret}:([^]]+)\]", text)))


def fill(
    text: str,
    secret: str,
    version: Callable[[str], str],
    stories: Sequence[Sequence[story.Filled]] = (),
    parts: Mapping[str, str] | None = None,
) -> str:
    """A page with HTML in place of its marks. `version` gives what stands behind the address of a static file, `parts`
    the shared parts by their names.
    """

    def words(mark: re.Match[str]) -> str:
        if mark[4]:
            return version(mark[4])
        if mark[5]:
            return parts[mark[5]] if parts else ""
        section = stories[int(mark[1])][int(mark[2])]
        return section.heading if mark[3] == "h" else section.html

    return re.sub(rf"\[{secret}(?:\.(?:(\d+)\.(\d+)\.([ht])|([^]\s]+))|:([^]]+))\]", words, text)
