"""What the board's lines show: each queue's waiting, longest wait and answers of the last hours, step by step."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from hamseda.kit.database import Transaction
from hamseda.organization.api import Caller
from hamseda.routing import queries_board
from hamseda.routing.board import led

STEP: Final = timedelta(minutes=5)
POINTS: Final = 48


class Point(msgspec.Struct, frozen=True):
    """A queue at an instant; `answered` counts what was taken in the step that ended there."""

    at: datetime
    waiting: int
    longest_wait_s: int | None
    answered: int


class QueueHistory(msgspec.Struct, frozen=True):
    queue_id: UUID
    points: list[Point]


class BoardHistory(msgspec.Struct, frozen=True):
    """The same instants for every queue, `step_s` apart, the newest last."""

    step_s: int
    queues: list[QueueHistory]


async def read_history(view: Transaction, caller: Caller) -> BoardHistory:
    """Read the last four hours of the queues that the caller leads, from the work items as they are now.

    An item counts where it lies now; one that was given back counts as if it had waited all the time.
    """
    last = last_step(datetime.now(UTC))
    rows = await view.fetch(
        queries_board.HISTORY, view.organization_id, led(caller), last - (POINTS - 1) * STEP, last, STEP
    )
    points: dict[UUID, list[Point]] = {}
    for row in rows:
        points.setdefault(row["queue_id"], []).append(
            Point(row["at"], row["waiting"], _seconds(row["at"], row["oldest_entered_at"]), row["answered"])
        )
    return BoardHistory(
        int(STEP.total_seconds()), [QueueHistory(queue_id, each) for queue_id, each in points.items()]
    )


def last_step(now: datetime) -> datetime:
    """Find the newest instant that is a whole number of steps after the hour."""
    return now - timedelta(seconds=now.timestamp() % STEP.total_seconds())


def _seconds(at: datetime, oldest: datetime | None) -> int | None:
    return None if oldest is None else int((at - oldest).total_seconds())
