"""Files by their bytes: archives are opened piece by piece and within limits; what is no table is refused by name."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from cjmsite.data import stored
from cjmsite.data.container import InputFile, Limits, unpack
from tests.data.making import SAMPLES, codes, column, only, read

CSV = b"a,b\n1,2\n"
COLUMNS = {"a": {}, "b": {}}


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def test_a_gzip_file_is_read_whatever_its_name() -> None:
    assert column(read(gzip.compress(CSV), columns=COLUMNS), "b") == ("2",)


def test_a_gzip_file_of_several_parts_is_read_whole() -> None:
    assert column(read(gzip.compress(CSV) + gzip.compress(b"3,4\n"), columns=COLUMNS), "a") == ("1", "3")


def test_the_only_file_of_a_zip_is_read() -> None:
    reading = read(zipped(data__csv=CSV), path="export.zip", columns=COLUMNS)
    assert column(reading, "a") == ("1",)
    assert reading.files[0].path == "export.zip!data.csv"


def test_the_folders_that_a_mac_adds_to_a_zip_are_nothing() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data.csv", CSV)
        archive.writestr("__MACOSX/._data.csv", b"\x00\x05\x16\x07")
    assert column(read(buffer.getvalue(), columns=COLUMNS), "a") == ("1",)


def test_a_zip_of_several_files_wants_the_member_named() -> None:
    problem = only(read(zipped(Case__csv=CSV, Lead__csv=CSV), columns=COLUMNS))
    assert problem.code == "archive-member"
    assert "`Case.csv`, `Lead.csv`" in problem.message
    assert "!Case.csv" in (problem.hint or "")


def test_a_member_is_found_by_its_name_or_pattern() -> None:
    content = zipped(Case__csv=CSV, Lead__csv=b"a,b\n8,9\n")
    for pattern in ("Lead.csv", "Le*.csv"):
        payloads, problems = unpack(InputFile("w.zip", content, pattern))
        assert problems == ()
        assert [payload.content for payload in payloads] == [b"a,b\n8,9\n"]


def test_a_member_that_is_not_there_is_an_error() -> None:
    _, problems = unpack(InputFile("w.zip", zipped(Case__csv=CSV), "Deal.csv"))
    assert "Deal.csv" in problems[0].message


def test_a_member_of_a_plain_file_is_an_error() -> None:
    _, problems = unpack(InputFile("w.csv", CSV, "Deal.csv"))
    assert problems[0].code == "not-an-archive"


@pytest.mark.parametrize("wrap", [gzip.compress, lambda content: zipped(bomb__csv=content)])
def test_a_bomb_is_stopped_while_it_grows(wrap: object) -> None:
    bomb = wrap(b"0,0\n" * 20_000_000)  # type: ignore[operator]
    assert len(bomb) < 400_000
    _, problems = unpack(InputFile("bomb", bomb))
    assert problems[0].code == "archive-too-large"
    assert "200 times" in problems[0].message


def test_the_limit_on_bytes_holds_below_the_limit_on_growth() -> None:
    _, problems = unpack(InputFile("big.gz", gzip.compress(CSV * 1000)), Limits(bytes=5_000))
    assert problems[0].code == "archive-too-large"


def test_a_zip_of_very_many_files_is_refused() -> None:
    content = zipped(**{f"f{number}__csv": b"" for number in range(20)})
    _, problems = unpack(InputFile("many.zip", content), Limits(members=10))
    assert "20 files" in problems[0].message


def test_an_archive_within_an_archive_is_refused() -> None:
    assert codes(read(gzip.compress(zipped(a__csv=CSV)), columns=COLUMNS)) == ["nested-archive"]
    assert codes(read(zipped(a__gz=gzip.compress(CSV)), columns=COLUMNS)) == ["nested-archive"]


@pytest.mark.parametrize(
    "broken",
    [
        gzip.compress(CSV)[:-10],
        gzip.compress(CSV)[:12] + b"\xff" * 8,
        zipped(a__csv=CSV)[:40],
        b"PK\x03\x04 is not enough",
    ],
    ids=["cut gzip", "garbage in gzip", "cut zip", "only a zip's first bytes"],
)
def test_a_damaged_archive_is_told_and_not_raised(broken: bytes) -> None:
    assert codes(read(broken, columns=COLUMNS)) == ["broken-archive"]


def test_a_locked_zip_is_told() -> None:
    content = bytearray(zipped(a__csv=CSV))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    problem = only(read(bytes(content), columns=COLUMNS))
    assert "password" in problem.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "a web page"),
        (b"\xef\xbb\xbf\r\n<html><table><tr><td>1</td></tr></table>", "a web page"),
        (b'<?xml version="1.0"?><log/>', "an XML file"),
        (b'{"rows": []}', "JSON"),
        (b"[\n {}\n]", "JSON"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "(.xls)"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (zipped(**{"[Content_Types]__xml": b"<Types/>", "xl/workbook__xml": b"<w/>"}), "Excel workbook"),
    ],
)
def test_what_is_no_table_is_named_even_when_it_is_called_csv(content: bytes, words: str) -> None:
    problem = only(read(content, columns=COLUMNS))
    assert problem.code == "not-a-table"
    assert words in problem.message


def test_a_real_file_of_json_lines_is_refused() -> None:
    assert codes(read((SAMPLES / "ga4/bq_export_nested.ndjson").read_bytes(), columns=COLUMNS)) == ["not-a-table"]


def test_a_column_name_in_square_brackets_is_not_json() -> None:
    assert column(read("[Measures].[Sales],b\n1,2\n", columns={"s": "[Measures].[Sales]"}), "s") == ("1",)


def test_raw_deflate_is_not_taken_for_text() -> None:
    assert codes(read(zlib.compress(CSV * 100), columns=COLUMNS)) in (["not-text"], ["unknown-encoding"])


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("wrap", ["gz", "zip", "tar.gz"])
def test_what_is_much_is_unpacked_to_the_disk_and_gone_when_it_was_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrap: str, parts: int
) -> None:
    content = random.Random(1).randbytes(700_000) + CSV * 200_000
    packed = {"gz": gzip.compress, "zip": lambda text: zipped(a__csv=text), "tar.gz": tarred}[wrap](content)
    if wrap == "gz":
        packed = b"".join(gzip.compress(content[at::parts]) for at in range(parts))
        content = b"".join(content[at::parts] for at in range(parts))
    monkeypatch.setattr(stored, "MEMORY", 100_000)
    monkeypatch.setattr(stored, "PIECE", 10_000)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (payload,), problems = unpack(InputFile("a", packed))
    assert problems == () and payload.stored.real is not None
    assert b"".join(payload.stored.pieces()) == payload.content == content
    assert payload.stored.digest() == hashlib.sha256(content).hexdigest()
    assert (payload.stored.size, payload.stored.tail(5)) == (len(content), content[-5:])
    del payload
    assert list(tmp_path.iterdir()) == []


def tarred(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("wanted", "hint"), [("case.csv", "did you mean `Case.csv`?"), ("Orders.csv", "it holds `Case.csv`, `Lead.csv`")]
)
def test_a_member_that_is_not_there_is_told_with_the_nearest_one(wanted: str, hint: str) -> None:
    file = InputFile("weekly.zip", zipped(Case__csv=CSV, Lead__csv=CSV), wanted)
    _, (problem,) = unpack(file)
    assert (problem.code, problem.hint) == ("archive-member", hint)
