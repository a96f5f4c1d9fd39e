"""Work that can wait (e-mail, back office): what is left over interval by interval, earliest due first.

backlog(t) = backlog(t - 1) + arrived(t) - done(t), where done(t) is as much as the agents' time allows. Items are
a fluid: parts of items are done too. What arrives in an interval may be worked on in it, and is in time if it is
done in one of the `promise / interval` intervals that begin with it (at least its own).
Source: earliest due first is the order that keeps every promise if any order does: C. L. Liu and J. W. Layland,
"Scheduling algorithms for multiprogramming in a hard real-time environment", Journal of the ACM 20 (1973).
"""

import heapq
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.solve import least

ROUNDING: Final = 1e-9


class Arrivals(Struct, frozen=True):
    """What arrives in one interval: items, seconds of work each, seconds until they are due."""

    items: float
    aht_s: float
    promise_s: float


class Left(Struct, frozen=True):
    """One interval: items that were done, of them too late, still open, of them overdue, and their seconds of work."""

    arrived: float
    done: float
    done_late: float
    backlog: float
    overdue: float
    work_s: float


class Course(Struct, frozen=True):
    """All intervals, the items that fell due in them, and the share of those that was in time (None: there were none).

    An item that was done, but is due only after the last interval, is in neither.
    """

    intervals: tuple[Left, ...]
    fell_due: float
    in_time: float | None


class _Batch(Struct, order=True):
    due: int  # the last interval in which it is in time
    arrived: int
    items: float
    aht_s: float


def work_off(
    arrivals: Sequence[Arrivals],
    agents: Sequence[float],
    interval_s: float,
    open_items: Sequence[Arrivals] = (),
) -> Course:
    """Follow the backlog through intervals of this length with so many agents in each; `open_items` are there before."""
    waiting = [_batch(0, one, interval_s) for one in open_items]
    heapq.heapify(waiting)
    course, fell_due, kept = [], 0.0, 0.0
    for number, (one, people) in enumerate(zip(arrivals, agents, strict=True)):
        _arrive(waiting, number, one, interval_s)
        done, late, in_time = _work(waiting, number, people * interval_s, len(arrivals))
        overdue = sum(batch.items for batch in waiting if batch.due <= number)
        newly = sum(batch.items for batch in waiting if batch.due == number)
        kept, fell_due = kept + in_time, fell_due + in_time + newly
        left = sum(batch.items for batch in waiting)
        work = sum(batch.items * batch.aht_s for batch in waiting)
        course.append(Left(one.items, done, late, left, overdue, work))
    return Course(tuple(course), fell_due, kept / fell_due if fell_due > 0 else None)


def least_agents(
    arrivals: Sequence[Arrivals],
    staffed: Sequence[bool],
    interval_s: float,
    share: float,
    open_items: Sequence[Arrivals] = (),
) -> int | None:
    """The fewest agents, the same in each staffed interval, that do this share of all items in time; None if none do.

    Counted as `share_of_all` counts it, so that what falls due after the last interval is not forgotten.
    """

    def is_enough(agents: int) -> bool:
        kept = share_of_all(arrivals, staffed, agents, interval_s, open_items)
        return kept is None or kept >= share - ROUNDING

    everything = sum(one.items * one.aht_s for one in [*arrivals, *open_items])
    most = (
        int(np.ceil(everything / interval_s)) + 1
    )  # does all that is there in the interval in which it comes
    if is_enough(0):
        return 0
    if not is_enough(most):
        return None
    guess = np.array([everything / interval_s / max(1, sum(staffed))])
    return int(least(lambda n, _: np.array([is_enough(int(n[0]))]), guess)[0])


def share_of_all(
    arrivals: Sequence[Arrivals],
    staffed: Sequence[bool],
    agents: int,
    interval_s: float,
    open_items: Sequence[Arrivals] = (),
) -> float | None:
    """The share of all items that is in time (None: there are none), with so many agents in each staffed interval.

    After the last interval nothing new comes, and the agents go on in the same pattern until the last item is due.
    """
    seconds = [agents * interval_s if there else 0.0 for there in staffed]
    kept, late, waiting = _work_through(arrivals, seconds, interval_s, open_items)
    before = 0.0  # seconds of work that are due earlier
    for batch in sorted(waiting):
        possible = agents * interval_s * _staffed_after(staffed, batch.due) - before
        in_time = min(batch.items, max(0.0, possible / batch.aht_s))
        before += batch.items * batch.aht_s
        kept, late = kept + in_time, late + batch.items - in_time
    return kept / (kept + late) if kept + late > 0 else None


def intervals_after(
    arrivals: Sequence[Arrivals], interval_s: float, open_items: Sequence[Arrivals] = ()
) -> int:
    """How many intervals after the last one there are until the last item is due."""
    batches = [_batch(0, one, interval_s) for one in open_items if one.items > 0]
    batches += [_batch(number, one, interval_s) for number, one in enumerate(arrivals) if one.items > 0]
    return max([0, *(batch.due + 1 - len(arrivals) for batch in batches)])


def _staffed_after(staffed: Sequence[bool], due: int) -> int:
    """Count the staffed intervals from the end of the pattern, which is repeated, to this one."""
    whole, rest = divmod(max(0, due + 1 - len(staffed)), len(staffed))
    return whole * sum(staffed) + sum(staffed[:rest])


def _work_through(
    arrivals: Sequence[Arrivals], seconds: Sequence[float], interval_s: float, open_items: Sequence[Arrivals]
) -> tuple[float, float, list[_Batch]]:
    """Items that are done in time and too late, and what is open at the end: all that looking for agents needs."""
    waiting = [_batch(0, one, interval_s) for one in open_items]
    heapq.heapify(waiting)
    kept = too_late = 0.0
    for number, (one, time) in enumerate(zip(arrivals, seconds, strict=True)):
        _arrive(waiting, number, one, interval_s)
        done, late, _ = _work(waiting, number, time, len(arrivals))
        kept, too_late = kept + done - late, too_late + late
    return kept, too_late, waiting


def _arrive(waiting: list[_Batch], number: int, one: Arrivals, interval_s: float) -> None:
    if one.items > 0:
        heapq.heappush(waiting, _batch(number, one, interval_s))


def _batch(number: int, one: Arrivals, interval_s: float) -> _Batch:
    return _Batch(number + max(1, int(one.promise_s / interval_s + 1e-9)) - 1, number, one.items, one.aht_s)


def _work(waiting: list[_Batch], number: int, seconds: float, end: int) -> tuple[float, float, float]:
    """Spend the agents' seconds on what is due first: items done, those of them late, those in time and due before `end`."""
    done = late = in_time = 0.0
    while waiting and seconds > 0:
        first = waiting[0]
        possible = min(first.items, seconds / first.aht_s)
        seconds -= possible * first.aht_s
        done += possible
        late += possible if first.due < number else 0.0
        in_time += possible if number <= first.due < end else 0.0
        if possible == first.items:
            heapq.heappop(waiting)
        else:
            first.items -= possible
            break
    return done, late, in_time
