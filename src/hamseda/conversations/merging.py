"""A merge: a conversation goes into another one of the same customer, and stays as a sign to where it went."""

from datetime import datetime
from uuid import UUID

import msgspec

from hamseda.conversations import move_queries as sql
from hamseda.conversations import moving, queries, reading, rules
from hamseda.conversations.moving import Changed, Head, Line, Mark, Moved, head_of
from hamseda.conversations.notices import summary
from hamseda.conversations.ports import Went, Work
from hamseda.conversations.views import ConversationSummary
from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Conflict, Invalid, NotFound
from hamseda.organization.api import Caller


class Merge(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Into which conversation; `id` is the client's, so that a retry is the same merge."""

    id: UUID
    into: UUID


async def merge(
    work: Transaction, caller: Caller, queue: Work, from_id: UUID, wanted: Merge, now: datetime
) -> ConversationSummary:
    """Let a conversation go on in another one; answers that one, also to the same merge again."""
    asked = {"from_id": from_id, **msgspec.structs.asdict(wanted)}
    gone, kept = await _lock_pair(work, caller, from_id, wanted.into)
    if await moving.repeated(work, wanted.id, "merge", asked) is not None:
        return await _shown(work, caller, wanted.into)
    await _check(work, gone, kept)
    messages = await moving.lock_lines(work, sql.LOCK_BOTH, from_id, wanted.into)
    coming = [row for row in messages if row["conversation_id"] == from_id]
    marks = await _interleave(work, gone, kept, messages)
    await moving.take_along(work, coming, wanted.into)
    heads = await _set_heads(work, caller, gone, kept, now)
    moved = await _take(work, queue, gone, kept, marks, heads)
    moved.lines = [_stood(row) for row in messages]
    await work.execute(
        sql.ADD_MOVE, work.organization_id, wanted.id, "merge", from_id, wanted.into, asked, moved, caller.id
    )
    detail = {"into": wanted.into, "messages": len(coming), "move_id": wanted.id}
    await work.audit(caller.did("conversation.merged", "conversation", from_id, detail))
    told = await reading.conversation_row(work, wanted.into)
    await moving.tell(
        work, caller, wanted.id, what={"merged_into": gone, "merged_from": told}, count=len(coming)
    )
    return await _shown(work, caller, wanted.into)


async def _lock_pair(work: Transaction, caller: Caller, from_id: UUID, into: UUID) -> tuple[Row, Row]:
    if from_id == into:
        raise Invalid.field("into", "same_conversation", "A conversation cannot be merged with itself.")
    await reading.workable(work, caller, from_id)
    try:
        rows = await moving.lock(work, caller, [from_id, into])
    except NotFound as refusal:
        raise Invalid.field("into", "unknown", "The other conversation is not there.") from refusal
    return rows[from_id], rows[into]


async def _check(work: Transaction, gone: Row, kept: Row) -> None:
    moving.refuse_merged(gone)
    if kept["merged_into"] is not None:
        raise Invalid.field(
            "into", "merged_itself", "The other conversation has been merged itself; choose that one."
        )
    if gone["customer_id"] != kept["customer_id"]:
        raise Invalid.field("into", "other_customer", "Only conversations of one customer can be merged.")
    if gone["brand_id"] != kept["brand_id"]:
        raise Invalid.field("into", "other_brand", "The conversations belong to two brands.")
    if gone["is_verified"] and not kept["is_verified"]:
        raise Invalid.field(
            "into",
            "unproven_conversation",
            "The other one is not proven to be the customer's: merge it into this one.",
        )
    if await work.value(sql.TWO_CHATS, work.organization_id, gone["id"], kept["id"]) is not None:
        raise Conflict("A chat goes on in both: end one of them first.", code="two_chats")
    await _check_main(work, gone, kept)


async def _check_main(work: Transaction, gone: Row, kept: Row) -> None:
    """Raise where a second main thread of the customer would open."""
    status = rules.merged_status(kept["status"], gone["status"])
    if status == "resolved" or not kept["is_verified"] or (kept["is_beside"] and _stays_beside(gone)):
        return
    another = await work.value(
        sql.ANOTHER_MAIN,
        work.organization_id,
        kept["customer_id"],
        kept["brand_id"],
        [gone["id"], kept["id"]],
    )
    if another is not None:
        raise Conflict(
            "The customer has a newer open conversation; go on there.",
            code="open_elsewhere",
            conversation_id=str(another),
        )


def _stays_beside(gone: Row) -> bool:
    """Whether nothing of the customer's main thread comes along."""
    return bool(gone["is_beside"] or not gone["is_verified"])


async def _interleave(work: Transaction, gone: Row, kept: Row, messages: list[Row]) -> list[Mark]:
    """Put all on one line of time, and the marks of the readers where each has read everything before."""
    placed = rules.interleave(
        [
            rules.Placed(row["id"], row["position"], row["conversation_id"] == gone["id"], row["created_at"])
            for row in messages
        ]
    )
    now = [Line(r["id"], kept["id"], placed[r["id"]], r["interaction_id"]) for r in messages]
    before = [_stood(row) for row in messages]
    await moving.place(work, [line for line, was in zip(now, before, strict=True) if line != was])
    await work.execute(
        sql.SET_LAST_POSITION, work.organization_id, kept["id"], max(placed.values(), default=0)
    )
    return await _mark(work, gone, kept, before, placed)


async def _mark(
    work: Transaction, gone: Row, kept: Row, before: list[Line], placed: dict[UUID, int]
) -> list[Mark]:
    rows = {
        each: await work.fetch(sql.MARKS, work.organization_id, each) for each in (gone["id"], kept["id"])
    }
    read = {(r["reader_id"], each): r["position"] for each, marks in rows.items() for r in marks}
    last = max(kept["last_position"], max(placed.values(), default=0))
    reached = {
        reader: min(
            (
                placed[one.id] - 1
                for one in before
                if one.position > read.get((reader, one.conversation_id), 0)
            ),
            default=last,
        )
        for reader, _ in read
    }
    readers, positions = list(reached), list(reached.values())
    await work.execute(sql.SET_MARKS, work.organization_id, kept["id"], readers, positions)
    return [Mark(reader, read.get((reader, kept["id"]), 0)) for reader in readers]


def _stood(row: Row) -> Line:
    return Line(row["id"], row["conversation_id"], row["position"], row["interaction_id"])


async def _set_heads(
    work: Transaction, caller: Caller, gone: Row, kept: Row, now: datetime
) -> tuple[Changed, Changed]:
    left, came = head_of(gone), head_of(kept)
    sign = msgspec.structs.replace(
        await moving.newest(work, gone["id"], msgspec.structs.replace(left, status="resolved")),
        merged_into=kept["id"],
        resolved_at=now,
        resolved_by=caller.user_id,
        snoozed_until=None,
    )
    joined = await moving.newest(work, kept["id"], _joined(left, came, gone))
    waits = [at for at in (left.waiting_since, came.waiting_since) if at is not None]
    joined = msgspec.structs.replace(joined, waiting_since=min(waits, default=None))
    # The one that goes first: of two main threads only one may be open.
    await moving.set_head(work, gone, sign)
    await moving.set_head(work, kept, joined)
    return Changed(left, sign), Changed(came, joined)


def _joined(left: Head, came: Head, gone: Row) -> Head:
    """What the other conversation says of itself comes along where this one says nothing."""
    status = rules.merged_status(came.status, left.status)
    dues = [at for at in (left.due_at, came.due_at) if at is not None]
    return msgspec.structs.replace(
        came,
        status=status,
        is_beside=came.is_beside and _stays_beside(gone),
        mark=came.mark or left.mark,
        subject=came.subject or _told_subject(left),
        assignee_id=came.assignee_id or left.assignee_id,
        next_step=came.next_step or left.next_step,
        due_at=min(dues, default=None),
        snoozed_until=came.snoozed_until if status == "snoozed" else None,
        resolved_at=came.resolved_at if status == "resolved" else None,
        resolved_by=came.resolved_by if status == "resolved" else None,
    )


def _told_subject(left: Head) -> str | None:
    """What a mail with somebody else's code says of itself is not for the customer of the other conversation."""
    return None if left.mark == "third_party_code" else left.subject


async def _take(
    work: Transaction, queue: Work, gone: Row, kept: Row, marks: list[Mark], heads: tuple[Changed, Changed]
) -> Moved:
    """Let engagements, work, visitors, people, labels and drafts go along."""
    pair = (work.organization_id, gone["id"], kept["id"])
    after = await reading.conversation_row(work, kept["id"])
    moved = Moved(
        lines=[],
        from_head=heads[0],
        to_head=heads[1],
        from_position=gone["last_position"] + 1,
        to_position=after["last_position"] + 1,
        marks=marks,
        interactions=[row["id"] for row in await work.fetch(sql.MOVE_INTERACTIONS, *pair)],
        visitors=[row["id"] for row in await work.fetch(sql.MOVE_VISITORS, *pair)],
        participants=[row["user_id"] for row in await work.fetch(sql.JOIN_PARTICIPANTS, *pair)],
        labels=[row["label_id"] for row in await work.fetch(sql.JOIN_LABELS, *pair)],
        drafts=[row["user_id"] for row in await work.fetch(sql.MOVE_DRAFTS, *pair)],
        work=await _take_work(work, queue, gone, after),
    )
    await moving.tell_access(work, after, moved.participants, granted=True)
    if moved.labels:
        await moving.tell_labels(work, after)
    return moved


async def _take_work(work: Transaction, queue: Work, gone: Row, after: Row) -> Went:
    went = await queue.joined(work, gone["id"], after["id"])
    if after["status"] == "open":
        await queue.woken(work, after["id"])
    if after["assignee_id"] is not None and went.items:
        await queue.taken(work, after["id"], after["assignee_id"])
    return went


async def _shown(work: Transaction, caller: Caller, conversation_id: UUID) -> ConversationSummary:
    row = await work.row(queries.SUMMARY, *reading.rights(work, caller), conversation_id)
    if row is None:
        raise NotFound("The conversation is not there.")
    return summary(row)
