"""Keeps the kernel in step with rows: whatever happened in between, it ends at what the row says."""

from collections.abc import Iterable

import msgspec

from hamseda.routing.kernel import Kernel
from hamseda.routing.rules import Agent, Item, Presence, Shift, Stage


def sync_agent(kernel: Kernel, agent: Agent, shift: Shift, now_ms: int) -> None:
    """Bring an agent's abilities and presence to what their rows say."""
    slot = kernel.staff.slot_of.get(agent.id)
    if slot is None:
        kernel.agent_on(agent, now_ms)
    elif kernel.staff.agents[slot] != agent:
        kernel.agent_changed(agent, now_ms)
    _appear(kernel, agent, shift.presence, now_ms)


def sync_item(kernel: Kernel, number: int, wanted: Item | None, now_ms: int) -> None:
    """Bring an item to what its row says: gone, waiting, ringing, being served or in wrap-up."""
    known = kernel.items.get(number)
    if known is not None and wanted is not None and _moved_on(kernel, known, wanted, now_ms):
        return
    if known is not None:
        kernel.remove_item(number, now_ms)
    if wanted is None:
        return
    if wanted.stage is Stage.WAITING:
        kernel.add_item(wanted, now_ms)
    else:
        kernel.place_item(wanted, now_ms)


def strangers(kernel: Kernel, items: Iterable[Item]) -> set[int]:
    """Find the agents who hold items and are not known to the kernel yet."""
    return {item.agent for item in items if item.agent is not None and item.agent not in kernel.staff.slot_of}


def _moved_on(kernel: Kernel, known: Item, wanted: Item, now_ms: int) -> bool:
    """Take the short way where there is one: nothing changed, accepted, or gone into wrap-up."""
    if known.stage is Stage.WAITING or wanted.stage is Stage.WAITING:
        return _standing(known, now_ms) == _standing(wanted, now_ms)
    if (known.agent, known.weight, known.channel) != (wanted.agent, wanted.weight, wanted.channel):
        return False
    if known.stage is Stage.RESERVED and wanted.stage in {Stage.WORKING, Stage.WRAP_UP}:
        kernel.accept(known.id)
    if kernel.items[known.id].stage is Stage.WORKING and wanted.stage is Stage.WRAP_UP:
        kernel.wrap_up(known.id)
    return kernel.items[known.id].stage is wanted.stage


def _standing(item: Item, now_ms: int) -> Item:
    barred = tuple(sorted(pair for pair in item.excluded if pair[1] > now_ms))
    return msgspec.structs.replace(item, excluded=barred)


def _appear(kernel: Kernel, agent: Agent, wanted: Presence, now_ms: int) -> None:
    now = kernel.staff.presence[kernel.staff.slot(agent.id)]
    if now is wanted:
        return
    if wanted is Presence.OFFLINE:
        kernel.agent_off(agent.id, now_ms)
        return
    if now is Presence.OFFLINE:
        kernel.agent_on(agent, now_ms)
    if wanted is Presence.AVAILABLE:
        kernel.agent_available(agent.id, now_ms)
    elif now is Presence.AVAILABLE:
        kernel.agent_break(agent.id, now_ms)
