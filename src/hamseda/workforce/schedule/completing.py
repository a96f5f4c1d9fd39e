"""Completes rounded counts of shifts and breaks to a whole choice, to begin the search with."""

from collections.abc import Iterable

import numpy as np

from hamseda.workforce.schedule.cover import Cover, rounded, settled
from hamseda.workforce.schedule.coverage import assign
from hamseda.workforce.schedule.linear import Ints, Terms

THRESHOLDS = 24


def beginning(cover: Cover, relaxed: list[float]) -> Ints:
    """The best of some roundings of a relaxation; one that keeps every row wins over one that does not."""
    found = [complete(cover, rounded(cover, relaxed, step / THRESHOLDS)) for step in range(THRESHOLDS)]
    return min(found, key=lambda chosen: (_broken(cover, chosen), cover.linear.value(chosen)))


def complete(cover: Cover, chosen: Ints) -> Ints:
    """Give the people of these counts to skills, and say what is missed."""
    plan, groups = cover.plan, [group.skills for group in cover.crew.groups]
    staffed, _, _ = settled(plan, cover.crew)
    for slot in range(plan.slots):
        there = [_sum(cover.staffed[at][slot], chosen) + staffed[at][slot] for at in range(len(groups))]
        required = [int(one) for one in plan.required[:, slot]]
        shallow = [plan.shallow(one) for one in required]
        given = assign(groups, there, required, shallow)
        for (group, skill), variable in cover.given.get(slot, {}).items():
            chosen[variable] = given[group][skill]
        for skill, wanted in enumerate(required):
            if wanted:
                few, many = cover.missed[skill, slot]
                lacking = wanted - sum(row[skill] for row in given)
                chosen[few] = min(max(0, lacking), shallow[skill])
                chosen[many] = max(0, lacking - shallow[skill])
    return chosen


def _broken(cover: Cover, chosen: Ints) -> int:
    activity = cover.linear.activity(chosen)
    low, high = np.asarray(cover.linear.low), np.asarray(cover.linear.high)
    return int(((activity < low) | (activity > high)).sum())


def _sum(terms: Terms | Iterable[tuple[int, int]], chosen: Ints) -> int:
    pairs = terms.items() if isinstance(terms, dict) else terms
    return sum(factor * int(chosen[variable]) for variable, factor in pairs)
