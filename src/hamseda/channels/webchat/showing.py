"""What an open chat shows its visitor, each thing once and in order: messages, who answers, the wait, the end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from hamseda.channels.webchat import service
from hamseda.channels.webchat.connection import Connection, Rooms
from hamseda.channels.webchat.service import Chat, Visitor, may_see, shown
from hamseda.kit.database import Database
from hamseda.kit.hub import LiveEvent
from hamseda.routing.api import agent_of_interaction

logger = logging.getLogger(__name__)

WaitOf = Callable[[Visitor], Awaitable[dict[str, Any] | None]]


class Showing:
    """Brings the open chats of this process up to date, from the timeline and from live events."""

    def __init__(self, database: Database, chat: Chat, rooms: Rooms, wait_of: WaitOf) -> None:
        self._database = database
        self._chat = chat
        self._rooms = rooms
        self.wait_of = wait_of

    async def catch_up(self, connection: Connection) -> None:
        """What was said while the browser was away, then the live events held back meanwhile."""
        page = await self._chat.timeline(connection.visitor, connection.position)
        connection.agent = await self.agent_of(connection.visitor)
        self.hello(connection, page[-1]["position"] if page else connection.position)
        while page:
            for frame in page:
                self._show(connection, frame)
            page = (
                await self._chat.timeline(connection.visitor, connection.position)
                if len(page) >= service.FIRST_PAGE
                else []
            )
        held, connection.held = connection.held or [], None
        for event in held:
            self._pass_on(connection, event)
        await self.push_wait(connection)

    def hello(self, connection: Connection, position: int) -> None:
        """Tell which conversation this is, where its messages go on, and who answers."""
        connection.push(
            {
                "t": "hello",
                "conversation_id": connection.visitor.conversation_id,
                "position": position,
                "agent": connection.agent,
                **connection.opening,
            }
        )

    def _show(self, connection: Connection, frame: dict[str, Any]) -> None:
        if frame["position"] > connection.position:
            connection.position = frame["position"]
            connection.push(frame)

    def deliver(self, event: LiveEvent) -> None:
        if event.conversation_id is None:
            return
        for connection in self._rooms.of(event.conversation_id):
            if connection.held is not None:
                connection.held.append(event)
            else:
                self._pass_on(connection, event)

    def _pass_on(self, connection: Connection, event: LiveEvent) -> None:
        match event.kind:
            case "message.appended" if may_see(connection.visitor, event.body["message"]):
                self._show(connection, shown(event.body["message"]))
            case "message.changed":
                self._changed(connection, event.body)
            case "work.changed":
                self._work_changed(connection, event.body["work_item"])
            case "conversation.changed" if _is_over(event.body["changes"]):
                connection.push({"t": "ended"})
            case "messages.moved":
                self._later(self._follow(connection))

    def _changed(self, connection: Connection, body: dict[str, Any]) -> None:
        if body["detail"].get("was_position"):
            # A message sent after its undo time: it has the newest place now, so a read finds it.
            self._later(self.read_on(connection))
        elif body["state"] in {"delivered", "read", "failed"}:
            connection.push({"t": "state", "id": body["id"], "state": body["state"]})

    def _work_changed(self, connection: Connection, item: dict[str, Any]) -> None:
        if item["channel_kind"] != "webchat":
            return
        if item["state"] == "active" and item["agent_id"]:
            self._later(self._introduce(connection, UUID(item["agent_id"])))
        elif item["state"] in {"waiting", "snoozed"}:
            connection.introduce(None)
        elif item["state"] in {"done", "wrap_up"}:
            connection.push({"t": "ended"})

    async def _follow(self, connection: Connection) -> None:
        """Messages went to or came from another conversation: the chat goes on where it lives, read afresh."""
        visitor = connection.visitor
        before = visitor.conversation_id
        async with self._database.reading(visitor.organization_id) as view:
            fresh = await service.load(view, visitor.id)
        visitor.conversation_id, visitor.interaction_id = fresh.conversation_id, fresh.interaction_id
        visitor.customer_id, visitor.engagements = fresh.customer_id, fresh.engagements
        if visitor.conversation_id != before:
            self._rooms.move(connection, before)
        connection.push({"t": "resync"})

    async def _introduce(self, connection: Connection, agent_id: UUID) -> None:
        connection.introduce(await self._name_of(agent_id))

    async def agent_of(self, visitor: Visitor) -> str | None:
        """Who answers this visitor now; None while nobody does."""
        if visitor.interaction_id is None:
            return None
        async with self._database.reading(visitor.organization_id) as view:
            agent_id = await agent_of_interaction(view, visitor.interaction_id)
        return None if agent_id is None else await self._name_of(agent_id)

    async def _name_of(self, user_id: UUID) -> str | None:
        async with self._database.everywhere() as database:
            name: str | None = await database.fetchval("SELECT name FROM app_user WHERE id = $1", user_id)
        return name

    async def read_on(self, connection: Connection) -> None:
        for frame in await self._chat.timeline(connection.visitor, connection.position):
            self._show(connection, frame)

    async def push_wait(self, connection: Connection) -> None:
        wait = await self.wait_of(connection.visitor)
        if wait is not None:
            connection.push({"t": "wait", **wait})

    def _later(self, act: Awaitable[None]) -> None:
        task = asyncio.ensure_future(act)
        task.add_done_callback(_log_fault)


def _is_over(changes: dict[str, Any]) -> bool:
    """Whether the talk is over, and not merely gone on in another conversation."""
    return changes.get("status") == "resolved" and not changes.get("merged_into")


def _log_fault(task: "asyncio.Future[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("a live chat task failed", exc_info=task.exception())
