"""Numbers as exports write them: one way of writing per column, proven by the column or declared."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from cjmsite.model.source import Locale


class Style(Struct, frozen=True):
    """How numbers are written: the decimal mark and the marks that may group thousands."""

    decimal: str
    groups: str
    name: str


DOT = Style(".", ", '", "1,234.5")
COMMA = Style(",", ". '", "1.234,5")

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_BODY = {
    mark: re.compile(
        r"(?:(?P<whole>[0-9]+)|"
        rf"(?P<grouped>[1-9][0-9]{{0,2}}(?P<group>[{other} '])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)|)"
        rf"(?:{re.escape(mark)}(?P<rest>[0-9]+))?(?P<power>[eE][+-]?[0-9]{{1,3}})?"
    )
    for mark, other in ((".", ","), (",", "."))
}
_CODES = (
    "AED|ALL|AMD|ANG|AOA|ARS|AUD|AZN|BAM|BDT|BGN|BHD|BOB|BRL|BWP|BYN|CAD|CHF|CLP|CNY|COP|CRC|CZK|DKK|DOP|DZD|EGP|ETB|"
    "EUR|GBP|GEL|GHS|GTQ|HKD|HNL|HRK|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KRW|KWD|KZT|LBP|LKR|MAD|MDL|MKD|"
    "MMK|MNT|MOP|MUR|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PHP|PKR|PLN|PYG|QAR|RON|RSD|RUB|RWF|SAR|SEK|SGD|"
    "THB|TND|TRY|TTD|TWD|TZS|UAH|UGX|USD|UYU|UZS|VES|VND|XAF|XOF|ZAR|ZMW"
)
"""Currencies of ISO 4217: other three letters before a number, like `SUP-1`, make a name of it."""
_CURRENCY = rf"(?:[A-Z]{{0,3}}[$€£¥₹₽₩]|(?:{_CODES})(?![A-Za-z])|[Kk]r\.?|zł|Kč)"
_DRESSED = re.compile(
    rf"(?P<sign>[+-]?) ?(?P<before>{_CURRENCY})? ?(?P<inner>[+-]?)(?P<body>[0-9.,][0-9., 'eE+-]*?)"
    rf" ?(?P<percent>%)? ?(?P<after>{_CURRENCY})?(?P<behind>-?)"
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007"), " ")
_MARKS = {ord("’"): "'", ord("−"): "-", ord("٫"): ".", ord("٬"): ",", ord("٪"): "%"}


class Number(Struct, frozen=True):
    """A cell taken apart: the digits in ASCII, the sign, and what stood around them."""

    body: str
    negative: bool
    percent: bool
    currency: str


def take_apart(cell: str) -> Number | None:
    """The parts of a cell that looks like a number; None of any other."""
    text = cell.strip().translate(_SPACES).translate(_MARKS)
    if not text.isascii():
        text = "".join(str(unicodedata.digit(letter, -1)) if letter.isdigit() else letter for letter in text)
        text = re.sub(r"^([–‒])(?=\s*[0-9.,(])", "-", text)
    bracketed = text.startswith("(") and text.endswith(")")
    match = _DRESSED.fullmatch(text[1:-1].strip() if bracketed else text)
    if not match:
        return None
    signs = match["sign"] + match["inner"] + match["behind"]  # SAP writes the minus behind the number
    if len(signs) + bracketed > 1:
        return None
    currency = (match["before"] or "") + (match["after"] or "")
    return Number(match["body"], bracketed or "-" in signs, bool(match["percent"]), currency)


def read_body(body: str, style: Style) -> float | None:
    """The number that digits and marks mean in a style; None where they do not fit it."""
    match = _BODY[style.decimal].fullmatch(body)
    if not match or not (match["whole"] or match["grouped"] or match["rest"]):
        return None
    if match["group"] and match["group"] not in style.groups:
        return None
    whole = match["whole"] or (match["grouped"] or "").replace(match["group"] or " ", "")
    value = float(f"{whole or 0}.{match['rest'] or 0}{match['power'] or ''}")
    return value if math.isfinite(value) else None


def read_number(cell: str, style: Style) -> float | None:
    """The number in a cell, whatever currency or percent sign stands beside it."""
    number = take_apart(cell)
    value = read_body(number.body, style) if number else None
    return -value if value is not None and number is not None and number.negative else value


def declared_style(locale: Locale) -> Style:
    """The style that a source declares."""
    groups = {"": "", "'": "'", " ": " "}.get(locale.thousands, locale.thousands)
    return Style(locale.decimal, groups, f"1{locale.thousands}234{locale.decimal}5")


class Inference(Struct, frozen=True):
    """The style that a column proves, or the cells that leave it open: each with what speaks for which style."""

    style: Style | None
    open: str | None = None
    dot: str | None = None
    comma: str | None = None


def infer_style(cells: Iterable[str]) -> Inference:
    """The one style in which a whole column can be read; none where two are left, or none is."""
    dot: str | None = None
    comma: str | None = None
    unsure: str | None = None
    for cell in cells:
        if _PLAIN.fullmatch(cell) and (dot is not None or "." not in cell):
            continue
        number = take_apart(cell)
        if number is None or not ("." in number.body or "," in number.body):
            continue
        as_dot, as_comma = read_body(number.body, DOT), read_body(number.body, COMMA)
        if as_dot is not None and as_comma is not None and _AMBIGUOUS.fullmatch(number.body):
            unsure = unsure if unsure is not None else cell
        elif as_dot is not None and as_comma is None:
            dot = dot if dot is not None else cell
        elif as_comma is not None and as_dot is None:
            comma = comma if comma is not None else cell
    if dot is not None and comma is not None:
        return Inference(None, None, dot, comma)
    if unsure is not None and dot is None and comma is None:
        return Inference(None, unsure)
    return Inference(COMMA if comma is not None else DOT)


def read_plain(cell: str) -> float | None:
    """A number in its plainest form, as program text writes it."""
    return float(cell) if _PLAIN.fullmatch(cell) else None


_CLOCK = re.compile(
    r"(?P<less><?) ?(?P<sign>-?)(?:(?P<d>[0-9]+)(?:[.]|d ?| ))?"
    r"(?P<h>[0-9]+):(?P<m>[0-5]?[0-9]):(?P<s>[0-5]?[0-9])(?P<f>[.,][0-9]+)?"
)
_WORDS = re.compile(
    r"(?=\S)(?:(?P<d>[0-9]+) ?d(?:ays?)?,? ?)?(?:(?P<h>[0-9]+) ?h(?:rs?|ours?)?,? ?)?"
    r"(?:(?P<m>[0-9]+) ?m(?:ins?|inutes?)?,? ?)?(?:(?P<s>[0-9]+)(?P<f>[.,][0-9]+)? ?s(?:ecs?|econds?)?)?"
)


def read_duration(cell: str) -> float | None:
    """The seconds in a cell like `00:02:06`, `1d 4h` or `2m 6s`. `<00:00:01` is none; `2:06` may be anything."""
    match = _CLOCK.fullmatch(cell.strip()) or _WORDS.fullmatch(cell.strip())
    if match is None:
        return None
    said = match.groupdict()
    if said.get("less"):
        return 0.0
    days, hours, minutes, seconds = (int(said[part] or 0) for part in "dhms")
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + float((said["f"] or "0").replace(",", "."))
    return -total if said.get("sign") else total
