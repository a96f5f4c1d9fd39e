"""Read marks, and the end of a chat."""

from typing import Any

from hamseda.channels.webchat import queries
from hamseda.channels.webchat.service import Visitor
from hamseda.conversations.api import change_state, conversation_audience, conversation_row
from hamseda.kit.database import Database, Transaction
from hamseda.routing.api import end_interaction

READ_FROM = ["sent", "delivered"]


async def audience_of(view: Transaction, visitor: Visitor) -> dict[str, Any]:
    """Which staff may hear of this visitor's conversation."""
    if visitor.conversation_id is None:
        return {}
    return conversation_audience(await conversation_row(view, visitor.conversation_id))


async def read(database: Database, visitor: Visitor, position: int) -> None:
    """The visitor has seen everything up to a position: those messages become `read`."""
    if visitor.conversation_id is None:
        return
    async with database.transaction(visitor.organization_id) as work:
        conversation = await conversation_row(work, visitor.conversation_id)
        for message in await work.fetch(
            queries.DELIVERED,
            visitor.organization_id,
            visitor.conversation_id,
            position,
            visitor.channel_id,
            READ_FROM,
            visitor.is_verified,
            visitor.engagements,
        ):
            await change_state(work, conversation, message, "read")


async def end(database: Database, visitor: Visitor) -> None:
    """The visitor ends the chat: nobody need wait for them any more."""
    if visitor.interaction_id is None:
        return
    async with database.transaction(visitor.organization_id) as work:
        await end_interaction(work, visitor.interaction_id, by="customer")
