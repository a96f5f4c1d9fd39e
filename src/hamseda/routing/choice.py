"""The choices themselves, over arrays only: which item is next, who takes it, who is held for it.

No Python object is touched here, and only those parts of numpy are used that numba compiles too.
"""

import numpy as np

from hamseda.routing.heaps import Ints
from hamseda.routing.rules import NEVER

Compared = tuple[bool, int, int, int, int]  # interrupts other work, measure, idle since, id, slot
NOBODY = -1
FEW = 8  # so many are quicker one by one than as an array
BY_ONLY, BY_UNDISTURBED, BY_MEASURE, BY_IDLENESS, BY_NUMBER = 0, 1, 2, 3, 4


def first_bucket(count: int, free: Ints, head: Ints, head_id: Ints) -> int:
    """Find the bucket whose first item is first of all that somebody could take now, else NOBODY."""
    if count <= FEW:
        return _first_of_few(count, free, head, head_id)
    return first_of(np.nonzero(free[:count] > 0)[0], head, head_id)


def _first_of_few(count: int, free: Ints, head: Ints, head_id: Ints) -> int:
    best, first, first_id = NOBODY, NEVER, 0
    for bucket in range(count):
        if free[bucket] > 0:
            order = head[bucket]
            if order < first or (order == first and best != NOBODY and head_id[bucket] < first_id):
                best, first, first_id = bucket, order, head_id[bucket]
    return best


def first_of(buckets: Ints, head: Ints, head_id: Ints) -> int:
    """Find, among some buckets, the one whose first item is first in line; NOBODY if all are empty."""
    if buckets.size == 0:
        return NOBODY
    heads = head[buckets]
    best = heads.min()
    if best >= NEVER:
        return NOBODY
    level = buckets[heads == best]
    return int(level[head_id[level].argmin()])


def blocked_buckets(count: int, free: Ints, able: Ints) -> Ints:
    """Find the buckets that nobody has room for now, though somebody present would have, if empty."""
    return np.nonzero((free[:count] == 0) & (able[:count] > 0))[0]


def room_left(load: Ints, excludes: Ints, units: int, limits: Ints, channels: Ints, weights: Ints) -> Ints:
    """Units left over, kind by kind, if the agent took one more of that kind; negative = it does not fit.

    `excludes[c, d]` is 1 where work on channel c is not interrupted by channel d, so that it counts.
    """
    counted = (load.reshape(-1, 1) * excludes).sum(axis=0)
    whole = units - counted[channels] - weights
    single = limits[channels] - load[channels] - weights
    room: Ints = np.minimum(whole, single)
    return room


def occupancy(busy: Ints, signed: Ints, running: Ints, load: Ints, units: Ints, elapsed: Ints) -> Ints:
    """Occupancy in millionths: unit-time in use ÷ unit-time signed in, both up to now."""
    used = busy + np.minimum(load, units) * elapsed
    whole = units * (signed + running * elapsed)
    return np.floor_divide(used * 1_000_000, np.maximum(whole, 1))


def fairest(disturbs: Ints, measure: Ints, idle_since: Ints, ids: Ints) -> tuple[int, int]:
    """Which of some takes it and what settled it: no interruption, then the measure, then longest idle, then the id."""
    if ids.size == 1:
        return 0, BY_ONLY
    left = np.nonzero(disturbs == disturbs.min())[0]
    if left.size == 1:
        return int(left[0]), BY_UNDISTURBED
    for by, values in ((BY_MEASURE, measure), (BY_IDLENESS, idle_since)):
        here = values[left]
        left = left[here == here.min()]
        if left.size == 1:
            return int(left[0]), by
    return int(left[ids[left].argmin()]), BY_NUMBER


def fairest_of_few(rows: list[Compared]) -> tuple[Compared, int]:
    """The same over rows: one by one is quicker where there are few."""
    if len(rows) == 1:
        return rows[0], BY_ONLY
    left = rows
    for by, column in ((BY_UNDISTURBED, 0), (BY_MEASURE, 1), (BY_IDLENESS, 2)):
        best = min(row[column] for row in left)
        left = [row for row in left if row[column] == best]
        if len(left) == 1:
            return left[0], by
    return min(left, key=lambda row: row[3]), BY_NUMBER


def shortfall(load: Ints, excludes: Ints, units: Ints, on_channel: Ints, limit: Ints, weight: int) -> Ints:
    """Units that each agent must first free to take work of a kind.

    `load` and `excludes` are agents × channels, the latter towards the channel of that kind; `on_channel`
    and `limit` are each agent's load and limit there.
    """
    excess = np.maximum((load * excludes).sum(axis=1) - units, on_channel - limit) + weight
    needed: Ints = np.maximum(excess, 0)
    return needed


def nearest_to_free(candidates: Ints, excess: Ints, ids: Ints) -> int:
    """Who is held for a blocked item: the fewest units to be freed, then the id."""
    least = candidates[excess == excess.min()]
    return int(least[ids[least].argmin()])
