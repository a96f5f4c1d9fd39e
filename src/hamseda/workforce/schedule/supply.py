"""What a group can give: people there, hours and days of their contracts, rest from one day to the next."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from hamseda.workforce.schedule.crew import Crew, Flags, pinned, settled_days, settled_minutes
from hamseda.workforce.schedule.linear import Linear, Terms, added
from hamseda.workforce.schedule.plan import WEEK, Plan

Begun = dict[tuple[int, int, int], list[int]]  # (group, day, family) -> counts of shifts begun, by kind


class Alike(NamedTuple):
    """People who may take the same shifts of the one open day: how many of them take each choice."""

    members: tuple[int, ...]
    taken: dict[int, int]


def demand_supply(plan: Plan, crew: Crew, linear: Linear, begun: Begun) -> list[list[int]]:
    """Add what every group keeps because each of its members does; gives the variables of mixes."""
    chosen: list[list[int]] = []
    for number, group in enumerate(crew.groups):
        members = list(group.members)
        shifts = [_counts(crew, begun, number, day) for day in range(plan.days)]
        may = crew.may[members]
        for day in range(plan.days):
            _demand_people(linear, shifts[day], may[:, day])
            if day + 1 < plan.days:
                _demand_rest(plan, crew, linear, (shifts[day], shifts[day + 1]), may[:, day : day + 2])
        _demand_days(plan, linear, shifts, members, may)
        chosen += _demand_hours(plan, crew, linear, shifts, members, may)
    return chosen


def demand_exactly(plan: Plan, crew: Crew, linear: Linear, begun: Begun, day: int) -> list[Alike]:
    """Where one day alone is open: those who may take the same shifts and lack the same hours give just themselves."""
    found: list[Alike] = []
    week, must = day // WEEK, pinned(plan, crew)
    days = plan.weeks()[week]
    paid = [plan.paid_minutes(crew.template(choice)) for choice in range(len(crew.choices))]
    for number, group in enumerate(crew.groups):
        shifts = _counts(crew, begun, number, day)
        alike: dict[tuple[bytes, int, bool], list[int]] = {}
        for member in group.members:
            short = max(0, plan.least(member, week) - sum(settled_minutes(plan, member, days)))
            key = (crew.may[member, day].tobytes(), short, (member, day) in must)
            alike.setdefault(key, []).append(member)
        for (_, short, is_pinned), members in alike.items():
            linear.offset += short * len(members) * plan.costs.short_minute
            taken = {
                int(choice): linear.variable(
                    0, len(members), -min(short, paid[choice]) * plan.costs.short_minute
                )
                for choice in np.flatnonzero(crew.may[members[0], day])
            }
            linear.row(dict.fromkeys(taken.values(), 1), len(members) if is_pinned else 0, len(members))
            found.append(Alike(tuple(members), taken))
        for choice, terms in enumerate(shifts):
            takers = [
                one.taken[choice] for one in found if one.members[0] in group.members and choice in one.taken
            ]
            linear.row({**terms, **dict.fromkeys(takers, -1)}, 0, 0)
    return found


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
        high = int(np.minimum(there[:, days].sum(axis=1), left).sum())
        linear.row(_sum_of(shifts, span, everything), high=high)


def _settled_days(plan: Plan, members: list[int]) -> list[tuple[int, int]]:
    """(place among the members, day) of shifts about which nothing is left to decide."""
    return [(at, day) for at, member in enumerate(members) for day in settled_days(plan, member)]


def _demand_hours(
    plan: Plan, crew: Crew, linear: Linear, shifts: list[list[Terms]], members: list[int], may: Flags
) -> list[list[int]]:
    """Hours and days of a week: each member works one of the mixes of shift lengths that a contract allows.

    That is tighter than hours alone: no shifts of eight hours fill forty-four, and half a shift fills no promise.
    """
    paid = np.array(
        [plan.paid_minutes(crew.template(choice)) for choice in range(len(crew.choices))], np.int64
    )
    lengths = [int(one) for one in np.unique(paid[may.any(axis=(0, 1))])]
    found: list[list[int]] = []
    for week, span in enumerate(plan.weeks()):
        alike: Counter[Limits] = Counter()
        for at, member in enumerate(members):
            alike[
                _limits(plan, member, week, may[at, span.start : span.stop], [paid == one for one in lengths])
            ] += 1
        given: list[Terms] = [{} for _ in lengths]
        for limits, count in alike.items():
            chosen = {
                linear.variable(0, count, plan.costs.short_minute * _lacking(lengths, limits, mix)): mix
                for mix in mixes(lengths, limits)
            }
            linear.row(dict.fromkeys(chosen, 1), count, count)
            found.append(list(chosen))
            for variable, mix in chosen.items():
                for at, number in enumerate(mix):
                    given[at][variable] = -number
        for length, terms in zip(lengths, given, strict=True):
            linear.row(added(_sum_of(shifts, span, paid == length).items(), terms.items()), 0, 0)
    return found


def _limits(plan: Plan, member: int, week: int, may: Flags, of_length: list[Flags]) -> "Limits":
    span, worker = plan.weeks()[week], plan.workers[member]
    done = settled_minutes(plan, member, span)
    return Limits(
        tuple(int(may[:, which].any(axis=1).sum()) for which in of_length),
        max(0, min(int(may.any(axis=1).sum()), worker.most_days - len(done))),
        worker.most - sum(done),
        max(0, plan.least(member, week) - sum(done)),
    )


def _lacking(lengths: list[int], limits: "Limits", mix: tuple[int, ...]) -> int:
    return max(0, limits.least - sum(length * count for length, count in zip(lengths, mix, strict=True)))


class Limits(NamedTuple):
    """What a week leaves somebody: days on which each length can be worked, days in all, minutes, those promised."""

    days_of: tuple[int, ...]
    days: int
    minutes: int
    least: int


def mixes(lengths: list[int], limits: Limits) -> list[tuple[int, ...]]:
    """The numbers of shifts of each length that a week allows."""
    found: list[tuple[int, ...]] = [()]
    for at, most in enumerate(limits.days_of):
        found = [
            (*mix, number)
            for mix in found
            for number in range(most + 1)
            if sum(mix) + number <= limits.days
            and sum(length * count for length, count in zip(lengths[: at + 1], (*mix, number), strict=True))
            <= limits.minutes
        ]
    return found


def _sum_of(shifts: list[list[Terms]], span: range, which: Flags) -> Terms:
    return added(*(total(shifts[day], which).items() for day in span))
