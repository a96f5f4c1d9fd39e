"""The history of one's own queues, by channel, and the calendar that holds for each."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from hamseda.kit.database import Transaction
from hamseda.organization.api import Caller
from hamseda.routing.api import Arrived, arrivals
from hamseda.workforce.forecast.calendars import IRAN, calendar_of
from hamseda.workforce.forecast.effects import Calendar, Month
from hamseda.workforce.forecast.series import RECENT, Series, weekday
from hamseda.workforce.forecast.special import SpecialDays, corrected
from hamseda.workforce.marks import DayMark, marks_of
from hamseda.workforce.special_days import special_for

DAY_MINUTES: Final = 1440
SURELY: Final = (
    5.0  # contacts expected of holidays on which none came: chance alone does that once in 150 times
)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the history: which queue (none: all that the caller leads), and how it is cut."""

    minutes: int
    history_days: int
    country: str
    queue_id: UUID | None = None


class OwnQueue(msgspec.Struct, frozen=True, kw_only=True):
    """What came to a queue by one channel, day by day up to yesterday, zeros where nothing did."""

    queue_id: UUID
    queue: str
    department_id: UUID | None
    channel: str
    grid: Series


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that forecasts are made of, read in one go."""

    today: date
    first: date
    minutes: int
    time_zone: str
    queues: list[OwnQueue]
    special: list[tuple[UUID | None, SpecialDays]]
    country: str
    locale: str

    def holding(self, department_id: UUID | None) -> list[SpecialDays]:
        """The special days that hold for a department."""
        return [one for of, one in self.special if of is None or of == department_id]

    def calendar(self, department_id: UUID | None, last: date) -> Calendar:
        """Put together what is known of the days from the first to this one."""
        plain = calendar_of(self.first, last, self.country)
        return corrected(plain, self.holding(department_id), self.first, last, self.month)

    def marks(self, department_id: UUID | None, first: date, last: date) -> list[DayMark]:
        """Name the days of their own kind, for people."""
        special = self.holding(department_id)
        calendar = corrected(calendar_of(first, last, self.country), special, first, last, self.month)
        return marks_of(calendar, special, (first, last), (self.country, self.month, self.locale))

    @property
    def month(self) -> Month:
        return "jalali" if self.country == IRAN else "gregorian"


async def own_queues(view: Transaction, caller: Caller, plan: Plan) -> Known:
    """Read what came, in whole days up to yesterday by the clock of the caller's zone."""
    zone = ZoneInfo(caller.time_zone)
    today = datetime.now(UTC).astimezone(zone).date()
    first = today - timedelta(days=plan.history_days)
    begin, end = (datetime.combine(day, datetime.min.time(), zone) for day in (first, today))
    length = timedelta(minutes=plan.minutes)
    rows = await arrivals(view, caller, begin, end, length, caller.time_zone, plan.queue_id)
    return Known(
        today=today,
        first=first,
        minutes=plan.minutes,
        time_zone=caller.time_zone,
        queues=_queues(rows, plan.minutes, today, zone),
        special=await special_for(view, caller),
        country=plan.country.upper(),
        locale=caller.locale,
    )


def _queues(rows: Iterable[Arrived], minutes: int, today: date, zone: ZoneInfo) -> list[OwnQueue]:
    groups: dict[tuple[UUID, str], list[Arrived]] = {}
    for row in rows:
        groups.setdefault((row.queue_id, row.channel), []).append(row)
    return [
        OwnQueue(
            queue_id=queue_id,
            queue=members[0].queue,
            department_id=members[0].department_id,
            channel=channel,
            grid=grid_of(members, minutes, today, zone),
        )
        for (queue_id, channel), members in groups.items()
    ]


def grid_of(rows: list[Arrived], minutes: int, today: date, zone: ZoneInfo) -> Series:
    """Lay out a queue's work from its first day to yesterday; where no row is, nothing came.

    The hour that clocks go through twice is not known, nor is the one that they skip: neither is like its neighbours.
    """
    first, count = min(row.start for row in rows).toordinal(), DAY_MINUTES // minutes
    days = np.arange(first, today.toordinal())
    volume, work, timed = (np.zeros((days.size, count)) for _ in range(3))
    for row in rows:
        at = row.start.toordinal() - first, (row.start.hour * 60 + row.start.minute) // minutes
        volume[at] = row.volume
        if row.aht_s is not None:
            work[at], timed[at] = row.volume * row.aht_s, row.volume
    volume[changing(days.tolist(), minutes, zone)] = np.nan
    aht = np.where(timed > 0, work / np.maximum(timed, 1), np.nan) if timed.any() else None
    return Series(days, np.arange(0, DAY_MINUTES, minutes), volume, aht)


def changing(days: list[int], minutes: int, zone: ZoneInfo) -> tuple[list[int], list[int]]:
    """Rows and columns of the intervals that the clocks of a zone skip or go through twice; none of whole days."""
    found: tuple[list[int], list[int]] = ([], [])
    for row, day in enumerate(days):
        midnight = datetime.fromordinal(day)
        if minutes == DAY_MINUTES or _offset(midnight, zone) == _offset(midnight + timedelta(days=1), zone):
            continue
        for column in range(DAY_MINUTES // minutes):
            start = midnight + timedelta(minutes=column * minutes)
            inside = (start, start + timedelta(minutes=minutes - 1))
            if any(_offset(at, zone) != _offset(at.replace(fold=1), zone) for at in inside):
                found[0].append(row)
                found[1].append(column)
    return found


def _offset(wall: datetime, zone: ZoneInfo) -> timedelta | None:
    return wall.replace(tzinfo=zone).utcoffset()


def without_silence(grid: Series, holidays: Collection[int] = ()) -> Series:
    """Take times at which nothing came on any of a weekday's newest days for closed, and silent holidays as well."""
    grid = _without_silent_holidays(grid, holidays)
    volume = grid.volume.copy()
    for of_weekday in range(7):
        same = np.flatnonzero(weekday(grid.days) == of_weekday)
        silent = ~(volume[same[-RECENT:]] > 0).any(axis=0)  # what is not known says nothing
        volume[np.ix_(same, np.flatnonzero(silent))] = np.nan
    return msgspec.structs.replace(grid, volume=volume)


def _without_silent_holidays(grid: Series, holidays: Collection[int]) -> Series:
    """Leave out holidays on which nothing came at all, unless so little comes that this may be chance."""
    totals = np.nansum(grid.volume, axis=1)
    is_holiday = np.isin(grid.days, list(holidays))
    silent = is_holiday & (totals == 0)
    usual = [totals[(weekday(grid.days) == of_weekday) & ~is_holiday] for of_weekday in range(7)]
    means = np.array([of.mean() if of.size else 0.0 for of in usual])
    return grid.where(~silent) if means[weekday(grid.days[silent])].sum() >= SURELY else grid
