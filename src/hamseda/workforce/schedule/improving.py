"""Makes a schedule cheaper a day at a time: all others stay as they are, so who may still work what is known exactly."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from hamseda.workforce.schedule.completing import complete
from hamseda.workforce.schedule.cover import Cover
from hamseda.workforce.schedule.linear import Ints
from hamseda.workforce.schedule.plan import Duty, Lock, Plan


def with_one_day_open(plan: Plan, duties: Sequence[Duty], day: int) -> Plan:
    """The plan with everything locked that a schedule does on the other days."""
    by_place = {(duty.worker, duty.day): duty for duty in duties}
    found = [lock for lock in plan.locks if lock.day == day]
    for worker in range(len(plan.workers)):
        for other in range(plan.days):
            duty = by_place.get((worker, other))
            if other != day and duty is None:
                found.append(Lock(worker, other))
            elif other != day and duty is not None:
                found.append(Lock(worker, other, duty.template, duty.start, duty.pauses))
    return replace(plan, locks=tuple(found))


def as_chosen(cover: Cover, duties: Sequence[Duty]) -> Ints:
    """The schedule that is there, in the variables of a model with one open day: where its search begins."""
    plan, crew = cover.plan, cover.crew
    chosen = np.zeros(len(cover.linear.lower), np.int64)
    own = {duty.worker: duty for duty in duties if any(part.day == duty.day for part in cover.parts)}
    kept = {(lock.worker, lock.day) for lock in plan.locks if lock.pauses is not None}
    own = {worker: duty for worker, duty in own.items() if (worker, duty.day) not in kept}
    choices = {worker: crew.choice_of(duty.template, duty.start) for worker, duty in own.items()}
    for part in cover.parts:
        starts = {kind.start for kind in crew.families[part.family].kinds}
        here = [
            own[member]
            for member in crew.groups[part.group].members
            if member in own
            and own[member].template == crew.families[part.family].template
            and own[member].start in starts
        ]
        begins = sorted(duty.start for duty in here)
        kinds = [kind.start for kind in crew.families[part.family].kinds]
        chosen[part.begun] = np.searchsorted(begins, kinds, "right")
        for place, (first, counts) in enumerate(part.resting):
            rests = sorted(sorted(at for _, at in duty.pauses)[place] for duty in here)
            slots = range(first, first + len(counts))
            chosen[counts] = np.searchsorted(rests, slots, "right")
    for one in cover.alike:
        taken = Counter(choices[member] for member in one.members if member in choices)
        for choice, variable in one.taken.items():
            chosen[variable] = taken[choice]
    return complete(cover, chosen)
