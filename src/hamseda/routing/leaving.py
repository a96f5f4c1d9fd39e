"""Somebody goes or is barred: nothing rings at them any more, and what they held is free."""

from uuid import UUID

from hamseda.conversations.api import let_go
from hamseda.kit.database import Transaction
from hamseda.routing import queries_people
from hamseda.routing.presence import move
from hamseda.routing.queueing import Queueing, back_in_line
from hamseda.routing.shifts import finish_wrap_ups


async def leave(work: Transaction, user_id: UUID) -> None:
    """Take a person off the floor: offers are taken back, what they served waits again at its old place."""
    the = work.organization_id
    await work.row(queries_people.LOCK_PRESENCE, the, user_id)
    held = sorted(row["id"] for row in await work.fetch(queries_people.HELD, the, user_id))
    await work.fetch(queries_people.LOCK_CONVERSATIONS, the, held)
    await let_go(Queueing(), work, user_id)
    await finish_wrap_ups(work, user_id)
    # Served in a conversation that is somebody else's.
    for item in await work.fetch(queries_people.SERVED, the, user_id):
        await back_in_line(work, item, None)
    await move(work, user_id, "offline", None)
