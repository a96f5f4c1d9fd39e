"""Routing as clients see it: what the answers of this domain hold."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict
from uuid import UUID

from hamseda.conversations.api import ConversationSummary, WorkItemView

PresenceState = Literal["available", "break", "offline"]


class PersonPresence(TypedDict):
    """Somebody's presence; who has never been here is offline since they became a member."""

    user_id: UUID
    name: str
    state: PresenceState
    reason: str | None
    since: datetime


class PresenceList(TypedDict):
    items: list[PersonPresence]


class OwnPresence(TypedDict):
    state: PresenceState
    reason: str | None
    since: datetime


class Part(TypedDict):
    """A reason as a catalogue key with what fills it."""

    key: str
    params: dict[str, str | float]


class Explanation(TypedDict):
    """A reason in the reader's language; `parts` are the keys of which the sentence is made, the first one above."""

    sentence: str
    key: NotRequired[str]
    params: NotRequired[dict[str, str | float]]
    parts: list[Part]


class Offer(TypedDict):
    """What rings at an agent until `due_at`, with the conversation that it is about."""

    id: UUID
    work_item_id: UUID
    agent_id: UUID
    offered_at: datetime
    due_at: datetime
    explanation: Explanation
    conversation: ConversationSummary


class OpenShift(TypedDict):
    id: UUID
    started_at: datetime
    headset_ok: bool | None


class Inheritance(TypedDict):
    """What a colleague left to somebody at the end of a shift."""

    conversation_id: UUID
    number: int
    customer_name: str | None
    note: str
    from_user_id: UUID
    at: datetime


class MyWork(TypedDict):
    """What one person has in hand; `load` of `capacity` units are in use."""

    capacity: int
    load: int
    presence: OwnPresence | None
    break_reasons: list[str]
    reservations: list[Offer]
    active: list[WorkItemView]
    wrap_up: list[WorkItemView]
    shift: OpenShift | None
    bulletins_unread: int
    handed_over: list[Inheritance]


class ShiftBegun(TypedDict):
    shift: OpenShift | None
    handed_over: list[Inheritance]


class ClosedShift(TypedDict):
    id: UUID
    started_at: datetime
    ended_at: datetime


class ShiftEnded(TypedDict):
    """The shift that was ended; null where none was begun."""

    shift: ClosedShift | None


class Estimate(TypedDict):
    """An interval of seconds that somebody who comes now may expect to wait."""

    low_s: int
    high_s: int


class Accuracy(TypedDict):
    """How many of the last promises held."""

    kept: int
    of: int


class QueueState(TypedDict):
    """A queue now and today; `service_level` is the share answered within `target_s`, of those who are over.

    `no_estimate` says why there is none: it is closed (until `opens_at`, null where it never opens), it has no
    members, or none of them is available.
    """

    queue_id: UUID
    name: str
    department_id: UUID
    waiting: int
    offered: int
    active: int
    wrap_up: int
    oldest_entered_at: datetime | None
    longest_wait_s: int | None
    answered_today: int
    abandoned_today: int
    agents_available: int
    agents_busy: int
    boost_cost_minutes: float
    is_open: bool
    opens_at: datetime | None
    estimate: Estimate | None
    no_estimate: Literal["closed", "nobody_serves", "nobody_available"] | None
    accuracy: Accuracy | None
    service_level: float | None
    target_s: int


class AgentState(TypedDict):
    """Somebody at work; `occupancy` is the share of their signed-in capacity that was in use."""

    user_id: UUID
    name: str
    state: PresenceState
    reason: str | None
    since: datetime
    load: int
    capacity: int
    active: int
    wrap_up: int
    handled: int
    occupancy: float


class Fairness(TypedDict):
    """Jain's index (1 is perfectly even) of occupancy and of the number handled, over `agents` people."""

    occupancy: float
    count: float
    agents: int


class Board(TypedDict):
    """Queues and agents as they are now; `as_of` is the number of the newest event that it knows."""

    queues: list[QueueState]
    agents: list[AgentState]
    fairness: Fairness
    as_of: int
