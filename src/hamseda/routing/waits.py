"""What people who wait are told: the promise the router made last, and how good such promises were."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from hamseda.kit.database import Database, Row, Transaction
from hamseda.routing import queries
from hamseda.routing.estimate import HandlingTime, Server, estimate_wait, in_whole_minutes
from hamseda.routing.settings import settings_of, units_of

# What a contact is believed to take until enough of them have been seen, in minutes.
BELIEVED_MINUTES = {"webchat": 8.0, "email": 6.0, "phone": 5.0}
OTHER_BELIEVED_MINUTES = 6.0
SEEN_FOR_ACCURACY = 100
SEEN_FOR_HANDLING = 200


class Wait(msgspec.Struct, frozen=True):
    """A place in line and an interval of seconds; `kept` of the last `of` promises held (of = 0: none yet)."""

    place: int
    low_s: int
    high_s: int
    kept: int
    of: int


async def wait_of_interaction(view: Transaction, interaction_id: UUID) -> Wait | None:
    """Read what an interaction that waits is promised now; None if it does not wait or nobody serves."""
    row = await view.row(queries.LAST_PROMISE, view.organization_id, interaction_id)
    if row is None:
        return None
    if row["low_s"] is None:
        return await usual_wait(view, row["queue_id"], ahead=row["ahead"])
    passed = int((datetime.now(UTC) - row["promised_at"]).total_seconds())
    kept, of = await promises_kept(view, row["queue_id"])
    place = (row["reason"] or {}).get("place") or row["ahead"] + 1
    return Wait(place, max(0, row["low_s"] - passed), max(60, row["high_s"] - passed), kept, of)


async def agent_of_interaction(view: Transaction, interaction_id: UUID) -> UUID | None:
    """Name the agent who has an interaction in hand now; None while it waits or is over."""
    agent_id: UUID | None = await view.value(
        queries.AGENT_OF_INTERACTION, view.organization_id, interaction_id
    )
    return agent_id


async def usual_wait(view: Transaction, queue_id: UUID, *, ahead: int | None = None) -> Wait | None:
    """Estimate what somebody who came to a queue now would wait; None if nobody serves it."""
    queue = await view.row(queries.QUEUE_LINE, view.organization_id, queue_id)
    if queue is None:
        return None
    before = queue["waiting"] if ahead is None else ahead
    settings = settings_of(queue["settings"])
    kind = queue["channel_kind"] or "webchat"
    servers = await _servers(
        view, queue_id, units_of(settings, kind), await handling_of(view, queue_id, kind)
    )
    estimate = estimate_wait(before, servers, answer_minutes=settings.offer_timeout_s / 60)
    if estimate is None:
        return None
    low, high = in_whole_minutes(estimate)
    kept, of = await promises_kept(view, queue_id)
    return Wait(before + 1, low * 60, high * 60, kept, of)


async def promises_kept(view: Transaction, queue_id: UUID) -> tuple[int, int]:
    """Count, among the last promises of a queue whose waits are over, those that held, and all."""
    row = await view.row(queries.PROMISES_KEPT, view.organization_id, queue_id, SEEN_FOR_ACCURACY)
    return (row["kept"], row["of"]) if row else (0, 0)


async def handling_of(view: Transaction, queue_id: UUID, channel_kind: str) -> HandlingTime:
    """Learn a queue's handling time from its last contacts, beginning with what is believed."""
    rows = await view.fetch(queries.LAST_HANDLED, view.organization_id, queue_id, SEEN_FOR_HANDLING)
    return learned(believed(channel_kind), [row["minutes"] for row in reversed(rows)])


def believed(channel_kind: str) -> HandlingTime:
    """Say what a contact on a channel is believed to take before any has been seen."""
    return HandlingTime(mean=BELIEVED_MINUTES.get(channel_kind, OTHER_BELIEVED_MINUTES))


def learned(handling: HandlingTime, minutes: Sequence[float]) -> HandlingTime:
    """Learn contacts one after the other, the oldest first."""
    for each in minutes:
        handling = handling.seen(each)
    return handling


async def settle_promises(work: Transaction, item_id: UUID) -> None:
    """Note that the wait of an item is over: what it was, for every promise made about it."""
    await work.execute(queries.SETTLE_PROMISES, work.organization_id, item_id)


async def sweep_promises(system: Database, now: datetime) -> int:
    """Forget promises of yesterday and before that no accuracy is made of any more; answers how many.

    `system` is in the system's role.
    """
    async with system.everywhere() as connection:
        said: str = await connection.execute(
            queries.FORGET_PROMISES, SEEN_FOR_ACCURACY, now - timedelta(days=1)
        )
    return int(said.rsplit(" ", 1)[-1])


async def _servers(view: Transaction, queue_id: UUID, weight: int, handling: HandlingTime) -> list[Server]:
    found: list[Server] = []
    for agent in await view.fetch(queries.QUEUE_SERVERS, view.organization_id, queue_id):
        found += _places(agent, weight, handling)
    return found


def _places(agent: Row, weight: int, handling: HandlingTime) -> list[Server]:
    whole = agent["capacity"] // weight
    free = min(whole, max(0, agent["capacity"] - agent["load"]) // weight)
    busy = [Server(handling, max(0.0, minutes)) for minutes in sorted(agent["elapsed"], reverse=True)]
    busy += [Server(handling, 0.0)] * whole
    return [Server(handling)] * free + busy[: whole - free]
