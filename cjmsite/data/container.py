"""What a file is, by its bytes and not by its name; gz, zip and tar opened piece by piece, within limits."""

from __future__ import annotations

import fnmatch
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from msgspec import Struct

from cjmsite.data.problems import listed
from cjmsite.data.stored import PIECE, Stored, keep, open_stored, stored
from cjmsite.data.tarball import is_tar, open_tar
from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error


class Held(Struct, frozen=True):
    """Bytes with a name: they are `held` in memory, or stay where they are until somebody asks for the content."""

    path: str
    held: bytes | Stored

    @property
    def stored(self) -> Stored:
        """Where its bytes are."""
        return stored(self.held)

    @property
    def content(self) -> bytes:
        """All its bytes, in memory from now on."""
        return self.stored.whole()


class InputFile(Held, frozen=True):
    """A file as it was found. `member` is what follows `!` in `export.zip!Case.csv`; it may be a pattern.

    `sha256` is that of the content, if it is known.
    """

    member: str | None = None
    sha256: str = ""

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.stored.size

    def digest(self) -> str:
        """The SHA-256 of the content, in hex."""
        return self.sha256 or self.stored.digest()


class Payload(Held, frozen=True):
    """The bytes that hold rows, the name that messages give them, and the container that they are.

    `companion` are those of the file that belongs to it, where a format parts its exports in two.
    """

    kind: str = "text"
    companion: bytes | None = None


class Limits(Struct, frozen=True):
    """How much an archive may hold. The ratio counts only where much comes out."""

    bytes: int = 1_000_000_000
    members: int = 1_000
    ratio: int = 200
    ratio_from: int = 50_000_000


LIMITS = Limits()

TEXT = ("text",)
"""The container of a format that names none."""

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAGIC = (
    (_GZIP, "gzip"),
    *((sign, "zip") for sign in _ZIP),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
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
_MARKUP = re.compile(
    rb"<(?:!--|(?:!doctype\s+html|html|head|table|body|meta|title|script|style|div|span|center|p|h1)\b)", re.IGNORECASE
)
_JSON = re.compile(rb"[\[{]\s*(?:$|[\"{\[\]}])")
_LOG = re.compile(rb"<(?:[\w.-]+:)?log(?:\s[^<>]*)?>\s*<", re.IGNORECASE)
"""How an event log begins that does not say of itself that it is XML."""
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_TABLES = (".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".parquet", ".xlsx", ".xes")
_ARCHIVES = ("gzip", "zip", "tar")
_HEAD = 1 << 16
_WORDS = {
    "text": "text",
    "html": "a web page (HTML)",
    "xml": "an XML file",
    "json": "JSON",
    "ndjson": "JSON Lines",
    "parquet": "a Parquet file",
    "xlsx": "an Excel workbook",
}
_READERS = {"json": "json", "parquet": "parquet", "xlsx": "xlsx", "text": "csv", "xml": "xes"}


class TooMuchError(Exception):
    """An archive that holds more than the limits allow."""


def split_member(pattern: str) -> tuple[str, str | None]:
    """A source's `file:` as the pattern of a path and, behind `!`, the pattern of an archive's member."""
    path, mark, member = pattern.partition("!")
    return path, member if mark else None


def name_kind(held: bytes | Stored) -> str:
    """What the first bytes say: a container by its name, `gzip`, `zip`, or a few words for what is no table at all."""
    source = stored(held)
    content = source.head(_HEAD)
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return _look_into_zip(source) if kind == "zip" else kind
    if is_tar(content):
        return "tar"
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if wide := _WIDE.get(content[:2]):
        head = content[2:8194].decode(wide, "ignore").lstrip().encode()
        head = head if head.startswith(b"<?xml") or _JSON.match(head) else b""  # other text is decoded by its reader
    if _MARKUP.match(head):
        return "html"
    if _LOG.match(head):
        return "xml"
    if head.startswith(b"<?xml"):
        return "html" if re.search(rb"<(?:!doctype\s+)?html\b", head, re.IGNORECASE) else "xml"
    if _JSON.match(head):
        return "json"
    return "text"


def unpack(
    file: InputFile, limits: Limits = LIMITS, reads: Sequence[str] = TEXT
) -> tuple[tuple[Payload, ...], tuple[Diagnostic, ...]]:
    """The files within a file: itself, or what its archive holds."""
    span = Span(file.path)
    kind = name_kind(file.held)
    if kind not in _ARCHIVES:
        if not _is_read(kind, reads):
            return (), (refuse(file.path, kind, reads),)
        if file.member is not None:
            return (), (error("not-an-archive", f"{file.path} is no archive, so it has no members", span),)
        return (Payload(file.path, file.held, kind),), ()
    try:
        found = list(_open(file, kind, limits))
    except TooMuchError as excess:
        return (), (error("archive-too-large", f"{file.path}: {excess}", span, "unpack it and look at what is in it"),)
    except (zlib.error, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as broken:
        return (), (error("broken-archive", f"{file.path} is damaged and cannot be unpacked: {broken}", span),)
    except LookupError as missing:
        hint = missing.args[1] if len(missing.args) > 1 else _member_hint(file)
        return (), (error("archive-member", f"{file.path}: {missing.args[0]}", span, hint),)
    payloads = []
    for path, content in found:
        inner = name_kind(content)
        if inner in _ARCHIVES:
            return (), (error("nested-archive", f"{path} is an archive within an archive", span),)
        if not _is_read(inner, reads):
            return (), (refuse(path, inner, reads),)
        payloads.append(Payload(path, content, inner))
    return tuple(payloads), ()


def members_of(file: InputFile, limits: Limits = LIMITS) -> tuple[str, ...]:
    """The names of the files in an archive; of anything else, and of a damaged one, none."""
    kind = name_kind(file.held)
    try:
        if kind == "zip":
            with open_stored(file.stored) as raw, zipfile.ZipFile(raw) as archive:
                return tuple(info.filename for info in archive.infolist()[: limits.members] if not info.is_dir())
        pieces = _inflate(file.stored, limits) if kind == "gzip" else file.stored.pieces()
        first = next(pieces, b"")
        if kind not in _ARCHIVES or not is_tar(first):
            return ()
        names: list[str] = []

        def choose(found: list[str]) -> list[str]:
            names.extend(found[: limits.members])
            return []

        with open_stored(stored(keep(itertools.chain((first,), pieces)))) as raw:
            tuple(open_tar(raw, choose))
        return tuple(names)
    except (TooMuchError, zlib.error, zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError):
        return ()


def _is_read(kind: str, reads: Sequence[str]) -> bool:
    """Whether a format takes a container. Blank files look like text: their readers tell."""
    is_json = "json" in reads or "ndjson" in reads
    return kind in reads or (is_json and kind in ("text", "json"))


def refuse(path: str, kind: str, reads: Sequence[str] = TEXT) -> Diagnostic:
    """The finding that a file is something else than its format reads."""
    wanted = " or ".join(_WORDS.get(name, name) for name in reads) if tuple(reads) != TEXT else "a table of text"
    other = _READERS.get(kind)
    hint = f"say `format: {other}`, or export it as CSV" if other else "export it as CSV"
    return error("not-a-table", f"{path} is {_WORDS.get(kind, kind)}, not {wanted}", Span(path), hint)


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int, limits: Limits = LIMITS) -> bytes:
    """A member's bytes, read only so far as the limits allow; `size` was read before it."""
    return b"".join(_pieces_of(archive, info, size, limits))


def _pieces_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int, limits: Limits) -> Iterator[bytes]:
    own = 0
    with archive.open(info) as stream:
        while part := stream.read(PIECE):
            own += len(part)
            _check_size(own, info.compress_size, limits, size)
            yield part


def _check_size(size: int, packed: int, limits: Limits, before: int = 0) -> None:
    if before + size > limits.bytes:
        raise TooMuchError(f"it holds more than {limits.bytes // 1_000_000} MB")
    if size > limits.ratio_from and size > limits.ratio * max(packed, 1):
        raise TooMuchError(f"it grows more than {limits.ratio} times its size when unpacked")


def _open(file: InputFile, kind: str, limits: Limits) -> Iterator[tuple[str, bytes | Stored]]:
    """The files in an archive. A packed tar archive is one archive."""
    if kind == "zip":
        yield from _open_zip(file, limits)
        return
    content = keep(_inflate(file.stored, limits)) if kind == "gzip" else file.held
    if not is_tar(stored(content).head(_HEAD)):
        yield file.path, content
        return
    with open_stored(stored(content)) as raw:
        for name, pieces in open_tar(raw, lambda names: _choose(names, file.member, limits)):
            yield f"{file.path}!{name}", keep(pieces)


def _choose(names: Sequence[str], wanted: str | None, limits: Limits) -> list[str]:
    """The members that are meant. Raises LookupError where none is, or where one of several must be named."""
    if len(names) > limits.members:
        raise TooMuchError(f"it holds {len(names)} files; at most {limits.members} are looked at")
    chosen = [name for name in names if wanted is None or fnmatch.fnmatchcase(name, wanted)]
    if not chosen and wanted is not None and names:
        near = did_you_mean(wanted, names) or f"it holds {listed(names, 6)}"
        raise LookupError(f"no file in it is called {wanted}", near)
    if not chosen:
        raise LookupError("it is empty")
    if wanted is None and len(chosen) > 1:
        raise LookupError(f"it holds {len(chosen)} files: {listed(chosen)}")
    return chosen


def _inflate(source: Stored, limits: Limits) -> Iterator[bytes]:
    """What gzip packed, in one part or in several that follow each other."""
    inflater = None
    rest, size = b"", 0
    for piece in source.pieces():
        rest += piece
        while rest[:2] == _GZIP if inflater is None else rest:
            inflater = inflater or zlib.decompressobj(wbits=31)
            part = inflater.decompress(rest, PIECE)
            rest = inflater.unconsumed_tail
            while part:
                size += len(part)
                _check_size(size, source.size, limits)
                yield part
                part = b"" if inflater.eof else inflater.decompress(rest, PIECE)
                rest = inflater.unconsumed_tail
            if inflater.eof:
                rest, inflater = inflater.unused_data, None
        if inflater is None and len(rest) > 1:
            return  # what follows is no gzip
    if inflater is not None:
        raise EOFError("it ends too early")


def _open_zip(file: InputFile, limits: Limits) -> Iterator[tuple[str, bytes | Stored]]:
    with open_stored(file.stored) as raw, zipfile.ZipFile(raw) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        real = [info for info in members if not info.filename.startswith("__MACOSX/")]
        names = set(_choose([info.filename for info in real], file.member, limits))
        chosen = [info for info in real if info.filename in names]
        size = 0
        for info in chosen:
            if info.flag_bits & 1:
                raise RuntimeError("it is locked with a password")
            content = keep(_pieces_of(archive, info, size, limits))
            size += stored(content).size
            yield f"{file.path}!{info.filename}", content


def _look_into_zip(source: Stored) -> str:
    """What a zip archive is: a workbook and other documents of office programs are archives too."""
    try:
        with open_stored(source) as raw, zipfile.ZipFile(raw) as archive:
            names = {name.replace("\\", "/").casefold() for name in archive.namelist()[:10_000]}
            if "[content_types].xml" not in names:
                is_ods = "mimetype" in names and b"opendocument" in source.head(200)
                return "an OpenDocument file, like an .ods spreadsheet" if is_ods else "zip"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return "zip"
    if "xl/workbook.bin" in names:
        return "a binary Excel workbook (.xlsb)"
    return "xlsx" if any(name.startswith("xl/") for name in names) else "an Office file that is no workbook"


def _member_hint(file: InputFile) -> str:
    likely = next((name for name in members_of(file) if name.casefold().endswith(_TABLES)), "NAME.csv")
    return f"name the one that is meant: `file: {file.path}!{likely}`"
