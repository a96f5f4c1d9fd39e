"""Forecasts of one's own queues, from the work that came to them."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec

from hamseda.workforce.forecast.contest import Measure
from hamseda.workforce.forecast.history import Group
from hamseda.workforce.forecast.outlook import Outlook, look_ahead
from hamseda.workforce.marks import DayMark
from hamseda.workforce.own_queues import Known, OwnQueue, without_silence


class OutlookPoint(msgspec.Struct, frozen=True):
    """An interval to come, by the wall clock of the reader's zone: what is expected, and how far it may lie from that."""

    start: str
    mean: float
    p10: float
    p50: float
    p90: float
    aht_s: float | None


class QueueOutlook(msgspec.Struct, frozen=True):
    """What a queue may expect by one channel; `origins` 0: too little history for a contest, so the spread is a guess.

    `notes` tell what was taken how, such as weekdays that a short history does not reach.
    """

    queue_id: UUID
    queue: str
    channel: str
    model: str
    wape: dict[str, float]
    judged_by: Measure
    origins: int
    points: list[OutlookPoint]
    history_days: int
    marks: list[DayMark]
    notes: tuple[str, ...]


class QueueOutlooks(msgspec.Struct, frozen=True):
    """Every queue and channel to which anything came."""

    time_zone: str
    interval_s: int
    items: list[QueueOutlook]


async def forecast_queues(known: Known, horizon_days: int) -> QueueOutlooks:
    """Forecast the queues that were read, from whole days up to yesterday."""
    items = await asyncio.to_thread(outlooks_of, known, horizon_days)
    return QueueOutlooks(known.time_zone, known.minutes * 60, items)


def outlooks_of(known: Known, horizon: int) -> list[QueueOutlook]:
    """Forecast each queue and channel so many days from today."""
    last = known.today + timedelta(days=horizon)
    calendars = {
        department: known.calendar(department, last) for department in {q.department_id for q in known.queues}
    }
    found = []
    for queue in known.queues:
        calendar = calendars[queue.department_id]
        group = Group({}, without_silence(queue.grid, calendar.holidays), ())
        one = look_ahead(group, horizon, calendar, known.today.toordinal())
        marks = known.marks(queue.department_id, known.today, last - timedelta(days=1))
        notes = tuple(note.said(known.locale) for note in one.notes)
        found.append(_told(queue, one, marks, notes))
    return found


def _told(queue: OwnQueue, one: Outlook, marks: list[DayMark], notes: tuple[str, ...]) -> QueueOutlook:
    columns, verdict = one.columns, one.verdict
    ahts = columns.get("aht", [None] * len(columns["start"]))
    rows = zip(*(columns[name] for name in ("start", "mean", "p10", "p50", "p90")), ahts, strict=True)
    return QueueOutlook(
        queue.queue_id,
        queue.queue,
        queue.channel,
        verdict.model,
        dict(verdict.wape),
        verdict.judged_by,
        verdict.origins,
        [OutlookPoint(*row) for row in rows],
        int(queue.grid.days.size),
        marks,
        notes,
    )
