"""Whether people are there: said by themselves, kept by their live connection, ended by its absence."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.events import PresenceChanged
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Forbidden, Invalid
from hamseda.organization.api import Caller
from hamseda.routing import queries, queries_people
from hamseda.routing.settings import UNANSWERED, break_reasons
from hamseda.routing.telling import tell, tell_decided
from hamseda.routing.views import PresenceState


class PresenceWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says about themselves; a break has a reason from the organization's list."""

    state: Literal["available", "break", "offline"]
    reason: Annotated[str, Meta(max_length=60)] | None = None


class PresenceView(msgspec.Struct, frozen=True):
    user_id: UUID
    state: PresenceState
    reason: str | None
    since: datetime
    name: str | None = None


def person_of(caller: Caller) -> UUID:
    """Name the person who calls; Forbidden for a program."""
    if caller.user_id is None:
        raise Forbidden("Only people have a presence and work of their own.", code="people_only")
    return caller.user_id


async def set_presence(work: Transaction, caller: Caller, wish: PresenceWish) -> PresenceView:
    """Change the caller's presence; what rings at somebody who goes is taken back."""
    user_id = person_of(caller)
    if wish.state == "break":
        await _check_reason(work, wish.reason)
    return await move(work, user_id, wish.state, wish.reason if wish.state == "break" else None)


async def move(work: Transaction, user_id: UUID, state: PresenceState, reason: str | None) -> PresenceView:
    """Set a person's presence and log it; the same state again only notes that they are there."""
    await work.execute(queries_people.KNOW_PRESENCE, work.organization_id, user_id)
    before = await work.row(queries_people.LOCK_PRESENCE, work.organization_id, user_id)
    if before is not None and (before["state"], before["reason"]) == (state, reason):
        await work.execute(queries_people.SEEN, work.organization_id, user_id)
        return PresenceView(user_id, state, reason, before["since"])
    now = datetime.now(UTC)
    await work.execute(queries_people.SET_PRESENCE, work.organization_id, user_id, state, reason, now)
    await work.execute(
        queries_people.LOG_PRESENCE, work.organization_id, new_id(), user_id, state, reason, now
    )
    work.emit(
        PresenceChanged(user_id=user_id, state=state, reason=reason, since=now.isoformat()),
        audience={"staff": True},
    )
    if state != "available":
        await _take_back_offers(work, user_id)
    return PresenceView(user_id, state, reason, now)


async def rest_unanswered(work: Transaction, user_id: UUID, limit: int) -> None:
    """Put somebody on a break who left the last offers since they became available without an answer."""
    missed = await work.value(queries_people.UNANSWERED_IN_A_ROW, work.organization_id, user_id, limit)
    presence = await work.row(queries_people.LOCK_PRESENCE, work.organization_id, user_id)
    if missed >= limit and presence is not None and presence["state"] == "available":
        await move(work, user_id, "break", UNANSWERED)


async def send_absent_offline(work: Transaction, absent_s: float) -> int:
    """Put those offline whose last sign of life is long past; answers how many."""
    rows = await work.fetch(queries_people.ABSENT, work.organization_id, timedelta(seconds=absent_s))
    for row in rows:
        await move(work, row["user_id"], "offline", None)
    return len(rows)


async def list_presence(view: Transaction) -> list[Row]:
    """Read everybody's presence; who has never been here is offline."""
    return await view.fetch(queries_people.EVERY_PRESENCE, view.organization_id)


async def _check_reason(work: Transaction, reason: str | None) -> None:
    settings: Any = await work.value(queries_people.ORGANIZATION_SETTINGS, work.organization_id)
    offered = break_reasons(settings)
    if reason not in offered:
        raise Invalid.field("reason", "break_reason", f"Choose one of: {', '.join(offered)}.")


async def _take_back_offers(work: Transaction, user_id: UUID) -> None:
    """Withdraw what rings at somebody; work items are locked before their reservations."""
    for item in await work.fetch(queries_people.LOCK_OFFERED_TO, work.organization_id, user_id):
        withdrawn = await work.fetch(queries.WITHDRAW_OFFERS, work.organization_id, item["id"])
        if not withdrawn:
            continue
        await work.execute(queries.ITEM_WAITS_AGAIN, work.organization_id, item["id"])
        for offer in withdrawn:
            tell_decided(work, item["id"], offer["id"], offer["agent_id"], "withdrawn")
        await tell(work, item["id"])
