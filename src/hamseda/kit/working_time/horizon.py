"""How far a timetable is worked out: an index that grows on demand and stops at fixed bounds."""

from datetime import UTC, datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

from hamseda.kit.working_time.days import DayBook
from hamseda.kit.working_time.errors import BeyondHorizonError, InstantRefusedError, NeverOpensError
from hamseda.kit.working_time.index import OpenIndex
from hamseda.kit.working_time.periods import open_periods
from hamseda.kit.working_time.timetable import Timetable
from hamseda.kit.working_time.wall import midnight

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
SEARCHED_YEARS = 20
SEARCHED = timedelta(days=366 * SEARCHED_YEARS)

_SEASON, _YEAR = timedelta(days=92), timedelta(days=366)
_TWO_DAYS = timedelta(days=2)  # a zone's midnight is less than two days from that of UTC


class Horizon:
    """Keeps the index of one timetable; it is replaced in one assignment, so threads may share it."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        self._zone = ZoneInfo(timetable.zone)
        self.book = DayBook(timetable)
        self.index = OpenIndex([], EARLIEST, EARLIEST)

    def covering(self, first: datetime, last: datetime) -> OpenIndex:
        """Return an index that holds both instants; it grows to a season before and a year after them.

        Instants before EARLIEST or from LATEST on raise InstantRefusedError.
        """
        index = self.index
        if index.since <= first and last < index.until:
            return index
        if first < EARLIEST or last >= LATEST:
            message = f"Working time is known from {EARLIEST.date()} to {LATEST.date()}; correct the date."
            raise InstantRefusedError(message)
        if index.since == index.until:
            return self._worked_out(first - _SEASON, last + _YEAR)
        since = index.since if index.since <= first else first - _SEASON
        until = index.until if last < index.until else last + _YEAR
        return self._worked_out(since, until)

    def beyond(self, index: OpenIndex, instant: datetime) -> OpenIndex | None:
        """Return an index that reaches twice as far; None when all years searched from an instant are in."""
        if index.until >= min(instant + SEARCHED, LATEST):
            return None
        return self._worked_out(index.since, index.until + (index.until - index.since))

    def longer(self, index: OpenIndex, instant: datetime) -> OpenIndex:
        """Return an index that reaches twice as far, or say why an instant's answer is not to be found."""
        further = self.beyond(index, instant)
        if further is None:
            refuse_opening(index, instant)
        return further

    def _worked_out(self, since: datetime, until: datetime) -> OpenIndex:
        first = max(since, EARLIEST).date() - _TWO_DAYS
        last = min(until, LATEST).date() + _TWO_DAYS
        periods = open_periods(self._timetable, self.book, first, last)
        self.index = OpenIndex(periods, midnight(first, self._zone), midnight(last, self._zone))
        return self.index


def opens_in_time(index: OpenIndex, instant: datetime) -> bool:
    """Tell whether the calendar opens within the years searched from an instant."""
    opening = index.opening(instant)
    return opening is not None and opening - instant <= SEARCHED


def refuse_opening(index: OpenIndex, instant: datetime) -> NoReturn:
    """Say that the years searched from an instant have no open period, or not enough of them."""
    since = f"{instant:%Y-%m-%d %H:%M} UTC"
    if not opens_in_time(index, instant):
        message = (
            f"This calendar never opens in the {SEARCHED_YEARS} years from {since}; give it opening hours."
        )
        raise NeverOpensError(message)
    message = f"The {SEARCHED_YEARS} years from {since} have too few open hours; add hours or ask for less."
    raise BeyondHorizonError(message)
