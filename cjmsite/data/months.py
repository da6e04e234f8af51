"""Names of months, long and short, in the languages whose names for them contradict one another nowhere."""

from __future__ import annotations

_LONG = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember",
)
_SHORT = (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jän feb mär apr mai jun jul aug sept okt nov dez",
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "jan feb mars apr maj juni juli aug sep okt nov des",
)


def _number(lists: tuple[str, ...]) -> dict[str, int]:
    return {name: at for names in lists for at, name in enumerate(names.split(), start=1)}


LONG = _number(_LONG)
"""The number of the month that a whole name means."""

SHORT = _number(_SHORT)
"""The number of the month that a short name means, without its full stop."""


def number_of(name: str) -> int:
    """The number of the month that a name means, however it is written. Raises KeyError."""
    plain = name.rstrip(".").casefold()
    return LONG[plain] if plain in LONG else SHORT[plain]


def pattern_of(names: dict[str, int]) -> str:
    """A pattern for any of these names, the longest first."""
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))
