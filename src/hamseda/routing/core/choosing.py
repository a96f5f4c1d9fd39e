"""Which agent takes a piece of work."""

from hamseda.routing.core.columns import NEVER, Column
from hamseda.routing.core.crew import (
    AGENT_BITS,
    AGENT_MASK,
    AGENTS,
    BY_COUNT,
    KINDS,
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

    First who need interrupt nothing, then the least measure, then the longest idle, then the number.
    """
    best, best_disturbs, best_measure = NOBODY, 0, 0
    for at in range(begin, end):
        team = teams[at]
        if crew.is_single[team]:
            if crew.idle[team][0] >= NEVER:
                continue
            agent = fairest_idler(crew, team, now)
            found, disturbs = measure(crew, agent, now), 0
            if best == NOBODY or goes_before(crew, agent, disturbs, found, best, best_disturbs, best_measure):
                best, best_disturbs, best_measure = agent, disturbs, found
            continue
        row = kind * crew.settings[AGENTS] + crew.first[team]
        for place in range(row, row + crew.count[team * crew.settings[KINDS] + kind]):
            agent = crew.ready[place]
            found = measure(crew, agent, now)
            disturbs = 1 if crew.total[agent] + crew.weight[kind] > crew.units[team] else 0
            if best == NOBODY or goes_before(crew, agent, disturbs, found, best, best_disturbs, best_measure):
                best, best_disturbs, best_measure = agent, disturbs, found
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
    """The same where it is not plain at once: all who could be the one are measured."""
    heap = crew.idle[team]
    best = crew.first[team] + (heap[0] & AGENT_MASK)
    least = measure(crew, best, now)
    whole = max(crew.units[team] * (now - crew.eldest[team]), 1)
    for code in heap:
        if code >= NEVER:
            continue
        key = code >> AGENT_BITS
        lowest = key if crew.settings[BY_COUNT] else key * MILLION // whole
        if lowest > least:
            continue
        agent = crew.first[team] + (code & AGENT_MASK)
        found = measure(crew, agent, now)
        if goes_before(crew, agent, 0, found, best, 0, least):
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
    return agent < best


def measure(crew: Crew, agent: int, now: int) -> int:
    """What fairness makes equal: millionths of occupancy up to now, or items handled."""
    if crew.settings[BY_COUNT]:
        return crew.handled[agent]
    units, total, since = crew.units[crew.team[agent]], crew.total[agent], crew.since[agent]
    used, elapsed = crew.busy[agent], max(now - since, 0)
    signed = since - crew.origin[agent]
    if total > 0:
        used += min(total, units) * elapsed
    if total > 0 or crew.present[agent]:
        signed += elapsed
    return used * MILLION // max(units * signed, 1)
