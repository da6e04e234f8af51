"""The words for hours, days, weeks, months and years in the languages in which Google Analytics is used.

A column that counts is called in the language of whoever exported it: `Nième jour`, `Nº dia`, `N일`.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Unit = Literal["hour", "day", "week", "month", "year"]

_WORDS: dict[Unit, str] = {
    "hour": (
        "hour heure hora stunde ora uur timme time tunti godzina hodina час година saat jam gio ώρα 時間 時 时 시간 시"
    ),
    "day": "day jour dia tag giorno dag dagen paiva dzien den nap zi день gun ngay hari ημέρα 日 天 일",
    "week": (
        "week semaine semana woche settimana vecka veckan uge uke viikko tydzien tyden het saptamana неделя неделю "
        "тиждень hafta tuan minggu εβδομάδα 週 周 주"
    ),
    "month": (
        "month mois mes monat mese maand manad manaden maned kuukausi miesiac mesic honap luna месяц місяць ay "
        "thang bulan μήνας 月 월 개월"
    ),
    "year": "year annee an ano jahr anno jaar ar vuosi rok ev год рік yil nam tahun έτος 年 년",
}


def _plain(text: str) -> str:
    """A text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", "".join(letter for letter in apart if not unicodedata.combining(letter)))


_UNITS = {_plain(word): unit for unit, words in _WORDS.items() for word in words.split()}


def unit_of(name: str) -> Unit | None:
    """The unit that a column's name says; None if it says none, or more than one."""
    plain = _plain(name)
    words = {"".join(letter for letter in word if letter.isalpha()) for word in plain.replace("-", " ").split()}
    found = {unit for word, unit in _UNITS.items() if word in words or (not word.isascii() and word in plain)}
    if len(found) > 1 and _says_hours_in_chinese(plain):
        return "hour"
    return found.pop() if len(found) == 1 else None


def _says_hours_in_chinese(plain: str) -> bool:
    return any(word in plain for word in ("時間", "시간"))
