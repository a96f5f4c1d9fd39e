"""Logging in and out, and going to another organization."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from hamseda.kit.database import AuditEntry, Database, Transaction
from hamseda.kit.email_address import normalise_email
from hamseda.kit.keys import Keys, digest, new_token
from hamseda.kit.limits import hit, limit
from hamseda.kit.problem import Forbidden, NotFound, Unauthenticated
from hamseda.organization import queries
from hamseda.organization.access import Caller
from hamseda.organization.origin import Origin, neighbourhood
from hamseda.organization.passwords import HASHER, hash_password, is_password
from hamseda.organization.second_factor import use_code

PER_PERSON: Final = limit("10/15minutes", "log-in")
PER_ADDRESS: Final = limit("100/15minutes", "log-in-address")


class Attempt(msgspec.Struct, frozen=True):
    """What somebody at the door says."""

    email: str
    password: str
    code: str
    origin: Origin
    at: datetime


class Opened(msgspec.Struct, frozen=True):
    """A new session; `token` goes into the cookie and nowhere else."""

    token: str
    user_id: UUID
    organization_id: UUID


def email_key(email: str) -> str:
    """Write an e-mail address the way users are found by it."""
    return normalise_email(email) or email.strip().casefold()


async def log_in(database: Database, keys: Keys, attempt: Attempt, hours: int) -> Opened:
    """Check password and second factor, then open a session in the person's first organization.

    Raises Unauthenticated (second_factor_needed, second_factor_wrong, wrong_credentials), Forbidden
    (no_membership) and TooMany; what is wrong is told only to who knows the password.
    """
    email = email_key(attempt.email)
    address = neighbourhood(attempt.origin.address)
    await hit(database, PER_ADDRESS, address)
    await hit(database, PER_PERSON, address, email)
    async with database.everywhere() as connection:
        user = await connection.fetchrow(queries.FIND_USER, email)
    stored = user["password_hash"] if user else None
    if not await is_password(stored, attempt.password) or user is None:
        raise Unauthenticated("E-mail or password is not right.", code="wrong_credentials")
    async with database.everywhere() as connection:
        await _check_second_factor(connection, keys, user, attempt)
        if HASHER.check_needs_rehash(stored or ""):
            await connection.execute(queries.SET_PASSWORD, user["id"], await hash_password(attempt.password))
    return await open_session(database, user["id"], attempt.origin, hours, "password")


async def open_session(database: Database, user_id: UUID, origin: Origin, hours: int, road: str) -> Opened:
    """Open a session for somebody whose identity is proven, in the organization they were in last."""
    organization_id = await _first_organization(database, user_id)
    token = new_token()
    async with database.transaction(organization_id) as work:
        await work.execute(
            queries.OPEN_SESSION,
            digest(token),
            user_id,
            organization_id,
            new_token(),
            origin.address,
            origin.agent,
            hours,
        )
        await work.audit(_entry(user_id, "session.opened", origin.address, {"by": road}))
    return Opened(token, user_id, organization_id)


async def log_out(work: Transaction, caller: Caller, token: str) -> None:
    """End the session of this cookie."""
    await work.execute(queries.CLOSE_SESSION, digest(token))
    await work.audit(_entry(caller.id, "session.closed", None, {}))


async def enter_organization(database: Database, caller: Caller, token: str, organization_id: UUID) -> None:
    """Go on in another organization with the same session."""
    async with database.everywhere() as connection:
        memberships = await connection.fetch(queries.MEMBERSHIPS, caller.id)
    if organization_id not in {m["organization_id"] for m in memberships}:
        raise NotFound("You are not a member of this organization.", code="no_membership")
    async with database.transaction(organization_id) as work:
        await work.execute(queries.MOVE_SESSION, digest(token), organization_id)
        await work.audit(_entry(caller.id, "session.opened", None, {"by": "switch"}))


async def _check_second_factor(
    connection: asyncpg.Connection, keys: Keys, user: Any, attempt: Attempt
) -> None:
    if user["totp_confirmed_at"] is None:
        return
    if not attempt.code:
        raise Unauthenticated("Type the code of your app too.", code="second_factor_needed")
    if not await use_code(connection, keys, user, attempt.code, attempt.at):
        raise Unauthenticated("The code is not right, or was used before.", code="second_factor_wrong")


async def _first_organization(database: Database, user_id: UUID) -> UUID:
    async with database.everywhere() as connection:
        memberships = await connection.fetch(queries.MEMBERSHIPS, user_id)
        last = await connection.fetchval(queries.LAST_ORGANIZATION, user_id)
    found: list[UUID] = [m["organization_id"] for m in memberships]
    if not found:
        raise Forbidden("You are in no organization: ask its administrator.", code="no_membership")
    return last if last in found else found[0]


def _entry(user_id: UUID, action: str, address: str | None, detail: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        actor_kind="user",
        actor_id=user_id,
        action=action,
        subject_kind="user",
        subject_id=user_id,
        detail=detail,
        address=address,
    )
