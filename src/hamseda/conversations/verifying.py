"""A conversation of somebody unknown becomes one of a verified customer."""

from typing import Final
from uuid import UUID

from hamseda.conversations import queries
from hamseda.conversations.notices import conversation_audience
from hamseda.events import ConversationChanged
from hamseda.kit.database import Transaction

# Where the customer has an open verified conversation of the brand already, this one stays what it is.
VERIFY: Final = """
UPDATE conversation c SET is_verified = true, mark = nullif(c.mark, 'unverified_sender')
WHERE c.organization_id = $1 AND c.id = $2 AND c.customer_id = $3 AND NOT c.is_verified
    AND (c.status = 'resolved' OR c.is_beside OR NOT EXISTS (
    SELECT FROM conversation o
    WHERE o.organization_id = c.organization_id AND o.customer_id = c.customer_id
        AND o.brand_id IS NOT DISTINCT FROM c.brand_id AND o.is_verified AND NOT o.is_beside
        AND o.status <> 'resolved' AND o.id <> c.id))
RETURNING c.mark
"""


async def verify_conversation(work: Transaction, conversation_id: UUID, customer_id: UUID) -> bool:
    """Mark a conversation as its customer's own, once the customer has proved an address in it.

    Those who see it are told. Answers whether anything changed.
    """
    # The order of locks is that of an arrival: the customer, then the conversation.
    customer = await work.row(queries.LOCK_CUSTOMER, work.organization_id, customer_id)
    conversation = await work.row(queries.LOCK_CONVERSATION, work.organization_id, conversation_id)
    changed = await work.row(VERIFY, work.organization_id, conversation_id, customer_id)
    if customer is None or conversation is None or changed is None:
        return False
    shown = {"id": customer_id, "name": customer["name"], "is_verified": True}
    work.emit(
        ConversationChanged(id=conversation_id, changes={"mark": changed["mark"], "customer": shown}),
        conversation_id=conversation_id,
        audience=conversation_audience(conversation),
    )
    return True
