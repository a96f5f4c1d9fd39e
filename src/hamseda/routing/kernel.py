"""The deterministic routing kernel: events in, decisions out; the same events give the same decisions.

It keeps no clock: every call that depends on time is told the instant. Items are taken in their order
(see `rules`), each by the fairest of those who have room; ids settle every tie, so neither the order in which
rows were loaded nor the machine matters.
"""

import msgspec
import numpy as np

from hamseda.routing import choice
from hamseda.routing.choice import NOBODY
from hamseda.routing.floor import Floor
from hamseda.routing.heaps import Flags, Ints
from hamseda.routing.rules import (
    MINUTE_MS,
    NEVER,
    AgentReason,
    Decision,
    Fairness,
    Item,
    Stage,
    bounded_boost_ms,
    bounded_priority_ms,
    key_ms,
    ring_at,
    weight_of,
)

REASONS = {
    choice.BY_ONLY: AgentReason.ONLY,
    choice.BY_UNDISTURBED: AgentReason.UNDISTURBED,
    choice.BY_MEASURE: AgentReason.FAIREST,
    choice.BY_IDLENESS: AgentReason.IDLE_LONGEST,
    choice.BY_NUMBER: AgentReason.NUMBER,
}
Hold = tuple[int, int, int]  # order and id of the item held for, slot of the agent held


class Kernel(Floor):
    """A floor that decides: `Kernel(config)`, events as they happen, then `decide`."""

    def decide(self, now_ms: int) -> list[Decision]:
        """Reserve an agent for every item that can be placed now, first in line first."""
        self._turn(now_ms)
        decisions: list[Decision] = []
        holds: list[Hold] | None = None
        applied: list[int] = []
        while self.slots and (bucket := self._first_bucket()) != NOBODY:
            if holds is None:  # a single item that can be placed is held up by nobody
                holds = self._holds(now_ms) if len(self.slots) > 1 else []
            slot = self.line.first(bucket)
            if holds and (int(self.line.order[slot]), int(self.line.ids[slot])) > holds[-1][:2]:
                applied.append(holds.pop()[2])
                self._hold(applied[-1], True)
                continue
            decisions.append(self._reserve(bucket, slot, now_ms))
        for agent in applied:
            self._hold(agent, False)
        return decisions

    def next_wakeup(self, now_ms: int) -> int | None:
        """Say when time alone may next allow a decision: a ring, a limit, an end of exclusion."""
        due, _ = self.line.next_alarm()
        return None if due == NEVER else max(due, now_ms)

    def holds(self, now_ms: int) -> dict[int, int]:
        """Say which agents are kept from younger items, and for which item: so a large one finds room."""
        self._turn(now_ms)
        return {self.staff.agents[slot].id: item for _, item, slot in self._holds(now_ms)}

    def _first_bucket(self) -> int:
        line = self.line
        return choice.first_bucket(line.count(), line.free, line.head, line.head_id)

    def _reserve(self, bucket: int, slot: int, now_ms: int) -> Decision:
        item = self.items[int(self.line.ids[slot])]
        agent, decision = self._choose(bucket, item, now_ms)
        self.line.leave(self.slots.pop(item.id))
        self.items[item.id] = msgspec.structs.replace(item, stage=Stage.RESERVED, agent=decision.agent)
        self.holding.setdefault(decision.agent, set()).add(item.id)
        self.staff.offers[agent] += 1
        self.staff.add_load(agent, item.channel, weight_of(item, self.config), now_ms)
        self._refit(agent)
        return decision

    def _choose(self, bucket: int, item: Item, now_ms: int) -> tuple[int, Decision]:
        staff, kind = self.staff, int(self.line.kinds[bucket])
        count = len(staff.agents)
        candidates = np.nonzero(self.line.eligible[:count, bucket] & (staff.fits[kind, :count] > 0))[0]
        fairness = item.fairness or self.config.fairness
        if candidates.size <= choice.FEW:
            rows = staff.standing_of_few(candidates.tolist(), kind, now_ms, fairness)
            (disturbs, measure, _, _, agent), by = choice.fairest_of_few(rows)
        else:
            agent, by, disturbs, measure = self._fairest(candidates, kind, now_ms, fairness)
        reason = AgentReason.OWNER if self.line.needs[bucket].owner is not None else REASONS[by]
        return agent, Decision(
            item=item.id,
            agent=staff.agents[agent].id,
            at_ms=now_ms,
            ring=ring_at(item, now_ms),
            score=(now_ms - key_ms(item, self.config)) / MINUTE_MS,
            reason=reason,
            waited_ms=now_ms - item.entered_ms,
            priority_minutes=bounded_priority_ms(item, self.config) / MINUTE_MS,
            boost_minutes=bounded_boost_ms(item, self.config) / MINUTE_MS,
            safety=item.safety,
            fairness=fairness,
            measure=measure,
            rivals=candidates.size - 1,
            interrupts=disturbs,
        )

    def _fairest(
        self, candidates: Ints, kind: int, now_ms: int, fairness: Fairness
    ) -> tuple[int, int, bool, int]:
        """The agent, what settled it, whether other work is interrupted, and the measure."""
        staff = self.staff
        measures = staff.measures(candidates, now_ms, fairness)
        disturbs = staff.total[candidates] + staff.weights[kind] > staff.units[candidates]
        chosen, by = choice.fairest(disturbs, measures, staff.idle_since[candidates], staff.ids[candidates])
        return int(candidates[chosen]), by, bool(disturbs[chosen]), int(measures[chosen])

    def _holds(self, now_ms: int) -> list[Hold]:
        """One agent held per kind whose first blocked item has waited long; the first in line comes last."""
        line, staff = self.line, self.staff
        blocked: list[tuple[int, int, int, int]] = []
        buckets = choice.blocked_buckets(line.count(), line.free, line.able)
        if not buckets.size:
            return []
        kinds = line.kinds[buckets]
        for kind in range(staff.weights.size):
            bucket = choice.first_of(buckets[kinds == kind], line.head, line.head_id)
            if bucket != NOBODY and line.entered[line.first(bucket)] + self.config.hold_after_ms <= now_ms:
                blocked.append((int(line.head[bucket]), int(line.head_id[bucket]), bucket, kind))
        holds: list[Hold] = []
        taken = np.zeros(staff.ids.size, np.bool_)
        for order, item_id, bucket, kind in sorted(blocked):
            agent = self._nearest(bucket, kind, taken)
            if agent != NOBODY:
                taken[agent] = True
                holds.append((order, item_id, agent))
        return holds[::-1]

    def _nearest(self, bucket: int, kind: int, taken: Flags) -> int:
        staff = self.staff
        able = self.line.eligible[: staff.ids.size, bucket] & (staff.could[kind] > 0) & ~taken
        candidates = np.nonzero(able)[0]
        if candidates.size == 0:
            return NOBODY
        channel = int(staff.channels[kind])
        excess = choice.shortfall(
            staff.load[candidates],
            staff.excludes[candidates, :, channel],
            staff.units[candidates],
            staff.load[candidates, channel],
            staff.limits[candidates, channel],
            int(staff.weights[kind]),
        )
        return choice.nearest_to_free(candidates, excess, staff.ids)

    def _hold(self, slot: int, held: bool) -> None:
        self.staff.held[slot] = held
        self._refit(slot)
