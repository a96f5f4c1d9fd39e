"""Forecasts of one's own queues, from the work that came to them."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from hamseda.kit.database import Transaction
from hamseda.organization.api import Caller
from hamseda.routing.api import Arrived, arrivals
from hamseda.workforce.forecast.calendars import calendar_of
from hamseda.workforce.forecast.contest import Measure, Verdict
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.history import Group
from hamseda.workforce.forecast.outlook import Outlook, look_ahead
from hamseda.workforce.forecast.series import RECENT, Series, weekday

DAY_MINUTES: Final = 1440


class OutlookPoint(msgspec.Struct, frozen=True):
    """An interval to come, by the wall clock of the reader's zone: what is expected, and how far it may lie from that."""

    start: str
    mean: float
    p10: float
    p50: float
    p90: float
    aht_s: float | None


class QueueOutlook(msgspec.Struct, frozen=True):
    """What a queue may expect by one channel; `origins` 0: too little history for a contest, so the spread is a guess."""

    queue_id: UUID
    queue: str
    channel: str
    model: str
    wape: dict[str, float]
    judged_by: Measure
    origins: int
    points: list[OutlookPoint]


class QueueOutlooks(msgspec.Struct, frozen=True):
    """Every queue and channel to which anything came."""

    time_zone: str
    interval_s: int
    items: list[QueueOutlook]


async def forecast_queues(
    view: Transaction, caller: Caller, *, minutes: int, history_days: int, horizon_days: int, country: str
) -> QueueOutlooks:
    """Forecast the queues that the caller leads, from whole days up to yesterday."""
    zone = ZoneInfo(caller.time_zone)
    today = datetime.now(UTC).astimezone(zone).date()
    first = today - timedelta(days=history_days)
    begin, end = (datetime.combine(day, datetime.min.time(), zone) for day in (first, today))
    rows = await arrivals(view, caller, begin, end, timedelta(minutes=minutes), caller.time_zone)
    calendar = calendar_of(first, today + timedelta(days=horizon_days), country)
    items = await asyncio.to_thread(_outlooks, rows, minutes, today, horizon_days, calendar)
    return QueueOutlooks(caller.time_zone, minutes * 60, items)


def _outlooks(
    rows: list[Arrived], minutes: int, today: date, horizon_days: int, calendar: Calendar
) -> list[QueueOutlook]:
    groups: dict[tuple[UUID, str, str], list[Arrived]] = {}
    for row in rows:
        groups.setdefault((row.queue_id, row.queue, row.channel), []).append(row)
    found = []
    for (queue_id, queue, channel), members in groups.items():
        series = series_of(members, minutes, today)
        one = look_ahead(Group({}, series, ()), horizon_days, calendar)
        found.append(_told(queue_id, queue, channel, one))
    return found


def series_of(rows: list[Arrived], minutes: int, today: date) -> Series:
    """Lay out a queue's work from its first day to yesterday; where no row is, nothing came.

    Times at which nothing came on any of a weekday's newest days are closed.
    """
    first, count = min(row.start for row in rows).toordinal(), DAY_MINUTES // minutes
    days = np.arange(first, today.toordinal())
    volume, work, timed = (np.zeros((days.size, count)) for _ in range(3))
    for row in rows:
        at = row.start.toordinal() - first, (row.start.hour * 60 + row.start.minute) // minutes
        volume[at] = row.volume
        if row.aht_s is not None:
            work[at], timed[at] = row.volume * row.aht_s, row.volume
    aht = np.where(timed > 0, work / np.maximum(timed, 1), np.nan) if timed.any() else None
    for of_weekday in range(7):
        same = np.flatnonzero(weekday(days) == of_weekday)
        silent = ~(volume[same[-RECENT:]] > 0).any(axis=0)
        volume[np.ix_(same, np.flatnonzero(silent))] = np.nan
    return Series(days, np.arange(0, DAY_MINUTES, minutes), volume, aht)


def _told(queue_id: UUID, queue: str, channel: str, one: Outlook) -> QueueOutlook:
    verdict: Verdict = one.verdict
    columns = one.columns
    ahts = columns.get("aht", [None] * len(columns["start"]))
    rows = zip(*(columns[name] for name in ("start", "mean", "p10", "p50", "p90")), ahts, strict=True)
    points = [OutlookPoint(*row) for row in rows]
    return QueueOutlook(
        queue_id,
        queue,
        channel,
        verdict.model,
        dict(verdict.wape),
        verdict.judged_by,
        verdict.origins,
        points,
    )
