"""The schedule as a document: shifts with breaks, what is covered, what is missing and why, what each one works."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, field

from hamseda.workforce.schedule.coverage import Coverage, Price, covered, price, short_minutes
from hamseda.workforce.schedule.plan import DAY_MINUTES, HOUR_COST, Duty, Plan
from hamseda.workforce.schedule.planning import Outcome
from hamseda.workforce.schedule.saying import said_shortfall
from hamseda.workforce.schedule.shortfalls import Shortfall, shortfalls


class Rest(Struct, frozen=True):
    """A break of a shift; an end before the begin lies on the next day."""

    name: str
    start: str
    end: str


class Shift(Struct, frozen=True):
    """A shift of somebody; an end before the start lies on the next day."""

    person: str
    day: date
    template: str
    start: str
    end: str
    breaks: list[Rest]
    locked: bool = False


class Covered(Struct, frozen=True):
    """How many a skill needs and gets in each interval from the first midnight."""

    skill: str
    required: list[int]
    given: list[int]


class Missing(Struct, frozen=True):
    """A part of a day that lacks people, with why: what those with the skill do instead."""

    day: date
    part: str
    skill: str
    begin: str = field(name="from")
    end: str = field(name="to")
    missing: int
    missing_hours: float
    why: dict[str, int]
    said: dict[str, str]


class Load(Struct, frozen=True):
    """What somebody works in this plan."""

    person: str
    shifts: int
    hours: float
    short_hours: float
    evenings: int
    nights: int
    weekends: int
    wishes: int
    wishes_kept: int


class Cost(Struct, frozen=True):
    """In the money of the problem."""

    total: float
    shifts: float
    missing: float
    short_contracts: float


class Schedule(Struct, frozen=True):
    """A schedule; `bound` is what none can cost less than, `gap` the share that this one could be cheaper at most."""

    first_day: date
    days: int
    interval_minutes: int
    shifts: list[Shift]
    cost: Cost
    shortfalls: list[Missing]
    people: list[Load]
    cover: list[Covered]
    bound: float | None = None
    gap: float | None = None
    unfilled: int = 0
    solver: str = ""
    seconds: float = 0.0
    format: Literal[1] = 1


def schedule_of(plan: Plan, outcome: Outcome, hour: float) -> Schedule:
    """Tell what was found; `hour` is what an ordinary hour costs."""
    found = told(plan, outcome.duties, hour)
    return Schedule(
        **{name: getattr(found, name) for name in found.__struct_fields__[:8]},
        bound=round(outcome.bound * hour / HOUR_COST, 2),
        gap=round(outcome.gap, 5),
        unfilled=outcome.empty,
        solver=outcome.solver,
        seconds=round(outcome.seconds, 2),
    )


def told(plan: Plan, duties: Sequence[Duty], hour: float) -> Schedule:
    """Tell any schedule."""
    coverage = covered(plan, duties)
    return Schedule(
        first_day=plan.first,
        days=plan.days,
        interval_minutes=plan.minutes,
        shifts=[_shift(plan, duty) for duty in duties],
        cost=_cost(price(plan, duties, coverage), hour),
        shortfalls=[_missing(plan, one) for one in shortfalls(plan, duties, coverage)],
        people=_loads(plan, duties),
        cover=_cover(plan, coverage),
    )


def clock(plan: Plan, slot: int) -> str:
    """The wall time of a slot."""
    minutes = slot * plan.minutes % DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _shift(plan: Plan, duty: Duty) -> Shift:
    template = plan.templates[duty.template]
    rests = [
        Rest(template.pauses[number].name, clock(plan, at), clock(plan, at + template.pauses[number].length))
        for number, at in sorted(duty.pauses, key=lambda pause: pause[1])
    ]
    return Shift(
        person=plan.workers[duty.worker].name,
        day=plan.first + timedelta(duty.day),
        template=template.name,
        start=clock(plan, duty.start),
        end=clock(plan, duty.start + template.length),
        breaks=rests,
        locked=any((lock.worker, lock.day) == (duty.worker, duty.day) for lock in plan.locks),
    )


def _cost(found: Price, hour: float) -> Cost:
    parts = (found.total, found.shifts, found.missing, found.short)
    return Cost(*(round(part * hour / HOUR_COST, 2) for part in parts))


def _missing(plan: Plan, one: Shortfall) -> Missing:
    return Missing(
        day=plan.first + timedelta(one.day),
        part=one.part,
        skill=plan.skills[one.skill],
        begin=clock(plan, one.begin),
        end=clock(plan, one.end),
        missing=one.missing,
        missing_hours=round(one.missing_slots * plan.minutes / 60, 2),
        why=dict(one.why),
        said={language: said_shortfall(plan, one, language) for language in ("fa", "en")},
    )


def _loads(plan: Plan, duties: Sequence[Duty]) -> list[Load]:
    short = short_minutes(plan, duties)
    found = []
    for at, worker in enumerate(plan.workers):
        own = [duty for duty in duties if duty.worker == at]
        burdens = [plan.burdens(duty.day, duty.template, duty.start) for duty in own]
        sums = [sum(burden[kind] for burden in burdens) for kind in range(3)]
        kept = sum(
            wish.is_against
            != any(duty.day == wish.day and wish.template in {None, duty.template} for duty in own)
            for wish in worker.wishes
        )
        found.append(
            Load(
                worker.name,
                len(own),
                round(sum(plan.paid_minutes(duty.template) for duty in own) / 60, 2),
                round(sum(minutes for (whose, _), minutes in short.items() if whose == at) / 60, 2),
                sums[0],
                sums[1],
                sums[2],
                len(worker.wishes),
                kept,
            )
        )
    return found


def _cover(plan: Plan, coverage: Coverage) -> list[Covered]:
    return [
        Covered(skill, plan.required[at].tolist(), coverage.given[at].tolist())
        for at, skill in enumerate(plan.skills)
    ]
