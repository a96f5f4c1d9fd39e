"""What a group can give: people there, hours and days of their contracts, rest from one day to the next."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from hamseda.workforce.schedule.crew import Crew, Flags, fixed, reachable, settled_minutes
from hamseda.workforce.schedule.linear import Linear, Terms
from hamseda.workforce.schedule.plan import Plan

Begun = dict[tuple[int, int, int], list[int]]  # (group, day, family) -> counts of shifts begun, by kind


class Promise(NamedTuple):
    """The minutes that contracts of a group lack in a week: their variable, the minutes worked and those promised."""

    short: int
    worked: Terms
    least: int


def demand_supply(plan: Plan, crew: Crew, linear: Linear, begun: Begun) -> list[Promise]:
    """Add what every group keeps because each of its members does."""
    promised: list[Promise] = []
    for number, group in enumerate(crew.groups):
        members = list(group.members)
        shifts = [_counts(crew, begun, number, day) for day in range(plan.days)]
        may = crew.may[members]
        for day in range(plan.days):
            _demand_people(linear, shifts[day], may[:, day])
            if day + 1 < plan.days:
                _demand_rest(plan, crew, linear, (shifts[day], shifts[day + 1]), may[:, day : day + 2])
        _demand_days(plan, linear, shifts, members, may)
        promised += _demand_hours(plan, crew, linear, shifts, members, may)
    return promised


def _counts(crew: Crew, begun: Begun, group: int, day: int) -> list[Terms]:
    """Terms of the shifts of each choice."""
    found: list[Terms] = []
    for family, one in enumerate(crew.families):
        counts = begun.get((group, day, family))
        for at in range(len(one.kinds)):
            if counts is None:
                found.append({})
            else:
                found.append({counts[at]: 1, counts[at - 1]: -1} if at else {counts[0]: 1})
    return found


def total(shifts: list[Terms], which: Flags, factors: list[int] | None = None) -> Terms:
    """Sum the shifts of some choices."""
    found: Terms = {}
    for choice in np.flatnonzero(which):
        scale = 1 if factors is None else factors[choice]
        for variable, factor in shifts[choice].items():
            found[variable] = found.get(variable, 0) + scale * factor
    return found


def _demand_people(linear: Linear, shifts: list[Terms], may: Flags) -> None:
    """As many shifts as people who may work one of them (Hall): of all kinds, and of those that somebody may not."""
    kept = [np.ones(len(shifts), np.bool_), *(np.logical_not(row) for row in np.unique(may, axis=0))]
    for which in kept:
        if which.any():
            linear.row(total(shifts, which), high=int(may[:, which].any(axis=1).sum()))


def _demand_rest(
    plan: Plan, crew: Crew, linear: Linear, shifts: tuple[list[Terms], list[Terms]], may: Flags
) -> None:
    """Whoever works until late does not begin early the next day."""
    numbers = range(len(crew.choices))
    starts = np.array([crew.kind(choice).start for choice in numbers])
    ends = starts + np.array([plan.templates[crew.template(choice)].length for choice in numbers])
    rest = -(-plan.rules.rest_minutes // plan.minutes)
    for end in np.unique(ends[may[:, 0].any(axis=0)]):
        late, early = ends >= end, starts + plan.per_day < end + rest
        if not (may[:, 1] & early).any():
            continue
        people = (may[:, 0] & late).any(axis=1) | (may[:, 1] & early).any(axis=1)
        terms = total(shifts[0], late)
        for variable, factor in total(shifts[1], early).items():
            terms[variable] = terms.get(variable, 0) + factor
        linear.row(terms, high=int(people.sum()))


def _demand_days(
    plan: Plan, linear: Linear, shifts: list[list[Terms]], members: list[int], may: Flags
) -> None:
    """No more days than each may work in a row and in a week."""
    there: Flags = np.asarray(may.any(axis=2))
    taken = np.zeros((len(members), plan.days), np.int64)
    for at, day in _settled_days(plan, members):
        taken[at, day] = 1
    row = plan.rules.days_in_row
    in_row = [(range(begin, begin + row + 1), [row] * len(members)) for begin in range(plan.days - row)]
    in_week = [(days, [plan.workers[member].most_days for member in members]) for days in plan.weeks()]
    everything = np.ones(may.shape[2], np.bool_)
    for span, most in in_row + in_week:
        days = slice(span.start, span.stop)
        left = np.maximum(0, np.asarray(most) - taken[:, days].sum(axis=1))
        _limit(linear, shifts, span, everything, int(np.minimum(there[:, days].sum(axis=1), left).sum()))


def _settled_days(plan: Plan, members: list[int]) -> list[tuple[int, int]]:
    """(place among the members, day) of locked shifts about which nothing is left to decide."""
    places = {member: at for at, member in enumerate(members)}
    return [(places[lock.worker], lock.day) for lock in fixed(plan) if lock.worker in places]


def _limit(linear: Linear, shifts: list[list[Terms]], span: range, which: Flags, high: int) -> None:
    terms: Terms = {}
    for day in span:
        for variable, factor in total(shifts[day], which).items():
            terms[variable] = terms.get(variable, 0) + factor
    linear.row(terms, high=high)


def _demand_hours(
    plan: Plan, crew: Crew, linear: Linear, shifts: list[list[Terms]], members: list[int], may: Flags
) -> Iterator[Promise]:
    paid = [plan.paid_minutes(crew.template(choice)) for choice in range(len(crew.choices))]
    everything = np.ones(len(paid), np.bool_)
    for week, span in enumerate(plan.weeks()):
        most = least = 0
        for at, member in enumerate(members):
            worker = plan.workers[member]
            done = settled_minutes(plan, member, span)
            here = may[at, span.start : span.stop]
            lengths = sorted({paid[choice] for choice in np.flatnonzero(here.any(axis=0))})
            days = min(int(here.any(axis=1).sum()), max(0, worker.most_days - len(done)))
            most += reachable(lengths, days, worker.most - sum(done)) if worker.most >= sum(done) else 0
            least += max(0, plan.least(member, week) - sum(done))
        terms: Terms = {}
        for day in span:
            for variable, factor in total(shifts[day], everything, paid).items():
                terms[variable] = terms.get(variable, 0) + factor
        short = linear.variable(0, least, plan.costs.short_minute)
        linear.row(terms, high=most)
        linear.row({**terms, short: 1}, least)
        yield Promise(short, terms, least)
