"""Completes rounded counts of shifts and breaks to a whole choice, to begin the search with."""

import numpy as np

from hamseda.workforce.schedule.cover import Cover, rounded, settled
from hamseda.workforce.schedule.coverage import assign
from hamseda.workforce.schedule.linear import Ints

THRESHOLDS = 24


def beginning(cover: Cover, relaxed: list[float]) -> Ints:
    """The best of some roundings of a relaxation; one that keeps every row wins over one that does not."""
    completing = _Completing(cover)
    found = [completing.complete(rounded(cover, relaxed, step / THRESHOLDS)) for step in range(THRESHOLDS)]
    return min(found, key=lambda chosen: (_broken(cover, chosen), cover.linear.value(chosen)))


def complete(cover: Cover, chosen: Ints) -> Ints:
    """Give the people of these counts to skills, and say what is missed."""
    return _Completing(cover).complete(chosen)


class _Completing:
    """What is the same for every choice of a model: who counts in which slot."""

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.groups = [group.skills for group in cover.crew.groups]
        self.settled = np.array(settled(cover.plan, cover.crew)[0], np.int64).reshape(len(self.groups), -1)
        flat = [
            (group * cover.plan.slots + slot, variable, factor)
            for group, row in enumerate(cover.staffed)
            for slot, terms in enumerate(row)
            for variable, factor in terms.items()
        ]
        self.places, self.variables, self.factors = np.array(flat, np.int64).reshape(-1, 3).T
        self.known: dict[tuple[tuple[int, ...], tuple[int, ...]], list[list[int]]] = {}

    def complete(self, chosen: Ints) -> Ints:
        cover, plan = self.cover, self.cover.plan
        counts = np.zeros(self.settled.size, np.int64)
        np.add.at(counts, self.places, self.factors * chosen[self.variables])
        there = (counts.reshape(self.settled.shape) + self.settled).T.tolist()
        needed = plan.required.T.tolist()
        for slot in range(plan.slots):
            given = self._given(tuple(there[slot]), tuple(needed[slot]))
            for (group, skill), variable in cover.given.get(slot, {}).items():
                chosen[variable] = given[group][skill]
            for skill, wanted in enumerate(needed[slot]):
                if wanted:
                    few, many = cover.missed[skill, slot]
                    lacking, shallow = wanted - sum(row[skill] for row in given), plan.shallow(wanted)
                    chosen[few] = min(max(0, lacking), shallow)
                    chosen[many] = max(0, lacking - shallow)
        return chosen

    def _given(self, there: tuple[int, ...], required: tuple[int, ...]) -> list[list[int]]:
        if (there, required) not in self.known:
            shallow = [self.cover.plan.shallow(one) for one in required]
            self.known[there, required] = assign(self.groups, there, required, shallow)
        return self.known[there, required]


def _broken(cover: Cover, chosen: Ints) -> int:
    activity = cover.linear.activity(chosen)
    low, high = np.asarray(cover.linear.low), np.asarray(cover.linear.high)
    return int(((activity < low) | (activity > high)).sum())
