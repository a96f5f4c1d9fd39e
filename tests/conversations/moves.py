"""Short ways to split, to merge and to look at what came of it."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx

from conversations.arrivals import add_channel, arrive, proven
from fixtures.people import Organization
from hamseda.conversations.api import Received
from hamseda.house import House


async def mails(house: House, owner: asyncpg.Connection, the: Organization, *texts: str) -> list[Received]:
    """Mails of one verified customer, which meet in one conversation."""
    mail = await add_channel(owner, the, "email")
    address = f"{uuid4().hex[:8]}@example.com"
    return [
        await arrive(
            house,
            the,
            proven(address),
            text=text,
            channel_id=mail,
            address=address,
            meta={"mail": {"subject": text, "from": [{"name": "", "address": address}]}},
        )
        for text in texts
    ]


async def second(
    house: House, owner: asyncpg.Connection, the: Organization, first: Received, text: str
) -> Received:
    """Another conversation of the same customer, by a road of its own, not proven."""
    other = (await mails(house, owner, the, text))[0]
    await owner.execute(
        "UPDATE conversation SET customer_id = $2, is_verified = false WHERE id = $1",
        other.conversation_id,
        first.customer_id,
    )
    return other


async def split(client: httpx.AsyncClient, conversation: Any, message: Any, **more: Any) -> httpx.Response:
    body = {"id": str(uuid4()), "message_id": str(message), **more}
    return await client.post(f"/api/v1/conversations/{conversation}/split", json=body)


async def merge(client: httpx.AsyncClient, conversation: Any, into: Any, **more: Any) -> httpx.Response:
    body = {"id": str(uuid4()), "into": str(into), **more}
    return await client.post(f"/api/v1/conversations/{conversation}/merge", json=body)


async def undo(client: httpx.AsyncClient, move: Any) -> httpx.Response:
    return await client.post(f"/api/v1/conversation-moves/{move}/reversal")


async def last_move(owner: asyncpg.Connection, the: Organization) -> UUID:
    found: UUID = await owner.fetchval(
        "SELECT id FROM conversation_move WHERE organization_id = $1 ORDER BY moved_at DESC LIMIT 1", the.id
    )
    return found


async def timeline(client: httpx.AsyncClient, conversation: Any) -> list[str]:
    """What is read from top to bottom: texts, and notices by their names."""
    page = (await client.get(f"/api/v1/conversations/{conversation}/messages")).json()
    return [item["text"] or f"({item['meta']['notice']})" for item in page["items"]]


async def texts(client: httpx.AsyncClient, conversation: Any) -> list[str]:
    return [text for text in await timeline(client, conversation) if not text.startswith("(")]


async def head(client: httpx.AsyncClient, conversation: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/api/v1/conversations/{conversation}")).json()
    return found


TABLES = {
    "conversation": "id, status, merged_into, is_beside, mark, subject, assignee_id, due_at, next_step, waiting_since, "
    "first_answered_at, last_message_at, last_message_preview, last_message_inbound, resolved_at",
    "message": "id, conversation_id, position, interaction_id",
    "message_search": "message_id, conversation_id",
    "attachment": "id, conversation_id",
    "draft": "conversation_id, user_id, text",
    "conversation_label": "conversation_id, label_id",
    "conversation_participant": "conversation_id, user_id",
    "visitor": "id, conversation_id",
    "work_item": "id, conversation_id, interaction_id, state",
    "read_mark": "conversation_id, reader_id, position",
}


async def picture(
    owner: asyncpg.Connection, the: Organization, *tables: str
) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of the organization, without the notices of the house, the conversations that are signs, and ends."""
    found = {}
    for table in tables or TABLES:
        where = "AND kind <> 'notice'" if table == "message" else ""
        rows = await owner.fetch(
            f"SELECT {TABLES[table]} FROM {table} WHERE organization_id = $1 {where}", the.id
        )
        found[table] = {tuple(row) for row in rows}
    return found
