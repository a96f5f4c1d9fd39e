"""Working time: when a desk is open, and time counted only while it is."""

from hamseda.kit.working_time.calendar import WorkingCalendar
from hamseda.kit.working_time.days import DayPlan
from hamseda.kit.working_time.errors import (
    BeyondHorizonError,
    CalendarFaultError,
    InstantRefusedError,
    NeverClosesError,
    NeverOpensError,
    WorkingTimeError,
)
from hamseda.kit.working_time.parts import (
    DayException,
    ExtraDate,
    GregorianSpan,
    InstantClosure,
    JalaliHoliday,
    JalaliSpan,
    Slot,
    WallClosure,
    Week,
    Window,
    iranian_week,
)
from hamseda.kit.working_time.stored import stored

__all__ = [
    "BeyondHorizonError",
    "CalendarFaultError",
    "DayException",
    "DayPlan",
    "ExtraDate",
    "GregorianSpan",
    "InstantClosure",
    "InstantRefusedError",
    "JalaliHoliday",
    "JalaliSpan",
    "NeverClosesError",
    "NeverOpensError",
    "Slot",
    "WallClosure",
    "Week",
    "Window",
    "WorkingCalendar",
    "WorkingTimeError",
    "iranian_week",
    "stored",
]
