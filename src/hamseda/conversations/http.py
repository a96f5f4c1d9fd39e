"""Routes of conversations."""

from html import escape
from typing import Annotated, cast
from uuid import UUID

import msgspec
from litestar import Router, delete, get, patch, post, put
from litestar.params import QueryParameter
from msgspec import Meta

from hamseda.conversations import (
    logging_contacts,
    mail_fields,
    message_views,
    queries,
    rules,
    sending,
    service,
    views,
)
from hamseda.conversations import reading as timelines
from hamseda.conversations.masking import Masking
from hamseda.conversations.notices import conversation_audience
from hamseda.conversations.ports import Work
from hamseda.kit.bus import Bus
from hamseda.kit.clock import Clock, Instant
from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Invalid, NotFound
from hamseda.organization.api import READERS, WORKERS, Caller, read_terms, terms_of
from hamseda.settings import Settings

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class Assignee(msgspec.Struct):
    user_id: UUID | None


class Transfer(msgspec.Struct):
    queue_id: UUID
    note: Annotated[str, Meta(max_length=10_000)] = ""


class Snooze(msgspec.Struct):
    until: Instant


class Resolution(msgspec.Struct):
    disposition_id: UUID | None = None


class Changes(msgspec.Struct):
    subject: Annotated[str, Meta(max_length=500)] | None | msgspec.UnsetType = msgspec.UNSET
    due_at: Instant | None | msgspec.UnsetType = msgspec.UNSET
    next_step: Annotated[str, Meta(max_length=500)] | None | msgspec.UnsetType = msgspec.UNSET


class Person(msgspec.Struct):
    user_id: UUID


class ReadTo(msgspec.Struct):
    position: Annotated[int, Meta(ge=0)]


class Draft(msgspec.Struct):
    text: Annotated[str, Meta(max_length=sending.MOST_CHARACTERS)]
    html: Annotated[str, Meta(max_length=sending.MOST_HTML)] | None = None
    mail: mail_fields.DraftMail | None = None
    kind: Annotated[str, Meta(pattern="^(message|note)$")] = "message"
    channel_id: UUID | None = None
    attachments: list[message_views.AttachmentView] = []


class Doing(msgspec.Struct):
    what: Annotated[str, Meta(pattern="^(typing|viewing|answering)$")]


@get("/conversations", access=READERS)
async def list_conversations(
    caller: Caller,
    reading: Transaction,
    view: str = "all",
    queue_id: UUID | None = None,
    label_id: UUID | None = None,
    customer_id: UUID | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> views.ConversationPage:
    """Conversations that you may see, by view, newest message first."""
    return await timelines.page(
        reading,
        caller,
        timelines.Filter(
            view=view,
            queue_id=queue_id,
            label_id=label_id,
            customer_id=customer_id,
            after=after,
            limit=limit,
        ),
    )


@get("/conversations/counts", access=READERS)
async def count_conversations(caller: Caller, reading: Transaction) -> views.ConversationCounts:
    """How many conversations each view holds (at most 1,000 are counted)."""
    return await timelines.counts(reading, caller)


@get("/conversations/{conversation_id:uuid}", access=READERS)
async def read_conversation(
    caller: Caller, reading: Transaction, queue: Work, conversation_id: UUID
) -> views.ConversationDetail:
    """One conversation: its customer, engagements, people and roads of reply."""
    return await timelines.detail(reading, caller, conversation_id, queue)


@get("/conversations/{conversation_id:uuid}/messages", access=READERS)
async def read_timeline(
    caller: Caller, reading: Transaction, conversation_id: UUID, before: int | None = None, limit: Limit = 50
) -> message_views.Timeline:
    """The timeline, the newest part first; within it ascending by position."""
    await timelines.visible(reading, caller, conversation_id)
    return await timelines.timeline(reading, conversation_id, before, limit)


@post("/conversations", access=WORKERS)
async def log_contact(
    caller: Caller, work: Transaction, keys: Keys, settings: Settings, data: logging_contacts.LoggedContact
) -> views.ConversationSummary:
    """Log a contact that came by a road not connected yet (a messenger, a branch), under its true channel."""
    return await logging_contacts.log(work, caller, keys, data, await read_terms(work, terms_of(settings)))


@post("/conversations/{conversation_id:uuid}/messages", access=WORKERS)
async def send_message(
    caller: Caller, sender: sending.Sending, clock: Clock, conversation_id: UUID, data: sending.Reply
) -> message_views.MessageView:
    """Reply or write a note; the same `id` again answers the first result."""
    appended = await sender.send(caller, conversation_id, data, clock.now())
    return cast("message_views.MessageView", appended.message)


@delete("/conversations/{conversation_id:uuid}/messages/{message_id:uuid}", access=WORKERS, status_code=200)
async def cancel_message(
    caller: Caller, work: Transaction, conversation_id: UUID, message_id: UUID
) -> message_views.MessageView:
    """Take back a message within its undo time or before its scheduled time; answers it for editing."""
    return await sending.cancel(work, caller, conversation_id, message_id)


@patch("/conversations/{conversation_id:uuid}", access=WORKERS)
async def change_conversation(
    caller: Caller, work: Transaction, conversation_id: UUID, data: Changes
) -> views.ConversationChange:
    """Set subject, due time or next step."""
    changes = {n: v for n, v in msgspec.structs.asdict(data).items() if v is not msgspec.UNSET}
    if not changes:
        raise Invalid.field("body", "nothing_named", "Name at least one thing to change.")
    return await service.change(work, caller, conversation_id, **changes)


@put("/conversations/{conversation_id:uuid}/assignee", access=WORKERS, status_code=204)
async def assign(
    caller: Caller, work: Transaction, queue: Work, conversation_id: UUID, data: Assignee
) -> None:
    """Give the conversation to a person, or to nobody."""
    await service.assign(work, caller, queue, conversation_id, data.user_id)


@post("/conversations/{conversation_id:uuid}/transfer", access=WORKERS, status_code=204)
async def transfer(
    caller: Caller, work: Transaction, queue: Work, masking: Masking, conversation_id: UUID, data: Transfer
) -> None:
    """Move the conversation to another queue with a note."""
    await service.transfer(work, caller, queue, masking, conversation_id, data.queue_id, data.note)


@put("/conversations/{conversation_id:uuid}/snooze", access=WORKERS, status_code=204)
async def snooze(
    caller: Caller, work: Transaction, queue: Work, clock: Clock, conversation_id: UUID, data: Snooze
) -> None:
    """Put the conversation away until a time."""
    await service.snooze(work, caller, queue, conversation_id, data.until, clock.now())


@delete("/conversations/{conversation_id:uuid}/snooze", access=WORKERS)
async def unsnooze(caller: Caller, work: Transaction, queue: Work, conversation_id: UUID) -> None:
    """Bring a snoozed conversation back now."""
    await service.reopen(work, caller, queue, conversation_id)


@put("/conversations/{conversation_id:uuid}/resolution", access=WORKERS, status_code=204)
async def resolve(
    caller: Caller, work: Transaction, queue: Work, clock: Clock, conversation_id: UUID, data: Resolution
) -> None:
    """Resolve the conversation."""
    await service.resolve(work, caller, queue, conversation_id, data.disposition_id, clock.now())


@delete("/conversations/{conversation_id:uuid}/resolution", access=WORKERS)
async def reopen(caller: Caller, work: Transaction, queue: Work, conversation_id: UUID) -> None:
    """Open a resolved conversation again."""
    await service.reopen(work, caller, queue, conversation_id)


@put("/conversations/{conversation_id:uuid}/labels/{label_id:uuid}", access=WORKERS, status_code=204)
async def add_label(caller: Caller, work: Transaction, conversation_id: UUID, label_id: UUID) -> None:
    """Put a label on."""
    await service.set_label(work, caller, conversation_id, label_id, is_on=True)


@delete("/conversations/{conversation_id:uuid}/labels/{label_id:uuid}", access=WORKERS)
async def remove_label(caller: Caller, work: Transaction, conversation_id: UUID, label_id: UUID) -> None:
    """Take a label off."""
    await service.set_label(work, caller, conversation_id, label_id, is_on=False)


@post("/conversations/{conversation_id:uuid}/participants", access=WORKERS, status_code=204)
async def hand_to(caller: Caller, work: Transaction, conversation_id: UUID, data: Person) -> None:
    """Let another person see and act on it."""
    await service.hand_to(work, caller, conversation_id, data.user_id)


@delete("/conversations/{conversation_id:uuid}/participants/{user_id:uuid}", access=WORKERS)
async def take_back(caller: Caller, work: Transaction, conversation_id: UUID, user_id: UUID) -> None:
    """End what was handed over."""
    await service.take_back(work, caller, conversation_id, user_id)


@put("/conversations/{conversation_id:uuid}/read", access=WORKERS, status_code=204)
async def mark_read(caller: Caller, work: Transaction, conversation_id: UUID, data: ReadTo) -> None:
    """Remember how far you have read."""
    await service.mark_read(work, caller, conversation_id, data.position)


@get("/conversations/{conversation_id:uuid}/draft", access=WORKERS)
async def read_draft(
    caller: Caller, reading: Transaction, conversation_id: UUID
) -> message_views.DraftView | None:
    """Your draft in this conversation, or null."""
    await timelines.visible(reading, caller, conversation_id)
    row = await reading.row(queries.READ_DRAFT, caller.organization_id, conversation_id, caller.id)
    return cast("message_views.DraftView", dict(row)) if row else None


@put("/conversations/{conversation_id:uuid}/draft", access=WORKERS, status_code=204)
async def save_draft(caller: Caller, work: Transaction, conversation_id: UUID, data: Draft) -> None:
    """Keep your draft; an empty one is forgotten."""
    await service.save_draft(work, caller, conversation_id, msgspec.structs.asdict(data))


@delete("/conversations/{conversation_id:uuid}/draft", access=WORKERS)
async def forget_draft(caller: Caller, work: Transaction, conversation_id: UUID) -> None:
    """Forget your draft."""
    await service.forget_draft(work, caller, conversation_id)


@post("/conversations/{conversation_id:uuid}/typing", access=WORKERS, status_code=204)
async def say_doing(
    caller: Caller, reading: Transaction, bus: Bus, conversation_id: UUID, data: Doing
) -> None:
    """Tell the others that you read, write or answer here now; not kept anywhere."""
    conversation = await timelines.visible(reading, caller, conversation_id)
    bus.signal(
        {
            "t": "typing",
            "organization_id": caller.organization_id,
            "conversation_id": conversation_id,
            "user_id": caller.id,
            "name": caller.name,
            "what": data.what,
            "audience": conversation_audience(conversation),
        }
    )


@post(
    "/conversations/{conversation_id:uuid}/canned-replies/{reply_id:uuid}/rendering",
    access=WORKERS,
    status_code=200,
)
async def render_canned(
    caller: Caller, reading: Transaction, conversation_id: UUID, reply_id: UUID
) -> message_views.RenderedReply:
    """A canned reply with its variables filled for this conversation."""
    await timelines.visible(reading, caller, conversation_id)
    letterhead = await reading.row(mail_fields.LETTERHEAD, caller.organization_id, conversation_id)
    canned = await reading.row(queries.CANNED_REPLY, caller.organization_id, reply_id)
    if canned is None or letterhead is None:
        raise NotFound("The canned reply is not there.")
    values = mail_fields.variables(letterhead, caller)
    return {
        "text": rules.render(canned["text"], values),
        "html": rules.render(canned["html"], values, escape) if canned["html"] else None,
    }


router = Router(
    "/api/v1",
    tags=["conversations"],
    route_handlers=[
        list_conversations,
        count_conversations,
        read_conversation,
        read_timeline,
        log_contact,
        send_message,
        cancel_message,
        change_conversation,
        assign,
        transfer,
        snooze,
        unsnooze,
        resolve,
        reopen,
        add_label,
        remove_label,
        hand_to,
        take_back,
        mark_read,
        read_draft,
        save_draft,
        forget_draft,
        say_doing,
        render_canned,
    ],
)
