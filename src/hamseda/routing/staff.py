"""The agents as columns of numbers: what they can do, what they do now, for what they have room."""

import numpy as np

from hamseda.routing.choice import Compared, occupancy, room_left
from hamseda.routing.heaps import Flags, Ints
from hamseda.routing.rules import Agent, Config, Fairness, Presence, Requirement, Shift

EVERYTHING = 2**31  # a channel without a limit of its own


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
    """Agents by slot; a *kind* is a pair (channel, weight); `fits[kind, slot]` says who has room for it."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.slot_of: dict[int, int] = {}
        self.agents: list[Agent] = []
        self.presence: list[Presence] = []
        self.kind_of: dict[tuple[int, int], int] = {}
        self.fits_of: list[
            list[int]
        ] = []  # the columns of `fits` and `could`, as what is compared most often
        self.could_of: list[list[int]] = []
        self.is_plain: list[
            bool
        ] = []  # no limit of a channel and no interruption: only the sum of the load counts
        self.queues, self.skills = Columns(), Columns()
        channels = config.channels
        self.ids, self.units, self.offers, self.total = (np.zeros(0, np.int64) for _ in range(4))
        self.busy, self.signed, self.handled = (np.zeros(0, np.int64) for _ in range(3))
        self.idle_since, self.at = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.present, self.held = np.zeros(0, np.bool_), np.zeros(0, np.bool_)
        self.load, self.extra, self.limits = (np.zeros((0, channels), np.int64) for _ in range(3))
        self.excludes = np.zeros((0, channels, channels), np.int64)
        self.member, self.level = np.zeros((0, 8), np.bool_), np.zeros((0, 8), np.int64)
        self.channels, self.weights = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.fits, self.could = np.zeros((0, 0), np.int64), np.zeros((0, 0), np.int64)

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
        self.agents[slot] = agent
        self.units[slot] = agent.units
        self._define_room(slot, agent)
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
        number = self.kind_of[channel, weight] = len(self.kind_of)
        self.channels = np.append(self.channels, channel)
        self.weights = np.append(self.weights, weight)
        self.fits, self.could = longer(self.fits, number + 1), longer(self.could, number + 1)
        for slot in range(len(self.agents)):
            self.refit(slot)  # its columns are one longer now, so that they are written anew
        return number

    def refit(self, slot: int) -> tuple[list[int], list[int]] | None:
        """Compute anew for which kinds an agent has room, now (`fits`) and when empty (`could`); None if as before."""
        before = self.fits_of[slot], self.could_of[slot]
        fits, could = self._room_and_whole(slot)
        if (fits, could) == before:
            return None
        self.fits_of[slot], self.could_of[slot] = fits, could
        self.fits[:, slot], self.could[:, slot] = fits, could
        return before

    def _room_and_whole(self, slot: int) -> tuple[list[int], list[int]]:
        if not self.present[slot]:
            nothing = [0] * len(self.weights)
            return nothing, nothing
        weights, units, total = (
            [weight for _, weight in self.kind_of],
            int(self.units[slot]),
            int(self.total[slot]),
        )
        is_plain = self.is_plain[slot]
        if is_plain:
            could = [int(weight <= units) for weight in weights]
        else:
            whole = np.minimum(units, self.limits[slot][self.channels])
            could = (self.weights <= whole).astype(np.int64).tolist()
        if self.held[slot] or self.offers[slot] >= self.config.offers_per_agent:
            return [0] * len(weights), could
        if total == 0:
            return could, could
        if is_plain:
            return [int(weight <= units - total) for weight in weights], could
        return (self.room(slot) >= 0).astype(np.int64).tolist(), could

    def room(self, slot: int) -> Ints:
        """Compute the units an agent has left over after one more item, kind by kind."""
        return room_left(
            self.load[slot],
            self.excludes[slot],
            int(self.units[slot]),
            self.limits[slot],
            self.channels,
            self.weights,
        )

    def settle(self, slot: int, now_ms: int) -> None:
        """Book the time since the last change, before anything changes."""
        elapsed = now_ms - int(self.at[slot])
        if elapsed <= 0:
            return
        total = int(self.total[slot])
        if total > 0:
            self.busy[slot] += min(total, int(self.units[slot])) * elapsed
        if total > 0 or self.present[slot]:
            self.signed[slot] += elapsed
        self.at[slot] = now_ms

    def add_load(self, slot: int, channel: int, units: int, now_ms: int) -> None:
        """Put work of some units on an agent, or take it off; taking off begins a new idleness."""
        self.settle(slot, now_ms)
        self.load[slot, channel] += units
        self.total[slot] += units
        if units < 0:
            self.idle_since[slot] = now_ms

    def appear(self, slot: int, presence: Presence, now_ms: int) -> None:
        """Change an agent's presence; one who signs in starts level with the least busy by count."""
        before = self.presence[slot]
        self.settle(slot, now_ms)
        if before is Presence.OFFLINE and presence is not Presence.OFFLINE:
            self._start_level(slot)
        if presence is Presence.AVAILABLE and before is not Presence.AVAILABLE:
            self.idle_since[slot] = now_ms
        self.presence[slot] = presence
        self.present[slot] = presence is Presence.AVAILABLE

    def measures(self, slots: Ints, now_ms: int, fairness: Fairness) -> Ints:
        """Compute what fairness makes equal, for some slots: millionths of occupancy, or items handled."""
        if fairness is Fairness.COUNT:
            return np.asarray(self.handled[slots])
        total, at = self.total[slots], self.at[slots]
        running = (self.present[slots] | (total > 0)).astype(np.int64)
        elapsed = np.maximum(now_ms - at, 0)
        return occupancy(self.busy[slots], self.signed[slots], running, total, self.units[slots], elapsed)

    def standing_of_few(self, slots: list[int], kind: int, now_ms: int, fairness: Fairness) -> list[Compared]:
        """How each of a few agents compares for one more item of a kind, as `measures` would say it."""
        weight = int(self.weights[kind])
        found: list[Compared] = []
        for slot in slots:
            total, units = int(self.total[slot]), int(self.units[slot])
            is_count = fairness is Fairness.COUNT
            measure = int(self.handled[slot]) if is_count else self._occupancy(slot, total, units, now_ms)
            idle_since, number = int(self.idle_since[slot]), int(self.ids[slot])
            found.append((total + weight > units, measure, idle_since, number, slot))
        return found

    def _occupancy(self, slot: int, total: int, units: int, now_ms: int) -> int:
        elapsed = max(now_ms - int(self.at[slot]), 0)
        used, signed = int(self.busy[slot]), int(self.signed[slot])
        if total > 0:
            used += min(total, units) * elapsed
        if total > 0 or self.present[slot]:
            signed += elapsed
        return used * 1_000_000 // max(units * signed, 1)

    def occupancies(self, now_ms: int) -> Ints:
        """Compute everybody's occupancy up to now, in millionths."""
        running = (self.present | (self.total > 0)).astype(np.int64)
        elapsed = np.maximum(now_ms - self.at, 0)
        return occupancy(self.busy, self.signed, running, self.total, self.units, elapsed)

    def shift(self, slot: int) -> Shift:
        """Draw up an agent's account, to be stored and brought back by `resume`."""
        load = tuple((channel, int(units)) for channel, units in enumerate(self.extra[slot]) if units)
        return Shift(
            presence=self.presence[slot],
            at_ms=int(self.at[slot]),
            busy_unit_ms=int(self.busy[slot]),
            signed_ms=int(self.signed[slot]),
            handled=int(self.handled[slot]),
            idle_since_ms=int(self.idle_since[slot]),
            load=load,
        )

    def resume(self, slot: int, shift: Shift) -> None:
        """Bring back an agent's account as it was stored."""
        self.presence[slot] = shift.presence
        self.present[slot] = shift.presence is Presence.AVAILABLE
        self.at[slot], self.busy[slot], self.signed[slot] = shift.at_ms, shift.busy_unit_ms, shift.signed_ms
        self.handled[slot], self.idle_since[slot] = shift.handled, shift.idle_since_ms
        for channel, units in shift.load:
            self.extra[slot, channel] += units
            self.carry(slot, channel, units)

    def carry(self, slot: int, channel: int, units: int) -> None:
        """Put back work that was already on the agent when the account was stored."""
        self.load[slot, channel] += units
        self.total[slot] += units

    def _start_level(self, slot: int) -> None:
        others = [number for number, presence in enumerate(self.presence) if presence is not Presence.OFFLINE]
        least = int(self.handled[others].min()) if others else 0
        self.handled[slot] = max(int(self.handled[slot]), least)

    def _new_slot(self, agent: Agent) -> int:
        slot = self.slot_of[agent.id] = len(self.agents)
        if slot == len(self.ids):
            self._grow(max(16, 2 * slot))
        self.ids[slot] = agent.id
        self.agents.append(agent)
        self.presence.append(Presence.OFFLINE)
        self.fits_of.append([0] * len(self.weights))
        self.could_of.append([0] * len(self.weights))
        self.is_plain.append(False)
        return slot

    def _grow(self, length: int) -> None:
        for name in (
            "ids", "units", "offers", "total", "busy", "signed", "handled", "idle_since", "at",
            "present", "held", "load", "extra", "limits", "excludes", "member", "level",
        ):  # fmt: skip
            setattr(self, name, longer(getattr(self, name), length))
        self.fits, self.could = longer(self.fits, length, axis=1), longer(self.could, length, axis=1)

    def _define_room(self, slot: int, agent: Agent) -> None:
        self.limits[slot] = 0 if agent.channel_units else EVERYTHING
        for channel, units in agent.channel_units:
            self.limits[slot, channel] = units
        pairs = self.config.interrupted_by if agent.interrupted_by is None else agent.interrupted_by
        self.is_plain[slot] = not agent.channel_units and not pairs
        self.excludes[slot] = 1
        for running, newcomer in pairs:
            self.excludes[slot, running, newcomer] = 0

    def _define_abilities(self, slot: int, agent: Agent) -> None:
        self.member[slot], self.level[slot] = False, 0
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
