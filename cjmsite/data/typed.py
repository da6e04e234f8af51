"""Text made into values of the type that a mapping asks for; what cannot be read is told, never bent to fit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from cjmsite.data import dates, numbers
from cjmsite.data.problems import LIMIT, listed, shown
from cjmsite.model.source import Column, Locale

Cell = str | int | float | bool | datetime.date | datetime.datetime | None
"""A typed cell; None where the file says nothing."""

NUMERIC = ("integer", "number", "percent", "duration")
"""The types whose values can be added up."""

TRUE = ("true", "yes", "y", "t", "1")
FALSE = ("false", "no", "n", "f", "0")
_COUNTED = (
    (re.compile(r"[2-6]\d{4}(?:\.\d+)?"), "excel", "days as Excel does"),
    (re.compile(r"1\d{9}"), "unix", "seconds since 1970"),
    (re.compile(r"1\d{12}"), "unix_ms", "thousandths of a second since 1970"),
)
_MAX_INTEGER = 2**63 - 1


class Doubt(Struct, frozen=True):
    """Why a whole column cannot be read: a code, a message, a cell that shows it, and the way out."""

    code: str
    message: str
    cell: str
    hint: str


class TypedColumn(Struct):
    """A column's values, one per row; `bad` says of each cell's text why it could not be read."""

    values: list[Cell]
    bad: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    reading: str | None = None
    doubt: Doubt | None = None
    notes: list[str] = field(default_factory=list)


class Customs(Struct, frozen=True):
    """What a source declares for all its columns."""

    null_values: tuple[str, ...] = ("",)
    locale: Locale | None = None
    zone: ZoneInfo | None = None


def type_column(texts: Sequence[str], column: Column, customs: Customs) -> TypedColumn:
    """The values of a column. Each distinct text is read once."""
    nulls = customs.null_values if column.null_values is None else ("", *column.null_values)
    spoken = {word.casefold() for word in (*column.true, *column.false)} if column.type == "boolean" else set()
    meant: dict[str, str | None] = {}
    for text in dict.fromkeys(texts):
        word = text.strip()
        missing = word in nulls and word.casefold() not in spoken
        if column.map:
            mapped = column.map.get(word, None if missing else column.map.get("*", word))
            meant[text] = None if mapped is None or (mapped in nulls and mapped.casefold() not in spoken) else mapped
        else:
            meant[text] = None if missing else word
    distinct = [word for word in dict.fromkeys(meant.values()) if word is not None]
    outcome = _READERS[column.type](distinct, column, customs)
    if column.scale is not None:
        _check_scale(outcome, column.scale)
    by_text = {text: None if word is None else outcome.values.get(word) for text, word in meant.items()}
    return TypedColumn(
        [by_text[text] for text in texts],
        {text: outcome.bad[word] for text, word in meant.items() if word in outcome.bad} if outcome.bad else {},
        outcome.reading,
        outcome.doubt,
        outcome.notes,
    )


class _Outcome(Struct):
    """What the distinct texts of a column were read as."""

    values: dict[str, Cell] = field(default_factory=dict)
    bad: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    reading: str | None = None
    doubt: Doubt | None = None
    notes: list[str] = field(default_factory=list)


def _check_scale(outcome: _Outcome, scale: tuple[float, float]) -> None:
    low, high = scale
    for word, value in list(outcome.values.items()):
        if isinstance(value, int | float) and not low <= value <= high:
            del outcome.values[word]
            outcome.bad[word] = ("out-of-scale", f"{shown(word)} is outside its scale of {low:g} to {high:g}", None)


def _read_text(words: Iterable[str], column: Column, customs: Customs) -> _Outcome:
    return _Outcome({word: word for word in words})


def _read_boolean(words: Iterable[str], column: Column, customs: Customs) -> _Outcome:
    true = {word.casefold() for word in column.true} or set(TRUE)
    false = {word.casefold() for word in column.false} or set(FALSE)
    outcome = _Outcome()
    for word in words:
        folded = word.casefold()
        if folded in true or folded in false:
            outcome.values[word] = folded in true
        else:
            said = f"{shown(word)} is neither true ({listed(sorted(true))}) nor false ({listed(sorted(false))})"
            outcome.bad[word] = ("not-boolean", said, "list the words under `true:` and `false:`")
    return outcome


def _read_numbers(words: Sequence[str], column: Column, customs: Customs) -> _Outcome:
    outcome = _Outcome()
    style = numbers.declared_style(customs.locale) if customs.locale else None
    if style is None:
        inferred = numbers.infer_style(words)
        style = inferred.style
        if inferred.open is not None:
            as_dot = numbers.read_number(inferred.open, numbers.DOT)
            as_comma = numbers.read_number(inferred.open, numbers.COMMA)
            outcome.doubt = Doubt(
                "ambiguous-number",
                f"{shown(inferred.open)} may be {as_dot:g} or {as_comma:g}, and no other cell decides it",
                inferred.open,
                "say how its numbers are written: `locale: {decimal: '.', thousands: ','}` "
                "or `locale: {decimal: ',', thousands: '.'}`",
            )
            return outcome
        if style is None:
            outcome.doubt = Doubt(
                "mixed-numbers",
                f"{shown(inferred.dot or '')} has a decimal point and {shown(inferred.comma or '')} a decimal comma",
                inferred.comma or "",
                "one column cannot hold both; correct the export",
            )
            return outcome
    currencies: dict[str, str] = {}
    if style is numbers.COMMA:
        outcome.reading = "with a decimal comma"
    signed: set[str] = set()
    read: dict[str, float] = {}
    for word in words:
        value = numbers.read_plain(word) if style.decimal == "." else None
        if value is None:
            parts = numbers.take_apart(word)
            value = numbers.read_body(parts.body, style) if parts else None
            if parts is None or value is None:
                outcome.bad[word] = _not_a_number(word, column)
                continue
            value = -value if parts.negative else value
            if parts.percent and column.type != "percent":
                said = f"{shown(word)} is a percentage"
                outcome.bad[word] = ("not-a-number", said, "say `type: percent`, and it is kept as a share")
                continue
            if parts.percent:
                signed.add(word)
            if parts.currency:
                currencies.setdefault(parts.currency, word)
        read[word] = value
    if len(currencies) > 1:
        cells = list(currencies.values())
        said = f"{shown(cells[0])} and {shown(cells[1])} are not in one currency"
        outcome.doubt = Doubt("mixed-currencies", said, cells[1], "filter the rows, or split the export by currency")
        return outcome
    if column.type == "percent":
        return _as_shares(outcome, read, signed)
    if column.type == "integer":
        return _as_integers(outcome, read, column)
    outcome.values.update(read)
    return outcome


def _read_durations(words: Sequence[str], column: Column, customs: Customs) -> _Outcome:
    outcome = _Outcome(reading="in seconds")
    for word in words:
        seconds = numbers.read_duration(word)
        if seconds is None:
            hint = "a duration is written like 00:02:06 or 2m 6s; for plain numbers say `type: number`"
            outcome.bad[word] = ("not-a-duration", f"{shown(word)} is no duration", _null_hint(word) or hint)
        else:
            outcome.values[word] = seconds
            if word.startswith("<") and not outcome.notes:
                outcome.notes.append(f"{shown(word)} counts as no time at all")
    return outcome


def _as_integers(outcome: _Outcome, read: dict[str, float], column: Column) -> _Outcome:
    for word, value in read.items():
        if not value.is_integer():
            outcome.bad[word] = _not_a_number(word, column)
        elif abs(value) > _MAX_INTEGER / 2:
            said = f"{shown(word)} is too large for a number"
            outcome.bad[word] = ("not-a-number", said, "it looks like an id: say `type: text`")
        else:
            outcome.values[word] = int(word) if word.lstrip("-").isdecimal() else int(value)
    return outcome


def _as_shares(outcome: _Outcome, read: dict[str, float], signed: set[str]) -> _Outcome:
    if not signed and any(read.values()) and all(-1 <= value <= 1 for value in read.values()):
        word = next(word for word, value in read.items() if value)
        outcome.doubt = Doubt(
            "ambiguous-percent",
            f"{shown(word)} has no percent sign: it may be {read[word]:.2%} or {read[word]:g} %",
            word,
            "say `type: number` where the column holds fractions, like 0.36 for 36 %",
        )
        return outcome
    for word, value in read.items():
        if signed and value and word not in signed:
            said = f"{shown(word)} has no percent sign, where {shown(min(signed))} has one"
            outcome.bad[word] = ("mixed-percent", said, "leave out the rows that hold no shares, or correct the export")
        else:
            outcome.values[word] = value / 100
    if not signed and read:
        outcome.notes.append("no percent signs; read as percent, not as fractions")
    return outcome


def _not_a_number(word: str, column: Column) -> tuple[str, str, str | None]:
    what = "a whole number" if column.type == "integer" else "a percentage" if column.type == "percent" else "a number"
    nothing = word.casefold() in ("na", "n/a", "null", "none", "nan", "-", "--", "(not set)", "#n/a", "inf", "tbd")
    hint = f"if it means that there is none, say `null_values: ['', {word!r}]`" if nothing else None
    if len(word) > 2 and set(word) == {"#"}:
        hint = (
            "a spreadsheet shows that where a column is too narrow, and saved it so: take the file as it was exported"
        )
    return ("not-a-number", f"{shown(word)} is not {what}", hint)


def _read_dates(words: Sequence[str], column: Column, customs: Customs) -> _Outcome:
    outcome = _Outcome()
    read: Mapping[str, datetime.datetime] = {}
    if column.format:
        tried: Sequence[str] = column.format
        readers = [dates.read_as(format_) for format_ in tried]
        outcome.reading = " or ".join(column.format)
        hint = "add its format to `format:`; several are tried in order"
    else:
        inferred = dates.infer_format(words)
        if inferred.open is not None:
            first, second = inferred.readings[0], next(r for r in inferred.readings if r[1] != inferred.readings[0][1])
            outcome.doubt = Doubt(
                "ambiguous-date",
                f"{shown(inferred.open)} may be {_in_words(first[1])} or {_in_words(second[1])}, "
                "and no other cell decides it",
                inferred.open,
                f'say `format: "{first[0]}"` or `format: "{second[0]}"`',
            )
            return outcome
        best = inferred.format or inferred.best
        read = inferred.moments
        tried = [best] if best else []
        readers = [dates.read_inferred(format_) for format_ in tried]
        outcome.reading = None if best is None or best == "iso" else f"read as {best}"
        hint = 'say how it is written: `format: "%d/%m/%Y"`; several formats are tried in order'
    moments = dict(read)
    for word in words if not read else ():
        moment = next((found for reader in readers if (found := reader(word)) is not None), None)
        if moment is None:
            wanted = "a date" if column.type == "date" else "a date and time"
            other = _other_format_hint(word, tried) if len(outcome.bad) < LIMIT else None
            said = _null_hint(word) or other or _counted_hint(word) or hint
            outcome.bad[word] = ("not-a-date", f"{shown(word)} is not {wanted}", said)
        else:
            moments[word] = moment
    return _in_zone(outcome, moments, column, customs)


def _other_format_hint(word: str, tried: Sequence[str]) -> str | None:
    """The format of a cell that is a date, but written in another way than the column's others."""
    other = dates.infer_format([word]).format
    if other is None or dates.read_as(other)(word) is None:
        return None
    formats = ", ".join(f'"{format_}"' for format_ in (*tried, other))
    return f"it is written like `{other}`; several formats are tried in order: `format: [{formats}]`"


def _counted_hint(word: str) -> str | None:
    """How a number that may count days or seconds is read as a day."""
    for pattern, unit, what in _COUNTED:
        if pattern.fullmatch(word):
            return f"if it counts {what}, say `format: {unit}`"
    return None


def _null_hint(word: str) -> str | None:
    return _not_a_number(word, Column())[2]


def _in_zone(outcome: _Outcome, moments: dict[str, datetime.datetime], column: Column, customs: Customs) -> _Outcome:
    """Moments as the wall clock of the source's zone shows them, without an offset."""
    aware = {word: moment for word, moment in moments.items() if moment.tzinfo is not None}
    if aware and customs.zone is None:
        offsets = {moment.utcoffset() for moment in aware.values()}
        if len(aware) < len(moments) or len(offsets) > 1:
            word = next(iter(aware))
            other = next(w for w, m in moments.items() if m.tzinfo is None or m.utcoffset() != aware[word].utcoffset())
            outcome.doubt = Doubt(
                "mixed-offsets",
                f"{shown(word)} and {shown(other)} differ in their offset from UTC, so their days cannot be compared",
                other,
                "say whose days are counted: `timezone: Europe/Paris`",
            )
            return outcome
        outcome.notes.append("days are counted in the offset that the file gives")
    if aware and customs.zone is not None and len(aware) < len(moments):
        outcome.notes.append(f"times without an offset were taken as {customs.zone.key}")
    for word, moment in aware.items():
        moments[word] = (moment.astimezone(customs.zone) if customs.zone else moment).replace(tzinfo=None)
    if column.type == "date":
        outcome.values = {word: moment.date() for word, moment in moments.items()}
    else:
        outcome.values = dict(moments)
    return outcome


def _in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


_READERS: dict[str, Callable[[Sequence[str], Column, Customs], _Outcome]] = {
    "text": _read_text,
    "boolean": _read_boolean,
    "integer": _read_numbers,
    "number": _read_numbers,
    "percent": _read_numbers,
    "duration": _read_durations,
    "date": _read_dates,
    "datetime": _read_dates,
}
