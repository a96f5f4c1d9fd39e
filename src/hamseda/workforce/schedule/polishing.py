"""Makes a small schedule cheaper without a solver: shifts are taken out and others filled in, for as long as that helps."""

from collections.abc import Callable, Iterator, Sequence

from hamseda.workforce.schedule.coverage import covered, price
from hamseda.workforce.schedule.crew import Crew, pinned
from hamseda.workforce.schedule.filling import crowds, filled, locked_duties
from hamseda.workforce.schedule.plan import Duty, Plan


def polished(plan: Plan, crew: Crew, duties: Sequence[Duty], goes_on: Callable[[], bool]) -> list[Duty]:
    """The cheapest of what comes of taking out a day, a person or a shift and filling the gap; never dearer than it was."""
    best, cost = list(duties), _cost(plan, duties)
    settled = {(one.worker, one.day) for one in locked_duties(plan)} | set(pinned(plan, crew))
    is_better = True
    while is_better:
        is_better = False
        for out in _parts(plan, best, settled):
            if not goes_on():
                return best
            left = [one for one in best if one not in out]
            if len(left) == len(best):
                continue  # it went with another part
            again = filled(plan, crew, left, goes_on)
            # Who is taken out no longer counts for the share of people that may rest at once.
            if (now := _cost(plan, again)) < cost and not crowds(plan, again):
                best, cost, is_better = again, now, True
    return best


def _parts(plan: Plan, duties: Sequence[Duty], settled: set[tuple[int, int]]) -> Iterator[set[Duty]]:
    """What may be taken out at once: each day, each person, each shift."""
    free = [one for one in duties if (one.worker, one.day) not in settled]
    for day in range(plan.days):
        yield {one for one in free if one.day == day}
    for worker in range(len(plan.workers)):
        yield {one for one in free if one.worker == worker}
    for one in free:
        yield {one}


def _cost(plan: Plan, duties: Sequence[Duty]) -> int:
    return price(plan, duties, covered(plan, duties)).total
