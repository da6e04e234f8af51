"""Excel workbooks (.xlsx): each sheet is read as a sheet of text would be, by the values that were saved in it."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping

from msgspec import Struct

from cjmsite.data.cellformat import Look, look_of
from cjmsite.data.container import LIMITS, Payload, TooMuchError, read_member
from cjmsite.data.format import Format
from cjmsite.data.layout import Range, lay_out, read_range
from cjmsite.data.problems import listed, shown
from cjmsite.data.rawtable import RawTable, Tables
from cjmsite.data.sheet import Book, read_sheet, read_strings
from cjmsite.data.xmltext import BrokenXml, RefusedXml, XmlReader
from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.model.source import Source


class _NoBookError(Exception):
    """An archive that lacks what every workbook has."""


class _Entry(Struct, frozen=True):
    """A sheet as the workbook lists it."""

    name: str
    path: str
    hidden: bool


def read_workbook(payload: Payload, spec: Source, fmt: Format) -> Tables:
    """The tables of a workbook's sheets, and how they were found."""
    span = Span(payload.path)
    try:
        area = read_range(spec)
    except ValueError:
        wrong = spec.table.range if spec.table else ""
        message = f"`{wrong}` is no range of cells"
        return Tables((), problems=(error("bad-range", message, span, "write it like `A5:F200` or `A:F`"),))
    try:
        with zipfile.ZipFile(io.BytesIO(payload.content)) as archive:
            return _read_sheets(_Archive(archive), payload.path, area, spec, fmt)
    except TooMuchError as excess:
        problem = error("archive-too-large", f"{payload.path}: {excess}", span, "save the sheet that is needed as CSV")
    except RefusedXml as refused:
        problem = error("refused-xml", f"{payload.path} is not read: {refused}", span, "save it again from Excel")
    except (BrokenXml, _NoBookError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as broken:
        message = f"{payload.path} is damaged and cannot be read as a workbook: {broken}"
        problem = error("broken-workbook", message, span, "open it in Excel and save it again")
    return Tables((), problems=(problem,))


class _Archive:
    """The parts of a workbook by their names, whichever way those are written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = {info.filename.replace("\\", "/").casefold(): info for info in archive.infolist()}
        self._read = 0

    def read(self, path: str) -> bytes | None:
        info = self._infos.get(path.lstrip("/").casefold())
        if info is None:
            return None
        content = read_member(self._archive, info, self._read, LIMITS)
        self._read += len(content)
        return content

    def must(self, path: str) -> bytes:
        content = self.read(path)
        if content is None:
            raise _NoBookError(f"it has no part {path}")
        return content


def _read_sheets(archive: _Archive, path: str, area: Range | None, spec: Source, fmt: Format) -> Tables:
    entries, from_1904 = _list_sheets(archive)
    asked = spec.table.sheet if spec.table else None
    visible = [entry for entry in entries if not entry.hidden]
    chosen = [entry for entry in entries if entry.name.casefold() == asked.casefold()] if asked else visible
    if asked and not chosen:
        hint = f"it has {listed(entry.name for entry in entries)}"
        return Tables((), problems=(error("no-such-sheet", f"{path} has no sheet {shown(asked)}", Span(path), hint),))
    strings = archive.read(_target(archive, "sharedStrings") or "xl/sharedStrings.xml")
    styles = archive.read(_target(archive, "styles") or "xl/styles.xml")
    book = Book(
        read_strings(strings) if strings else (),
        _read_looks(styles) if styles else (),
        from_1904,
        spec.locale is not None and spec.locale.decimal == ",",
    )
    hidden = [entry.name for entry in entries if entry.hidden and entry not in chosen]
    notes = [f"hidden and not read: {listed(hidden)}"] if hidden else []
    tables: list[RawTable] = []
    problems: list[Diagnostic] = []
    for entry in chosen:
        found = lay_out(read_sheet(archive.must(entry.path), book), entry.name, path, area, spec, fmt)
        tables.extend(found.tables)
        notes.extend(f"{note} (sheet {shown(entry.name)})" for note in found.notes)
        problems.extend(found.problems)
    if not tables and not problems:
        problems.append(error("no-table", f"{path} holds no table", Span(path)))
    return Tables(
        tuple(tables), "none", "a workbook says of itself what its texts are", None, tuple(notes), tuple(problems)
    )


def _list_sheets(archive: _Archive) -> tuple[list[_Entry], bool]:
    """The sheets in the order of their tabs, and whether days are counted from 1904, as an old Mac did."""
    book = _find_book(archive)
    targets = _relations(archive, book)
    entries: list[_Entry] = []
    from_1904 = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal from_1904
        if name == "workbookPr":
            from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            if id_ in targets and "worksheet" in targets[id_][0]:
                hidden = attributes.get("state", "visible") != "visible"
                entries.append(_Entry(attributes.get("name", ""), targets[id_][1], hidden))

    _parse(archive.must(book), start)
    if not entries:
        raise _NoBookError("it lists no sheets")
    return entries, from_1904


def _find_book(archive: _Archive) -> str:
    found = (path for kind, path in _relations(archive, "").values() if kind.endswith("/officeDocument"))
    return next(found, "xl/workbook.xml")


def _target(archive: _Archive, kind: str) -> str | None:
    relations = _relations(archive, _find_book(archive)).values()
    return next((path for type_, path in relations if type_.endswith(f"/{kind}")), None)


def _relations(archive: _Archive, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id -> (type, path in the archive)."""
    folder, name = posixpath.split(part)
    content = archive.read(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), path)

    if content is not None:
        _parse(content, start)
    return found


def _read_looks(content: bytes) -> list[Look]:
    """How each style shows numbers, in the order in which cells name them."""
    codes: dict[int, str] = {}
    looks: list[Look] = []
    inside = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if name == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            id_ = attributes.get("numFmtId", "0")
            number = int(id_) if id_.isdecimal() else 0
            looks.append(look_of(number, codes.get(number)))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    XmlReader(start, end, lambda _: None).feed(content, last=True)
    return looks


def _parse(content: bytes, start: object) -> None:
    XmlReader(start, lambda _: None, lambda _: None).feed(content, last=True)  # type: ignore[arg-type]
