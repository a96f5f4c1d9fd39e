"""What follows from the answers: people by time of day, growth, a day of high volume, a crisis. All by formulas.

Waits and losses are Erlang A's with the patience of the answers. A crisis is its busiest half hour as if it lasted: the line
settles within minutes where people give up, so hours of it are close to that; before and after are not looked at.
"""

from datetime import date
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Floats
from hamseda.workforce.forecast.cold import Opening, spread_over
from hamseda.workforce.people.months import Reckoning
from hamseda.workforce.people.plans import Headcount, headcount
from hamseda.workforce.rules import Goal, Staffing, Work, evaluate, required
from hamseda.workforce.strategy.answers import OUTBOUND, Answers
from hamseda.workforce.strategy.wish import wish_of

HALF_HOUR: Final = 1800.0
OPEN_DAYS: Final = frozenset({0, 1, 2, 3, 5, 6})  # Saturday to Thursday, 0 is Monday
WEDNESDAY: Final = 3  # an ordinal of an open day
CALLING: Final = 0.8  # share of the time of somebody who calls out that is spent in calls and on their notes


class StrategyPeriod(Struct, frozen=True):
    """A half hour of a usual day: contacts and people at work for them; how it goes with as many."""

    start_min: int
    volume: float
    agents: int


class StrategyService(Struct, frozen=True):
    """How it goes for those who contact us: shares, and seconds."""

    agents: int
    service_level: float
    wait_s: float
    abandon: float


class StrategyPooling(Struct, frozen=True):
    """One team for both kinds of work against two teams of half the work each, in the busiest half hour."""

    apart: int
    together: int


class StrategyHighVolume(Struct, frozen=True):
    """The busiest half hour of a day of high volume: with the people of a usual day, and with those it needs."""

    volume: float
    usual: StrategyService
    needed: StrategyService


class StrategyCrisis(Struct, frozen=True):
    """A crisis at the busiest time: with the people of a usual day, the people it needs, and what is done instead.

    `announced` is how it goes after the announcement and callbacks; `callbacks` are owed at the end and cleared within
    `clear_h` hours of the usual people's spare time (null: they have none).
    """

    volume: float
    usual: StrategyService
    needed: StrategyService
    announced: StrategyService
    announced_needed: StrategyService
    callbacks: int
    clear_h: float | None
    lost: int
    lost_announced: int


class Outcome(Struct, frozen=True):
    """All that follows, for screens and for the document."""

    periods: list[StrategyPeriod]
    people: float
    peak: int
    outbound_people: float
    is_outbound: bool
    pooling: StrategyPooling
    growth: Headcount
    high: StrategyHighVolume
    crisis: StrategyCrisis
    seats: int


def outcome_of(answers: Answers, first: date, reckoning: Reckoning, seat_cost: float = 0.0) -> Outcome:
    """Work out what follows from the answers; the months of growth begin with that of `first`."""
    shape = _day(answers)
    volume = answers.month * shape
    agents = _needed(volume, answers).agents
    busiest = float(volume.max())
    growth = headcount(wish_of(answers, first, reckoning, seat_cost))
    calling = answers.outbound_day * answers.aht_s / 3600 / (_open_hours(answers) * CALLING)
    outbound = calling / (1 - answers.shrinkage)
    return Outcome(
        periods=[
            StrategyPeriod(answers.opens_min + 30 * at, round(float(volume[at]), 1), int(agents[at]))
            for at in range(volume.size)
        ],
        people=round(growth.groups[0].months[0].required.p50, 1),
        peak=int(agents.max()),
        outbound_people=round(outbound, 1),
        is_outbound=bool(OUTBOUND & set(answers.contacts)) or answers.service != "support",
        pooling=_pooling(busiest, answers),
        growth=growth,
        high=_high(busiest, answers),
        crisis=_crisis(busiest, float(volume.mean()), answers),
        seats=max(
            int(agents.max()) + int(np.ceil(calling)), *(month.peak for month in growth.groups[0].months)
        ),
    )


def _day(answers: Answers) -> Floats:
    """The share of a month's contacts in each half hour of an open day."""
    opening = Opening(first=answers.opens_min, end=answers.closes_min, weekdays=OPEN_DAYS)
    found: Floats = spread_over(1.0, np.array([WEDNESDAY]), 30, opening)[1][0]
    return found


def _open_hours(answers: Answers) -> float:
    return (answers.closes_min - answers.opens_min) / 60


def _work(volume: Floats, answers: Answers) -> Work:
    size = volume.size
    return Work(
        volume=volume,
        interval_s=np.full(size, HALF_HOUR),
        aht_s=np.full(size, answers.aht_s),
        patience_s=np.full(size, answers.patience_s),
    )


def _needed(volume: Floats, answers: Answers) -> Staffing:
    goal = Goal(share=answers.share, within_s=answers.within_s)
    return required(_work(volume, answers), goal, np.zeros(volume.size))


def _service(volume: float, answers: Answers, agents: int | None) -> StrategyService:
    """How it goes in a half hour with so many people; None: with as many as it needs."""
    each = np.array([volume])
    goal = Goal(share=answers.share, within_s=answers.within_s)
    found = (
        _needed(each, answers)
        if agents is None
        else evaluate(_work(each, answers), np.array([agents]), goal, np.zeros(1))
    )
    return StrategyService(
        agents=int(found.agents[0]),
        service_level=_known(found.service_level),
        wait_s=_known(found.wait_mean_s),
        abandon=_known(found.abandon),
    )


def _known(column: Floats) -> float:
    value = float(column[0])
    return 0.0 if np.isnan(value) else round(value, 4)


def _pooling(busiest: float, answers: Answers) -> StrategyPooling:
    half = int(_needed(np.array([busiest / 2]), answers).agents[0])
    return StrategyPooling(apart=2 * half, together=int(_needed(np.array([busiest]), answers).agents[0]))


def _high(busiest: float, answers: Answers) -> StrategyHighVolume:
    volume = busiest * answers.peak_factor
    usual = int(_needed(np.array([busiest]), answers).agents[0])
    return StrategyHighVolume(
        round(volume, 1), _service(volume, answers, usual), _service(volume, answers, None)
    )


def _crisis(busiest: float, mean: float, answers: Answers) -> StrategyCrisis:
    usual = int(_needed(np.array([busiest]), answers).agents[0])
    volume = busiest * answers.crisis_factor
    left = volume * (1 - answers.announced_share)
    waiting = left * (1 - answers.callback_share)
    halves = answers.crisis_hours * 2
    before, after = _service(volume, answers, usual), _service(waiting, answers, usual)
    owed = left * answers.callback_share * halves
    spare = usual - mean * answers.aht_s / HALF_HOUR
    return StrategyCrisis(
        volume=round(volume, 1),
        usual=before,
        needed=_service(volume, answers, None),
        announced=after,
        announced_needed=_service(waiting, answers, None),
        callbacks=round(owed),
        clear_h=round(owed * answers.aht_s / 3600 / spare, 1) if spare > 0 else None,
        lost=round(volume * before.abandon * halves),
        lost_announced=round(waiting * after.abandon * halves),
    )
