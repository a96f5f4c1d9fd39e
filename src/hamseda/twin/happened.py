"""What happened in one replication: plain columns, filled while it is played."""

from enum import IntEnum

import msgspec
from msgspec import Struct


class Outcome(IntEnum):
    """How an attempt ended; each attempt ends in exactly one of them."""

    SERVED = 0
    ABANDONED = 1
    BLOCKED = 2
    DEFLECTED = 3
    VOICEMAIL = 4
    CALLBACK = 5
    OPEN = 6


class Why(IntEnum):
    """Where an attempt came from."""

    FRESH = 0
    RETRIAL = 1
    TRANSFER = 2
    STEERED = 3
    MESSAGE = 4


class Stretches(Struct):
    """Columns of stretches of agents' time: the group, the ends, the units in use (at most all of them)."""

    group: list[int] = []
    begin: list[int] = []
    end: list[int] = []
    units: list[int] = []

    def add(self, group: int, begin: int, end: int, units: int) -> None:
        """Note one more."""
        self.group.append(group)
        self.begin.append(begin)
        self.end.append(end)
        self.units.append(units)


class Happened(Struct):
    """Columns of attempts, callbacks, work in hand, begun work and presence.

    An attempt's `ended` is when it left the line: with an agent, by giving up, or as the line's last state.
    `begun` are the instants at which agents of a group began a contact (`began`); `there` are stretches of presence
    (group, begin, end).
    """

    kind: list[int] = []
    why: list[int] = []
    entered: list[int] = []
    ended: list[int] = []
    outcome: list[int] = []
    called: list[
        tuple[int, int, int, int]
    ] = []  # type, promised, called, 1 where somebody answered (0 not, 2 open)
    work: Stretches = msgspec.field(default_factory=Stretches)
    began: list[int] = []
    begun: list[int] = []
    there: list[tuple[int, int, int]] = []

    def end(self, kind: int, why: int, entered: int, ended: int, outcome: int) -> None:
        """Note the end of an attempt."""
        self.kind.append(kind)
        self.why.append(why)
        self.entered.append(entered)
        self.ended.append(ended)
        self.outcome.append(outcome)
