"""Crew and line from what the live kernel is told: its settings, agents and requirements, by the same rules."""

from collections.abc import Sequence
from functools import partial
from itertools import accumulate

from hamseda.routing.core.columns import NEVER, Columns
from hamseda.routing.core.crew import AGENT_BITS, AGENT_MASK, NOBODY, Crew
from hamseda.routing.core.line import COUNTS, Line
from hamseda.routing.rules import Agent, Config, Fairness, Requirement, can_serve

EVERYTHING = 2**31  # a channel without a limit of its own

MOST_LEVELS = 16
Team = tuple[Agent, int]  # so many who are all like one


def assemble(
    make: Columns,
    config: Config,
    teams: Sequence[Team],
    needs: Sequence[Requirement],
    items: int,
    until_ms: int,
) -> tuple[Crew, Line]:
    """Build an empty floor: a bucket for each requirement, room for so many items.

    Agents are numbered team by team, from 0; nobody is there yet. No instant is later than `until_ms`.
    """
    kinds = list(dict.fromkeys((need.channel, need.weight) for need in needs))
    return _crew(make, config, teams, kinds, until_ms), _line(make, config, teams, needs, kinds, items)


def _crew(
    make: Columns, config: Config, teams: Sequence[Team], kinds: list[tuple[int, int]], until_ms: int
) -> Crew:
    sizes = [size for _, size in teams]
    count, of_kind, channels = sum(sizes), len(kinds), config.channels
    single = [
        _is_single(agent, config, kinds) and _is_counted(agent, size, until_ms) for agent, size in teams
    ]
    levels = [
        Levels(agent, config, kinds) if not is_single and _is_counted(agent, size, until_ms) else NO_LEVELS
        for (agent, size), is_single in zip(teams, single, strict=True)
    ]
    of_levels = max(1, *(len(steps.rise) for steps in levels))
    none, nobody_yet = partial(make.blank, value=0), partial(make.blank, count, 0)
    return Crew(
        settings=make.of([
            config.fairness is Fairness.COUNT, config.hold_after_ms, config.offers_per_agent, of_kind, channels, count,
            len(teams), not all(single), of_levels, False,
        ]),
        first=make.of([0, *accumulate(sizes)]),
        units=make.of(agent.units for agent, _ in teams),
        is_single=make.of(single),
        eldest=make.blank(len(teams), NEVER),
        idlers=none(len(teams)),
        there=none(len(teams)),
        count=none(len(teams) * of_kind),
        limits=make.of(limit for agent, _ in teams for limit in limits_of(agent, channels)),
        excludes=make.of(flag for agent, _ in teams for flag in excludes_of(agent, config)),
        channel=make.of(channel for channel, _ in kinds),
        weight=make.of(weight for _, weight in kinds),
        hold_order=none(of_kind),
        hold_item=none(of_kind),
        hold_agent=none(of_kind),
        team=make.of(team for team, size in enumerate(sizes) for _ in range(size)),
        number=make.of(range(count)),
        present=nobody_yet(),
        busy=nobody_yet(),
        since=nobody_yet(),
        origin=nobody_yet(),
        idle_since=nobody_yet(),
        handled=nobody_yet(),
        total=nobody_yet(),
        ringing=nobody_yet(),
        held=nobody_yet(),
        fits=none(count * of_kind),
        load=none(count * channels),
        ready=none(count * of_kind),
        place=none(count * of_kind),
        idle=make.heaps(len(teams), max(sizes)),
        is_levelled=make.of(bool(steps.rise) for steps in levels),
        level=nobody_yet(),
        rise=make.of(to for steps in levels for to in steps.padded(steps.rise, of_levels, of_kind)),
        fall=make.of(to for steps in levels for to in steps.padded(steps.fall, of_levels, of_kind)),
        stood=make.blank(count, NOBODY),
        code=nobody_yet(),
        standing=make.heaps(len(teams) * of_levels, 2 * max(sizes) + 1 if of_levels > 1 else 0),
        index=make.blank(0, 0),
    )  # fmt: skip


class Levels:
    """The sums of load that a levelled team's agents can have: for each and each kind, which one a piece more or less gives.

    None where room depends on more than the sum, or where there are many sums.
    """

    def __init__(self, agent: Agent | None, config: Config, kinds: list[tuple[int, int]]) -> None:
        self.rise: list[list[int]] = []
        self.fall: list[list[int]] = []
        if agent is None or agent.channel_units:
            return
        if config.interrupted_by if agent.interrupted_by is None else agent.interrupted_by:
            return
        weights = [weight for _, weight in kinds]
        loads = _sums(weights, agent.units)
        if len(loads) <= MOST_LEVELS:
            number = {load: level for level, load in enumerate(loads)}
            self.rise = [[number.get(load + weight, NOBODY) for weight in weights] for load in loads]
            self.fall = [[number.get(load - weight, NOBODY) for weight in weights] for load in loads]

    def padded(self, rows: list[list[int]], levels: int, kinds: int) -> list[int]:
        """The rows of as many levels as there are at most in any team."""
        return [to for row in rows for to in row] + [NOBODY] * (kinds * (levels - len(rows)))


def _sums(weights: list[int], units: int) -> list[int]:
    """What may be in hand at once, in ascending order; one too many where there are more than the most."""
    found, due = {0}, [0]
    while due and len(found) <= MOST_LEVELS:
        load = due.pop()
        more = {load + weight for weight in weights if load + weight <= units} - found
        found |= more
        due += more
    return sorted(found)


NO_LEVELS = Levels(None, Config(), [])


def _is_counted(agent: Agent, size: int, until_ms: int) -> bool:
    """Say whether what an agent does until an instant, and the place in the team, have room in one entry of a heap."""
    return agent.units * until_ms < NEVER >> AGENT_BITS and size <= AGENT_MASK


def limits_of(agent: Agent, channels: int) -> list[int]:
    """The most units that an agent takes on each channel."""
    limits = [0 if agent.channel_units else EVERYTHING] * channels
    for channel, units in agent.channel_units:
        limits[channel] = units
    return limits


def excludes_of(agent: Agent, config: Config) -> list[int]:
    """Running channel by newcomer: 1 where the running work counts, 0 where it is interrupted."""
    channels = config.channels
    flags = [1] * (channels * channels)
    pairs = config.interrupted_by if agent.interrupted_by is None else agent.interrupted_by
    for running, newcomer in pairs:
        flags[running * channels + newcomer] = 0
    return flags


def _is_single(agent: Agent, config: Config, kinds: list[tuple[int, int]]) -> bool:
    """Say whether an agent with any one piece of work has room for no other."""
    limits, excludes = limits_of(agent, config.channels), excludes_of(agent, config)
    possible = [(channel, weight) for channel, weight in kinds if _could(agent, limits, channel, weight)]
    for channel, weight in possible:
        for newcomer, more in possible:
            counted = weight if excludes[channel * config.channels + newcomer] else 0
            on_channel = weight if channel == newcomer else 0
            if counted + more <= agent.units and on_channel + more <= limits[newcomer]:
                return False
    return True


def _could(agent: Agent, limits: list[int], channel: int, weight: int) -> bool:
    """Say whether an agent with nothing in hand has room for a piece of work."""
    return weight <= min(agent.units, limits[channel])


def _line(
    make: Columns,
    config: Config,
    teams: Sequence[Team],
    needs: Sequence[Requirement],
    kinds: list[tuple[int, int]],
    items: int,
) -> Line:
    rows = [[_serves(config, agent, need) for agent, _ in teams] for need in needs]
    return Line(
        counts=make.blank(COUNTS, 0),
        kind=make.of(kinds.index((need.channel, need.weight)) for need in needs),
        begin=make.of([0, *accumulate(map(sum, rows))]),
        teams=make.of(team for row in rows for team, is_able in enumerate(row) if is_able),
        serves=make.of(is_able for row in rows for is_able in row),
        head=make.blank(len(needs), NOBODY),
        tail=make.blank(len(needs), NOBODY),
        open=make.blank(len(needs), 0),
        place=make.blank(len(needs), 0),
        bucket=make.blank(items, 0),
        order=make.blank(items, 0),
        entered=make.blank(items, 0),
        after=make.blank(items, 0),
        before=make.blank(items, 0),
    )  # fmt: skip


def _serves(config: Config, agent: Agent, need: Requirement) -> bool:
    """Say whether an agent serves a bucket, at least with nothing in hand."""
    limits = limits_of(agent, config.channels)
    return can_serve(agent, need) and _could(agent, limits, need.channel, need.weight)
