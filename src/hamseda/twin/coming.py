"""What befalls contacts outside of the agents' hands, and who is there."""

from hamseda.routing.api import arrive, go, leave_bucket, note_eldest
from hamseda.twin.happened import ABANDONED, BLOCKED, DEFLECTED, MESSAGE, OPEN, PROMISED, STEERED, VOICEMAILED
from hamseda.twin.notes import chance, end, leave_line, length, note_due, note_there, takes_line
from hamseda.twin.roads import follow, maybe_retry
from hamseda.twin.serving import decide, put
from hamseda.twin.stage import (
    ACCEPT,
    CALLBACK,
    CALLBACK_AFTER,
    CALLS,
    FIELDS,
    GIVE_UP,
    HAS_DEFLECTION,
    IS_OUTBOUND,
    NO_LINE,
    NOBODY,
    NOTHING,
    PATIENCE,
    REACH,
    REACHES,
    SHARES,
    SPEAK,
    SPEAKS,
    STEER,
    STEERED_TO,
    STEERS,
    STOP,
    VOICEMAIL,
    VOICEMAIL_AFTER,
    VOICEMAIL_TO,
    Stage,
)


def come(s: Stage, whom: int, now: int) -> None:
    """A contact comes: to a machine, among those whom we call, to a busy line, or in line."""
    kind = s.kind[whom]
    if s.types[kind * FIELDS + HAS_DEFLECTION] and chance(s, whom, STEERS) < s.shares[kind * SHARES + STEER]:
        end(s, whom, now, DEFLECTED)
        if s.types[kind * FIELDS + STEERED_TO] != NOTHING:
            follow(s, whom, s.types[kind * FIELDS + STEERED_TO], STEERED, now, NO_LINE)
    elif s.types[kind * FIELDS + IS_OUTBOUND]:
        join_pool(s, kind, whom)
    elif not takes_line(s, whom):
        end(s, whom, now, BLOCKED)
        maybe_retry(s, whom, now)
    else:
        queue(s, whom, now)


def queue(s: Stage, whom: int, now: int) -> None:
    """Stand in line; whoever is not served at once may give up, or be offered a callback or to leave a message."""
    kind = s.kind[whom]
    enter_line(s, whom, now)
    decide(s, now)
    if s.agent[whom] != NOBODY:
        return
    note_due(s, now + min(length(s, whom, PATIENCE), s.settings[STOP] + 1), GIVE_UP, whom)
    if s.types[kind * FIELDS + CALLBACK_AFTER] != NOTHING:
        note_due(s, now + s.types[kind * FIELDS + CALLBACK_AFTER], CALLBACK, whom)
    if s.types[kind * FIELDS + VOICEMAIL_AFTER] != NOTHING:
        note_due(s, now + s.types[kind * FIELDS + VOICEMAIL_AFTER], VOICEMAIL, whom)


def enter_line(s: Stage, whom: int, now: int) -> None:
    """Stand in the first bucket of the type."""
    kind, line = s.kind[whom], s.queue
    line.order[whom], line.entered[whom] = 2 * now + s.lead[kind], now
    put(s, whom, s.bucket_of[kind])


def join_pool(s: Stage, kind: int, whom: int) -> None:
    """Stand at the end of those whom we shall call."""
    last = s.pool_tail[kind]
    s.queue.after[whom] = NOBODY
    s.pool_tail[kind] = whom
    if last == NOBODY:
        s.pool_head[kind] = whom
    else:
        s.queue.after[last] = whom


def give_up(s: Stage, whom: int, now: int) -> None:
    """Leave the line for good, or until another attempt."""
    if s.outcome[whom] != OPEN:
        return
    leave_bucket(s.queue, whom)
    leave_line(s, whom)
    end(s, whom, now, ABANDONED)
    maybe_retry(s, whom, now)


def offer_callback(s: Stage, whom: int, now: int) -> None:
    """Hang up and keep the place, if the offer is taken."""
    kind = s.kind[whom]
    if s.outcome[whom] == OPEN and chance(s, whom, CALLS) < s.shares[kind * SHARES + ACCEPT]:
        leave_line(s, whom)
        end(s, whom, now, PROMISED)
        s.reached[whom] = 1 if chance(s, whom, REACHES) < s.shares[kind * SHARES + REACH] else 0


def offer_voicemail(s: Stage, whom: int, now: int) -> None:
    """Leave the line and a message, which may be work for somebody."""
    kind = s.kind[whom]
    if s.outcome[whom] == OPEN and chance(s, whom, SPEAKS) < s.shares[kind * SHARES + SPEAK]:
        leave_bucket(s.queue, whom)
        leave_line(s, whom)
        end(s, whom, now, VOICEMAILED)
        if s.types[kind * FIELDS + VOICEMAIL_TO] != NOTHING:
            follow(s, whom, s.types[kind * FIELDS + VOICEMAIL_TO], MESSAGE, now, NO_LINE)


def change_shift(s: Stage, now: int) -> None:
    """Let agents come and go as the period has it."""
    crew = s.crew
    for agent in range(len(s.is_there)):
        if s.is_there[agent] == crew.present[agent]:
            continue
        if s.is_there[agent]:
            arrive(crew, agent, now)
            if crew.total[agent] == 0:  # else they never went
                s.there_since[agent] = now
        else:
            go(crew, agent, now)
            if crew.total[agent] == 0:
                note_there(s, agent, now)
    note_eldest(crew)
