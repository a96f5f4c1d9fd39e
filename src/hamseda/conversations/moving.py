"""What splits and merges have in common: the log, the heads of both conversations, the notices in both."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from hamseda.conversations import move_queries as sql
from hamseda.conversations import queries, reading
from hamseda.conversations.append import NewMessage, append_within, merged, new_text, preview
from hamseda.conversations.notices import conversation_audience
from hamseda.conversations.ports import Went
from hamseda.events import ConversationAccessChanged, ConversationChanged, MessagesMoved
from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Conflict, Forbidden, NotFound
from hamseda.organization.api import Caller

# Rows of one move are locked and written in one transaction: beyond this it would hold up the others too long.
MOST_MESSAGES = 5_000

Kind = Literal["split", "merge"]


class Line(msgspec.Struct, frozen=True):
    """Where a message stood before a move, and on which engagement."""

    id: UUID
    conversation_id: UUID
    position: int
    interaction_id: UUID | None


class Mark(msgspec.Struct, frozen=True):
    """How far somebody had read."""

    reader_id: UUID
    position: int


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a move may change of a conversation besides its messages."""

    status: str
    merged_into: UUID | None
    is_beside: bool
    mark: str | None
    subject: str | None
    assignee_id: UUID | None
    due_at: datetime | None
    next_step: str | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    resolved_by: UUID | None
    waiting_since: datetime | None
    first_answered_at: datetime | None
    last_message_at: datetime | None
    last_message_preview: str
    last_message_channel: str | None
    last_message_inbound: bool | None


FIELDS = Head.__struct_fields__
# Told to nobody: no screen shows them.
UNTOLD = frozenset({"is_beside", "resolved_by", "first_answered_at"})


class Changed(msgspec.Struct, frozen=True):
    """A head before a move and after it."""

    before: Head
    after: Head


class Moved(msgspec.Struct, kw_only=True):
    """Everything that the way back needs; positions are those of the two notices."""

    lines: list[Line]
    from_head: Changed
    to_head: Changed
    from_position: int
    to_position: int
    marks: list[Mark] = []
    interactions: list[UUID] = []
    visitors: list[UUID] = []
    participants: list[UUID] = []
    labels: list[UUID] = []
    drafts: list[UUID] = []
    work: Went = Went()


def head_of(row: Row) -> Head:
    """The head of a conversation as it stands."""
    return Head(**{name: row[name] for name in FIELDS})


def put_back(now: Head, changed: Changed) -> Head:
    """A head as it was before a move; what somebody has changed since stays theirs."""
    before, after = changed.before, changed.after
    mine = {name: getattr(before, name) for name in FIELDS if getattr(now, name) == getattr(after, name)}
    return msgspec.structs.replace(now, **mine)


async def lock(work: Transaction, caller: Caller, ids: list[UUID]) -> dict[UUID, Row]:
    """Lock the customer and the conversations that the caller may change, in the order of every writer.

    Raises NotFound for one that the caller may not write in.
    """
    if caller.role == "auditor":
        raise Forbidden("An auditor reads only.", code="role_not_allowed")
    seen = [await reading.workable(work, caller, each) for each in ids]
    for customer_id in sorted({row["customer_id"] for row in seen}):
        await work.execute(queries.LOCK_CUSTOMER, work.organization_id, customer_id)
    rows = {row["id"]: row for row in await work.fetch(sql.LOCK_CONVERSATIONS, work.organization_id, ids)}
    if len(rows) < len(set(ids)):
        raise NotFound("The conversation is not there.")
    return rows


async def repeated(work: Transaction, move_id: UUID, kind: Kind, asked: dict[str, Any]) -> Row | None:
    """The move of an earlier request by the same id; Conflict where that asked for something else."""
    row = await work.row(sql.FIND_MOVE, work.organization_id, move_id)
    if row is not None and (row["kind"], row["asked"]) != (kind, msgspec.to_builtins(asked)):
        raise Conflict("This key was used for another request.", code="idempotency_key_reused")
    return row


def refuse_merged(conversation: Row) -> None:
    """Raise where a conversation has gone into another one."""
    if conversation["merged_into"] is not None:
        raise merged(conversation["merged_into"])


async def lock_lines(work: Transaction, query: str, *values: Any) -> list[Row]:
    """Lock the messages of a move, no more than it takes to see that there are too many. Raises Conflict for those."""
    lines = await work.fetch(query, work.organization_id, *values, MOST_MESSAGES + 1)
    if len(lines) > MOST_MESSAGES:
        raise Conflict(
            f"More than {MOST_MESSAGES} messages cannot be moved at once.", code="too_long_to_move"
        )
    return lines


async def place(work: Transaction, lines: list[Line]) -> None:
    """Put messages where their lines say."""
    columns = [[getattr(one, name) for one in lines] for name in Line.__struct_fields__]
    await work.execute(sql.PLACE, work.organization_id, *columns)


async def take_along(work: Transaction, messages: list[Row], to_id: UUID) -> None:
    """Let files and what is found by search follow their messages."""
    files = [UUID(str(file["id"])) for message in messages for file in message["attachments"]]
    if files:
        await work.execute(sql.MOVE_FILES, work.organization_id, files, to_id)
    await work.execute(sql.MOVE_FOUND, work.organization_id, [m["id"] for m in messages], to_id)


async def newest(work: Transaction, conversation_id: UUID, head: Head) -> Head:
    """A head with what follows from the messages that stand in the conversation now."""
    said = await work.row(sql.NEWEST, work.organization_id, conversation_id)
    answers = await work.row(sql.ANSWERS, work.organization_id, conversation_id)
    waiting = answers["waiting_since"] if answers and head.status != "resolved" else None
    return msgspec.structs.replace(
        head,
        last_message_at=said and said["created_at"],
        last_message_preview=preview(new_text(said["meta"]) or said["text"]) if said else "",
        last_message_channel=said and said["channel_kind"],
        last_message_inbound=said and said["direction"] == "inbound",
        waiting_since=waiting,
        first_answered_at=answers and answers["first_answered_at"],
    )


async def set_head(work: Transaction, conversation: Row, head: Head) -> None:
    """Write a head and tell those who see the conversation, before the change and after it."""
    before = head_of(conversation)
    changes = {name: getattr(head, name) for name in FIELDS if getattr(head, name) != getattr(before, name)}
    if not changes:
        return
    columns = ", ".join(f"{name} = ${i}" for i, name in enumerate(changes, start=3))
    await work.execute(
        f"UPDATE conversation SET {columns} WHERE organization_id = $1 AND id = $2",
        work.organization_id,
        conversation["id"],
        *changes.values(),
    )
    told = {name: value for name, value in changes.items() if name not in UNTOLD}
    audiences = [conversation_audience(conversation)]
    if "assignee_id" in changes:
        audiences.append({**audiences[0], "assignee": head.assignee_id})
    for audience in audiences if told else ():
        work.emit(
            ConversationChanged(id=conversation["id"], changes=told),
            conversation_id=conversation["id"],
            audience=audience,
        )


async def tell_access(work: Transaction, conversation: Row, users: list[UUID], *, granted: bool) -> None:
    """Tell people that they see a conversation now, or no longer."""
    for user_id in users:
        work.emit(
            ConversationAccessChanged(id=conversation["id"], user_id=user_id, granted=granted),
            conversation_id=conversation["id"],
            audience={"user": user_id, **conversation_audience(conversation)},
        )


async def tell_labels(work: Transaction, conversation: Row) -> None:
    """Tell which labels a conversation bears now."""
    rows = await work.fetch(sql.LABELS, work.organization_id, conversation["id"])
    work.emit(
        ConversationChanged(id=conversation["id"], changes={"labels": [row["label_id"] for row in rows]}),
        conversation_id=conversation["id"],
        audience=conversation_audience(conversation),
    )


async def tell(
    work: Transaction,
    caller: Caller,
    move_id: UUID,
    *,
    what: dict[str, Row],
    count: int,
) -> None:
    """Write the notice of each of the two conversations, each with the way to the other: the last act of a move.

    `what`: the notice of each conversation, the one that messages went away from first.
    """
    (left, one), (came, other) = what.items()
    for conversation, beside in ((one, other), (other, one)):
        work.emit(
            MessagesMoved(id=conversation["id"], other_id=beside["id"], move_id=move_id),
            conversation_id=conversation["id"],
            audience=conversation_audience(conversation),
        )
    for notice, conversation, beside in ((left, one, other), (came, other, one)):
        meta = {
            "notice": notice,
            "other_id": beside["id"],
            "number": beside["number"],
            "count": count,
            "move_id": move_id,
        }
        await append_within(
            work,
            NewMessage(
                conversation_id=conversation["id"],
                kind="notice",
                direction="internal",
                author_kind="system",
                author_id=caller.id,
                author_name=caller.name,
                text="",
                text_direction="rtl",
                meta=meta,
            ),
            is_locked=True,
        )
