"""What a column may be, tried with the reader's own rules: what they leave open is a question and no guess."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from cjmsite.data import dates, numbers
from cjmsite.data.codes import find_codes
from cjmsite.data.problems import shown
from cjmsite.data.typed import Customs, type_column
from cjmsite.inspect.labelled import find_steps
from cjmsite.model.source import Column, ColumnType, Locale

_NOTHING = frozenset(
    (
        *("na", "n/a", "null", "none", "nan", "-", "--", "(not set)", "#n/a", "tbd", "n.a.", "k. a.", "-99", "#div/0!"),
        *("k.a.", "keine angabe", "n.v.", "s/r", "ns/nc", "n/r", "nsp", "don't know", "no answer"),
    )
)
_BEYOND = re.compile(r"9{3,6}")
"""What stands for no answer in many surveys, where all other answers are far below."""
_SPOKEN = (
    ("WAHR", "FALSCH"),
    ("VRAI", "FAUX"),
    ("VERDADERO", "FALSO"),
    ("VERO", "FALSO"),
    ("VERDADEIRO", "FALSO"),
    ("WAAR", "ONWAAR"),
    ("SANT", "FALSKT"),
    ("SAND", "FALSK"),
    ("PRAWDA", "FAŁSZ"),
)
"""True and false as Excel writes them into a CSV file in other languages."""
_FEW = 4
_PADDED = re.compile(r"0\d+")
_DAY = re.compile(r"(?:19|20)\d{6}")
_MONTH = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])")
_OF_MONTHS = re.compile(
    r".*(?:month(?!ly)|monat(?!l)|\bmois\b|\bmes\b|mês|maand|månad|måned|mese|月|월|period|date).*", re.IGNORECASE
)
_SERIAL = re.compile(r"[3-5]\d{4}(?:\.\d+)?")
_DATED = re.compile(
    r".*(?:\bdate\b|datum\b|fecha|\bdata\b|date$|_date\b|timestamp|zeitstempel|created|closed|submitted).*",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?:\d{10}|\d{13}|\d{16})(?:\.\d{1,9})?")
_STAMP = re.compile(r".*(?:time|date|_at|stamp|created|updated|closed|\bat)(?:_gmt|_utc)?\b.*", re.IGNORECASE)
_UNITS = {10: "unix", 13: "unix_ms", 16: "unix_us"}
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
_TIMES = ("", *(before + clock for before in (" ", ", ") for clock in _CLOCKS), "T%H:%M:%S", " %H:%M:%S %z")
_ID = re.compile(r"(?:.*[\s_-])?ids?", re.IGNORECASE)
_ID_IN_ONE = re.compile(r".*[a-z]I[Dd]s?")
_DECIMALS = re.compile(r"\d[.,]\d{1,2}(?!\d)")
_PERCENT = re.compile(r".*(?:\(%\)|\bpercentage)|%.*|.* %", re.IGNORECASE)
_FLAG = re.compile(r"(?:Is|Has)(?=[A-Z])|(?:is|has)_")
_SCORE = re.compile(
    r".*(?:score|rating|stars|nps|csat|ces|satisf|recommend|likel|how |wie |combien|zufrieden|bewertung|empfehl"
    r"|recommand|recomend|recomiend|raccomand|consiglier|aanbevel|tevreden|rekommend|anbefal|cómo "
    r"|満足|おすすめ|お勧め|만족|추천).*",
    re.IGNORECASE,
)


Option = str | list[str] | dict[str, str]
"""What an option of a column says: a word, several, or what words mean."""


class Guess(Struct, frozen=True):
    """The type that fits a column, the options that go with it, and what is left to ask.

    `zoned` times say how far they are from UTC, so that it must be said whose days are counted. A number is `open` if
    it may be read with either decimal mark.
    """

    type: ColumnType = "text"
    options: dict[str, Option] = field(default_factory=dict)
    question: str | None = None
    zoned: bool = False
    open: bool = False


def guess(name: str, words: Sequence[str], null_values: Sequence[str], locale: Locale | None = None) -> Guess:
    """What the distinct words of a column are, if all of them are of one kind."""
    said = [word for word in words if word not in null_values]
    if not said:
        return Guess()
    codes = find_codes([word for word in said if word.casefold() not in _NOTHING])
    missing = [word for word in said if word.casefold() in _NOTHING or word in codes or _is_beyond(word, said)]
    if missing and len(missing) < len(said) and len(missing) <= _FEW:
        found = _one_kind(name, [word for word in said if word not in missing], locale)
        if found.type != "text":
            options = found.options | {"null_values": missing}
            verb = "does" if len(missing) == 1 else "do"
            asked = f"{verb} {' and '.join(map(shown, missing))} mean that there is nothing?"
            asked = f"{asked} {found.question}" if found.question else asked
            return replace(found, options=options, question=asked)
    return _one_kind(name, said, locale)


def _is_beyond(word: str, words: Sequence[str]) -> bool:
    """Whether a number of nines is so far beyond all others that it is a word for no answer."""
    if not _BEYOND.fullmatch(word):
        return False
    others = [other for other in words if not _BEYOND.fullmatch(other) and other.casefold() not in _NOTHING]
    return bool(others) and all(re.fullmatch(r"-?\d{1,3}", other) and abs(int(other)) <= 100 for other in others)


def _one_kind(name: str, words: Sequence[str], locale: Locale | None) -> Guess:
    if any(_PADDED.fullmatch(word) for word in words):
        return Guess()  # a number does not begin with a nought: it is a code
    if _ID.fullmatch(name) or _ID_IN_ONE.fullmatch(name):
        return Guess()  # nobody counts with an id, and one like 729222800.1684694001 is no number at all
    if {word.casefold() for word in words} <= {"true", "false"} or (_FLAG.match(name) and set(words) <= {"0", "1"}):
        return Guess("boolean")
    for true, false in _SPOKEN:
        if {true, false} >= (spoken := {word.upper() for word in words}) and (true in spoken or len(spoken) == 2):
            return Guess("boolean", {"true": [true], "false": [false]})
    if all(_DAY.fullmatch(word) and dates.read_as("%Y%m%d")(word) for word in words):
        return Guess("date", {"format": "%Y%m%d"})
    if _OF_MONTHS.fullmatch(name) and all(_MONTH.fullmatch(word) for word in words):
        return Guess("date", {"format": "%Y%m"})
    if all(_WHOLE.fullmatch(word) for word in words) and _STAMP.fullmatch(name):
        unit = _UNITS[len(words[0].partition(".")[0])]
        return Guess("datetime", {"format": unit}, f"does it count from 1970, as `{unit}` does?", zoned=True)
    if _DATED.fullmatch(name) and all(_SERIAL.fullmatch(word) for word in words):
        kind: ColumnType = "datetime" if any("." in word for word in words) else "date"
        return Guess(kind, {"format": "excel"}, "does it count days, as Excel does?")
    return _number(name, words, locale) or _duration(words) or _moment(words) or _worded(name, words) or Guess()


def _number(name: str, words: Sequence[str], locale: Locale | None) -> Guess | None:
    if sum(numbers.take_apart(word) is not None for word in words) < len(words):
        return None
    kinds: tuple[ColumnType, ...] = ("percent",) if any("%" in word for word in words) else ("integer", "number")
    if _PERCENT.fullmatch(name) and (found := _percent(words, locale)) is not None:
        return found
    for kind in kinds:
        tried = type_column(words, Column(type=kind), Customs(locale=locale))
        if tried.doubt is not None and tried.doubt.code == "ambiguous-number":
            return Guess("number", {}, f"{tried.doubt.message}: {tried.doubt.hint}", open=True)
        if any(code == "mixed-percent" for code, _, _ in tried.bad.values()):
            _, message, hint = next(iter(tried.bad.values()))
            return Guess("percent", {}, f"{message}: {hint}")
        if kind == "integer" and any(_DECIMALS.search(word) for word in words):
            continue  # 15.00 is money, and will be 19.99 next month
        if tried.doubt is None and not tried.bad:
            return Guess(kind, {}, _scale_question(name, tried.values) if kind == "integer" else None)
    return None


def _percent(words: Sequence[str], locale: Locale | None) -> Guess | None:
    """Shares of a hundred, as their column's name says, that are no fractions for sure."""
    tried = type_column(words, Column(type="percent"), Customs(locale=locale))
    return Guess("percent") if tried.doubt is None and not tried.bad else None


def _scale_question(name: str, values: Sequence[object]) -> str | None:
    whole = [value for value in values if isinstance(value, int)]
    if not _SCORE.fullmatch(name) or min(whole) < 0 or max(whole) > 10:
        return None
    return _ask_scale(whole)


def _ask_scale(whole: Sequence[int]) -> str:
    top = 10 if max(whole) > 7 else 7 if max(whole) > 5 else 5
    return f"answers on a scale? Then say which one was asked, as in `scale: [{0 if top == 10 else 1}, {top}]`"


def _worded(name: str, words: Sequence[str]) -> Guess | None:
    """Answers on a scale whose ends carry words; where all do, the column's name has to say that it is one."""
    steps = find_steps(words)
    if not steps or (len(steps) == len(words) and not _SCORE.fullmatch(name)):
        return None
    return Guess("integer", {"map": steps}, _ask_scale([int(steps.get(word, word)) for word in words]))


def _duration(words: Sequence[str]) -> Guess | None:
    return Guess("duration") if all(numbers.read_duration(word) is not None for word in words) else None


def _moment(words: Sequence[str]) -> Guess | None:
    inferred = dates.infer_format(words)
    if inferred.open is not None:
        readings = list(dict.fromkeys(_in_words(day) for _, day in inferred.readings))
        patterns = [_exact(pattern, words) or pattern for pattern in _one_for_each(inferred.readings)]
        formats = " or ".join(f'`format: "{pattern}"`' for pattern in patterns)
        kind: ColumnType = "datetime" if any(":" in word for word in words) else "date"
        return Guess(kind, {}, f"{shown(inferred.open)} may be {' or '.join(readings)}: say {formats}")
    if inferred.format is None:
        return None
    read = dates.read_inferred(inferred.format)
    moments = [moment for word in words if (moment := read(word)) is not None]
    timed = any(moment.time() != datetime.time() for moment in moments)
    options: dict[str, Option] = {}
    if inferred.format != "iso" and (exact := _exact(inferred.format, words)) is not None:
        options["format"] = exact
    offsets = {moment.utcoffset() for moment in moments}
    return Guess("datetime" if timed else "date", options, None, timed and bool(offsets - {None}))


def _exact(day: str, words: Sequence[str]) -> str | None:
    """The whole format of a column, with its time of day."""
    for time in _TIMES:
        read = dates.read_as(day + time)
        if all(read(word) is not None for word in words):
            return day + time
    return None


def _one_for_each(readings: Sequence[tuple[str, datetime.date]]) -> list[str]:
    by_day: dict[datetime.date, str] = {}
    for pattern, day in readings:
        by_day.setdefault(day, pattern)
    return list(by_day.values())


def _in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B} {day.year}"
