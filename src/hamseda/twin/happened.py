"""What happened in one replication: plain columns, filled while it is played."""

from enum import IntEnum

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


class Happened(Struct):
    """Columns of attempts, callbacks, work in hand, begun work and presence.

    An attempt's `ended` is when it left the line: with an agent, by giving up, or as the line's last state.
    `work` are stretches of one agent's time (group, begin, end, units in use, at most all of them), `begun` are pairs
    (group, instant), `there` are stretches of presence (group, begin, end).
    """

    kind: list[int] = []
    why: list[int] = []
    entered: list[int] = []
    ended: list[int] = []
    outcome: list[int] = []
    called: list[
        tuple[int, int, int, int]
    ] = []  # type, promised, called, 1 where somebody answered (0 not, 2 open)
    work: list[tuple[int, int, int, int]] = []
    begun: list[tuple[int, int]] = []
    there: list[tuple[int, int, int]] = []

    def end(self, kind: int, why: int, entered: int, ended: int, outcome: int) -> None:
        """Note the end of an attempt."""
        self.kind.append(kind)
        self.why.append(why)
        self.entered.append(entered)
        self.ended.append(ended)
        self.outcome.append(outcome)
