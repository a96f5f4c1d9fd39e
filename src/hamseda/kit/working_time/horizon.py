"""How far a timetable is worked out: an index that grows on demand and stops at fixed bounds."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hamseda.kit.working_time.days import DayBook
from hamseda.kit.working_time.errors import InstantRefusedError
from hamseda.kit.working_time.index import OpenIndex
from hamseda.kit.working_time.periods import open_periods
from hamseda.kit.working_time.timetable import Timetable
from hamseda.kit.working_time.wall import instant_of, micros_of, midnight

FIRST_DAY = date(1980, 1, 1)
LAST_DAY = date(2100, 1, 1)
SEARCHED_YEARS = 20

EARLIEST = micros_of(datetime.combine(FIRST_DAY, time(), UTC))
LATEST = micros_of(datetime.combine(LAST_DAY, time(), UTC))
SEARCHED = timedelta(days=366 * SEARCHED_YEARS) // timedelta(microseconds=1)

_YEAR = timedelta(days=366) // timedelta(microseconds=1)
_TWO_DAYS = timedelta(days=2)  # a zone's midnight is less than two days from that of UTC


class Horizon:
    """Keeps the index of one timetable; it is replaced in one assignment, so threads may share it."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        self._zone = ZoneInfo(timetable.zone)
        self.book = DayBook(timetable)
        self.index = OpenIndex([], 0, 0)

    def covering(self, first: int, last: int) -> OpenIndex:
        """Return an index that holds both instants, with a year before and two after what it had not yet.

        Instants outside FIRST_DAY to LAST_DAY (UTC) raise InstantRefusedError.
        """
        index = self.index
        if index.since <= first and last < index.until:
            return index
        if first < EARLIEST or last >= LATEST:
            message = f"Working time is known from {FIRST_DAY} to {LAST_DAY}; correct the date."
            raise InstantRefusedError(message)
        if index.since == index.until:
            return self._worked_out(first - _YEAR, last + 2 * _YEAR)
        since = index.since if index.since <= first else first - _YEAR
        until = index.until if last < index.until else last + 2 * _YEAR
        return self._worked_out(since, until)

    def beyond(self, index: OpenIndex, limit: int) -> OpenIndex | None:
        """Return an index that reaches twice as far forwards; None when this one reaches the limit."""
        if index.until >= min(limit, LATEST):
            return None
        return self._worked_out(index.since, 2 * index.until - index.since)

    def _worked_out(self, since: int, until: int) -> OpenIndex:
        first = instant_of(max(since, EARLIEST)).date() - _TWO_DAYS
        last = instant_of(min(until, LATEST)).date() + _TWO_DAYS
        periods = open_periods(self._timetable, self.book, first, last)
        self.index = OpenIndex(periods, midnight(first, self._zone), midnight(last, self._zone))
        return self.index
