"""What people do with a conversation: assign, transfer, snooze, resolve, label, hand over, read."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from hamseda.conversations import queries, reading
from hamseda.conversations.append import NewMessage, append_within, merged
from hamseda.conversations.mail_fields import DraftMail, harmless
from hamseda.conversations.masking import Masking
from hamseda.conversations.notices import conversation_audience
from hamseda.conversations.ports import Work
from hamseda.conversations.views import ConversationChange
from hamseda.events import ConversationAccessChanged, ConversationChanged, ReadMarked
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.persian import direction
from hamseda.kit.problem import Conflict, Forbidden, Invalid, NotFound
from hamseda.kit.sensitive import mask, mask_html, mask_within
from hamseda.organization.api import Caller, masked_kinds

CHANGEABLE = ("subject", "due_at", "next_step")


async def change(
    work: Transaction, caller: Caller, conversation_id: UUID, **changes: Any
) -> ConversationChange:
    """Set columns of a conversation and tell everybody who sees it; answers the changes."""
    before = await _writable(work, caller, conversation_id)
    shown = {name: mask(value).text if isinstance(value, str) else value for name, value in changes.items()}
    return cast("ConversationChange", await _set(work, before, shown))


async def assign(
    work: Transaction, caller: Caller, queue: Work, conversation_id: UUID, user_id: UUID | None
) -> None:
    """Give the conversation to a person (None: to nobody); whoever holds it sees it."""
    before = await _writable(work, caller, conversation_id)
    if user_id is not None:
        member = await work.row(queries.MEMBER, work.organization_id, user_id)
        if member is None or member["role"] == "auditor":
            raise Invalid.field("user_id", "not_a_member", "This person cannot take conversations.")
    await _set(work, before, {"assignee_id": user_id})
    await queue.taken(work, conversation_id, user_id)
    await _notice(work, caller, conversation_id, "assigned", {"user_id": user_id})


async def let_go(queue: Work, work: Transaction, user_id: UUID) -> None:
    """Somebody leaves the organization: what they held is nobody's, and what they served waits again."""
    held = await work.fetch(queries.LOCK_HELD, work.organization_id, user_id)
    for before in held:
        await _set(work, before, {"assignee_id": None}, told_before=True)
        await queue.taken(work, before["id"], None)


async def transfer(
    work: Transaction,
    caller: Caller,
    queue: Work,
    masking: Masking,
    conversation_id: UUID,
    queue_id: UUID,
    note: str,
) -> None:
    """Move the conversation to another queue, with a note for those who take it."""
    before = await _writable(work, caller, conversation_id)
    target = await work.row(queries.QUEUE, work.organization_id, queue_id)
    if target is None:
        raise Invalid.field("queue_id", "unknown", "The queue is not there.")
    changes = {"queue_id": queue_id, "department_id": target["department_id"], "assignee_id": None}
    await _set(work, before, changes, told_before=True)
    await queue.moved(work, conversation_id, queue_id)
    if note.strip():
        await _note(work, caller, masking, conversation_id, "transferred", note)
    moved = {"queue_id": queue_id, "from_queue_id": before["queue_id"]}
    await _notice(work, caller, conversation_id, "transferred", moved)


async def snooze(
    work: Transaction, caller: Caller, queue: Work, conversation_id: UUID, until: datetime, now: datetime
) -> None:
    """Put the conversation away until an instant; a message of the customer brings it back at once."""
    if until <= now:
        raise Invalid.field("until", "not_in_future", "Choose a time in the future.")
    # The timer before the conversation, as the worker takes them.
    await _drop_timer(work, conversation_id)
    before = await _writable(work, caller, conversation_id)
    if before["status"] == "resolved":
        raise Conflict("The conversation is resolved; open it again first.", code="conversation_resolved")
    await work.execute(
        "INSERT INTO timer (organization_id, id, kind, subject_id, due_at) VALUES ($1, $2, 'conversation.wake', $3, $4)",
        work.organization_id,
        new_id(),
        conversation_id,
        until,
    )
    await _set(work, before, {"status": "snoozed", "snoozed_until": until})
    await queue.snoozed(work, conversation_id)


async def wake(queue: Work, work: Transaction, conversation_id: UUID, due_at: datetime) -> None:
    """The time of a snooze is over, or a message of the customer has ended it already.

    Of two people who snooze at once neither sees the other's timer: one that is due before the snooze ends is not its own.
    """
    before = await work.row(queries.LOCK_CONVERSATION, work.organization_id, conversation_id)
    if before is None:
        return
    if before["status"] == "snoozed":
        if before["snoozed_until"] is not None and due_at < before["snoozed_until"]:
            return
        await _set(work, before, {"status": "open", "snoozed_until": None})
    await queue.woken(work, conversation_id)


async def resolve(
    work: Transaction,
    caller: Caller,
    queue: Work,
    conversation_id: UUID,
    disposition_id: UUID | None,
    now: datetime,
) -> None:
    """Say that the need is met: nothing waits any more, its engagements end."""
    # The timer before the conversation, as the worker takes them.
    await _drop_timer(work, conversation_id)
    before = await _writable(work, caller, conversation_id)
    if before["status"] == "resolved":
        return
    if disposition_id is not None:
        await _known(work, "disposition", disposition_id, "disposition_id")
    await queue.closed(work, conversation_id, disposition_id)
    await work.execute(
        """UPDATE interaction SET state = 'ended', ended_at = coalesce(ended_at, now()),
               disposition_id = coalesce($3, disposition_id)
           WHERE organization_id = $1 AND conversation_id = $2 AND state <> 'ended' AND state <> 'logged'""",
        work.organization_id,
        conversation_id,
        disposition_id,
    )
    await _set(
        work,
        before,
        {
            "status": "resolved",
            "resolved_at": now,
            "resolved_by": caller.user_id,
            "snoozed_until": None,
            "waiting_since": None,
        },
    )
    await _notice(work, caller, conversation_id, "resolved", {})


async def reopen(work: Transaction, caller: Caller, queue: Work, conversation_id: UUID) -> None:
    """Take a resolution (or a snooze) back."""
    # The timer before the conversation, as the worker takes them.
    await _drop_timer(work, conversation_id)
    before = await _writable(work, caller, conversation_id)
    if before["status"] == "open":
        return
    if before["is_verified"] and not before["is_beside"] and before["status"] == "resolved":
        other = await work.value(
            """SELECT id FROM conversation WHERE organization_id = $1 AND customer_id = $2
               AND brand_id IS NOT DISTINCT FROM $3 AND is_verified AND NOT is_beside AND status <> 'resolved'""",
            work.organization_id,
            before["customer_id"],
            before["brand_id"],
        )
        if other is not None:
            raise Conflict(
                "The customer has a newer open conversation; go on there.",
                code="open_elsewhere",
                conversation_id=other,
            )
    await _set(
        work, before, {"status": "open", "resolved_at": None, "resolved_by": None, "snoozed_until": None}
    )
    await queue.woken(work, conversation_id)
    if before["status"] == "resolved":
        await _notice(work, caller, conversation_id, "reopened", {})


async def set_label(
    work: Transaction, caller: Caller, conversation_id: UUID, label_id: UUID, is_on: bool
) -> None:
    """Put a label on a conversation, or take it off."""
    before = await _writable(work, caller, conversation_id)
    await _known(work, "label", label_id, "label_id")
    sql = (
        "INSERT INTO conversation_label (organization_id, conversation_id, label_id) VALUES ($1, $2, $3) "
        "ON CONFLICT DO NOTHING"
        if is_on
        else "DELETE FROM conversation_label WHERE organization_id = $1 AND conversation_id = $2 AND label_id = $3"
    )
    await work.execute(sql, work.organization_id, conversation_id, label_id)
    labels = await work.value(
        """SELECT array_agg(label_id) FROM conversation_label WHERE organization_id = $1 AND conversation_id = $2""",
        work.organization_id,
        conversation_id,
    )
    _tell(work, before, {"labels": labels or []})


async def hand_to(work: Transaction, caller: Caller, conversation_id: UUID, user_id: UUID) -> None:
    """Let another person see and act on this conversation (back office, field staff)."""
    before = await _writable(work, caller, conversation_id)
    if await work.row(queries.MEMBER, work.organization_id, user_id) is None:
        raise Invalid.field("user_id", "not_a_member", "This person is not a member.")
    await work.execute(
        queries.ADD_PARTICIPANT, work.organization_id, conversation_id, user_id, "handed", caller.user_id
    )
    await _tell_access(work, caller, before, user_id, granted=True)


async def take_back(work: Transaction, caller: Caller, conversation_id: UUID, user_id: UUID) -> None:
    """End what `hand_to` or a mention allowed."""
    before = await _writable(work, caller, conversation_id)
    await work.execute(
        "DELETE FROM conversation_participant WHERE organization_id = $1 AND conversation_id = $2 AND user_id = $3",
        work.organization_id,
        conversation_id,
        user_id,
    )
    await _tell_access(work, caller, before, user_id, granted=False)


async def mark_read(work: Transaction, caller: Caller, conversation_id: UUID, position: int) -> None:
    """Remember how far the caller has read; never backwards."""
    before = await reading.visible(work, caller, conversation_id)
    reached = max(0, min(position, before["last_position"]))
    moved = await work.execute(queries.MARK_READ, work.organization_id, conversation_id, caller.id, reached)
    if moved:
        work.emit(
            ReadMarked(conversation_id=conversation_id, reader_id=caller.id, position=reached),
            conversation_id=conversation_id,
            audience=conversation_audience(before),
        )


async def save_draft(work: Transaction, caller: Caller, conversation_id: UUID, draft: dict[str, Any]) -> None:
    """Keep what somebody is writing, on the server; an empty one is forgotten."""
    await reading.visible(work, caller, conversation_id)
    if caller.user_id is None:
        raise Forbidden("Only people have drafts.")
    kinds = await masked_kinds(work, "notes" if draft["kind"] == "note" else "messages")
    html = harmless(draft["html"] or "", "html") or None
    if not (draft["text"] or html or draft["attachments"] or _is_addressed(draft["mail"])):
        await work.execute(queries.FORGET_DRAFT, work.organization_id, conversation_id, caller.user_id)
        return
    await work.execute(
        queries.SAVE_DRAFT,
        work.organization_id,
        conversation_id,
        caller.user_id,
        draft["kind"],
        draft["channel_id"],
        mask(draft["text"], kinds).text,
        mask_within(msgspec.to_builtins(draft["attachments"])),
        mask_html(html, kinds).text if html else None,
        mask_within(msgspec.to_builtins(draft["mail"])),
    )


def _is_addressed(mail: DraftMail | None) -> bool:
    """Whether somebody has said of a mail how it shall go out, before its first word."""
    return mail is not None and mail != DraftMail()


async def forget_draft(work: Transaction, caller: Caller, conversation_id: UUID) -> None:
    """Throw away what somebody was writing; nothing where nothing was."""
    await reading.visible(work, caller, conversation_id)
    await work.execute(queries.FORGET_DRAFT, work.organization_id, conversation_id, caller.id)


async def _writable(work: Transaction, caller: Caller, conversation_id: UUID) -> Row:
    if caller.role == "auditor":
        raise Forbidden("An auditor reads only.", code="role_not_allowed")
    await reading.workable(work, caller, conversation_id)
    row = await work.row(queries.LOCK_CONVERSATION, work.organization_id, conversation_id)
    if row is None:
        raise NotFound("The conversation is not there.")
    if row["merged_into"] is not None:
        raise merged(row["merged_into"])
    return row


async def _set(
    work: Transaction, before: Row, changes: dict[str, Any], *, told_before: bool = False
) -> dict[str, Any]:
    columns = ", ".join(f"{name} = ${i}" for i, name in enumerate(changes, start=3))
    await work.execute(
        f"UPDATE conversation SET {columns} WHERE organization_id = $1 AND id = $2",
        work.organization_id,
        before["id"],
        *changes.values(),
    )
    after = await work.row(queries.CONVERSATION, work.organization_id, before["id"])
    if after is None:
        raise NotFound("The conversation is not there.")
    if told_before:
        # Those who lose sight of it learn so; those who gain it are told below.
        _tell(work, before, changes)
    _tell(work, after, changes)
    return changes


def _tell(work: Transaction, conversation: Row, changes: dict[str, Any]) -> None:
    work.emit(
        ConversationChanged(id=conversation["id"], changes=changes),
        conversation_id=conversation["id"],
        audience=conversation_audience(conversation),
    )


async def _tell_access(
    work: Transaction, caller: Caller, conversation: Row, user_id: UUID, *, granted: bool
) -> None:
    work.emit(
        ConversationAccessChanged(id=conversation["id"], user_id=user_id, granted=granted),
        conversation_id=conversation["id"],
        audience={"user": user_id, **conversation_audience(conversation)},
    )
    await work.audit(
        caller.did(
            "conversation.handed" if granted else "conversation.taken_back",
            "conversation",
            conversation["id"],
            {"user_id": user_id},
        )
    )


async def _notice(
    work: Transaction, caller: Caller, conversation_id: UUID, what: str, values: dict[str, Any]
) -> None:
    """A line on the timeline that says what happened; the last act of its transaction."""
    await append_within(
        work,
        NewMessage(
            conversation_id=conversation_id,
            kind="notice",
            direction="internal",
            author_kind="system",
            author_id=caller.id,
            author_name=caller.name,
            text="",
            text_direction="rtl",
            meta={"notice": what, **values},
        ),
    )


async def _note(
    work: Transaction, caller: Caller, masking: Masking, conversation_id: UUID, what: str, text: str
) -> None:
    note = NewMessage(
        conversation_id=conversation_id,
        kind="note",
        direction="internal",
        author_kind="agent",
        author_id=caller.id,
        author_name=caller.name,
        text=text,
        text_direction=direction(text),
        meta={"notice": what},
    )
    await masking.apply(work, note)
    await append_within(work, note)


async def _drop_timer(work: Transaction, conversation_id: UUID) -> None:
    await work.execute(
        "DELETE FROM timer WHERE organization_id = $1 AND kind = 'conversation.wake' AND subject_id = $2",
        work.organization_id,
        conversation_id,
    )


async def _known(work: Transaction, table: str, row_id: UUID, field: str) -> None:
    found = await work.value(
        f"SELECT 1 FROM {table} WHERE organization_id = $1 AND id = $2",
        work.organization_id,
        row_id,
    )
    if found is None:
        raise Invalid.field(field, "unknown", "It is not there.")
