"""The working calendar: a timetable that answers questions about working time."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Self

from msgspec.structs import replace
from numpy.typing import ArrayLike

from hamseda.kit.working_time import many, single
from hamseda.kit.working_time.arrays import Micros
from hamseda.kit.working_time.days import DayPlan
from hamseda.kit.working_time.horizon import Horizon
from hamseda.kit.working_time.parts import InstantClosure, Slots, WallClosure
from hamseda.kit.working_time.timetable import Timetable


class WorkingCalendar(Timetable, frozen=True, kw_only=True, dict=True):
    """When a desk works, and working time measured by it; equal, hashed and stored by its timetable alone.

    Instants are aware datetimes (answers in UTC), durations are elapsed time while open. Everything naive,
    negative or out of range raises InstantRefusedError. What was worked out is kept with the object: keep one
    calendar and ask it often, rather than decode a new one for each question.
    """

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """Return the first instant by which that much working time has passed since `start`.

        It is the closing time, not the next opening, when the work just fits, and `start` itself for no
        duration. Raises NeverOpensError or BeyondHorizonError if 20 years do not suffice.
        """
        return single.add(self._horizon, start, duration)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time from `start` to `end`, which must not come before it."""
        return single.between(self._horizon, start, end)

    def is_open(self, instant: datetime) -> bool:
        """Tell whether the instant is in an open period; its start is, its end is not."""
        return single.is_open(self._horizon, instant)

    def next_open(self, instant: datetime) -> datetime:
        """Return the instant itself if open, else the next opening, or raise NeverOpensError."""
        return single.next_open(self._horizon, instant)

    def next_close(self, instant: datetime) -> datetime:
        """Return when the open period closes, or the next one if closed; raise NeverClosesError for never."""
        return single.next_close(self._horizon, instant)

    def add_many(self, starts: ArrayLike, durations: ArrayLike) -> Micros:
        """Return `add` for int64 microseconds since 1970 and microseconds; one refused value refuses all."""
        return many.add_many(self._horizon, starts, durations)

    def between_many(self, starts: ArrayLike, ends: ArrayLike) -> Micros:
        """Return `between` in microseconds for int64 microseconds since 1970; refuses as a whole."""
        return many.between_many(self._horizon, starts, ends)

    def next_open_many(self, instants: ArrayLike) -> Micros:
        """Return `next_open` for int64 microseconds since 1970; refuses as a whole."""
        return many.next_open_many(self._horizon, instants)

    def slots_on(self, day: date) -> Slots:
        """Return the slots that open on a day of the calendar's zone; sudden closures are not taken off."""
        return self.plan_for(day).slots

    def plan_for(self, day: date) -> DayPlan:
        """Return the slots of a day with what decided them and the names of its holidays."""
        return self._horizon.book.plan(day)

    def closed_between(self, closure: InstantClosure | WallClosure) -> Self:
        """Return this calendar with a sudden closure added."""
        return replace(self, closures=(*self.closures, closure))

    @cached_property
    def _horizon(self) -> Horizon:
        return Horizon(self)
