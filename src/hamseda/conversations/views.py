"""Conversations as clients see them: what the answers of this domain hold.

Answers are rows as they come; these types describe them and cost nothing when they are sent.
"""

from datetime import datetime
from typing import Any, Literal, NotRequired, Required, TypedDict
from uuid import UUID

from hamseda.conversations.rules import ReplyRoad
from hamseda.customers.api import CustomerView

Status = Literal["open", "snoozed", "resolved"]
Mark = Literal["foreign_subject", "unverified_sender", "third_party_code", "simulated"]


class CustomerBrief(TypedDict):
    """The customer of a conversation; `is_verified` says that this contact is proven to be theirs."""

    id: UUID
    name: str | None
    is_verified: bool


class ConversationHead(TypedDict):
    """What lists and panes show alike; `unread` counts for the reader who asks."""

    id: UUID
    number: int
    subject: str | None
    status: Status
    mark: Mark | None
    queue_id: UUID
    department_id: UUID
    assignee_id: UUID | None
    brand_id: UUID | None
    labels: list[UUID]
    snoozed_until: datetime | None
    due_at: datetime | None
    next_step: str | None
    last_position: int
    last_message_at: datetime | None
    last_message_preview: str
    last_message_channel: str | None
    last_message_inbound: bool | None
    waiting_since: datetime | None
    opened_at: datetime
    resolved_at: datetime | None
    merged_into: UUID | None
    read_position: int
    unread: int


class ConversationSummary(ConversationHead):
    """A conversation as lists show it."""

    customer: CustomerBrief


class ConversationPage(TypedDict):
    """One page of conversations; `as_of` is the number of the newest event that it knows."""

    items: list[ConversationSummary]
    next: str | None
    as_of: int


class ConversationCounts(TypedDict):
    """How many conversations each view holds, counted up to 1,000."""

    mine: int
    queues: int
    unassigned: int
    waiting: int
    snoozed: int
    handed: int


class ConversationChange(TypedDict, total=False):
    """What was changed, as it stands now."""

    subject: str | None
    due_at: datetime | None
    next_step: str | None


class PageVisit(TypedDict, total=False):
    """A page that the visitor was on; its query string is never kept."""

    url: Required[str]
    title: str
    at: str | None
    seconds: float | None


class VisitDevice(TypedDict, total=False):
    kind: str
    os: str
    browser: str
    screen: str
    language: str


class VisitLocation(TypedDict, total=False):
    """Where the visitor said they are, in degrees, and how exact that is in metres."""

    lat: Required[float]
    lon: Required[float]
    accuracy_m: float | None


class VisitJourney(TypedDict, total=False):
    step: str
    topic: str


class VisitContext(TypedDict, total=False):
    """What somebody was doing when they came, as their browser told it with their consent."""

    pages: list[PageVisit]
    device: VisitDevice
    referrer: str
    entry: dict[str, str | float | bool]
    location: VisitLocation
    attributes: dict[str, str | float | bool]
    journey: VisitJourney


class InteractionView(TypedDict):
    """One engagement on one channel, from its start to its wrap-up."""

    id: UUID
    channel_id: UUID | None
    channel_kind: str
    direction: Literal["inbound", "outbound"]
    state: Literal["waiting", "active", "wrap_up", "ended", "logged"]
    agent_id: UUID | None
    context: VisitContext
    address: str | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    disposition_id: UUID | None


class ParticipantView(TypedDict):
    """Somebody who may see the conversation because it was handed to them, or they were mentioned."""

    user_id: UUID
    name: str
    reason: Literal["handed", "mentioned"]
    added_at: datetime


class StepSuggestion(TypedDict):
    """What an agent might do next, in the reader's language; `key` and `params` for programs."""

    key: str
    params: dict[str, str]
    text: str


class WorkItemView(TypedDict):
    """What a queue holds and an agent serves; `wrap_up_until` is set once the talk is over."""

    id: UUID
    queue_id: UUID
    conversation_id: UUID
    interaction_id: UUID | None
    callback_id: NotRequired[UUID | None]
    channel_kind: str
    state: Literal["waiting", "snoozed", "offered", "active", "wrap_up", "done", "abandoned", "withdrawn"]
    agent_id: UUID | None
    entered_at: datetime
    ring: int
    accepted_at: datetime | None
    ended_at: NotRequired[datetime | None]
    wrap_up_until: datetime | None


class ConversationCustomer(CustomerView):
    """The whole customer of a conversation; `is_verified` says that this contact is proven to be theirs."""

    is_verified: bool


class ConversationDetail(ConversationHead):
    """One conversation with everything its pane shows but the timeline."""

    customer: ConversationCustomer
    work_item: WorkItemView | None
    interactions: list[InteractionView]
    participants: list[ParticipantView]
    reply_channels: list[ReplyRoad]
    suggested_step: StepSuggestion | None
    as_of: int


class EventView(TypedDict):
    """A live event; what `b` holds is told by its kind `k` (see the list of events)."""

    t: Literal["event"]
    n: int
    k: str
    c: UUID | None
    b: dict[str, Any]
    at: datetime


class PolledEvents(TypedDict):
    """Events after a number; `as_of` is the `after` of the next question."""

    events: list[EventView]
    as_of: int


class Resync(TypedDict):
    """The number is not kept any more, or rights have changed: read afresh."""

    resync: Literal[True]
