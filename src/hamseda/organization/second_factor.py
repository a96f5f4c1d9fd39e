"""The second factor: a time code of an app (RFC 6238), each step of which counts once."""

import hmac
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
import pyotp
import segno

from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.persian.digits import ascii_digits
from hamseda.kit.problem import Conflict, Invalid, Unauthenticated
from hamseda.organization import queries
from hamseda.organization.access import Caller
from hamseda.organization.passwords import is_password
from hamseda.organization.seals import open_seal

ISSUER: Final = "Hamseda"
STEP_SECONDS: Final = 30
# A code of the step before or after is taken too: clocks of phones differ.
NEIGHBOURS: Final = (0, -1, 1)
SEAL: Final = "totp"


class Enrolment(msgspec.Struct, frozen=True):
    """What the person scans or types into the app; shown once."""

    secret: str
    uri: str
    qr_svg: str


async def enrol(work: Transaction, keys: Keys, caller: Caller) -> Enrolment:
    """Begin: make a secret that counts once a code of it was given."""
    secret = pyotp.random_base32()
    begun = await work.execute(
        queries.BEGIN_TOTP, caller.id, keys.seal(SEAL, secret.encode(), caller.id.bytes)
    )
    if not begun:
        raise Conflict("A second factor is set already: remove it first.", code="second_factor_set")
    uri = pyotp.TOTP(secret).provisioning_uri(name=caller.email, issuer_name=ISSUER)
    svg = segno.make(uri, error="m").svg_inline(scale=4, border=4)
    return Enrolment(secret, uri, svg)


async def confirm(work: Transaction, keys: Keys, caller: Caller, code: str, now: datetime) -> None:
    """Finish: from now on the log-in asks for a code."""
    user = await work.row(queries.READ_USER, caller.id)
    if user is None or user["totp_secret"] is None:
        raise Conflict("Begin with the second factor first.", code="second_factor_missing")
    if not await use_code(work.connection, keys, user, code, now):
        raise Invalid.field("code", "code_wrong", "The code is not right: type the one shown now.")
    await work.execute(queries.CONFIRM_TOTP, caller.id)
    await work.audit(caller.did("second_factor.set", "user", caller.id))


async def remove(work: Transaction, caller: Caller, password: str) -> None:
    """Take the second factor away; the password is asked again."""
    user = await work.row(queries.READ_USER, caller.id)
    if user is None or not await is_password(user["password_hash"], password):
        raise Unauthenticated("The password is not right.", code="password_wrong")
    await work.execute(queries.REMOVE_TOTP, caller.id)
    await work.audit(caller.did("second_factor.removed", "user", caller.id))


async def use_code(connection: asyncpg.Connection, keys: Keys, user: Any, code: str, now: datetime) -> bool:
    """Check a code and use up its step: no code, and none before it, is taken twice."""
    step = matching_step(_secret(keys, user), code, now)
    if step is None:
        return False
    return await connection.fetchval(queries.USE_TOTP_STEP, user["id"], step) is not None


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Find the step near `now` whose code this is; digits of three scripts, spaces do not count."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    typed = "".join(ascii_digits(code).split())
    present = int(now.timestamp()) // STEP_SECONDS
    for neighbour in NEIGHBOURS:
        step = present + neighbour
        if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), typed.encode()):
            return step
    return None


def _secret(keys: Keys, user: Any) -> str:
    return open_seal(keys, SEAL, user["totp_secret"], UUID(str(user["id"])).bytes).decode()
