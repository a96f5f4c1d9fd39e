"""Agents write: replies, notes, what is sent later, and taking it back."""

import contextlib
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec

from hamseda.conversations import mail_fields, queries, reading, rules
from hamseda.conversations.append import (
    LOCK,
    Appended,
    Appender,
    NewMessage,
    NoLiveRoadError,
    append_within,
    merged,
)
from hamseda.conversations.masking import Masking, mask_message
from hamseda.conversations.message_views import MessageView
from hamseda.conversations.notices import conversation_audience
from hamseda.events import ConversationAccessChanged, MessageChanged
from hamseda.kit import rich_text
from hamseda.kit.clock import Instant
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.persian import direction
from hamseda.kit.problem import Conflict, Invalid, NotFound
from hamseda.organization.api import Caller, Terms

MOST_CHARACTERS = 100_000
MOST_HTML = mail_fields.MOST_HTML
MOST_UNDO_SECONDS = 60
# Channels whose messages leave the house through the outbox; the others are read by their own live socket.
BY_OUTBOX = {"email": "mail"}


class Reply(msgspec.Struct, kw_only=True):
    """What an agent writes; `id` is the client's, so that a retry is the same message.

    Without `undo_s` the writer's preference holds, else the organization's setting, else none. Only mails take the
    fields from `html` to `signature`: rich text (its plain twin is made from it where `text` is empty), recipients
    (`to` empty: the customer), a subject, whether to quote the answered mail and to sign for the queue.
    """

    id: UUID
    text: str = ""
    kind: str = "message"
    html: str | None = None
    to: list[str] = []
    cc: list[str] = []
    bcc: list[str] = []
    subject: str | None = None
    quote: bool = True
    signature: bool = True
    channel_id: UUID | None = None
    attachments: list[UUID] = []
    mentions: list[UUID] = []
    send_at: Instant | None = None
    undo_s: int | None = None


class Sending:
    """Sends on behalf of agents."""

    def __init__(self, database: Database, appender: Appender, keys: Keys, terms: Terms) -> None:
        self._database = database
        self._appender = appender
        self._masking = Masking(keys, terms)

    async def send(self, caller: Caller, conversation_id: UUID, reply: Reply, now: datetime) -> Appended:
        """Store an agent's message; durable when it returns, sent at once, after the undo time or at `send_at`."""
        reply = _checked(reply)
        if reply.send_at is not None and reply.send_at <= now:
            await self._refuse_the_past(caller, reply)
        if reply.undo_s is None:
            reply = msgspec.structs.replace(reply, undo_s=caller.undo_s)
        if _is_plain(reply):
            quick = _into_chat(_draft(caller, conversation_id, reply), reply, now)
            if not mask_message(quick):
                with contextlib.suppress(NoLiveRoadError):
                    return await self._appender.append(caller.organization_id, quick)
        message = await self._compose(caller, conversation_id, reply, now)
        # What must be masked, as far as the organization does not keep it, is found once more where it is sealed.
        plain = msgspec.structs.replace(message)
        if not mask_message(plain) and not reply.mentions:
            plain.digest = _digest(plain, reply)
            return await self._appender.append(caller.organization_id, plain)
        async with self._database.transaction(caller.organization_id) as work:
            await self._masking.apply(work, message)
            message.digest = _digest(message, reply)
            await work.execute(LOCK, work.organization_id, conversation_id)
            await _mention(work, caller, conversation_id, reply.mentions)
            return await append_within(work, message)

    async def _refuse_the_past(self, caller: Caller, reply: Reply) -> None:
        """Refuse a time that is over, unless it is a retry of what was in time and is there already."""
        if not await self._is_there(caller, reply):
            raise Invalid.field("send_at", "not_in_future", "Choose a time in the future.")

    async def _is_there(self, caller: Caller, reply: Reply) -> bool:
        async with self._database.reading(caller.organization_id) as view:
            found = await view.value(queries.MESSAGE_IS_THERE, caller.organization_id, reply.id)
        return bool(found)

    async def _compose(
        self, caller: Caller, conversation_id: UUID, reply: Reply, now: datetime
    ) -> NewMessage:
        message = _draft(caller, conversation_id, reply)
        if reply.attachments:
            async with self._database.reading(caller.organization_id) as view:
                message.attachments = await reading.attachments(view, reply.attachments, caller.id, reply.id)
        if reply.kind != "message":
            mail_fields.refuse(reply)
            return message
        async with self._database.everywhere() as connection:
            contacts = await connection.fetch(queries.LAST_CONTACTS, caller.organization_id, conversation_id)
        if not contacts:
            if await self._is_there(caller, reply):
                # A retry: the key answers what was said the first time, whatever became of the conversation.
                message.direction, message.html = "outbound", reply.html
                return message
            await self._refuse_merged(caller, conversation_id)
        road = _road(contacts, reply.channel_id)
        if road.kind not in BY_OUTBOX:
            mail_fields.refuse(reply)
        _address(message, contacts, road, reply, now)
        if road.kind in BY_OUTBOX:
            async with self._database.reading(caller.organization_id) as view:
                mail = await mail_fields.mail_meta(view, reply, conversation_id, caller, road.address)
            message.meta = {**message.meta, **({"mail": mail} if mail else {})}
        return message

    async def _refuse_merged(self, caller: Caller, conversation_id: UUID) -> None:
        async with self._database.reading(caller.organization_id) as view:
            conversation = await reading.workable(view, caller, conversation_id)
        if conversation["merged_into"] is not None:
            raise merged(conversation["merged_into"])


def _draft(caller: Caller, conversation_id: UUID, reply: Reply) -> NewMessage:
    return NewMessage(
        id=reply.id,
        conversation_id=conversation_id,
        kind=reply.kind,
        direction="internal",
        author_kind="agent",
        author_id=caller.id,
        author_name=caller.name,
        text=reply.text,
        text_direction=direction(reply.text),
        viewer=caller.viewer(),
        caller=caller.id,
        key=str(reply.id),
        meta={"mentions": reply.mentions} if reply.mentions else {},
    )


def _is_plain(reply: Reply) -> bool:
    """Most replies: words alone, which can look for the customer's chat and be stored in one statement."""
    return (
        reply.kind == "message"
        and not (reply.attachments or reply.mentions)
        and mail_fields.used(reply) is None
    )


def _into_chat(message: NewMessage, reply: Reply, now: datetime) -> NewMessage:
    message.direction = "outbound"
    message.channel_id = reply.channel_id
    message.seek_road = True
    message.digest = _digest(message, reply)
    send_off(message, now, reply.send_at, reply.undo_s)
    return message


def _digest(message: NewMessage, reply: Reply) -> str:
    """Of what was asked for, not of what became of it: a retry is the same request whatever road it takes."""
    asked = [
        message.conversation_id,
        reply.kind,
        message.text,
        message.html,
        reply.channel_id,
        reply.attachments,
        [reply.to, reply.cc, reply.bcc, reply.subject, reply.quote, reply.signature],
    ]
    return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()


def send_off(message: NewMessage, now: datetime, send_at: datetime | None, undo_s: int | None) -> None:
    """Let an addressed message leave: at its time, after the undo time, or with the transaction that stores it."""
    due = send_at or (now + timedelta(seconds=undo_s) if undo_s else None)
    if due is not None:
        message.state = "scheduled"
        message.send_at = due.astimezone(UTC).isoformat()
    elif message.channel_kind in BY_OUTBOX:
        message.state = "queued"
        kind = BY_OUTBOX[message.channel_kind]
        message.outbox = {"id": new_id(), "kind": kind, "body": {"message_id": message.id}}


def _address(
    message: NewMessage, contacts: list[Row], road: rules.ReplyRoad, reply: Reply, now: datetime
) -> None:
    message.direction = "outbound"
    message.channel_id = road.channel_id
    message.channel_kind = road.kind
    message.html = reply.html
    message.interaction_id = next(c["interaction_id"] for c in contacts if c["channel_id"] == road.channel_id)
    send_off(message, now, reply.send_at, reply.undo_s)


def _road(contacts: list[Row], wanted: UUID | None) -> rules.ReplyRoad:
    chosen = [r for r in reading.roads_of(contacts) if wanted is None or r.channel_id == wanted]
    if not chosen:
        raise Invalid.field("channel_id", "not_a_road", "The customer never wrote by this channel.")
    if not chosen[0].available:
        raise Conflict("This channel cannot be used now.", code=chosen[0].reason or "channel_closed")
    return chosen[0]


def _checked(reply: Reply) -> Reply:
    """The reply with its rich text made harmless, and a plain twin of it. Raises Invalid."""
    if reply.html is not None:
        html = mail_fields.clean_html(reply.html, reply.attachments)
        text = reply.text if reply.text.strip() or html is None else rich_text.plain(html)
        reply = msgspec.structs.replace(reply, html=html, text=text)
    _check(reply)
    return reply


def _check(reply: Reply) -> None:
    if reply.kind not in {"message", "note"}:
        raise Invalid.field("kind", "unknown", "A message is of kind message or note.")
    if not reply.text.strip() and not reply.attachments:
        raise Invalid.field("text", "empty", "Write something, or attach a file.")
    if len(reply.text) > MOST_CHARACTERS:
        raise Invalid.field("text", "too_long", f"A message has at most {MOST_CHARACTERS} characters.")
    if not 0 <= (reply.undo_s or 0) <= MOST_UNDO_SECONDS:
        raise Invalid.field("undo_s", "out_of_range", f"Undo takes 0 to {MOST_UNDO_SECONDS} seconds.")


async def _mention(work: Transaction, caller: Caller, conversation_id: UUID, mentions: list[UUID]) -> None:
    if not mentions:
        return
    conversation = await reading.visible(work, caller, conversation_id)
    for user_id in mentions:
        if await work.row(queries.MEMBER, work.organization_id, user_id) is None:
            raise Invalid.field("mentions", "unknown", "A mentioned person is not a member.")
        await work.execute(
            queries.ADD_PARTICIPANT,
            work.organization_id,
            conversation_id,
            user_id,
            "mentioned",
            caller.user_id,
        )
        work.emit(
            ConversationAccessChanged(id=conversation_id, user_id=user_id, granted=True),
            conversation_id=conversation_id,
            audience={"user": user_id, **conversation_audience(conversation)},
        )


async def cancel(work: Transaction, caller: Caller, conversation_id: UUID, message_id: UUID) -> MessageView:
    """Take back a message that is not sent yet; the answer is the message, so that it can be edited again."""
    conversation = await reading.visible(work, caller, conversation_id)
    # The timer before the message, as the worker takes them: the other way round is a deadlock at the due instant.
    await work.execute(DROP_TIMER, work.organization_id, message_id)
    row = await _lock(work, message_id)
    if row["conversation_id"] != conversation_id:
        raise NotFound("The message is not there.")
    if row["author_id"] != caller.id and caller.role not in {"admin", "supervisor"}:
        raise NotFound("The message is not there.")
    if row["state"] != "scheduled":
        raise Conflict("The message is sent already.", code="already_sent")
    await change_state(work, conversation, row, "cancelled")
    return cast("MessageView", dict(row))


async def send_scheduled(work: Transaction, message_id: UUID) -> None:
    """The time of a scheduled message has come: it takes the newest place of its conversation and goes."""
    found = await work.row(queries.MESSAGE, work.organization_id, message_id)
    if found is None:
        return
    conversation = await work.row(queries.LOCK_CONVERSATION, work.organization_id, found["conversation_id"])
    row = await _lock(work, message_id)
    if conversation is None or row["state"] != "scheduled":
        return
    if row["conversation_id"] != conversation["id"]:
        # A split or a merge held the lock: the message stands elsewhere by now.
        await send_scheduled(work, message_id)
        return
    position = conversation["last_position"] + 1
    state = "queued" if row["channel_kind"] in BY_OUTBOX else "sent"
    await work.execute(SENT_NOW, work.organization_id, message_id, position, state)
    if row["kind"] == "aside":
        await work.execute(HEAD_PASSED, work.organization_id, conversation["id"], position)
    else:
        await work.execute(
            HEAD_MOVED, work.organization_id, conversation["id"], position, row["text"], row["channel_kind"]
        )
    if state == "queued":
        await work.execute(
            "INSERT INTO outbox (organization_id, id, kind, subject_id, body) VALUES ($1, $2, $3, $4, $5)",
            work.organization_id,
            new_id(),
            BY_OUTBOX[row["channel_kind"]],
            message_id,
            {"message_id": message_id},
        )
    work.emit(
        MessageChanged(
            id=message_id, position=position, state=state, detail={"was_position": row["position"]}
        ),
        conversation_id=conversation["id"],
        audience=conversation_audience(conversation),
    )


DROP_TIMER = "DELETE FROM timer WHERE organization_id = $1 AND kind = 'message.send' AND subject_id = $2"

SENT_NOW = (
    "UPDATE message SET state = $4, position = $3, created_at = now() WHERE organization_id = $1 AND id = $2"
)

# What is said beside the talk is no answer to whoever waits.
HEAD_PASSED = "UPDATE conversation SET last_position = $3 WHERE organization_id = $1 AND id = $2"

HEAD_MOVED = """
UPDATE conversation SET last_position = $3, last_message_at = now(), last_message_preview = left($4, 140),
    last_message_channel = $5, last_message_inbound = false, waiting_since = NULL,
    first_answered_at = coalesce(first_answered_at, now())
WHERE organization_id = $1 AND id = $2
"""

# Receipts only move forward.
ORDER_OF_STATES = {
    "scheduled": 0,
    "queued": 1,
    "failed": 2,
    "sent": 3,
    "delivered": 4,
    "read": 5,
    "cancelled": 9,
}


# What another server has taken may still come back.
LATE = frozenset({"sent", "delivered"})
# States in which there is more to tell: of some recipients while others wait, of a delay.
TOLD_AGAIN = LATE | {"queued"}


async def change_state(
    work: Transaction, conversation: Row, message: Row, state: str, detail: dict[str, Any] | None = None
) -> bool:
    """Move a message's delivery state forward; answers whether it moved.

    Failure may come late, after "sent" and even "delivered"; news of the same state (a delay) are told as well.
    """
    is_late_failure = state == "failed" and message["state"] in LATE
    is_news = state == message["state"] and bool(detail) and state in TOLD_AGAIN
    if not (is_late_failure or is_news or ORDER_OF_STATES[state] > ORDER_OF_STATES[message["state"]]):
        return False
    await work.execute(
        "UPDATE message SET state = $3, meta = meta || $4 WHERE organization_id = $1 AND id = $2",
        work.organization_id,
        message["id"],
        state,
        {"delivery": detail} if detail else {},
    )
    work.emit(
        MessageChanged(id=message["id"], position=message["position"], state=state, detail=detail or {}),
        conversation_id=conversation["id"],
        audience=conversation_audience(conversation),
    )
    return True


async def _lock(work: Transaction, message_id: UUID) -> Row:
    row = await work.row(queries.LOCK_MESSAGE, work.organization_id, message_id)
    if row is None:
        raise NotFound("The message is not there.")
    return row
