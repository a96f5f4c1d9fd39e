"""The presence of people over a time, state by state: what they said of themselves, as it was logged."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from hamseda.kit.database import Transaction
from hamseda.routing import queries_past
from hamseda.routing.views import PresenceState


class PresenceSpan(msgspec.Struct, frozen=True):
    """Somebody in one state from an instant to another."""

    user_id: UUID
    state: PresenceState
    reason: str | None
    begins: datetime
    ends: datetime


async def presence_spans(
    view: Transaction, user_ids: Iterable[UUID], first: datetime, end: datetime
) -> list[PresenceSpan]:
    """Read what people were from `first` to `end`, in order; before the first word of somebody there is nothing."""
    rows = await view.fetch(queries_past.STATES, view.organization_id, list(user_ids), first, end)
    return [PresenceSpan(**row) for row in rows]
