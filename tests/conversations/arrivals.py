"""Short ways to let contacts arrive and to look at what came of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from fixtures.people import Organization, insert
from hamseda.conversations.api import Arrival, Received
from hamseda.customers.api import Claim
from hamseda.house import House
from hamseda.kit.ids import new_id


def proven(email: str) -> list[Claim]:
    return [Claim("email", email, "authentication_results")]


def told(email: str) -> list[Claim]:
    return [Claim("email", email, None)]


async def arrive(
    house: House, the: Organization, claims: list[Claim], text: str = "سلام", **more: Any
) -> Received:
    channel = more.pop("channel_id", the.channel_id)
    now = more.pop("now", datetime.now(UTC))
    async with house.database.transaction(the.id) as work:
        return await house.intake.receive(
            work, Arrival(channel_id=channel, claims=claims, text=text, **more), now
        )


async def add_channel(owner: asyncpg.Connection, the: Organization, kind: str, **more: Any) -> UUID:
    channel_id = new_id()
    columns = {"queue_id": the.sales_queue_id, "brand_id": the.brand_id, **more}
    await insert(owner, "channel", organization_id=the.id, id=channel_id, kind=kind, name=kind, **columns)
    return channel_id


async def positions(owner: asyncpg.Connection, the: Organization, conversation_id: UUID) -> list[int]:
    rows = await owner.fetch(
        "SELECT position FROM message WHERE organization_id = $1 AND conversation_id = $2 ORDER BY position",
        the.id,
        conversation_id,
    )
    return [row["position"] for row in rows]


async def numbers(owner: asyncpg.Connection, the: Organization) -> list[int]:
    rows = await owner.fetch("SELECT number FROM event WHERE organization_id = $1 ORDER BY number", the.id)
    return [row["number"] for row in rows]
