"""Who serves a bucket and has room for it now: one by one where they are few, flags of all agents where they are many."""

import numpy as np

from hamseda.routing.core.columns import Column
from hamseda.routing.staff import Flags, Ints

FEW_READY = 100  # so many agents are found quicker one by one


class Servers:
    """Who serves a bucket, at least with nothing in hand: `flags[agent]` is 1 for each of them."""

    __slots__ = ("_slots", "count", "flags")

    def __init__(self, able: Flags) -> None:
        self.count, self.flags = int(np.count_nonzero(able)), able.tobytes()
        self._slots: Column | None = None

    def all(self) -> Column:
        """The same one by one."""
        if self._slots is None:
            self._slots = np.frombuffer(self.flags, np.bool_).nonzero()[0].tolist()
        return self._slots

    def among(self, marked: bytearray) -> Flags:
        """Those of them who are marked, as flags."""
        both: Flags = np.frombuffer(self.flags, np.bool_) & np.frombuffer(marked, np.bool_, len(self.flags))
        return both


class Ready:
    """Who has room for a kind."""

    __slots__ = ("flags", "slots")

    def __init__(self, seats: int) -> None:
        self.slots: set[int] = set()
        self.flags = bytearray(seats)

    def change(self, agent: int, has_room: bool) -> None:
        """Follow one agent."""
        (self.slots.add if has_room else self.slots.discard)(agent)
        self.flags[agent] = has_room

    def of(self, servers: Servers) -> Column | Ints:
        """Those of some who serve a bucket, in any order; an array where they are many."""
        if servers.count <= FEW_READY:
            return [agent for agent in servers.all() if self.flags[agent]]
        if len(self.slots) <= FEW_READY:
            return [agent for agent in self.slots if servers.flags[agent]]
        slots = servers.among(self.flags).nonzero()[0]
        return slots if len(slots) > FEW_READY else slots.tolist()
