"""Links that open a file at its place in an editor."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from cjmsite.diagnostics import Span
from cjmsite.read import inputs

PATTERNS = {
    "vscode": "vscode://file/{path}:{line}:{column}",
    "cursor": "cursor://file/{path}:{line}:{column}",
    "idea": "idea://open?file=/{path}&line={line}&column={column}",
    "sublime": "subl://open?url=file:///{path}&line={line}&column={column}",
    "none": "",
}
"""By the name of the editor; `{path}` stands without its first slash."""


def link(editor: str, root: Path, span: Span) -> str | None:
    """The address that opens a place in the chosen editor; None without one, and for what is no file of the site."""
    path = root / span.path.partition("!")[0]
    if not PATTERNS[editor] or not inputs.is_plain(span.path) or not path.is_file():
        return None
    written = quote(path.as_posix().lstrip("/"), safe="/:")
    return PATTERNS[editor].format(path=written, line=span.line, column=span.column)
