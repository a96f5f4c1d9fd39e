"""Headcount: how many to start training when, so that enough people are productive in the months to come.

Months are counted from 0, the month that comes next. Who starts training at the begin of a month is sought `recruit_weeks`
before; works alone after `training_weeks`, at the pace of `ramp` month by month, then in full. Chance has two parts: how
much work comes (p10 to p90 of each month, off the same way in all of them: a year that is busier is busier throughout) and
who leaves (each person alone, so the number of leavers is binomial).
"""

from statistics import NormalDist
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Floats, Ints

WEEKS_A_MONTH: Final = 365.2425 / 12 / 7
PATHS: Final = 2000  # of chance; p10, p50 and p90 of them are good to a person or so
TENTH: Final = 1.2815515655446004  # standard deviations from the middle to p10 and p90
OF_USE: Final = 0.5  # the least pace for which somebody is hired to cover a month
SLIGHT: Final = 0.05  # of one person is nobody
STEPS: Final = 400  # into which a month is cut to find the pace of its mean


class Team(Struct, frozen=True, kw_only=True):
    """How people come and go. `attrition` and `passing` are shares: leaving in a month, finishing the training."""

    attrition: float = 0.03
    recruit_weeks: float = 3.0
    training_weeks: float = 4.0
    ramp: tuple[float, ...] = (0.6, 0.85)
    passing: float = 0.9
    class_least: int = 1
    class_most: int = 12
    classes_a_month: int = 1

    @property
    def room(self) -> int:
        """People who can start training in a month."""
        return self.class_most * self.classes_a_month

    @property
    def earliest(self) -> int:
        """The first month in which somebody sought today can start."""
        return int(np.ceil(self.recruit_weeks / WEEKS_A_MONTH - 1e-9))


class Needs(Struct, frozen=True, kw_only=True):
    """People that months need, fully productive ones: between low and high four times in five."""

    low: Floats
    middle: Floats
    high: Floats


class Wish(Struct, frozen=True, kw_only=True):
    """Who is there, who starts without further ado (by month), and how sure it is to be: 0.5 is the middle."""

    staff: int
    starting: tuple[int, ...] = ()
    cover: float = 0.5
    seed: int = 1


class Course(Struct, frozen=True, kw_only=True):
    """What becomes of it, month by month: rows p10, p50, p90 where there are three."""

    start: Ints  # to start training beyond those of the wish
    heads: Floats  # on the books in the middle of the month, trainees included, 3 rows
    productive: Floats  # people's worth of work, 3 rows
    required: Floats  # 3 rows
    gap: Floats  # required - productive, 3 rows; above 0 is missing
    short: Floats  # chance that anything is missing
    beyond_help: Ints  # people missing at the wished certainty though nobody sought today could be ready, or no room is left


def pace(team: Team, months: int) -> Floats:
    """The mean productivity of a trainee in the month of the start and in each after it: 0 while training."""
    at = (np.arange(months * STEPS) + 0.5) / STEPS - team.training_weeks / WEEKS_A_MONTH
    curve = np.array([*team.ramp, 1.0])
    place = np.clip(np.floor(at).astype(int), 0, curve.size - 1)
    found: Floats = np.where(at < 0, 0.0, curve[place]).reshape(months, STEPS).mean(axis=1)
    return found


def plan(team: Team, needs: Needs, wish: Wish) -> Course:
    """Cover every month as surely as wished with few people; what cannot be covered is told.

    Each month in turn gets what it lacks from a class that starts so many months before; all such leads are tried, from
    those at which a trainee is half of use to those at which one works in full, and the one is taken that leaves the
    fewest months uncovered, and of those the one that pays for the fewest months of people.
    """
    curve = pace(team, needs.middle.size)
    leads = [age for age in range(curve.size) if curve[age] >= OF_USE]
    full = next((age for age in leads if curve[age] >= 1 - 1e-9), curve.size)
    courses = [_course(team, needs, wish, lead) for lead in leads if lead <= full] or [
        _course(team, needs, wish, 0)
    ]
    return min(courses, key=lambda one: (int(one.beyond_help.sum()), float(one.heads[1].sum())))


def _course(team: Team, needs: Needs, wish: Wish, lead: int) -> Course:
    months = needs.middle.size
    curve = pace(team, months)
    required = _paths(needs, wish.seed)
    given = np.zeros(months, np.int64)
    given[: len(wish.starting)] = wish.starting[:months]
    start, missing = np.zeros(months, np.int64), np.zeros(months, np.int64)
    crew = _Crew(team, wish, curve, months)

    def lacks(month: int) -> float:
        crew.follow(given + start)
        return float(np.quantile(required[:, month] - crew.productive[:, month], wish.cover))

    for month in range(months):
        for begin in _begins(team, curve, month, lead):
            if (lack := lacks(month)) <= SLIGHT:
                break
            start[begin] += _wanted(team, lack / crew.worth(month - begin), int(given[begin] + start[begin]))
        missing[month] = max(0, int(np.ceil(lacks(month) - SLIGHT)))
    gap = required - crew.productive
    return Course(
        start=start,
        heads=_bands(crew.heads),
        productive=_bands(crew.productive),
        required=_bands(required),
        gap=_bands(gap),
        short=(gap > SLIGHT).mean(axis=0),
        beyond_help=missing,
    )


class _Crew:
    """People on all paths of chance, by the months in which they started; the same chance for every try."""

    def __init__(self, team: Team, wish: Wish, curve: Floats, months: int) -> None:
        self.team, self.wish, self.curve, self.months = team, wish, curve, months
        self.ready = _last_of_training(team)
        self.old = self._stay(np.full(PATHS, wish.staff), 0, -1)
        self.classes: dict[int, tuple[int, Floats]] = {}
        self.heads = self.productive = self.old

    def follow(self, starts: Ints) -> None:
        """Let so many start in each month, and see who is there."""
        heads, productive = self.old.copy(), self.old.copy()
        for begin in np.flatnonzero(starts):
            there = self._class(int(begin), int(starts[begin]))
            heads[:, begin:] += there
            productive[:, begin:] += there * self.curve[: self.months - begin]
        self.heads, self.productive = heads, productive

    def worth(self, age: int) -> float:
        """What one more trainee gives on the average, so many months after the start."""
        alive = (1 - self.team.attrition) ** (age + 0.5)
        return float(self.curve[age] * alive * (self.team.passing if age >= self.ready else 1.0))

    def _class(self, begin: int, size: int) -> Floats:
        known = self.classes.get(begin)
        if known is None or known[0] != size:
            known = size, self._stay(np.full(PATHS, size), begin, begin + self.ready)
            self.classes[begin] = known
        return known[1]

    def _stay(self, people: Ints, begin: int, examined: int) -> Floats:
        """The mean of those there at the begin and at the end of each month, on each path."""
        pick = np.random.default_rng((self.wish.seed, begin, examined + 1))
        found = np.zeros((PATHS, self.months - begin))
        for at in range(begin, self.months):
            if at == examined:
                people = pick.binomial(people, self.team.passing)
            rest = pick.binomial(people, 1 - self.team.attrition)
            found[:, at - begin] = (people + rest) / 2
            people = rest
        return found


def _last_of_training(team: Team) -> int:
    """Months after the start in which the training ends: who fails is gone from then on."""
    return int(team.training_weeks / WEEKS_A_MONTH)


def _begins(team: Team, curve: Floats, month: int, lead: int) -> list[int]:
    """Months in which to start for one, the best first: those of the lead, earlier ones, then later ones of half use."""
    usable = [begin for begin in range(team.earliest, month + 1) if curve[month - begin] >= OF_USE]
    early = [begin for begin in usable if month - begin >= lead]
    return [*reversed(early), *(begin for begin in usable if begin not in early)]


def _wanted(team: Team, people: float, planned: int) -> int:
    """How many more start in a month where so many are planned: as many as are wanted, a class at least, room at most."""
    more = int(np.ceil(people - SLIGHT))
    return max(0, min(max(more, team.class_least - planned), team.room - planned))


def _paths(needs: Needs, seed: int) -> Floats:
    """People required on each path: paths × months, off the same way in every month."""
    evenly = np.array([NormalDist().inv_cdf((at + 0.5) / PATHS) for at in range(PATHS)])
    way = np.random.default_rng((seed, 0)).permutation(evenly)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(needs.middle > 0, np.log(needs.high / needs.middle) / TENTH, 0.0)
        down = np.where(needs.low > 0, np.log(needs.middle / needs.low) / TENTH, 0.0)
    found: Floats = needs.middle * np.exp(way * np.where(way > 0, up, down))
    return found


def _bands(paths: Floats) -> Floats:
    found: Floats = np.quantile(paths, (0.1, 0.5, 0.9), axis=0)
    return found
