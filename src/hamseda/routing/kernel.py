"""The deterministic routing kernel: events in, decisions out; the same events give the same decisions.

It keeps no clock: every call that depends on time is told the instant. Items are taken in their order
(see `rules`), each by the fairest of those who have room; ids settle every tie, so neither the order in which
rows were loaded nor the machine matters.
"""

from typing import cast

import msgspec

from hamseda.routing.core.choosing import disturbs, fairest_of, measured
from hamseda.routing.core.crew import NOBODY
from hamseda.routing.core.line import Line as Chains
from hamseda.routing.core.offers import begin_round, end_round, find_holds, let_ring, next_offer
from hamseda.routing.floor import Floor
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
)


class Kernel(Floor):
    """A floor that decides: `Kernel(config)`, events as they happen, then `decide`."""

    def decide(self, now_ms: int) -> list[Decision]:
        """Reserve an agent for every item that can be placed now, first in line first."""
        self._turn(now_ms)
        decisions: list[Decision] = []
        crew, line = self.staff.crew, self._chains
        begin_round(line)
        while (item := next_offer(line, crew, now_ms)) != NOBODY:
            decisions.append(self._reserve(self.items[item], now_ms))
        end_round(line, crew)
        return decisions

    def next_wakeup(self, now_ms: int) -> int | None:
        """Say when time alone may next allow a decision: a ring, a limit, an end of exclusion."""
        due, _ = self.line.next_alarm()
        return None if due == NEVER else max(due, now_ms)

    def holds(self, now_ms: int) -> dict[int, int]:
        """Say which agents are kept from younger items, and for which item: so a large one finds room."""
        self._turn(now_ms)
        crew = self.staff.crew
        found = range(find_holds(self._chains, crew, now_ms))
        return {self.staff.agents[crew.hold_agent[at]].id: crew.hold_item[at] for at in found}

    @property
    def _chains(self) -> Chains:
        """The line as the policy takes it: its chains are not looked at, since the crew's index answers for them."""
        return cast("Chains", self.line)

    def _reserve(self, item: Item, now_ms: int) -> Decision:
        bucket = self.line.bucket[item.id]
        slot, decision = self._choose(bucket, item, now_ms)
        self.line.leave(item.id)
        self.items[item.id] = msgspec.structs.replace(item, stage=Stage.RESERVED, agent=decision.agent)
        self.holding.setdefault(decision.agent, set()).add(item.id)
        let_ring(self.staff.crew, slot, self.line.kind[bucket], now_ms)
        self.sieve.touch(slot)
        return decision

    def _choose(self, bucket: int, item: Item, now_ms: int) -> tuple[int, Decision]:
        crew, kind = self.staff.crew, self.line.kind[bucket]
        ready = self.line.ready_for(bucket)
        fairness = item.fairness or self.config.fairness
        by_count = fairness is Fairness.COUNT
        likely = self.sieve.likely(ready, kind, now_ms, by_count)
        slot, other = fairest_of(crew, likely, 0, len(likely), kind, now_ms, by_count)
        is_owners = self.line.needs[bucket].owner is not None
        return slot, Decision(
            item=item.id,
            agent=self.staff.agents[slot].id,
            at_ms=now_ms,
            ring=ring_at(item, now_ms),
            score=(now_ms - key_ms(item, self.config)) / MINUTE_MS,
            reason=AgentReason.OWNER if is_owners else self._settled_by(slot, other, kind, now_ms, by_count),
            waited_ms=now_ms - item.entered_ms,
            priority_minutes=bounded_priority_ms(item, self.config) / MINUTE_MS,
            boost_minutes=bounded_boost_ms(item, self.config) / MINUTE_MS,
            safety=item.safety,
            fairness=fairness,
            measure=measured(crew, slot, now_ms, by_count),
            rivals=len(ready) - 1,
            interrupts=bool(disturbs(crew, slot, kind)),
        )

    def _settled_by(self, slot: int, other: int, kind: int, now_ms: int, by_count: bool) -> AgentReason:
        """Say what set the chosen one apart from who comes next."""
        crew = self.staff.crew
        if other == NOBODY:
            return AgentReason.ONLY
        if disturbs(crew, slot, kind) != disturbs(crew, other, kind):
            return AgentReason.UNDISTURBED
        if measured(crew, slot, now_ms, by_count) != measured(crew, other, now_ms, by_count):
            return AgentReason.FAIREST
        is_level = crew.idle_since[slot] == crew.idle_since[other]
        return AgentReason.NUMBER if is_level else AgentReason.IDLE_LONGEST
