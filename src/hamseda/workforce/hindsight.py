"""What the forecast would have said of the past weeks, each on its first morning, and what came."""

import asyncio
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec
import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Floats
from hamseda.workforce.forecast.contest import MODELS, WEEK, judge
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.model import same_weekdays
from hamseda.workforce.forecast.outlook import DECIMALS, held_for_open, start_text
from hamseda.workforce.forecast.series import Series
from hamseda.workforce.forecast.width import quantiles
from hamseda.workforce.marks import DayMark
from hamseda.workforce.own_queues import Known, OwnQueue, without_silence

LEAST_SEEN: Final = WEEK  # days of history without which nothing is said of a week


class PastPoint(msgspec.Struct, frozen=True):
    """An interval of the past, by the wall clock of the reader's zone: what came, and what had been expected."""

    start: str
    actual: float
    mean: float
    p10: float
    p50: float
    p90: float


class PastWeek(msgspec.Struct, frozen=True):
    """Seven days as forecast on their first morning. WAPE is the sum of absolute errors ÷ what came; null: nothing did."""

    first_day: date
    model: str
    volume: float
    intervals: int
    wape: float | None
    wape_same_weekdays: float | None
    coverage: float | None


class QueueHindsight(msgspec.Struct, frozen=True):
    """A queue and channel: its weeks, the oldest first, and all of them together."""

    queue_id: UUID
    queue: str
    channel: str
    weeks: list[PastWeek]
    wape: float | None
    wape_same_weekdays: float | None
    coverage: float | None
    points: list[PastPoint]
    marks: list[DayMark]


class QueueHindsights(msgspec.Struct, frozen=True):
    """Every queue and channel of which at least a week was known before one of the weeks asked for."""

    time_zone: str
    interval_s: int
    items: list[QueueHindsight]


class _Played(Struct, frozen=True):
    """One week, interval by interval; `plain` is the forecast by the same weekdays."""

    first_day: date
    model: str
    starts: list[str]
    actual: Floats
    mean: Floats
    plain: Floats
    low: Floats
    middle: Floats
    high: Floats


async def look_back(known: Known, weeks: int) -> QueueHindsights:
    """Forecast the last weeks of the queues that were read with what was known then."""
    items = await asyncio.to_thread(hindsights_of, known, weeks)
    return QueueHindsights(known.time_zone, known.minutes * 60, items)


def hindsights_of(known: Known, weeks: int) -> list[QueueHindsight]:
    """Look back on each queue and channel that has a week to look back on."""
    found = []
    for queue in known.queues:
        calendar = known.calendar(queue.department_id, known.today)
        played = play_weeks(queue.grid, calendar, known.today, weeks)
        if played:
            yesterday = known.today - timedelta(days=1)
            marks = known.marks(queue.department_id, played[0].first_day, yesterday)
            found.append(_told(queue, played, marks))
    return found


def play_weeks(grid: Series, calendar: Calendar, today: date, weeks: int) -> list[_Played]:
    """Play each of the last weeks of which enough was known; what fell on times held for closed was expected to be 0."""
    mornings = [today.toordinal() - WEEK * back for back in range(weeks, 0, -1)]
    played = [
        _play(grid, calendar, morning) for morning in mornings if morning - int(grid.days[0]) >= LEAST_SEEN
    ]
    return [one for one in played if one.starts]


def _play(grid: Series, calendar: Calendar, morning: int) -> _Played:
    seen, later = (
        without_silence(grid.before(morning), calendar.holidays),
        grid.between(morning, morning + WEEK),
    )
    verdict = judge(seen, calendar)
    mean = held_for_open(seen, calendar, later.days, MODELS[verdict.model](seen, later.days, calendar))
    bands = quantiles(verdict, seen, later.days, mean, morning)
    known = np.isfinite(later.volume)
    row, column = np.nonzero(known & (np.isfinite(mean) | (later.volume > 0)))
    expected = np.nan_to_num(mean[row, column])
    plain = np.nan_to_num(same_weekdays(seen, later.days)[row, column])
    low, middle, high = (np.nan_to_num(band[row, column]) for band in bands.values())
    days, times = later.days[row].tolist(), later.starts[column].tolist()
    starts = [start_text(day, minute) for day, minute in zip(days, times, strict=True)]
    actual = later.volume[row, column]
    return _Played(
        date.fromordinal(morning), verdict.model, starts, actual, expected, plain, low, middle, high
    )


def _told(queue: OwnQueue, played: list[_Played], marks: list[DayMark]) -> QueueHindsight:
    joined = [np.concatenate([getattr(one, name) for one in played]) for name in _FIGURES]
    wape, plain, coverage = _scores(*joined)
    return QueueHindsight(
        queue.queue_id,
        queue.queue,
        queue.channel,
        [_week(one) for one in played],
        wape,
        plain,
        coverage,
        [point for one in played for point in _points(one)],
        marks,
    )


_FIGURES: Final = ("actual", "mean", "plain", "low", "high")


def _week(one: _Played) -> PastWeek:
    wape, plain, coverage = _scores(*(getattr(one, name) for name in _FIGURES))
    volume = float(one.actual.sum())
    return PastWeek(one.first_day, one.model, volume, len(one.starts), wape, plain, coverage)


def _scores(
    actual: Floats, mean: Floats, plain: Floats, low: Floats, high: Floats
) -> tuple[float | None, float | None, float | None]:
    """The errors of both forecasts as shares of what came, and the share of intervals within p10–p90."""
    volume = float(actual.sum())
    errors = [float(np.abs(actual - one).sum()) / volume if volume > 0 else None for one in (mean, plain)]
    inside = float(((actual >= low) & (actual <= high)).mean()) if actual.size else None
    return errors[0], errors[1], inside


def _points(one: _Played) -> list[PastPoint]:
    columns = (
        np.round(getattr(one, name), DECIMALS).tolist()
        for name in ("actual", "mean", "low", "middle", "high")
    )
    return [PastPoint(*row) for row in zip(one.starts, *columns, strict=True)]
