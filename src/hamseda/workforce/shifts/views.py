"""Schedules as clients see them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from hamseda.workforce.shifts.figures import BreachFigure, CostFigure, ShortfallFigure
from hamseda.workforce.shifts.stored import OpenShift, StoredShift
from hamseda.workforce.shifts.templates import ShiftBreak
from hamseda.workforce.shifts.words import Weekday, clock_of, instant_of

ScheduleState = Literal["draft", "published"]


class BreakSpan(msgspec.Struct, frozen=True):
    """A break of a shift, by wall time."""

    name: str
    start: str
    end: str
    paid: bool


class ActivitySpan(msgspec.Struct, frozen=True):
    """Other work within a shift, by wall time."""

    name: str
    start: str
    end: str


class ShiftView(msgspec.Struct, frozen=True, kw_only=True):
    """A shift by the wall time of its schedule; an end that is not after the start lies on the next day."""

    id: UUID
    user_id: UUID
    day: date
    template: str
    start: str
    end: str
    starts_at: datetime
    ends_at: datetime
    breaks: list[BreakSpan]
    activities: list[ActivitySpan]
    locked: bool


class OpenShiftView(msgspec.Struct, frozen=True):
    """A shift of somebody who left that nobody has taken over, by wall time."""

    id: UUID
    left_by: UUID
    name: str
    day: date
    template: str
    start: str
    end: str


class DayOff(msgspec.Struct, frozen=True):
    """A day that is locked free."""

    user_id: UUID
    day: date


class BreachView(msgspec.Struct, frozen=True):
    """A rule that is broken; of nobody where it is about all (breaks at once)."""

    code: str
    user_id: UUID | None
    day: date
    said: str


class ShortfallView(msgspec.Struct, frozen=True):
    """A part of a day that lacks people, with what those who serve the queue do instead."""

    day: date
    part: Literal["night", "morning", "midday", "evening"]
    queue_id: UUID
    start: str
    end: str
    missing: int
    missing_hours: float
    why: dict[str, int]
    said: str


class ScheduleNote(msgspec.Struct, frozen=True):
    """What was guessed when the schedule was made."""

    code: str
    said: str


class ScheduleQueue(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class OfferedShift(msgspec.Struct, frozen=True):
    """A kind of shift that this schedule knows."""

    name: str
    length_m: int
    starts: list[str]
    on: list[Weekday]
    breaks: list[ShiftBreak]


class ScheduledPerson(msgspec.Struct, frozen=True):
    """Somebody of the schedule, with what they work in it."""

    user_id: UUID
    name: str
    queue_ids: list[UUID]
    least_m: int
    most_m: int
    planned_m: int
    leave: list[date]
    evenings: int
    nights: int
    weekends: int


class ScheduleSummary(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    department_id: UUID | None
    first_day: date
    days: int
    time_zone: str
    state: ScheduleState
    version: int
    people: int
    shifts: int
    missing_hours: float
    breaches: Annotated[
        int,
        Meta(description="Rules that are broken, counted now unless it is over."),
    ]
    created_at: datetime
    published_at: datetime | None
    calculation_id: UUID | None


class SchedulePage(msgspec.Struct, frozen=True):
    """One page, the newest period first; `next` is the `after` of the following one, null at the end."""

    items: list[ScheduleSummary]
    next: UUID | None


class ScheduleView(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule with its shifts and what they come to; `bound` and `gap` are those of the solution that was taken."""

    id: UUID
    name: str
    department_id: UUID | None
    first_day: date
    days: int
    time_zone: str
    interval_m: int
    state: ScheduleState
    version: int
    created_at: datetime
    published_at: datetime | None
    calculation_id: UUID | None
    can_undo: bool
    notes: list[ScheduleNote]
    queues: list[ScheduleQueue]
    templates: list[OfferedShift]
    people: list[ScheduledPerson]
    shifts: list[ShiftView]
    off: list[DayOff]
    opened: Annotated[list[OpenShiftView], Meta(description="Shifts of people who left that nobody has.")]
    breaches: list[BreachView]
    shortfalls: list[ShortfallView]
    cost: CostFigure
    bound: float | None
    gap: float | None
    missing_hours: float


class QueueCover(msgspec.Struct, frozen=True):
    """Required and scheduled of each interval from the first midnight."""

    queue_id: UUID
    queue: str
    required: list[int]
    scheduled: list[int]


class ScheduleCoverage(msgspec.Struct, frozen=True):
    """Required against scheduled; `present` and `resting` are those of all queues together."""

    first_day: date
    days: int
    interval_m: int
    items: list[QueueCover]
    present: list[int]
    resting: list[int]


class ScheduleEdited(msgspec.Struct, frozen=True):
    """What an edit came to: the shifts that are new or changed, those that are gone, and the state of the whole."""

    version: int
    shifts: list[ShiftView]
    removed: list[UUID]
    off: list[DayOff]
    breaches: list[BreachView]
    shortfalls: list[ShortfallView]
    missing_hours: float
    cost: CostFigure


class ScheduleEdit(msgspec.Struct, frozen=True):
    """One step of a schedule."""

    id: UUID
    version: int
    what: str
    by: UUID | None
    by_name: str | None
    at: datetime
    undone: bool
    count: Annotated[int, Meta(description="How many shifts it touched.")]


class ScheduleEdits(msgspec.Struct, frozen=True):
    """The last fifty, the newest first."""

    items: list[ScheduleEdit]


def shift_view(shift: StoredShift, zone: ZoneInfo) -> ShiftView:
    """A shift by wall times and instants."""
    return ShiftView(
        id=shift.id,
        user_id=shift.user_id,
        day=shift.day,
        template=shift.template,
        start=clock_of(shift.start_m),
        end=clock_of(shift.end_m),
        starts_at=instant_of(shift.day, shift.start_m, zone),
        ends_at=instant_of(shift.day, shift.end_m, zone),
        breaks=[
            BreakSpan(one.name, clock_of(one.start_m), clock_of(one.start_m + one.length_m), one.paid)
            for one in shift.breaks
        ],
        activities=[
            ActivitySpan(one.name, clock_of(one.start_m), clock_of(one.start_m + one.length_m))
            for one in shift.activities
        ],
        locked=shift.locked,
    )


def open_view(one: OpenShift, name: str) -> OpenShiftView:
    """An open shift by wall times, with the name of who left it."""
    end = clock_of(one.start_m + one.length_m)
    return OpenShiftView(one.id, one.left_by, name, one.day, one.template, clock_of(one.start_m), end)


def breach_view(one: BreachFigure, language: str) -> BreachView:
    return BreachView(one.code, one.user_id, one.day, one.said[language])


def shortfall_view(one: ShortfallFigure, language: str) -> ShortfallView:
    values = msgspec.structs.asdict(one)
    return msgspec.convert({**values, "said": one.said[language]}, ShortfallView)
