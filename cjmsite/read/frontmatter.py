"""The front matter of a page as plain values with their places."""

from __future__ import annotations

from cjmsite.diagnostics import Span, error
from cjmsite.read import yamladvice, yamltext
from cjmsite.read.halves import Front
from cjmsite.read.yamlvalues import Place, Yaml


def parse(front: Front, path: str) -> Yaml:
    """Read a front matter. Every problem is in `problems`; the value is always a dictionary."""
    if front.text is None:
        return Yaml({}, {(): Place(Span(path, 1, 1))}, front.problems)
    read = yamltext.parse(front.text, path, 2)
    if read.value is None and not read.problems:
        return Yaml({}, {(): Place(Span(path, 1, 1))})
    if not isinstance(read.value, dict) and not read.problems:
        problem = yamladvice.instead_of_keys(front.text, path, 2) or error(
            "front-matter-shape",
            "the front matter is a list of `key: value` lines",
            Span(path, 2),
            yamladvice.SPACE_HINT if yamladvice.lacks_space(front.text) else "like `title: …`",
        )
        return Yaml({}, read.places, (problem,))
    return read
