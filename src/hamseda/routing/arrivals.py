"""What came to the queues, counted by interval of local time: the history that forecasts are made of."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from hamseda.kit.database import Transaction
from hamseda.organization.api import Caller
from hamseda.routing import queries_board
from hamseda.routing.board import led


class Arrived(msgspec.Struct, frozen=True):
    """Work that came to a queue by a channel in one interval, and how long what is done of it took, seconds on average."""

    queue_id: UUID
    queue: str
    channel: str
    start: datetime  # wall time of the zone that was asked for
    volume: int
    aht_s: float | None
    department_id: UUID | None = None


async def arrivals(
    view: Transaction,
    caller: Caller,
    first: datetime,
    end: datetime,
    interval: timedelta,
    time_zone: str,
    queue_id: UUID | None = None,
) -> list[Arrived]:
    """Count the work of the queues that the caller leads (or of one of them) between two instants.

    Intervals without any are left out.
    """
    rows = await view.fetch(
        queries_board.ARRIVALS, view.organization_id, led(caller), first, end, interval, time_zone, queue_id
    )
    return [Arrived(**row) for row in rows]
