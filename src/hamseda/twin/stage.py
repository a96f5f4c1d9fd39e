"""What is played, as flat columns: contacts, their chances, what types are like, what is due; lists or arrays."""

from dataclasses import dataclass
from typing import Final

from hamseda.routing.api import Column, Crew, Line, Shares

DONE, FREED, PERIOD, GIVE_UP, CALLBACK, VOICEMAIL, RING, COME = range(8)

# What is due is one integer: the millisecond, what happens, to whom. Smaller is earlier.
WHOM_BITS: Final = 25
TIME_BITS: Final = 35  # as far as arrays of 64 bits reach: more than a year
WHAT_SHIFT: Final = WHOM_BITS
TIME_SHIFT: Final = WHOM_BITS + 3
WHOM_MASK: Final = (1 << WHOM_BITS) - 1
WHAT_MASK: Final = 7 << WHAT_SHIFT
FREED_CODE: Final = FREED << WHAT_SHIFT
GIVE_UP_CODE: Final = GIVE_UP << WHAT_SHIFT

NOBODY: Final = -1
NOTHING: Final = -1
NO_LINE: Final = 0  # the lines of the telephone system are numbered from 1

# How a run comes back to whoever drives it; `counts[ABOUT]` says for which contact or period.
GO_ON, OVER, WANTS_ROOM, WANTS_WAY, WANTS_SHIFT = range(5)

CONTACTS, NEXT, CALLED, WORKED, THERE, ABOUT, SHIFT = range(7)  # the counts of a run
STOP, TYPES, POOLS = range(3)  # its settings

# The chances that a way has columns of.
SERVICE, WRAP_UP, PATIENCE, AGAIN, RETRIES, CALLS, REACHES, SPEAKS, MOVES, STEERS = range(10)
PURPOSES: Final = 10

# What a type is like, in whole numbers and in shares.
(
    LINE, CALLBACK_AFTER, ATTEMPT, VOICEMAIL_AFTER, VOICEMAIL_TO, STEERED_TO, RESERVE, IS_OUTBOUND, MOVES_FROM,
    MOVES_UNTIL, HAS_WRAP_UP, HAS_RETRIAL, HAS_DEFLECTION,
) = range(13)  # fmt: skip
FIELDS: Final = 13
RETRY, ACCEPT, REACH, SPEAK, STEER = range(5)
SHARES: Final = 5


@dataclass(slots=True)
class Stage:
    """All columns of a run.

    `events` and `alarms` (ends of rings) are heaps of what is due, `arrivals` are those who first come, in order.

    By contact: from `kind` to `patience`. `ended` is when it left the line, with an agent too, or was promised a callback;
    then `begun` is when it was called. A contact is *brisk* as its type, or not (NOTHING): of a type without lines, rings,
    retrials and the like, in a centre of single teams, and for the first time; how long it is worked on and waits is in
    `spent` and `patience`. The others have a *way*, that is what they now are and first were, at which attempt and leg:
    `columns` say by way and purpose where its chances are in `times` and `coins`, less the number (`root`) of the first
    contact; `ways` say by way and road (a type, or another attempt) which way follows.

    By type: from `only_team` to `shares`, `pool_head`, `pool_tail`; by type and team: `able`. By bucket: `ring_after`,
    `ring_to`. By agent: `is_there` (for the next shift), `there_since`, `changed`. Rows of four: `called`, `worked`; of
    three: `there`.
    """

    crew: Crew
    queue: Line
    counts: Column
    settings: Column
    events: Column
    alarms: Column
    arrivals: Column
    kind: Column
    root: Column
    way: Column
    link: Column
    entered: Column
    why: Column
    line: Column
    agent: Column
    reached: Column
    outcome: Column
    ended: Column
    begun: Column
    freed: Column
    brisk: Column
    spent: Column
    patience: Column
    only_team: Column
    bucket_of: Column
    lead: Column
    ends: Column
    weight: Column
    types: Column
    shares: Shares
    moves_to: Column
    moves: Shares
    ring_after: Column
    ring_to: Column
    columns: Column
    ways: Column
    times: Column
    coins: Shares
    able: Column
    room: Column
    pools: Column
    pool_head: Column
    pool_tail: Column
    is_there: Column
    there_since: Column
    changed: Column
    called: Column
    worked: Column
    there: Column
