"""Schedules: 200 people, 7 days of 96 intervals, three breaks a shift; cost against a bound that holds for every schedule.

Run: python bench/workforce_schedule.py [--people 200] [--days 7] [--seconds 120] [--gap 0.2%] [--solver ortools] [--seeds 1 2 3]
The centre is made up: three skills in five groups, two peaks a day, a calm Friday, part-timers, people who can only work
early or late, leave; shifts of 8.5 hours with two rests and a meal, short ones with one, nights. The gap is that of the whole
schedule, with people; that of the cover is of its first stage, before anybody is named.
"""

import argparse
import random
import time
from datetime import date

import numpy as np
from _machine import measured

from hamseda.workforce.quantities import share
from hamseda.workforce.schedule.clock import Progress
from hamseda.workforce.schedule.plan import Costs, Pause, Plan, Rules, Template, Weights, Worker
from hamseda.workforce.schedule.planning import make_schedule
from hamseda.workforce.schedule.rules import breaches
from hamseda.workforce.schedule.solvers.choosing import choose

SLOT_MINUTES = 15
PER_DAY = 1440 // SLOT_MINUTES
HOUR = 60 // SLOT_MINUTES
SHARES = (0.5, 0.3, 0.2)
WEEK = (1.15, 1.1, 1.0, 1.0, 0.95, 0.7, 0.45)  # from Saturday
SKILLS = ({0, 1}, {0, 1}, {0, 1}, {0}, {0}, {0}, {1}, {1}, {2, 0}, {2})


def slots(hours: float) -> int:
    return round(hours * HOUR)


def templates(days: int) -> tuple[Template, ...]:
    every = frozenset(range(days))
    long = (
        Pause("rest", 1, slots(1), slots(2.5)),
        Pause("meal", 2, slots(3.5), slots(5), None, is_paid=False),
        Pause("tea", 1, slots(5.75), slots(7.5)),
    )
    short = (Pause("rest", 1, slots(1.5), slots(3.5)),)

    def starts(first: float, last: float) -> tuple[int, ...]:
        return tuple(range(slots(first), slots(last) + 1, 2))

    return (
        Template("early", starts(6, 10), slots(8.5), long, every),
        Template("late", starts(12, 15.5), slots(8.5), long, every),
        Template("night", starts(22, 23), slots(8.5), long, every),
        Template("short", starts(8, 18), slots(5), short, every),
    )


def required(people: int, days: int, seed: int) -> np.ndarray:
    hours = np.arange(PER_DAY) / HOUR
    profile = 0.08 + np.exp(-(((hours - 11) / 2.5) ** 2)) + 0.9 * np.exp(-(((hours - 17.5) / 2.8) ** 2))
    chance = np.random.default_rng(seed)
    rows = []
    for part in SHARES:
        days_of = [part * people * 0.42 * WEEK[day % 7] * profile / profile.max() for day in range(days)]
        rows.append(np.concatenate(days_of) * chance.gamma(60, 1 / 60, days * PER_DAY))
    return np.maximum(1, np.rint(rows)).astype(np.int64)


def worker(number: int, days: int, chance: random.Random) -> Worker:
    is_full = number % 5 != 0
    free = ((0, (days + 2) * PER_DAY),)
    if number % 7 == 0:
        free = tuple((day * PER_DAY + slots(6), day * PER_DAY + slots(17)) for day in range(days))
    elif number % 11 == 0:
        free = tuple((day * PER_DAY + slots(12), day * PER_DAY + slots(25)) for day in range(days))
    return Worker(
        f"p{number}",
        frozenset(SKILLS[number % len(SKILLS)]),
        (32 if is_full else 12) * 60,
        (44 if is_full else 25) * 60,
        6 if is_full else 5,
        free,
        frozenset({chance.randrange(days)}) if number % 9 == 0 else frozenset(),
    )


def plan(people: int, days: int, seed: int) -> Plan:
    chance, room = random.Random(seed), (days + 2) * PER_DAY
    hour = 1000 // HOUR
    return Plan(
        first=date(2026, 12, 5),
        days=days,
        minutes=SLOT_MINUTES,
        skills=("a", "b", "c"),
        required=required(people, days, seed),
        templates=templates(days),
        workers=tuple(worker(number, days, chance) for number in range(people)),
        rules=Rules(),
        costs=Costs(np.full(room, hour, np.int64), 3 * hour, 6 * hour, 10, 33),
        weights=Weights((10, 20, 20), 10),
        evening=slots(20),
        night=(slots(23), slots(30)),
        weekend=np.zeros(room, np.bool_),
    )


def shown(now: Progress) -> bool:
    if now.cost is not None and now.bound is not None:
        print(f"    {now.seconds:6.1f} s {now.stage:6} {now.cost:10.2f} h, bound {now.bound:.2f}", flush=True)
    return True


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--gap", default="0.2%")
    parser.add_argument("--solver", default="ortools")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--verbose", action="store_true")
    wanted = parser.parse_args()
    for seed in wanted.seeds:
        problem = plan(wanted.people, wanted.days, seed)
        spent = time.process_time()
        found = make_schedule(
            problem,
            choose(wanted.solver),
            wanted.seconds,
            gap=share(wanted.gap),
            watch=shown if wanted.verbose else lambda _: True,
        )
        spent = time.process_time() - spent
        lacking = (problem.required - found.coverage.given).clip(0).sum() / problem.required.sum()
        print(
            f"  seed {seed}: {len(found.duties)} shifts, {found.price.hours:.0f} h, bound {found.bound / 1000:.0f} h:"
            f" gap {found.gap:.2%}, of the cover {1 - found.bound / max(1, found.covered):.2%} (at most 1 %); {found.empty} unfilled; {lacking:.1%} of the need missed;"
            f" {found.seconds:.0f} s (at most 120), CPU {spent:.0f} s; {len(breaches(problem, found.duties))} rules broken;"
            f" {found.solver}",
            flush=True,
        )


if __name__ == "__main__":
    main()
