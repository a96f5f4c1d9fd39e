"""From contacts of a month to people on the payroll: the day's intervals in the formula, then paid hours."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Floats
from hamseda.workforce.forecast.cold import Opening, spread_over
from hamseda.workforce.rules import Goal, Work, required

MINUTES: Final = 30
WEEK: Final = 7
MONDAY: Final = np.arange(1, 8)  # ordinals of a week that begins on a Monday


class Terms(Struct, frozen=True, kw_only=True):
    """What holds for every contact, and for everybody who is paid."""

    aht_s: float = 240.0
    goal: Goal = Goal()
    patience_s: float = np.inf
    shrinkage: float = 0.3
    opening: Opening = Opening(first=480, end=1200, weekdays=frozenset({0, 1, 2, 3, 5, 6}))
    paid_hours_week: float = 44.0


class Load(Struct, frozen=True):
    """What a month of contacts asks for: people on the payroll, those at work in the busiest interval, hours of a week."""

    people: float
    peak: int
    hours_week: float


def people_for(volumes: Sequence[float], terms: Terms) -> list[Load]:
    """People who cover a usual week of each month; the busiest interval needs its people whatever the hours come to.

    Hours of people at work, interval by interval, ÷ (1 - shrinkage) ÷ paid hours of one. This takes for granted that shifts
    can follow the need; where they cannot, more are needed, never fewer.
    """
    shape = _week(terms.opening)
    found = []
    for volume in volumes:
        agents = _agents(volume * shape, terms)
        hours = float(agents.sum()) * MINUTES / 60
        found.append(
            Load(
                people=max(hours / (1 - terms.shrinkage) / terms.paid_hours_week, 0.0),
                peak=int(agents.max(initial=0)),
                hours_week=hours,
            )
        )
    return found


def _week(opening: Opening) -> Floats:
    """The share of a month's contacts in each open interval of a week."""
    volume = spread_over(1.0, MONDAY, MINUTES, opening)[1]
    found: Floats = volume[np.isfinite(volume)]
    return found


def _agents(volume: Floats, terms: Terms) -> Floats:
    """People at work in each interval: everybody alike is worked out once."""
    unique, back = np.unique(volume, return_inverse=True)
    size = unique.size
    work = Work(
        volume=unique,
        interval_s=np.full(size, MINUTES * 60.0),
        aht_s=np.full(size, terms.aht_s),
        patience_s=np.full(size, terms.patience_s),
    )
    found: Floats = required(work, terms.goal, np.zeros(size)).agents[back].astype(np.float64)
    return found
