"""The work of a conversation that goes into another one, and back."""

from uuid import UUID

from hamseda.conversations.api import Went
from hamseda.kit.database import Row, Transaction
from hamseda.routing import queries
from hamseda.routing.telling import tell, withdraw_offers

WAITS = frozenset({"waiting", "snoozed", "offered"})
LIVE = WAITS | {"active", "wrap_up"}
# Who waits there waits at a page of their own: no other one's turn is theirs.
IN_PERSON = frozenset({"webchat", "phone"})


def waited_for_twice(live: list[Row]) -> set[UUID]:
    """What waits on a channel that is served already, or for which another one has waited longer."""
    twice: set[UUID] = set()
    for channel in {row["channel_kind"] for row in live} - IN_PERSON:
        same = [row for row in live if row["channel_kind"] == channel and row["interaction_id"] is not None]
        waiting = sorted((row for row in same if row["state"] in WAITS), key=lambda row: row["entered_at"])
        is_served = any(row["state"] == "active" for row in same)
        twice |= {row["id"] for row in waiting[0 if is_served else 1 :]}
    return twice


async def join(work: Transaction, from_id: UUID, to_id: UUID) -> Went:
    """Let the work of one conversation go on in another; what would be waited for twice on one channel ends."""
    the = work.organization_id
    live = [
        row for each in sorted((from_id, to_id)) for row in await work.fetch(queries.LIVE_ITEMS, the, each)
    ]
    coming = [row for row in live if row["conversation_id"] == from_id]
    for item in coming:
        await withdraw_offers(work, item)
        await work.execute(queries.ITEM_WAITS_AGAIN, the, item["id"])
    went = Went(
        items=[row["id"] for row in await work.fetch(queries.MOVE_ITEMS, the, from_id, to_id)],
        callbacks=[row["id"] for row in await work.fetch(queries.MOVE_CALLBACKS, the, from_id, to_id)],
        ended=[],
    )
    twice = waited_for_twice(live)
    for item in live:
        if item["id"] in twice:
            await _end(work, item)
            went.ended.append(item["id"])
        elif item in coming:
            await tell(work, item["id"])
    return went


async def part(work: Transaction, went: Went, back_to: UUID) -> None:
    """Give a conversation back the work that it had; what ended because it was waited for twice waits again."""
    the = work.organization_id
    for row in await work.fetch(queries.LOCK_ITEMS, the, [*went.items, *went.ended]):
        if row["state"] == "offered":
            await withdraw_offers(work, row)
            await work.execute(queries.ITEM_WAITS_AGAIN, the, row["id"])
    await work.execute(queries.RETURN_ITEMS, the, went.items, back_to)
    await work.execute(queries.RETURN_CALLBACKS, the, went.callbacks, back_to)
    for row in await work.fetch(queries.WAIT_AGAIN, the, went.ended):
        await work.execute(queries.INTERACTION_AGAIN, the, row["interaction_id"])
    for row in await work.fetch(queries.LOCK_ITEMS, the, [*went.items, *went.ended]):
        if row["state"] in LIVE:
            await tell(work, row["id"])


async def _end(work: Transaction, item: Row) -> None:
    await withdraw_offers(work, item)
    await work.execute(queries.END_ITEM, work.organization_id, item["id"], "withdrawn")
    await work.execute(queries.END_INTERACTION, work.organization_id, item["interaction_id"], False, None)
    await tell(work, item["id"])
