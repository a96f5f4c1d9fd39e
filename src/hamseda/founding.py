"""The first rows of an organization and its people: what must be there before anybody can log in and work."""

from datetime import time
from typing import Any, Final, get_args
from uuid import UUID

import msgspec

from hamseda.kit.database import AuditEntry, Database, Transaction
from hamseda.kit.email_address import parse_email
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Problem
from hamseda.kit.working_time import Slot, WorkingCalendar, iranian_week
from hamseda.organization.api import ROLES, Role, check_new_password, email_key, hash_password
from hamseda.schema import bring_up_to_date
from hamseda.settings import Settings, SettingsError

OWNER: Final = "NONE"
"""No role of the application: the login that owns the tables, which founding is done by."""
READERS_OF_EVENTS: Final = ("search", "webhooks")
FIRST_BRAND_COLOR: Final = "#0f766e"


class PersonRefusedError(SettingsError):
    """Somebody who cannot be made a member as asked; the text says why and what to do."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member to be: who they are, and what they may do there."""

    email: str
    name: str
    role: Role
    password_hash: str | None
    department_id: UUID | None = None
    capacity: int = 100
    scope: dict[str, Any] = {}
    valid_days: int | None = None
    locale: str = "fa"


class Furniture(msgspec.Struct, frozen=True):
    """What the first work needs."""

    department_id: UUID
    queue_id: UUID


async def create_person(
    settings: Settings, email: str, name: str, role: str, organization_slug: str, password: str
) -> str:
    """Make a person who can log in, and the organization where it is not there; answers a sentence.

    Raises PersonRefusedError for an address, role or password that cannot be, and for a member of the same address.
    """
    known_role = _checked(email, role, organization_slug, password, name)
    await bring_up_to_date(settings)
    database = await Database.connect(settings.database_url, role=OWNER, most=1)
    try:
        organization_id, is_new = await _organization(database, organization_slug)
        async with database.transaction(organization_id) as work:
            if is_new:
                await found(work, slug=organization_slug, name=organization_slug)
            furniture = await furnish(work)
            if await _is_member(work, email_key(email)):
                raise PersonRefusedError(
                    f"{email} is a member of {organization_slug} already; nothing was changed. "
                    "A forgotten password is renewed on the log-in page."
                )
            person = Person(
                email=email_key(email),
                name=name,
                role=known_role,
                password_hash=await hash_password(password),
                department_id=furniture.department_id if known_role in {"agent", "light"} else None,
                valid_days=30 if known_role == "auditor" else None,
            )
            was_known = await work.value("SELECT true FROM app_user WHERE email = $1", person.email)
            user_id = await enrol(work, person)
            if known_role not in {"light", "auditor"}:
                await serve_queue(work, furniture.queue_id, user_id)
    finally:
        await database.close()
    return _sentence(person, organization_slug, is_new=is_new, was_known=bool(was_known))


async def found(
    work: Transaction, *, slug: str, name: str, is_demo: bool = False, settings: dict[str, Any] | None = None
) -> None:
    """Write the organization of this transaction with its event head, number series and readers of the event log."""
    the = work.organization_id
    await work.execute(
        "INSERT INTO organization (id, slug, name, is_demo, settings) VALUES ($1, $2, $3, $4, $5)",
        the,
        slug,
        name,
        is_demo,
        settings or {},
    )
    await work.execute("INSERT INTO event_head (organization_id) VALUES ($1)", the)
    await work.execute("INSERT INTO conversation_number (organization_id) VALUES ($1)", the)
    await work.many(
        "INSERT INTO event_cursor (organization_id, reader) VALUES ($1, $2)",
        [(the, r) for r in READERS_OF_EVENTS],
    )


async def furnish(work: Transaction) -> Furniture:
    """Add what is missing for the first contact: brand, hours, department, queue, disposition; answers what serves."""
    calendar_id = await _first(work, "calendar") or await _add(
        work, "calendar", name="ساعت کاری", definition=msgspec.to_builtins(office_hours())
    )
    brand_id = await _first(work, "brand") or await _add(
        work, "brand", name=await _name(work), color=FIRST_BRAND_COLOR
    )
    department_id = await _first(work, "department") or await _add(
        work, "department", name="پشتیبانی", calendar_id=calendar_id
    )
    queue_id = await _first(work, "queue") or await _add(
        work, "queue", name="پشتیبانی", department_id=department_id, brand_id=brand_id
    )
    if await _first(work, "disposition") is None:
        await _add(work, "disposition", code="solved", name="حل شد")
    return Furniture(department_id, queue_id)


def office_hours() -> WorkingCalendar:
    """Saturday to Wednesday 9 to 18, Thursday to 13, Friday and official holidays closed."""
    day, half = Slot(time(9), time(18)), Slot(time(9), time(13))
    return WorkingCalendar(zone="Asia/Tehran", week=iranian_week(day, thursday=(half,)), country="IR")


async def enrol(work: Transaction, person: Person) -> UUID:
    """Write a person and their membership; somebody known by this address keeps name and password."""
    user_id: UUID = await work.value(
        """INSERT INTO app_user (id, email, name, password_hash, locale) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id""",
        new_id(),
        person.email,
        person.name,
        person.password_hash,
        person.locale,
    )
    await work.execute(
        """INSERT INTO membership (organization_id, user_id, role, department_id, capacity, scope, valid_until)
           VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))
           ON CONFLICT (organization_id, user_id) DO UPDATE SET role = excluded.role, removed_at = NULL,
               department_id = excluded.department_id, capacity = excluded.capacity, scope = excluded.scope,
               valid_until = excluded.valid_until, version = membership.version + 1""",
        work.organization_id,
        user_id,
        person.role,
        person.department_id,
        person.capacity,
        person.scope,
        person.valid_days,
    )
    await work.audit(
        AuditEntry(
            actor_kind="system",
            actor_id=None,
            action="member.added",
            subject_kind="user",
            subject_id=user_id,
            detail={"role": person.role, "by": "command_line"},
        )
    )
    return user_id


async def serve_queue(work: Transaction, queue_id: UUID, user_id: UUID) -> None:
    """Let a member take the work of a queue."""
    await work.execute(
        "INSERT INTO queue_member (organization_id, queue_id, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        work.organization_id,
        queue_id,
        user_id,
    )


def _checked(email: str, role: str, slug: str, password: str, name: str) -> Role:
    known: dict[str, Role] = {each: each for each in ROLES}
    if role not in known:
        raise PersonRefusedError(f"“{role}” is not a role: choose one of {', '.join(get_args(Role))}.")
    if parse_email(email) is None:
        raise PersonRefusedError(f"“{email}” is not an e-mail address: write one such as sara@shop.example.")
    if not slug or not all(letter.isalnum() or letter == "-" for letter in slug):
        raise PersonRefusedError(
            f"“{slug}” cannot be the short name of an organization: use letters, digits and hyphens."
        )
    try:
        check_new_password(password, email, email.split("@", 1)[0], name)
    except Problem as error:
        raise PersonRefusedError(error.errors[0].message if error.errors else error.detail) from error
    return known[role]


async def _organization(database: Database, slug: str) -> tuple[UUID, bool]:
    async with database.everywhere() as connection:
        known = await connection.fetchval("SELECT id FROM organization WHERE slug = $1", slug)
    return (known, False) if known is not None else (new_id(), True)


async def _is_member(work: Transaction, email: str) -> bool:
    found_one = await work.value(
        """SELECT true FROM membership m JOIN app_user u ON u.id = m.user_id
           WHERE m.organization_id = $1 AND u.email = $2 AND m.removed_at IS NULL""",
        work.organization_id,
        email,
    )
    return bool(found_one)


async def _first(work: Transaction, table: str) -> UUID | None:
    is_kept = "AND archived_at IS NULL" if table in {"department", "queue", "disposition"} else ""
    found_one: UUID | None = await work.value(
        f"SELECT id FROM {table} WHERE organization_id = $1 {is_kept} ORDER BY id LIMIT 1",
        work.organization_id,
    )
    return found_one


async def _add(work: Transaction, table: str, **columns: Any) -> UUID:
    row_id = new_id()
    names = ["organization_id", "id", *columns]
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    await work.execute(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",
        work.organization_id,
        row_id,
        *columns.values(),
    )
    return row_id


async def _name(work: Transaction) -> str:
    return str(await work.value("SELECT name FROM organization WHERE id = $1", work.organization_id))


def _sentence(person: Person, slug: str, *, is_new: bool, was_known: bool) -> str:
    made = f"The organization {slug} was made. " if is_new else ""
    road = "with the password they have" if was_known else "with this password"
    return f"{made}{person.name} <{person.email}> can log in as {person.role} of {slug}, {road}."
