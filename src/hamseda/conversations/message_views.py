"""Messages as clients see them: what a line of the timeline holds, what a mail says of itself, and drafts.

Answers are rows as they come; these types describe them and cost nothing when they are sent.
"""

from datetime import datetime
from typing import Literal, NotRequired, Required, TypedDict
from uuid import UUID

MessageState = Literal["scheduled", "queued", "sent", "delivered", "read", "failed", "cancelled"]


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
