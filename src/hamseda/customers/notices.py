"""Notices of the house in a conversation's timeline."""

from typing import Any
from uuid import UUID

from hamseda.customers import merge_queries as sql
from hamseda.events import MessageAppended
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id


async def notice(work: Transaction, conversation_id: UUID, what: str, values: dict[str, Any]) -> None:
    """Write a notice at the end of a conversation whose row is locked already; screens give it its words."""
    head = await work.row(sql.NEXT_POSITION, work.organization_id, conversation_id)
    if head is None:
        return
    notice_id, meta = new_id(), {"notice": what, **values}
    created_at = await work.value(
        sql.ADD_NOTICE, work.organization_id, notice_id, conversation_id, head["last_position"], meta
    )
    view = {
        "id": notice_id,
        "conversation_id": conversation_id,
        "interaction_id": None,
        "position": head["last_position"],
        "kind": "notice",
        "direction": "internal",
        "author_kind": "system",
        "author_id": None,
        "author_name": None,
        "channel_id": None,
        "channel_kind": None,
        "text": "",
        "html": None,
        "text_direction": "rtl",
        "state": "sent",
        "send_at": None,
        "attachments": [],
        "meta": meta,
        "created_at": created_at,
    }
    changed = {"id": conversation_id, "status": head["status"], "last_position": head["last_position"]}
    work.emit(
        MessageAppended(message=view, conversation=changed),
        audience=audience(head),
        conversation_id=conversation_id,
    )


def audience(row: Any) -> dict[str, Any]:
    """Who is told about a conversation."""
    return {
        "queue": row["queue_id"],
        "department": row["department_id"],
        "assignee": row["assignee_id"],
        "opened_at": row["opened_at"],
    }
