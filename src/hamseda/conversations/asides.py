"""What somebody outside answers comes beside the talk: it waits for an agent, and opens no road to a customer."""

from datetime import datetime
from typing import Final
from uuid import UUID

from hamseda.conversations import queries
from hamseda.conversations.append import NewMessage
from hamseda.conversations.arriving import Arrival
from hamseda.conversations.notices import conversation_audience
from hamseda.conversations.ports import Work, WorkRequest
from hamseda.events import ConversationChanged
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.persian import direction
from hamseda.kit.problem import NotFound

AT_WORK: Final = frozenset({"waiting", "snoozed", "offered", "active"})
# A verified customer has one open main thread: while there is one, a resolved one is not opened beside it.
AWAKE: Final = """
SELECT coalesce(o.id, c.id) FROM conversation c
LEFT JOIN conversation o ON o.organization_id = c.organization_id AND o.customer_id = c.customer_id
    AND o.brand_id IS NOT DISTINCT FROM c.brand_id AND o.is_verified AND NOT o.is_beside
    AND o.status <> 'resolved' AND c.is_verified AND NOT c.is_beside AND c.status = 'resolved'
WHERE c.organization_id = $1 AND c.id = living_conversation($1, $2)
"""


async def awaken(work: Transaction, conversation_id: UUID | None) -> Row:
    """Lock the conversation where an answer from outside is read, opened again where it was resolved."""
    where = await work.value(AWAKE, work.organization_id, conversation_id)
    conversation = await work.row(queries.LOCK_CONVERSATION, work.organization_id, where)
    if conversation is None:
        raise NotFound("The conversation is not there.")
    if conversation["status"] == "resolved":
        await work.execute(queries.REOPEN, work.organization_id, conversation["id"])
        changes = {"status": "open", "resolved_at": None, "snoozed_until": None}
        work.emit(
            ConversationChanged(id=conversation["id"], changes=changes),
            conversation_id=conversation["id"],
            audience=conversation_audience(conversation),
        )
    return conversation


async def engage(
    work: Transaction, queue: Work, conversation: Row, address: str | None, now: datetime
) -> UUID | None:
    """Let it wait in the queue, unless the conversation waits or is worked on already."""
    standing = await queue.standing(work, conversation["id"])
    if standing is not None and standing["state"] in AT_WORK:
        return None
    interaction_id = new_id()
    # Without its channel it is no road: nobody answers a customer at the address of somebody else.
    await work.execute(
        queries.OPEN_INTERACTION,
        work.organization_id,
        interaction_id,
        conversation["id"],
        None,
        "email",
        "inbound",
        "waiting",
        None,
        {},
        address,
        now,
        None,
        None,
    )
    await queue.enqueue(
        work,
        WorkRequest(
            conversation_id=conversation["id"],
            interaction_id=interaction_id,
            queue_id=conversation["queue_id"],
            channel_kind="email",
            is_identified=conversation["is_verified"],
            preferred_agent_id=conversation["assignee_id"],
        ),
    )
    return interaction_id


def message(arrival: Arrival, channel: Row, conversation_id: UUID, interaction_id: UUID | None) -> NewMessage:
    """What somebody outside wrote, as an aside of the conversation."""
    return NewMessage(
        id=arrival.id,
        conversation_id=conversation_id,
        interaction_id=interaction_id,
        kind="aside",
        direction="inbound",
        author_kind="third_party",
        author_name=arrival.name or arrival.address,
        channel_id=channel["id"],
        channel_kind=channel["kind"],
        text=arrival.text,
        html=arrival.html,
        text_direction=direction(arrival.text),
        attachments=arrival.attachments,
        meta=arrival.meta,
        external=arrival.external_id,
        reopen=True,
    )
