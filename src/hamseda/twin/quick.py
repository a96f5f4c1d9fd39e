"""The quick engine, for models so simple that the order of service says everything: one line, one kind of place.

One type, one group of always so many agents who hold one contact at a time, first come first served: who takes a
contact changes nothing for the contacts, so no kernel is asked, and each contact's start is found by a recursion over
the instants at which places become free (J. Kiefer and J. Wolfowitz, "On the theory of queues with many servers"
(1955); with impatience F. Baccelli, P. Boyer and G. Hebuterne (1984)). Waits are those of the general engine to the
millisecond (tested).
"""

from heapq import heapify, heapreplace

import numpy as np

from hamseda.twin.casting import channel_of, could_serve, places
from hamseda.twin.chances import Chances, Leg
from hamseda.twin.document import Model
from hamseda.twin.happened import Happened, Outcome, Stretches, Why
from hamseda.twin.spreads import FOREVER, SECOND, milliseconds

EXTRAS = ("rings", "line", "retrial", "callback", "voicemail", "transfer", "deflection", "outbound")


def is_simple(model: Model) -> bool:
    """Say whether the quick engine may play a model."""
    if len(model.types) > 1 or len(model.groups) > 1:
        return False
    kind, group = model.types[0], model.groups[0]
    is_steady = not isinstance(group.agents, tuple) or len(set(group.agents)) == 1
    return (
        is_steady
        and group.shrinkage == 0
        and not any(getattr(kind, name) for name in EXTRAS)
        and could_serve(model, kind, group)
        and places(model, kind, group) == 1
    )


def play_quickly(model: Model, chances: Chances) -> Happened:
    """Play one replication of a simple model."""
    kind, group = model.types[0], model.groups[0]
    heads = group.agents[0] if isinstance(group.agents, tuple) else group.agents
    arrivals, patience = np.asarray(chances.arrivals[0], np.int64), chances.patience[0]
    length = model.periods.minutes * 60 * SECOND
    stop = round(length * model.periods.count) + milliseconds(model.periods.after_hours_s)
    busy_ms = chances.first_service[0]
    if kind.wrap_up is not None:
        busy_ms = busy_ms + chances.times("wrap_up", Leg(0, 0))
    ended, outcome = (
        np.array(column, np.int64)
        for column in _follow(arrivals.tolist(), busy_ms.tolist(), patience.tolist(), heads, stop)
    )
    is_served = outcome == Outcome.SERVED
    begin, nought = ended[is_served], np.zeros(is_served.sum(), np.int64)
    weight = channel_of(model, kind.channel).weight
    return Happened(
        kind=np.zeros_like(arrivals),
        why=np.full_like(arrivals, Why.FRESH),
        entered=arrivals,
        ended=ended,
        outcome=outcome,
        called=[],
        work=Stretches(nought, begin, np.minimum(begin + busy_ms[is_served], stop), nought + weight),
        began=nought,
        begun=begin,
        there=[(0, 0, stop)] * heads,
    )


def _follow(
    arrivals: list[int], busy: list[int], patience: list[int], heads: int, stop: int
) -> tuple[list[int], list[int]]:
    """When each contact left the line, and how."""
    served, abandoned, still_open = int(Outcome.SERVED), int(Outcome.ABANDONED), int(Outcome.OPEN)
    free = [0] * heads or [FOREVER]
    heapify(free)
    ended: list[int] = []
    outcome: list[int] = []
    for instant, work, patient in zip(arrivals, busy, patience, strict=True):
        start = free[0]
        start = max(start, instant)
        if start > instant + patient and instant + patient <= stop:
            ended.append(instant + patient)
            outcome.append(abandoned)
        elif start > stop:
            ended.append(stop)
            outcome.append(still_open)
        else:
            ended.append(start)
            outcome.append(served)
            heapreplace(free, start + work)
    return ended, outcome
