"""A crew that people join one by one, each a team of their own: where hardly two agents are alike.

What teams of several need (heaps of the idle, levels, lists of those who have room) is left out: the crew's index answers.
"""

from hamseda.routing.core.assembly import excludes_of, limits_of
from hamseda.routing.core.columns import NEVER
from hamseda.routing.core.crew import (
    AGENTS,
    HOLD_AFTER,
    INDEXED,
    KINDS,
    MAY_HOLD,
    OFFERS,
    SETTINGS,
    TEAMS,
    Crew,
)
from hamseda.routing.core.crew import CHANNELS as OF_CHANNELS
from hamseda.routing.core.index import Index
from hamseda.routing.rules import Agent, Config

OF_AGENT = (
    "units", "is_single", "is_levelled", "idlers", "there", "team", "number", "present", "busy", "since", "origin",
    "idle_since", "handled", "total", "ringing", "held",
)  # fmt: skip


def nobody_yet(config: Config, index: Index) -> Crew:
    """A crew without agents and kinds. Items may be counted or not, one by one: `settings` does not say."""
    settings = [0] * SETTINGS
    settings[HOLD_AFTER], settings[OFFERS] = config.hold_after_ms, config.offers_per_agent
    settings[OF_CHANNELS], settings[MAY_HOLD], settings[INDEXED] = config.channels, 1, 1
    columns = [name for name in Crew.__slots__ if name not in {"settings", "first", "index"}]
    return Crew(settings=settings, first=[0], index=index, **{name: [] for name in columns})


def join(crew: Crew, config: Config, agent: Agent) -> int:
    """Enter an agent who has never been there, and return the place in the columns."""
    place = crew.settings[AGENTS]
    for name in OF_AGENT:
        getattr(crew, name).append(0)
    channels = config.channels
    crew.load += [0] * channels
    crew.limits += [0] * channels
    crew.excludes += [0] * channels**2
    crew.fits += [0] * crew.settings[KINDS]
    crew.eldest.append(NEVER)
    crew.team[place], crew.number[place] = place, agent.id
    crew.settings[AGENTS] = crew.settings[TEAMS] = place + 1
    crew.first.append(place + 1)
    define(crew, config, place, agent)
    return place


def define(crew: Crew, config: Config, place: int, agent: Agent) -> None:
    """Give an agent another capacity; `refit` is the caller's."""
    channels = config.channels
    crew.units[place] = agent.units
    crew.limits[place * channels : (place + 1) * channels] = limits_of(agent, channels)
    crew.excludes[place * channels**2 : (place + 1) * channels**2] = excludes_of(agent, config)


def add_kind(crew: Crew, channel: int, weight: int) -> int:
    """Enter a kind of work, for which nobody has room until they are fitted anew; returns its number."""
    kind, agents = crew.settings[KINDS], crew.settings[AGENTS]
    crew.channel.append(channel)
    crew.weight.append(weight)
    for column in (crew.hold_order, crew.hold_item, crew.hold_agent):
        column.append(0)
    before = crew.fits
    crew.fits = [has for at in range(agents) for has in (*before[at * kind : (at + 1) * kind], 0)]
    crew.settings[KINDS] = kind + 1
    return kind
