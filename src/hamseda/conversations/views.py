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
MessageState = Literal["scheduled", "queued", "sent", "delivered", "read", "failed", "cancelled"]


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


class AttachmentView(TypedDict):
    """A file of a message, or one that waits for its message."""

    id: UUID
    name: str
    content_type: str
    size: int
    is_image: bool
    url: str


class SealedView(TypedDict):
    """A number that is masked in the text; whoever may opens it by its id, with a reason."""

    id: UUID
    kind: str
    masked: str


class RecipientDelivery(TypedDict, total=False):
    """What became of a mail for one of its recipients; `waiting` is tried again."""

    address: Required[str]
    state: Required[Literal["waiting", "sent", "delivered", "delayed", "failed"]]
    why: str
    text: str
    reason: str
    status: str
    suppressed: bool


class DeliveryView(TypedDict, total=False):
    """Why a message is where it is on its way; `recipients` where a mail went to several."""

    recipients: list[RecipientDelivery]

    reason: str
    said: str
    sink: bool
    why: str
    text: str
    status: str
    recipient: str
    suppressed: bool


class MailAddress(TypedDict):
    name: str
    address: str


class MailRecipients(TypedDict):
    """Who a mail goes to; those in `bcc` are named in no header."""

    to: list[str]
    cc: list[str]
    bcc: list[str]


class MailForward(TypedDict):
    """What a mail to somebody outside passes on: one message, perhaps with all that was said before it (`ids`)."""

    message_id: UUID
    ids: NotRequired[list[UUID]]
    history: bool
    include_attachments: bool


class ThirdParty(TypedDict):
    """Somebody outside who answered what was passed on to them: they prove nothing, and are never the customer."""

    name: str
    address: str
    forward_id: UUID


class Signature(TypedDict):
    """What stands below an answer of a queue, its variables filled."""

    html: str
    text: str


class MailAuthenticity(TypedDict, total=False):
    """Words of RFC 8601 about who wrote a mail, as `by` found them; `why` says why nothing proves the From."""

    spf: str
    dkim: str
    dmarc: str
    arc: str
    by: Literal["border", "ourselves"]
    method: str | None
    why: str | None
    policy: str
    signers: list[str]


# Words that are no names in Python: the sender is called `from`.
MailView = TypedDict(
    "MailView",
    {
        "raw_id": UUID,
        "subject": str,
        "from": list[MailAddress],
        "to": list[MailAddress],
        "cc": list[MailAddress],
        "date": datetime | None,
        "message_id": str,
        "proof": str | None,
        "authenticated_by": str | None,
        "auth": MailAuthenticity,
        "private": Literal["third_party_code"] | None,
        "remote_pictures": int,
        "automatic": bool,
        "machine": Literal["auto-reply", "bounce", "list", "loop"] | None,
        "cut": bool,
        "unreadable": str,
        "recipients": MailRecipients,
        "quote": bool,
        "quote_of": UUID,
        "about": str,
        "signature": Signature | None,
        "forward": MailForward,
        "third_party": ThirdParty,
    },
    total=False,
)
MailView.__doc__ = (
    "What a mail said of itself, or how one of ours goes out; `unreadable` says why one could not be read."
)


class ReplyView(TypedDict):
    """The new text of a mail, without what it quotes and without a signature; `by`: the step that told it."""

    text: str
    by: Literal["sent", "structure", "attribution", "forward", "signature", "nothing"]


class MessageMeta(TypedDict, total=False):
    """What stands beside a text: what a notice tells, masked values, who logged it, what a mail said of itself."""

    notice: str
    user_id: UUID | None
    queue_id: UUID
    from_queue_id: UUID
    message_id: UUID
    number: int
    count: int
    other_id: UUID
    move_id: UUID
    reason: str
    mentions: list[UUID]
    sealed: list[SealedView]
    logged_by: UUID
    logged_by_name: str
    happened_at: datetime
    delivery: DeliveryView
    mail: MailView
    reply: ReplyView


class MessageView(TypedDict):
    """One line of the timeline; `position` orders it, never the time.

    An `aside` is no part of the talk with the customer: what was passed on to somebody outside, and what they said.
    """

    id: UUID
    conversation_id: UUID
    interaction_id: UUID | None
    position: int
    kind: Literal["message", "note", "notice", "aside"]
    direction: Literal["inbound", "outbound", "internal"]
    author_kind: Literal["customer", "agent", "system", "third_party"]
    author_id: UUID | None
    author_name: str | None
    channel_id: UUID | None
    channel_kind: str | None
    text: str
    html: str | None
    text_direction: Literal["rtl", "ltr"]
    state: MessageState
    send_at: datetime | None
    attachments: list[AttachmentView]
    meta: MessageMeta
    created_at: datetime


class Timeline(TypedDict):
    """A part of a timeline, ascending by position; `has_more` says that there are older ones."""

    items: list[MessageView]
    has_more: bool


class MailDraft(TypedDict):
    """How a mail that is being written shall go out; its addresses are as they were typed."""

    to: list[str]
    cc: list[str]
    bcc: list[str]
    subject: str | None
    quote: bool
    signature: bool


class DraftView(TypedDict):
    """What somebody is writing, as the server keeps it for them."""

    kind: Literal["message", "note"]
    channel_id: UUID | None
    text: str
    html: str | None
    mail: MailDraft | None
    attachments: list[AttachmentView]
    updated_at: datetime


class RenderedReply(TypedDict):
    """A canned reply with its variables filled; `html` where it has one."""

    text: str
    html: str | None


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
