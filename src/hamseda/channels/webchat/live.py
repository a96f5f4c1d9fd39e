"""Live connections of visitors: opened, listened to and ended; what they send is durable before it is acknowledged."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec

from hamseda.channels.webchat import queries, receipts, service, tokens
from hamseda.channels.webchat.connection import Connection, Places, Rooms
from hamseda.channels.webchat.context import Context
from hamseda.channels.webchat.service import Chat, Said, Visitor
from hamseda.channels.webchat.showing import Showing, WaitOf
from hamseda.channels.webchat.wishes import Wish, check_wish
from hamseda.kit import limits
from hamseda.kit.bus import Bus
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.kit.hub import Hub, LiveEvent
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Invalid, Problem, TooMany, Unauthenticated
from hamseda.kit.websocket import Socket

PONG = b'{"t":"pong"}'
WAIT_SECONDS = 10.0
RETRY_SECONDS = 30
OUR_FAULT = 500
TRY_AGAIN_LATER = 1013
TOO_MANY_OPEN = 4029
# A visitor's typing is told so often at most.
TYPING_SECONDS = 1.0

logger = logging.getLogger(__name__)
Frame = TypeVar("Frame")

Say = Callable[[Said, Wish | None], Awaitable[None]]


class Seen(msgspec.Struct):
    """The visitor has seen everything up to a position."""

    position: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0


class Renewal(msgspec.Struct):
    """A fresh token of the same visitor, so that an open chat goes on."""

    token: Annotated[str, msgspec.Meta(max_length=2_000)]


class LiveChat:
    """All open chats of this process, found by their conversation."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        bus: Bus,
        chat: Chat,
        clock: Clock,
        keys: Keys,
        wait_of: WaitOf,
    ) -> None:
        self._database = database
        self._hub = hub
        self._bus = bus
        self._chat = chat
        self._clock = clock
        self._keys = keys
        self._places = Places()
        self.wait_of = wait_of
        self._rooms = Rooms()
        self._showing = Showing(database, chat, self._rooms, wait_of)
        self._counts: dict[UUID, int] = {}

    async def serve(
        self, visitor: Visitor, socket: Socket, after: int, opening: dict[str, Any], expires_at: datetime
    ) -> None:
        """Serve one chat until it ends or its token does; `after` is the newest position the browser has."""
        if not self._places.take(visitor.id):
            socket.end("too_many_chats", TOO_MANY_OPEN)
            await socket.run(lambda _: None)
            return
        try:
            await self._serve(Connection(visitor, socket, opening, expires_at), after)
        finally:
            self._places.leave(visitor.id)

    async def _serve(self, connection: Connection, after: int) -> None:
        connection.position = after
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._enter(connection)
            tasks += [
                asyncio.create_task(self._work(connection)),
                asyncio.create_task(self._attend(connection)),
            ]
            await self._showing.catch_up(connection)
            await connection.socket.run(lambda content: self._heard(connection, content))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._leave(connection)

    async def _enter(self, connection: Connection) -> None:
        organization_id = connection.visitor.organization_id
        # Each asks for itself, so that nobody counts on another's listening that has not begun or has failed.
        await self._hub.listen(organization_id, self, self._showing.deliver)
        self._counts[organization_id] = self._counts.get(organization_id, 0) + 1
        connection.is_counted = True
        self._rooms.join(connection)

    def _leave(self, connection: Connection) -> None:
        if not connection.is_counted:
            return
        organization_id = connection.visitor.organization_id
        self._rooms.leave(connection, connection.visitor.conversation_id)
        self._counts[organization_id] -= 1
        if self._counts[organization_id] == 0:
            del self._counts[organization_id]
            self._hub.forget(organization_id, self)

    async def wait_for_news(self, visitor: Visitor, seconds: float) -> None:
        """Return when something was said in the visitor's conversation, or after the time (long polling)."""
        if not self._places.take(visitor.id):
            raise TooMany(
                "This chat is open on too many pages: close some of them.", retry_after=RETRY_SECONDS
            )
        try:
            await self._news(visitor, seconds)
        finally:
            self._places.leave(visitor.id)

    async def _news(self, visitor: Visitor, seconds: float) -> None:
        news = asyncio.Event()
        key = object()

        def heard(event: LiveEvent) -> None:
            if event.conversation_id == visitor.conversation_id and event.kind.startswith("message."):
                news.set()

        await self._hub.listen(visitor.organization_id, key, heard)
        try:
            await asyncio.wait_for(news.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._hub.forget(visitor.organization_id, key)

    def signal(self, content: dict[str, Any]) -> None:
        """An agent is typing: told to the visitor, by name."""
        if content.get("t") != "typing" or content.get("what") != "typing":
            return
        for connection in self._rooms.of(UUID(content["conversation_id"])):
            connection.push({"t": "typing", "name": content["name"]})

    def _heard(self, connection: Connection, content: dict[str, Any]) -> bytes | None:
        match content.get("t"):
            case "ping":
                return PONG
            case "typing":
                self._typing(connection, content)
            case _:
                try:
                    connection.incoming.put_nowait(content)
                except asyncio.QueueFull:
                    connection.socket.end("too_fast")
        return None

    def _typing(self, connection: Connection, content: dict[str, Any]) -> None:
        now = asyncio.get_running_loop().time()
        is_due = now - connection.typed_at >= TYPING_SECONDS and not connection.incoming.full()
        if is_due and connection.visitor.conversation_id is not None:
            connection.typed_at = now
            connection.incoming.put_nowait(content)

    async def _signal_typing(self, visitor: Visitor) -> None:
        async with self._database.reading(visitor.organization_id) as view:
            audience = await receipts.audience_of(view, visitor)
        self._bus.signal(
            {
                "t": "typing",
                "organization_id": visitor.organization_id,
                "conversation_id": visitor.conversation_id,
                "user_id": None,
                "name": visitor.name,
                "what": "customer_typing",
                "audience": audience,
            }
        )

    async def _work(self, connection: Connection) -> None:
        """Store what the visitor sends, one after another, in the order of sending.

        What we fail to store ends the connection: a later message must not be stored before the browser has sent
        this one again.
        """
        while True:
            content = await connection.incoming.get()
            try:
                await self._act(connection, content)
            except Problem as refusal:
                connection.push(
                    {
                        "t": "refused",
                        "id": content.get("id"),
                        "code": refusal.code,
                        "message": refusal.detail,
                        **refusal.extra,
                    }
                )
                if refusal.status >= OUR_FAULT:
                    connection.socket.end(refusal.code, TRY_AGAIN_LATER)
                    return
            except Exception:
                logger.exception("a frame of a visitor failed")
                connection.push({"t": "refused", "id": content.get("id"), "code": "internal", "message": ""})
                connection.socket.end("internal", TRY_AGAIN_LATER)
                return

    async def _act(self, connection: Connection, content: dict[str, Any]) -> None:
        match content.get("t"):
            case "start":
                await self._tell(connection, _convert(content.get("context") or {}, Context))
            case "typing":
                await self._signal_typing(connection.visitor)
            case _:
                visitor = connection.visitor
                await limits.hit(self._database, service.MESSAGES, str(visitor.id))
                if content.get("t") == "renew":
                    await self._renew(connection, _convert(content, Renewal).token)
                    return
                await self.act(visitor, content, lambda said, wish: self._say(connection, said, wish))

    async def _tell(self, connection: Connection, context: Context) -> None:
        """Keep the context for the message that it introduces; the agent of a contact that goes on sees it now."""
        connection.context = context
        if connection.visitor.interaction_id is not None:
            await limits.hit(self._database, service.MESSAGES, str(connection.visitor.id))
            await self._chat.tell(connection.visitor, context)

    async def _renew(self, connection: Connection, text: str) -> None:
        """Go on by a fresh token of the same visitor; the one the chat was opened with runs out."""
        token = tokens.decode(self._keys, text, self._clock.now())
        visitor = connection.visitor
        if (token.organization_id, token.visitor_id) != (visitor.organization_id, visitor.id):
            raise Unauthenticated("This token is another visitor's.", code="visitor_token")
        async with self._database.reading(visitor.organization_id) as view:
            fresh = await service.bearer(view, token)
        visitor.token_version = fresh.token_version
        connection.expires_at = token.expires_at

    async def act(self, visitor: Visitor, content: dict[str, Any], say: Say) -> None:
        """Do what one frame of a visitor asks, by whatever road it came; `say` stores a message on that road."""
        match content.get("t"):
            case "message":
                await say(_convert(content, Said), None)
            case "read":
                await receipts.read(self._database, visitor, _convert(content, Seen).position)
            case "end":
                await receipts.end(self._database, visitor)
            case "callback" | "leave_message":
                wish = _convert(content, Wish)
                now = self._clock.now()
                await check_wish(self._database, visitor.organization_id, visitor.channel_id, wish, now)
                await say(Said(id=wish.id, text=wish.as_text()), wish)

    async def _say(self, connection: Connection, said: Said, wish: Wish | None) -> None:
        visitor = connection.visitor
        before = visitor.conversation_id
        said.context = connection.context or said.context
        message = await self._chat.say(visitor, said, self._clock.now(), wish)
        connection.context = None
        if visitor.conversation_id != before:
            self._rooms.move(connection, before)
            connection.position = 0
            connection.agent = await self._showing.agent_of(visitor)
            self._showing.hello(connection, message["position"] - 1)
        connection.push(
            {"t": "ack", "id": message["id"], "position": message["position"], "at": message["created_at"]}
        )
        await self._showing.read_on(connection)
        if visitor.conversation_id != before:
            await self._showing.push_wait(connection)

    async def _attend(self, connection: Connection) -> None:
        """Every few seconds: the wait, as it is now; and the end of a token that was not renewed or is called back."""
        while True:
            await asyncio.sleep(WAIT_SECONDS)
            try:
                if await self._is_over(connection):
                    connection.socket.end("visitor_token_expired")
                    return
                await self._showing.push_wait(connection)
            except Exception:
                logger.exception("how a chat stands could not be read; asked again soon")

    async def _is_over(self, connection: Connection) -> bool:
        """Whether the token has run out, or was called back by a new secret of the channel."""
        if connection.expires_at <= self._clock.now():
            return True
        visitor = connection.visitor
        async with self._database.reading(visitor.organization_id) as view:
            version = await view.value(queries.VERSION_NOW, visitor.organization_id, visitor.id)
        return bool(version != visitor.token_version)


def _convert(content: dict[str, Any], kind: type[Frame]) -> Frame:
    try:
        return msgspec.convert(content, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(f"This frame is not understood: {error}") from error
