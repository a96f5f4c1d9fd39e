"""The queue as the domains below see it: their port, filled with rows."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hamseda.conversations.ports import WorkRequest
from hamseda.events import ReservationDecided, WorkChanged
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.routing import queries

MINUTE_MS = 60_000
STICKY_SECONDS = 120
MOST_BOOST_MINUTES = 3
# Units of an agent's capacity (100 by default) that one engagement takes, where the queue does not say.
WEIGHTS = {"webchat": 30, "email": 20, "phone": 100}
OTHER_WEIGHT = 30


class Queueing:
    """Work items as rows; the router reads them, people and channels cause them."""

    async def enqueue(self, work: Transaction, request: WorkRequest) -> None:
        """Let an interaction wait; its own agent is asked first for a limited time."""
        queue = await work.row(queries.QUEUE, work.organization_id, request.queue_id)
        settings = queue["settings"] if queue else {}
        now = datetime.now(UTC)
        sticky = settings.get("sticky_limit_s", STICKY_SECONDS)
        item_id = new_id()
        await work.execute(
            queries.ENQUEUE,
            work.organization_id,
            item_id,
            request.queue_id,
            request.conversation_id,
            request.interaction_id,
            request.channel_kind,
            queue["priority"] if queue else 0,
            _boost(request, settings),
            _weight(request.channel_kind, settings),
            request.preferred_agent_id,
            now + timedelta(seconds=sticky) if request.preferred_agent_id else None,
            now,
        )
        await tell(work, item_id)

    async def taken(self, work: Transaction, conversation_id: UUID, agent_id: UUID | None) -> None:
        """A person gave the conversation to an agent: what waits becomes theirs, what runs changes hands."""
        for item in await self._live(work, conversation_id):
            if agent_id is None:
                continue
            await withdraw_offers(work, item)
            await work.execute(
                """UPDATE work_item SET state = CASE WHEN state = 'wrap_up' THEN state ELSE 'active' END, agent_id = $3,
                       accepted_at = coalesce(accepted_at, now()) WHERE organization_id = $1 AND id = $2""",
                work.organization_id,
                item["id"],
                agent_id,
            )
            await work.execute(
                """UPDATE interaction SET state = 'active', agent_id = $3, answered_at = coalesce(answered_at, now())
                   WHERE organization_id = $1 AND id = $2 AND state IN ('waiting', 'active')""",
                work.organization_id,
                item["interaction_id"],
                agent_id,
            )
            await tell(work, item["id"])

    async def moved(self, work: Transaction, conversation_id: UUID, queue_id: UUID) -> None:
        """The conversation waits in another queue; minutes already waited are kept."""
        for item in await self._live(work, conversation_id):
            await withdraw_offers(work, item)
            await work.execute(
                """UPDATE work_item SET queue_id = $3, state = 'waiting', agent_id = NULL, accepted_at = NULL, ring = 0,
                       preferred_agent_id = NULL, preferred_until = NULL WHERE organization_id = $1 AND id = $2""",
                work.organization_id,
                item["id"],
                queue_id,
            )
            await work.execute(
                """UPDATE interaction SET state = 'waiting', agent_id = NULL
                   WHERE organization_id = $1 AND id = $2 AND state = 'active'""",
                work.organization_id,
                item["interaction_id"],
            )
            await tell(work, item["id"])

    async def closed(self, work: Transaction, conversation_id: UUID, disposition_id: UUID | None) -> None:
        """The conversation is resolved: what was served is done, what nobody took is withdrawn."""
        for item in await self._live(work, conversation_id):
            await withdraw_offers(work, item)
            state = "done" if item["agent_id"] else "withdrawn"
            await work.execute(
                "UPDATE work_item SET state = $3, ended_at = now() WHERE organization_id = $1 AND id = $2",
                work.organization_id,
                item["id"],
                state,
            )
            await tell(work, item["id"])

    async def _live(self, work: Transaction, conversation_id: UUID) -> list[Row]:
        return await work.fetch(queries.LIVE_ITEMS, work.organization_id, conversation_id)


async def tell(work: Transaction, item_id: UUID) -> None:
    """Tell those who see the conversation what became of its work item."""
    row = await work.row(
        """SELECT w.id, w.queue_id, w.conversation_id, w.interaction_id, w.channel_kind, w.state, w.agent_id,
                  w.entered_at, w.ring, w.accepted_at, w.ended_at,
                  c.department_id, c.assignee_id, c.opened_at, c.queue_id AS conversation_queue
           FROM work_item w JOIN conversation c ON c.organization_id = w.organization_id AND c.id = w.conversation_id
           WHERE w.organization_id = $1 AND w.id = $2""",
        work.organization_id,
        item_id,
    )
    if row is None:
        return
    view = dict(row)
    audience: dict[str, Any] = {
        "queue": view.pop("conversation_queue"),
        "department": view.pop("department_id"),
        "assignee": view.pop("assignee_id"),
        "opened_at": view.pop("opened_at"),
    }
    work.emit(WorkChanged(work_item=view), conversation_id=view["conversation_id"], audience=audience)


async def withdraw_offers(work: Transaction, item: Row) -> None:
    """Take back what is offered of an item; those who were asked are told."""
    for offer in await work.fetch(queries.WITHDRAW_OFFERS, work.organization_id, item["id"]):
        work.emit(
            ReservationDecided(
                id=offer["id"], work_item_id=item["id"], agent_id=offer["agent_id"], state="withdrawn"
            ),
            audience={"user": offer["agent_id"]},
        )


def _boost(request: WorkRequest, settings: dict[str, Any]) -> int:
    """Milliseconds that an identified customer in the middle of something goes ahead; bounded, never bought."""
    if not request.is_identified:
        return 0
    most = settings.get("boost_max_min", MOST_BOOST_MINUTES)
    is_on_the_way = bool((request.context.get("journey") or {}).get("step"))
    return int(most * MINUTE_MS * (1.0 if is_on_the_way else 0.5))


def _weight(channel_kind: str, settings: dict[str, Any]) -> int:
    return int((settings.get("weights") or {}).get(channel_kind, WEIGHTS.get(channel_kind, OTHER_WEIGHT)))
