"""What became of a mail of ours, on its message: a state that screens follow, and a line where it failed."""

from typing import Any, Final
from uuid import UUID

from hamseda.channels.email import queries
from hamseda.conversations.api import NewMessage, append_within, change_state, conversation_row
from hamseda.kit.database import Row, Transaction

FAILED: Final = "failed"


async def settle_delivery(work: Transaction, message: Row, state: str, detail: dict[str, Any]) -> bool:
    """Move a message's delivery forward, with what is known of it; answers whether it moved.

    A failure may also be reported of what was sent already: the other side has taken it and could not deliver it.
    """
    # The order of locks is that of every append: the conversation, then the message.
    await work.row(queries.LOCK_CONVERSATION, work.organization_id, message["conversation_id"])
    current = await work.row(queries.LOCK_MESSAGE, work.organization_id, message["id"])
    if current is None:
        return False
    conversation = await conversation_row(work, current["conversation_id"])
    return await change_state(work, conversation, current, state, detail)


async def tell_failure(work: Transaction, message: Row, reason: str) -> None:
    """Leave a line on the timeline; the last act of its transaction."""
    await append_within(
        work,
        NewMessage(
            conversation_id=message["conversation_id"],
            kind="notice",
            direction="internal",
            author_kind="system",
            text="",
            text_direction="rtl",
            meta={"notice": "mail_failed", "message_id": message["id"], "reason": reason},
        ),
    )


async def suppress(work: Transaction, address: str, message_id: UUID, detail: dict[str, Any]) -> None:
    """Send nothing more to an address until somebody lifts that."""
    await work.execute(
        queries.SUPPRESS,
        work.organization_id,
        address,
        detail["why"],
        detail["status"],
        detail["reason"],
        message_id,
    )
