"""Notices of the house in a conversation's timeline."""

from typing import Any, Final
from uuid import UUID

from hamseda.customers import merge_queries as sql
from hamseda.events import MessageAppended
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id

TEXTS: Final[dict[str, dict[str, str]]] = {
    "merged_beside": {
        "fa": "این مشتری با مشتری دیگری یکی شد. گفتگوی اصلی او گفتگوی شماره‌ی {number} است؛ این گفتگو کنار آن باز می‌ماند.",
        "en": "This customer was merged with another. Conversation no. {number} is the main one; this one stays open beside it.",
    },
}


async def notice(work: Transaction, conversation_id: UUID, code: str, params: dict[str, Any]) -> None:
    """Write a notice at the end of a conversation whose row is locked already."""
    head = await work.row(sql.NEXT_POSITION, work.organization_id, conversation_id)
    if head is None:
        return
    locale = await work.value(sql.LOCALE, work.organization_id)
    text, direction = TEXTS[code][locale].format(**params), "rtl" if locale == "fa" else "ltr"
    notice_id, meta = new_id(), {"code": code, "params": params}
    created_at = await work.value(
        sql.ADD_NOTICE, work.organization_id, notice_id, conversation_id, head["last_position"], text, direction, meta
    )
    view = {
        "id": notice_id, "conversation_id": conversation_id, "interaction_id": None, "position": head["last_position"],
        "kind": "notice", "direction": "internal", "author_kind": "system", "author_id": None, "author_name": None,
        "channel_id": None, "channel_kind": None, "text": text, "html": None, "text_direction": direction,
        "state": "sent", "send_at": None, "attachments": [], "meta": meta, "created_at": created_at,
    }
    told = {"queue": head["queue_id"], "department": head["department_id"], "assignee": head["assignee_id"],
            "opened_at": head["opened_at"]}
    changed = {"id": conversation_id, "status": head["status"], "last_position": head["last_position"]}
    work.emit(MessageAppended(message=view, conversation=changed), audience=told, conversation_id=conversation_id)
