"""Why the router did what it did: message keys and their parameters, worked out only when somebody asks.

The catalogue holds the words. Keys and parameters:

routing.why_item.safety {waited}                     safety and fraud go first
routing.why_item.boost {waited} {minutes}            first in line thanks to its context boost
routing.why_item.priority {waited} {minutes}         first in line by its priority
routing.why_item.waited {waited}                     waited longest among those who could be served
routing.why_agent.owner {agent}                      knows this customer
routing.why_agent.only {agent}                       nobody else suitable had room
routing.why_agent.undisturbed {agent} {rivals}       need not interrupt other work
routing.why_agent.fairest_occupancy {agent} {rivals} {percent}
routing.why_agent.fairest_count {agent} {rivals} {count}
routing.why_agent.idle_longest {agent} {rivals}      equally loaded, without new work for longest
routing.why_agent.number {agent} {rivals}            equal in everything: the lower number
routing.note.relaxed {ring}                          required skills had been relaxed
routing.note.interrupts {agent}                      other work of the agent is interrupted
routing.order.safety | .boost {minutes} | .priority {minutes} | .earlier {minutes} | .number
routing.waiting.owner {agent} {until_ms}             only the own agent is asked until then
routing.waiting.nobody_suitable                      no agent known has the skills and queue
routing.waiting.nobody_available                     those who have are away
routing.waiting.held {agent} {position}              an agent takes nothing new until there is room for it
routing.waiting.kept_free {agent} {item}             the agent with room is held for a large item before it
routing.waiting.all_busy {agents} {position}
routing.waiting.next {position}                      somebody has room: the next decision
"""

import msgspec

from hamseda.routing.kernel import Kernel
from hamseda.routing.rules import (
    MINUTE_MS,
    AgentReason,
    Config,
    Decision,
    Fairness,
    Item,
    bounded_boost_ms,
    bounded_priority_ms,
    order_of,
)
from hamseda.routing.standing import Standing, standing


class Sentence(msgspec.Struct, frozen=True):
    """A catalogue key and what fills it: minutes as floats, agents and counts as integers."""

    key: str
    params: dict[str, int | float]


def explain(decision: Decision) -> tuple[Sentence, ...]:
    """Say why this item and why this agent; the parts are read as one sentence, joined by semicolons."""
    notes = []
    if decision.ring:
        notes.append(Sentence("routing.note.relaxed", {"ring": decision.ring}))
    if decision.interrupts:
        notes.append(Sentence("routing.note.interrupts", {"agent": decision.agent}))
    return (why_item(decision), why_agent(decision), *notes)


def why_item(decision: Decision) -> Sentence:
    """Say what put the item first among those who could be served."""
    params: dict[str, int | float] = {"waited": decision.waited_ms / MINUTE_MS}
    if decision.safety:
        return Sentence("routing.why_item.safety", params)
    if decision.boost_minutes > max(0.0, decision.priority_minutes):
        return Sentence("routing.why_item.boost", {**params, "minutes": decision.boost_minutes})
    if decision.priority_minutes > 0:
        return Sentence("routing.why_item.priority", {**params, "minutes": decision.priority_minutes})
    return Sentence("routing.why_item.waited", params)


def why_agent(decision: Decision) -> Sentence:
    """Say what settled the choice among the agents who had room."""
    params: dict[str, int | float] = {"agent": decision.agent}
    if decision.reason in {AgentReason.OWNER, AgentReason.ONLY}:
        return Sentence(f"routing.why_agent.{decision.reason}", params)
    params["rivals"] = decision.rivals
    if decision.reason is not AgentReason.FAIREST:
        return Sentence(f"routing.why_agent.{decision.reason}", params)
    if decision.fairness is Fairness.COUNT:
        return Sentence("routing.why_agent.fairest_count", {**params, "count": decision.measure})
    return Sentence("routing.why_agent.fairest_occupancy", {**params, "percent": decision.measure / 10_000})


def why_before(first: Item, second: Item, config: Config) -> Sentence:
    """Say why one item stands before another: what, taken away, would turn them round.

    ValueError if it does not stand before it.
    """
    if not _before(first, second, config):
        raise ValueError(f"first: item {first.id} does not stand before item {second.id}")
    if first.safety and not second.safety and not _before(_plain(first, safety=False), second, config):
        return Sentence("routing.order.safety", {})
    one, other = (_plain(item, boost_minutes=0.0) for item in (first, second))
    if not _before(one, other, config):
        gained = bounded_boost_ms(first, config) - bounded_boost_ms(second, config)
        return Sentence("routing.order.boost", {"minutes": gained / MINUTE_MS})
    one, other = (_plain(item, priority_minutes=0.0) for item in (one, other))
    if not _before(one, other, config):
        gained = bounded_priority_ms(first, config) - bounded_priority_ms(second, config)
        return Sentence("routing.order.priority", {"minutes": gained / MINUTE_MS})
    if first.entered_ms < second.entered_ms:
        earlier = (second.entered_ms - first.entered_ms) / MINUTE_MS
        return Sentence("routing.order.earlier", {"minutes": earlier})
    return Sentence("routing.order.number", {})


def why_waiting(kernel: Kernel, item_id: int, now_ms: int, place: Standing | None = None) -> Sentence:
    """Say why a waiting item has not been offered to anybody; ValueError if it is not waiting.

    `place` is where it stands, if that is known already: finding it looks at the whole line.
    """
    holds = kernel.holds(now_ms)
    place, item = place or standing(kernel, item_id), kernel.items[item_id]
    bucket = kernel.line.bucket[item_id]
    owner = kernel.line.needs[bucket].owner
    if kernel.line.free[bucket] > 0:
        keeper = _held_before(kernel, item, bucket, holds)
        if keeper is None:
            return Sentence("routing.waiting.next", {"position": place.position})
        return Sentence("routing.waiting.kept_free", {"agent": keeper, "item": holds[keeper]})
    if owner is not None:
        return Sentence("routing.waiting.owner", {"agent": owner, "until_ms": item.owner_until_ms})
    if not place.agents:
        known = kernel.line.eligible[:, bucket].any()
        return Sentence(f"routing.waiting.{'nobody_available' if known else 'nobody_suitable'}", {})
    return _why_no_room(item_id, place, holds)


def _why_no_room(item_id: int, place: Standing, holds: dict[int, int]) -> Sentence:
    keeper = next((agent for agent, large in holds.items() if large == item_id), None)
    if keeper is not None:
        return Sentence("routing.waiting.held", {"position": place.position, "agent": keeper})
    return Sentence("routing.waiting.all_busy", {"position": place.position, "agents": len(place.agents)})


def _held_before(kernel: Kernel, item: Item, bucket: int, holds: dict[int, int]) -> int | None:
    """Find one of those with room, if all of them are held for items that stand before this one."""
    agents = sorted(kernel.staff.agents[slot].id for slot in kernel.line.ready_for(bucket))
    held = [
        agent
        for agent in agents
        if agent in holds and _before(kernel.items[holds[agent]], item, kernel.config)
    ]
    return held[0] if held and held == agents else None


def _before(first: Item, second: Item, config: Config) -> bool:
    return (order_of(first, config), first.id) < (order_of(second, config), second.id)


def _plain(item: Item, **without: float | bool) -> Item:
    return msgspec.structs.replace(item, **without)
