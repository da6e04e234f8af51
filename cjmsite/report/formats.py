"""The formats by name."""

from __future__ import annotations

from collections.abc import Callable

from cjmsite.report import github, gitlab, jsonlist, junit, sarif, text
from cjmsite.report.report import Report

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text.write,
    "json": jsonlist.write,
    "github": github.write,
    "gitlab": gitlab.write,
    "sarif": sarif.write,
    "junit": junit.write,
}
