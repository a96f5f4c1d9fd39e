"""What one person has in hand, what rings at them, and what was left to them."""

from typing import cast
from uuid import UUID

from hamseda.conversations.api import WorkItemView, summary_for
from hamseda.kit.database import Row, Transaction
from hamseda.organization.api import Caller
from hamseda.routing import queries_people
from hamseda.routing.presence import person_of
from hamseda.routing.sentences import say
from hamseda.routing.settings import break_reasons
from hamseda.routing.views import Inheritance, MyWork, Offer, OpenShift, OwnPresence


async def read(view: Transaction, caller: Caller) -> MyWork:
    """Read the caller's capacity, offers, work in hand, shift and what waits to be read."""
    me = person_of(caller)
    mine = await view.row(queries_people.MY_STATE, view.organization_id, me)
    rows = [dict(row) for row in await view.fetch(queries_people.MY_ITEMS, view.organization_id, me)]
    load = sum(row.pop("weight") for row in rows)
    items = cast("list[WorkItemView]", rows)
    presence = {name: mine[name] for name in ("state", "reason", "since")} if mine else None
    handed_over = await view.fetch(queries_people.HANDED_OVER, view.organization_id, me)
    offers = await view.fetch(queries_people.MY_OFFERS, view.organization_id, me)
    return {
        "capacity": mine["capacity"] if mine else 0,
        "load": load,
        "presence": cast("OwnPresence | None", presence),
        "break_reasons": break_reasons(mine["settings"] if mine else {}),
        "reservations": [await _offer(view, caller, me, row) for row in offers],
        "active": [item for item in items if item["state"] == "active"],
        "wrap_up": [item for item in items if item["state"] == "wrap_up"],
        "shift": await open_shift(view, me),
        "bulletins_unread": len(await unread_bulletins(view, caller)),
        "handed_over": [cast("Inheritance", dict(row)) for row in handed_over],
    }


async def open_shift(view: Transaction, user_id: UUID) -> OpenShift | None:
    """Read the shift that somebody has begun and not ended."""
    row = await view.row(queries_people.OPEN_SHIFT, view.organization_id, user_id)
    return cast("OpenShift", dict(row)) if row is not None else None


async def unread_bulletins(view: Transaction, caller: Caller) -> list[Row]:
    """List the bulletins that are addressed to the caller, still hold, and have not been read."""
    return await view.fetch(
        queries_people.UNREAD_BULLETINS, view.organization_id, caller.id, caller.department_id
    )


async def _offer(view: Transaction, caller: Caller, me: UUID, row: Row) -> Offer:
    offer = dict(row)
    parts = offer["explanation"].get("parts") or []
    sentence = await say(view, caller.locale, caller.time_zone, parts)
    offer["explanation"] = {"sentence": sentence, **(parts[0] if parts else {}), "parts": parts}
    conversation = await summary_for(view, offer.pop("conversation_id"), me)
    return cast("Offer", {**offer, "conversation": conversation})
