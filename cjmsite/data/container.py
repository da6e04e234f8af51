"""What a file is, by its bytes and not by its name; gz and zip opened in memory, within limits."""

from __future__ import annotations

import fnmatch
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cjmsite.data.problems import listed
from cjmsite.diagnostics import Diagnostic, Span, error


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it was found. `member` is what follows `!` in `export.zip!Case.csv`; it may be a pattern."""

    path: str
    content: bytes
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes that hold rows, and the name that messages give them."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. The ratio counts only where much comes out."""

    bytes: int = 1_000_000_000
    members: int = 1_000
    ratio: int = 200
    ratio_from: int = 50_000_000


LIMITS = Limits()

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_MARKUP = re.compile(rb"(?:<!doctype\s+html|<html|<head|<table|<body)\b", re.IGNORECASE)
_JSON = re.compile(rb"[\[{]\s*(?:$|[\"{\[\]}])")
_ARCHIVES = ("gzip", "zip")


class _TooMuchError(Exception):
    """An archive that holds more than the limits allow."""


class _NoTableError(Exception):
    """Bytes that are plainly something else than a table of text."""


def split_member(pattern: str) -> tuple[str, str | None]:
    """A source's `file:` as the pattern of a path and, behind `!`, the pattern of an archive's member."""
    path, mark, member = pattern.partition("!")
    return path, member if mark else None


def name_kind(content: bytes) -> str:
    """What the first bytes say: `text`, `gzip`, `zip`, or a few words for what is no table at all."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _MARKUP.match(head):
        return "a web page (HTML)"
    if head.startswith(b"<?xml"):
        return "an XML file"
    if _JSON.match(head):
        return "JSON"
    return "text"


def unpack(file: InputFile, limits: Limits = LIMITS) -> tuple[tuple[Payload, ...], tuple[Diagnostic, ...]]:
    """The files within a file: itself, or what its archive holds. Nothing is ever written to disk."""
    span = Span(file.path)
    kind = name_kind(file.content)
    if kind not in _ARCHIVES:
        if kind != "text":
            return (), (refuse(file.path, kind),)
        if file.member is not None:
            return (), (error("not-an-archive", f"{file.path} is no zip archive, so it has no members", span),)
        return (Payload(file.path, file.content),), ()
    try:
        payloads = tuple(_open_gzip(file, limits) if kind == "gzip" else _open_zip(file, limits))
    except _TooMuchError as excess:
        return (), (error("archive-too-large", f"{file.path}: {excess}", span, "unpack it and look at what is in it"),)
    except (zlib.error, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as broken:
        return (), (error("broken-archive", f"{file.path} is damaged and cannot be unpacked: {broken}", span),)
    except _NoTableError as other:
        return (), (refuse(file.path, str(other)),)
    except LookupError as missing:
        return (), (error("archive-member", f"{file.path}: {missing.args[0]}", span, _member_hint(file)),)
    for payload in payloads:
        inner = name_kind(payload.content)
        if inner in _ARCHIVES:
            return (), (error("nested-archive", f"{payload.path} is an archive within an archive", span),)
        if inner != "text":
            return (), (refuse(payload.path, inner),)
    return payloads, ()


def refuse(path: str, kind: str) -> Diagnostic:
    """The finding that a file is something else than its format reads."""
    hint = "export it as CSV, or name the `format:` that reads it"
    return error("not-a-table", f"{path} is {kind}, not a table of text", Span(path), hint)


def _check_size(size: int, packed: int, limits: Limits) -> None:
    if size > limits.bytes:
        raise _TooMuchError(f"it holds more than {limits.bytes // 1_000_000} MB")
    if size > limits.ratio_from and size > limits.ratio * max(packed, 1):
        raise _TooMuchError(f"it grows more than {limits.ratio} times its size when unpacked")


def _open_gzip(file: InputFile, limits: Limits) -> Iterator[Payload]:
    rest, parts, size = file.content, [], 0
    while rest[:2] == b"\x1f\x8b":
        inflater = zlib.decompressobj(wbits=31)
        piece = rest
        while not inflater.eof:
            part = inflater.decompress(piece, 1 << 20)
            piece = inflater.unconsumed_tail
            if not part and not piece and not inflater.eof:
                raise EOFError("it ends too early")
            parts.append(part)
            size += len(part)
            _check_size(size, len(file.content), limits)
        rest = inflater.unused_data
    yield Payload(file.path, b"".join(parts))


def _open_zip(file: InputFile, limits: Limits) -> Iterator[Payload]:
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        if len(members) > limits.members:
            raise _TooMuchError(f"it holds {len(members)} files; at most {limits.members} are looked at")
        if "[Content_Types].xml" in {info.filename for info in members}:
            raise _NoTableError("an Office file, like an Excel workbook")
        real = [info for info in members if not info.filename.startswith("__MACOSX/")]
        chosen = [info for info in real if file.member is None or fnmatch.fnmatchcase(info.filename, file.member)]
        if not chosen:
            raise LookupError(f"no file in it is called {file.member}" if file.member else "it is empty")
        if file.member is None and len(chosen) > 1:
            raise LookupError(f"it holds {len(chosen)} files: {listed(info.filename for info in chosen)}")
        size = 0
        for info in chosen:
            if info.flag_bits & 1:
                raise RuntimeError("it is locked with a password")
            with archive.open(info) as stream:
                parts = []
                while part := stream.read(1 << 20):
                    parts.append(part)
                    size += len(part)
                    _check_size(size, len(file.content), limits)
            yield Payload(f"{file.path}!{info.filename}", b"".join(parts))


def _member_hint(file: InputFile) -> str:
    return f"name the one that is meant: `file: {file.path}!NAME.csv`"
