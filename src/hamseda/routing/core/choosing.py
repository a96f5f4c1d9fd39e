"""Which agent takes a piece of work."""

from heapq import heappop

from hamseda.routing.core.columns import NEVER, Column
from hamseda.routing.core.crew import (
    AGENT_BITS,
    AGENT_MASK,
    AGENTS,
    BY_COUNT,
    KINDS,
    LEVELS,
    MILLION,
    NOBODY,
    Crew,
)


def anybody_ready(crew: Crew, teams: Column, begin: int, end: int, kind: int) -> bool:
    """Say whether anybody of some teams has room for a kind."""
    for at in range(begin, end):
        team = teams[at]
        if crew.is_single[team]:
            if crew.idle[team][0] < NEVER:
                return True
        elif crew.count[team * crew.settings[KINDS] + kind] > 0:
            return True
    return False


def anybody_there(crew: Crew, teams: Column, begin: int, end: int) -> bool:
    """Say whether anybody of some teams is there."""
    for at in range(begin, end):
        team = teams[at]
        if crew.there[team] > 0:
            return True
    return False


def fairest(crew: Crew, teams: Column, begin: int, end: int, kind: int, now: int) -> int:
    """Who of some teams takes a piece of a kind; NOBODY where nobody has room.

    First who need interrupt nothing, then the least measure, then the longest idle, then the number: the first of each team,
    and of these the first.
    """
    best = NOBODY
    for at in range(begin, end):
        team = teams[at]
        if crew.is_levelled[team]:
            agent = fairest_standing(crew, team, kind, now)
        elif not crew.is_single[team]:
            agent = fairest_ready(crew, team, kind, now)
        elif crew.idle[team][0] < NEVER:
            agent = fairest_idler(crew, team, now)
        else:
            continue
        if best == NOBODY or (agent != NOBODY and is_fairer(crew, agent, best, kind, now)):
            best = agent
    return best


def is_fairer(crew: Crew, agent: int, other: int, kind: int, now: int) -> bool:
    """Say whether an agent takes a piece of a kind rather than another."""
    return goes_before(
        crew, agent, disturbs(crew, agent, kind), measure(crew, agent, now),
        other, disturbs(crew, other, kind), measure(crew, other, now),
    )  # fmt: skip


def disturbs(crew: Crew, agent: int, kind: int) -> int:
    """Say (1 or 0) whether an agent has to interrupt something for one more piece of a kind."""
    return 1 if crew.total[agent] + crew.weight[kind] > crew.units[crew.team[agent]] else 0


def fairest_ready(crew: Crew, team: int, kind: int, now: int) -> int:
    """Who of those of a team who have room for a kind takes it; NOBODY where nobody has."""
    row = kind * crew.settings[AGENTS] + crew.first[team]
    end = row + crew.count[team * crew.settings[KINDS] + kind]
    return fairest_of(crew, crew.ready, row, end, kind, now, crew.settings[BY_COUNT])[0]


def fairest_of(
    crew: Crew, ready: Column, begin: int, end: int, kind: int, now: int, by_count: int
) -> tuple[int, int]:
    """Who of some agents with room for a kind takes it, and who would if they did not; NOBODY where there is none.

    The measure is that of `measured`, for agents who are there, as all who have room are.
    """
    weight, team_of, units_of = crew.weight[kind], crew.team, crew.units
    total, busy, since, origin = crew.total, crew.busy, crew.since, crew.origin
    idle_since, number = crew.idle_since, crew.number
    best, other = NOBODY, NOBODY
    first = second = (2, NEVER, NEVER, NEVER)
    for place in range(begin, end):
        agent = ready[place]
        load, units = total[agent], units_of[team_of[agent]]
        disturbs = 1 if load + weight > units else 0
        if disturbs > second[0]:
            continue  # would interrupt something, and two others need not
        if by_count:
            found = crew.handled[agent]
        else:
            used = min(load, units) * (now - since[agent]) + busy[agent]
            found = used * MILLION // max(units * (now - origin[agent]), 1)
        if disturbs == second[0] and found > second[1]:
            continue
        rank = (disturbs, found, idle_since[agent], number[agent])
        if rank < first:
            best, other, first, second = agent, best, rank, first
        elif rank < second:
            other, second = agent, rank
    return best, other


def fairest_standing(crew: Crew, team: int, kind: int, now: int) -> int:
    """Who of a levelled team takes a piece of a kind: the first of each level that has room, and of these the first."""
    best = NOBODY
    for level in range(crew.settings[LEVELS]):
        row = team * crew.settings[LEVELS] + level
        if crew.rise[row * crew.settings[KINDS] + kind] == NOBODY:
            continue
        drop_leavers(crew, team, level)
        if crew.standing[row][0] >= NEVER:
            continue
        agent = fairest_of_level(crew, team, level, now)
        if best == NOBODY or is_fairer(crew, agent, best, kind, now):
            best = agent
    return best


def drop_leavers(crew: Crew, team: int, level: int) -> None:
    """Let somebody who stands at a level be its first entry, if anybody does."""
    heap = crew.standing[team * crew.settings[LEVELS] + level]
    while heap[0] < NEVER and not stands(crew, team, level, heap[0]):
        heappop(heap)


def stands(crew: Crew, team: int, level: int, code: int) -> bool:
    """Say whether an entry is that of somebody who stands there."""
    agent = crew.first[team] + (code & AGENT_MASK)
    return crew.stood[agent] == level and crew.code[agent] == code


def fairest_of_level(crew: Crew, team: int, level: int, now: int) -> int:
    """Who of a level is next; somebody who stands there is its first entry. See `fairest_idler`."""
    heap, first, units, origin = (
        crew.standing[team * crew.settings[LEVELS] + level], crew.first[team], crew.units[team], crew.origin,
    )  # fmt: skip
    best = first + (heap[0] & AGENT_MASK)
    by_count = crew.settings[BY_COUNT]
    added = 0 if by_count else crew.total[best] * now
    least = measure(crew, best, now)
    longest = max(units * (now - crew.eldest[team]), 1)
    limit = least + 1 if by_count else ((least + 1) * longest + MILLION - 1) // MILLION - added
    limit = min(limit << AGENT_BITS, NEVER)
    if heap[1] >= limit and heap[2] >= limit:
        return best
    for code in heap:
        if code >= limit or not stands(crew, team, level, code):
            continue
        agent, found = first + (code & AGENT_MASK), code >> AGENT_BITS
        if not by_count:
            found = (found + added) * MILLION // max(units * (now - origin[agent]), 1)
        if found < least or (found == least and goes_before(crew, agent, 0, found, best, 0, least)):
            best, least = agent, found
    return best


def fairest_idler(crew: Crew, team: int, now: int) -> int:
    """Who of a single team's idle agents is next; there is one.

    The heap is in the order of work done, the measure is that ÷ time signed in, rounded down: whoever has done so much
    more that even with the longest time they come later need not be looked at.
    """
    heap = crew.idle[team]
    top = heap[0]
    best, second = crew.first[team] + (top & AGENT_MASK), min(heap[1], heap[2])
    if second >= NEVER:
        return best
    if crew.settings[BY_COUNT]:
        is_clear = (second >> AGENT_BITS) > (top >> AGENT_BITS)
    else:
        whole = crew.units[team] * (now - crew.eldest[team])
        ahead = (second >> AGENT_BITS) - (top >> AGENT_BITS)
        is_clear = crew.origin[best] == crew.eldest[team] and ahead * MILLION >= whole > 0
    return best if is_clear else closest_race(crew, team, now)


def closest_race(crew: Crew, team: int, now: int) -> int:
    """The same where it is not plain at once: all who could be the one are measured.

    Whoever has done more than `limit` would come later even with the longest time signed in.
    """
    heap, first, units, origin = crew.idle[team], crew.first[team], crew.units[team], crew.origin
    by_count = crew.settings[BY_COUNT]
    best = first + (heap[0] & AGENT_MASK)
    least = measure(crew, best, now)
    longest = max(units * (now - crew.eldest[team]), 1)
    limit = least + 1 if by_count else ((least + 1) * longest + MILLION - 1) // MILLION
    limit = min(limit << AGENT_BITS, NEVER)
    for code in heap:
        if code >= limit:
            continue
        agent, found = first + (code & AGENT_MASK), code >> AGENT_BITS
        if not by_count:
            found = found * MILLION // max(units * (now - origin[agent]), 1)
        if found < least or (found == least and goes_before(crew, agent, 0, found, best, 0, least)):
            best, least = agent, found
    return best


def goes_before(
    crew: Crew, agent: int, disturbs: int, found: int, best: int, best_disturbs: int, best_measure: int
) -> bool:
    """Compare two agents by interruption, measure, idleness, number."""
    if disturbs != best_disturbs:
        return disturbs < best_disturbs
    if found != best_measure:
        return found < best_measure
    if crew.idle_since[agent] != crew.idle_since[best]:
        return crew.idle_since[agent] < crew.idle_since[best]
    return crew.number[agent] < crew.number[best]


def measure(crew: Crew, agent: int, now: int) -> int:
    """What fairness makes equal, as the settings say."""
    return measured(crew, agent, now, crew.settings[BY_COUNT])


def measured(crew: Crew, agent: int, now: int, by_count: int) -> int:
    """What fairness makes equal: millionths of occupancy up to now, or items handled."""
    if by_count:
        return crew.handled[agent]
    units, total, since = crew.units[crew.team[agent]], crew.total[agent], crew.since[agent]
    used, elapsed = crew.busy[agent], max(now - since, 0)
    signed = since - crew.origin[agent]
    if total > 0:
        used += min(total, units) * elapsed
    if total > 0 or crew.present[agent]:
        signed += elapsed
    return used * MILLION // max(units * signed, 1)
