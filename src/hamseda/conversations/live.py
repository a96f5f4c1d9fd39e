"""Live connections of staff: a snapshot elsewhere, here every event after number N, filtered at send."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import msgspec
from litestar import asgi
from litestar.connection import ASGIConnection
from litestar.types import Receive, Scope, Send

from hamseda.conversations.hearing import may_hear
from hamseda.conversations.live_room import RESYNC, Connection, Outlet, Room
from hamseda.kit.database import DISCONNECTED, Database
from hamseda.kit.hub import Hub
from hamseda.kit.keys import digest
from hamseda.kit.problem import NotFound
from hamseda.kit.websocket import POLICY_VIOLATION, Socket, is_websocket, refuse
from hamseda.organization.api import COOKIE, READERS, Caller, Standing

# Frames one slow connection may fall behind before it is told to read afresh.
MOST_BEHIND = 1_000
STANDING_SECONDS = 0.7
PONG = b'{"t":"pong"}'

logger = logging.getLogger(__name__)
Confirm = Callable[[list[Standing]], None]

RIGHTS = """
SELECT ARRAY(SELECT queue_id::text FROM queue_member WHERE organization_id = $1 AND user_id = $2) AS queues,
       ARRAY(SELECT conversation_id::text FROM conversation_participant WHERE organization_id = $1 AND user_id = $2)
           AS conversations,
       (SELECT coalesce(jsonb_object_agg(r.id, w.conversation_id), '{}') FROM reservation r
        JOIN work_item w ON w.organization_id = $1 AND w.id = r.work_item_id
        WHERE r.organization_id = $1 AND r.agent_id = $2 AND r.state = 'offered') AS offered
"""


class LiveDesk:
    """All live connections of staff in this process."""

    def __init__(self, database: Database, hub: Hub, confirm: Confirm = lambda _standing: None) -> None:
        self._database = database
        self._hub = hub
        self._confirm = confirm
        self._rooms: dict[UUID, Room] = {}
        self._watch: asyncio.Task[None] | None = None
        self._gone: set[tuple[UUID, UUID]] = set()

    async def serve(self, caller: Caller, session: bytes | None, socket: Socket, after: int | None) -> None:
        """Serve one WebSocket until it ends."""
        async with self.open(caller, session, socket, after) as connection:
            await socket.run(lambda content: self._heard(connection, content))

    @contextlib.asynccontextmanager
    async def open(
        self, caller: Caller, session: bytes | None, outlet: Outlet, after: int | None
    ) -> AsyncIterator[Connection]:
        """Let an outlet hear what its caller may hear, after a number (None: from now), while this is open.

        "hello" comes first; `resync` before it says that `after` is not kept any more.
        """
        connection = Connection(caller, session, outlet)
        await self._load_rights(connection)
        room = self._rooms.setdefault(caller.organization_id, Room())
        room.guests += 1
        self._start_watching()
        try:
            # The numbers go out after "hello", in the order the hub gives them.
            start = await self._listen(room, connection, after)
            if start is None:
                outlet.push(RESYNC, otherwise=RESYNC)
                start = await self._listen(room, connection, None)
            connection.last = max(connection.last, start or 0)
            outlet.push_first(msgspec.json.encode({"t": "hello", "as_of": start, "retry_ms": 1000}))
            yield connection
        finally:
            self._leave(room, connection)

    def newest(self, connection: Connection) -> int:
        """The number up to which a connection has everything that it may hear."""
        return max(connection.last, self._rooms[connection.caller.organization_id].last)

    async def _listen(self, room: Room, connection: Connection, after: int | None) -> int | None:
        start = await self._hub.listen(
            connection.caller.organization_id, room, room.deliver, after, catch_up=connection.deliver
        )
        # No await since the room is listening: nothing can slip between the two.
        if start is not None:
            room.enter(connection)
        return start

    def _leave(self, room: Room, connection: Connection) -> None:
        organization_id = connection.caller.organization_id
        room.leave(connection)
        if (person := _person(connection)) is not None:
            self._gone.add(person)
        room.guests -= 1
        if room.guests == 0:
            del self._rooms[organization_id]
            self._hub.forget(organization_id, room)

    def signal(self, content: dict[str, Any]) -> None:
        """Pass on what matters only now (typing, who is answering) to those who may see the conversation."""
        if content.get("t") != "typing" or "audience" not in content:
            return
        frame = msgspec.json.encode(
            {k: v for k, v in content.items() if k not in {"audience", "organization_id"}}
        )
        room = self._rooms.get(UUID(content["organization_id"]))
        conversation_id = UUID(content["conversation_id"])
        for connection in room.candidates(conversation_id, content["audience"]) if room else ():
            if connection.hearer.me != content.get("user_id") and may_hear(
                connection.hearer, conversation_id, content["audience"]
            ):
                connection.outlet.push(frame, otherwise=RESYNC)

    def people(self) -> set[tuple[UUID, UUID]]:
        """List who has been here since the last time it was asked: (organization, user).

        That is whoever has a live connection, and whoever had one in between: who polls comes and goes.
        """
        gone, self._gone = self._gone, set()
        return gone | {person for c in self._all() if (person := _person(c)) is not None}

    def _all(self) -> list[Connection]:
        return [c for room in self._rooms.values() for c in room.connections]

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        for connection in self._all():
            connection.outlet.end("server_stopping")

    def _heard(self, _connection: Connection, content: dict[str, Any]) -> bytes | None:
        return PONG if content.get("t") == "ping" else None

    async def _load_rights(self, connection: Connection) -> None:
        caller = connection.caller
        async with self._database.reading(caller.organization_id) as view:
            row = await view.row(RIGHTS, caller.organization_id, caller.id)
        if row is not None:
            connection.hearer.queue_ids = set(row["queues"])
            connection.hearer.conversation_ids = set(row["conversations"])
            connection.hearer.offered = row["offered"]

    def _start_watching(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._check_standing(), name="standing of live connections")

    async def _check_standing(self) -> None:
        """Each second: whoever lost the right to be here is told and cut off."""
        while True:
            await asyncio.sleep(STANDING_SECONDS)
            try:
                await self._check_once(self._all())
            except (asyncpg.PostgresError, *DISCONNECTED) as error:
                logger.warning("Rights of live connections could not be checked: %s", error)

    async def _check_once(self, connections: list[Connection]) -> None:
        if not connections:
            return
        asked = time.monotonic()
        sessions = list({c.session for c in connections if c.session is not None})
        keys = list({c.caller.id for c in connections if c.session is None})
        async with self._database.everywhere() as database:
            rows = await database.fetch("SELECT * FROM standing_callers($1, $2)", sessions, keys)
        # A session that went to another organization stands there, and no longer here.
        standing = {(row["digest"] or row["key_id"], row["organization_id"]): row["version"] for row in rows}
        self._confirm(
            [Standing(r["digest"], r["organization_id"], r["version"], asked) for r in rows if r["digest"]]
        )
        for connection in connections:
            version = standing.get(
                (connection.session or connection.caller.id, connection.caller.organization_id)
            )
            if version is None:
                connection.outlet.end("session_ended")
            elif version != connection.version and connection.session is not None:
                # Rights have changed: the desk reads everything afresh under the new ones.
                connection.outlet.end("rights_changed")


@asgi("/api/v1/live", access=READERS)
async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The WebSocket of the desk; `?after=N` continues where an earlier connection ended."""
    if not is_websocket(scope):
        raise NotFound("This address is a WebSocket.")
    request: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
    caller: Caller = scope["caller"]  # type: ignore[typeddict-item]
    state = scope["litestar_app"].state
    if caller.kind == "user" and not _is_own_origin(request, state.house.settings.base_url):
        await refuse(receive, send, POLICY_VIOLATION, "foreign origin")
        return
    socket = Socket(receive, send)
    await socket.accept()
    desk: LiveDesk = state.live_desk
    after = request.query_params.get("after")
    session = session_of(request, caller)
    await desk.serve(caller, session, socket, int(after) if after and after.isdigit() else None)


def session_of(request: ASGIConnection[Any, Any, Any, Any], caller: Caller) -> bytes | None:
    """The session that a caller stands on; None for an API key."""
    cookie = request.cookies.get(COOKIE)
    return digest(cookie) if cookie and caller.kind == "user" else None


def _person(connection: Connection) -> tuple[UUID, UUID] | None:
    caller = connection.caller
    return (caller.organization_id, caller.id) if caller.kind == "user" else None


def _is_own_origin(request: ASGIConnection[Any, Any, Any, Any], base_url: str) -> bool:
    origin = request.headers.get("origin")
    if origin is None:
        return True
    # A proxy may give us another Host than the one the browser knows: the public address counts too.
    own = urlsplit(base_url)
    return origin == f"{own.scheme}://{own.netloc}" or urlsplit(origin).netloc == request.headers.get("host")
