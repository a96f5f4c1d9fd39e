"""The live connections of one organization: who hears an event, found without asking each of them."""

import logging
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from hamseda.conversations.hearing import Hearer, may_hear
from hamseda.kit.hub import LiveEvent
from hamseda.organization.api import Caller

RESYNC = b'{"t":"resync"}'
# Roles that hear more than their own queues; which of it, their rights say.
WIDE_ROLES = ("admin", "supervisor", "auditor")
NOBODY: frozenset["Connection"] = frozenset()

# Events that change what one person may see, and whose id in their body that is.
SIGHT: dict[str, Callable[[Any], str]] = {
    "conversation.access": lambda body: str(body["user_id"]),
    "reservation.offered": lambda body: str(body["reservation"]["agent_id"]),
    "reservation.decided": lambda body: str(body["agent_id"]),
}

logger = logging.getLogger(__name__)


class Outlet(Protocol):
    """Where the frames of one connection go; bounded, and `push` never waits."""

    def push(self, frame: bytes, *, otherwise: bytes) -> None: ...
    def push_first(self, frame: bytes) -> None: ...
    def end(self, code: str) -> None: ...


class Connection:
    """One open live connection of one caller; `last` is the newest number that came its way."""

    def __init__(self, caller: Caller, session: bytes | None, outlet: Outlet) -> None:
        self.caller = caller
        self.session = session
        self.outlet = outlet
        self.version = caller.version
        self.last = 0
        self.hearer = Hearer(caller.id, caller.role, caller.department_id, caller.scope, set(), set())

    def deliver(self, event: LiveEvent) -> None:
        """One event, where this caller may hear it."""
        self.last = event.number
        if event.kind in SIGHT:
            self.follow(event)
        if may_hear(self.hearer, event.conversation_id, event.audience):
            self.outlet.push(event.frame, otherwise=RESYNC)

    def follow(self, event: LiveEvent) -> None:
        """A conversation was handed to somebody, or taken back, or rings at them: known from this event on."""
        if SIGHT[event.kind](event.body) != self.hearer.me:
            return
        match event.kind:
            case "reservation.offered":
                self.hearer.offered[event.body["reservation"]["id"]] = event.body["conversation"]["id"]
            case "reservation.decided":
                self.hearer.offered.pop(event.body["id"], None)
            case _:
                known = self.hearer.conversation_ids
                (known.add if event.body["granted"] else known.discard)(event.body["id"])


class Room:
    """The live connections of one organization, found by what they may hear: few of many hear one conversation."""

    def __init__(self) -> None:
        self.guests = 0  # also those on their way in
        self.last = 0
        self.connections: set[Connection] = set()
        self._of_role: dict[str, set[Connection]] = {}
        self._of_queue: dict[str, set[Connection]] = {}
        self._of_user: dict[str, set[Connection]] = {}
        self._of_conversation: dict[str, set[Connection]] = {}

    def enter(self, connection: Connection) -> None:
        self.connections.add(connection)
        for index, key in self._entries(connection):
            index.setdefault(key, set()).add(connection)

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        for index, key in self._entries(connection):
            _drop(index, key, connection)

    def deliver(self, event: LiveEvent) -> None:
        """Called by the hub for every event of the organization."""
        self.last = event.number
        if event.kind in SIGHT:
            self._follow(event)
        for connection in self.candidates(event.conversation_id, event.audience):
            try:
                connection.deliver(event)
            except Exception:
                # One connection's fault must not make the others of the organization deaf.
                logger.exception("a live connection failed and is ended")
                connection.outlet.end("failed")

    def _follow(self, event: LiveEvent) -> None:
        for connection in self._of_user.get(SIGHT[event.kind](event.body), NOBODY):
            before = connection.hearer.follows()
            connection.follow(event)
            now = connection.hearer.follows()
            for new in now - before:
                self._of_conversation.setdefault(new, set()).add(connection)
            for gone in before - now:
                _drop(self._of_conversation, gone, connection)

    def candidates(self, conversation_id: UUID | None, audience: dict[str, Any]) -> set[Connection]:
        """Everybody who might hear it, and few who may not: each is still asked."""
        if audience.get("staff"):
            return set(self.connections)
        found: set[Connection] = set()
        for role in WIDE_ROLES:
            found |= self._of_role.get(role, NOBODY)
        for user_id in (audience.get("user"), audience.get("assignee")):
            found |= self._of_user.get(user_id, NOBODY) if user_id else NOBODY
        if conversation_id is not None and "queue" in audience:
            found |= self._of_queue.get(audience["queue"], NOBODY)
            found |= self._of_conversation.get(str(conversation_id), NOBODY)
        return found

    def _entries(self, connection: Connection) -> list[tuple[dict[str, set[Connection]], str]]:
        hearer = connection.hearer
        return [
            (self._of_role, hearer.role),
            (self._of_user, hearer.me),
            *((self._of_queue, queue_id) for queue_id in hearer.queue_ids),
            *((self._of_conversation, each) for each in hearer.follows()),
        ]


def _drop(index: dict[str, set[Connection]], key: str, connection: Connection) -> None:
    found = index.get(key)
    if found is not None:
        found.discard(connection)
        if not found:
            del index[key]
