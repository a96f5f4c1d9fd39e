"""How many people each queue needs in each interval: as somebody says it, or from forecast and staffing."""

import asyncio
import math
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Invalid
from hamseda.kit.working_time import stored
from hamseda.organization.api import Caller
from hamseda.workforce.outlooks import OutlookPoint, QueueOutlooks, forecast_queues
from hamseda.workforce.own_queues import Plan as Question
from hamseda.workforce.own_queues import own_queues
from hamseda.workforce.schedule.problem import Required
from hamseda.workforce.shifts.house_rules import ScheduleRules
from hamseda.workforce.shifts.words import DAY_MINUTES, Clock, Weekday
from hamseda.workforce.staffing import Ask, Terms, staff_all

HISTORY_DAYS: Final = 180
MOST_AHEAD: Final = 92
WEEK: Final = 7
USUAL_AHT_S: Final = 300.0
WRITTEN: Final = frozenset(
    {"email"}
)  # work that can wait a while: so much of it as people can do, no wait to promise
SLIGHT: Final = 0.1  # erlangs: what is less is done beside other work
CHATS: Final = frozenset({"webchat"})
MOST_NEEDED: Final = 2_000


class QueueNeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many people of a queue from one time of the day to another, on these days (none named: on all)."""

    queue_id: UUID
    agents: Annotated[int, Meta(ge=0, le=MOST_NEEDED)]
    on: Annotated[list[Weekday], Meta(max_length=7)] = []
    start: Clock = "00:00"
    end: Clock = "24:00"


Note = dict[str, Any]
Grid = list[list[int]]  # day by day, interval by interval


def said_needs(needs: list[QueueNeed], queues: list[Row]) -> list[Required]:
    """The needs that somebody wrote, for the queues of the schedule."""
    known = {row["id"] for row in queues}
    for at, one in enumerate(needs):
        if one.queue_id not in known:
            raise Invalid.field(
                f"required.{at}.queue_id", "not_found", "queue_id names something that is not there."
            )
    return [
        Required(skill=str(one.queue_id), agents=one.agents, on=list(one.on), begin=one.start, end=one.end)
        for one in needs
    ]


async def forecast_needs(
    view: Transaction,
    caller: Caller,
    rules: ScheduleRules,
    period: tuple[date, int, int, date],
    queues: list[Row],
) -> tuple[list[Required], list[Note]]:
    """Work out the needs of the queues in a period (first day, days, minutes of an interval, today)."""
    first, days, minutes, today = period
    ahead = (first - today).days + days
    if not 0 < ahead <= MOST_AHEAD:
        raise Invalid.field(
            "first_day",
            "too_far_to_forecast",
            "Forecasts reach from today to 92 days on: write the needs instead.",
        )
    question = Question(minutes=minutes, history_days=HISTORY_DAYS, country=rules.country)
    known = await forecast_queues(await own_queues(view, caller, question), ahead)
    grids, notes = await asyncio.to_thread(_grids, known, rules, (first, days, minutes), queues)
    needs = [one for queue, grid in grids.items() for one in _written(str(queue), grid, first, minutes)]
    return needs, notes


def _grids(
    known: QueueOutlooks, rules: ScheduleRules, period: tuple[date, int, int], queues: list[Row]
) -> tuple[dict[UUID, Grid], list[Note]]:
    first, days, minutes = period
    found: dict[UUID, Grid] = {}
    notes: list[Note] = []
    for queue in queues:
        own = [one for one in known.items if one.queue_id == queue["id"]]
        if not own:
            found[queue["id"]] = _guessed(queue, first, days, minutes)
            notes.append({"code": "no_history", "values": {"queue_id": str(queue["id"])}})
            continue
        grid = [[0] * (DAY_MINUTES // minutes) for _ in range(days)]
        for one in own:
            _add(grid, _staffed(one.channel, one.points, rules, minutes), one.points, first, minutes)
        found[queue["id"]] = grid
        if any(one.history_days < WEEK for one in own):
            notes.append({"code": "short_history", "values": {"queue_id": str(queue["id"])}})
        if all(point.aht_s is None for one in own for point in one.points):
            notes.append({"code": "no_aht", "values": {"queue_id": str(queue["id"])}})
    return found, notes


def _staffed(channel: str, points: list[OutlookPoint], rules: ScheduleRules, minutes: int) -> list[int]:
    length = minutes * 60.0
    loads = [point.mean * (point.aht_s or USUAL_AHT_S) / length for point in points]
    if channel in WRITTEN:
        return [math.ceil(load / (1 - rules.shrinkage) - 1e-9) if load >= SLIGHT else 0 for load in loads]
    asks = [
        Ask(
            volume=point.mean,
            interval_s=length,
            aht_s=point.aht_s or USUAL_AHT_S,
            share=rules.target.share,
            within_s=rules.target.within_s,
            shrinkage=rules.shrinkage,
            concurrency=rules.chats_at_once if channel in CHATS else 1,
        )
        for point in points
    ]
    return [int(answer["scheduled"] or 0) for answer in staff_all(asks, Terms())]


def _add(grid: Grid, numbers: list[int], points: list[OutlookPoint], first: date, minutes: int) -> None:
    for number, point in zip(numbers, points, strict=True):
        day = (date.fromisoformat(point.start[:10]) - first).days
        if 0 <= day < len(grid):
            grid[day][(int(point.start[11:13]) * 60 + int(point.start[14:16])) // minutes] += number


def _guessed(queue: Row, first: date, days: int, minutes: int) -> Grid:
    """One person while the queue is open; without a calendar, from 08:00 to 16:00 but on Fridays."""
    if queue["calendar"] is None:
        day = [int(8 * 60 <= at * minutes < 16 * 60) for at in range(DAY_MINUTES // minutes)]
        return [[0] * len(day) if (first + timedelta(at)).weekday() == 4 else list(day) for at in range(days)]
    book, per_day = stored(queue["calendar"]), DAY_MINUTES // minutes
    open_slots = [0] * (per_day * days)
    for at in range(-1, days):
        for slot in book.slots_on(first + timedelta(at)):
            opens = slot.opens.hour * 60 + slot.opens.minute
            closes = slot.closes.hour * 60 + slot.closes.minute + (DAY_MINUTES if slot.ends_next_day else 0)
            for place in range(at * per_day + opens // minutes, at * per_day - (-closes // minutes)):
                if 0 <= place < len(open_slots):
                    open_slots[place] = 1
    return [open_slots[day * per_day : (day + 1) * per_day] for day in range(days)]


def _written(queue: str, grid: Grid, first: date, minutes: int) -> list[Required]:
    return [
        Required(skill=queue, agents=list(row), on=[(first + timedelta(day)).isoformat()], step=f"{minutes}m")
        for day, row in enumerate(grid)
    ]
