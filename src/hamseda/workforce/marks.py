"""Days of their own kind by name, for people who read a forecast."""

from datetime import date
from typing import Final

import msgspec

from hamseda.kit.jalali import Language
from hamseda.kit.official_holidays import official_holidays
from hamseda.workforce.forecast.effects import Calendar, Month
from hamseda.workforce.forecast.special import SEASONS, Kind, SpecialDays, spans

UNMARKED: Final = SEASONS | {"ordinary"}


class DayMark(msgspec.Struct, frozen=True):
    """What a day is besides its weekday; Nowruz and Ramadan have no name, `estimated` dates wait for the moon."""

    day: date
    kind: Kind
    name: str
    estimated: bool = False


def marks_of(
    calendar: Calendar,
    special: list[SpecialDays],
    span: tuple[date, date],
    about: tuple[str, Month, str],
) -> list[DayMark]:
    """List the marks of these days in order; `calendar` holds the special days already."""
    country, month, locale = about
    first, last = span
    language: Language = "en" if locale == "en" else "fa"
    found = [*_official(calendar, span, country, language), *_seasons(calendar, span)]
    for one in special:
        if one.kind not in UNMARKED:
            for begin, end in spans(one, first, last, month):
                found += [
                    DayMark(day, one.kind, one.name) for day in _days(max(begin, first), min(end, last))
                ]
    return sorted(found, key=lambda mark: (mark.day, mark.kind, mark.name))


def _official(calendar: Calendar, span: tuple[date, date], country: str, language: Language) -> list[DayMark]:
    if not country:
        return []
    first, last = span
    return [
        DayMark(
            one.day,
            "holiday",
            "، ".join(one.names) if language == "fa" else ", ".join(one.names),
            one.estimated,
        )
        for year in range(first.year, last.year + 1)
        for one in official_holidays(country, year, language)
        if first <= one.day <= last and one.day.toordinal() in calendar.holidays
    ]


def _seasons(calendar: Calendar, span: tuple[date, date]) -> list[DayMark]:
    kinds: tuple[Kind, ...] = ("nowruz", "ramadan")
    return [
        DayMark(day, kind, "")
        for kind in kinds
        for day in _days(*span)
        if day.toordinal() in calendar.events.get(kind, ())
    ]


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
