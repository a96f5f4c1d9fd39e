"""A round of offers: who waits is offered to who has room, and a large item is kept from starving by smaller ones.

Small work would for ever fill the gap that a large item waits for; so of each kind the first item that nobody has room
for, once it has waited long, has one agent held for it, who takes nothing that stands behind.
"""

from hamseda.routing.core.choosing import anybody_ready, anybody_there, fairest
from hamseda.routing.core.columns import NEVER, Column
from hamseda.routing.core.crew import (
    HOLD_AFTER,
    INDEXED,
    KINDS,
    MAY_HOLD,
    NOBODY,
    Crew,
    give_back,
    missing_units,
    refit,
    take,
)
from hamseda.routing.core.index import ask_agents, ask_blocked
from hamseda.routing.core.line import (
    APPLIED,
    HOLDS,
    OPEN,
    WAITING,
    Line,
    first_placeable,
    leave,
    stands_before,
)

UNKNOWN = -1


def begin_round(line: Line) -> None:
    """A round of offers: the holds are those of its beginning."""
    line.counts[HOLDS], line.counts[APPLIED] = UNKNOWN, 0


def next_offer(line: Line, crew: Crew, now: int) -> int:
    """The item that is offered next in this round; NOBODY where none can be placed any more."""
    while line.counts[WAITING] > 0:
        item = first_placeable(line, crew)
        if item == NOBODY:
            return NOBODY
        if line.counts[HOLDS] == UNKNOWN:  # a single item that can be placed is held up by nobody
            is_held_up = crew.settings[MAY_HOLD] and line.counts[WAITING] > 1
            line.counts[HOLDS] = find_holds(line, crew, now) if is_held_up else 0
        if line.counts[HOLDS] > 0 and stands_behind_hold(line, crew, item):
            apply_hold(line, crew)
            continue
        return item
    return NOBODY


def reserve(line: Line, crew: Crew, item: int, now: int) -> int:
    """Take an item out of the line for the fairest of those who have room, and let it ring there; answers the agent."""
    bucket = line.bucket[item]
    kind = line.kind[bucket]
    agent = fairest(crew, line.teams, line.begin[bucket], line.begin[bucket + 1], kind, now)
    leave(line, item)
    let_ring(crew, agent, kind, now)
    return agent


def let_ring(crew: Crew, agent: int, kind: int, now: int) -> None:
    """Offer a piece of work to an agent, whose room it takes from now on."""
    crew.ringing[agent] += 1
    take(crew, agent, kind, now)


def accept(crew: Crew, agent: int) -> None:
    """The offer is taken."""
    crew.ringing[agent] -= 1
    crew.handled[agent] += 1
    refit(crew, agent)


def decline(crew: Crew, agent: int, kind: int, now: int) -> None:
    """The offer is not taken; the item is for its owner to put back where it stood."""
    crew.ringing[agent] -= 1
    give_back(crew, agent, kind, now)


def end_round(line: Line, crew: Crew) -> None:
    """Let those who were held take anything again."""
    first = line.counts[HOLDS]
    for at in range(max(first, 0), max(first, 0) + line.counts[APPLIED]):
        agent = crew.hold_agent[at]
        crew.held[agent] = 0
        refit(crew, agent)
    line.counts[APPLIED] = 0


def stands_behind_hold(line: Line, crew: Crew, item: int) -> bool:
    """Say whether an item is behind the first one in line for which an agent is held (the last of the holds)."""
    at = line.counts[HOLDS] - 1
    if line.order[item] != crew.hold_order[at]:
        return line.order[item] > crew.hold_order[at]
    return item > crew.hold_item[at]


def apply_hold(line: Line, crew: Crew) -> None:
    """Keep the held agent from everything that stands behind."""
    line.counts[HOLDS] -= 1
    line.counts[APPLIED] += 1
    agent = crew.hold_agent[line.counts[HOLDS]]
    crew.held[agent] = 1
    refit(crew, agent)


def find_holds(line: Line, crew: Crew, now: int) -> int:
    """One agent held for each kind whose first blocked item has waited long; the first in line comes last."""
    found = 0
    for kind in range(crew.settings[KINDS]):
        item = first_blocked(line, crew, kind)
        if item != NOBODY and line.entered[item] + crew.settings[HOLD_AFTER] <= now:
            at = found
            while at > 0 and stands_before(line, crew.hold_item[at - 1], item):
                crew.hold_item[at] = crew.hold_item[at - 1]
                at -= 1
            crew.hold_item[at] = item
            found += 1
    return hold_agents(line, crew, found)


def first_blocked(line: Line, crew: Crew, kind: int) -> int:
    """The first item of a kind that nobody has room for, though somebody present would have, if empty."""
    if crew.settings[INDEXED]:
        return ask_blocked(crew.index, kind)
    best = NOBODY
    for at in range(line.counts[OPEN]):
        bucket = line.open[at]
        item = line.head[bucket]
        if line.kind[bucket] != kind or (best != NOBODY and not stands_before(line, item, best)):
            continue
        begin, end = line.begin[bucket], line.begin[bucket + 1]
        if anybody_there(crew, line.teams, begin, end) and not anybody_ready(
            crew, line.teams, begin, end, kind
        ):
            best = item
    return best


def hold_agents(line: Line, crew: Crew, found: int) -> int:
    """Find somebody for each item held for, the first in line choosing first; answers for how many somebody was found."""
    kept = found
    for at in range(found - 1, -1, -1):
        item = crew.hold_item[at]
        agent = nearest_to_free(line, crew, item, kept, found)
        if agent != NOBODY:
            kept -= 1
            crew.hold_item[kept], crew.hold_order[kept], crew.hold_agent[kept] = item, line.order[item], agent
    for at in range(kept, found):  # to the beginning of the columns
        to = at - kept
        crew.hold_item[to], crew.hold_order[to] = crew.hold_item[at], crew.hold_order[at]
        crew.hold_agent[to] = crew.hold_agent[at]
    return found - kept


def nearest_to_free(line: Line, crew: Crew, item: int, taken_from: int, taken_to: int) -> int:
    """Who has to free the fewest units for an item, then the smallest number; none of those taken already."""
    bucket = line.bucket[item]
    kind = line.kind[bucket]
    if crew.settings[INDEXED]:
        agents = ask_agents(crew.index, bucket)
        return nearest_of(crew, agents, 0, len(agents), kind, taken_from, taken_to)
    return nearest_of(
        crew, line.teams, line.begin[bucket], line.begin[bucket + 1], kind, taken_from, taken_to
    )


def nearest_of(
    crew: Crew, teams: Column, begin: int, end: int, kind: int, taken_from: int, taken_to: int
) -> int:
    """The same of some teams."""
    best, least = NOBODY, NEVER
    for at in range(begin, end):
        team = teams[at]
        for agent in range(crew.first[team], crew.first[team + 1]):
            if not crew.present[agent]:
                continue
            missing = max(missing_units(crew, agent, kind), 0)
            is_nearer = missing < least or (missing == least and crew.number[agent] < crew.number[best])
            if is_nearer and not is_taken(crew, agent, taken_from, taken_to):
                best, least = agent, missing
    return best


def is_taken(crew: Crew, agent: int, taken_from: int, taken_to: int) -> bool:
    """Say whether an agent is held for another item already."""
    for at in range(taken_from, taken_to):  # noqa: SIM110 (a generator is not compiled)
        if crew.hold_agent[at] == agent:
            return True
    return False
