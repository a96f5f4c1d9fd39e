"""Members of an organization: inviting, changing and removing them."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda import events
from hamseda.kit.clock import Instant
from hamseda.kit.database import Transaction
from hamseda.kit.email_address import normalise_email
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Forbidden, Invalid, NotFound
from hamseda.organization import people_queries as sql
from hamseda.organization import queries, reset, rules
from hamseda.organization.access import Caller, Role
from hamseda.organization.me import Locale, Name
from hamseda.organization.rows import check_all_there, given, refusals

Capacity = Annotated[int, Meta(ge=0, le=1000)]
Level = Annotated[int, Meta(ge=1, le=5)]
Farewell = Callable[[Transaction, UUID], Awaitable[None]]
FAREWELLS: Final[dict[str, Farewell]] = {}
"""What other domains do in the same transaction when a member leaves or is barred; the composition root fills it in."""
MEMBER_FIELDS = frozenset({"role", "department_id", "capacity", "scope", "valid_until"})


class SkillLevel(msgspec.Struct, frozen=True):
    skill_id: UUID
    level: Level


class Scope(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What an auditor may see: conversations of these departments, opened from one instant to another."""

    departments: list[UUID] | UnsetType = UNSET
    from_: Instant | UnsetType = msgspec.field(default=UNSET, name="from")
    to: Instant | UnsetType = UNSET


class PersonView(msgspec.Struct):
    id: UUID
    name: str
    email: str
    role: Role
    department_id: UUID | None
    capacity: int
    scope: Scope
    valid_until: datetime | None
    is_invited: bool
    has_totp: bool
    is_disabled: bool
    created_at: datetime
    skills: list[SkillLevel]
    queue_ids: list[UUID]
    team_ids: list[UUID]


class NewPerson(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    email: str
    role: Role
    department_id: UUID | None = None
    capacity: Capacity = 100
    scope: Scope = msgspec.field(default_factory=Scope)
    valid_until: datetime | None = None
    skills: list[SkillLevel] = []
    queue_ids: list[UUID] = []
    team_ids: list[UUID] = []
    locale: Locale = "fa"


class PersonChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    email: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    capacity: Capacity | UnsetType = UNSET
    scope: Scope | UnsetType = UNSET
    valid_until: datetime | UnsetType | None = UNSET
    skills: list[SkillLevel] | UnsetType = UNSET
    queue_ids: list[UUID] | UnsetType = UNSET
    team_ids: list[UUID] | UnsetType = UNSET


async def list_people(
    reading: Transaction, after: UUID | None, most: int, *, disabled: bool | None = None
) -> list[PersonView]:
    """Read one page of the members (all, only disabled ones, or none of them), the oldest account first."""
    rows = await reading.fetch(sql.LIST_PEOPLE, reading.organization_id, after, disabled, most)
    return [PersonView(**dict(row)) for row in rows]


async def read_person(reading: Transaction, user_id: UUID) -> PersonView:
    """Read one member; raises NotFound."""
    row = await reading.row(sql.READ_PERSON, reading.organization_id, user_id)
    if row is None:
        raise NotFound("There is no such member.")
    return PersonView(**dict(row))


async def invite_person(
    work: Transaction, caller: Caller, person: NewPerson, base_url: str, now: datetime
) -> UUID:
    """Make somebody a member and mail them: a new person gets the link to set a password."""
    scope: dict[str, Any] = msgspec.to_builtins(person.scope)
    await _check_member(work, person.role, scope, person.valid_until, now)
    email = _email(person.email)
    known: Any = await work.row(queries.FIND_USER, email)
    user_id: UUID = known["id"] if known else new_id()
    if known is None:
        await work.execute(sql.ADD_USER, user_id, email, person.name.strip(), person.locale)
    with refusals():
        added = await work.value(
            sql.ADD_MEMBER,
            work.organization_id,
            user_id,
            person.role,
            person.department_id,
            person.capacity,
            scope,
            person.valid_until,
        )
    if added is None:
        raise Conflict("This person is a member already.", code="already_member")
    await _arrange(work, user_id, person.skills, person.queue_ids, person.team_ids)
    if known is None:
        await reset.invite(work, base_url, (user_id, email, person.name), person.locale)
    else:
        await reset.tell_of_membership(work, base_url, email, known["name"], person.locale)
    await _tell(work, caller, user_id, "member.added", {"role": person.role})
    return user_id


async def invite_again(work: Transaction, caller: Caller, user_id: UUID, base_url: str) -> None:
    """Mail the link once more to somebody who has not set a password yet."""
    person = await read_person(work, user_id)
    if not person.is_invited:
        raise Conflict("This person has a password already.", code="already_member")
    await work.execute(queries.CLOSE_RESETS, user_id)
    await reset.invite(work, base_url, (user_id, person.email, person.name), caller.locale)
    await _audit(work, caller, user_id, "member.invited", {})


async def change_person(
    work: Transaction, caller: Caller, user_id: UUID, changes: PersonChanges, now: datetime
) -> None:
    """Change a member; a supervisor may set skills, queues, teams and capacity of those they lead."""
    asked = given(changes)
    member = await _lock(
        work, user_id, leaves_admin=asked.get("role", "admin") != "admin" or "valid_until" in asked
    )
    if caller.role != "admin":
        rules.check_supervision(caller.department_id, member["role"], member["department_id"], set(asked))
    if {"name", "email"} & set(asked):
        await _change_account(work, user_id, asked)
    if MEMBER_FIELDS & set(asked):
        await _change_membership(work, user_id, member, asked, now)
    await _arrange(work, user_id, asked.get("skills"), asked.get("queue_ids"), asked.get("team_ids"))
    await work.execute(sql.BUMP_MEMBER, work.organization_id, user_id)
    await _tell(work, caller, user_id, "member.changed", {"fields": sorted(asked), "role": asked.get("role")})


async def remove_person(work: Transaction, caller: Caller, user_id: UUID) -> None:
    """End a membership and its sessions; what the person wrote stays under their name, what they held is free."""
    await _lock(work, user_id, leaves_admin=True)
    for let_go in FAREWELLS.values():
        await let_go(work, user_id)
    for statement in (sql.DROP_SKILLS, sql.DROP_QUEUES, sql.DROP_TEAMS, sql.REMOVE_MEMBER):
        await work.execute(statement, work.organization_id, user_id)
    await work.execute(queries.CLOSE_SESSIONS_HERE, user_id, work.organization_id)
    await _tell(work, caller, user_id, "member.removed", {})


async def disable_person(work: Transaction, caller: Caller, user_id: UUID) -> None:
    """Bar somebody until `enable_person`: sessions end, what they held is free; skills, queues and teams stay."""
    if user_id == caller.user_id:
        raise Forbidden("Another administrator must do this.", code="own_account")
    await _lock(work, user_id, leaves_admin=True)
    if not await work.execute(sql.DISABLE_MEMBER, work.organization_id, user_id):
        return
    for let_go in FAREWELLS.values():
        await let_go(work, user_id)
    await work.execute(queries.CLOSE_SESSIONS_HERE, user_id, work.organization_id)
    await _tell(work, caller, user_id, "member.disabled", {})


async def enable_person(work: Transaction, caller: Caller, user_id: UUID) -> None:
    """Let somebody in again who was barred."""
    await _lock(work, user_id, leaves_admin=False)
    if await work.execute(sql.ENABLE_MEMBER, work.organization_id, user_id):
        await _tell(work, caller, user_id, "member.enabled", {})


async def reset_second_factor(work: Transaction, caller: Caller, user_id: UUID) -> None:
    """Take the second factor of somebody away who lost it; one's own goes by the password instead."""
    if user_id == caller.id:
        raise Forbidden("Take your own second factor away on your page.", code="own_second_factor")
    person = await read_person(work, user_id)
    await _check_only_ours(work, user_id)
    if not person.has_totp:
        raise Conflict("This person has no second factor.", code="no_second_factor")
    await work.execute(queries.REMOVE_TOTP, user_id)
    await _tell(work, caller, user_id, "second_factor.reset", {})


async def _lock(work: Transaction, user_id: UUID, *, leaves_admin: bool) -> Any:
    admins = {row["user_id"] for row in await work.fetch(sql.LOCK_ADMINS, work.organization_id)}
    member: Any = await work.row(sql.LOCK_MEMBER, work.organization_id, user_id)
    if member is None:
        raise NotFound("There is no such member.")
    if leaves_admin and member["role"] == "admin":
        rules.check_not_last_admin(admins, user_id)
    return member


async def _change_account(work: Transaction, user_id: UUID, asked: dict[str, Any]) -> None:
    await _check_only_ours(work, user_id)
    email = _email(asked["email"]) if "email" in asked else None
    with refusals():
        await work.execute(sql.CHANGE_USER, user_id, asked.get("name"), email)


async def _check_only_ours(work: Transaction, user_id: UUID) -> None:
    # An account may serve several organizations: one of them must not take it over by its e-mail address
    # or by its second factor.
    memberships = await work.fetch(queries.EVERY_MEMBERSHIP, user_id)
    if any(m["organization_id"] != work.organization_id for m in memberships):
        raise Conflict(
            "This account serves other organizations too: only its owner may change it.",
            code="shared_account",
        )


async def _change_membership(
    work: Transaction, user_id: UUID, member: Any, asked: dict[str, Any], now: datetime
) -> None:
    role = asked.get("role", member["role"])
    kept = member["scope"] if role == "auditor" else {}
    scope = msgspec.to_builtins(asked["scope"]) if "scope" in asked else kept
    valid_until = asked.get("valid_until", member["valid_until"])
    await _check_member(work, role, scope, valid_until, now)
    with refusals():
        await work.execute(
            sql.CHANGE_MEMBER,
            work.organization_id,
            user_id,
            role,
            asked.get("department_id", member["department_id"]),
            asked.get("capacity"),
            scope,
            valid_until,
        )


async def _check_member(
    work: Transaction, role: str, scope: dict[str, Any], valid_until: datetime | None, now: datetime
) -> None:
    rules.check_auditor(role, scope, valid_until, now)
    if scope.get("departments"):
        await check_all_there(work, "department", "scope", [UUID(text) for text in scope["departments"]])


async def _arrange(
    work: Transaction,
    user_id: UUID,
    skills: list[SkillLevel] | None,
    queue_ids: list[UUID] | None,
    team_ids: list[UUID] | None,
) -> None:
    the = work.organization_id
    with refusals():
        if skills is not None:
            await work.execute(sql.DROP_SKILLS, the, user_id)
            await work.execute(
                sql.ADD_SKILLS, the, user_id, [s.skill_id for s in skills], [s.level for s in skills]
            )
        if queue_ids is not None:
            await work.execute(sql.DROP_QUEUES, the, user_id)
            await work.execute(sql.ADD_QUEUES, the, user_id, list(set(queue_ids)))
        if team_ids is not None:
            await work.execute(sql.DROP_TEAMS, the, user_id)
            await work.execute(sql.ADD_TEAMS, the, user_id, list(set(team_ids)))


async def _tell(
    work: Transaction, caller: Caller, user_id: UUID, action: str, detail: dict[str, Any]
) -> None:
    await _audit(work, caller, user_id, action, detail)
    work.emit(events.MembershipChanged(user_id=user_id), audience={"staff": True})


async def _audit(
    work: Transaction, caller: Caller, user_id: UUID, action: str, detail: dict[str, Any]
) -> None:
    await work.audit(caller.did(action, "user", user_id, detail))


def _email(typed: str) -> str:
    email = normalise_email(typed)
    if email is None:
        raise Invalid.field("email", "email_invalid", "This is no e-mail address.")
    return email
