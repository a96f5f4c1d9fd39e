"""Why an item went to its agent, or why it still waits, in one sentence."""

from typing import cast

from hamseda.conversations.api import WorkItemView
from hamseda.kit.database import Transaction
from hamseda.organization.api import Caller
from hamseda.routing import queries_people
from hamseda.routing.sentences import say
from hamseda.routing.views import Explanation, Part

NOT_LOOKED_AT: Part = {"key": "routing.waiting.new", "params": {}}
ASLEEP: Part = {"key": "routing.waiting.snoozed", "params": {}}


async def explanation(view: Transaction, caller: Caller, item: WorkItemView) -> Explanation:
    """Explain a work item to the caller; `parts` are the catalogue keys of which the sentence is made."""
    if item["state"] == "waiting":
        parts = [await _why_it_waits(view, item)]
    elif item["state"] == "snoozed":
        parts = [ASLEEP]
    else:
        parts = await _why_this_agent(view, item)
    return {"sentence": await say(view, caller.locale, caller.time_zone, parts), **parts[0], "parts": parts}


async def _why_it_waits(view: Transaction, item: WorkItemView) -> Part:
    reason = await view.value(queries_people.ITEM_REASON, view.organization_id, item["id"])
    if not reason or "key" not in reason:
        return NOT_LOOKED_AT
    return {"key": reason["key"], "params": reason["params"]}


async def _why_this_agent(view: Transaction, item: WorkItemView) -> list[Part]:
    offer = await view.row(queries_people.LAST_OFFER, view.organization_id, item["id"])
    if offer is not None and item["agent_id"] in {None, offer["agent_id"]}:
        return cast("list[Part]", offer["explanation"].get("parts")) or [NOT_LOOKED_AT]
    if item["agent_id"] is None:
        return [{"key": "routing.ended.unserved", "params": {}}]
    return [{"key": "routing.why_agent.by_hand", "params": {"agent": str(item["agent_id"])}}]
