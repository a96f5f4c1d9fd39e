"""What a visitor was doing, told again while the contact goes on: pages after a yes, a location, a new step."""

from typing import Any, Final
from uuid import UUID

from hamseda.conversations.notices import conversation_audience
from hamseda.conversations.reading import conversation_row
from hamseda.events import ConversationChanged
from hamseda.kit.database import Transaction

# What was agreed to once may be taken back; the rest is only ever added to.
AGREED: Final = ["pages", "referrer"]
TELL: Final = """
UPDATE interaction SET context = (context - $4::text[]) || $3
WHERE organization_id = $1 AND id = $2 AND state <> 'ended' AND context IS DISTINCT FROM (context - $4::text[]) || $3
RETURNING conversation_id
"""


async def tell_context(
    work: Transaction, interaction_id: UUID, context: dict[str, Any], *, is_withdrawn: bool
) -> None:
    """Add to the context of an engagement that is not over; with `is_withdrawn` what was agreed to goes."""
    dropped = AGREED if is_withdrawn else []
    conversation_id = await work.value(TELL, work.organization_id, interaction_id, context, dropped)
    if conversation_id is None:
        return
    conversation = await conversation_row(work, conversation_id)
    work.emit(
        ConversationChanged(id=conversation_id, changes={}),
        conversation_id=conversation_id,
        audience=conversation_audience(conversation),
    )
