"""Routes of the composer: what an answer by mail would be, and passing a message on to somebody outside."""

from typing import cast
from uuid import UUID

from litestar import Router, get, post

from hamseda.channels.email import composition, forwarding
from hamseda.channels.email.composer_views import (
    Forward,
    ForwardPreview,
    ForwardToShow,
    MailComposition,
)
from hamseda.conversations.api import Masking, MessageView, visible, workable
from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.organization.api import WORKERS, Caller


@get("/conversations/{conversation_id:uuid}/mail-composition", access=WORKERS)
async def show_composition(
    caller: Caller, reading: Transaction, conversation_id: UUID, channel_id: UUID | None = None
) -> MailComposition:
    """How an answer by mail would go out now: to whom, under which subject, above which quote and signature."""
    conversation = await visible(reading, caller, conversation_id)
    return await composition.composition(reading, caller, conversation, channel_id)


@post("/conversations/{conversation_id:uuid}/forwards", access=WORKERS)
async def pass_on(
    caller: Caller, work: Transaction, masking: Masking, clock: Clock, conversation_id: UUID, data: Forward
) -> MessageView:
    """Pass a message on to somebody outside; no answer to the customer. The same `id` again answers the first result."""
    conversation = await workable(work, caller, conversation_id)
    appended = await forwarding.pass_on(work, caller, masking, conversation, data, clock.now())
    return cast("MessageView", appended.message)


@post("/conversations/{conversation_id:uuid}/forwards/preview", access=WORKERS, status_code=200)
async def preview_forward(
    caller: Caller, reading: Transaction, conversation_id: UUID, data: ForwardToShow
) -> ForwardPreview:
    """Show a forward as it would go out now; nothing is stored and nothing leaves."""
    conversation = await workable(reading, caller, conversation_id)
    return await forwarding.preview(reading, caller, conversation, data)


router = Router("/api/v1", tags=["mail"], route_handlers=[show_composition, pass_on, preview_forward])
