"""The days that are reckoned with: far beyond them calendars end, and a year was typed wrongly or is of another calendar."""

from datetime import date
from typing import Final

from hamseda.kit.problem import Invalid
from hamseda.workforce.quantities import FaultyError

FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2199, 12, 31)


def within_reach(day: date, given: object) -> date:
    """The day; raises FaultyError, with what was given, where it lies beyond."""
    if not FIRST <= day <= LAST:
        raise FaultyError.of("day.far", given=str(given))
    return day


def check_day(field: str, day: date) -> None:
    """Refuse a field of a request whose day lies beyond; raises Invalid."""
    if not FIRST <= day <= LAST:
        raise Invalid.field(
            field, "day_far", "Write a day of the years 1900 to 2199 (Gregorian), such as 2026-11-22."
        )
