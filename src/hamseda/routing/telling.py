"""What is told of work: to those who see its conversation, and to the agent who was asked."""

from typing import Any
from uuid import UUID

from hamseda.events import ReservationDecided, WorkChanged
from hamseda.kit.database import Row, Transaction
from hamseda.routing import queries


async def tell(work: Transaction, item_id: UUID) -> None:
    """Tell those who see the conversation what became of its work item."""
    row = await work.row(queries.ITEM_TOLD, work.organization_id, item_id)
    if row is None:
        return
    view = dict(row)
    audience: dict[str, Any] = {
        "queue": view.pop("conversation_queue"),
        "department": view.pop("department_id"),
        "assignee": view.pop("assignee_id"),
        "opened_at": view.pop("opened_at"),
    }
    work.emit(WorkChanged(work_item=view), conversation_id=view["conversation_id"], audience=audience)


async def withdraw_offers(work: Transaction, item: Row) -> None:
    """Take back what rings at an agent for an item."""
    for offer in await work.fetch(queries.WITHDRAW_OFFERS, work.organization_id, item["id"]):
        tell_decided(work, item["id"], offer["id"], offer["agent_id"], "withdrawn")


def tell_decided(work: Transaction, item_id: UUID, offer_id: UUID, agent_id: UUID, state: str) -> None:
    """Tell the agent who was asked what became of the offer."""
    work.emit(
        ReservationDecided(id=offer_id, work_item_id=item_id, agent_id=agent_id, state=state),
        audience={"user": agent_id},
    )
