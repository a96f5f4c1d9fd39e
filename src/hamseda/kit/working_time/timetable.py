"""What a working calendar says, as plain data that can be stored as JSON."""

from zoneinfo import ZoneInfo

from msgspec import Struct

from hamseda.kit.official_holidays import knows_country
from hamseda.kit.working_time.errors import CalendarFaultError
from hamseda.kit.working_time.parts import (
    DayException,
    ExtraDate,
    InstantClosure,
    JalaliHoliday,
    WallClosure,
    Week,
    Window,
)


class Timetable(Struct, frozen=True, kw_only=True):
    """Zone, week and everything that changes it, from the weakest to the strongest.

    The order is week, windows (the last that covers the day), holidays (official of `country`, Jalali, extra
    dates), exceptions, closures. `country` is an ISO 3166 code, or null for no official holidays.
    """

    zone: str
    week: Week
    windows: tuple[Window, ...] = ()
    country: str | None = None
    holidays: tuple[JalaliHoliday, ...] = ()
    extra_dates: tuple[ExtraDate, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    closures: tuple[InstantClosure | WallClosure, ...] = ()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (OSError, ValueError, LookupError) as fault:
            message = f"“{self.zone}” is not a time zone; give an IANA name such as Asia/Tehran."
            raise CalendarFaultError(message) from fault
        if self.country is not None and not knows_country(self.country):
            message = f"No official holidays are known for “{self.country}”; give a code such as IR, or none."
            raise CalendarFaultError(message)
        days = [exception.day for exception in self.exceptions]
        if len(set(days)) < len(days):
            raise CalendarFaultError("A day has two exceptions; keep one, with all its slots.")
