"""The pool, and the one way to open a transaction: an organization, a role, and events at its end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from hamseda.kit.ids import new_id

# What a caller meets while the server is away, dying or just coming up; a connection that dies in the middle of a
# statement also answers by an error of the driver's own.
DISCONNECTED = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    OSError,
    TimeoutError,
)

# Rolled back as a whole by the server, because it stood in another one's way: the same once more is safe.
CROSSED = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
MOST_TIMES = 4

APP = "hamseda_app"
SYSTEM = "hamseda_system"

P = ParamSpec("P")
T = TypeVar("T")
Row: TypeAlias = asyncpg.Record
Wake = Callable[[UUID], None]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.decode

RECORD_EVENTS = """
WITH head AS (
    UPDATE event_head SET last_number = last_number + $2 WHERE organization_id = $1 RETURNING last_number
)
INSERT INTO event (organization_id, id, number, kind, conversation_id, audience, body)
SELECT $1, e.id, head.last_number - $2 + e.ord, e.kind, e.conversation_id, e.audience, e.body
FROM head, unnest($3::uuid[], $4::text[], $5::uuid[], $6::jsonb[], $7::jsonb[])
     WITH ORDINALITY AS e(id, kind, conversation_id, audience, body, ord)
"""


RECORD_AUDIT = """
INSERT INTO audit_entry (organization_id, id, actor_kind, actor_id, action, subject_kind, subject_id, detail, address)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


class Recordable(Protocol):
    """What can be emitted: a struct that names its kind."""

    @property
    def kind(self) -> str: ...


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to what; `detail` never holds what is masked elsewhere."""

    actor_kind: str
    actor_id: UUID | None
    action: str
    subject_kind: str | None = None
    subject_id: UUID | None = None
    detail: dict[str, Any] = {}
    address: str | None = None


class PendingEvent(msgspec.Struct, frozen=True):
    """An event that waits for the end of its transaction to get its number."""

    kind: str
    conversation_id: UUID | None
    audience: dict[str, Any]
    body: Any


class Transaction:
    """One unit of work of one organization; its events are numbered last, just before the commit."""

    def __init__(self, connection: asyncpg.Connection, organization_id: UUID) -> None:
        self.connection = connection
        self.organization_id = organization_id
        self._events: list[PendingEvent] = []
        self._written = False
        self._after: list[Callable[[], Awaitable[None]]] = []

    async def fetch(self, sql: str, *values: Any) -> list[Row]:
        return await self.connection.fetch(sql, *values)  # type: ignore[no-any-return]

    async def row(self, sql: str, *values: Any) -> Row | None:
        return await self.connection.fetchrow(sql, *values)

    async def value(self, sql: str, *values: Any) -> Any:
        return await self.connection.fetchval(sql, *values)

    async def execute(self, sql: str, *values: Any) -> int:
        """Run a statement and answer how many rows it touched."""
        tag: str = await self.connection.execute(sql, *values)
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        await self.connection.executemany(sql, rows)

    def emit(
        self, event: Recordable, *, audience: dict[str, Any], conversation_id: UUID | None = None
    ) -> None:
        """Say that something happened; recorded with this transaction or not at all.

        `audience` decides who is told: {"staff": true}, {"user": id}, {"supervisors": true} or a conversation's
        {"queue", "department", "assignee", "opened_at"}.
        """
        self._events.append(PendingEvent(event.kind, conversation_id, audience, event))

    def hush(self) -> None:
        """Tell nobody of what was emitted so far: for rows that are to stand as if they had always been there."""
        self._events.clear()

    async def audit(self, entry: AuditEntry) -> None:
        """Write into the audit log, with this transaction or not at all; the chain is linked later."""
        await self.connection.execute(
            RECORD_AUDIT,
            self.organization_id,
            new_id(),
            entry.actor_kind,
            entry.actor_id,
            entry.action,
            entry.subject_kind,
            entry.subject_id,
            entry.detail,
            entry.address,
        )

    def after_commit(self, act: Callable[[], Awaitable[None]]) -> None:
        """Run `act` once this transaction is durable; for wake-ups only, never for effects that must not be lost."""
        self._after.append(act)

    @property
    def has_events(self) -> bool:
        """Whether there is something to wake readers for."""
        return self._written or bool(self._events)

    def mark_written(self) -> None:
        """Say that a statement of this transaction has numbered events by itself."""
        self._written = True

    async def record_events(self) -> None:
        """Number and store the events; nothing may follow but the commit."""
        if not self._events:
            return
        events, self._events = self._events, []
        self._written = True
        await self.connection.execute(
            RECORD_EVENTS,
            self.organization_id,
            len(events),
            [new_id() for _ in events],
            [e.kind for e in events],
            [e.conversation_id for e in events],
            [e.audience for e in events],
            [e.body for e in events],
        )

    async def run_after(self) -> None:
        for act in self._after:
            await act()


class Database:
    """A pool of connections to one PostgreSQL, all of them in one role."""

    def __init__(self, pool: asyncpg.Pool, wake: Wake | None = None) -> None:
        self.pool = pool
        self.wake: Wake = wake or (lambda _organization_id: None)

    @classmethod
    async def connect(cls, dsn: str, *, role: str = APP, least: int = 1, most: int = 10) -> "Database":
        """Open a pool; every connection drops to `role` before it is used."""

        async def prepare(connection: asyncpg.Connection) -> None:
            await connection.set_type_codec(
                "jsonb",
                schema="pg_catalog",
                encoder=lambda value: b"\x01" + _encode(value),
                decoder=lambda raw: _decode(raw[1:]),
                format="binary",
            )
            await connection.execute(f"SET ROLE {role}")

        pool = await asyncpg.create_pool(
            dsn,
            min_size=least,
            max_size=most,
            init=prepare,
            reset=_keep_role,
            command_timeout=30,
            server_settings={"application_name": f"hamseda:{role}", "jit": "off"},
        )
        return cls(pool)

    async def close(self) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def transaction(self, organization_id: UUID) -> AsyncIterator[Transaction]:
        """Open a writing transaction of one organization; commits at the end, wakes the readers after it."""
        async with self.pool.acquire() as connection:
            await connection.execute(_begin(organization_id))
            work = Transaction(connection, organization_id)
            try:
                yield work
                await work.record_events()
            except BaseException:
                await _roll_back(connection)
                raise
            await connection.execute("COMMIT")
        if work.has_events:
            self.wake(organization_id)
        await work.run_after()

    @asynccontextmanager
    async def reading(self, organization_id: UUID) -> AsyncIterator[Transaction]:
        """Open a read-only view of one organization, all statements on one snapshot."""
        async with self.pool.acquire() as connection:
            await connection.execute(_begin(organization_id, "ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            try:
                yield Transaction(connection, organization_id)
            finally:
                await _roll_back(connection)

    @asynccontextmanager
    async def everywhere(self) -> AsyncIterator[asyncpg.Connection]:
        """A bare connection with no organization set: for global tables and the background roles."""
        async with self.pool.acquire() as connection:
            yield connection


def again_when_crossed(act: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Do an act that is one transaction of its own again where it and another one waited for each other."""

    @wraps(act)
    async def acting(*values: P.args, **named: P.kwargs) -> T:
        for _ in range(MOST_TIMES - 1):
            with suppress(*CROSSED):
                return await act(*values, **named)
        return await act(*values, **named)

    return acting


def _begin(organization_id: UUID, mode: str = "") -> str:
    # One round trip for both; a UUID cannot carry SQL.
    return f"BEGIN {mode}; SET LOCAL hamseda.organization = '{UUID(str(organization_id))}'"


async def _roll_back(connection: asyncpg.Connection) -> None:
    if not connection.is_closed():
        await connection.execute("ROLLBACK")


async def _keep_role(connection: asyncpg.Connection) -> None:
    """Nothing to reset: settings are local to transactions, and RESET ALL would leave the role."""
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")
