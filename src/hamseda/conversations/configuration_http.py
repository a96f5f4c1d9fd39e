"""Routes of queues, channels, labels, canned replies and dispositions."""

from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import QueryParameter

from hamseda.conversations import channel_setup as channels
from hamseda.conversations import configuration as shelf
from hamseda.kit.database import Row, Transaction
from hamseda.kit.keys import Keys
from hamseda.organization.api import ADMINS, LEADERS, READERS, Caller, shelves
from hamseda.settings import Settings

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Words = Annotated[str, QueryParameter(max_length=500)]
LEADING = frozenset({"admin", "supervisor"})


@get("/queues", access=READERS)
async def list_queues(reading: Transaction, after: UUID | None = None, limit: Limit = 200) -> shelf.QueuePage:
    """Queues with their settings, skills and members."""
    found = await shelves.listed(reading, shelf.QUEUES, after, limit)
    return shelf.QueuePage([shelf.queue_view(row) for row in found], _next(found, limit))


@post("/queues", access=ADMINS)
async def add_queue(caller: Caller, work: Transaction, data: shelf.NewQueue) -> shelf.QueueView:
    """Open a queue."""
    return shelf.queue_view(await shelf.add_queue(work, caller, data))


@patch("/queues/{queue_id:uuid}", access=ADMINS)
async def change_queue(
    caller: Caller, work: Transaction, queue_id: UUID, data: shelf.QueueChanges
) -> shelf.QueueView:
    """Change a queue; settings, skills and members are replaced as a whole."""
    return shelf.queue_view(await shelf.change_queue(work, caller, queue_id, data))


@delete("/queues/{queue_id:uuid}", access=ADMINS, status_code=204)
async def archive_queue(caller: Caller, work: Transaction, queue_id: UUID) -> None:
    """Put a queue out of use; its history keeps its name."""
    await shelf.archive_queue(work, caller, queue_id)


@get("/labels", access=READERS)
async def list_labels(reading: Transaction, after: UUID | None = None, limit: Limit = 200) -> shelf.LabelPage:
    """Labels of conversations."""
    found = await shelves.listed(reading, shelf.LABELS, after, limit)
    return shelf.LabelPage([shelf.LabelView(**row) for row in found], _next(found, limit))


@post("/labels", access=LEADERS)
async def add_label(caller: Caller, work: Transaction, data: shelf.NewLabel) -> shelf.LabelView:
    """Add a label."""
    return shelf.LabelView(**await shelf.add(work, caller, shelf.LABELS, data))


@patch("/labels/{label_id:uuid}", access=LEADERS)
async def change_label(
    caller: Caller, work: Transaction, label_id: UUID, data: shelf.LabelChanges
) -> shelf.LabelView:
    """Rename or colour a label."""
    return shelf.LabelView(**await shelf.change(work, caller, shelf.LABELS, label_id, data))


@delete("/labels/{label_id:uuid}", access=LEADERS, status_code=204)
async def remove_label(caller: Caller, work: Transaction, label_id: UUID) -> None:
    """Take a label away, also from every conversation that has it."""
    await shelves.remove(work, caller, shelf.LABELS, label_id)


@get("/canned-replies", access=READERS)
async def list_canned_replies(
    reading: Transaction, after: UUID | None = None, limit: Limit = 200
) -> shelf.CannedReplyPage:
    """Texts to answer with."""
    found = await shelves.listed(reading, shelf.CANNED_REPLIES, after, limit)
    return shelf.CannedReplyPage([shelf.CannedReplyView(**row) for row in found], _next(found, limit))


@post("/canned-replies", access=LEADERS)
async def add_canned_reply(
    caller: Caller, work: Transaction, data: shelf.NewCannedReply
) -> shelf.CannedReplyView:
    """Add a text to answer with."""
    return shelf.CannedReplyView(**await shelf.add(work, caller, shelf.CANNED_REPLIES, data))


@patch("/canned-replies/{reply_id:uuid}", access=LEADERS)
async def change_canned_reply(
    caller: Caller, work: Transaction, reply_id: UUID, data: shelf.CannedReplyChanges
) -> shelf.CannedReplyView:
    """Change a text to answer with."""
    row = await shelf.change(work, caller, shelf.CANNED_REPLIES, reply_id, data)
    return shelf.CannedReplyView(**row)


@delete("/canned-replies/{reply_id:uuid}", access=LEADERS, status_code=204)
async def remove_canned_reply(caller: Caller, work: Transaction, reply_id: UUID) -> None:
    """Take a text away."""
    await shelves.remove(work, caller, shelf.CANNED_REPLIES, reply_id)


@get("/dispositions", access=READERS)
async def list_dispositions(
    reading: Transaction, after: UUID | None = None, limit: Limit = 200
) -> shelf.DispositionPage:
    """Outcomes that an agent may choose."""
    found = await shelves.listed(reading, shelf.DISPOSITIONS, after, limit)
    return shelf.DispositionPage([shelf.DispositionView(**row) for row in found], _next(found, limit))


@post("/dispositions", access=ADMINS)
async def add_disposition(
    caller: Caller, work: Transaction, data: shelf.NewDisposition
) -> shelf.DispositionView:
    """Add an outcome."""
    return shelf.DispositionView(**await shelf.add(work, caller, shelf.DISPOSITIONS, data))


@patch("/dispositions/{disposition_id:uuid}", access=ADMINS)
async def change_disposition(
    caller: Caller, work: Transaction, disposition_id: UUID, data: shelf.DispositionChanges
) -> shelf.DispositionView:
    """Change an outcome."""
    row = await shelf.change(work, caller, shelf.DISPOSITIONS, disposition_id, data)
    return shelf.DispositionView(**row)


@delete("/dispositions/{disposition_id:uuid}", access=ADMINS, status_code=204)
async def archive_disposition(caller: Caller, work: Transaction, disposition_id: UUID) -> None:
    """Put an outcome out of use."""
    await shelves.archive(work, caller, shelf.DISPOSITIONS, disposition_id)


@get("/channels", access=READERS)
async def list_channels(
    caller: Caller, reading: Transaction, settings: Settings, after: UUID | None = None, limit: Limit = 200
) -> channels.ChannelPage:
    """Channels; settings, keys and addresses are for administrators and leaders."""
    is_full = caller.role in LEADING
    found = await shelves.listed(reading, channels.CHANNELS, after, limit)
    items = [channels.channel_view(row, settings, is_full=is_full) for row in found]
    return channels.ChannelPage(items, _next(found, limit))


@post("/channels", access=ADMINS)
async def add_channel(
    caller: Caller, work: Transaction, keys: Keys, settings: Settings, data: channels.NewChannel
) -> channels.ChannelView:
    """Open a channel; a web chat gets its key and snippet."""
    return channels.channel_view(await channels.add_channel(work, caller, keys, data), settings, is_full=True)


@patch("/channels/{channel_id:uuid}", access=ADMINS)
async def change_channel(
    caller: Caller,
    work: Transaction,
    keys: Keys,
    settings: Settings,
    channel_id: UUID,
    data: channels.ChannelChanges,
) -> channels.ChannelView:
    """Change a channel; settings are replaced as a whole."""
    row = await channels.change_channel(work, caller, keys, channel_id, data)
    return channels.channel_view(row, settings, is_full=True)


@delete("/channels/{channel_id:uuid}", access=ADMINS, status_code=204)
async def remove_channel(caller: Caller, work: Transaction, channel_id: UUID) -> None:
    """Remove a channel that was never used; switch off one that was."""
    await channels.remove_channel(work, caller, channel_id)


@post("/channels/{channel_id:uuid}/secret", access=ADMINS)
async def rotate_secret(
    caller: Caller, work: Transaction, keys: Keys, channel_id: UUID
) -> channels.ShownSecret:
    """Make a new secret for identity tokens; it is shown this once."""
    return await channels.rotate_secret(work, caller, keys, channel_id)


@get("/channels/{channel_id:uuid}/link", access=LEADERS)
async def chat_link(
    reading: Transaction, settings: Settings, channel_id: UUID, text: Words = "", campaign: Words = ""
) -> channels.ChatLink:
    """Make a link and QR code that open the chat with a text."""
    return await channels.chat_link(reading, settings, channel_id, text, campaign)


def _next(found: list[Row], limit: int) -> UUID | None:
    return found[-1]["id"] if len(found) == limit else None


router = Router(
    "/api/v1",
    route_handlers=[
        list_queues,
        add_queue,
        change_queue,
        archive_queue,
        list_labels,
        add_label,
        change_label,
        remove_label,
        list_canned_replies,
        add_canned_reply,
        change_canned_reply,
        remove_canned_reply,
        list_dispositions,
        add_disposition,
        change_disposition,
        archive_disposition,
        list_channels,
        add_channel,
        change_channel,
        remove_channel,
        rotate_secret,
        chat_link,
    ],
    tags=["configuration"],
)
