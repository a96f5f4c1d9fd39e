"""Logging in and out, lost passwords, and the demonstration's door."""

import asyncio
import time
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, delete, get, post
from msgspec import Meta

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Transaction
from hamseda.kit.keys import Keys
from hamseda.organization import demo, login, reset
from hamseda.organization.access import EVERYONE, PUBLIC, Caller
from hamseda.organization.authentication import COOKIE, Authenticator
from hamseda.organization.http.shared import Whole, forget_afterwards, session_cookie, welcome
from hamseda.organization.me import Me
from hamseda.organization.origin import origin_of, refuse_foreign_origin
from hamseda.settings import Settings

# Longer than either answer takes, so that the time does not tell whether the address is known.
RESET_SECONDS: Final = 0.25

Email = Annotated[str, Meta(min_length=3, max_length=320)]
Password = Annotated[str, Meta(min_length=1, max_length=512)]
AnyRequest = Request[Any, Any, Any]


class LogIn(msgspec.Struct, forbid_unknown_fields=True):
    email: Email
    password: Password
    code: Annotated[str, Meta(max_length=20)] = ""


class WhoseReset(msgspec.Struct, forbid_unknown_fields=True):
    email: Email


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(min_length=20, max_length=100)]
    password: Password


class DemoEntry(msgspec.Struct, forbid_unknown_fields=True):
    email: Email


@post("/session", access=PUBLIC, status_code=200)
async def log_in(
    data: LogIn,
    request: AnyRequest,
    database: Database,
    keys: Keys,
    clock: Clock,
    settings: Settings,
    authenticator: Authenticator,
) -> Response[Me]:
    """Log in; 401 with code second_factor_needed asks to send the same again with `code`."""
    refuse_foreign_origin(request, settings)
    origin = origin_of(request, settings)
    attempt = login.Attempt(data.email, data.password, data.code, origin, clock.now())
    opened = await login.log_in(database, keys, attempt, settings.session_hours)
    return await welcome(database, authenticator, settings, opened)


@delete("/session", access=EVERYONE, status_code=204)
async def log_out(
    caller: Caller, work: Transaction, request: AnyRequest, settings: Settings, authenticator: Authenticator
) -> Response[None]:
    """Log out."""
    await login.log_out(work, caller, request.cookies.get(COOKIE, ""))
    forget_afterwards(work, authenticator)
    return Response(None, status_code=204, cookies=[session_cookie(settings, "")])


@post("/password-reset", access=PUBLIC, status_code=202)
async def ask_for_reset(
    data: WhoseReset, request: AnyRequest, database: Database, settings: Settings
) -> None:
    """Mail a link to set a new password; the answer is the same whether or not the address is known."""
    refuse_foreign_origin(request, settings)
    begun = time.monotonic()
    await reset.ask_for_reset(database, settings.base_url, data.email, origin_of(request, settings))
    await asyncio.sleep(max(0.0, RESET_SECONDS - (time.monotonic() - begun)))


@post("/password-reset/confirmation", access=PUBLIC, status_code=204)
async def confirm_reset(
    data: NewPassword,
    request: AnyRequest,
    database: Database,
    settings: Settings,
    authenticator: Authenticator,
) -> None:
    """Set the password with the token of the link; every session of the person ends."""
    refuse_foreign_origin(request, settings)
    await reset.set_by_link(database, data.token, data.password, origin_of(request, settings))
    authenticator.forget_all()


@get("/demo/accounts", access=PUBLIC)
async def demo_accounts(
    request: AnyRequest, database: Database, settings: Settings
) -> Whole[demo.DemoAccount]:
    """List the accounts of the demonstration; 404 elsewhere."""
    locale = origin_of(request, settings).locale
    return {"items": await demo.demo_accounts(database, settings, locale)}


@post("/demo/session", access=PUBLIC, status_code=200)
async def enter_demo(
    data: DemoEntry, request: AnyRequest, database: Database, settings: Settings, authenticator: Authenticator
) -> Response[Me]:
    """Play one of the accounts of the demonstration; 404 elsewhere."""
    refuse_foreign_origin(request, settings)
    opened = await demo.enter_demo(database, settings, data.email, origin_of(request, settings))
    return await welcome(database, authenticator, settings, opened)


ROUTES = [log_in, log_out, ask_for_reset, confirm_reset, demo_accounts, enter_demo]
