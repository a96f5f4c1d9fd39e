"""The catalogue of domain events: what may be told to live screens and webhooks, in the past tense."""

from typing import Any, ClassVar
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the catalogue; `kind` is its name on the wire."""

    kind: ClassVar[str]


class MessageAppended(Event):
    kind: ClassVar[str] = "message.appended"
    message: dict[str, Any]
    conversation: dict[str, Any]


class MessageChanged(Event):
    kind: ClassVar[str] = "message.changed"
    id: UUID
    position: int
    state: str
    detail: dict[str, Any] = {}


class ConversationOpened(Event):
    kind: ClassVar[str] = "conversation.opened"
    conversation: dict[str, Any]


class ConversationChanged(Event):
    kind: ClassVar[str] = "conversation.changed"
    id: UUID
    changes: dict[str, Any]


class ConversationAccessChanged(Event):
    kind: ClassVar[str] = "conversation.access"
    id: UUID
    user_id: UUID
    granted: bool


class WorkChanged(Event):
    kind: ClassVar[str] = "work.changed"
    work_item: dict[str, Any]


class ReservationOffered(Event):
    kind: ClassVar[str] = "reservation.offered"
    reservation: dict[str, Any]
    conversation: dict[str, Any]


class ReservationDecided(Event):
    kind: ClassVar[str] = "reservation.decided"
    id: UUID
    work_item_id: UUID
    agent_id: UUID
    state: str


class PresenceChanged(Event):
    kind: ClassVar[str] = "presence.changed"
    user_id: UUID
    state: str
    reason: str | None
    since: str


class CustomerChanged(Event):
    kind: ClassVar[str] = "customer.changed"
    id: UUID


class CustomersMerged(Event):
    kind: ClassVar[str] = "customer.merged"
    kept_id: UUID
    merged_id: UUID
    reversed: bool = False


class MembershipChanged(Event):
    kind: ClassVar[str] = "membership.changed"
    user_id: UUID


class ConfigurationChanged(Event):
    kind: ClassVar[str] = "configuration.changed"
    what: str
    id: UUID | None = None


class ReadMarked(Event):
    kind: ClassVar[str] = "read.marked"
    conversation_id: UUID
    reader_id: UUID
    position: int


class BulletinPublished(Event):
    kind: ClassVar[str] = "bulletin.published"
    id: UUID


class CallbackPromised(Event):
    kind: ClassVar[str] = "callback.promised"
    callback: dict[str, Any]


CATALOGUE: dict[str, type[Event]] = {event.kind: event for event in Event.__subclasses__()}
