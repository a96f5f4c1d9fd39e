"""An offer rings at one agent until it is accepted, declined, unanswered or taken back; the first to decide wins.

Rows are locked in one order everywhere: presence, conversation, work item, reservation; the event log last.
"""

from uuid import UUID

from hamseda.conversations.api import WorkItemView, conversation_audience, conversation_row
from hamseda.events import ConversationChanged
from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Conflict, NotFound
from hamseda.kit.sensitive import mask
from hamseda.organization.api import Caller
from hamseda.routing import queries, queries_people
from hamseda.routing.handling import shown_item
from hamseda.routing.presence import rest_unanswered
from hamseda.routing.settings import settings_of
from hamseda.routing.telling import tell, tell_decided
from hamseda.routing.waits import settle_promises

RESERVATION_DUE = "reservation.due"


async def accept(work: Transaction, caller: Caller, reservation_id: UUID) -> WorkItemView:
    """Take what is offered to the caller; answers the work item. The same again answers the same.

    Raises NotFound for an offer to somebody else, Conflict (offer_gone) for one that was decided otherwise.
    """
    offer = await _own_offer(work, caller, reservation_id)
    await work.row(queries.LOCK_CONVERSATION, work.organization_id, offer["conversation_id"])
    await work.row(queries.LOCK_ITEM, work.organization_id, offer["work_item_id"])
    if not await work.execute(queries.DECIDE, work.organization_id, reservation_id, "accepted", None):
        return await _decided_before(work, reservation_id, "accepted")
    taken = await work.execute(
        queries.ACCEPT_ITEM, work.organization_id, offer["work_item_id"], offer["agent_id"]
    )
    if not taken:
        raise _gone("withdrawn")
    await work.execute(
        queries.GIVE_INTERACTION, work.organization_id, offer["interaction_id"], offer["agent_id"]
    )
    await settle_promises(work, offer["work_item_id"])
    await own_conversation(work, offer["conversation_id"], offer["agent_id"])
    tell_decided(work, offer["work_item_id"], reservation_id, offer["agent_id"], "accepted")
    await tell(work, offer["work_item_id"])
    return await shown_item(work, offer["work_item_id"])


async def decline(work: Transaction, caller: Caller, reservation_id: UUID, reason: str) -> None:
    """Refuse what is offered to the caller: it goes back to its place and to somebody else."""
    offer = await _own_offer(work, caller, reservation_id)
    await work.row(queries.LOCK_ITEM, work.organization_id, offer["work_item_id"])
    said = {"declined_because": mask(reason).text} if reason else None
    if not await work.execute(queries.DECIDE, work.organization_id, reservation_id, "declined", said):
        await _decided_before(work, reservation_id, "declined")
        return
    await _back_to_its_place(work, offer, "declined")


async def reservation_due(work: Transaction, timer: Row) -> None:
    """Nobody answered an offer in time: it goes back to its place; who misses several in a row rests."""
    offer = await work.row(queries.OFFER, work.organization_id, timer["subject_id"])
    if offer is None or offer["state"] != "offered":
        return
    await work.row(queries_people.LOCK_PRESENCE, work.organization_id, offer["agent_id"])
    await work.row(queries.LOCK_ITEM, work.organization_id, offer["work_item_id"])
    if not await work.execute(queries.DECIDE, work.organization_id, offer["id"], "timed_out", None):
        return
    await _back_to_its_place(work, offer, "timed_out")
    limit = settings_of(offer["settings"]).unanswered_limit
    await rest_unanswered(work, offer["agent_id"], limit)


async def _own_offer(work: Transaction, caller: Caller, reservation_id: UUID) -> Row:
    offer = await work.row(queries.OFFER, work.organization_id, reservation_id)
    if offer is None or caller.user_id is None or offer["agent_id"] != caller.user_id:
        raise NotFound("This offer is not there, or not yours.")
    return offer


async def _decided_before(work: Transaction, reservation_id: UUID, wanted: str) -> WorkItemView:
    now = await work.row(queries.OFFER, work.organization_id, reservation_id)
    if now is None or now["state"] != wanted:
        raise _gone(now["state"] if now else "withdrawn")
    return await shown_item(work, now["work_item_id"])


def _gone(state: str) -> Conflict:
    return Conflict("This offer is over; the next one will come.", code="offer_gone", state=state)


async def _back_to_its_place(work: Transaction, offer: Row, state: str) -> None:
    await work.execute(queries.ITEM_WAITS_AGAIN, work.organization_id, offer["work_item_id"])
    tell_decided(work, offer["work_item_id"], offer["id"], offer["agent_id"], state)
    await tell(work, offer["work_item_id"])


async def own_conversation(work: Transaction, conversation_id: UUID, agent_id: UUID) -> None:
    """Make a person the conversation's own, and tell everybody who sees it."""
    await work.execute(queries.ASSIGN, work.organization_id, conversation_id, agent_id)
    conversation = await conversation_row(work, conversation_id)
    work.emit(
        ConversationChanged(id=conversation_id, changes={"assignee_id": agent_id}),
        conversation_id=conversation_id,
        audience=conversation_audience(conversation),
    )
