"""What the router is told: who waits, who is there, what they are doing. Decisions are in `kernel`."""

from collections.abc import KeysView
from typing import Self

import msgspec
import numpy as np

from hamseda.routing.core import offers
from hamseda.routing.core.crew import give_back, refit, settle
from hamseda.routing.line import Line
from hamseda.routing.rules import (
    NEVER,
    Agent,
    Config,
    Item,
    Presence,
    Requirement,
    Snapshot,
    Stage,
    can_serve,
    next_change_ms,
    order_of,
    refuse_unusable,
    requirement_at,
    weight_of,
)
from hamseda.routing.sieve import Sieve


class Floor:
    """The line and the staff of one organization, kept in step by events."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.line = Line(config)
        self.staff = self.line.staff
        self.sieve = Sieve(self.staff.crew)
        self.items: dict[int, Item] = {}
        self.owned: dict[int, set[int]] = {}
        self.holding: dict[int, set[int]] = {}

    @classmethod
    def restore(cls, config: Config, snapshot: Snapshot, now_ms: int) -> Self:
        """Build a floor from stored rows, in whatever order they come."""
        floor = cls(config)
        for agent, shift in snapshot.agents:
            floor._define(agent)
            floor.staff.resume(floor.staff.slot(agent.id), shift)
        for item in snapshot.items:
            floor._restore_item(item)
        for slot in range(len(floor.staff.agents)):
            refit(floor.staff.crew, slot)
            floor.sieve.touch(slot)
        for item in snapshot.items:
            if item.stage is Stage.WAITING:
                floor._stand(item, now_ms)
        return floor

    def snapshot(self) -> Snapshot:
        """Everything that `restore` needs."""
        staff = self.staff
        agents = tuple((agent, staff.shift(slot)) for slot, agent in enumerate(staff.agents))
        return Snapshot(agents, tuple(self.items.values()))

    @property
    def waiting(self) -> KeysView[int]:
        """The ids of those who wait."""
        return self.line.bucket.keys()

    # --- items

    def add_item(self, item: Item, now_ms: int) -> None:
        """Put a new item in line; ValueError if it is there already or cannot be placed by anybody."""
        refuse_unusable(item, self.config)
        if item.id in self.items:
            raise ValueError(f"id: item {item.id} is already with the router")
        if item.stage is not Stage.WAITING:
            raise ValueError("stage: a new item waits; use restore for the others")
        self.items[item.id] = item
        if item.owner is not None:
            self.owned.setdefault(item.owner, set()).add(item.id)
        self._stand(item, now_ms)

    def place_item(self, item: Item, now_ms: int) -> None:
        """Enter an item that is with an agent already: a person gave it to them, past the line."""
        refuse_unusable(item, self.config)
        if item.id in self.items:
            raise ValueError(f"id: item {item.id} is already with the router")
        if item.stage is Stage.WAITING:
            raise ValueError("stage: a waiting item is added to the line, not placed")
        slot = self._agent_slot(item)
        settle(self.staff.crew, slot, now_ms)
        self._restore_item(item)
        self.staff.crew.handled[slot] += item.stage is not Stage.RESERVED
        refit(self.staff.crew, slot)
        self.sieve.touch(slot)

    def remove_item(self, item_id: int, now_ms: int) -> None:
        """Forget an item at any stage: abandoned, transferred, or done with its wrap-up."""
        item = self._item(item_id)
        if item.stage is Stage.WAITING:
            self.line.leave(item_id)
        else:
            self._free(item, now_ms)
        del self.items[item_id]
        if item.owner is not None:
            self.owned[item.owner].discard(item_id)

    def accept(self, item_id: int) -> None:
        """Note that the reserved agent took the offer."""
        item = self._item(item_id, Stage.RESERVED)
        slot = self._agent_slot(item)
        self.items[item_id] = msgspec.structs.replace(item, stage=Stage.WORKING)
        offers.accept(self.staff.crew, slot)
        self.sieve.touch(slot)

    def release(self, item_id: int, now_ms: int, barred_until_ms: int = 0) -> None:
        """Put an item back to its place: its offer was declined, timed out or could not be stored.

        The agent is not asked again for this item before `barred_until_ms`.
        """
        item = self._item(item_id, Stage.RESERVED)
        excluded = tuple(pair for pair in item.excluded if pair[1] > now_ms)
        if barred_until_ms > now_ms and item.agent is not None:
            excluded += ((item.agent, barred_until_ms),)
        self._free(item, now_ms)
        waiting = msgspec.structs.replace(item, stage=Stage.WAITING, agent=None, excluded=excluded)
        self.items[item_id] = waiting
        self._stand(waiting, now_ms)

    def wrap_up(self, item_id: int) -> None:
        """Begin the work after a contact, which keeps its units until `remove_item`."""
        item = self._item(item_id, Stage.WORKING)
        self.items[item_id] = msgspec.structs.replace(item, stage=Stage.WRAP_UP)

    # --- agents

    def agent_on(self, agent: Agent, now_ms: int) -> None:
        """Sign an agent in, on a break: work is offered from `agent_available` on."""
        if agent.id in self.staff.slot_of:
            self._settle(agent, now_ms)
        slot = self._define(agent)
        if self.staff.presence[slot] is Presence.OFFLINE:
            self._appear(slot, Presence.BREAK, now_ms)

    def agent_off(self, agent_id: int, now_ms: int) -> None:
        """Sign an agent out; what they hold stays theirs until it is released or removed."""
        self._appear(self.staff.slot(agent_id), Presence.OFFLINE, now_ms)

    def agent_available(self, agent_id: int, now_ms: int) -> None:
        """Offer work to a signed-in agent from now on; ValueError if they are not signed in."""
        slot = self.staff.slot(agent_id)
        if self.staff.presence[slot] is Presence.OFFLINE:
            raise ValueError(f"agent: {agent_id} is signed out; sign them in first")
        self._appear(slot, Presence.AVAILABLE, now_ms)

    def agent_break(self, agent_id: int, now_ms: int) -> None:
        """Offer no work to a signed-in agent until they are available again."""
        slot = self.staff.slot(agent_id)
        if self.staff.presence[slot] is Presence.OFFLINE:
            raise ValueError(f"agent: {agent_id} is signed out; sign them in first")
        self._appear(slot, Presence.BREAK, now_ms)

    def agent_changed(self, agent: Agent, now_ms: int) -> None:
        """Give an agent new skills, levels, queues or capacity; current work is not taken away."""
        self._settle(agent, now_ms)
        self._define(agent)

    def agent_load(self, agent_id: int, channel: int, units: int, now_ms: int) -> None:
        """Put other work (units > 0) on an agent or take it off (< 0), such as a call within the house."""
        slot = self.staff.slot(agent_id)
        extra = self.staff.extra[slot]
        if extra.get(channel, 0) + units < 0:
            raise ValueError(
                f"units: agent {agent_id} has no {-units} units of other work on channel {channel}"
            )
        extra[channel] = extra.get(channel, 0) + units
        self.staff.add_load(slot, channel, units, now_ms)
        self.sieve.touch(slot)

    # --- keeping step

    def _settle(self, agent: Agent, now_ms: int) -> None:
        slot = self.staff.slot(agent.id)
        settle(self.staff.crew, slot, now_ms)
        self.sieve.touch(slot)

    def _item(self, item_id: int, stage: Stage | None = None) -> Item:
        item = self.items.get(item_id)
        if item is None:
            raise KeyError(f"item {item_id} is not with the router")
        if stage is not None and item.stage is not stage:
            raise ValueError(f"stage: item {item_id} is {item.stage}, not {stage}")
        return item

    def _agent_slot(self, item: Item) -> int:
        if item.agent is None:
            raise ValueError(f"agent: item {item.id} is with no agent")
        return self.staff.slot(item.agent)

    def _free(self, item: Item, now_ms: int) -> None:
        slot = self._agent_slot(item)
        self.holding[self.staff.agents[slot].id].discard(item.id)
        free = offers.decline if item.stage is Stage.RESERVED else give_back
        free(self.staff.crew, slot, self.staff.kind(item.channel, weight_of(item, self.config)), now_ms)
        self.sieve.touch(slot)

    def _restore_item(self, item: Item) -> None:
        refuse_unusable(item, self.config)
        self.items[item.id] = item
        if item.owner is not None:
            self.owned.setdefault(item.owner, set()).add(item.id)
        if item.stage is Stage.WAITING:
            return
        slot = self._agent_slot(item)
        self.holding.setdefault(self.staff.agents[slot].id, set()).add(item.id)
        self.staff.crew.ringing[slot] += item.stage is Stage.RESERVED
        self.staff.carry(slot, item.channel, weight_of(item, self.config))

    def _stand(self, item: Item, now_ms: int) -> None:
        """Put a waiting item into the bucket where it belongs at this instant."""
        need = requirement_at(item, self.config, now_ms, self.staff.online(item.owner))
        if item.id not in self.line.bucket:
            self.line.enter(item.id, order_of(item, self.config), item.entered_ms)
        self.line.put(item.id, self._bucket(need))
        self.line.set_alarm(item.id, next_change_ms(item, now_ms))

    def _bucket(self, need: Requirement) -> int:
        bucket = self.line.bucket_of.get(need)
        if bucket is not None:
            return bucket
        kind = self.staff.kind(need.channel, need.weight)
        return self.line.open_bucket(need, kind, self.staff.eligible(need))

    def _turn(self, now_ms: int) -> None:
        """Let everything happen that time alone brings, up to now."""
        while True:
            due, item_id = self.line.next_alarm()
            if due > now_ms or due == NEVER:
                return
            self._stand(self.items[item_id], now_ms)

    def _define(self, agent: Agent) -> int:
        slot = self.staff.slot_of.get(agent.id)
        if slot is None:
            self.line.seat_agents(len(self.staff.agents) + 1)
        elif self.staff.agents[slot] == agent:
            return slot
        else:
            self.line.withdraw_agent(slot)
        slot = self.staff.define(agent)
        self.line.enter_agent(slot, np.array([can_serve(agent, need) for need in self.line.needs], np.bool_))
        refit(self.staff.crew, slot)
        self.sieve.touch(slot)
        return slot

    def _appear(self, slot: int, presence: Presence, now_ms: int) -> None:
        was_online = self.staff.presence[slot] is not Presence.OFFLINE
        self.staff.appear(slot, presence, now_ms)
        self.sieve.touch(slot)
        if was_online != (presence is not Presence.OFFLINE):
            for item_id in self.owned.get(self.staff.agents[slot].id, ()):
                if item_id in self.line.bucket:
                    self._stand(self.items[item_id], now_ms)
