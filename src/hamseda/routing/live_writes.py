"""What the live router writes, every time behind the fence of its lease."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from hamseda.conversations.api import summary_for
from hamseda.events import ReservationOffered
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.routing import queries_router as sql
from hamseda.routing.sentences import say
from hamseda.routing.telling import tell


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in ids: whom the router asks to take what, and why."""

    item_id: UUID
    agent_id: UUID
    ring: int
    timeout_s: int
    parts: list[dict[str, Any]]
    boost_cost_minutes: float = 0.0


async def store_offer(work: Transaction, offer: Offer, epoch: int, now: datetime) -> bool:
    """Offer an item that still waits to an agent who is still there, with the timer of its end.

    Answers False, and writes nothing, where either is not so any more.
    """
    reservation_id, due_at = new_id(), now + timedelta(seconds=offer.timeout_s)
    explanation = {"parts": offer.parts, "boost_cost_min": round(offer.boost_cost_minutes, 2)}
    stored = await work.execute(
        sql.OFFER, work.organization_id, reservation_id, offer.item_id, offer.agent_id, offer.ring, now, due_at,
        epoch, explanation, new_id(),
    )  # fmt: skip
    if not stored:
        return False
    row = await work.row(sql.OFFERED, work.organization_id, offer.item_id, offer.agent_id)
    if row is None:
        raise RuntimeError("The item just offered is not there.")
    view = {
        "id": reservation_id,
        "work_item_id": offer.item_id,
        "agent_id": offer.agent_id,
        "offered_at": now,
        "due_at": due_at,
        "explanation": await _told(work, offer, row),
    }
    conversation = await summary_for(work, row["conversation_id"], offer.agent_id)
    work.emit(
        ReservationOffered(reservation=view, conversation=conversation), audience={"user": offer.agent_id}
    )
    await tell(work, offer.item_id)
    return True


async def _told(work: Transaction, offer: Offer, row: Row) -> dict[str, Any]:
    sentence = await say(work, row["locale"], row["time_zone"], offer.parts)
    return {"sentence": sentence, **offer.parts[0], "parts": offer.parts}
