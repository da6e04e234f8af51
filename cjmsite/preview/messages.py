"""What the overlay and the panel in the browser are told, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjmsite.diagnostics import Diagnostic, Span
from cjmsite.preview import editor
from cjmsite.report.excerpt import excerpt

if TYPE_CHECKING:
    from cjmsite.why import Reasons

WIDTH = 110
"""How many letters of a line are shown around its mark."""

HEADINGS = {
    "documents": "Also says what stands in",
    "data": "Figures from",
    "images": "Images and downloads",
    "templates": "Templates",
    "settings": "Settings and plugins",
}


class Messages:
    """Findings and reasons in the words of the browser's side; `line` gives a line that may be shown, or None."""

    def __init__(self, root: Path, chosen_editor: str, line: Callable[[str, int], str | None]) -> None:
        self._root = root
        self._editor = chosen_editor
        self._line = line

    def findings(self, found: Iterable[Diagnostic]) -> list[dict[str, Any]]:
        """Findings with the line that they are about."""
        return [self._finding(finding) for finding in found]

    def _finding(self, finding: Diagnostic) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "severity": finding.severity,
            "code": finding.code,
            "message": finding.message,
            "hint": finding.hint,
            "related": [{"message": message, **self._place(span)} for message, span in finding.related],
        }
        if finding.span is not None:
            shown |= self._place(finding.span)
            line = self._line(finding.span.path, finding.span.line)
            if line is not None and line.strip():
                shown["excerpt"], shown["mark"] = excerpt(line, finding.span.column, finding.span.end_column, WIDTH)
        return shown

    def _place(self, span: Span) -> dict[str, Any]:
        return {
            "path": span.path,
            "line": span.line,
            "column": span.column,
            "link": editor.link(self._editor, self._root, span),
        }

    def reasons(self, made: Reasons) -> list[dict[str, Any]]:
        """What a page was made from, group by group."""
        groups: list[dict[str, Any]] = []
        if made.source:
            groups.append({"title": "Page of", "files": [self._file(made.source)]})
        for group, files in made.files.items():
            if files:
                groups.append({"title": HEADINGS[group], "files": [self._file(path) for path in files]})
        if made.lists:
            groups.append({"title": "Lists all of the kind", "files": [{"path": name} for name in made.lists]})
        return groups

    def _file(self, path: str) -> dict[str, Any]:
        return {"path": path, "link": editor.link(self._editor, self._root, Span(path))}
