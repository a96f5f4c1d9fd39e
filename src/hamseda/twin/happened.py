"""What happened in one replication: plain columns, put together when it has been played."""

from enum import IntEnum

import numpy as np
from msgspec import Struct

from hamseda.twin.spreads import Ints

# Plain numbers, for what is compiled.
OPEN, SERVED, ABANDONED, BLOCKED, DEFLECTED, VOICEMAILED, PROMISED = range(
    7
)  # open first: columns begin as noughts
FRESH, RETRIAL, TRANSFER, STEERED, MESSAGE = range(5)


class Outcome(IntEnum):
    """How an attempt ended; each attempt ends in exactly one of them."""

    OPEN = OPEN
    SERVED = SERVED
    ABANDONED = ABANDONED
    BLOCKED = BLOCKED
    DEFLECTED = DEFLECTED
    VOICEMAIL = VOICEMAILED
    CALLBACK = PROMISED


class Why(IntEnum):
    """Where an attempt came from."""

    FRESH = FRESH
    RETRIAL = RETRIAL
    TRANSFER = TRANSFER
    STEERED = STEERED
    MESSAGE = MESSAGE


class Stretches(Struct, eq=False):
    """Columns of stretches of agents' time: the group, the ends, the units in use (at most all of them)."""

    group: Ints
    begin: Ints
    end: Ints
    units: Ints


class Happened(Struct, eq=False):
    """Columns of attempts, callbacks, work in hand, begun work and presence.

    An attempt's `ended` is when it left the line: with an agent, by giving up, or as the line's last state. `called` are
    rows of type, promised, called, and 1 where somebody answered (0 not, 2 open). `begun` are the instants at which
    agents of a group began a contact (`began`); `there` are stretches of presence (group, begin, end).
    """

    kind: Ints
    why: Ints
    entered: Ints
    ended: Ints
    outcome: Ints
    called: list[tuple[int, int, int, int]]
    work: Stretches
    began: Ints
    begun: Ints
    there: list[tuple[int, int, int]]

    def columns(self) -> list[Ints]:
        """Everything, each in a column or rows of its own."""
        work = self.work
        return [
            self.kind, self.why, self.entered, self.ended, self.outcome, self.began, self.begun,
            work.group, work.begin, work.end, work.units,
            np.array(self.called, np.int64), np.array(self.there, np.int64),
        ]  # fmt: skip

    def __eq__(self, other: object) -> bool:
        """Say whether the same happened in every detail."""
        if not isinstance(other, Happened):
            return NotImplemented
        return all(map(np.array_equal, self.columns(), other.columns()))

    __hash__ = None  # type: ignore[assignment]
