"""Route of work that can wait: what is left over, interval by interval, or how many agents keep the promise."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import post
from msgspec import Meta

from hamseda.kit.jalali import Language
from hamseda.kit.problem import FieldError, Invalid
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.back_office import CarriedOn, uncounted, worked_off
from hamseda.workforce.backlog import Arrivals, Course
from hamseda.workforce.printing import course_said
from hamseda.workforce.quantities import SHORTEST

HOUR = 3600
MOST_ERLANGS = 20_000
Items = Annotated[float, Meta(ge=0, le=10_000_000)]
Seconds = Annotated[float, Meta(ge=SHORTEST, le=366 * 86_400)]


class BacklogInterval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What comes in one interval; with `agents` it is followed, without the fewest for the whole are found."""

    volume: Annotated[Items, Meta(description="Items that come in it.")]
    aht_s: Annotated[Seconds, Meta(description="Work on an item.")]
    promise_s: Annotated[Seconds, Meta(description="Time until an item is due: a whole number of intervals.")]
    agents: Annotated[float, Meta(ge=0, le=100_000, description="0 where nobody works.")] | None = None


class BacklogWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Intervals of one length, in order; `open` items are there before the first, and are like what comes in it."""

    interval_s: Annotated[float, Meta(ge=60, le=31 * 86_400)]
    intervals: Annotated[list[BacklogInterval], Meta(min_length=1, max_length=2_000)]
    open: Items = 0.0
    share: (
        Annotated[float, Meta(gt=0, le=1, description="To be done in time, where the agents are found.")]
        | None
    ) = None


class WorkedInterval(msgspec.Struct, frozen=True):
    """Agents, what they did, of it too late, and what is open at its end: items, those overdue, hours of work."""

    agents: float
    done: float
    done_late: float
    backlog: float
    overdue: float
    work_h: float


class Backlog(msgspec.Struct, frozen=True):
    """Items that fell due within the intervals, the share of them in time (null: there were none), and what is left.

    `carried_on` says what finding the agents took for granted; null where they were given.
    """

    fell_due: float
    in_time: float | None
    agents: float
    backlog: float
    carried_on: CarriedOn | None
    intervals: list[WorkedInterval]
    said: list[str]


@post("/workforce/backlog", access=LEADERS, status_code=200)
async def follow_backlog(caller: Caller, data: BacklogWish) -> Backlog:
    """Follow work that can wait, earliest due first, or find the fewest agents for it; stores nothing."""
    _check(data)
    return await asyncio.to_thread(_followed, data, caller.locale)


def _check(data: BacklogWish) -> None:
    """Refuse promises that cannot be counted, agents in a part of the intervals, and a share that would change nothing."""
    errors = [
        FieldError(f"intervals.{number}.promise_s", "promise_uncounted", why.said("en"))
        for number, one in enumerate(data.intervals)
        if (why := uncounted(one.promise_s, data.interval_s)) is not None
    ]
    errors += [
        FieldError(f"intervals.{number}.volume", "too_much_load", "More work than is worked out here.")
        for number, one in enumerate(data.intervals)
        if one.volume * one.aht_s / data.interval_s > MOST_ERLANGS
    ]
    given = [one.agents is not None for one in data.intervals]
    if any(given) and not all(given):
        field = f"intervals.{given.index(False)}.agents"
        message = "Give the agents of all intervals (0 where nobody works), or of none."
        errors.append(FieldError(field, "agents_in_part", message))
    if any(given) and data.share is not None:
        message = "It changes nothing where the agents are given: leave it out, or leave the agents out."
        errors.append(FieldError("share", "share_idle", message))
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))


def _followed(data: BacklogWish, language: Language) -> Backlog:
    arrivals = [Arrivals(one.volume, one.aht_s, one.promise_s) for one in data.intervals]
    before = [Arrivals(data.open, arrivals[0].aht_s, arrivals[0].promise_s)] if data.open else []
    there = [one.agents for one in data.intervals if one.agents is not None] or None
    share = 0.95 if data.share is None else data.share
    agents, course, carried_on = worked_off(arrivals, before, there, data.interval_s, share)
    return Backlog(
        fell_due=course.fell_due,
        in_time=course.in_time,
        agents=max(agents),
        backlog=course.intervals[-1].backlog,
        carried_on=carried_on,
        intervals=_worked(agents, course),
        said=course_said(agents, course, carried_on, language),
    )


def _worked(agents: list[float], course: Course) -> list[WorkedInterval]:
    found: list[WorkedInterval] = []
    for there, one in zip(agents, course.intervals, strict=True):
        figures: dict[str, Any] = msgspec.structs.asdict(one)
        work_h = figures.pop("work_s") / HOUR
        del figures["arrived"]
        found.append(WorkedInterval(agents=there, work_h=work_h, **figures))
    return found
