"""The catalogue of domain events: what may be told to live screens and webhooks, in the past tense."""

from typing import Any, ClassVar
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the catalogue; `kind` is its name on the wire."""

    kind: ClassVar[str]


class MessageAppended(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "message.appended"
    message: dict[str, Any]
    conversation: dict[str, Any]


class MessageChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "message.changed"
    id: UUID
    position: int
    state: str
    detail: dict[str, Any] = {}


class MessagesMoved(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "messages.moved"
    id: UUID
    other_id: UUID
    move_id: UUID


class ConversationOpened(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.opened"
    conversation: dict[str, Any]


class ConversationChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.changed"
    id: UUID
    changes: dict[str, Any]


class ConversationAccessChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.access"
    id: UUID
    user_id: UUID
    granted: bool


class WorkChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "work.changed"
    work_item: dict[str, Any]


class ReservationOffered(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "reservation.offered"
    reservation: dict[str, Any]
    conversation: dict[str, Any]


class ReservationDecided(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "reservation.decided"
    id: UUID
    work_item_id: UUID
    agent_id: UUID
    state: str


class PresenceChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "presence.changed"
    user_id: UUID
    state: str
    reason: str | None
    since: str


class CustomerChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "customer.changed"
    id: UUID


class CustomersMerged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "customer.merged"
    kept_id: UUID
    merged_id: UUID
    reversed: bool = False


class MembershipChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "membership.changed"
    user_id: UUID


class ConfigurationChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "configuration.changed"
    what: str
    id: UUID | None = None


class ReadMarked(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "read.marked"
    conversation_id: UUID
    reader_id: UUID
    position: int


class BulletinPublished(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "bulletin.published"
    id: UUID


class CalculationMoved(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "calculation.moved"
    id: UUID
    calculation: str
    state: str
    progress: float


class CallbackPromised(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "callback.promised"
    callback: dict[str, Any]


class ScheduleChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "schedule.changed"
    id: UUID
    version: int
    state: str


class ShiftsChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "shifts.changed"
    schedule_id: UUID
    user_id: UUID
    first_day: str
    last_day: str


class RequestChanged(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "request.changed"
    id: UUID
    request: str
    state: str


class AdherenceExcused(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "adherence.excused"
    user_id: UUID
    day: str


class BreakMoved(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "break.moved"
    user_id: UUID
    state: str
    place: int | None = None


CATALOGUE: dict[str, type[Event]] = {event.kind: event for event in Event.__subclasses__()}
