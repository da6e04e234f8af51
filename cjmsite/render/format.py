"""How values are written for readers: numbers, shares, days, periods, durations, feelings, lists of words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any
from unicodedata import bidirectional

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from cjmsite.data.result import Period
from cjmsite.render.marks import marker

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MINUS = "\u2212"
NBSP = "\u00a0"

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(lang: str) -> str:
    """`rtl` for languages that are written from right to left, else `ltr`."""
    return "rtl" if lang.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def isolated(text: str) -> str:
    """A name in a sentence of the program: one that is written from right to left keeps its order to itself."""
    if any(bidirectional(letter) in ("R", "AL") for letter in text):
        return f"\u2068{text}\u2069"
    return text


def number(value: float, digits: int = 0, lang: str = "en") -> str:
    """A number with its digits, grouped, with a true minus; `1,204`, and `1 204` in French."""
    rounded = round(value, digits) + 0.0  # + 0.0: there is no minus nought
    if lang.split("-")[0] == "en":
        return f"{rounded:,.{digits}f}".replace("-", MINUS)
    from babel import Locale, UnknownLocaleError
    from babel.numbers import format_decimal

    try:
        locale = Locale.parse(lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return number(value, digits)
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return str(format_decimal(rounded, format=pattern, locale=locale)).replace("-", MINUS)


def shown(value: float, unit: str | None) -> float:
    """The number that stands on the page: a share is shown as percent."""
    return value * 100 if unit == "%" else value


def unit_text(unit: str | None) -> str:
    """A unit behind its number, with the space that does not break; `points` go without saying."""
    return f"{NBSP}{unit}" if unit and unit != "points" else ""


def quantity(value: float, unit: str | None, digits: int = 0, lang: str = "en") -> str:
    """A measured value with its unit: `68 %`, `29`, `54.00 EUR`."""
    return number(shown(value, unit), digits, lang) + unit_text(unit)


def plain(value: float, digits: int, lang: str = "en") -> str:
    """A number without noughts at its end: targets are written like `2.5` and `45`."""
    for fewer in range(digits + 1):
        if round(value, fewer) == round(value, digits):
            return number(value, fewer, lang)
    return number(value, digits, lang)


def percent(fraction: float, digits: int = 0, lang: str = "en") -> str:
    """A fraction as percent: 0.31 is `31 %`."""
    return quantity(fraction, "%", digits, lang)


def signed(value: float, lang: str = "en") -> str:
    """A feeling with its sign and at most one decimal: `+1.5`, `0`, `−2`."""
    size = abs(as_shown(value))
    text = plain(size, 1, lang)
    return text if size == 0 else f"{'+' if value > 0 else MINUS}{text}"


def as_shown(value: float) -> float:
    """A feeling as its number on the page says it; word, tone and ground go by that, so that none contradicts it."""
    size = int(abs(value) * 10 + 0.5 + 1e-9) / 10
    return size if value > 0 else -size


def feeling(value: float) -> str:
    """The word for a feeling between -2 and +2."""
    value = as_shown(value)
    if value <= -1.5:
        return "very low"
    if value < -0.25:
        return "low"
    if value <= 0.25:
        return "neutral"
    return "good" if value < 1.5 else "very good"


def tone(value: float) -> str:
    """The class of a feeling: `neg`, `neu` or `pos`."""
    value = as_shown(value)
    return "neg" if value < -0.25 else "pos" if value > 0.25 else "neu"


def heat(value: float) -> str:
    """The class of a feeling's ground in the heat map."""
    value = as_shown(value)
    if value <= -1:
        return "h-n2"
    if value < -0.25:
        return "h-n1"
    if value <= 0.25:
        return "h-0"
    return "h-p1" if value < 1 else "h-p2"


def day(value: datetime.date) -> str:
    """A day, like `3 Sep 2026`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def period(value: Period | None) -> str:
    """A stretch of time in a sentence: `Oct 2026`, `Q3 2026`, `week of 5 Oct 2026`, or its first and last day."""
    if value is None:
        return "all rows"
    start = value.start
    if value.grain == "month":
        return f"{MONTHS[start.month - 1]} {start.year}"
    if value.grain == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    if value.grain == "year":
        return str(start.year)
    if value.grain == "week":
        return f"week of {day(start)}"
    last = value.end - datetime.timedelta(days=1)
    return day(start) if last <= start else f"{day(start)} to {day(last)}"


def period_start(value: Period | None) -> str:
    """A stretch of time on an axis, where a week is its first day: `5 Oct 2026`."""
    return day(value.start) if value is not None and value.grain == "week" else period(value)


def duration(value: datetime.timedelta, lang: str = "en") -> str:
    """How long something takes, in at most two units: `5 min`, `2 h 30 min`, `45 days`."""
    rest = value.total_seconds()
    parts: list[str] = []
    for size, one, many in ((86400, "day", "days"), (3600, "h", "h"), (60, "min", "min"), (1, "s", "s")):
        whole, rest = divmod(rest, size)
        if whole and len(parts) < 2:
            parts.append(f"{number(whole, lang=lang)}{NBSP}{one if whole == 1 else many}")
    return " ".join(parts) or f"0{NBSP}s"


def count(amount: int, one: str, many: str | None = None, lang: str = "en") -> str:
    """A number with its noun: `1 step`, `18 steps`."""
    return f"{number(amount, lang=lang)}{NBSP}{one if amount == 1 else many or one + 's'}"


def n_is(n: int, lang: str = "en") -> str:
    """On how many answers or events a number rests, in one piece: `n = 1,204`."""
    return f"n{NBSP}={NBSP}{number(n, lang=lang)}"


def spoken(amount: int, lang: str = "en") -> str:
    """A small number as a word, for sentences."""
    return NUMBER_WORDS[amount] if 0 <= amount < len(NUMBER_WORDS) else number(amount, lang=lang)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capital(text: str) -> str:
    """A text with its first letter large and the rest as it is."""
    return text[:1].upper() + text[1:]


def label(name: str) -> str:
    """The name of a field as a heading: `buying_behaviour` is `Buying behaviour`."""
    return capital(name.replace("_", " ").replace("-", " "))


def coded(text: str) -> Markup:
    """A text in which names stand between backticks, with the names marked up as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def _of_page(write: Callable[..., str]) -> Callable[..., str]:
    """A filter that writes numbers in the language of the site that the page is of."""

    @pass_context
    def filtered(context: Context, *given: Any, **named: Any) -> str:
        return write(*given, **{"lang": context["site"].lang, **named})

    return filtered


FILTERS: dict[str, Callable[..., Any]] = {
    "capital": capital,
    "coded": coded,
    "count_of": _of_page(count),
    "day": day,
    "direction": direction,
    "duration": _of_page(duration),
    "feeling": feeling,
    "heat": heat,
    "label": label,
    "listed": listed,
    "marker": marker,
    "number": _of_page(number),
    "percent": _of_page(percent),
    "period": period,
    "signed": _of_page(signed),
    "tone": tone,
}
