"""What happened on the floor between two instants, piece by piece: what a model of it is learned from."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from hamseda.conversations.api import QueueSettings
from hamseda.kit.database import Transaction
from hamseda.routing import queries_past
from hamseda.routing.settings import settings_of


class PastWork(msgspec.Struct, frozen=True):
    """A piece of work that came: `left_at` is when its wait ended, by being taken or otherwise; instants by wall clock.

    `outcome` is served, abandoned or other (withdrawn, still waiting).
    """

    queue_id: UUID
    channel: str
    weight: int
    entered_at: datetime
    left_at: datetime
    outcome: str
    handled_s: float | None


class PastQueue(msgspec.Struct, frozen=True):
    """A queue as it is set now; skills are (name, level, seconds after which it is not asked for any more)."""

    id: UUID
    name: str
    priority: int
    settings: QueueSettings
    skills: tuple[tuple[str, int, int | None], ...]


class PastPresence(msgspec.Struct, frozen=True):
    """A time in which an agent was available, with what they serve now."""

    user_id: UUID
    queues: tuple[UUID, ...]
    skills: tuple[tuple[str, int], ...]
    units: int
    begins: datetime
    ends: datetime


class Past(msgspec.Struct, frozen=True):
    """All of it."""

    queues: tuple[PastQueue, ...]
    work: tuple[PastWork, ...]
    presence: tuple[PastPresence, ...]


async def past(view: Transaction, first: datetime, end: datetime, time_zone: str) -> Past:
    """Read what came from `first` to `end` (wall time of the zone), and who was there."""
    given = (view.organization_id, first, end, time_zone)
    queues = await view.fetch(queries_past.QUEUES, view.organization_id)
    work = await view.fetch(queries_past.WORK, *given)
    presence = await view.fetch(queries_past.PRESENCE, *given)
    return Past(
        tuple(_queue(row) for row in queues),
        tuple(PastWork(**row) for row in work),
        tuple(_presence(row) for row in presence),
    )


def _queue(row: Any) -> PastQueue:
    skills = tuple((one["name"], one["level"], one["optional_after_s"]) for one in row["skills"])
    return PastQueue(row["id"], row["name"], row["priority"], settings_of(row["settings"]), skills)


def _presence(row: Any) -> PastPresence:
    skills = tuple((one["name"], one["level"]) for one in row["skills"])
    return PastPresence(
        row["user_id"], tuple(row["queues"]), skills, row["capacity"], row["begins"], row["ends"]
    )
