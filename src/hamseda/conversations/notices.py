"""What is told about conversations: summaries and audiences of their events."""

from typing import Any, cast
from uuid import UUID

from hamseda.conversations import queries
from hamseda.conversations.views import ConversationSummary
from hamseda.kit.database import Row, Transaction

NOBODY = UUID(int=0)


def conversation_audience(conversation: Row) -> dict[str, Any]:
    """Who may be told: the hub compares it with each listener's rights."""
    return {
        "queue": conversation["queue_id"],
        "department": conversation["department_id"],
        "assignee": conversation["assignee_id"],
        "opened_at": conversation["opened_at"],
    }


def summary(row: Row) -> ConversationSummary:
    """A conversation as lists show it."""
    return cast("ConversationSummary", _summary(row))


async def opened_event(work: Transaction, conversation_id: UUID) -> dict[str, Any]:
    """The summary of a new conversation, as seen by somebody who has read nothing of it."""
    row = await work.row(queries.SUMMARY, work.organization_id, NOBODY, "admin", None, {}, conversation_id)
    if row is None:
        raise RuntimeError("The conversation just opened is not there.")
    return _summary(row)


async def summary_for(view: Transaction, conversation_id: UUID, reader_id: UUID) -> dict[str, Any]:
    """The summary of a conversation for somebody to whom it is offered, whatever they may see otherwise."""
    row = await view.row(queries.SUMMARY, view.organization_id, reader_id, "admin", None, {}, conversation_id)
    if row is None:
        raise RuntimeError("The conversation that is offered is not there.")
    return _summary(row)


def _summary(row: Row) -> dict[str, Any]:
    found = dict(row)
    found["customer"] = {
        "id": found.pop("customer_id"),
        "name": found.pop("customer_name"),
        "is_verified": found.pop("is_verified"),
    }
    found["unread"] = max(0, found["last_position"] - found["read_position"])
    return found
