"""A split: one message, or everything from it on, becomes a conversation of its own beside the first."""

from typing import Annotated, cast
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.conversations import asides, intake_queries, moving, queries, reading
from hamseda.conversations import move_queries as sql
from hamseda.conversations.moving import Changed, Line, Mark, Moved, head_of
from hamseda.conversations.notices import conversation_audience, opened_event, summary
from hamseda.conversations.ports import Work, WorkRequest
from hamseda.conversations.views import ConversationSummary
from hamseda.events import ConversationOpened
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Invalid, NotFound
from hamseda.kit.sensitive import mask
from hamseda.organization.api import Caller

# What a visitor's page shows them stays in the conversation that the page is of.
READ_IN_PLACE = frozenset({"webchat"})


class Split(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to take out; `id` is the client's, so that a retry is the same split.

    `following`: with everything that was written after the message. `queue_id`: another queue for what is taken out.
    """

    id: UUID
    message_id: UUID
    following: bool = False
    queue_id: UUID | None = None
    subject: Annotated[str, Meta(max_length=500)] | None = None


async def split(
    work: Transaction, caller: Caller, queue: Work, conversation_id: UUID, wanted: Split
) -> ConversationSummary:
    """Take messages out of a conversation into a new one; answers the new one, also to the same split again."""
    if wanted.subject:
        wanted = msgspec.structs.replace(wanted, subject=mask(wanted.subject).text)
    asked = {"from_id": conversation_id, **msgspec.structs.asdict(wanted)}
    before = (await moving.lock(work, caller, [conversation_id]))[conversation_id]
    known = await moving.repeated(work, wanted.id, "split", asked)
    if known is not None:
        return await _shown(work, caller, known["to_id"], is_theirs=known["moved_by"] == caller.id)
    moving.refuse_merged(before)
    chosen = await _choose(work, conversation_id, wanted)
    to_id = await _open(work, before, wanted, chosen)
    opened = await reading.conversation_row(work, to_id)
    roads = await _take_roads(work, to_id, chosen)
    moved = await _move(work, before, opened, chosen, roads)
    after = await reading.conversation_row(work, to_id)
    work.emit(
        ConversationOpened(conversation=await opened_event(work, to_id)),
        conversation_id=to_id,
        audience=conversation_audience(after),
    )
    await _wait(work, queue, after, roads, chosen)
    await _let_mentioned_in(work, caller, after, chosen)
    await work.execute(
        sql.ADD_MOVE,
        work.organization_id,
        wanted.id,
        "split",
        conversation_id,
        to_id,
        asked,
        moved,
        caller.id,
    )
    detail = {"to_id": to_id, "messages": len(chosen), "move_id": wanted.id}
    await work.audit(caller.did("conversation.split", "conversation", conversation_id, detail))
    what = {"split_off": before, "split_from": after}
    await moving.tell(work, caller, wanted.id, what=what, count=len(chosen))
    return await _shown(work, caller, to_id, is_theirs=True)


async def _choose(work: Transaction, conversation_id: UUID, wanted: Split) -> list[Row]:
    """Lock what is taken out, in the order in which it was written."""
    the = work.organization_id
    position = await work.value(sql.POSITION, the, wanted.message_id, conversation_id)
    if position is None:
        raise Invalid.field("message_id", "unknown", "The message is not in this conversation.")
    found = await moving.lock_lines(
        work, sql.LOCK_CHOSEN, conversation_id, wanted.message_id, position, wanted.following
    )
    chosen = sorted(found, key=lambda row: row["position"])
    if not chosen or chosen[0]["id"] != wanted.message_id or chosen[0]["kind"] == "notice":
        raise Invalid.field("message_id", "not_written", "Choose something that was written, not a notice.")
    if any(row["kind"] == "message" and row["channel_kind"] in READ_IN_PLACE for row in chosen):
        raise Conflict("A chat stays where its visitor reads it.", code="chat_stays")
    if await work.value(sql.IS_LEFT, the, conversation_id, [row["id"] for row in chosen]) is None:
        raise Conflict("Nothing would be left here; transfer the conversation instead.", code="nothing_left")
    return chosen


async def _open(work: Transaction, before: Row, wanted: Split, chosen: list[Row]) -> UUID:
    queue_id = wanted.queue_id or before["queue_id"]
    to_id = new_id()
    subject = wanted.subject or _subject_of(chosen) or before["subject"]
    row = await work.row(
        intake_queries.OPEN_CONVERSATION,
        work.organization_id,
        to_id,
        queue_id,
        before["customer_id"],
        before["brand_id"],
        mask(subject).text if subject else None,
        before["is_verified"],
        before["mark"],
        chosen[0]["channel_kind"],
        before["assignee_id"] if queue_id == before["queue_id"] else None,
        True,
    )
    if row is None:
        raise Invalid.field("queue_id", "unknown", "The queue is not there.")
    return to_id


def _subject_of(chosen: list[Row]) -> str | None:
    """The subject of the first mail that says one; none of a mail with somebody else's code."""
    mails = (row["meta"].get("mail", {}) for row in chosen)
    return next((mail["subject"] for mail in mails if mail.get("subject") and not mail.get("private")), None)


async def _take_roads(work: Transaction, to_id: UUID, chosen: list[Row]) -> dict[UUID, UUID]:
    """Give the new conversation the roads of what it takes; answers the engagement that stands for each."""
    roads: dict[UUID, UUID] = {}
    waits_on = _waits_on(_unanswered(chosen))
    for row in chosen:
        old = row["interaction_id"]
        if old is None or old in roads:
            continue
        roads[old] = new_id()
        await work.execute(
            sql.CLONE_INTERACTION,
            work.organization_id,
            old,
            roads[old],
            to_id,
            old == waits_on,
            _sender_of([one for one in chosen if one["interaction_id"] == old]),
            row["created_at"],
        )
    return roads


def _unanswered(chosen: list[Row]) -> list[Row]:
    """What came in since the last word of an agent, in its order: somebody waits for an answer to it."""
    waiting: list[Row] = []
    for row in chosen:
        if row["state"] == "scheduled" or not _is_talk(row):
            continue
        if row["author_kind"] == "agent":
            waiting = []
        elif row["direction"] == "inbound":
            waiting.append(row)
    return waiting


def _waits_on(waiting: list[Row]) -> UUID | None:
    """The engagement of the newest that has one: what came beside a talk that was under way has none."""
    return next((row["interaction_id"] for row in reversed(waiting) if row["interaction_id"]), None)


def _is_talk(row: Row) -> bool:
    """Beside the talk (an aside) only what comes in waits for somebody."""
    kind, direction = row["kind"], row["direction"]
    return bool(kind == "message" or (kind == "aside" and direction == "inbound"))


def _sender_of(chosen: list[Row]) -> str | None:
    """Who wrote the newest mail: an engagement that several write on has the address of the last of them all."""
    for row in reversed(chosen):
        senders = row["meta"].get("mail", {}).get("from") or []
        if row["direction"] == "inbound" and senders and "@" in senders[0]["address"]:
            return cast("str", senders[0]["address"])
    return None


async def _move(
    work: Transaction, before: Row, opened: Row, chosen: list[Row], roads: dict[UUID, UUID]
) -> Moved:
    marks = await work.fetch(sql.MARKS, work.organization_id, before["id"])
    lines = [Line(r["id"], before["id"], r["position"], r["interaction_id"]) for r in chosen]
    await moving.place(
        work,
        [
            Line(one.id, opened["id"], position, one.interaction_id and roads[one.interaction_id])
            for position, one in enumerate(lines, start=1)
        ],
    )
    await moving.take_along(work, chosen, opened["id"])
    await work.execute(sql.SET_LAST_POSITION, work.organization_id, opened["id"], len(lines))
    await _mark(work, before, opened["id"], [one.position for one in lines], marks)
    left, came = head_of(before), head_of(opened)
    remaining = await moving.newest(work, before["id"], left)
    if left.waiting_since is None:
        remaining = msgspec.structs.replace(remaining, waiting_since=None)
    taken = await moving.newest(work, opened["id"], came)
    await moving.set_head(work, before, remaining)
    await _write_first_head(work, opened, taken)
    return Moved(
        lines=lines,
        from_head=Changed(left, remaining),
        to_head=Changed(came, taken),
        from_position=before["last_position"] + 1,
        to_position=len(lines) + 1,
        marks=[Mark(row["reader_id"], row["position"]) for row in marks],
        interactions=list(roads.values()),
    )


async def _write_first_head(work: Transaction, opened: Row, head: moving.Head) -> None:
    """The head of a conversation that nobody has heard of yet: its opening tells it."""
    await work.execute(
        """UPDATE conversation SET last_message_at = $3, last_message_preview = $4, last_message_channel = $5,
               last_message_inbound = $6, waiting_since = $7, first_answered_at = $8
           WHERE organization_id = $1 AND id = $2""",
        work.organization_id,
        opened["id"],
        head.last_message_at,
        head.last_message_preview,
        head.last_message_channel,
        head.last_message_inbound,
        head.waiting_since,
        head.first_answered_at,
    )


async def _mark(work: Transaction, before: Row, to_id: UUID, taken: list[int], marks: list[Row]) -> None:
    """Who had read what was taken has read it there too; here a mark goes up over what has gone right above it."""
    gone = set(taken)
    here: dict[UUID, int] = {}
    for row in marks:
        reached = row["position"]
        while reached < before["last_position"] and reached + 1 in gone:
            reached += 1
        here[row["reader_id"]] = reached
    there = {
        row["reader_id"]: read
        for row in marks
        if (read := sum(position <= row["position"] for position in taken))
    }
    for conversation_id, reached_by in ((before["id"], here), (to_id, there)):
        readers, positions = list(reached_by), list(reached_by.values())
        await work.execute(sql.SET_MARKS, work.organization_id, conversation_id, readers, positions)


async def _wait(
    work: Transaction, queue: Work, opened: Row, roads: dict[UUID, UUID], chosen: list[Row]
) -> None:
    """Let what nobody has answered wait as work: of whoever has the conversation, else in its queue."""
    waiting = _unanswered(chosen)
    if not waiting:
        return
    waits_on = _waits_on(waiting)
    if waits_on is None:
        await asides.engage(work, queue, opened, _sender_of(waiting), waiting[-1]["created_at"])
    else:
        await queue.enqueue(
            work,
            WorkRequest(
                conversation_id=opened["id"],
                interaction_id=roads[waits_on],
                queue_id=opened["queue_id"],
                channel_kind=str(opened["last_message_channel"]),
                is_identified=opened["is_verified"],
                preferred_agent_id=opened["assignee_id"],
            ),
        )
    if opened["assignee_id"] is not None:
        await queue.taken(work, opened["id"], opened["assignee_id"])


async def _let_mentioned_in(work: Transaction, caller: Caller, opened: Row, chosen: list[Row]) -> None:
    """Whoever was called by a note that goes along sees it where it goes."""
    called = {UUID(str(user)) for row in chosen for user in row["meta"].get("mentions") or []}
    members = await work.fetch(sql.MEMBERS, work.organization_id, sorted(called)) if called else []
    users = [row["user_id"] for row in members]
    for user_id in users:
        await work.execute(
            queries.ADD_PARTICIPANT,
            work.organization_id,
            opened["id"],
            user_id,
            "mentioned",
            caller.user_id,
        )
    await moving.tell_access(work, opened, users, granted=True)


async def _shown(
    work: Transaction, caller: Caller, conversation_id: UUID, *, is_theirs: bool
) -> ConversationSummary:
    """The new conversation for whoever split it, also where it went into a queue that is not theirs.

    Raises NotFound where somebody else asks who may not see it.
    """
    rights = reading.rights(work, caller)
    if is_theirs:
        rights = [work.organization_id, caller.id, "admin", None, {}]
    row = await work.row(queries.SUMMARY, *rights, conversation_id)
    if row is None:
        raise NotFound("The conversation is not there.")
    return summary(row)
