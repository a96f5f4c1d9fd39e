"""Routes of splits and merges."""

from uuid import UUID

from litestar import Router, post

from hamseda.conversations import merging, splitting, undoing
from hamseda.conversations.ports import Work
from hamseda.conversations.views import ConversationSummary
from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.organization.api import WORKERS, Caller


@post("/conversations/{conversation_id:uuid}/split", access=WORKERS, status_code=200)
async def split(
    caller: Caller, work: Transaction, queue: Work, conversation_id: UUID, data: splitting.Split
) -> ConversationSummary:
    """Take a message, or everything from it on, into a new conversation; answers the new one."""
    return await splitting.split(work, caller, queue, conversation_id, data)


@post("/conversations/{conversation_id:uuid}/merge", access=WORKERS, status_code=200)
async def merge(
    caller: Caller,
    work: Transaction,
    queue: Work,
    clock: Clock,
    conversation_id: UUID,
    data: merging.Merge,
) -> ConversationSummary:
    """Let a conversation go on in another one of the same customer; answers that one."""
    return await merging.merge(work, caller, queue, conversation_id, data, clock.now())


@post("/conversation-moves/{move_id:uuid}/reversal", access=WORKERS, status_code=204)
async def undo(caller: Caller, work: Transaction, queue: Work, clock: Clock, move_id: UUID) -> None:
    """Take a split or a merge back, as long as nothing new was written in either conversation."""
    await undoing.undo(work, caller, queue, move_id, clock.now())


router = Router("/api/v1", tags=["conversations"], route_handlers=[split, merge, undo])
