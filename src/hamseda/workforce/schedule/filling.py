"""Adds single shifts where they save more than they cost: a contract that is short, people who are missing.

From nothing it makes a first schedule, without any solver: not the cheapest, but one that keeps the rules, at once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hamseda.workforce.schedule.coverage import Ints, assign, short_minutes
from hamseda.workforce.schedule.crew import Crew, fixed, pinned
from hamseda.workforce.schedule.pauses import Kind
from hamseda.workforce.schedule.plan import WEEK, Duty, Plan, Span, Template
from hamseda.workforce.schedule.rules import breaches, of_worker

Flags = NDArray[np.bool_]
Step = tuple[int, int, int]  # worker, day, choice
NOTHING = -(2**40)  # what a shift that may not be worked saves


def filled(plan: Plan, crew: Crew, duties: Sequence[Duty], goes_on: Callable[[], bool]) -> list[Duty]:
    """Add the shift that saves most, again and again, while one saves anything and there is time."""
    filling = _Filling(plan, crew, duties)
    while goes_on() and filling.add_one():
        pass
    return filling.duties


def first_schedule(plan: Plan, crew: Crew, goes_on: Callable[[], bool]) -> list[Duty] | None:
    """What is locked, and the shifts that save most beside it; None where what is locked finds no place for its breaks."""
    filling = _Filling(plan, crew, locked_duties(plan))
    for (worker, day), choice in pinned(plan, crew).items():
        filling.add((worker, day, choice), filling.rests(worker, day, choice)[0])
    if breaches(plan, filling.duties):
        return None
    while goes_on() and filling.add_one():
        pass
    return filling.duties


def locked_duties(plan: Plan) -> list[Duty]:
    """The shifts about which nothing is left to decide."""
    return [
        Duty(lock.worker, lock.day, lock.template or 0, lock.start, lock.pauses or ()) for lock in fixed(plan)
    ]


def crowds(plan: Plan, duties: list[Duty]) -> bool:
    """Whether too many would be on a break at once."""
    rules = plan.rules
    if rules.most_on_break is None and rules.break_percent is None:
        return False
    return any(one.code == "too_many_on_break" for one in breaches(plan, duties))


class _Filling:
    """A schedule as it grows: who is where, what is missing still, and which shifts may be added."""

    def __init__(self, plan: Plan, crew: Crew, duties: Sequence[Duty]) -> None:
        self.plan, self.crew = plan, crew
        self.duties: list[Duty] = []
        self.own: dict[int, list[Duty]] = {}
        self.group_of = {member: at for at, one in enumerate(crew.groups) for member in one.members}
        self.groups = [group.skills for group in crew.groups]
        self.staffed = np.zeros((len(self.groups), plan.slots), np.int64)
        self.present, self.resting = (np.zeros(plan.slots, np.int64) for _ in range(2))
        self.price = np.zeros_like(plan.required)
        self.known: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
        self._lay_out_choices()
        self.may: Flags = crew.may.copy()
        for worker in set(range(len(plan.workers))) - set(self.group_of):
            self.may[worker] = False
        for lock in plan.locks:
            self.may[lock.worker, lock.day] = False
        for duty in duties:
            self._put(duty)
        self._price_slots(range(plan.slots))
        self.short = np.zeros((len(plan.workers), plan.days), np.int64)
        for (worker, week), minutes in short_minutes(plan, self.duties).items():
            self.short[worker, plan.weeks()[week]] = minutes

    def add_one(self) -> bool:
        """Add the shift that saves most; False where none saves anything."""
        saved = np.where(self.may, self._saved(), NOTHING)
        while saved.size:
            step = _place(int(np.argmax(saved)), saved.shape)
            if saved[step] <= 0:
                return False
            pauses, lost = self.rests(*step)
            if saved[step] <= lost:
                saved[step] = NOTHING
                continue
            self.may[step] = False
            if self.add(step, pauses):
                return True
            saved[step] = NOTHING
        return False

    def add(self, step: Step, pauses: tuple[Span, ...]) -> bool:
        """Add a shift if it keeps the rules."""
        worker, day, choice = step
        duty = Duty(worker, day, self.crew.template(choice), self.crew.kind(choice).start, pauses)
        if any(of_worker(self.plan, worker, [*self.own.get(worker, ()), duty])) or self._crowds_with(duty):
            return False
        self._put(duty)
        begin, end = self.plan.span(duty)
        self._price_slots(range(begin, min(end, self.plan.slots)))
        week = self.plan.weeks()[day // WEEK]
        paid = self.plan.paid_minutes(duty.template)
        self.short[worker, week] = np.maximum(0, self.short[worker, week] - paid)
        return True

    def rests(self, worker: int, day: int, choice: int) -> tuple[tuple[Span, ...], int]:
        """Breaks where somebody is missed least, and what is missed then."""
        worth = self._worth(self.group_of[worker])[day * self.plan.per_day :]
        template = self.plan.templates[self.crew.template(choice)]
        return _rests(self.plan, template, self.crew.kind(choice), worth)

    def _lay_out_choices(self) -> None:
        plan, numbers = self.plan, range(len(self.crew.choices))
        starts = np.array([self.crew.kind(choice).start for choice in numbers], np.int64)
        lengths = np.array([plan.templates[self.crew.template(one)].length for one in numbers], np.int64)
        self.paid = np.array([plan.paid_minutes(self.crew.template(one)) for one in numbers], np.int64)
        self.begins = np.arange(plan.days)[:, None] * plan.per_day + starts[None, :]
        self.ends = self.begins + lengths
        self.costs = np.array(
            [
                [plan.shift_cost(day, self.crew.template(one), self.crew.kind(one).start) for one in numbers]
                for day in range(plan.days)
            ],
            np.int64,
        ).reshape(plan.days, len(numbers))

    def _saved(self) -> Ints:
        """What each shift of each person saves, by its hours and by the contract (workers x days x choices)."""
        plan = self.plan
        by_group = np.zeros((len(self.groups), *self.costs.shape), np.int64)
        for group in range(len(self.groups)):
            sums = np.concatenate(([0], np.cumsum(self._worth(group))))
            begins, ends = np.minimum(self.begins, plan.slots), np.minimum(self.ends, plan.slots)
            by_group[group] = sums[ends] - sums[begins] - self.costs
        groups = [self.group_of.get(worker, 0) for worker in range(len(plan.workers))]
        promised = np.minimum(self.short[:, :, None], self.paid) * plan.costs.short_minute
        return np.asarray(by_group[groups] + promised, np.int64)

    def _worth(self, group: int) -> Ints:
        """What one more person of a group saves on each slot."""
        return np.asarray(self.price[sorted(self.groups[group])].max(axis=0), np.int64)

    def _put(self, duty: Duty) -> None:
        plan = self.plan
        self.duties.append(duty)
        self.own.setdefault(duty.worker, []).append(duty)
        begin, end = plan.span(duty)
        self.present[begin:end] += 1
        rests = list(_resting(plan, duty))
        if (group := self.group_of.get(duty.worker)) is not None:
            self.staffed[group, begin:end] += 1
            for first, last in (*rests, *_away(plan, duty)):
                self.staffed[group, first:last] -= 1
        for first, last in rests:
            self.resting[first:last] += 1
        rest = -(-plan.rules.rest_minutes // plan.minutes)
        self.may[duty.worker] &= (self.begins >= end + rest) | (self.ends + rest <= begin)
        self.may[duty.worker, duty.day] = False

    def _price_slots(self, slots: Iterable[int]) -> None:
        """What one more person of each skill saves on some slots, as the schedule is now."""
        plan = self.plan
        for slot in slots:
            there = tuple(self.staffed[:, slot].tolist())
            required = tuple(plan.required[:, slot].tolist())
            if (there, required) not in self.known:
                self.known[there, required] = self._prices(there, required)
            self.price[:, slot] = self.known[there, required]

    def _prices(self, there: tuple[int, ...], required: tuple[int, ...]) -> list[int]:
        shallow = [self.plan.shallow(one) for one in required]
        given = assign(self.groups, there, required, shallow)
        lacking = [one - sum(row[skill] for row in given) for skill, one in enumerate(required)]
        costs = self.plan.costs
        return [
            0 if missed <= 0 else costs.missing_deep if missed > few else costs.missing
            for missed, few in zip(lacking, shallow, strict=True)
        ]

    def _crowds_with(self, duty: Duty) -> bool:
        rules = self.plan.rules
        if rules.most_on_break is None and rules.break_percent is None:
            return False
        begin, end = self.plan.span(duty)
        here = slice(begin, min(end, self.plan.slots))
        present, resting = self.present.copy(), self.resting.copy()
        present[here] += 1
        for first, last in _resting(self.plan, duty):
            resting[first:last] += 1
        most = resting[here].max(initial=0) if rules.most_on_break is None else rules.most_on_break
        shared = 100 if rules.break_percent is None else rules.break_percent
        return bool((resting[here] > np.minimum(most, -(-present[here] * shared // 100))).any())


def _place(number: int, shape: tuple[int, ...]) -> Step:
    worker, rest = divmod(number, shape[1] * shape[2])
    return worker, *divmod(rest, shape[2])


def _resting(plan: Plan, duty: Duty) -> Iterator[Span]:
    shift, pauses = duty.day * plan.per_day, plan.templates[duty.template].pauses
    for number, start in duty.pauses:
        yield shift + start, shift + start + pauses[number].length


def _away(plan: Plan, duty: Duty) -> Iterator[Span]:
    for first, last in duty.away:
        yield duty.day * plan.per_day + first, duty.day * plan.per_day + last


def _rests(plan: Plan, template: Template, kind: Kind, worth: Ints) -> tuple[tuple[Span, ...], int]:
    """Breaks where somebody is missed least, one after the other, and what is missed then."""
    pauses, lost, free_from, free_to = [], 0, 0, 10**6
    for one in kind.due:
        length = template.pauses[one.number].length
        slots = range(max(one.first, free_from), min(one.last, free_to) + 1)
        losses = [int(worth[slot : slot + length].sum()) for slot in slots]
        at = slots[int(np.argmin(losses))]
        pauses.append((one.number, at))
        lost += min(losses)
        free_from = at + length + plan.rules.gap
        free_to = 10**6 if plan.rules.stretch is None else at + length + plan.rules.stretch
    return tuple(pauses), lost
