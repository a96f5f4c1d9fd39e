"""A headcount plan as a document: what is asked, what is answered; the same by API and by command."""

from collections.abc import Iterator
from datetime import date
from math import ceil, inf
from typing import Annotated, Final, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct

from hamseda.workforce.erlang import Floats
from hamseda.workforce.forecast.cold import Opening
from hamseda.workforce.forecast.cold_table import WEEKDAYS
from hamseda.workforce.people.headcount import Course, Needs, Team, Wish, plan
from hamseda.workforce.people.months import Reckoning
from hamseda.workforce.people.workload import Terms, people_for
from hamseda.workforce.rules import Goal

MOST_MONTHS: Final = 36
MOST_GROUPS: Final = 20
DOUBT: Final = (
    0.1  # of the first month where no low and high are given; it grows with the square root of time
)
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Amount = Annotated[float, Meta(ge=0, le=1e9)]
Money = Annotated[float, Meta(ge=0, le=1e15, description="In rial.")]
Share = Annotated[float, Meta(ge=0, lt=1)]
Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Weeks = Annotated[float, Meta(ge=0, le=52)]


class MonthNeed(Struct, frozen=True, forbid_unknown_fields=True):
    """What a month brings: people that it needs, or contacts; between low and high four times in five."""

    required: Amount | None = None
    volume: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    aht_s: Seconds | None = None


class HeadcountGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """People who do the same work; `starting` are trainees who are hired already, by month.

    `cost_factor` is that of the site where they sit: an hour there ÷ in the organization's own house.
    """

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    months: Annotated[list[MonthNeed], Meta(min_length=1, max_length=MOST_MONTHS)]
    staff: Annotated[int, Meta(ge=0, le=100_000)] = 0
    starting: Annotated[list[Annotated[int, Meta(ge=0, le=10_000)]], Meta(max_length=MOST_MONTHS)] = []
    cost_factor: Annotated[float, Meta(gt=0, le=100)] = 1.0


class WorkTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """What turns contacts into people; only where months are given as contacts."""

    aht_s: Seconds = 240.0
    share: Annotated[float, Meta(gt=0, lt=1)] = 0.8
    within_s: Annotated[float, Meta(ge=0, le=86_400)] = 20.0
    patience_s: Seconds | None = None
    shrinkage: Annotated[float, Meta(ge=0, le=0.9)] = 0.3
    opens_min: Annotated[int, Meta(ge=0, lt=1440)] = 480
    closes_min: Annotated[int, Meta(gt=0, le=1440)] = 1200
    weekdays: Annotated[list[Weekday], Meta(min_length=1, max_length=7)] = msgspec.field(
        default_factory=lambda: ["sat", "sun", "mon", "tue", "wed", "thu"]
    )
    paid_hours_week: Annotated[float, Meta(ge=1, le=80)] = 44.0


class TeamTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """How people come and go; `ramp` is the pace in the months after the training."""

    attrition: Annotated[float, Meta(ge=0, le=0.5, description="Share that leaves in a month.")] = 0.03
    recruit_weeks: Weeks = 3.0
    training_weeks: Weeks = 4.0
    ramp: Annotated[list[Annotated[float, Meta(gt=0, le=1)]], Meta(max_length=12)] = msgspec.field(
        default_factory=lambda: [0.6, 0.85]
    )
    passing: Annotated[float, Meta(gt=0, le=1, description="Share that finishes the training.")] = 0.9
    class_least: Annotated[int, Meta(ge=1, le=1000)] = 1
    class_most: Annotated[int, Meta(ge=1, le=1000)] = 12
    classes_a_month: Annotated[int, Meta(ge=0, le=100)] = 1


class HeadcountPrices(Struct, frozen=True, forbid_unknown_fields=True):
    """What people cost; `seat` is paid once for each seat beyond the `seats` that are there."""

    salary_month: Money = 0
    hire: Money = 0
    training: Money = 0
    seat: Money = 0
    seats: Annotated[int, Meta(ge=0, le=100_000)] = 0
    seats_per_person: Annotated[float, Meta(gt=0, le=1)] = 1.0


class HeadcountWish(Struct, frozen=True, forbid_unknown_fields=True):
    """Months from that of `first`; `cover` is how sure each is to be covered: 0.5 takes the middle."""

    first: date
    groups: Annotated[list[HeadcountGroup], Meta(min_length=1, max_length=MOST_GROUPS)]
    reckoning: Reckoning = "jalali"
    work: WorkTerms = msgspec.field(default_factory=WorkTerms)
    team: TeamTerms = msgspec.field(default_factory=TeamTerms)
    prices: HeadcountPrices = msgspec.field(default_factory=HeadcountPrices)
    cover: Annotated[float, Meta(ge=0.5, le=0.95)] = 0.5
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 1


class HeadcountBand(Struct, frozen=True):
    """The middle, and between what it lies four times in five."""

    p10: float
    p50: float
    p90: float


class PlannedMonth(Struct, frozen=True):
    """A month of a group: who starts (sought from when), who is there, who is missing."""

    start: int
    required: HeadcountBand
    productive: HeadcountBand
    heads: HeadcountBand
    short: Annotated[float, Meta(description="Chance that anybody is missing.")]
    missing: Annotated[
        int, Meta(description="People missing, as surely as wished, whom nobody can replace in time.")
    ]
    peak: Annotated[
        int, Meta(description="At work at once in the busiest half hour; 0 where people were given.")
    ]


class PlannedGroup(Struct, frozen=True):
    name: str
    months: list[PlannedMonth]


class MonthCost(Struct, frozen=True):
    """Expected cost of a month of all groups, in rial."""

    salaries: float
    hiring: float
    training: float
    seats: float
    new_seats: int
    total: float


class Headcount(Struct, frozen=True):
    groups: list[PlannedGroup]
    costs: list[MonthCost]
    doubted: Annotated[bool, Meta(description="Low and high were not given: a doubt of our own was taken.")]


class PlanError(ValueError):
    """A wish that cannot be meant: field, code and the cure."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field, self.code = field, code


def headcount(wish: HeadcountWish) -> Headcount:
    """Plan each group by itself; raises PlanError."""
    _check(wish)
    terms, team = terms_of(wish.work), _team_of(wish.team)
    courses = []
    planned = []
    for group in wish.groups:
        needs, peaks = _needs_of(group, terms)
        wanted = Wish(staff=group.staff, starting=tuple(group.starting), cover=wish.cover, seed=wish.seed)
        course = plan(team, needs, wanted)
        courses.append((group, course))
        planned.append(PlannedGroup(group.name, _months(course, peaks)))
    doubted = any(one.low is None for group in wish.groups for one in group.months)
    return Headcount(planned, _costs(courses, wish.prices), doubted)


def terms_of(work: WorkTerms) -> Terms:
    """The terms of the workload, as its rules take them."""
    return Terms(
        aht_s=work.aht_s,
        goal=Goal(share=work.share, within_s=work.within_s),
        patience_s=inf if work.patience_s is None else work.patience_s,
        shrinkage=work.shrinkage,
        opening=Opening(
            first=work.opens_min,
            end=work.closes_min,
            weekdays=frozenset(WEEKDAYS.index(day) for day in work.weekdays),
        ),
        paid_hours_week=work.paid_hours_week,
    )


def _team_of(team: TeamTerms) -> Team:
    values = {name: getattr(team, name) for name in Team.__struct_fields__ if name != "ramp"}
    return Team(**values, ramp=tuple(team.ramp))


def _needs_of(group: HeadcountGroup, terms: Terms) -> tuple[Needs, list[int]]:
    """People in low, middle and high case; and those at once in the busiest interval, of the middle."""
    rows = [_amounts(number, month) for number, month in enumerate(group.months)]
    loads = []
    for month, row in zip(group.months, rows, strict=True):
        if month.volume is None:
            loads.append((row, 0))
            continue
        own = terms if month.aht_s is None else msgspec.structs.replace(terms, aht_s=month.aht_s)
        low, middle, high = people_for(row, own)
        loads.append(((low.people, middle.people, high.people), middle.peak))
    low_, middle_, high_ = (
        np.array(column, np.float64) for column in zip(*(row for row, _ in loads), strict=True)
    )
    return Needs(low=low_, middle=middle_, high=high_), [peak for _, peak in loads]


def _amounts(number: int, month: MonthNeed) -> tuple[float, float, float]:
    middle = month.volume if month.required is None else month.required
    assert middle is not None  # noqa: S101 (_check has seen to it)
    doubt = 1 + DOUBT * (number + 1) ** 0.5
    low = middle / doubt if month.low is None else month.low
    high = middle * doubt if month.high is None else month.high
    return low, middle, high


def _check(wish: HeadcountWish) -> None:
    if wish.work.closes_min <= wish.work.opens_min or (wish.work.closes_min - wish.work.opens_min) % 30:
        raise PlanError(
            "work.closes_min",
            "opening_impossible",
            "It closes after it opens, a whole number of half hours later.",
        )
    if wish.team.class_least > wish.team.class_most:
        raise PlanError("team.class_least", "class_impossible", "The least class is larger than the largest.")
    counts = {len(group.months) for group in wish.groups}
    if len(counts) > 1:
        raise PlanError("groups", "months_unequal", "Every group needs the same number of months.")
    for wrong in faulty_months(wish.groups):
        raise wrong


def faulty_months(groups: list[HeadcountGroup]) -> Iterator[PlanError]:
    """What is wrong with single months."""
    for at, group in enumerate(groups):
        for number, month in enumerate(group.months):
            yield from _faults_of(f"groups.{at}.months.{number}", month)


def _faults_of(place: str, month: MonthNeed) -> Iterator[PlanError]:
    if (month.required is None) == (month.volume is None):
        yield PlanError(
            f"{place}.required", "need_unclear", "Give people or contacts of a month, one of the two."
        )
    middle = month.volume if month.required is None else month.required
    if (month.low is None) != (month.high is None):
        yield PlanError(f"{place}.low", "band_half", "Low and high belong together: give both, or neither.")
    if month.low is not None and month.high is not None and not month.low <= (middle or 0) <= month.high:
        yield PlanError(f"{place}.low", "band_turned", "Low is at most the middle, and that at most high.")


def _months(course: Course, peaks: list[int]) -> list[PlannedMonth]:
    def band(rows: Floats, at: int) -> HeadcountBand:
        return HeadcountBand(*(round(float(value), 2) for value in rows[:, at]))

    return [
        PlannedMonth(
            start=int(course.start[at]),
            required=band(course.required, at),
            productive=band(course.productive, at),
            heads=band(course.heads, at),
            short=round(float(course.short[at]), 3),
            missing=int(course.beyond_help[at]),
            peak=peaks[at],
        )
        for at in range(len(peaks))
    ]


def _costs(courses: list[tuple[HeadcountGroup, Course]], prices: HeadcountPrices) -> list[MonthCost]:
    """Expected costs by month; a seat is bought when more people sit at once than before."""
    count = courses[0][1].start.size
    heads = np.sum([course.heads[1] for _, course in courses], axis=0)
    paid = np.sum([course.heads[1] * group.cost_factor for group, course in courses], axis=0)
    starts = np.sum([course.start for _, course in courses], axis=0)
    given = np.zeros(count)
    for group, _ in courses:
        given[: len(group.starting)] += group.starting[:count]
    seats, found = prices.seats, []
    for at in range(count):
        wanted = ceil(heads[at] * prices.seats_per_person - 1e-9)
        new = max(0, wanted - seats)
        seats += new
        parts = (
            float(paid[at]) * prices.salary_month,
            float(starts[at]) * prices.hire,
            float(starts[at] + given[at]) * prices.training,
            new * prices.seat,
        )
        found.append(MonthCost(*parts, new, sum(parts)))
    return found
