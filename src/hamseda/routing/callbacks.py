"""Calls promised for a time: a row, a timer, and a work item when the time has come."""

from datetime import UTC, datetime
from uuid import UUID

from hamseda.events import CallbackPromised
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.routing.queueing import tell

PROMISE = """
INSERT INTO callback (organization_id, id, conversation_id, queue_id, wanted_at, address, brief)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
DUE = """
UPDATE callback SET state = 'due' WHERE organization_id = $1 AND id = $2 AND state = 'promised'
RETURNING id, conversation_id, queue_id
"""
ENQUEUE = """
INSERT INTO work_item (organization_id, id, queue_id, conversation_id, callback_id, channel_kind, weight, entered_at)
VALUES ($1, $2, $3, $4, $5, 'phone', 100, $6)
"""


async def promise_callback(
    work: Transaction, *, conversation_id: UUID, queue_id: UUID, wanted_at: datetime, address: str, brief: str
) -> UUID:
    """Promise to call at a time; answers the id of the promise."""
    callback_id = new_id()
    await work.execute(
        PROMISE, work.organization_id, callback_id, conversation_id, queue_id, wanted_at, address, brief
    )
    await work.execute(
        "INSERT INTO timer (organization_id, id, kind, subject_id, due_at) VALUES ($1, $2, 'callback.due', $3, $4)",
        work.organization_id,
        new_id(),
        callback_id,
        wanted_at,
    )
    promised = {
        "id": callback_id,
        "conversation_id": conversation_id,
        "queue_id": queue_id,
        "wanted_at": wanted_at,
        "brief": brief,
    }
    work.emit(CallbackPromised(callback=promised), audience={"supervisors": True})
    return callback_id


async def callback_due(work: Transaction, timer: Row) -> None:
    """The time of a promised call has come: it waits in its queue like everything else."""
    row = await work.row(DUE, work.organization_id, timer["subject_id"])
    if row is None:
        return
    item_id = new_id()
    await work.execute(
        ENQUEUE,
        work.organization_id,
        item_id,
        row["queue_id"],
        row["conversation_id"],
        row["id"],
        datetime.now(UTC),
    )
    await tell(work, item_id)
