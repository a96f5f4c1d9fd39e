"""Routes of the caller's own page."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, delete, get, patch, post
from msgspec import Meta

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.limits import hit, limit
from hamseda.kit.problem import Unauthenticated
from hamseda.organization import login, me, second_factor
from hamseda.organization.access import EVERYONE, Caller
from hamseda.organization.authentication import COOKIE, Authenticator, Credentials
from hamseda.organization.http.door import Password
from hamseda.organization.http.shared import forget_afterwards

AnyRequest = Request[Any, Any, Any]
# A stolen session must not become a way to find out the password or the code.
ASKED_AGAIN: Final = limit("10/15minutes", "asked-again")


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    old: Password
    new: Password


class Code(msgspec.Struct, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=6, max_length=20)]


class PasswordAgain(msgspec.Struct, forbid_unknown_fields=True):
    password: Password


class WhichOrganization(msgspec.Struct, forbid_unknown_fields=True):
    organization_id: UUID


@get("/me", access=EVERYONE)
async def who_am_i(caller: Caller, reading: Transaction) -> me.Me:
    """Read who I am, where, and what I may do; `csrf` goes into X-CSRF-Token of every change."""
    return await me.who_am_i(reading, caller)


@patch("/me", access=EVERYONE, status_code=204)
async def change_me(
    caller: Caller, work: Transaction, data: me.OwnChanges, authenticator: Authenticator
) -> None:
    """Change my name, language, calendar, digits, time zone and preferences."""
    await me.change_me(work, caller, data)
    forget_afterwards(work, authenticator)


@post("/me/password", access=EVERYONE, status_code=204)
async def change_password(
    caller: Caller,
    database: Database,
    work: Transaction,
    request: AnyRequest,
    data: PasswordChange,
    authenticator: Authenticator,
) -> None:
    """Change my password; my other sessions end."""
    await hit(database, ASKED_AGAIN, str(caller.id))
    await me.change_password(work, caller, request.cookies.get(COOKIE, ""), data.old, data.new)
    forget_afterwards(work, authenticator)


@post("/me/totp", access=EVERYONE, status_code=200)
async def begin_second_factor(caller: Caller, work: Transaction, keys: Keys) -> second_factor.Enrolment:
    """Begin with a second factor: scan the picture, then confirm with a code."""
    return await second_factor.enrol(work, keys, caller)


@post("/me/totp/confirmation", access=EVERYONE, status_code=204)
async def confirm_second_factor(
    caller: Caller, database: Database, work: Transaction, keys: Keys, clock: Clock, data: Code
) -> None:
    """Confirm the second factor with a code of the app."""
    await hit(database, ASKED_AGAIN, str(caller.id))
    await second_factor.confirm(work, keys, caller, data.code, clock.now())


@delete("/me/totp", access=EVERYONE, status_code=204)
async def remove_second_factor(
    caller: Caller, database: Database, work: Transaction, data: PasswordAgain
) -> None:
    """Take the second factor away; asks for the password."""
    await hit(database, ASKED_AGAIN, str(caller.id))
    await second_factor.remove(work, caller, data.password)


@post("/me/organization", access=EVERYONE, status_code=200)
async def enter_organization(
    caller: Caller,
    database: Database,
    request: AnyRequest,
    data: WhichOrganization,
    authenticator: Authenticator,
) -> me.Me:
    """Go on in another organization I am a member of."""
    token = request.cookies.get(COOKIE, "")
    await login.enter_organization(database, caller, token, data.organization_id)
    authenticator.forget_all()
    now = await authenticator.caller(Credentials(token, None))
    if now is None:
        raise Unauthenticated("The session was ended.")
    async with database.reading(now.organization_id) as reading:
        return await me.who_am_i(reading, now)


ROUTES = [
    who_am_i,
    change_me,
    change_password,
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
    enter_organization,
]
