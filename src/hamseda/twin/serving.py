"""Who serves whom: rounds of offers, the ends of work, and what we begin ourselves."""

from heapq import heappop, heappush

from hamseda.routing.api import (
    WAITING,
    accept,
    begin_round,
    end_round,
    give_back,
    leave_bucket,
    next_offer,
    reserve,
    stand,
)
from hamseda.twin.happened import PROMISED, SERVED, TRANSFER
from hamseda.twin.notes import (
    chance,
    leave_line,
    length,
    note_call,
    note_due,
    note_end,
    note_there,
    note_work,
)
from hamseda.twin.roads import follow
from hamseda.twin.stage import (
    ATTEMPT,
    DONE,
    FIELDS,
    FREED,
    HAS_WRAP_UP,
    MOVES,
    MOVES_FROM,
    MOVES_UNTIL,
    NO_LINE,
    NOBODY,
    NOTHING,
    POOLS,
    RESERVE,
    RING,
    SERVICE,
    STOP,
    TIME_SHIFT,
    WHAT_SHIFT,
    WHOM_MASK,
    WRAP_UP,
    Stage,
)


def turn(s: Stage, now: int) -> None:
    """Let everybody whose ring is over stand where the next one lets them."""
    while s.alarms[0] >> TIME_SHIFT <= now:
        whom = s.alarms[0] & WHOM_MASK
        heappop(s.alarms)
        bucket = s.queue.bucket[whom]
        if (
            bucket == NOBODY
            or s.ring_to[bucket] == NOTHING
            or s.queue.entered[whom] + s.ring_after[bucket] > now
        ):
            continue  # who has left the line since
        leave_bucket(s.queue, whom)
        put(s, whom, s.ring_to[bucket])


def put(s: Stage, whom: int, bucket: int) -> None:
    """Stand in a bucket, until its ring is over."""
    stand(s.queue, whom, bucket)
    if s.ring_to[bucket] != NOTHING:
        due = s.queue.entered[whom] + s.ring_after[bucket]
        if due <= s.settings[STOP]:
            heappush(s.alarms, (due << TIME_SHIFT) | (RING << WHAT_SHIFT) | whom)


def decide(s: Stage, now: int) -> None:
    """Offer until nothing more can be placed: who has taken one contact may have room for another."""
    made = 1
    while made and s.queue.counts[WAITING] > 0:
        turn(s, now)
        made = offer_round(s, now)


def offer_round(s: Stage, now: int) -> int:
    """Offer each agent at most one contact, all of which are taken; answers how many."""
    line, crew, made = s.queue, s.crew, 0
    begin_round(line)
    last, whom = NOBODY, next_offer(line, crew, now)
    while whom != NOBODY:
        s.agent[whom] = reserve(line, crew, whom, now)
        line.after[whom] = last  # out of the line, it is chained to the others of this round
        last = whom
        made += 1
        whom = next_offer(line, crew, now)
    end_round(line, crew)
    while last != NOBODY:
        accept(crew, s.agent[last])
        serve(s, last, now)
        last = line.after[last]
    return made


def serve(s: Stage, whom: int, now: int) -> None:
    """The contact has an agent, who has taken it."""
    agent, kind = s.agent[whom], s.kind[whom]
    note_work(s, agent, s.crew.total[agent] - s.weight[kind], now)
    if s.outcome[whom] != PROMISED:
        s.ended[whom], s.outcome[whom] = now, SERVED
        if s.brisk[whom] >= 0:  # nothing happens between the work and the work after it
            note_end(s, whom, now)
            return
        spent = length(s, whom, SERVICE)
    else:
        s.begun[whom] = now
        note_call(s, whom, now, s.reached[whom])
        spent = length(s, whom, SERVICE) if s.reached[whom] else s.types[kind * FIELDS + ATTEMPT]
    note_due(s, now + spent, DONE, whom)


def done(s: Stage, whom: int, now: int) -> None:
    """The contact is over; what remains is the work after it."""
    kind = s.kind[whom]
    is_reached = s.outcome[whom] != PROMISED or s.reached[whom] == 1
    if not (is_reached and moves_on(s, whom, now)):
        leave_line(s, whom)
    if is_reached and s.types[kind * FIELDS + HAS_WRAP_UP]:
        note_due(s, now + length(s, whom, WRAP_UP), FREED, whom)
    else:
        free(s, whom, now)


def free(s: Stage, whom: int, now: int) -> None:
    """The agent has done with the contact."""
    agent, work = s.agent[whom], s.queue.kind[s.bucket_of[s.kind[whom]]]
    note_work(s, agent, s.crew.total[agent], now)
    s.freed[whom] = now
    give_back(s.crew, agent, work, now)
    if s.crew.total[agent] == 0 and not s.crew.present[agent]:
        note_there(s, agent, now)


def moves_on(s: Stage, whom: int, now: int) -> bool:
    """Send a contact on to another type, on the same line of the telephone system; say whether it went."""
    kind = s.kind[whom]
    begin, end_ = s.types[kind * FIELDS + MOVES_FROM], s.types[kind * FIELDS + MOVES_UNTIL]
    if begin == end_:
        return False
    place = chance(s, whom, MOVES)
    for at in range(begin, end_):
        if place < s.moves[at]:
            follow(s, whom, s.moves_to[at], TRANSFER, now, s.line[whom])
            s.line[whom] = NO_LINE
            return True
        place -= s.moves[at]
    return False


def begin_outbound(s: Stage, now: int) -> None:
    """Call people while enough agents are idle."""
    for at in range(s.settings[POOLS]):
        kind = s.pools[at]
        while s.pool_head[kind] != NOBODY and idle_for(s, kind) > s.types[kind * FIELDS + RESERVE]:
            whom = s.pool_head[kind]
            following = s.queue.after[whom]
            s.queue.order[whom], s.queue.entered[whom] = 2 * now + s.lead[kind], now
            stand(s.queue, whom, s.bucket_of[kind])
            decide(s, now)
            if s.agent[whom] == NOBODY:
                leave_bucket(s.queue, whom)
                s.queue.after[whom] = following
                break
            s.pool_head[kind] = following
            if following == NOBODY:
                s.pool_tail[kind] = NOBODY


def idle_for(s: Stage, kind: int) -> int:
    """How many agents are idle who may do a type, at once or once all its rings are over."""
    teams, found = len(s.crew.idlers), 0
    for team in range(teams):
        if s.able[kind * teams + team]:
            found += s.crew.idlers[team]
    return found
