"""Calls that were promised: kept as rows, and put in line when their time comes."""

from datetime import datetime
from uuid import UUID

from hamseda.conversations.api import conversation_audience, conversation_row
from hamseda.events import CallbackPromised
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.sensitive import mask
from hamseda.routing import queries
from hamseda.routing.settings import settings_of, units_of
from hamseda.routing.telling import tell

CALLBACK_DUE = "callback.due"


async def promise_callback(
    work: Transaction,
    *,
    conversation_id: UUID,
    queue_id: UUID,
    wanted_at: datetime,
    address: str,
    brief: str,
    callback_id: UUID | None = None,
) -> UUID:
    """Promise to call a customer back at a time; answers the promise's id. The same `callback_id` promises once."""
    callback_id = callback_id or new_id()
    made = await work.execute(
        queries.PROMISE_CALLBACK,
        work.organization_id,
        callback_id,
        conversation_id,
        queue_id,
        wanted_at,
        address,
        mask(brief).text,
    )
    if not made:
        return callback_id
    await work.execute(
        queries.SET_TIMER, work.organization_id, new_id(), CALLBACK_DUE, callback_id, wanted_at
    )
    conversation = await conversation_row(work, conversation_id)
    told = {
        "id": callback_id,
        "queue_id": queue_id,
        "wanted_at": wanted_at,
        "conversation_id": conversation_id,
    }
    work.emit(
        CallbackPromised(callback=told),
        conversation_id=conversation_id,
        audience=conversation_audience(conversation),
    )
    return callback_id


async def callback_due(work: Transaction, timer: Row) -> None:
    """The time of a promised call has come: it waits in line as a work item of its own."""
    promise = await _promise(work, timer["subject_id"])
    if promise is None:
        return
    queue = await work.row(queries.QUEUE, work.organization_id, promise["queue_id"])
    settings = settings_of(queue["settings"] if queue else {})
    await work.execute(queries.CALLBACK_DUE, work.organization_id, promise["id"])
    item_id = new_id()
    await work.execute(
        queries.ENQUEUE_CALLBACK,
        work.organization_id,
        item_id,
        promise["queue_id"],
        promise["conversation_id"],
        promise["id"],
        queue["priority"] if queue else 0,
        units_of(settings, "phone"),
        float(settings.sticky_limit_s),
    )
    await tell(work, item_id)


async def _promise(work: Transaction, callback_id: UUID) -> Row | None:
    """Lock a promise after its conversation; where a merge has taken it elsewhere meanwhile, after that one."""
    held: set[UUID | None] = set()
    while True:
        conversation_id = await work.value(queries.LOCK_PROMISED_IN, work.organization_id, callback_id)
        if conversation_id in held:
            return None
        held.add(conversation_id)
        the = (work.organization_id, callback_id, conversation_id)
        if (promise := await work.row(queries.LOCK_CALLBACK, *the)) is not None:
            return promise
