"""What the router knows and by which measure it orders the line: values and pure formulas.

Everybody in line ages alike, so the place of an item is one number that never changes while it waits:
its *key*, the instant at which it would have had to enter with no lead at all to stand where it stands.
The score in virtual minutes at any instant is (now - key) / 60,000.
"""

from enum import StrEnum
from functools import lru_cache

import msgspec

MINUTE_MS = 60_000
NEVER = 2**61  # later than any instant, and still safe to double in 64 bits


class Fairness(StrEnum):
    """What is made equal among the agents who could take the next item."""

    OCCUPANCY = "equal_occupancy"
    COUNT = "equal_count"


class Presence(StrEnum):
    """Whether an agent is offered work; being signed in and idle is not being available."""

    OFFLINE = "offline"
    BREAK = "break"
    AVAILABLE = "available"


class Stage(StrEnum):
    """How far the router has moved an item."""

    WAITING = "waiting"
    RESERVED = "reserved"
    WORKING = "working"
    WRAP_UP = "wrap_up"


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The policy of one organization.

    `channel_weights[c]` is the units of capacity that work on channel c takes (1 where absent);
    `interrupted_by` are pairs (running channel, channel that may interrupt it), used for agents who bring
    none of their own; safety's lead is never less than the two bounds together; an item that waited
    `hold_after_ms` and fits nobody's free units gets one agent held.
    """

    fairness: Fairness = Fairness.OCCUPANCY
    max_boost_minutes: float = 3.0
    max_priority_minutes: float = 60.0
    safety_lead_minutes: float = 24 * 60.0
    channels: int = 8
    channel_weights: tuple[int, ...] = ()
    interrupted_by: tuple[tuple[int, int], ...] = ()
    offers_per_agent: int = 1
    hold_after_ms: int = 5 * MINUTE_MS


class Ring(msgspec.Struct, frozen=True):
    """One step of relaxation, `after_ms` in line; rings add up: levels by the largest, the rest by union.

    `lower` takes levels off every required skill (never below 1), `drop` forgoes optional skills,
    `overflow` lets the agents of further queues serve too.
    """

    after_ms: int
    lower: int = 0
    drop: tuple[int, ...] = ()
    overflow: tuple[int, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A work item in a queue, in the router's numbers: small integers, milliseconds, virtual minutes.

    `fairness` is what is made equal for this item (None: as the organization sets);
    `owner` is waited for until `owner_until_ms`; `excluded` are pairs (agent, until ms); `stage` and `agent`
    are given when the router is restored from rows.
    """

    id: int
    queue: int
    channel: int
    entered_ms: int
    priority_minutes: float = 0.0
    boost_minutes: float = 0.0
    safety: bool = False
    skills: tuple[tuple[int, int], ...] = ()
    rings: tuple[Ring, ...] = ()
    owner: int | None = None
    owner_until_ms: int = 0
    weight: int | None = None
    fairness: Fairness | None = None
    excluded: tuple[tuple[int, int], ...] = ()
    stage: Stage = Stage.WAITING
    agent: int | None = None


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent can do and how much at once.

    `units` is the whole capacity, `channel_units` the most units per channel (all where absent, 0 = never);
    `interrupted_by` are pairs (running channel, channel that may interrupt it), None = the organization's.
    """

    id: int
    queues: tuple[int, ...] = ()
    skills: tuple[tuple[int, int], ...] = ()
    units: int = 1
    channel_units: tuple[tuple[int, int], ...] = ()
    interrupted_by: tuple[tuple[int, int], ...] | None = None


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent has done in this shift, up to `at_ms`; enough to go on after a restart.

    `busy_unit_ms` sums units in use over time, `signed_ms` the time available or at work; `load` are pairs
    (channel, units) of work that is no item of ours.
    """

    presence: Presence = Presence.OFFLINE
    at_ms: int = 0
    busy_unit_ms: int = 0
    signed_ms: int = 0
    handled: int = 0
    idle_since_ms: int = 0
    load: tuple[tuple[int, int], ...] = ()


class Snapshot(msgspec.Struct, frozen=True):
    """The whole state of a router, in no particular order."""

    agents: tuple[tuple[Agent, Shift], ...]
    items: tuple[Item, ...]


class Requirement(msgspec.Struct, frozen=True):
    """What an agent must fulfil to serve an item as it now waits; items with the same one share a bucket.

    With an `owner`, only that agent serves, whatever their queues and skills: they know the story.
    """

    queues: tuple[int, ...]
    skills: tuple[tuple[int, int], ...]
    channel: int
    weight: int
    barred: tuple[int, ...] = ()
    owner: int | None = None


class AgentReason(StrEnum):
    """What settled the choice of the agent."""

    OWNER = "owner"
    ONLY = "only"
    UNDISTURBED = "undisturbed"
    FAIREST = "fairest"
    IDLE_LONGEST = "idle_longest"
    NUMBER = "number"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """An offer of one item to one agent, with the figures that `explain` needs.

    `score` is in virtual minutes; `measure` is the agent's occupancy in millionths or count, as set;
    `rivals` is how many others could have taken it.
    """

    item: int
    agent: int
    at_ms: int
    ring: int
    score: float
    reason: AgentReason
    waited_ms: int
    priority_minutes: float
    boost_minutes: float
    safety: bool
    fairness: Fairness
    measure: int
    rivals: int
    interrupts: bool


def bounded_priority_ms(item: Item, config: Config) -> int:
    """Compute the priority that counts, within the organization's bound, in milliseconds."""
    bound = config.max_priority_minutes
    return round(max(-bound, min(bound, item.priority_minutes)) * MINUTE_MS)


def bounded_boost_ms(item: Item, config: Config) -> int:
    """Compute the context boost that counts, in milliseconds: 0 to the bound, none for safety items."""
    if item.safety:
        return 0
    return round(max(0.0, min(config.max_boost_minutes, item.boost_minutes)) * MINUTE_MS)


def lead_ms(item: Item, config: Config) -> int:
    """Compute how much earlier than it came the item counts as having come.

    Safety and fraud lead by at least the largest priority and boost there can be, so nothing that enters
    later is ever put before them; yet the lead is finite, so they starve nobody.
    """
    priority = bounded_priority_ms(item, config)
    if item.safety:
        return safety_lead_ms(config) + max(0, priority)
    return priority + bounded_boost_ms(item, config)


def safety_lead_ms(config: Config) -> int:
    """Compute the lead of safety and fraud: the setting, never less than all that others can gain."""
    others = config.max_priority_minutes + config.max_boost_minutes
    return round(max(config.safety_lead_minutes, others) * MINUTE_MS)


def key_ms(item: Item, config: Config) -> int:
    """Compute the item's constant place on the time line: smaller is served first."""
    return item.entered_ms - lead_ms(item, config)


def order_of(item: Item, config: Config) -> int:
    """Join the key and the class in one integer: safety goes first at the same instant."""
    return 2 * key_ms(item, config) + (0 if item.safety else 1)


def overtaking_window_ms(item: Item, config: Config) -> int:
    """Compute how long after its entry newcomers can still be put before an item: always finite."""
    longest = safety_lead_ms(config) + round(config.max_priority_minutes * MINUTE_MS)
    return longest - lead_ms(item, config)


def weight_of(item: Item, config: Config) -> int:
    """Find the units of capacity that the item takes."""
    if item.weight is not None:
        return item.weight
    return config.channel_weights[item.channel] if item.channel < len(config.channel_weights) else 1


def ring_at(item: Item, now_ms: int) -> int:
    """Count the rings of relaxation that have been reached."""
    return sum(1 for ring in item.rings if item.entered_ms + ring.after_ms <= now_ms)


def requirement_at(item: Item, config: Config, now_ms: int, owner_present: bool) -> Requirement:
    """Derive what serving the item takes at this instant."""
    weight = weight_of(item, config)
    if waits_for_owner(item, now_ms, owner_present):
        return Requirement((), (), item.channel, weight, (), item.owner)
    barred = tuple(sorted({agent for agent, until in item.excluded if until > now_ms}))
    queues, skills = relaxed(item.queue, item.skills, item.rings, ring_at(item, now_ms))
    return Requirement(queues, skills, item.channel, weight, barred)


@lru_cache(maxsize=4096)
def relaxed(
    queue: int, skills: tuple[tuple[int, int], ...], rings: tuple[Ring, ...], reached: int
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Derive the queues and skills that are left after this many rings; cached, for few kinds recur often."""
    open_rings = sorted(rings, key=lambda ring: ring.after_ms)[:reached]
    lower = max((ring.lower for ring in open_rings), default=0)
    dropped = {skill for ring in open_rings for skill in ring.drop}
    queues = {queue, *(more for ring in open_rings for more in ring.overflow)}
    left = {(skill, max(1, level - lower)) for skill, level in skills if skill not in dropped}
    return tuple(sorted(queues)), tuple(sorted(left))


def waits_for_owner(item: Item, now_ms: int, owner_present: bool) -> bool:
    """Say whether only the owner is asked: within the limit, while signed in and not having declined."""
    if item.owner is None or not owner_present or now_ms >= item.owner_until_ms:
        return False
    return all(agent != item.owner or until <= now_ms for agent, until in item.excluded)


def next_change_ms(item: Item, now_ms: int) -> int:
    """Find the next instant at which time alone changes who may serve the item; NEVER if none."""
    times = [item.entered_ms + ring.after_ms for ring in item.rings]
    times += [until for _, until in item.excluded]
    if item.owner is not None:
        times.append(item.owner_until_ms)
    return min((time for time in times if time > now_ms), default=NEVER)


def can_serve(agent: Agent, need: Requirement) -> bool:
    """Say whether the agent fulfils the requirement, whatever their presence and load."""
    if need.owner is not None:
        return agent.id == need.owner
    if agent.id in need.barred or not set(need.queues) & set(agent.queues):
        return False
    levels = dict(agent.skills)
    return all(levels.get(skill, 0) >= level for skill, level in need.skills)


def refuse_unusable(item: Item, config: Config) -> None:
    """Raise ValueError, naming the field, for an item that no router could place."""
    if not 0 <= item.channel < config.channels:
        raise ValueError(f"channel: {item.channel} is not among the {config.channels} channels")
    if weight_of(item, config) < 1:
        raise ValueError("weight: an item takes at least one unit")
    if any(ring.after_ms < 0 or ring.lower < 0 for ring in item.rings):
        raise ValueError("rings: a ring only relaxes, after the item has entered")
    if (item.stage is Stage.WAITING) != (item.agent is None):
        raise ValueError("agent: given exactly when the item is no longer waiting")
