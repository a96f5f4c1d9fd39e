"""The search index follows the event log: a durable reader that writes what messages are found by."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from hamseda.kit.database import Database
from hamseda.kit.persian import index_text

READER: Final = "search"
MOST_LETTERS: Final = 100_000
"""Letters of a message that are indexed; nobody searches for what stands behind."""

BEHIND: Final = """
SELECT h.organization_id FROM event_head h
LEFT JOIN event_cursor c ON c.organization_id = h.organization_id AND c.reader = $1
WHERE h.last_number > coalesce(c.number, 0) ORDER BY h.organization_id
"""
ADD_CURSOR: Final = (
    "INSERT INTO event_cursor (organization_id, reader) VALUES ($1, $2) ON CONFLICT DO NOTHING"
)
# Another process may be at it: then it does the work.
LOCK_CURSOR: Final = """
SELECT number FROM event_cursor WHERE organization_id = $1 AND reader = $2 FOR UPDATE SKIP LOCKED
"""
NEXT_EVENTS: Final = """
SELECT number, kind, CASE WHEN kind = 'message.appended' THEN body->'message' END AS message
FROM event WHERE organization_id = $1 AND number > $2 ORDER BY number LIMIT $3
"""
# A message is found where it stands now, whatever its event said: a split waits for this, or this for the split. Rows
# are locked in id order, as every writer does.
ADD_ROWS: Final = """
WITH standing AS (
    SELECT id, conversation_id FROM message WHERE organization_id = $1 AND id = ANY ($2) ORDER BY id FOR SHARE)
INSERT INTO message_search (organization_id, message_id, conversation_id, is_note, created_at, search_text)
SELECT $1, m.id, m.conversation_id, r.is_note, r.created_at, r.search_text
FROM unnest($2::uuid[], $3::boolean[], $4::text[]::timestamptz[], $5::text[])
     AS r(message_id, is_note, created_at, search_text)
JOIN standing m ON m.id = r.message_id
ON CONFLICT (organization_id, message_id) DO NOTHING
"""
MOVE_CURSOR: Final = "UPDATE event_cursor SET number = $3 WHERE organization_id = $1 AND reader = $2"


async def index_new_messages(database: Database, limit: int = 1_000) -> int:
    """Index messages that came since the last call, of every organization; answers how many events were read.

    `database` is in the system's role; `limit` counts events of one organization. Call again while it answers more
    than 0. Each organization is one transaction: a crash repeats it without a trace.
    """
    read = 0
    async with database.everywhere() as connection:
        for row in await connection.fetch(BEHIND, READER):
            async with connection.transaction():
                read += await _index(connection, row["organization_id"], limit)
    return read


def searched_text(message: dict[str, Any]) -> str:
    """Write what a message is found by: its text and the names of its files.

    What it quotes of a message of ours is found there, not once more with every answer to it.
    """
    reply = (message.get("meta") or {}).get("reply") or {}
    text = reply.get("text") if reply.get("by") == "sent" else message.get("text")
    names = " ".join(str(one.get("name", "")) for one in message.get("attachments") or [])
    return index_text(f"{text or ''} {names}"[:MOST_LETTERS])


async def _index(connection: asyncpg.Connection, organization_id: UUID, limit: int) -> int:
    await connection.execute(ADD_CURSOR, organization_id, READER)
    number = await connection.fetchval(LOCK_CURSOR, organization_id, READER)
    if number is None:
        return 0
    events = await connection.fetch(NEXT_EVENTS, organization_id, number, limit)
    rows = [
        (message["id"], message["kind"] == "note", message["created_at"], text)
        for event in events
        if (message := event["message"]) is not None and (text := searched_text(message))
    ]
    if rows:
        await connection.execute(
            ADD_ROWS, organization_id, *(list(column) for column in zip(*rows, strict=True))
        )
    if events:
        await connection.execute(MOVE_CURSOR, organization_id, READER, events[-1]["number"])
    return len(events)
