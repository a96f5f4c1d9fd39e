"""From a cookie or an API key to a caller; remembered for less than a second."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from hamseda.kit.database import Database
from hamseda.kit.keys import digest
from hamseda.kit.problem import Forbidden
from hamseda.organization import queries
from hamseda.organization.access import UNSAFE, Caller

COOKIE = "hamseda_session"
CSRF_HEADER = "x-csrf-token"
KEY_PREFIX = "hmsk_"
# A right that is taken away holds for at most this long in this process.
REMEMBERED_SECONDS = 0.8
CONFIRMED_SECONDS = 1.0
READ_AFRESH_SECONDS = 15.0
SEEN_EVERY = timedelta(minutes=1)
MOST_REMEMBERED = 20_000
# Whoever stands at these has no token yet, even with an old session in the browser; they check the origin.
DOORS = frozenset(
    f"/api/v1/{door}" for door in ("session", "demo/session", "password-reset", "password-reset/confirmation")
)


class Credentials(msgspec.Struct, frozen=True):
    """What a request brings to say who it is."""

    cookie: str | None
    bearer: str | None


class Standing(msgspec.Struct, frozen=True):
    """A session that the database knew at an instant (of the monotonic clock), with the version of its rights."""

    digest: bytes
    organization_id: UUID
    version: int
    asked: float


class Remembered(msgspec.Struct):
    """Who a credential stood for; instants of the monotonic clock."""

    caller: Caller | None
    found: float
    until: float


class Authenticator:
    """Finds the caller of a request."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered: dict[bytes, Remembered] = {}

    async def caller(self, credentials: Credentials) -> Caller | None:
        """Find the caller, or None for nobody; a key wins over a cookie."""
        if credentials.bearer is not None and credentials.bearer.startswith(KEY_PREFIX):
            return await self._remember(digest(credentials.bearer), self._by_key)
        if credentials.cookie is not None:
            return await self._remember(digest(credentials.cookie), self._by_session)
        return None

    def forget_all(self) -> None:
        """Ask the database again for everybody; called when rights have changed."""
        self._remembered.clear()

    def confirm(self, standing: list[Standing]) -> None:
        """Remember longer the sessions that somebody has just asked about for another reason (a live screen)."""
        for each in standing:
            known = self._remembered.get(each.digest)
            if (
                known is not None
                and known.caller is not None
                and known.caller.version == each.version
                and known.caller.organization_id == each.organization_id
            ):
                # Names and languages are read afresh now and then: no version tells that they have changed.
                until = min(each.asked + CONFIRMED_SECONDS, known.found + READ_AFRESH_SECONDS)
                known.until = max(known.until, until)

    async def _remember(self, key: bytes, find: Any) -> Caller | None:
        now = time.monotonic()
        known = self._remembered.get(key)
        if known is not None and known.until > now:
            return known.caller
        caller: Caller | None = await find(key)
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[key] = Remembered(caller, now, now + REMEMBERED_SECONDS)
        return caller

    async def _by_session(self, key: bytes) -> Caller | None:
        async with self._database.everywhere() as connection:
            row = await connection.fetchrow(queries.AUTHENTICATE, key)
            if row is None or row["second_factor_pending"]:
                return None
            if datetime.now(UTC) - row["seen_at"] > SEEN_EVERY:
                await connection.execute(queries.TOUCH_SESSION, key)
        return _from_session(row)

    async def _by_key(self, key: bytes) -> Caller | None:
        async with self._database.everywhere() as connection:
            found = await connection.fetchrow(queries.FIND_API_KEY, key)
        if found is None:
            return None
        async with self._database.transaction(found["organization_id"]) as work:
            row = await work.row(queries.READ_API_KEY, found["organization_id"], found["id"])
            if row is None:
                return None
            await work.execute(
                "UPDATE api_key SET last_used_at = now() WHERE organization_id = $1 AND id = $2",
                found["organization_id"],
                found["id"],
            )
        return Caller(
            kind="api_key",
            id=row["id"],
            organization_id=found["organization_id"],
            role=row["role"],
            scopes=frozenset(row["scopes"]),
            name=row["name"],
        )


def check_origin(
    method: str, path: str, headers: Mapping[str, str], caller: Caller, allowed: frozenset[str]
) -> None:
    """Refuse a changing request of a cookie that another site may have caused."""
    if method not in UNSAFE or caller.kind != "user":
        return
    if method == "POST" and path in DOORS:
        return
    origin = headers.get("origin")
    if origin is not None and origin not in allowed:
        raise Forbidden("The request comes from another site.", code="foreign_origin")
    if headers.get(CSRF_HEADER) != caller.csrf:
        raise Forbidden("The page is too old: load it again.", code="csrf")


def _from_session(row: Any) -> Caller:
    fields = (
        "organization_id",
        "role",
        "department_id",
        "scope",
        "name",
        "email",
        "locale",
        "calendar",
        "digits",
        "time_zone",
        "csrf",
        "version",
        "undo_s",
    )
    return Caller(kind="user", id=UUID(str(row["user_id"])), **{name: row[name] for name in fields})
