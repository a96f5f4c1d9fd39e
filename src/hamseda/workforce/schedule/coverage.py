"""Who of those at work covers what is required, and what is missed: worked out from a schedule, apart from any solver."""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from hamseda.workforce.schedule.plan import HOUR_COST, Duty, Plan

Ints = NDArray[np.int64]


class Coverage(Struct, frozen=True):
    """For each skill and slot of the plan: how many are given to it; and, over all, present and on a break."""

    given: Ints
    present: Ints
    resting: Ints


class Price(Struct, frozen=True):
    """What a schedule costs, in thousandths of an ordinary hour."""

    shifts: int
    missing: int
    short: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.shifts + self.missing + self.short

    @property
    def hours(self) -> float:
        """All of it, in ordinary hours."""
        return self.total / HOUR_COST


def covered(plan: Plan, duties: Iterable[Duty]) -> Coverage:
    """Give those at work to the skills that miss them most, slot by slot."""
    listed = list(duties)
    present, resting = present_of(plan, listed)
    staffed = _staffed(plan, listed)
    given = np.zeros_like(plan.required)
    groups = list(staffed)
    known: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}  # many slots are alike
    for slot in range(plan.slots):
        there = tuple(int(staffed[group][slot]) for group in groups)
        required = tuple(int(one) for one in plan.required[:, slot])
        if (there, required) not in known:
            parts = assign(groups, there, required, [plan.shallow(one) for one in required])
            known[there, required] = [sum(row[skill] for row in parts) for skill in range(len(required))]
        given[:, slot] = known[there, required]
    return Coverage(given, present, resting)


def present_of(plan: Plan, duties: Iterable[Duty]) -> tuple[Ints, Ints]:
    """How many are at work in each slot, and how many of them on a break."""
    present, resting = (np.zeros(plan.slots, np.int64) for _ in range(2))
    for duty in duties:
        begin, end = plan.span(duty)
        present[begin:end] += 1
        for first, last in _rests(plan, duty):
            resting[first:last] += 1
    return present, resting


def _staffed(plan: Plan, duties: Iterable[Duty]) -> dict[frozenset[int], Ints]:
    """How many of each group of like skills are there for them."""
    staffed: dict[frozenset[int], Ints] = {}
    for duty in duties:
        skills = plan.workers[duty.worker].skills
        here = staffed.setdefault(skills, np.zeros(plan.slots, np.int64))
        begin, end = plan.span(duty)
        here[begin:end] += 1
        shift = duty.day * plan.per_day
        for first, last in (*_rests(plan, duty), *((shift + one, shift + two) for one, two in duty.away)):
            here[first:last] -= 1
    return staffed


def _rests(plan: Plan, duty: Duty) -> list[tuple[int, int]]:
    """The breaks of a shift, in slots of the plan, as far as they lie within it."""
    shift, pauses = duty.day * plan.per_day, plan.templates[duty.template].pauses
    begin, end = plan.span(duty)
    found = [(shift + start, shift + start + pauses[number].length) for number, start in duty.pauses]
    return [(max(first, begin), min(last, end)) for first, last in found if first < end and last > begin]


def assign(
    groups: Sequence[frozenset[int]], there: Sequence[int], required: Sequence[int], shallow: Sequence[int]
) -> list[list[int]]:
    """Give people to skills so that least is missed at the deep price, then least at all; answers groups x skills.

    What can be covered together is a matroid, so taking the dearest demand first and freeing people along augmenting
    paths is optimal.
    """
    given = [[0] * len(required) for _ in groups]
    spare = list(there)
    for deep in (True, False):
        for skill, wanted in enumerate(required):
            goal = wanted - shallow[skill] if deep else wanted
            missing = goal - sum(row[skill] for row in given)
            while missing > 0 and (moved := _augment(groups, given, spare, skill, missing)):
                missing -= moved
    return given


def price(plan: Plan, duties: Sequence[Duty], coverage: Coverage) -> Price:
    """Add up what shifts, missing people and minutes short of contracts cost."""
    shifts = sum(plan.shift_cost(duty.day, duty.template, duty.start) for duty in duties)
    missing = 0
    for skill, slot in zip(*np.nonzero(plan.required), strict=True):
        required = int(plan.required[skill, slot])
        lacking = max(0, required - int(coverage.given[skill, slot]))
        few = min(lacking, plan.shallow(required))
        missing += few * plan.costs.missing + (lacking - few) * plan.costs.missing_deep
    short = sum(short_minutes(plan, duties).values()) * plan.costs.short_minute
    return Price(shifts, missing, short)


def short_minutes(plan: Plan, duties: Iterable[Duty]) -> dict[tuple[int, int], int]:
    """Minutes that (worker, week) is short of the contract."""
    paid: dict[tuple[int, int], int] = {}
    for at, worker in enumerate(plan.workers):
        for shift in worker.elsewhere:
            paid[at, shift.day // 7] = paid.get((at, shift.day // 7), 0) + shift.paid
    for duty in duties:
        key = (duty.worker, duty.day // 7)
        paid[key] = paid.get(key, 0) + plan.paid_minutes(duty.template)
    found = {}
    for at, worker in enumerate(plan.workers):
        for week in range(len(plan.weeks())):
            short = plan.least(at, week) - paid.get((at, week), 0)
            if short > 0 and worker.skills:
                found[at, week] = short
    return found


def _augment(
    groups: Sequence[frozenset[int]], given: list[list[int]], spare: list[int], skill: int, missing: int
) -> int:
    """Give up to so many people to a skill, by freeing others for each other; says how many."""
    came: dict[int, tuple[int, int]] = {}  # skill -> (skill that wants its people, group that gives them)
    queue = [skill]
    for now in queue:
        for number, group in enumerate(groups):
            if now not in group:
                continue
            if spare[number]:
                return _move(given, spare, came, (now, number), missing)
            for other in group:
                if given[number][other] and other != skill and other not in came:
                    came[other] = (now, number)
                    queue.append(other)
    return 0


def _move(
    given: list[list[int]],
    spare: list[int],
    came: dict[int, tuple[int, int]],
    last: tuple[int, int],
    most: int,
) -> int:
    now, number = last
    steps = [(now, number)]
    amount = min(most, spare[number])
    while now in came:
        wanting, group = came[now]
        amount = min(amount, given[group][now])
        steps.append((wanting, group))
        now = wanting
    spare[number] -= amount
    given[number][steps[0][0]] += amount
    now = steps[0][0]
    for wanting, group in steps[1:]:
        given[group][now] -= amount
        given[group][wanting] += amount
        now = wanting
    return amount
