"""Small plans, ready-made and at random; six slots of four hours would be too coarse, so a day has twelve."""

from datetime import date

import numpy as np
from hypothesis import strategies as st

from hamseda.workforce.schedule.plan import Costs, Pause, Plan, Rules, Template, Weights, Worker

PER_DAY = 12
MINUTES = 120
SLOT_COST = 2000


def costs(days, deep=2):
    slots = (days + 2) * PER_DAY
    return Costs(np.full(slots, SLOT_COST, np.int64), 3 * SLOT_COST, 3 * deep * SLOT_COST, 10, 40)


def plan_of(people, days, needed=2, **rules):
    """Two skills, a template with one break and one without; everybody may always work."""
    every = frozenset(range(days))
    templates = (
        Template("long", (3, 4, 5), 5, (Pause("lunch", 1, 1, 3, None, is_paid=False),), every),
        Template("short", (4, 6), 3, (), every),
    )
    day = np.zeros(PER_DAY, np.int64)
    day[4:9] = needed
    required = np.array([np.tile(day, days), np.tile(np.minimum(day, 1), days)])
    workers = tuple(
        Worker(
            f"p{at}",
            frozenset([{0}, {1}, {0, 1}][at % 3]),
            0,
            48 * 60,
            6,
            ((0, (days + 2) * PER_DAY),),
        )
        for at in range(people)
    )
    return Plan(
        first=date(2026, 12, 5),
        days=days,
        minutes=MINUTES,
        skills=("a", "b"),
        required=required,
        templates=templates,
        workers=workers,
        rules=Rules(gap=1, **rules),
        costs=costs(days),
        weights=Weights((10, 20, 20), 10),
        evening=10,
        night=(11, 15),
        weekend=np.zeros((days + 2) * PER_DAY, np.bool_),
    )


def fine_plan(people, days):
    """Slots of a quarter of an hour and shifts of three breaks: models of thousands of variables."""
    per_day, room = 96, days + 2
    every = frozenset(range(days))
    three = (Pause("rest", 1, 4, 10), Pause("meal", 2, 14, 20, None, is_paid=False), Pause("tea", 1, 23, 30))
    needed = np.zeros(per_day, np.int64)
    needed[28:80] = max(1, people // 3)
    starts = tuple(range(24, 56, 2))
    workers = tuple(
        Worker(f"p{at}", frozenset([{0}, {1}, {0, 1}][at % 3]), 0, 44 * 60, 6, ((0, room * per_day),))
        for at in range(people)
    )
    return Plan(
        first=date(2026, 12, 5),
        days=days,
        minutes=15,
        skills=("a", "b"),
        required=np.array([np.tile(needed, days), np.tile(needed // 2, days)]),
        templates=(Template("long", starts, 34, three, every), Template("short", starts, 20, (), every)),
        workers=workers,
        rules=Rules(),
        costs=Costs(np.full(room * per_day, 250, np.int64), 750, 1500, 10, 33),
        weights=Weights((10, 20, 20), 10),
        evening=80,
        night=(92, 120),
        weekend=np.zeros(room * per_day, np.bool_),
    )


@st.composite
def plans(draw, people, days):
    """Plans with breaks that may clash, windows of prayer, nights, part-timers, leave and limits of every kind."""
    every = frozenset(range(days))
    templates = []
    for number in range(draw(st.integers(1, 2))):
        length = draw(st.integers(2, 5))
        pauses = []
        for at in range(draw(st.integers(0, 2 if length > 4 else min(1, length - 2)))):
            window = draw(st.none() | st.integers(3, 8).map(lambda begin: (begin, begin + 2)))
            after = draw(st.integers(0, 2))
            before = draw(st.none() | st.integers(after, 4)) if window is None else None
            pauses.append(Pause(f"b{at}", 1, after, before, window, is_paid=draw(st.booleans())))
        starts = draw(st.sets(st.integers(0, 11), min_size=1, max_size=3))
        templates.append(Template(f"t{number}", tuple(sorted(starts)), length, tuple(pauses), every))
    need = draw(st.lists(st.integers(0, 2), min_size=2 * PER_DAY, max_size=2 * PER_DAY))
    required = np.tile(np.array(need, np.int64).reshape(2, PER_DAY), days)
    rules = Rules(
        rest_minutes=draw(st.sampled_from([0, 660, 900])),
        days_in_row=draw(st.integers(1, 4)),
        gap=draw(st.integers(0, 1)),
        stretch=draw(st.none() | st.integers(2, 5)),
        most_on_break=draw(st.none() | st.integers(0, 2)),
        break_percent=draw(st.none() | st.integers(0, 60)),
    )
    return Plan(
        first=date(2026, 12, 5),
        days=days,
        minutes=MINUTES,
        skills=("a", "b"),
        required=required,
        templates=tuple(templates),
        workers=tuple(draw(workers(at, days)) for at in range(people)),
        rules=rules,
        costs=costs(days),
        weights=Weights((10, 20, 20), 10),
        evening=10,
        night=(11, 15),
        weekend=np.zeros((days + 2) * PER_DAY, np.bool_),
    )


@st.composite
def workers(draw, number, days):
    slots = (days + 2) * PER_DAY
    begin = draw(st.sampled_from([0, 0, 0, 4]))
    return Worker(
        name=f"p{number}",
        skills=draw(st.sampled_from([frozenset({0}), frozenset({1}), frozenset({0, 1})])),
        least=0,
        most=draw(st.integers(4, 48)) * 60,
        most_days=draw(st.integers(1, 6)),
        free=((begin, slots),),
        leave=draw(st.sampled_from([frozenset(), frozenset(), frozenset({0})])),
        days_before=draw(st.integers(0, 2)),
        ended_before=draw(st.none() | st.integers(0, 600)),
        days_after=draw(st.integers(0, 2)),
        begins_after=draw(st.none() | st.integers(days * 1440, days * 1440 + 600)),
    )
