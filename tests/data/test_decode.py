"""Bytes to text: by declaration, by mark or by proof, and with an error rather than a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjmsite.data.decode import decode
from tests.data.making import SAMPLES, codes, column, only, read, sample

LETTERS = {"name": {}, "city": {}}


@pytest.mark.parametrize(
    ("file", "encoding"),
    [("bom_utf8.csv", "utf-8"), ("bom_utf16le.csv", "utf-16-le"), ("bom_utf16be.csv", "utf-16-be")],
)
def test_a_byte_order_mark_decides(file: str, encoding: str) -> None:
    reading = sample(f"quirks/{file}", columns={"one": "column1", "three": "column3"})
    assert reading.problems == ()
    assert reading.files[0].encoding == encoding
    assert column(reading, "one") == ("row1-1", "row2-1")
    assert column(reading, "three") == ("row1-3", "row2-3")


def test_a_byte_order_mark_that_lies_is_refused() -> None:
    problem = only(sample("quirks/bom_utf32le.csv", columns={"one": "column1"}))
    assert problem.code == "lying-mark"
    assert "UTF-16-BE" in problem.message


def test_utf32_with_an_honest_mark_is_read() -> None:
    assert column(read("name,city\nÅsa,Malmö\n".encode("utf-32"), columns=LETTERS), "name") == ("Åsa",)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_nuls(encoding: str) -> None:
    reading = read("name\tcity\nÅsa\tMalmö\n".encode(encoding), columns=LETTERS)
    assert column(reading, "city") == ("Malmö",)
    assert reading.files[0].encoding == encoding
    assert reading.files[0].encoding_reason == "every second byte is NUL"


def test_a_nul_in_text_is_refused_with_its_line() -> None:
    problem = only(read(b"name,city\na,b\nc\x00,d\n", columns=LETTERS))
    assert (problem.code, problem.span and problem.span.line) == ("not-text", 3)


def test_a_nul_far_down_a_file_is_found_too() -> None:
    content = b"name,city\n" + b"a,b\n" * 5000 + b"c\x00,d\n"
    problem = only(read(content, columns=LETTERS))
    assert (problem.code, problem.span and problem.span.line) == ("not-text", 5002)


def test_what_is_not_utf8_is_read_as_cp1252_with_a_warning() -> None:
    reading = read("name,city\nRené,Orléans\n".encode("cp1252"), columns=LETTERS)
    assert column(reading, "name") == ("René",)
    problem = only(reading)
    assert (problem.code, problem.severity) == ("assumed-encoding", "warning")
    assert problem.span is not None and problem.span.line == 2
    assert "`é` in cp1252" in (problem.hint or "")


def test_bytes_that_cp1252_does_not_know_stop_the_reading_and_show_other_encodings() -> None:
    problem = only(read("name,city\nRené,Orléans\nè,ì\n".encode("cp850"), columns=LETTERS), "unknown-encoding")
    assert "0x8D" in problem.message
    assert problem.span is not None and problem.span.line == 3
    assert "`ì` in cp850" in (problem.hint or "")


def test_a_declared_cp1252_reads_unknown_bytes_as_a_mark_and_counts_them() -> None:
    reading = sample("survey/nps_french_cp1252.csv", encoding="cp1252", columns={"comment": "explication"})
    problem = only(reading)
    assert (problem.code, problem.severity) == ("undefined-bytes", "warning")
    assert problem.message.startswith("17 bytes undefined in cp1252 (0x90) on lines 1273, 3927")
    assert sum(text.count("\ufffd") for text in column(reading, "comment") if text) == 17


def test_the_mixed_survey_is_refused_until_its_encoding_is_declared() -> None:
    problem = only(sample("survey/nps_french_cp1252.csv", columns={"comment": "explication"}))
    assert problem.code == "unknown-encoding"
    assert problem.severity == "error"


def test_a_declared_encoding_that_the_mark_contradicts_is_an_error() -> None:
    problem = only(read(b"\xef\xbb\xbfname,city\na,b\n", encoding="cp1252", columns=LETTERS))
    assert problem.code == "encoding-mismatch"


@pytest.mark.parametrize("declared", ["utf-8", "UTF-8", "utf_8_sig"])
def test_a_declared_utf8_may_have_a_mark(declared: str) -> None:
    assert column(read(b"\xef\xbb\xbfname,city\na,b\n", encoding=declared, columns=LETTERS), "name") == ("a",)


def test_a_declared_encoding_that_does_not_fit_says_where() -> None:
    problem = only(read("name,city\na,b\né,c\n".encode("cp1252"), encoding="utf-8", columns=LETTERS))
    assert problem.span is not None and problem.span.line == 3


@pytest.mark.parametrize("declared", ["klingon", "rot13", "base64"])
def test_an_encoding_that_is_none_is_an_error(declared: str) -> None:
    assert codes(read(b"name,city\na,b\n", encoding=declared, columns=LETTERS)) == ["unknown-encoding"]


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp1252", "utf-16", "latin-1"]))
def test_any_bytes_give_text_or_a_finding(content: bytes, declared: str | None) -> None:
    decoded = decode(content, "x", declared)
    assert (decoded.text is None) == any(problem.severity == "error" for problem in decoded.problems)
    assert decoded.text is None or "\x00" not in decoded.text


@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
def test_utf8_is_always_read_as_what_it_is(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode(), "x").text == text


def test_every_sample_of_text_is_decoded() -> None:
    for path in sorted(SAMPLES.rglob("*.csv")):
        if path.name not in ("bom_utf32le.csv", "nps_french_cp1252.csv"):
            assert decode(path.read_bytes(), path.name).text is not None, path
