"""The agents as the router knows them: ids, abilities and presence; what they do is in the columns of `core`."""

import numpy as np
import numpy.typing as npt

from hamseda.routing.core import joining
from hamseda.routing.core.choosing import measured
from hamseda.routing.core.crew import CHANNELS, KINDS, arrive, go, missing_units, refit, settle
from hamseda.routing.core.index import Index
from hamseda.routing.rules import Agent, Config, Presence, Requirement, Shift

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def longer(array: np.ndarray, length: int, axis: int = 0) -> np.ndarray:
    """Append zeros to an array along an axis."""
    shape = list(array.shape)
    shape[axis] = length - shape[axis]
    return np.concatenate([array, np.zeros(shape, dtype=array.dtype)], axis=axis)


class Columns:
    """Small consecutive numbers for outer ids, given on first sight."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}

    def number(self, outer: int) -> int:
        return self.numbers.setdefault(outer, len(self.numbers))


class Staff:
    """Agents by slot, which is their place in `crew`; a *kind* is a pair (channel, weight)."""

    def __init__(self, config: Config, index: Index) -> None:
        self.config = config
        self.crew = joining.nobody_yet(config, index)
        self.slot_of: dict[int, int] = {}
        self.agents: list[Agent] = []
        self.presence: list[Presence] = []
        self.extra: list[dict[int, int]] = []  # by channel: units of work that is no item of ours
        self.kind_of: dict[tuple[int, int], int] = {}
        self.queues, self.skills = Columns(), Columns()
        self.ids = np.zeros(0, np.int64)
        self.member, self.level = np.zeros((0, 8), np.bool_), np.zeros((0, 8), np.int64)
        self.whole = np.zeros((0, config.channels), np.int64)  # units for a channel, with nothing in hand

    def slot(self, agent_id: int) -> int:
        """Find the slot of an agent who has been seen; KeyError otherwise."""
        try:
            return self.slot_of[agent_id]
        except KeyError:
            raise KeyError(f"agent {agent_id} is not known to the router: sign them in first") from None

    def online(self, agent_id: int | None) -> bool:
        """Say whether the agent is signed in, available or on a break."""
        slot = self.slot_of.get(agent_id) if agent_id is not None else None
        return slot is not None and self.presence[slot] is not Presence.OFFLINE

    def define(self, agent: Agent) -> int:
        """Enter an agent's abilities, new or changed, and return the slot."""
        slot = self.slot_of.get(agent.id)
        if slot is None:
            slot = self._new_slot(agent)
        else:
            joining.define(self.crew, self.config, slot, agent)
        self.agents[slot] = agent
        self._define_abilities(slot, agent)
        return slot

    def eligible(self, need: Requirement) -> Flags:
        """Find who fulfils a requirement: `can_serve` over all slots at once."""
        count = len(self.agents)
        if need.owner is not None:
            mine: Flags = self.ids[:count] == need.owner
            return mine
        wanted = [self.queues.numbers[queue] for queue in need.queues if queue in self.queues.numbers]
        row: Flags = np.asarray(self.member[:count, wanted].any(axis=1))
        for skill, level in need.skills:
            column = self._skill_column(skill)
            row &= self.level[:count, column] >= level
        for agent_id in need.barred:
            slot = self.slot_of.get(agent_id)
            if slot is not None:
                row[slot] = False
        return row

    def kind(self, channel: int, weight: int) -> int:
        """Give a pair (channel, weight) its number."""
        number = self.kind_of.get((channel, weight))
        if number is not None:
            return number
        number = self.kind_of[channel, weight] = joining.add_kind(self.crew, channel, weight)
        for slot in range(len(self.agents)):
            refit(self.crew, slot)
        return number

    def fits(self, slot: int, kind: int) -> bool:
        """Say whether an agent may be offered one more piece of a kind now."""
        return bool(self.crew.fits[slot * self.crew.settings[KINDS] + kind])

    def could(self, slot: int, kind: int) -> bool:
        """Say whether an agent with nothing in hand has room for a kind."""
        return self.crew.weight[kind] <= self._whole(slot, kind)

    def roomy(self, kind: int) -> Flags:
        """Find who with nothing in hand has room for a kind: `could` over all slots at once."""
        flags: Flags = self.whole[: len(self.agents), self.crew.channel[kind]] >= self.crew.weight[kind]
        return flags

    def places(self, slot: int, kind: int) -> tuple[int, int]:
        """Count how many pieces of a kind an agent can serve at once, and how many more just now."""
        weight = self.crew.weight[kind]
        whole = self._whole(slot, kind) // weight
        free = max(0, weight - missing_units(self.crew, slot, kind)) // weight
        return whole, min(whole, free)

    def _whole(self, slot: int, kind: int) -> int:
        crew = self.crew
        return min(crew.units[slot], crew.limits[slot * crew.settings[CHANNELS] + crew.channel[kind]])

    def add_load(self, slot: int, channel: int, units: int, now_ms: int) -> None:
        """Put other work of some units on an agent, or take it off; taking off begins a new idleness."""
        settle(self.crew, slot, now_ms)
        self.carry(slot, channel, units)
        if units < 0:
            self.crew.idle_since[slot] = now_ms
        refit(self.crew, slot)

    def carry(self, slot: int, channel: int, units: int) -> None:
        """Note work that is on the agent already; `refit` is the caller's."""
        self.crew.load[slot * self.crew.settings[CHANNELS] + channel] += units
        self.crew.total[slot] += units

    def appear(self, slot: int, presence: Presence, now_ms: int) -> None:
        """Change an agent's presence; one who signs in starts level with the least busy by count."""
        before = self.presence[slot]
        settle(self.crew, slot, now_ms)
        if before is Presence.OFFLINE and presence is not Presence.OFFLINE:
            self._start_level(slot)
        self.presence[slot] = presence
        if presence is not before and presence is Presence.AVAILABLE:
            arrive(self.crew, slot, now_ms)
        elif presence is not before and before is Presence.AVAILABLE:
            go(self.crew, slot, now_ms)

    def occupancies(self, now_ms: int) -> list[int]:
        """Compute everybody's occupancy up to now, in millionths."""
        return [measured(self.crew, slot, now_ms, by_count=False) for slot in range(len(self.agents))]

    def shift(self, slot: int) -> Shift:
        """Draw up an agent's account, to be stored and brought back by `resume`."""
        crew = self.crew
        return Shift(
            presence=self.presence[slot],
            at_ms=crew.since[slot],
            busy_unit_ms=crew.busy[slot],
            signed_ms=crew.since[slot] - crew.origin[slot],
            handled=crew.handled[slot],
            idle_since_ms=crew.idle_since[slot],
            load=tuple((channel, units) for channel, units in sorted(self.extra[slot].items()) if units),
        )

    def resume(self, slot: int, shift: Shift) -> None:
        """Bring back an agent's account as it was stored."""
        if shift.presence is Presence.AVAILABLE:
            self.appear(slot, Presence.AVAILABLE, shift.at_ms)
        self.presence[slot] = shift.presence
        crew = self.crew
        crew.since[slot], crew.origin[slot] = shift.at_ms, shift.at_ms - shift.signed_ms
        crew.busy[slot], crew.handled[slot] = shift.busy_unit_ms, shift.handled
        crew.idle_since[slot] = shift.idle_since_ms
        for channel, units in shift.load:
            self.extra[slot][channel] = self.extra[slot].get(channel, 0) + units
            self.carry(slot, channel, units)

    def _start_level(self, slot: int) -> None:
        handled = self.crew.handled
        others = [
            handled[at] for at, presence in enumerate(self.presence) if presence is not Presence.OFFLINE
        ]
        handled[slot] = max(handled[slot], min(others, default=0))

    def _new_slot(self, agent: Agent) -> int:
        slot = self.slot_of[agent.id] = joining.join(self.crew, self.config, agent)
        if slot == len(self.ids):
            for name in ("ids", "member", "level", "whole"):
                setattr(self, name, longer(getattr(self, name), max(16, 2 * slot)))
        self.ids[slot] = agent.id
        self.agents.append(agent)
        self.presence.append(Presence.OFFLINE)
        self.extra.append({})
        return slot

    def _define_abilities(self, slot: int, agent: Agent) -> None:
        self.member[slot], self.level[slot] = False, 0
        first = slot * self.config.channels
        self.whole[slot] = np.minimum(agent.units, self.crew.limits[first : first + self.config.channels])
        for queue in agent.queues:
            number = self.queues.number(queue)
            if number >= self.member.shape[1]:
                self.member = longer(self.member, 2 * number, axis=1)
            self.member[slot, number] = True
        for skill, level in agent.skills:
            column = self._skill_column(skill)
            self.level[slot, column] = level

    def _skill_column(self, skill: int) -> int:
        number = self.skills.number(skill)
        if number >= self.level.shape[1]:
            self.level = longer(self.level, 2 * number, axis=1)
        return number
