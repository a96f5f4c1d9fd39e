"""The ritual of a shift: what must be read at its beginning, what must have an owner at its end."""

from datetime import UTC, datetime
from typing import Annotated, cast
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.conversations.api import Masking, NewMessage, append_within, assign, transfer
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.persian import direction
from hamseda.kit.problem import Conflict, Invalid
from hamseda.kit.sensitive import mask
from hamseda.organization.api import Caller, masked_kinds
from hamseda.routing import queries, queries_people
from hamseda.routing.my_work import open_shift, unread_bulletins
from hamseda.routing.presence import move, person_of
from hamseda.routing.queueing import Queueing
from hamseda.routing.telling import tell
from hamseda.routing.views import ClosedShift, Inheritance, ShiftBegun, ShiftEnded

Note = Annotated[str, Meta(min_length=1, max_length=10_000, pattern=r"\S")]


class Beginning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was done before the first contact: the headset heard, bulletins read now."""

    headset_ok: bool | None = None
    read_bulletins: list[UUID] = []


class HandedOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who goes on with a conversation (a person or a queue), and what they should know."""

    conversation_id: UUID
    note: Note
    owner_id: UUID | None = None
    queue_id: UUID | None = None


class Ending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    handover: list[HandedOver] = []


async def begin(work: Transaction, caller: Caller, data: Beginning) -> ShiftBegun:
    """Begin a shift; beginning twice answers the first one. Conflict while a bulletin is unread."""
    me = person_of(caller)
    if data.read_bulletins:
        await work.execute(
            queries_people.READ_BULLETINS, work.organization_id, me, data.read_bulletins, caller.department_id
        )
    unread = await unread_bulletins(work, caller)
    if unread:
        raise Conflict(
            "Read the new bulletins first.", code="bulletins_unread", bulletins=[dict(row) for row in unread]
        )
    await work.execute(
        queries_people.BEGIN_SHIFT, work.organization_id, new_id(), me, datetime.now(UTC), data.headset_ok
    )
    handed = await work.fetch(queries_people.HANDED_OVER, work.organization_id, me)
    return {
        "shift": await open_shift(work, me),
        "handed_over": [cast("Inheritance", dict(row)) for row in handed],
    }


async def end(work: Transaction, caller: Caller, masking: Masking, data: Ending) -> ShiftEnded:
    """End the caller's shift, go offline and hand over what is open; Conflict lists what has no note."""
    me = person_of(caller)
    await move(work, me, "offline", None)
    open_items = await _lock_open(work, me, data.handover)
    _check_complete(open_items, data.handover)
    kinds = await masked_kinds(work, "notes")
    shift = await work.row(
        queries_people.END_SHIFT,
        work.organization_id,
        me,
        [{**msgspec.to_builtins(each), "note": mask(each.note, kinds).text} for each in data.handover],
    )
    await finish_wrap_ups(work, me)
    for each in data.handover:
        await _hand_over(work, caller, masking, each)
    return {"shift": cast("ClosedShift", dict(shift)) if shift is not None else None}


async def _lock_open(work: Transaction, me: UUID, handover: list[HandedOver]) -> list[Row]:
    """Lock everything that will be touched, in order, before the first line goes onto a timeline."""
    rows = await work.fetch(queries_people.OPEN_OF_MINE, work.organization_id, me)
    ids = sorted({row["conversation_id"] for row in rows} | {each.conversation_id for each in handover})
    await work.fetch(queries_people.LOCK_CONVERSATIONS, work.organization_id, ids)
    await work.fetch(queries_people.LOCK_ITEMS_OF, work.organization_id, ids)
    return await work.fetch(queries_people.OPEN_OF_MINE, work.organization_id, me)


def _check_complete(open_items: list[Row], handover: list[HandedOver]) -> None:
    for place, each in enumerate(handover):
        if (each.owner_id is None) == (each.queue_id is None):
            raise Invalid.field(
                f"handover.{place}.owner_id", "owner_or_queue", "Name either a person or a queue."
            )
    given = {each.conversation_id for each in handover}
    missing = [dict(row) for row in open_items if row["conversation_id"] not in given]
    if missing:
        raise Conflict(
            "These conversations still need an owner and a note.", code="handover_missing", items=missing
        )


async def finish_wrap_ups(work: Transaction, me: UUID) -> None:
    """What was only to be written up is done: with the note of its handover, or without one."""
    for item in await work.fetch(queries_people.MY_WRAP_UPS, work.organization_id, me):
        await work.execute(queries.END_ITEM, work.organization_id, item["id"], "done")
        await work.execute(queries.END_INTERACTION, work.organization_id, item["interaction_id"], False, None)
        await tell(work, item["id"])


async def _hand_over(work: Transaction, caller: Caller, masking: Masking, each: HandedOver) -> None:
    if each.queue_id is not None:
        await transfer(work, caller, Queueing(), masking, each.conversation_id, each.queue_id, each.note)
        return
    note = NewMessage(
        conversation_id=each.conversation_id,
        kind="note",
        direction="internal",
        author_kind="agent",
        author_id=caller.id,
        author_name=caller.name,
        text=each.note,
        text_direction=direction(each.note),
        meta={"notice": "handed_over", "user_id": str(each.owner_id)},
    )
    await masking.apply(work, note)
    if each.owner_id != caller.user_id:
        await assign(work, caller, Queueing(), each.conversation_id, each.owner_id)
    await append_within(work, note)
