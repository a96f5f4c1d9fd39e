"""Agents as flat columns: what each team can do, what each agent does now, and who has room for what.

A *team* are agents alike: equal queues, skills and capacity. A *kind* of work is a pair (channel, weight). In a *single*
team whoever has one piece of work has room for no other, so that its idle agents are all who have room.
"""

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from hamseda.routing.core.columns import NEVER, Column, size_of, withdraw
from hamseda.routing.core.index import tell_presence, tell_room

NOBODY = -1
AGENT_BITS = 17  # a team has at most so many agents
AGENT_MASK = (1 << AGENT_BITS) - 1
MILLION = 1_000_000
BY_COUNT, HOLD_AFTER, OFFERS, KINDS, CHANNELS, AGENTS, TEAMS, MAY_HOLD, LEVELS, INDEXED = range(10)
SETTINGS = 10


@dataclass(slots=True)
class Crew:
    """All columns.

    By team: `first` (its first agent; one more at the end), `units`, `is_single`, `eldest`, `idlers`, `there`, `idle`;
    by team and kind: `count`; by team and channel: `limits`; by team and two channels: `excludes`. By kind: `channel`,
    `weight`, and the holds of a round. The others by agent, `fits` by agent and kind, `load` by agent and channel; `ready`
    and `place` by kind and agent.

    `origin` is the instant since which an agent would have been there without a break, so that `now - origin` is the
    time signed in; `eldest` is no later than that of any in the team. `idle[team]` is a heap of those who are idle, in
    the order of what they have done. Where all teams are single nobody is ever held: who has room at all has room for
    anything that they could do.

    In a *levelled* team room depends on the sum of the load alone, of which there are few: `level` is an agent's, `rise` and
    `fall` (by team, level and kind) are those with one piece more or less, NOBODY where it does not fit. Whoever may be
    offered something *stands* in the heap of their level (`stood`), in the order of `code`: what they will have done at any
    instant differs among those of a level as it did when they came to it. Entries of who has left it are dropped later.

    `number` settles what nothing else does. Where the settings say INDEXED every agent is a team, and `index` is told who
    has room and who is there; `count`, `ready` and what teams of several need are not kept then.
    """

    settings: Column
    first: Column
    units: Column
    is_single: Column
    eldest: Column
    idlers: Column
    there: Column
    count: Column
    limits: Column
    excludes: Column
    channel: Column
    weight: Column
    hold_order: Column
    hold_item: Column
    hold_agent: Column
    team: Column
    number: Column
    present: Column
    busy: Column
    since: Column
    origin: Column
    idle_since: Column
    handled: Column
    total: Column
    ringing: Column
    held: Column
    fits: Column
    load: Column
    ready: Column
    place: Column
    idle: list[Column]
    is_levelled: Column
    level: Column
    rise: Column
    fall: Column
    stood: Column
    code: Column
    standing: list[Column]
    index: Any  # an `Index`; nothing where the settings do not say so


def arrive(crew: Crew, agent: int, now: int) -> None:
    """Sign an agent in and offer them work from now on; where items are counted, level with the least of those there."""
    settle(crew, agent, now)
    if crew.settings[BY_COUNT]:
        crew.handled[agent] = max(crew.handled[agent], least_handled(crew))
    team = crew.team[agent]
    crew.present[agent] = 1
    crew.there[team] += 1
    crew.eldest[team] = min(crew.eldest[team], crew.origin[agent])
    crew.idle_since[agent] = now
    if crew.settings[INDEXED]:
        tell_presence(crew.index, agent, 1)
    seat(crew, agent)


def go(crew: Crew, agent: int, now: int) -> None:
    """Offer an agent nothing more; what they have in hand stays theirs."""
    settle(crew, agent, now)
    unseat(crew, agent)
    crew.present[agent] = 0
    crew.there[crew.team[agent]] -= 1
    if crew.settings[INDEXED]:
        tell_presence(crew.index, agent, -1)
    refit(crew, agent)


def least_handled(crew: Crew) -> int:
    """The fewest items that anybody present has handled; 0 where nobody is."""
    least = NEVER
    for agent in range(crew.settings[AGENTS]):
        if crew.present[agent]:
            least = min(least, crew.handled[agent])
    return 0 if least == NEVER else least


def note_eldest(crew: Crew) -> None:
    """Find each team's longest time signed in anew, which only ever bounds the measures of its idle agents."""
    for team in range(crew.settings[TEAMS]):
        least = NEVER
        for agent in range(crew.first[team], crew.first[team + 1]):
            if crew.present[agent] or crew.total[agent] > 0:
                least = min(least, crew.origin[agent])
        crew.eldest[team] = least


def take(crew: Crew, agent: int, kind: int, now: int) -> None:
    """Put a piece of work on an agent who has room for it."""
    settle(crew, agent, now)
    unseat(crew, agent)
    crew.load[agent * crew.settings[CHANNELS] + crew.channel[kind]] += crew.weight[kind]
    crew.total[agent] += crew.weight[kind]
    change_level(crew, agent, kind, crew.rise)
    refit(crew, agent)


def give_back(crew: Crew, agent: int, kind: int, now: int) -> None:
    """Take a piece of work off an agent; a new idleness begins."""
    settle(crew, agent, now)
    crew.load[agent * crew.settings[CHANNELS] + crew.channel[kind]] -= crew.weight[kind]
    crew.total[agent] -= crew.weight[kind]
    change_level(crew, agent, kind, crew.fall)
    crew.idle_since[agent] = now
    seat(crew, agent)


def settle(crew: Crew, agent: int, now: int) -> None:
    """Book the time since the last change, before anything changes."""
    elapsed = now - crew.since[agent]
    if elapsed <= 0:
        return
    total = crew.total[agent]
    if total > 0:
        crew.busy[agent] += min(total, crew.units[crew.team[agent]]) * elapsed
    elif not crew.present[agent]:
        crew.origin[agent] += elapsed
    crew.since[agent] = now


def seat(crew: Crew, agent: int) -> None:
    """Note that an agent may have become free, with all that they have room for."""
    if crew.present[agent] and crew.total[agent] == 0:
        team = crew.team[agent]
        crew.idlers[team] += 1
        if crew.is_single[team]:
            heappush(crew.idle[team], idle_code(crew, agent))
    refit(crew, agent)


def unseat(crew: Crew, agent: int) -> None:
    """Note that an agent who may have been free is so no more."""
    if crew.present[agent] and crew.total[agent] == 0:
        team = crew.team[agent]
        crew.idlers[team] -= 1
        if crew.is_single[team]:
            withdraw(crew.idle[team], idle_code(crew, agent))


def idle_code(crew: Crew, agent: int) -> int:
    """What stands for an idle agent in the heap: the measure's growing part, then the place in the team."""
    key = crew.handled[agent] if crew.settings[BY_COUNT] else crew.busy[agent]
    return (key << AGENT_BITS) | (agent - crew.first[crew.team[agent]])


def refit(crew: Crew, agent: int) -> None:
    """Work out anew for which kinds an agent has room; in a single team being idle says it."""
    team = crew.team[agent]
    if crew.is_single[team]:
        return
    open_to_offers = (
        crew.present[agent] and not crew.held[agent] and crew.ringing[agent] < crew.settings[OFFERS]
    )
    if crew.is_levelled[team]:
        stand_level(crew, agent, crew.level[agent] if open_to_offers else NOBODY)
        return
    for kind in range(crew.settings[KINDS]):
        has_room = 1 if open_to_offers and has_room_for(crew, agent, kind) else 0
        if has_room != crew.fits[agent * crew.settings[KINDS] + kind]:
            crew.fits[agent * crew.settings[KINDS] + kind] = has_room
            if crew.settings[INDEXED]:
                tell_room(crew.index, agent, kind, 1 if has_room else -1)
            elif has_room:
                make_ready(crew, agent, kind)
            else:
                make_unready(crew, agent, kind)


def change_level(crew: Crew, agent: int, kind: int, to: Column) -> None:
    """Follow a piece of work more or less, in a levelled team."""
    team = crew.team[agent]
    if crew.is_levelled[team]:
        level = team * crew.settings[LEVELS] + crew.level[agent]
        crew.level[agent] = to[level * crew.settings[KINDS] + kind]


def stand_level(crew: Crew, agent: int, level: int) -> None:
    """Let an agent stand at a level, or nowhere (NOBODY), and count who has room for each kind anew."""
    team = crew.team[agent]
    by_count = crew.settings[BY_COUNT]
    key = crew.handled[agent] if by_count else crew.busy[agent] - crew.total[agent] * crew.since[agent]
    code = (key << AGENT_BITS) | (agent - crew.first[team])
    before = crew.stood[agent]
    if before == level and (level == NOBODY or crew.code[agent] == code):
        return
    count_level(crew, team, before, -1)
    count_level(crew, team, level, 1)
    crew.stood[agent], crew.code[agent] = level, code
    if level != NOBODY:
        heap = crew.standing[team * crew.settings[LEVELS] + level]
        if size_of(heap) > 2 * (crew.first[team + 1] - crew.first[team]):
            rebuild(crew, team, level)  # the newcomer too
        else:
            heappush(heap, code)


def count_level(crew: Crew, team: int, level: int, one: int) -> None:
    """Count an agent of a level among those who have room for the kinds that fit there, or no more."""
    if level == NOBODY:
        return
    kinds = crew.settings[KINDS]
    for kind in range(kinds):
        if crew.rise[(team * crew.settings[LEVELS] + level) * kinds + kind] != NOBODY:
            crew.count[team * kinds + kind] += one


def rebuild(crew: Crew, team: int, level: int) -> None:
    """Drop all entries of those who have left a level."""
    heap = crew.standing[team * crew.settings[LEVELS] + level]
    while heap[0] < NEVER:
        heappop(heap)
    for agent in range(crew.first[team], crew.first[team + 1]):
        if crew.stood[agent] == level:
            heappush(heap, crew.code[agent])


def has_room_for(crew: Crew, agent: int, kind: int) -> bool:
    """Say whether one more piece of a kind fits beside what an agent has in hand."""
    return missing_units(crew, agent, kind) <= 0


def missing_units(crew: Crew, agent: int, kind: int) -> int:
    """Units that an agent would have to free for one more piece of a kind; none or fewer: it fits.

    Work on a channel that this kind's channel may interrupt does not count.
    """
    channels, team, channel = crew.settings[CHANNELS], crew.team[agent], crew.channel[kind]
    counted = 0
    for running in range(channels):
        if crew.excludes[(team * channels + running) * channels + channel]:
            counted += crew.load[agent * channels + running]
    whole = counted - crew.units[team]
    single = crew.load[agent * channels + channel] - crew.limits[team * channels + channel]
    return max(whole, single) + crew.weight[kind]


def make_ready(crew: Crew, agent: int, kind: int) -> None:
    """Enter an agent among those of the team who have room for a kind."""
    agents, team = crew.settings[AGENTS], crew.team[agent]
    cell = team * crew.settings[KINDS] + kind
    at = kind * agents + crew.first[team] + crew.count[cell]
    crew.ready[at] = agent
    crew.place[kind * agents + agent] = at
    crew.count[cell] += 1


def make_unready(crew: Crew, agent: int, kind: int) -> None:
    """Strike an agent off those who have room for a kind; the last of them takes the place."""
    agents, team = crew.settings[AGENTS], crew.team[agent]
    cell = team * crew.settings[KINDS] + kind
    crew.count[cell] -= 1
    last = crew.ready[kind * agents + crew.first[team] + crew.count[cell]]
    at = crew.place[kind * agents + agent]
    crew.ready[at] = last
    crew.place[kind * agents + last] = at
