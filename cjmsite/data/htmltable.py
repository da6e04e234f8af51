"""Tables in web pages: what some systems call an Excel file (.xls) is a page with one table in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from cjmsite.data.container import Payload
from cjmsite.data.decode import decode
from cjmsite.data.format import Format
from cjmsite.data.layout import lay_out, read_range
from cjmsite.data.rawtable import Tables
from cjmsite.data.sheet import SheetRow
from cjmsite.diagnostics import Span, error
from cjmsite.model.source import Source

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_WIDEST = 1_000


def read_html(payload: Payload, spec: Source, fmt: Format) -> Tables:
    """The tables of a page, row by row; where there is none, it is a page and no export."""
    match = _CHARSET.search(payload.content[:4096])
    said = match[1].decode("ascii") if match else None
    decoded = decode(payload.content, payload.path, spec.encoding or said or fmt.encoding)
    if decoded.text is None:
        return Tables((), decoded.encoding, decoded.reason, problems=decoded.problems)
    try:
        area = read_range(spec)
    except ValueError:
        message = "`table: {range: …}` is no range of cells"
        return Tables((), problems=(error("bad-range", message, Span(payload.path), "write it like `A5:F200`"),))
    page = _Page()
    page.feed(decoded.text)
    page.close()
    if not page.rows:
        message = f"{payload.path} is a web page without a table, perhaps one to sign in"
        return Tables((), problems=(error("not-a-table", message, Span(payload.path), "export the file again"),))
    found = lay_out(iter(page.rows), "page", payload.path, area, spec, fmt)
    reason = "the page says so" if said and not spec.encoding else decoded.reason
    return Tables(
        found.tables,
        decoded.encoding,
        reason,
        None,
        (*found.notes, "a web page with a table"),
        (*decoded.problems, *found.problems),
    )


class _Page(HTMLParser):
    """The rows of all tables of a page, parted by a blank one; scripts and styles are no text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[SheetRow] = []
        self._number = 0
        self._cells: list[str] = []
        self._parts: list[str] | None = None
        self._span = 1
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._mute += 1
        elif tag == "table":
            self._end_row()
            self._number += 1
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._end_cell()
            span = next((value or "" for name, value in attrs if name == "colspan"), "1")
            self._span = min(int(span), _WIDEST) if span.isdecimal() else 1
            self._parts = []
        elif tag == "br" and self._parts is not None:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._mute = max(0, self._mute - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._parts is not None and not self._mute:
            self._parts.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._parts is not None:
            said = "\n".join(" ".join(line.split()) for line in "".join(self._parts).split("\n"))
            self._cells += [said.strip(), *[""] * (self._span - 1)]
        self._parts = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells:
            self._number += 1
            if any(self._cells):
                kinds = ["-" if not cell else " " for cell in self._cells]
                self.rows.append(SheetRow(self._number, self._cells, kinds))
        self._cells = []
