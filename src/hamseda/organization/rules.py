"""Who may do what to whom among people: decisions without a database."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hamseda.kit.problem import Forbidden, Invalid

PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    "conversations.read": frozenset({"admin", "supervisor", "agent", "light", "auditor"}),
    "conversations.write": frozenset({"admin", "supervisor", "agent", "light"}),
    "work.take": frozenset({"admin", "supervisor", "agent"}),
    "customers.merge": frozenset({"admin", "supervisor", "agent"}),
    "board.read": frozenset({"admin", "supervisor"}),
    "sealed_values.reveal": frozenset({"admin", "supervisor"}),
    "skills.assign": frozenset({"admin", "supervisor"}),
    "bulletins.publish": frozenset({"admin", "supervisor"}),
    "people.manage": frozenset({"admin"}),
    "configuration.manage": frozenset({"admin"}),
    "audit.read": frozenset({"admin"}),
}
# What a supervisor may set of the people they lead; the rest belongs to administrators.
SUPERVISED_FIELDS: Final = frozenset({"capacity", "skills", "queue_ids", "team_ids"})
SUPERVISED_ROLES: Final = frozenset({"agent", "light"})
AUDITOR_SCOPE: Final = frozenset({"departments", "from", "to"})


def permissions_of(role: str) -> list[str]:
    """List what a role may do, for screens that hide what would be refused."""
    return [name for name, roles in PERMISSIONS.items() if role in roles]


def check_supervision(
    leader_department: UUID | None, member_role: str, member_department: UUID | None, fields: set[str]
) -> None:
    """Refuse a supervisor's change of people they do not lead, or of what is not theirs to set."""
    if member_role not in SUPERVISED_ROLES or leader_department not in (None, member_department):
        raise Forbidden("You do not lead this person.", code="not_led")
    if not fields <= SUPERVISED_FIELDS:
        raise Forbidden("Only an administrator may change this.", code="role_not_allowed")


def check_auditor(role: str, scope: dict[str, Any], valid_until: datetime | None, now: datetime) -> None:
    """Refuse an auditor without an end, and a scope that is not one (departments, from, to)."""
    if role != "auditor":
        if scope:
            raise Invalid.field("scope", "scope_not_allowed", "Only an auditor has a scope.")
        return
    if valid_until is None or valid_until <= now:
        raise Invalid.field("valid_until", "end_needed", "An auditor needs a day on which the access ends.")
    if not set(scope) <= AUDITOR_SCOPE:
        raise Invalid.field("scope", "unknown_scope", "A scope has departments, from and to, nothing else.")
    if scope.get("from") and scope.get("to") and scope["from"] >= scope["to"]:
        raise Invalid.field("scope", "empty_scope", "The scope ends before it begins.")


def check_not_last_admin(admins: set[UUID], leaving: UUID) -> None:
    """Refuse what would leave an organization without an administrator."""
    if admins <= {leaving}:
        raise Invalid.field("role", "last_admin", "This is the last administrator: name another one first.")
