"""Who could work what: groups of people with the same skills, the shifts that each may take, and how much they can give."""

from collections import Counter
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from hamseda.workforce.schedule.pauses import Family, Kind, families
from hamseda.workforce.schedule.plan import Lock, Plan, Worker

Flags = NDArray[np.bool_]


class Choice(NamedTuple):
    """A kind of shift as the solvers number them."""

    family: int
    at: int


class Group(Struct, frozen=True):
    """People with the same skills, of those that are required."""

    skills: frozenset[int]
    members: tuple[int, ...]


class Crew(Struct, frozen=True):
    """The kinds of shifts, and who may take which on which day (workers x days x choices), locks heeded."""

    families: tuple[Family, ...]
    choices: tuple[Choice, ...]
    groups: tuple[Group, ...]
    may: Flags

    def kind(self, choice: int) -> Kind:
        """The kind that a number stands for."""
        family, at = self.choices[choice]
        return self.families[family].kinds[at]

    def template(self, choice: int) -> int:
        """Its template."""
        return self.families[self.choices[choice].family].template

    def choice_of(self, template: int, start: int) -> int | None:
        """The number of a shift; None where the plan has no such shift."""
        for number, (family, at) in enumerate(self.choices):
            if self.families[family].template == template and self.families[family].kinds[at].start == start:
                return number
        return None


def crew_of(plan: Plan) -> Crew:
    """Work out what people may do."""
    found = tuple(families(plan))
    choices = tuple(Choice(family, at) for family, one in enumerate(found) for at in range(len(one.kinds)))
    crew = Crew(
        found, choices, _groups(plan), np.zeros((len(plan.workers), plan.days, len(choices)), np.bool_)
    )
    begins, ends = _spans(plan, crew)
    starts_then = _offered(plan, crew)
    locks: dict[int, list[Lock]] = {}
    for lock in plan.locks:
        locks.setdefault(lock.worker, []).append(lock)
    for number, worker in enumerate(plan.workers):
        may = starts_then & _is_free(plan, worker, begins, ends)
        may &= _rested(plan, worker, begins, ends)
        for lock in locks.get(number, ()):
            _apply(plan, crew, lock, may, begins, ends)
        crew.may[number] = may & _within_limits(plan, crew, number)
    return crew


def pinned(plan: Plan, crew: Crew) -> dict[tuple[int, int], int]:
    """(worker, day) -> choice of locked shifts whose breaks are open."""
    found = {}
    for lock in plan.locks:
        if lock.template is not None and lock.pauses is None:
            choice = crew.choice_of(lock.template, lock.start)
            if choice is not None:
                found[lock.worker, lock.day] = choice
    return found


def pinned_counts(plan: Plan, crew: Crew) -> Counter[tuple[int, int, int]]:
    """How many of them there are by (group, day, choice)."""
    group_of = {member: number for number, group in enumerate(crew.groups) for member in group.members}
    return Counter((group_of[worker], day, choice) for (worker, day), choice in pinned(plan, crew).items())


def fixed(plan: Plan) -> list[Lock]:
    """Locked shifts whose breaks are locked as well: nothing about them is left to decide."""
    return [lock for lock in plan.locks if lock.template is not None and lock.pauses is not None]


def settled_minutes(plan: Plan, worker: int, days: range) -> list[int]:
    """The paid minutes of each such shift of somebody on some days, and of each of other schedules."""
    return [
        plan.paid_minutes(lock.template or 0)
        for lock in fixed(plan)
        if lock.worker == worker and lock.day in days
    ] + [shift.paid for shift in plan.workers[worker].elsewhere if shift.day in days]


def settled_days(plan: Plan, worker: int) -> set[int]:
    """The days that such shifts take, and those of other schedules."""
    own = {lock.day for lock in fixed(plan) if lock.worker == worker}
    return own | {shift.day for shift in plan.workers[worker].elsewhere}


def _groups(plan: Plan) -> tuple[Group, ...]:
    found: dict[frozenset[int], list[int]] = {}
    for number, worker in enumerate(plan.workers):
        if worker.skills:
            found.setdefault(worker.skills, []).append(number)
    return tuple(Group(skills, tuple(members)) for skills, members in found.items())


def _spans(plan: Plan, crew: Crew) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts = np.array([crew.kind(choice).start for choice in range(len(crew.choices))], np.int64)
    lengths = np.array(
        [plan.templates[crew.template(choice)].length for choice in range(len(crew.choices))], np.int64
    )
    begins = np.arange(plan.days)[:, None] * plan.per_day + starts[None, :]
    return begins, begins + lengths


def _offered(plan: Plan, crew: Crew) -> Flags:
    """On which days each kind may begin."""
    return np.array(
        [
            [
                day not in plan.rules.closed and day in plan.templates[crew.template(choice)].days
                for choice in range(len(crew.choices))
            ]
            for day in range(plan.days)
        ],
        np.bool_,
    ).reshape(plan.days, len(crew.choices))


def _is_free(plan: Plan, worker: Worker, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Flags:
    busy = np.ones(plan.slots + 2 * plan.per_day, np.int64)
    for begin, end in worker.free:
        busy[begin:end] = 0
    for day in worker.leave:
        busy[day * plan.per_day : (day + 1) * plan.per_day] = 1
    before = np.concatenate(([0], np.cumsum(busy)))
    return np.asarray(before[ends] == before[begins])


def _rested(plan: Plan, worker: Worker, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Flags:
    """Which shifts leave the rest after the last one before the plan, before the next one after it, and around others."""
    found: Flags = np.ones(begins.shape, np.bool_)
    if worker.ended_before is not None:
        found &= begins * plan.minutes + worker.ended_before >= plan.rules.rest_minutes
    if worker.begins_after is not None:
        found &= worker.begins_after - ends * plan.minutes >= plan.rules.rest_minutes
    for shift in worker.elsewhere:
        after = begins * plan.minutes - shift.end >= plan.rules.rest_minutes
        found &= after | (shift.begin - ends * plan.minutes >= plan.rules.rest_minutes)
        found[shift.day] = False
    return found


def _within_limits(plan: Plan, crew: Crew, worker: int) -> Flags:
    """What days and hours leave beside the locked shifts of somebody."""
    one = plan.workers[worker]
    paid = np.array(
        [plan.paid_minutes(crew.template(choice)) for choice in range(len(crew.choices))], np.int64
    )
    settled = settled_days(plan, worker)
    found = np.ones((plan.days, paid.size), np.bool_)
    for days in plan.weeks():
        here = slice(days.start, days.stop)
        found[here] &= paid <= one.most - sum(settled_minutes(plan, worker, days))
        if len(settled & set(days)) >= one.most_days:
            found[here] = False
    for day in range(plan.days):
        found[day] &= day in settled or _run_with(plan, day, settled, one) <= plan.rules.days_in_row
    return found


def _run_with(plan: Plan, day: int, settled: set[int], one: Worker) -> int:
    """How many days in a row a day would make with those that are settled around it, in the plan and beyond."""
    first = last = day
    while first - 1 in settled:
        first -= 1
    while last + 1 in settled:
        last += 1
    beyond = (one.days_before if first == 0 else 0) + (one.days_after if last == plan.days - 1 else 0)
    return last - first + 1 + beyond


def _apply(
    plan: Plan, crew: Crew, lock: Lock, may: Flags, begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> None:
    """Leave on the day of a lock only what is locked, and around it only what lets them rest."""
    may[lock.day] = False
    if lock.template is None:
        return
    begin, end = plan.span(lock)
    rest = -(-plan.rules.rest_minutes // plan.minutes)
    may &= (begins >= end + rest) | (ends + rest <= begin)
    if lock.pauses is None and (choice := crew.choice_of(lock.template, lock.start)) is not None:
        may[lock.day] = False
        may[lock.day, choice] = True
