"""What must not be published: groups of too few people, and words that are people, their devices or their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from cjmsite.data.masking import SIGNS
from cjmsite.data.plan import locate
from cjmsite.data.problems import Where, count_of
from cjmsite.data.result import MetricResult, Period, Value
from cjmsite.data.table import Reading
from cjmsite.diagnostics import Diagnostic, error
from cjmsite.model.metric import Metric

_LOCAL_PHONE = re.compile(r"\(?0\d{1,5}\)?[ /-](?:[ /-]?\d){5,10}")
_ID = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|R_[A-Za-z0-9]{10,}|zcrm_\d{8,}|GA\d\.\d\.\d+\.\d+|"
    r"\d{5,10}\.\d{9,10}|(?=(?:\D*\d){10})[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?"
)
_NUMBERED = re.compile(r"[A-Za-z]{0,12}[ _:#-]?\d{5,}")
_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?")
_RUNS = re.compile(r"[A-Za-z]+|\d+")
_FEW = 20


def guard(result: MetricResult, metric: Metric, reading: Reading, where: Where) -> MetricResult:
    """The result as it may leave the machine on which it was computed."""
    result = withhold_small(result, reading.suppress_below)
    named = dict.fromkeys(name for value in result.split for name, _ in value.dimensions)
    hidden: dict[str, Diagnostic] = {}
    for name in named:
        if metric.dimensions.get(name, name) in reading.public:
            continue
        words = list(dict.fromkeys(word for value in result.split for said, word in value.dimensions if said == name))
        if found := find_personal(words):
            hidden[name] = _told(name, words, found, metric, where)
    if not hidden:
        return result
    shown = tuple(value for value in result.split if not any(name in hidden for name, _ in value.dimensions))
    return replace(result, split=shown, problems=(*result.problems, *hidden.values()))


def _told(name: str, words: Sequence[str], found: tuple[str, int], metric: Metric, where: Where) -> Diagnostic:
    what, number = found
    message = (
        f"the dimension `{name}` is not shown: {number:,} of its {count_of(len(words), 'value')} "
        f"look{'s' if number == 1 else ''} like {what}, and a site is read by many"
    )
    column = metric.dimensions.get(name, name)
    hint = (
        f"map its values to groups, or leave it out; `public: true` at the column `{column}` says that it may be seen"
    )
    return error("personal-data", message, locate(where, ("dimensions", name), ("source",)), hint)


def find_personal(words: Sequence[str]) -> tuple[str, int] | None:
    """What words of one dimension look like that is nobody else's business, and how many do."""
    if ids := sum(1 for word in words if is_id(word.strip())):
        return "the id of one person, case or visit", ids
    for what, sign in SIGNS.items():
        if number := sum(1 for word in words if sign.search(word)):
            return what, number
    if number := sum(1 for word in words if _LOCAL_PHONE.fullmatch(word.strip())):
        return "a phone number", number
    if len(words) >= _FEW:
        numbered = sum(1 for word in words if _NUMBERED.fullmatch(word.strip()) and not _DAY.fullmatch(word.strip()))
        if numbered >= 0.9 * len(words):
            return "the number of one person, case or visit", numbered
    return None


def is_id(word: str) -> bool:
    """Whether a word is an id of a known shape, or letters and digits in a jumble."""
    if _ID.fullmatch(word):
        return True
    if len(word) < 15 or not word.isascii() or not word.isalnum() or word.islower() or word.isupper():
        return False
    return len(_RUNS.findall(word)) >= 4


def withhold_small(result: MetricResult, least: int) -> MetricResult:
    """The result without numbers that rest on fewer than `least`, nor the one from which they could be worked out."""
    if least < 2:
        return result
    series = tuple(_held(value) if _is_small(value, least) else value for value in result.series)
    split: list[Value] = list(result.split)
    for places in _by_group(split).values():
        small = [at for at in places if _is_small(split[at], least)]
        if len(small) == 1 and len(places) > 1:  # the whole less the others would give it away
            rest = [at for at in places if at not in small]
            small.append(min(rest, key=lambda at: split[at].n or 0))
        for at in small:
            split[at] = _held(split[at])
    return replace(result, series=series, split=tuple(split))


def _by_group(values: Iterable[Value]) -> Mapping[tuple[Period | None, tuple[str, ...]], list[int]]:
    groups: dict[tuple[Period | None, tuple[str, ...]], list[int]] = {}
    for at, value in enumerate(values):
        names = tuple(name for name, _ in value.dimensions)
        groups.setdefault((value.period, names), []).append(at)
    return groups


def _is_small(value: Value, least: int) -> bool:
    return value.n is None or 0 < value.n < least


def _held(value: Value) -> Value:
    return Value(None, None, value.period, value.dimensions, too_small=True)
