"""What happens elsewhere and concerns the line: whoever answers a customer who waits has taken the work."""

from typing import Any
from uuid import UUID

from hamseda.kit.database import Transaction
from hamseda.routing import queries, queries_router
from hamseda.routing.offers import own_conversation
from hamseda.routing.queueing import Queueing


def answered_by(message: dict[str, Any]) -> UUID | None:
    """Name the person whose message answers a customer; None for every other message."""
    is_answer = (message["kind"], message["direction"], message["author_kind"]) == (
        "message",
        "outbound",
        "agent",
    )
    if not is_answer or not message["author_id"]:
        return None
    return UUID(message["author_id"])


async def missed_answers(view: Transaction, as_of: int) -> dict[UUID, UUID]:
    """Find who answered which conversation, up to an event, while no router was there to act upon it."""
    known = await view.value(queries_router.ACTED_UPON, view.organization_id) or 0
    rows = await view.fetch(queries_router.MISSED_ANSWERS, view.organization_id, known, as_of)
    return {row["conversation_id"]: row["agent_id"] for row in rows}


async def note_acted_upon(work: Transaction, number: int) -> None:
    """Remember that every answer up to an event has been acted upon."""
    await work.execute(queries_router.NOTE_ACTED_UPON, work.organization_id, number)


async def still_waiting(view: Transaction, conversations: list[UUID]) -> list[UUID]:
    """Find which of these conversations have work that waits or rings, in the order of their ids."""
    rows = await view.fetch(queries.STILL_WAITING, view.organization_id, conversations)
    return [row["conversation_id"] for row in rows]


async def take_answered(work: Transaction, conversation_id: UUID, agent_id: UUID) -> None:
    """Give a waiting conversation to the person who answered it; nothing for a program's answer."""
    conversation = await work.row(queries.LOCK_CONVERSATION, work.organization_id, conversation_id)
    if conversation is None or not await work.value(queries.IS_WORKER, work.organization_id, agent_id):
        return
    await Queueing().taken(work, conversation_id, agent_id)
    if conversation["assignee_id"] is None:
        await own_conversation(work, conversation_id, agent_id)
