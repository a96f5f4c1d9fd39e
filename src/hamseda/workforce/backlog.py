"""Work that can wait (e-mail, back office): what is left over interval by interval, earliest due first.

backlog(t) = backlog(t - 1) + arrived(t) - done(t), where done(t) is as much as the agents' time allows. Items are
a fluid: parts of items are done too. What arrives in an interval may be worked on in it, and is in time if it is
done in one of the `promise / interval` intervals that begin with it (at least its own).
Source: earliest due first is the order that keeps every promise if any order does: C. L. Liu and J. W. Layland,
"Scheduling algorithms for multiprogramming in a hard real-time environment", Journal of the ACM 20 (1973).
"""

import heapq
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from hamseda.workforce.solve import least


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
    """All intervals, and the share of what fell due in them that was in time (None where nothing fell due)."""

    intervals: tuple[Left, ...]
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
        if one.items > 0:
            heapq.heappush(waiting, _batch(number, one, interval_s))
        done, late = _work(waiting, number, people * interval_s)
        overdue = sum(batch.items for batch in waiting if batch.due <= number)
        kept += done - late
        newly = sum(batch.items for batch in waiting if batch.due == number)
        fell_due += done - late + newly
        left = sum(batch.items for batch in waiting)
        work = sum(batch.items * batch.aht_s for batch in waiting)
        course.append(Left(one.items, done, late, left, overdue, work))
    return Course(tuple(course), kept / fell_due if fell_due > 0 else None)


def least_agents(
    arrivals: Sequence[Arrivals],
    staffed: Sequence[bool],
    interval_s: float,
    share: float,
    open_items: Sequence[Arrivals] = (),
) -> int | None:
    """The fewest agents, the same in each staffed interval, that do this share in time; None if no number does."""

    def level(agents: int) -> float:
        people = [float(agents) if there else 0.0 for there in staffed]
        kept = work_off(arrivals, people, interval_s, open_items).in_time
        return 1.0 if kept is None else kept

    everything = sum(one.items * one.aht_s for one in [*arrivals, *open_items])
    most = (
        int(np.ceil(everything / interval_s)) + 1
    )  # does all that is there in the interval in which it comes
    if level(0) >= share:
        return 0
    if level(most) < share:
        return None
    guess = np.array([everything / interval_s / max(1, sum(staffed))])
    return int(least(lambda n, _: np.array([level(int(n[0])) >= share]), guess)[0])


def _batch(number: int, one: Arrivals, interval_s: float) -> _Batch:
    return _Batch(number + max(1, int(one.promise_s / interval_s + 1e-9)) - 1, number, one.items, one.aht_s)


def _work(waiting: list[_Batch], number: int, seconds: float) -> tuple[float, float]:
    """Spend the agents' seconds on what is due first; return the items done and those of them that were late."""
    done = late = 0.0
    while waiting and seconds > 0:
        first = waiting[0]
        possible = min(first.items, seconds / first.aht_s)
        seconds -= possible * first.aht_s
        done += possible
        late += possible if first.due < number else 0.0
        if possible == first.items:
            heapq.heappop(waiting)
        else:
            first.items -= possible
            break
    return done, late
