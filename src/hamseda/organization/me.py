"""The caller's own page: who I am, what I may do, and my settings."""

from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda import events
from hamseda.kit.database import Transaction
from hamseda.kit.keys import digest
from hamseda.kit.problem import Invalid, Unauthenticated
from hamseda.organization import queries, rules
from hamseda.organization.access import Caller, Role
from hamseda.organization.passwords import check_new_password, hash_password, is_password

Locale = Literal["fa", "en"]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
MOST_PREFERENCES_BYTES = 16_384


class Profile(msgspec.Struct):
    id: UUID
    name: str
    email: str
    locale: Locale
    calendar: Literal["jalali", "gregorian"]
    digits: Literal["fa", "latn"]
    time_zone: str | None
    preferences: dict[str, Any]
    has_totp: bool


class OwnOrganization(msgspec.Struct):
    id: UUID
    name: str
    slug: str
    is_demo: bool
    time_zone: str
    locale: Locale
    undo_seconds: int | None


class MembershipView(msgspec.Struct):
    organization_id: UUID
    name: str
    role: Role


class Me(msgspec.Struct):
    """Everything a screen needs to begin."""

    user: Profile
    organization: OwnOrganization
    role: Role
    department_id: UUID | None
    csrf: str
    permissions: list[str]
    memberships: list[MembershipView]


class OwnChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What people set for themselves; `preferences` are merged, a null takes one away."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    calendar: Literal["jalali", "gregorian"] | UnsetType = UNSET
    digits: Literal["fa", "latn"] | UnsetType = UNSET
    time_zone: str | UnsetType | None = UNSET
    preferences: dict[str, Any] | UnsetType = UNSET


async def who_am_i(reading: Transaction, caller: Caller) -> Me:
    """Read the caller's page."""
    row = await reading.row(queries.WHO_AM_I, caller.id, caller.organization_id)
    if row is None:
        raise Unauthenticated("Log in first.")
    memberships = await reading.fetch(queries.MEMBERSHIPS, caller.id)
    return Me(
        user=Profile(
            caller.id,
            caller.name,
            caller.email,
            caller.locale,
            caller.calendar,
            caller.digits,
            row["time_zone"],
            row["preferences"],
            row["has_totp"],
        ),
        organization=OwnOrganization(
            row["organization_id"],
            row["organization_name"],
            row["slug"],
            row["is_demo"],
            row["organization_time_zone"],
            row["organization_locale"],
            row["undo_seconds"],
        ),
        role=caller.role,
        department_id=caller.department_id,
        csrf=caller.csrf,
        permissions=rules.permissions_of(caller.role),
        memberships=[
            MembershipView(m["organization_id"], m["organization_name"], m["role"]) for m in memberships
        ],
    )


async def change_me(work: Transaction, caller: Caller, changes: OwnChanges) -> None:
    """Change the caller's own settings."""
    zone = changes.time_zone
    if isinstance(zone, str):
        check_time_zone(zone)
    preferences = {} if changes.preferences is UNSET else changes.preferences
    if len(msgspec.json.encode(preferences)) > MOST_PREFERENCES_BYTES:
        raise Invalid.field("preferences", "too_large", "The preferences are too large to keep.")
    given = [
        None if value is UNSET else value
        for value in (changes.name, changes.locale, changes.calendar, changes.digits)
    ]
    await work.execute(
        queries.CHANGE_ME, caller.id, *given, zone is not UNSET, None if zone is UNSET else zone, preferences
    )
    work.emit(events.MembershipChanged(user_id=caller.id), audience={"staff": True})


async def change_password(work: Transaction, caller: Caller, token: str, old: str, new: str) -> None:
    """Set a new password; every other session of the person ends."""
    user = await work.row(queries.READ_USER, caller.id)
    if user is None or not await is_password(user["password_hash"], old):
        raise Invalid.field("old", "password_wrong", "The old password is not right.")
    check_new_password(new, user["email"], user["name"], old)
    await work.execute(queries.SET_PASSWORD, caller.id, await hash_password(new))
    await work.execute(queries.CLOSE_OTHER_SESSIONS, caller.id, digest(token))
    await work.audit(caller.did("password.set", "user", caller.id))
    work.emit(events.MembershipChanged(user_id=caller.id), audience={"staff": True})


def check_time_zone(name: str) -> None:
    """Refuse what is no IANA zone."""
    if name not in available_timezones():
        raise Invalid.field(
            "time_zone", "unknown_time_zone", f"{name} is no time zone: write one like Asia/Tehran."
        )
