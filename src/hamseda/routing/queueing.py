"""The queue as the domains below see it: their port, filled with rows."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hamseda.conversations.api import QueueSettings, Went, WorkRequest
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.routing import queries, rehousing
from hamseda.routing.settings import settings_of, units_of
from hamseda.routing.telling import tell, withdraw_offers
from hamseda.routing.waits import settle_promises

MINUTE_MS = 60_000


class Queueing:
    """Work items as rows; the router reads them, people and channels cause them."""

    async def standing(self, view: Transaction, conversation_id: UUID) -> dict[str, Any] | None:
        """The live work item of a conversation, the newest."""
        row = await view.row(queries.STANDING_ITEM, view.organization_id, conversation_id)
        return None if row is None else dict(row)

    async def enqueue(self, work: Transaction, request: WorkRequest) -> None:
        """Let an interaction wait; its own agent is asked first for a limited time."""
        queue = await work.row(queries.QUEUE, work.organization_id, request.queue_id)
        settings = settings_of(queue["settings"] if queue else {})
        now = datetime.now(UTC)
        owner = request.preferred_agent_id
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
            units_of(settings, request.channel_kind),
            owner,
            now + timedelta(seconds=settings.sticky_limit_s) if owner else None,
            now,
        )
        await tell(work, item_id)

    async def taken(self, work: Transaction, conversation_id: UUID, agent_id: UUID | None) -> None:
        """A person gave the conversation to an agent: what waits becomes theirs, what runs changes hands.

        Given to nobody, what was being served waits again at its old place, asleep if the conversation is.
        """
        for item in await self._live(work, conversation_id):
            if item["state"] == "wrap_up":
                continue  # the work after a talk stays with the one who talked
            if agent_id is not None:
                await withdraw_offers(work, item)
                await _give(work, item, agent_id)
            elif item["state"] == "active":
                await back_in_line(work, item, None)

    async def moved(self, work: Transaction, conversation_id: UUID, queue_id: UUID) -> None:
        """The conversation waits in another queue; minutes already waited are kept."""
        for item in await self._live(work, conversation_id):
            await withdraw_offers(work, item)
            await back_in_line(work, item, queue_id)

    async def snoozed(self, work: Transaction, conversation_id: UUID) -> None:
        """The conversation sleeps: what waits leaves the line with its place in mind; what is served goes on."""
        for item in await self._live(work, conversation_id):
            if item["state"] in {"waiting", "offered"}:
                await withdraw_offers(work, item)
                await work.execute(queries.SET_ASLEEP, work.organization_id, item["id"])
                await tell(work, item["id"])

    async def woken(self, work: Transaction, conversation_id: UUID) -> None:
        """The conversation is awake: what left the line stands where it stood."""
        for item in await self._live(work, conversation_id):
            if item["state"] == "snoozed":
                await work.execute(queries.SET_AWAKE, work.organization_id, item["id"])
                await tell(work, item["id"])

    async def closed(  # the outcome is written on the interaction by the one who resolves
        self,
        work: Transaction,
        conversation_id: UUID,
        disposition_id: UUID | None,  # noqa: ARG002
    ) -> None:
        """The conversation is resolved: what was served is done, what nobody took is withdrawn."""
        for item in await self._live(work, conversation_id):
            await withdraw_offers(work, item)
            state = "done" if item["agent_id"] else "withdrawn"
            await work.execute(queries.END_ITEM, work.organization_id, item["id"], state)
            await tell(work, item["id"])

    async def joined(self, work: Transaction, from_id: UUID, to_id: UUID) -> Went:
        """Let the work of one conversation go on in another."""
        return await rehousing.join(work, from_id, to_id)

    async def parted(self, work: Transaction, went: Went, back_to: UUID) -> None:
        """Give a conversation back the work that went along with it."""
        await rehousing.part(work, went, back_to)

    async def _live(self, work: Transaction, conversation_id: UUID) -> list[Row]:
        return await work.fetch(queries.LIVE_ITEMS, work.organization_id, conversation_id)


async def _give(work: Transaction, item: Row, agent_id: UUID) -> None:
    await work.execute(queries.GIVE_ITEM, work.organization_id, item["id"], agent_id)
    await work.execute(queries.GIVE_INTERACTION, work.organization_id, item["interaction_id"], agent_id)
    await settle_promises(work, item["id"])
    await tell(work, item["id"])


async def back_in_line(work: Transaction, item: Row, queue_id: UUID | None) -> None:
    """Let an item wait again with the minutes it has waited, in its queue or another one.

    In a conversation that sleeps it sleeps too, at that place.
    """
    await work.execute(queries.BACK_IN_LINE, work.organization_id, item["id"], queue_id)
    await work.execute(queries.INTERACTION_WAITS, work.organization_id, item["interaction_id"])
    await tell(work, item["id"])


def _boost(request: WorkRequest, settings: QueueSettings) -> int:
    """Milliseconds that an identified customer in the middle of something goes ahead; bounded, never bought."""
    if not request.is_identified:
        return 0
    is_on_the_way = bool((request.context.get("journey") or {}).get("step"))
    return int(settings.boost_max_min * MINUTE_MS * (1.0 if is_on_the_way else 0.5))
