"""Months of a calendar, as people plan by them."""

from datetime import date
from typing import Final, Literal

from hamseda.kit.jalali import Language, from_gregorian, in_digits, month_name, to_gregorian

Reckoning = Literal["jalali", "gregorian"]
YEAR: Final = 12
GREGORIAN: Final = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "fa": (
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
}  # fmt: skip


def month_starts(first: date, count: int, reckoning: Reckoning) -> list[date]:
    """The first days of so many months, from the month in which `first` lies."""
    year, month = _parts(first, reckoning)
    return [_begin(year, month + step, reckoning) for step in range(count)]


def month_said(day: date, reckoning: Reckoning, language: Language) -> str:
    """Name a month with its year: «دی ۱۴۰۵», January 2027."""
    year, month = _parts(day, reckoning)
    name = month_name(month, language) if reckoning == "jalali" else GREGORIAN[language][month - 1]
    return in_digits(f"{name} {year}", "fa" if language == "fa" else "latin")


def _parts(day: date, reckoning: Reckoning) -> tuple[int, int]:
    return from_gregorian(day)[:2] if reckoning == "jalali" else (day.year, day.month)


def _begin(year: int, month: int, reckoning: Reckoning) -> date:
    year, month = year + (month - 1) // YEAR, (month - 1) % YEAR + 1
    return to_gregorian(year, month, 1) if reckoning == "jalali" else date(year, month, 1)
