"""One open chat, where all of them are found, and how many of them one visitor may hold."""

import asyncio
import math
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.channels.webchat.context import Context
from hamseda.channels.webchat.service import Visitor
from hamseda.kit.hub import LiveEvent
from hamseda.kit.websocket import Socket

RESYNC: Final = b'{"t":"resync"}'
# Frames of one visitor that may wait to be stored; a browser that sends more is cut off.
MOST_WAITING: Final = 50
# Open pages of one visitor that are connected to this process at once; the next one is told so.
MOST_CONNECTIONS: Final = 12


class Connection:
    """One open chat of one visitor, by a token that holds until `expires_at`."""

    def __init__(
        self, visitor: Visitor, socket: Socket, is_open: dict[str, Any], expires_at: datetime
    ) -> None:
        self.visitor = visitor
        self.socket = socket
        self.opening = is_open
        self.expires_at = expires_at
        self.position = 0
        self.context: Context | None = None
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue(MOST_WAITING)
        self.held: list[LiveEvent] | None = []
        self.is_counted = False
        self.typed_at = -math.inf
        self.agent: str | None = None

    def push(self, frame: dict[str, Any]) -> None:
        self.socket.push(msgspec.json.encode(frame), otherwise=RESYNC)

    def introduce(self, agent: str | None) -> None:
        """Tell who answers now; nobody is told only where somebody did."""
        if agent is not None or self.agent is not None:
            self.agent = agent
            self.push({"t": "agent", "name": agent})


class Rooms:
    """The open chats of this process, by their conversation."""

    def __init__(self) -> None:
        self._rooms: dict[UUID, set[Connection]] = {}

    def of(self, conversation_id: UUID) -> list[Connection]:
        return list(self._rooms.get(conversation_id, ()))

    def join(self, connection: Connection) -> None:
        """Put a chat where its conversation is; one that has none is nowhere yet."""
        if connection.visitor.conversation_id is not None:
            self._rooms.setdefault(connection.visitor.conversation_id, set()).add(connection)

    def leave(self, connection: Connection, conversation_id: UUID | None) -> None:
        """Take a chat out of a conversation's room; the last one closes it."""
        room = None if conversation_id is None else self._rooms.get(conversation_id)
        if room is not None:
            room.discard(connection)
            if not room:
                self._rooms.pop(conversation_id, None)  # type: ignore[arg-type]

    def move(self, connection: Connection, before: UUID | None) -> None:
        """Put a chat where its conversation is now, out of the one before."""
        self.leave(connection, before)
        self.join(connection)


class Places:
    """Counts the connections of each visitor."""

    def __init__(self, most: int = MOST_CONNECTIONS) -> None:
        self._most = most
        self._taken: dict[UUID, int] = {}

    def take(self, visitor_id: UUID) -> bool:
        """Take one more place; false where the visitor has all of theirs."""
        taken = self._taken.get(visitor_id, 0)
        if taken >= self._most:
            return False
        self._taken[visitor_id] = taken + 1
        return True

    def leave(self, visitor_id: UUID) -> None:
        """Give one place back."""
        left = self._taken[visitor_id] - 1
        if left:
            self._taken[visitor_id] = left
        else:
            del self._taken[visitor_id]
