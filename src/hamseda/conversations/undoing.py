"""The way back of a split or a merge, as long as nothing new was written in either conversation."""

from datetime import datetime
from uuid import UUID

import msgspec

from hamseda.conversations import move_queries as sql
from hamseda.conversations import moving, reading
from hamseda.conversations.moving import Head, Moved, head_of
from hamseda.conversations.notices import conversation_audience, opened_event
from hamseda.conversations.ports import Work, WorkRequest
from hamseda.events import ConversationOpened
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, NotFound
from hamseda.organization.api import Caller


async def undo(work: Transaction, caller: Caller, queue: Work, move_id: UUID, now: datetime) -> None:
    """Put everything back where it stood; nothing where that was done already. Raises NotFound, Conflict."""
    move = await work.row(sql.FIND_MOVE, work.organization_id, move_id)
    if move is None:
        raise NotFound("This split or merge is not there.")
    pair = await moving.lock(work, caller, [move["from_id"], move["to_id"]])
    # Looked at again behind the locks: two who take it back at once do it once.
    move = await work.row(sql.LOCK_MOVE, work.organization_id, move_id)
    if move is None or move["reversed_at"] is not None:
        return
    moved = msgspec.convert(move["moved"], Moved)
    left, came = pair[move["from_id"]], pair[move["to_id"]]
    await _check(work, move, moved)
    returning = [line for line in moved.lines if line.conversation_id == left["id"]]
    await moving.place(work, moved.lines)
    await _take_back(work, moved, left, came)
    if move["kind"] == "split":
        what = await _close_split(work, caller, queue, moved, left, came, now)
    else:
        what = await _part(work, queue, moved, left, came, now)
    await work.execute(sql.CLOSE_MOVE, work.organization_id, move_id, caller.id)
    detail = {"other_id": came["id"], "messages": len(returning), "move_id": move_id}
    action = f"conversation.{move['kind']}_undone"
    await work.audit(caller.did(action, "conversation", left["id"], detail))
    rows = {notice: await reading.conversation_row(work, row["id"]) for notice, row in what.items()}
    await moving.tell(work, caller, move_id, what=rows, count=len(returning))


async def _check(work: Transaction, move: Row, moved: Moved) -> None:
    later = await work.value(sql.LATER_MOVE, work.organization_id, move["id"])
    if later is not None:
        raise Conflict(
            "A later split or merge stands on this one: take that back first.",
            code="later_move",
            move_id=str(later),
        )
    places = (move["from_id"], moved.from_position, move["to_id"], moved.to_position)
    written_in = await work.value(sql.WRITTEN_SINCE, work.organization_id, *places)
    if written_in is not None:
        raise Conflict(
            "Something new was written since; it would lose its place.",
            code="written_since",
            number=written_in,
        )


async def _take_back(work: Transaction, moved: Moved, left: Row, came: Row) -> None:
    """Let files, what is found by search, and the marks of readers go back with their messages."""
    ids = [line.id for line in moved.lines if line.conversation_id == left["id"]]
    files = await work.fetch(
        "SELECT id, attachments FROM message WHERE organization_id = $1 AND id = ANY ($2)",
        work.organization_id,
        ids,
    )
    await moving.take_along(work, files, left["id"])
    # A split has left its marks in the first conversation, a merge in the second.
    marked = left if moved.from_head.after.merged_into is None else came
    now = {
        row["reader_id"]: row["position"]
        for row in await work.fetch(sql.MARKS, work.organization_id, came["id"])
    }
    back = [mark for mark in moved.marks if now.get(mark.reader_id, 0) < moved.to_position - 1]
    readers, positions = [one.reader_id for one in back], [one.position for one in back]
    await work.execute(sql.SET_MARKS, work.organization_id, marked["id"], readers, positions)


async def _close_split(
    work: Transaction, caller: Caller, queue: Work, moved: Moved, left: Row, came: Row, now: datetime
) -> dict[str, Row]:
    """What was split off goes back; the conversation it was in stays as a sign."""
    await queue.closed(work, came["id"], None)
    await work.execute(sql.END_INTERACTIONS, work.organization_id, came["id"])
    sign = msgspec.structs.replace(
        await moving.newest(work, came["id"], msgspec.structs.replace(head_of(came), status="resolved")),
        merged_into=left["id"],
        resolved_at=now,
        resolved_by=caller.user_id,
        snoozed_until=None,
    )
    await moving.set_head(work, came, sign)
    await _restore(work, queue, left, moving.put_back(head_of(left), moved.from_head))
    return {"split_undone": came, "split_returned": left}


async def _part(
    work: Transaction, queue: Work, moved: Moved, left: Row, came: Row, now: datetime
) -> dict[str, Row]:
    """What was merged becomes two conversations again."""
    the = work.organization_id
    await work.execute(sql.RETURN_INTERACTIONS, the, moved.interactions, left["id"])
    await work.execute(sql.RETURN_VISITORS, the, moved.visitors, left["id"], came["id"])
    await work.execute(sql.RETURN_DRAFTS, the, came["id"], left["id"], moved.drafts)
    gone = await work.fetch(sql.DROP_PARTICIPANTS, the, came["id"], moved.participants)
    await moving.tell_access(work, came, [row["user_id"] for row in gone], granted=False)
    if moved.labels:
        await work.execute(sql.DROP_LABELS, the, came["id"], moved.labels)
        await moving.tell_labels(work, came)
    await queue.parted(work, moved.work, left["id"])
    stays = _awake(moving.put_back(head_of(came), moved.to_head), now)
    await moving.set_head(work, came, stays)
    back = await _beside(work, left, _awake(moving.put_back(head_of(left), moved.from_head), now))
    await _restore(work, queue, left, back)
    work.emit(
        ConversationOpened(conversation=await opened_event(work, left["id"])),
        conversation_id=left["id"],
        audience=conversation_audience(left),
    )
    if moved.to_head.after.assignee_id is not None and moved.work.items:
        await queue.taken(work, left["id"], back.assignee_id)
    for conversation, head in ((came, stays), (left, back)):
        await _sleep_or_wake(work, queue, conversation, head)
    return {"merge_undone": came, "merge_returned": left}


def _awake(back: Head, now: datetime) -> Head:
    """A snooze that ended meanwhile is over."""
    if back.status != "snoozed":
        return msgspec.structs.replace(back, snoozed_until=None)
    if back.snoozed_until is None or back.snoozed_until <= now:
        return msgspec.structs.replace(back, status="open", snoozed_until=None)
    return back


async def _beside(work: Transaction, left: Row, back: Head) -> Head:
    """A main thread comes back beside the one that has taken its place."""
    if back.status == "resolved" or back.is_beside or not left["is_verified"]:
        return back
    another = await work.value(
        sql.ANOTHER_MAIN,
        work.organization_id,
        left["customer_id"],
        left["brand_id"],
        [left["id"]],
    )
    return back if another is None else msgspec.structs.replace(back, is_beside=True)


async def _sleep_or_wake(work: Transaction, queue: Work, conversation: Row, head: Head) -> None:
    """What waits sleeps as long as the conversation does, which has a timer to wake it."""
    if head.status == "open":
        await queue.woken(work, conversation["id"])
    elif head.status == "snoozed":
        await work.execute(
            sql.WAKE_IN_TIME, work.organization_id, new_id(), conversation["id"], head.snoozed_until
        )
        await queue.snoozed(work, conversation["id"])


async def _restore(work: Transaction, queue: Work, conversation: Row, head: Head) -> None:
    """Write the head as it was; a customer who waits in it waits as work, also where that has ended meanwhile."""
    await moving.set_head(work, conversation, head)
    waits = head.status == "open" and head.waiting_since is not None
    if not waits or await queue.standing(work, conversation["id"]) is not None:
        return
    road = await work.row(sql.NEWEST_ROAD, work.organization_id, conversation["id"])
    if road is None:
        return
    await queue.enqueue(
        work,
        WorkRequest(
            conversation_id=conversation["id"],
            interaction_id=road["id"],
            queue_id=conversation["queue_id"],
            channel_kind=road["channel_kind"],
            is_identified=conversation["is_verified"],
            preferred_agent_id=head.assignee_id,
            context=road["context"],
        ),
    )
