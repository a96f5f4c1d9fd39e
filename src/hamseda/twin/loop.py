"""The loop over all that is due, in its order: the part that must be fast.

Of things that happen at the same instant the ends come first (work, wrap-up), then schedules, then those who give up,
then those who come: the order of the numbers in `stage`.
"""

from heapq import heappop, heappush

from hamseda.routing.api import (
    AGENT_BITS,
    BY_COUNT,
    NEVER,
    WAITING,
    fairest,
    fairest_idler,
    first_for_team,
    leave_bucket,
    stand,
    withdraw,
)
from hamseda.twin.coming import change_shift, come, give_up, offer_callback, offer_voicemail
from hamseda.twin.happened import ABANDONED, OPEN, SERVED
from hamseda.twin.notes import note_there
from hamseda.twin.serving import begin_outbound, decide, done, free, turn
from hamseda.twin.stage import (
    ABOUT,
    CALLBACK,
    COME,
    CONTACTS,
    DONE,
    FREED,
    FREED_CODE,
    GIVE_UP,
    GIVE_UP_CODE,
    GO_ON,
    NEXT,
    NOBODY,
    NOTHING,
    OVER,
    PERIOD,
    POOLS,
    RING,
    SHIFT,
    STOP,
    TIME_SHIFT,
    VOICEMAIL,
    WANTS_ROOM,
    WANTS_SHIFT,
    WANTS_WAY,
    WHAT_MASK,
    WHAT_SHIFT,
    WHOM_MASK,
    Stage,
)


def play(s: Stage) -> int:  # noqa: C901, PLR0912, PLR0915 (see its docstring)
    """Play on from where it stands, until it is over or something is wanted of the caller.

    Most contacts of most models are *brisk*: of a type without lines, rings, retrials and the like, in a centre where
    agents hold one contact at a time. Their steps are written out here, since calls would cost more than they do; they
    are those of `coming` and `serving` in every respect (tested).
    """
    counts, events, alarms, arrivals, brisk = s.counts, s.events, s.alarms, s.arrivals, s.brisk
    only_team, bucket_of, lead, ends = s.only_team, s.bucket_of, s.lead, s.ends
    spent, patience = s.spent, s.patience
    agent_of, outcome, ended, freed = s.agent, s.outcome, s.ended, s.freed
    crew, line = s.crew, s.queue
    team_of, first, idle, idlers = crew.team, crew.first, crew.idle, crew.idlers
    busy, since, idle_since = crew.busy, crew.since, crew.idle_since
    total, handled, present, weight = crew.total, crew.handled, crew.present, s.weight
    waiting, order, entered = line.counts, line.order, line.entered
    by_count, stop = crew.settings[BY_COUNT], s.settings[STOP]
    arriving = arrivals[counts[NEXT]]
    while True:  # in one function: apart, its three steps cost 2 to 4 % of the plain speed
        code = events[0]
        if arriving < code and arriving < alarms[0]:
            whom = arriving & WHOM_MASK
            kind = brisk[whom]
            if kind >= 0:
                now = arriving >> TIME_SHIFT
                counts[NEXT] += 1
                arriving = arrivals[counts[NEXT]]
                agent, team = NOBODY, only_team[kind]
                if team >= 0:
                    if idle[team][0] < NEVER:
                        agent = fairest_idler(crew, team, now)
                else:
                    at = bucket_of[kind]
                    agent = fairest(crew, line.teams, line.begin[at], line.begin[at + 1], line.kind[at], now)
                    team = team_of[agent]
                if agent == NOBODY:
                    order[whom], entered[whom] = 2 * now + lead[kind], now
                    stand(line, whom, bucket_of[kind])
                    instant = now + patience[whom]
                    if instant <= stop:
                        heappush(events, (instant << TIME_SHIFT) | GIVE_UP_CODE | whom)
                    continue
                mine = ((handled[agent] if by_count else busy[agent]) << AGENT_BITS) | (agent - first[team])
                if idle[team][0] == mine:
                    heappop(idle[team])
                else:
                    withdraw(idle[team], mine)
                idlers[team] -= 1
                since[agent] = now
                agent_of[whom], outcome[whom], ended[whom] = agent, SERVED, now
                total[agent] = weight[kind]
                handled[agent] += 1
                instant = now + spent[whom]
                if instant <= stop:
                    heappush(events, (instant << TIME_SHIFT) | ends[kind] | whom)
                continue
        elif code < alarms[0] and (code & WHAT_MASK) <= FREED_CODE and brisk[code & WHOM_MASK] >= 0:
            heappop(events)
            now, whom = code >> TIME_SHIFT, code & WHOM_MASK
            agent = agent_of[whom]
            freed[whom] = now
            busy[agent] += total[agent] * (now - since[agent])
            since[agent], idle_since[agent] = now, now
            total[agent] = 0
            if present[agent] == 0:
                note_there(s, agent, now)
                continue
            team = team_of[agent]
            is_asked_for = waiting[WAITING] > 0
            if is_asked_for and alarms[0] >> TIME_SHIFT > now:
                whom = first_for_team(line, crew, team)
                is_asked_for = whom != NOBODY
                if is_asked_for and brisk[whom] >= 0:
                    kind = brisk[whom]
                    leave_bucket(line, whom)
                    agent_of[whom], outcome[whom], ended[whom] = agent, SERVED, now
                    total[agent] = weight[kind]
                    handled[agent] += 1
                    instant = now + spent[whom]
                    if instant <= stop:
                        heappush(events, (instant << TIME_SHIFT) | ends[kind] | whom)
                    continue
            idlers[team] += 1
            heappush(
                idle[team],
                ((handled[agent] if by_count else busy[agent]) << AGENT_BITS) | (agent - first[team]),
            )
            if is_asked_for:
                decide(s, now)
            if s.settings[POOLS]:
                begin_outbound(s, now)
            continue
        elif code < alarms[0] and (code & WHAT_MASK) == GIVE_UP_CODE and brisk[code & WHOM_MASK] >= 0:
            heappop(events)
            whom = code & WHOM_MASK
            if outcome[whom] == OPEN:
                leave_bucket(line, whom)
                ended[whom], outcome[whom] = code >> TIME_SHIFT, ABANDONED
            continue
        wanted = advance(s)
        if wanted != GO_ON:
            return wanted
        arriving = arrivals[counts[NEXT]]


def advance(s: Stage) -> int:
    """The next thing happens, whatever it is."""
    counts = s.counts
    code = min(s.events[0], s.arrivals[counts[NEXT]], s.alarms[0])
    now, what, whom = code >> TIME_SHIFT, (code >> WHAT_SHIFT) & 7, code & WHOM_MASK
    if now > s.settings[STOP]:
        return OVER
    if counts[CONTACTS] + 1 >= len(s.kind):
        return WANTS_ROOM
    if what == COME and s.way[whom] == NOTHING:
        s.way[whom] = s.ways[s.link[whom]]
        if s.way[whom] == NOTHING:
            counts[ABOUT] = whom
            return WANTS_WAY
    if what == PERIOD and counts[SHIFT] != whom:
        counts[ABOUT] = whom
        return WANTS_SHIFT
    if code == s.events[0]:
        heappop(s.events)
    elif code == s.arrivals[counts[NEXT]]:
        counts[NEXT] += 1
    happen(s, what, whom, now)
    if what != COME and s.queue.counts[WAITING] > 0:  # who comes has asked already
        decide(s, now)
    if s.settings[POOLS]:
        begin_outbound(s, now)
    return GO_ON


def happen(s: Stage, what: int, whom: int, now: int) -> None:
    """One thing happens to somebody."""
    if what == COME:
        come(s, whom, now)
    elif what == DONE:
        done(s, whom, now)
    elif what == FREED:
        free(s, whom, now)
    elif what == GIVE_UP:
        give_up(s, whom, now)
    elif what == CALLBACK:
        offer_callback(s, whom, now)
    elif what == VOICEMAIL:
        offer_voicemail(s, whom, now)
    elif what == RING:
        turn(s, now)
    elif what == PERIOD:
        change_shift(s, now)
