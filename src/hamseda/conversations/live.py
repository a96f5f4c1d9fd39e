"""Live connections of staff: a snapshot elsewhere, here every event after number N, filtered at send."""

import asyncio
import contextlib
import logging
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import asgi
from litestar.connection import ASGIConnection
from litestar.types import Receive, Scope, Send

from hamseda.conversations.hearing import Hearer, may_hear
from hamseda.kit.database import Database
from hamseda.kit.hub import Hub, LiveEvent
from hamseda.kit.keys import digest
from hamseda.kit.problem import NotFound
from hamseda.kit.websocket import POLICY_VIOLATION, Socket, is_websocket, refuse
from hamseda.organization.api import COOKIE, EVERYONE, Caller

# Frames one slow connection may fall behind before it is told to read afresh.
MOST_BEHIND = 1_000
STANDING_SECONDS = 1.0
RESYNC = b'{"t":"resync"}'
PONG = b'{"t":"pong"}'

logger = logging.getLogger(__name__)

RIGHTS = """
SELECT ARRAY(SELECT queue_id::text FROM queue_member WHERE organization_id = $1 AND user_id = $2) AS queues,
       ARRAY(SELECT conversation_id::text FROM conversation_participant WHERE organization_id = $1 AND user_id = $2)
           AS conversations
"""


class Connection:
    """One open live connection of one caller."""

    def __init__(self, caller: Caller, session: bytes | None, socket: Socket) -> None:
        self.caller = caller
        self.session = session
        self.socket = socket
        self.version = caller.version
        self.hearer = Hearer(caller.id, caller.role, caller.department_id, caller.scope, set(), set())

    def deliver(self, event: LiveEvent) -> None:
        """Called by the hub for every event of the organization."""
        self._follow(event)
        if may_hear(self.hearer, event.conversation_id, event.audience):
            self.socket.push(event.frame, otherwise=RESYNC)

    def _follow(self, event: LiveEvent) -> None:
        if event.kind == "conversation.access" and event.body["user_id"] == str(self.caller.id):
            known = self.hearer.conversation_ids
            (known.add if event.body["granted"] else known.discard)(event.body["id"])


class LiveDesk:
    """All live connections of staff in this process."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._connections: dict[UUID, set[Connection]] = {}
        self._watch: asyncio.Task[None] | None = None

    async def serve(self, caller: Caller, session: bytes | None, socket: Socket, after: int | None) -> None:
        """Serve one connection until it ends."""
        connection = Connection(caller, session, socket)
        await self._load_rights(connection)
        self._connections.setdefault(caller.organization_id, set()).add(connection)
        self._start_watching()
        try:
            # The numbers go out after "hello", in the order the hub gives them.
            start = await self._hub.listen(caller.organization_id, connection, connection.deliver, after)
            if start is None:
                socket.push(RESYNC, otherwise=RESYNC)
                start = await self._hub.listen(caller.organization_id, connection, connection.deliver)
            socket.push_first(msgspec.json.encode({"t": "hello", "as_of": start, "retry_ms": 1000}))
            await socket.run(lambda content: self._heard(connection, content))
        finally:
            self._hub.forget(caller.organization_id, connection)
            self._connections[caller.organization_id].discard(connection)

    def signal(self, content: dict[str, Any]) -> None:
        """Pass on what matters only now (typing, who is answering) to those who may see the conversation."""
        if content.get("t") != "typing" or "audience" not in content:
            return
        frame = msgspec.json.encode(
            {k: v for k, v in content.items() if k not in {"audience", "organization_id"}}
        )
        for connection in self._connections.get(UUID(content["organization_id"]), set()):
            if str(connection.caller.id) != content.get("user_id") and may_hear(
                connection.hearer, UUID(content["conversation_id"]), content["audience"]
            ):
                connection.socket.push(frame, otherwise=RESYNC)

    def people(self) -> list[tuple[UUID, UUID]]:
        """List who has a live connection in this process: (organization, user)."""
        connections = [c for group in self._connections.values() for c in group]
        return [(c.caller.organization_id, c.caller.id) for c in connections if c.caller.kind == "user"]

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        for connections in self._connections.values():
            for connection in connections:
                connection.socket.end("server_stopping")

    def _heard(self, _connection: Connection, content: dict[str, Any]) -> bytes | None:
        return PONG if content.get("t") == "ping" else None

    async def _load_rights(self, connection: Connection) -> None:
        caller = connection.caller
        async with self._database.reading(caller.organization_id) as view:
            row = await view.row(RIGHTS, caller.organization_id, caller.id)
        if row is not None:
            connection.hearer.queue_ids = set(row["queues"])
            connection.hearer.conversation_ids = set(row["conversations"])

    def _start_watching(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._check_standing(), name="standing of live connections")

    async def _check_standing(self) -> None:
        """Each second: whoever lost the right to be here is told and cut off."""
        while True:
            await asyncio.sleep(STANDING_SECONDS)
            try:
                await self._check_once([c for group in self._connections.values() for c in group])
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                logger.warning("Rights of live connections could not be checked: %s", error)

    async def _check_once(self, connections: list[Connection]) -> None:
        if not connections:
            return
        sessions = [c.session for c in connections if c.session is not None]
        keys = [c.caller.id for c in connections if c.session is None]
        async with self._database.everywhere() as database:
            rows = await database.fetch("SELECT * FROM standing_callers($1, $2)", sessions, keys)
        standing = {row["digest"] or row["key_id"]: row["version"] for row in rows}
        for connection in connections:
            version = standing.get(connection.session or connection.caller.id)
            if version is None:
                connection.socket.end("session_ended")
            elif version != connection.version and connection.session is not None:
                # Rights have changed: the desk reads everything afresh under the new ones.
                connection.socket.end("rights_changed")


@asgi("/api/v1/live", access=EVERYONE)
async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The WebSocket of the desk; `?after=N` continues where an earlier connection ended."""
    if not is_websocket(scope):
        raise NotFound("This address is a WebSocket.")
    request: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
    caller: Caller = scope["caller"]  # type: ignore[typeddict-item]
    if caller.kind == "user" and not _is_own_origin(request):
        await refuse(receive, send, POLICY_VIOLATION, "foreign origin")
        return
    cookie = request.cookies.get(COOKIE)
    socket = Socket(receive, send)
    await socket.accept()
    desk: LiveDesk = scope["litestar_app"].state.live_desk
    after = request.query_params.get("after")
    await desk.serve(
        caller,
        digest(cookie) if cookie and caller.kind == "user" else None,
        socket,
        int(after) if after and after.isdigit() else None,
    )


def _is_own_origin(request: ASGIConnection[Any, Any, Any, Any]) -> bool:
    origin = request.headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == request.headers.get("host")
