"""The end of a talk: after-contact work, completion with an outcome, and visitors who leave."""

from typing import Annotated, cast
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.conversations.api import Masking, NewMessage, WorkItemView, append_within
from hamseda.kit.database import Row, Transaction
from hamseda.kit.persian import direction
from hamseda.kit.problem import Conflict, Invalid, NotFound
from hamseda.organization.api import Caller
from hamseda.routing import queries
from hamseda.routing.settings import settings_of
from hamseda.routing.telling import tell, withdraw_offers


class Completion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a piece of work ended."""

    disposition_id: UUID | None = None
    note: Annotated[str, Meta(max_length=10_000)] = ""


async def begin_wrap_up(work: Transaction, caller: Caller, item_id: UUID) -> WorkItemView:
    """End the talk and begin the work after it, which keeps its units until it is completed."""
    item = await _own_item(work, caller, item_id)
    if item["state"] == "wrap_up":
        return await shown_item(work, item_id)
    if item["state"] != "active":
        raise Conflict("This work is not being served now.", code="work_not_active")
    await _wrap_up(work, item)
    return await shown_item(work, item_id)


async def complete(
    work: Transaction, caller: Caller, masking: Masking, item_id: UUID, how: Completion
) -> WorkItemView:
    """End a piece of work with its outcome; the same again changes nothing."""
    # A message of the customer that comes now waits here, and then finds the engagement ended.
    await work.execute(queries.LOCK_CONVERSATION_OF_ITEM, work.organization_id, item_id)
    item = await _own_item(work, caller, item_id)
    if item["state"] == "done":
        return await shown_item(work, item_id)
    if item["state"] not in {"active", "wrap_up"}:
        raise Conflict("This work is not being served now.", code="work_not_active")
    await _check_disposition(work, how.disposition_id)
    await work.execute(queries.END_ITEM, work.organization_id, item_id, "done")
    await work.execute(
        queries.END_INTERACTION, work.organization_id, item["interaction_id"], False, how.disposition_id
    )
    if item["callback_id"] is not None:
        await work.execute(queries.CALLBACK_DONE, work.organization_id, item["callback_id"])
    await tell(work, item_id)
    done = await shown_item(work, item_id)
    if how.note.strip():
        note = _note(caller, item, how.note)
        await masking.apply(work, note)
        await append_within(work, note)
    return done


async def end_interaction(work: Transaction, interaction_id: UUID, *, by: str) -> None:
    """The customer (or the system) ended a contact: who waited has given up, a talk goes into wrap-up.

    `by` names who did it; an interaction that is over already stays as it is.
    """
    await work.execute(queries.LOCK_CONVERSATION_OF_INTERACTION, work.organization_id, interaction_id)
    item = await work.row(queries.LOCK_ITEM_OF_INTERACTION, work.organization_id, interaction_id)
    if item is None:
        await work.execute(queries.END_INTERACTION, work.organization_id, interaction_id, False, None)
        return
    if item["state"] in {"waiting", "snoozed", "offered"}:
        await withdraw_offers(work, item)
        await work.execute(
            queries.END_ITEM,
            work.organization_id,
            item["id"],
            "abandoned" if by == "customer" else "withdrawn",
        )
        await work.execute(
            queries.END_INTERACTION, work.organization_id, interaction_id, by == "customer", None
        )
        await tell(work, item["id"])
    elif item["state"] == "active":
        await _wrap_up(work, item)


async def shown_item(view: Transaction, item_id: UUID) -> WorkItemView:
    """Read a work item as its agent sees it; raises NotFound."""
    row = await view.row(queries.SHOWN_ITEM, view.organization_id, item_id)
    if row is None:
        raise NotFound("This work is not there.")
    return cast("WorkItemView", dict(row))


async def _own_item(work: Transaction, caller: Caller, item_id: UUID) -> Row:
    row = await work.row(queries.LOCK_ITEM, work.organization_id, item_id)
    if row is None or caller.user_id is None or row["agent_id"] != caller.user_id:
        raise NotFound("This work is not there, or not yours.")
    return row


async def _wrap_up(work: Transaction, item: Row) -> None:
    queue = await work.row(queries.QUEUE, work.organization_id, item["queue_id"])
    seconds = settings_of(queue["settings"] if queue else {}).wrap_up_s
    await work.execute(queries.BEGIN_WRAP_UP, work.organization_id, item["id"])
    await work.execute(
        queries.INTERACTION_WRAP_UP, work.organization_id, item["interaction_id"], float(seconds)
    )
    await tell(work, item["id"])


async def _check_disposition(work: Transaction, disposition_id: UUID | None) -> None:
    if disposition_id is None:
        return
    if await work.value(queries.DISPOSITION, work.organization_id, disposition_id) is None:
        raise Invalid.field("disposition_id", "not_found", "This outcome is not there.")


def _note(caller: Caller, item: Row, text: str) -> NewMessage:
    return NewMessage(
        conversation_id=item["conversation_id"],
        interaction_id=item["interaction_id"],
        kind="note",
        direction="internal",
        author_kind="agent",
        author_id=caller.id,
        author_name=caller.name,
        text=text,
        text_direction=direction(text),
    )
