"""Who may hear which event: the live twin of `may_see_conversation`, pure."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Hearer(msgspec.Struct):
    """The rights of one live connection, as values."""

    id: UUID
    role: str
    department_id: UUID | None
    scope: dict[str, Any]
    queue_ids: set[str]
    conversation_ids: set[str]
    me: str = ""
    offered: dict[str, str] = {}  # reservation → conversation, while it rings

    def __post_init__(self) -> None:
        # Asked for every event: written once.
        self.me = str(self.id)

    def follows(self) -> set[str]:
        """Name the conversations that are this hearer's to see one by one, whatever their queue."""
        return self.conversation_ids | set(self.offered.values())


def may_hear(hearer: Hearer, conversation_id: UUID | None, audience: dict[str, Any]) -> bool:
    """Whether an event with this audience is for this hearer."""
    me = hearer.me
    if audience.get("staff") or audience.get("user") == me:
        return True
    if audience.get("supervisors") and hearer.role in {"admin", "supervisor"}:
        return True
    if conversation_id is None or "queue" not in audience:
        return False
    the = str(conversation_id)
    return _may_see(hearer, me, the, audience) or (
        hearer.role in {"supervisor", "agent"} and the in hearer.offered.values()
    )


def _may_see(hearer: Hearer, me: str, conversation_id: str, audience: dict[str, Any]) -> bool:
    is_mine = audience.get("assignee") == me
    match hearer.role:
        case "admin":
            return True
        case "supervisor":
            own = hearer.department_id
            return own is None or audience.get("department") == str(own) or is_mine
        case "auditor":
            return _in_scope(hearer.scope, audience)
        case "agent":
            return (
                is_mine
                or audience.get("queue") in hearer.queue_ids
                or conversation_id in hearer.conversation_ids
            )
        case "light":
            return is_mine or conversation_id in hearer.conversation_ids
        case _:
            return False


def _in_scope(scope: dict[str, Any], audience: dict[str, Any]) -> bool:
    departments = scope.get("departments")
    if departments is not None and audience.get("department") not in departments:
        return False
    opened = _instant(audience.get("opened_at"))
    first, last = _instant(scope.get("from")), _instant(scope.get("to"))
    if opened is None:
        return first is None and last is None
    return (first is None or opened >= first) and (last is None or opened < last)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
