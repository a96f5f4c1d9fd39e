"""Jalali dates for people: names, formatting and parsing over the library's calendar arithmetic."""

import re
from datetime import date
from typing import Literal

from persiantools.jdatetime import (
    MONTH_NAMES_EN,
    MONTH_NAMES_FA,
    WEEKDAY_NAMES_EN,
    WEEKDAY_NAMES_FA,
    JalaliDate,
)

Language = Literal["fa", "en"]
Digits = Literal["fa", "latin"]

_LATIN = "0123456789"
_TO_PERSIAN = str.maketrans(_LATIN, "۰۱۲۳۴۵۶۷۸۹")
_TO_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", _LATIN * 2)
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_YEAR_FIRST = re.compile(r"(\d{4})([/\-.])(\d{1,2})\2(\d{1,2})", re.ASCII)


class JalaliDateError(ValueError):
    """A text or a triple of numbers that is no day of the Jalali calendar."""

    code = "jalali.no-such-day"


def from_gregorian(day: date) -> tuple[int, int, int]:
    """Return Jalali year, month and day of a Gregorian date."""
    jalali = JalaliDate(day)
    return jalali.year, jalali.month, jalali.day


def to_gregorian(year: int, month: int, day: int) -> date:
    """Return the Gregorian date of a Jalali day; raise JalaliDateError if there is no such day."""
    if not JalaliDate.check_date(year, month, day):
        message = f"{year}/{month:02}/{day:02} is not a day of the Jalali calendar; check month and day."
        raise JalaliDateError(message)
    gregorian: date = JalaliDate(year, month, day).to_gregorian()
    return gregorian


def days_in_month(year: int, month: int) -> int:
    """Return 29 to 31, with 30 for Esfand of a leap year."""
    days: int = JalaliDate.days_in_month(month, year)
    return days


def saturday_first_weekday(day: date) -> int:
    """Return 0 for Saturday up to 6 for Friday."""
    return (day.weekday() + 2) % 7


def month_name(month: int, language: Language = "fa") -> str:
    """Return the name of Jalali month 1 to 12."""
    if not 1 <= month <= 12:
        message = f"There is no Jalali month {month}; give 1 to 12."
        raise JalaliDateError(message)
    return str((MONTH_NAMES_FA if language == "fa" else MONTH_NAMES_EN)[month])


def weekday_name(day: date, language: Language = "fa") -> str:
    """Return the Persian weekday name (`en`: its transliteration)."""
    return str((WEEKDAY_NAMES_FA if language == "fa" else WEEKDAY_NAMES_EN)[saturday_first_weekday(day)])


def format_date(day: date, digits: Digits = "fa") -> str:
    """Return year first: `۱۴۰۵/۰۹/۰۱`."""
    year, month, day_of_month = from_gregorian(day)
    return in_digits(f"{year:04}/{month:02}/{day_of_month:02}", digits)


def format_long(day: date, digits: Digits = "fa", language: Language = "fa") -> str:
    """Return weekday, day, month and year: `یکشنبه ۱ آذر ۱۴۰۵`."""
    year, month, day_of_month = from_gregorian(day)
    text = f"{weekday_name(day, language)} {day_of_month} {month_name(month, language)} {year}"
    return in_digits(text, digits)


def in_digits(text: str, digits: Digits) -> str:
    """Return the text with all its digits (Persian, Arabic or Latin) in the script asked for."""
    latin = text.translate(_TO_LATIN)
    return latin.translate(_TO_PERSIAN) if digits == "fa" else latin


def parse_date(text: str) -> date:
    """Return the Gregorian date of a Jalali date written year first, in Persian, Arabic or Latin digits.

    Separators are `/`, `-` and `.`; direction marks around the parts are ignored. A two-digit year, another
    order or an impossible day raises JalaliDateError.
    """
    clean = _DIRECTION_MARKS.sub("", text).strip().translate(_TO_LATIN)
    found = _YEAR_FIRST.fullmatch(clean)
    if found is None:
        message = f"“{text}” is not a Jalali date; write year, month and day, such as 1405/09/01."
        raise JalaliDateError(message)
    return to_gregorian(int(found[1]), int(found[3]), int(found[4]))
