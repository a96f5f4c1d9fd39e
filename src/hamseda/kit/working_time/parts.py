"""The parts that a working calendar is made of: slots, weeks, windows, holidays, exceptions, closures."""

from datetime import date, datetime, time
from typing import Annotated

from msgspec import Meta, Struct

from hamseda.kit.jalali import days_in_month, to_gregorian
from hamseda.kit.working_time.errors import CalendarFaultError

JalaliMonth = Annotated[int, Meta(ge=1, le=12)]
JalaliDayOfMonth = Annotated[int, Meta(ge=1, le=31)]
AwareDatetime = Annotated[datetime, Meta(tz=True)]
NaiveDatetime = Annotated[datetime, Meta(tz=False)]
WallTime = Annotated[time, Meta(tz=False)]

_LONGEST_MONTH = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 30)


class Slot(Struct, frozen=True):
    """Opening hours in wall time, from `opens` to the next time that the clock shows `closes`.

    `22:00–06:00` crosses midnight, `16:00–00:00` ends at midnight, `00:00–00:00` is the whole day. A slot
    belongs to the day on which it opens.
    """

    opens: WallTime
    closes: WallTime

    def __post_init__(self) -> None:
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise CalendarFaultError("A slot is wall time; leave the zone out, the calendar names it.")

    @property
    def ends_next_day(self) -> bool:
        return self.closes <= self.opens


Slots = tuple[Slot, ...]


class Week(Struct, frozen=True):
    """The slots of each weekday, from Saturday; a day left out is closed."""

    saturday: Slots = ()
    sunday: Slots = ()
    monday: Slots = ()
    tuesday: Slots = ()
    wednesday: Slots = ()
    thursday: Slots = ()
    friday: Slots = ()

    def by_weekday(self) -> tuple[Slots, ...]:
        """Return the seven days in the order of `saturday_first_weekday`."""
        return (
            self.saturday,
            self.sunday,
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
        )


def iranian_week(*whole_day: Slot, thursday: Slots = ()) -> Week:
    """Return a week that works Saturday to Wednesday, part of Thursday if said so, and rests on Friday."""
    return Week(whole_day, whole_day, whole_day, whole_day, whole_day, thursday)


class GregorianSpan(Struct, frozen=True, tag="gregorian"):
    """The days from `first` to `last`, both included: once."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CalendarFaultError(f"The span ends on {self.last}, before it begins on {self.first}.")

    def beginning_in(self, jalali_years: range) -> list[tuple[date, date]]:
        """Return the days, whatever the years."""
        del jalali_years
        return [(self.first, self.last)]


class JalaliSpan(Struct, frozen=True, tag="jalali"):
    """Each year the days from one Jalali day to another, both included; may run over the new year."""

    first_month: JalaliMonth
    first_day: JalaliDayOfMonth
    last_month: JalaliMonth
    last_day: JalaliDayOfMonth

    def __post_init__(self) -> None:
        check_jalali_day(self.first_month, self.first_day)
        check_jalali_day(self.last_month, self.last_day)

    def beginning_in(self, jalali_years: range) -> list[tuple[date, date]]:
        """Return first and last day of each year's span that begins in one of those years."""
        spans = [(self._first_in(year), self._last_in(year)) for year in jalali_years]
        return [(first, last) for first, last in spans if first <= last]

    def _first_in(self, year: int) -> date:
        """Return the first day; 1 Farvardin of the next year where 30 Esfand is missing."""
        if self.first_day > days_in_month(year, self.first_month):
            return to_gregorian(year + 1, 1, 1)
        return to_gregorian(year, self.first_month, self.first_day)

    def _last_in(self, year: int) -> date:
        if (self.last_month, self.last_day) < (self.first_month, self.first_day):
            year += 1
        return to_gregorian(year, self.last_month, min(self.last_day, days_in_month(year, self.last_month)))


class Window(Struct, frozen=True):
    """Days on which another week holds (Ramadan hours), or none at all (`week` null: closed)."""

    name: str
    days: GregorianSpan | JalaliSpan
    week: Week | None = None


class JalaliHoliday(Struct, frozen=True):
    """A day off that returns each Jalali year, beside the official ones."""

    month: JalaliMonth
    day: JalaliDayOfMonth
    name: str

    def __post_init__(self) -> None:
        check_jalali_day(self.month, self.day)


class ExtraDate(Struct, frozen=True):
    """A row of the editable table: days off that no rule foresees, such as a closure of the province.

    It takes effect from `first` to `last` (left out: one day), for whole days or only for the wall hours
    `within`. A cancelled row of whole days makes its days ordinary again, official holidays included: that is
    how a lunar estimate is corrected. A cancelled row with hours has no effect.
    """

    first: date
    name: str
    last: date | None = None
    within: Slot | None = None
    cancelled: bool = False

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise CalendarFaultError(f"“{self.name}” ends on {self.last}, before it begins on {self.first}.")

    @property
    def final(self) -> date:
        return self.first if self.last is None else self.last


class DayException(Struct, frozen=True):
    """Other slots for one day, whatever week, window or holiday says; no slot: closed."""

    day: date
    slots: Slots = ()
    name: str = ""


class InstantClosure(Struct, frozen=True, tag="instant"):
    """A sudden closure between two instants; it closes whatever is open."""

    start: AwareDatetime
    end: AwareDatetime
    name: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise CalendarFaultError("A closure between instants needs their zone; give UTC.")
        _check_order(self.start, self.end)


class WallClosure(Struct, frozen=True, tag="wall"):
    """A sudden closure between two wall times of the calendar's zone."""

    start: NaiveDatetime
    end: NaiveDatetime
    name: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            raise CalendarFaultError(
                "A closure in wall time has no zone; give instants instead, or leave it out."
            )
        _check_order(self.start, self.end)


def check_jalali_day(month: int, day: int) -> None:
    """Refuse a day that no Jalali year has."""
    if not (1 <= month <= 12 and 1 <= day <= _LONGEST_MONTH[month - 1]):
        raise CalendarFaultError(f"No Jalali year has a day {day} in month {month}; correct the day.")


def _check_order(start: datetime, end: datetime) -> None:
    if end <= start:
        raise CalendarFaultError(f"The closure ends at {end}, which is not after its start, {start}.")
