"""Which slots open on a day, and why: the order of precedence of a timetable."""

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from hamseda.kit.jalali import days_in_month, from_gregorian, saturday_first_weekday, to_gregorian
from hamseda.kit.official_holidays import official_holidays
from hamseda.kit.working_time.parts import DayException, ExtraDate, Slot, Slots, Week, Window
from hamseda.kit.working_time.timetable import Timetable

_ONE_DAY = timedelta(days=1)

Reason = Literal["week", "window", "holiday", "exception"]


class DayPlan(Struct, frozen=True):
    """The slots that open on a day, what decided so, and its names for people."""

    slots: Slots
    reason: Reason
    names: tuple[str, ...] = ()
    estimated: bool = False


class DayBook:
    """Answers for single days of one timetable; years are prepared when first asked for."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        self._exceptions = {exception.day: exception for exception in timetable.exceptions}
        self._whole_days = [row for row in timetable.extra_dates if row.within is None]
        self._part_days = [row for row in timetable.extra_dates if row.within and not row.cancelled]
        self._holidays_of: dict[int, dict[date, DayPlan]] = {}
        self._windows_of: dict[int, list[tuple[date, date, Window]]] = {}

    def plan(self, day: date) -> DayPlan:
        """Return the plan of a day; closures, which are instants, are not in it."""
        exception = self._exceptions.get(day)
        if exception is not None:
            return _plan_of_exception(exception)
        holiday = self._holidays(day.year).get(day)
        return self._ordinary_plan(day) if holiday is None else holiday

    def closed_hours(self, day: date) -> list[Slot]:
        """Return the wall hours of a day that extra dates close."""
        return [row.within for row in self._part_days if row.within and row.first <= day <= row.final]

    def _ordinary_plan(self, day: date) -> DayPlan:
        for first, last, window in reversed(self._windows(day.year)):
            if first <= day <= last:
                return DayPlan(_slots(window.week, day), "window", (window.name,))
        return DayPlan(_slots(self._timetable.week, day), "week")

    def _windows(self, year: int) -> list[tuple[date, date, Window]]:
        """Return the windows that touch a Gregorian year, in the order of the timetable."""
        if year not in self._windows_of:
            self._windows_of[year] = _windows_touching(self._timetable.windows, year)
        return self._windows_of[year]

    def _holidays(self, year: int) -> dict[date, DayPlan]:
        """Return the days off of a Gregorian year."""
        if year not in self._holidays_of:
            found = _official_plans(self._timetable.country, year)
            self._add_jalali_holidays(found, year)
            for row in self._whole_days:
                _apply_extra_date(found, row, year)
            self._holidays_of[year] = found
        return self._holidays_of[year]

    def _add_jalali_holidays(self, found: dict[date, DayPlan], year: int) -> None:
        for jalali_year in _jalali_years_touching(year):
            for holiday in self._timetable.holidays:
                if holiday.day > days_in_month(jalali_year, holiday.month):
                    continue
                day = to_gregorian(jalali_year, holiday.month, holiday.day)
                if day.year == year:
                    names = found[day].names if day in found else ()
                    found[day] = DayPlan((), "holiday", (*names, holiday.name))


def _plan_of_exception(exception: DayException) -> DayPlan:
    return DayPlan(exception.slots, "exception", (exception.name,) if exception.name else ())


def _official_plans(country: str | None, year: int) -> dict[date, DayPlan]:
    if country is None:
        return {}
    return {
        holiday.day: DayPlan((), "holiday", holiday.names, holiday.estimated)
        for holiday in official_holidays(country, year)
    }


def _apply_extra_date(found: dict[date, DayPlan], row: ExtraDate, year: int) -> None:
    day = max(row.first, date(year, 1, 1))
    while day <= min(row.final, date(year, 12, 31)):
        if row.cancelled:
            found.pop(day, None)
        else:
            names = found[day].names if day in found else ()
            found[day] = DayPlan((), "holiday", (*names, row.name))
        day += _ONE_DAY


def _windows_touching(windows: tuple[Window, ...], year: int) -> list[tuple[date, date, Window]]:
    first_day, last_day = date(year, 1, 1), date(year, 12, 31)
    # a span is at most a year long, so it begins in the Jalali year before at the earliest
    years = _jalali_years_touching(year)
    begun = range(years.start - 1, years.stop)
    return [
        (first, last, window)
        for window in windows
        for first, last in window.days.beginning_in(begun)
        if first <= last_day and last >= first_day
    ]


def _jalali_years_touching(year: int) -> range:
    first = from_gregorian(date(year, 1, 1))[0]
    return range(first, first + 2)


def _slots(week: Week | None, day: date) -> Slots:
    return () if week is None else week.by_weekday()[saturday_first_weekday(day)]
