"""Of thousands who have room, the few who may be the fairest: arrays beside the columns, which are quicker one by one."""

import numpy as np

from hamseda.routing.core.columns import Column
from hamseda.routing.core.crew import MILLION, Crew
from hamseda.routing.staff import Flags, Ints, longer

MIRRORED = ("units", "total", "busy", "since", "origin", "handled", "idle_since", "number")


class Sieve:
    """What is compared of agents, as arrays; `touch` whoever something may have changed of."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.rows = np.zeros((len(MIRRORED), 0), np.int64)
        self.stale: set[int] = set()

    def touch(self, slot: int) -> None:
        """Note that an agent is to be looked at anew."""
        self.stale.add(slot)

    def likely(self, ready: Column | Ints, kind: int, now_ms: int, by_count: bool) -> Column:
        """Those of some agents among whom are the first and the next by the policy; a list is short and all of it."""
        if isinstance(ready, list):
            return ready
        self._look_anew()
        slots = ready
        for compared in (self._disturbs, self._measures, self._idle_since, self._numbers):
            values = compared(slots, kind, now_ms, by_count)
            is_first: Flags = values == values.min()
            if is_first.sum() == 1:
                following = np.where(is_first, np.iinfo(np.int64).max, values).argmin()
                return [int(slots[is_first.argmax()]), int(slots[following])]
            slots = slots[is_first]
        raise AssertionError("two agents have one number")

    def _look_anew(self) -> None:
        count = len(self.crew.units)
        if self.rows.shape[1] < count:
            self.rows = longer(self.rows, 2 * count, axis=1)
        for row, name in zip(self.rows, MIRRORED, strict=True):
            column = getattr(self.crew, name)
            for slot in self.stale:
                row[slot] = column[slot]
        self.stale.clear()

    def _disturbs(self, slots: Ints, kind: int, *_: int) -> Ints:
        units, total = self.rows[:2].take(slots, axis=1)
        return np.asarray(total + self.crew.weight[kind] > units, np.int64)

    def _measures(self, slots: Ints, _: int, now_ms: int, by_count: bool) -> Ints:
        units, total, busy, since, origin, handled = self.rows[:6].take(slots, axis=1)
        if by_count:
            return np.asarray(handled)
        used = np.minimum(total, units) * (now_ms - since) + busy
        return np.asarray(used * MILLION // np.maximum(units * (now_ms - origin), 1))

    def _idle_since(self, slots: Ints, *_: int) -> Ints:
        return np.asarray(self.rows[6].take(slots))

    def _numbers(self, slots: Ints, *_: int) -> Ints:
        return np.asarray(self.rows[7].take(slots))
