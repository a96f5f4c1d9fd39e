"""Who calls, and what a route lets them do: nothing unless it says so."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from hamseda.kit.database import AuditEntry
from hamseda.kit.problem import Forbidden, Unauthenticated

Role = Literal["admin", "supervisor", "agent", "light", "auditor"]
ROLES: tuple[Role, ...] = ("admin", "supervisor", "agent", "light", "auditor")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose rights are known: a member of staff, or a program with an API key."""

    kind: Literal["user", "api_key"]
    id: UUID
    organization_id: UUID
    role: Role
    department_id: UUID | None = None
    scope: dict[str, Any] = msgspec.field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    name: str = ""
    email: str = ""
    locale: Literal["fa", "en"] = "fa"
    calendar: Literal["jalali", "gregorian"] = "jalali"
    digits: Literal["fa", "latn"] = "fa"
    time_zone: str = "Asia/Tehran"
    csrf: str = ""
    version: int = 0
    undo_s: int = 0

    @property
    def user_id(self) -> UUID | None:
        """The person, where a person calls."""
        return self.id if self.kind == "user" else None

    def did(
        self,
        action: str,
        subject_kind: str,
        subject_id: UUID | None,
        detail: dict[str, Any] | None = None,
        address: str | None = None,
    ) -> AuditEntry:
        """Write what this caller did to what, as the audit log keeps it."""
        return AuditEntry(
            actor_kind=self.kind,
            actor_id=self.id,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=detail or {},
            address=address,
        )

    def viewer(self) -> dict[str, Any]:
        """List the rights that decide which conversations this caller sees, as SQL takes them."""
        return {"id": self.id, "role": self.role, "department_id": self.department_id, "scope": self.scope}


class Access(msgspec.Struct, frozen=True):
    """What a route asks of its caller; of `scopes` an API key must hold one (none: no key may)."""

    roles: frozenset[str]
    scopes: frozenset[str] = frozenset()
    public: bool = False


PUBLIC = Access(frozenset(), public=True)


def staff(*roles: Role, scopes: tuple[str, ...] = ()) -> Access:
    """Members with one of these roles; an API key needs one of `scopes` (none: no key may)."""
    return Access(frozenset(roles), frozenset(scopes))


EVERYONE = staff(*ROLES)
WORKERS = staff("admin", "supervisor", "agent", "light", scopes=("conversations",))
READERS = staff(*ROLES, scopes=("conversations",))
CUSTOMER_READERS = staff(*ROLES, scopes=("conversations", "customers"))
AGENTS = staff("admin", "supervisor", "agent", scopes=("conversations",))
LEADERS = staff("admin", "supervisor", scopes=("supervision",))
ADMINS = staff("admin", scopes=("administration",))


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse every call that its route does not expressly allow.

    Asynchronous though it waits for nothing: the framework sends a plain function to a thread, for every request.
    """
    access = handler.opt.get("access")
    if not isinstance(access, Access):
        raise Forbidden("This route states no access and is closed.")
    if access.public:
        return
    caller = connection.scope.get("caller")
    if not isinstance(caller, Caller):
        raise Unauthenticated("Log in first.")
    if caller.role not in access.roles:
        raise Forbidden("Your role does not allow this.", code="role_not_allowed")
    if caller.kind == "api_key" and not access.scopes & caller.scopes:
        raise Forbidden("The API key does not have the scope for this.", code="scope_missing")


def require(caller: Caller, *roles: Role) -> None:
    """Refuse inside a use case what only some roles may do."""
    if caller.role not in roles:
        raise Forbidden("Your role does not allow this.", code="role_not_allowed")
